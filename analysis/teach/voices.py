"""Self-checks of lesson 3: who gets to speak."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from analysis.measures import statements
from analysis.tables import Corpus
from analysis.teach.answers import a_number, choices, expect, right


def forms(answer: Any) -> None:
    """Check the forms of six sentences.

    >>> forms({1: "Direct"})
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: 1: Es gibt ein Redeverb und einen abhängigen Satz, aber keine ...
    """
    choices(
        answer,
        {
            1: "Indirect",
            2: "Direct",
            3: "IndirectFreeIndirect",
            4: "kein Zitat",
            5: "Reported",
            6: "Indirect",
        },
        {
            1: "Es gibt ein Redeverb und einen abhängigen Satz, aber keine Anführungszeichen.",
            2: "Was gesagt wurde, steht wörtlich in Anführungszeichen.",
            3: "Kein Redeverb weit und breit; nur „habe“ verrät die Wiedergabe.",
            4: "Was steht in den Anführungszeichen: etwas Gesagtes oder ein Titel?",
            5: "Der Satz nennt die Sprechhandlung und fasst zusammen; den Wortlaut erfährt man nicht.",
            6: "„Nach Angaben“ leistet dasselbe wie „sagte, dass“, auch im Indikativ.",
        },
    )
    right("Nur einer von sechs Sätzen trägt die Wiedergabe in Anführungszeichen.")


def direct_share(answer: Any, corpus: Corpus) -> None:
    """Check the share of direct speech among the statements.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> direct_share((statements(corpus)["type"] == "Direct").sum(), corpus)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist die Anzahl; gefragt ist der Anteil.
    """
    outer = statements(corpus)["type"] == "Direct"
    every = corpus.quotes["type"] == "Direct"
    slips = [
        (float(every.mean()), "Hier zählen auch Zitate im Zitat; „aussagen“ enthält nur die äußeren."),
        (float(outer.sum()), "Das ist die Anzahl; gefragt ist der Anteil."),
        (1 - float(outer.mean()), "Das ist der Anteil der übrigen Formen."),
    ]
    a_number(answer, float(outer.mean()), slips, "anteil_direkt")
    right(f"Wer nur Anführungszeichen zählt, übersieht {1 - outer.mean():.0%} der gefundenen Aussagen.")


def subjunctive(answer: Any) -> None:
    """Check which sentences show reported speech by their verb alone.

    >>> subjunctive([1, 2])
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: 2 steht im Indikativ: Das behauptet die Zeitung selbst.
    """
    expect(isinstance(answer, list | set | tuple) and len(answer) > 0, "konjunktiv ist noch leer: [1, …].")
    given = set(answer)
    hints = {
        2: "2 steht im Indikativ: Das behauptet die Zeitung selbst.",
        3: "3 ist Konjunktiv II: etwas Unwirkliches, kein Zeichen der Wiedergabe.",
        5: "5 ist Wiedergabe, aber das zeigt „sagte“; „sind“ ist Indikativ.",
        6: "6 ist ein Wunsch: Auch dafür gibt es den Konjunktiv I.",
    }
    for number, hint in hints.items():
        expect(number not in given, hint)
    expect(
        given == {1, 4}, "Einer fehlt noch: „sie sei“, „er habe“, „es fahre“ sind Formen des Konjunktivs I."
    )
    right("„fahre“ und „seien“: So läuft indirekte Rede weiter, ohne dass noch jemand „sagte“.")


def unattributed(answer: Any, corpus: Corpus) -> None:
    """Check the share of statements without a speaker, by outlet (a Series).

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> unattributed(corpus.articles["outlet"].value_counts(), corpus)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das sind Anzahlen; der Mittelwert von True und False ist ein Anteil.
    """
    rows = statements(corpus).merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    truth = rows["speaker"].isna().groupby(rows["outlet"]).mean()
    expect(isinstance(answer, pd.Series), "Erwartet wird eine Zahl je Medium, eine Series.")
    expect(set(answer.index) == set(truth.index), "Die Gruppen sollen die Medien sein.")
    given = answer.astype(float).reindex(truth.index)
    expect(bool((given <= 1).all()), "Das sind Anzahlen; der Mittelwert von True und False ist ein Anteil.")
    inverse = bool(((1 - given - truth).abs() < 1e-9).all())
    expect(not inverse or bool((truth == 0.5).all()), "Das ist der Anteil mit Sprecher (.notna()).")
    expect(bool(((given - truth).abs() < 1e-9).all()), "Die Anteile stimmen nicht; gezählt wird „speaker“.")
    right("Ob ein Sprecher fehlt oder das Werkzeug ihn übersah, sagt nur das Nachlesen.")


def precision(codes: Any, answer: Any, n: int = 20) -> None:
    """Check the student's judgements of ``n`` quotes and the precision computed from them.

    >>> precision([1] * 15 + [0] * 5, 0.75)
    ✓ Richtig. Präzision 75%, 95-%-Intervall 53% bis 89% (Wilson 1927).
    """
    expect(isinstance(codes, list) and len(codes) == n, f"urteil soll eine Liste von {n} Zahlen sein.")
    expect(set(codes) <= {0, 1}, "Erlaubt sind nur 1 (ja) und 0 (nein).")
    share = sum(codes) / n
    slips = [(float(sum(codes)), "Das ist die Zahl der richtigen; gefragt ist ihr Anteil."),
             (1 - share, "Das ist der Anteil der falschen.")]  # fmt: skip
    a_number(answer, share, slips, "praezision")
    low, high = wilson(sum(codes), n)
    right(f"Präzision {share:.0%}, 95-%-Intervall {low:.0%} bis {high:.0%} (Wilson 1927).")


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the interval for a share of ``hits`` in ``n`` (Wilson 1927, JASA 22)."""
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return centre - reach, centre + reach
