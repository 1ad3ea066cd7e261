"""Self-checks of lesson 5: reliability."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.agreement import Alpha, alpha
from analysis.agreement.scoring import TENTATIVE
from analysis.measures import GENERIC_FRAMES
from analysis.teach.answers import a_number, expect, right

MANY = 0.9  # raw agreement that looks like much


def raw_agreement(answer: Any, first: Sequence[int], second: Sequence[int]) -> None:
    """Check the share of cases that two coders code alike.

    >>> raw_agreement(3, [1, 0, 1, 0], [1, 0, 0, 0])
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist die Anzahl; gefragt ist der Anteil an den Fällen.
    """
    same = sum(a == b for a, b in zip(first, second, strict=True))
    both = sum(a == b == 1 for a, b in zip(first, second, strict=True))
    slips = [
        (float(same), "Das ist die Anzahl; gefragt ist der Anteil an den Fällen."),
        (1 - same / len(first), "Das ist der Anteil der Abweichungen."),
        (both / len(first), "Auch zweimal 0 ist Übereinstimmung."),
    ]
    a_number(answer, same / len(first), slips, "einig")
    right("Klingt ordentlich. Rechnen Sie weiter.")


def alpha_by_hand(
    observed: Any, expected: Any, answer: Any, first: Sequence[int], second: Sequence[int]
) -> None:
    """Check observed and expected disagreement and alpha of two coders of 0 and 1.

    >>> alpha_by_hand(0.75, 0.5, 0.5, [1, 0, 1, 0], [1, 0, 0, 0])
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: d_o ist die Abweichung, nicht die Übereinstimmung.
    """
    codes = [*first, *second]
    n, ones = len(codes), sum(codes)
    d_o = sum(a != b for a, b in zip(first, second, strict=True)) / len(first)
    d_e = 2 * ones * (n - ones) / (n * (n - 1))
    a_number(observed, d_o, [(1 - d_o, "d_o ist die Abweichung, nicht die Übereinstimmung.")], "d_o")
    slips = [
        (2 * ones * (n - ones) / n**2, "Ohne Zurücklegen: im Nenner steht n mal (n − 1)."),
        (ones * (n - ones) / (n * (n - 1)), "Verschieden heißt 0 und 1 oder 1 und 0: mal zwei."),
    ]
    a_number(expected, d_e, slips, "d_e")
    a_number(answer, 1 - d_o / d_e, [(d_o / d_e, "Es fehlt „1 −“.")], "mein_alpha")
    right(f"Alpha = {1 - d_o / d_e:.3f}, wie bei Krippendorff (2011).")


def _wide(codes: pd.DataFrame, frame: str) -> pd.DataFrame:
    return codes.pivot(index="article_id", columns="coder", values=frame)


def alphas(answer: Any, codes: pd.DataFrame) -> None:
    """Check alpha of two coders for each frame.

    >>> from analysis import prepare
    >>> from analysis.teach import codings
    >>> alphas({"conflict": 0.8}, codings(prepare("data/raw/demo")))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Jeder Eintrag soll das Ergebnis von alpha_with_interval sein.
    """
    expect(isinstance(answer, dict), 'alphas soll ein dict sein: {"conflict": …}.')
    for frame in GENERIC_FRAMES:
        expect(frame in answer, f"Es fehlt der Frame „{frame}“.")
        expect(
            isinstance(answer[frame], Alpha), "Jeder Eintrag soll das Ergebnis von alpha_with_interval sein."
        )
        truth = alpha(_wide(codes, frame).to_numpy().tolist())
        hint = f"„{frame}“: Alpha stimmt nicht. Je Fall eine Liste mit Annas und Bens Code?"
        expect(math.isclose(answer[frame].value, truth), hint)
    enough = [frame for frame in GENERIC_FRAMES if answer[frame].low >= TENTATIVE]
    said = ", ".join(enough) or "keinem Frame"
    right(f"Auch die untere Grenze erreicht {TENTATIVE} bei: {said}. 28 Artikel sind wenig.")


def paradox(answer: Any, codes: pd.DataFrame) -> None:
    """Check which frame has much raw agreement and a low alpha.

    >>> from analysis import prepare
    >>> from analysis.teach import codings
    >>> paradox("streit", codings(prepare("data/raw/demo")))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Gesucht ist eine Kennung: conflict, ...
    """
    found = []
    for frame in GENERIC_FRAMES:
        wide = _wide(codes, frame)
        raw = float((wide.iloc[:, 0] == wide.iloc[:, 1]).mean())
        if raw >= MANY and alpha(wide.to_numpy().tolist()) < TENTATIVE:
            found.append(frame)
    expect(answer in GENERIC_FRAMES, f"Gesucht ist eine Kennung: {', '.join(GENERIC_FRAMES)}.")
    expect(
        answer in found, "Bei diesem Frame fallen die beiden Maße nicht auseinander. Vergleichen Sie beide."
    )
    right("Wer ein Merkmal fast nie vergibt, ist sich fast immer einig: im Nein.")


def with_tool(answer: Any, codes: pd.DataFrame) -> None:
    """Check alpha between Anna and the tool.

    >>> codes = pd.DataFrame({"Anna": [1, 0, 1, 0], "Ben": [1, 0, 0, 0], "Werkzeug": [1, 1, 1, 0]})
    >>> with_tool(0.75, codes)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist die prozentuale Übereinstimmung.
    """
    truth = alpha(codes[["Anna", "Werkzeug"]].to_numpy().tolist())
    slips = [
        (
            alpha(codes.to_numpy().tolist()),
            "Das ist das Alpha aller drei; gefragt sind Anna und das Werkzeug.",
        ),
        (alpha(codes[["Anna", "Ben"]].to_numpy().tolist()), "Das ist das Alpha von Anna und Ben."),
        (
            alpha(codes[["Ben", "Werkzeug"]].to_numpy().tolist()),
            "Das ist das Alpha von Ben und dem Werkzeug.",
        ),
        (float((codes["Anna"] == codes["Werkzeug"]).mean()), "Das ist die prozentuale Übereinstimmung."),
    ]
    expect(not isinstance(answer, tuple), "Gefragt ist eine Zahl: alpha(…) oder ….value.")
    a_number(answer, truth, slips, "mit_werkzeug")
    right("Das Werkzeug muss sich an Menschen messen lassen, die sich untereinander einig sind.")


def needed(answer: Any, sizes: Mapping[int, Alpha], level: float = 0.8) -> None:
    """Check the smallest size whose interval lies above ``level``.

    >>> sizes = {28: Alpha(0.83, 0.6, 0.9, 28, 56), 280: Alpha(0.83, 0.81, 0.86, 280, 560)}
    >>> needed(28, sizes)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Bei diesem Umfang liegt erst der Wert über 0,8; gefragt ist die ...
    """
    fitting = [size for size, found in sizes.items() if found.low > level]
    over = [size for size, found in sizes.items() if found.value > level]
    hint = "Bei diesem Umfang liegt erst der Wert über 0,8; gefragt ist die untere Grenze (low)."
    expect(answer in sizes, f"Geprüft wurden die Umfänge {', '.join(map(str, sizes))}.")
    expect(not (answer in over and answer not in fitting), hint)
    expect(answer == min(fitting), "Es reichen auch weniger Artikel.")
    right(f"{answer} Artikel, wenn die Übereinstimmung so bleibt. Planen Sie das vor der Codierung.")
