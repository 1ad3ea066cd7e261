"""Self-checks of lesson 6: comparing without fooling oneself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.intervals import COMPARABLE, benjamini_hochberg, difference
from analysis.measures import tone_sums
from analysis.tables import Corpus
from analysis.teach.answers import NotYet, a_number, a_table, expect, right

FIRST, SECOND = "Marenburger Allgemeine", "Abendblitz"


def contained(answer: Any) -> None:
    """Check which uncertainties an interval contains.

    >>> contained({1: True, 2: True})
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: 2: Den Fehler macht das Verfahren in jeder Geschichte gleich; ...
    """
    hints = {
        1: "Genau das schätzt es: wie anders der Anteil mit anderen Geschichten ausfiele.",
        2: "Den Fehler macht das Verfahren in jeder Geschichte gleich; er schwankt nicht mit.",
        3: "Was nicht im Korpus ist, kann auch nicht mitschwanken.",
        4: "Gerechnet wird mit Geschichten, nicht mit Artikeln. Wozu?",
    }
    truth = {1: True, 2: False, 3: False, 4: True}
    expect(isinstance(answer, dict), "enthalten soll ein dict bleiben: {1: True, …}.")
    for number, solution in truth.items():
        given = answer.get(number)
        expect(isinstance(given, bool), f"Zu {number} fehlt True oder False.")
        expect(given == solution, f"{number}: {hints[number]}")
    right("Das Intervall enthält den Stichprobenfehler, nicht die Fehler von Auswahl und Verfahren.")


def shrunk(answer: Any, widths: pd.DataFrame) -> None:
    """Check by how much an interval shrinks where copies count as cases.

    >>> widths = pd.DataFrame({"als_artikel": [8, 6, 4], "als_geschichten": [8, 8, 8]}, index=[1, 2, 4])
    >>> shrunk(2.0, widths)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Andersherum: das neue durch das alte.
    """
    column = widths["als_artikel"]
    stories = widths["als_geschichten"]
    slips = [
        (float(column[1] / column[4]), "Andersherum: das neue durch das alte."),
        (float(stories[4] / stories[1]), "Das ist die Spalte, in der Kopien bei ihrer Geschichte bleiben."),
        (float(column[2] / column[1]), "Das ist der doppelte Abdruck; gefragt ist der vierfache."),
        (float(1 - column[4] / column[1]), "Das ist, um wie viel es schrumpft; gefragt ist, worauf."),
    ]
    a_number(answer, float(column[4] / column[1]), slips, "schein")
    right("Ungefähr eins durch Wurzel vier: halb so breit, ohne dass jemand mehr wüsste.")


def large_enough(answer: Any, cells: pd.DataFrame) -> None:
    """Check the table of cells with enough stories.

    >>> cells = pd.DataFrame({"frame": "conflict", "outlet": "A", "genre": "report", "stories": [12, 3]})
    >>> large_enough(cells, cells)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Darin steht noch eine Zelle mit 3 Geschichten.
    """
    table = a_table(answer, ["frame", "outlet", "genre", "stories"], "tragfaehig")
    least = int(table["stories"].min())
    expect(least >= COMPARABLE, f"Darin steht noch eine Zelle mit {least} Geschichten.")
    truth = cells[cells["stories"] >= COMPARABLE]
    expect(len(table) == len(truth), "„Mindestens zehn“ schließt zehn ein; es fehlen Zeilen.")
    right(f"{len(truth)} von {len(cells)} Zellen bleiben. Über die anderen schweigt man.")


def compared(answer: Any, carries: Any, corpus: Corpus) -> None:
    """Check the difference of two outlets and whether its interval excludes zero.

    >>> from analysis import difference, measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> sums = measures.tone_sums(corpus, ["outlet"])
    >>> compared(difference(sums, "outlet", "Abendblitz", "Marenburger Allgemeine"), True, corpus)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Die Reihenfolge: erst Marenburger Allgemeine, dann Abendblitz.
    """
    expect(
        isinstance(answer, dict) and "low" in answer, "unterschied soll das Ergebnis von difference(…) sein."
    )
    truth = difference(tone_sums(corpus, ["outlet"]), "outlet", FIRST, SECOND)
    swapped = math.isclose(answer["value"], -truth["value"], rel_tol=1e-9)
    expect(not swapped, f"Die Reihenfolge: erst {FIRST}, dann {SECOND}.")
    hint = "Das ist ein anderer Vergleich; stimmen die Namen der Medien?"
    expect(math.isclose(answer["value"], truth["value"], rel_tol=1e-9), hint)
    if not isinstance(carries, bool):
        raise NotYet("traegt soll True oder False sein.")
    excludes = truth["low"] > 0 or truth["high"] < 0
    expect(carries == excludes, "Liegt die Null zwischen low und high? Dann trägt der Unterschied nicht.")
    said = "trägt" if excludes else "trägt nicht"
    low, high = 100 * truth["low"], 100 * truth["high"]
    right(f"{100 * truth['value']:.1f} Prozentpunkte, Intervall {low:.1f} bis {high:.1f}: Das {said}.")


def many(raw: Any, corrected: Any, p_values: Sequence[float]) -> None:
    """Check the numbers of small p values and of those that stand a correction.

    >>> many(0.5, 0, [0.01, 0.2, 0.04, 0.9])
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Gefragt ist die Anzahl.
    """
    small = sum(p < 0.05 for p in p_values)
    stands = sum(benjamini_hochberg(p_values))
    a_number(raw, small, [(small / len(p_values), "Gefragt ist die Anzahl.")], "roh")
    hint = "Summieren Sie die True: sum(benjamini_hochberg(p_werte))."
    a_number(corrected, stands, [(len(p_values), hint)], "korrigiert")
    right(f"{small} von {len(p_values)} falsche Alarme ohne, {stands} mit Korrektur; erwartet: zwei ohne.")
