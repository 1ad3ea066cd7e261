"""Self-checks of lesson 4: framing, coded by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.measures import GENERIC_FRAMES
from analysis.tables import Corpus
from analysis.teach.answers import a_number, a_table, choices, expect, right


def assigned(answer: Any) -> None:
    """Check which frame five sentences carry.

    >>> assigned({1: "economic"})
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: 1: Geld kommt vor, aber geht es um die Kosten oder darum, wer schuld ...
    """
    choices(
        answer,
        {1: "responsibility", 2: "human_interest", 3: "conflict", 4: "morality", 5: "economic"},
        {
            1: "Geld kommt vor, aber geht es um die Kosten oder darum, wer schuld ist und zahlen soll?",
            2: "Der Satz gibt dem Geschehen ein Gesicht. Welcher Frame fragt danach?",
            3: "Wie viele Seiten treten auf, und was tun sie miteinander?",
            4: "Der Satz beruft sich auf ein Gebot. Welcher Frame fragt nach Geboten und Verboten?",
            5: "Was wird hier beziffert?",
        },
    )
    right("Im Zweifel entscheidet die Leitfrage, nicht das einzelne Wort.")


def coded(answer: Any, n: int = 8) -> None:
    """Check that ``n`` articles are coded with sets of known frames.

    >>> coded({0: {"conflict"}, 1: set()}, n=2)
    ✓ Richtig. 2 Artikel, 1 Frames. Ob Ihre Nachbarin es ebenso sieht, zeigt Lektion 5.
    """
    expect(isinstance(answer, dict), 'codes soll ein dict bleiben: {0: {"conflict"}, 1: set(), …}.')
    for number in range(n):
        given = answer.get(number, ...)
        expect(given is not ..., f"Artikel {number} ist noch nicht codiert.")
        hint = f"Artikel {number}: eine Menge in geschweiften Klammern, leer ist set() (nicht {{}})."
        expect(isinstance(given, set | frozenset), hint)
        unknown = set(given) - set(GENERIC_FRAMES)
        expect(not unknown, f"Artikel {number}: Den Frame {unknown} gibt es nicht.")
    expect(any(answer.values()), "Kein einziger Frame in acht Artikeln? Lesen Sie den ersten noch einmal.")
    full = all(set(given) == set(GENERIC_FRAMES) for given in answer.values())
    expect(not full, "Alles überall angekreuzt misst nichts. Würde dem Artikel ohne den Aspekt etwas fehlen?")
    total = sum(len(given) for given in answer.values())
    right(f"{n} Artikel, {total} Frames. Ob Ihre Nachbarin es ebenso sieht, zeigt Lektion 5.")


def agreed(answer: Any, comparison: pd.DataFrame) -> None:
    """Check the share of decisions on which student and tool agree.

    >>> comparison = pd.DataFrame({"ich": [True, False, True], "werkzeug": [True, False, False]})
    >>> agreed(1 / 3, comparison)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist der Anteil der Abweichungen.
    """
    same = comparison["ich"] == comparison["werkzeug"]
    both = comparison["ich"] & comparison["werkzeug"]
    slips = [
        (float(same.sum()), "Das ist die Anzahl; gefragt ist der Anteil an allen 40 Entscheidungen."),
        (1 - float(same.mean()), "Das ist der Anteil der Abweichungen."),
        (float(both.mean()), "Übereinstimmung ist auch, wenn beide Nein sagen."),
    ]
    a_number(answer, float(same.mean()), slips, "einig")
    right("Das klingt nach viel. Wie viel wäre es, wenn beide würfelten? Davon handelt Lektion 5.")


def cues(answer: Any, corpus: Corpus, article_id: str, frame: str) -> None:
    """Check the rows of evidence for a frame in an article.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> article = corpus.evidence.query("measure == 'economic'")["article_id"].iloc[0]
    >>> cues(corpus.evidence.query("measure == 'economic'"), corpus, article, "economic")
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Darin stehen Fundstellen aus anderen Artikeln.
    """
    rows = corpus.evidence[(corpus.evidence["article_id"] == article_id)]
    table = a_table(answer, ["evidence_id", "cue", "measure"], "hinweise")
    expect(set(table["measure"]) == {frame}, f"Darin stehen auch: {sorted(set(table['measure']) - {frame})}.")
    expect(set(table["article_id"]) == {article_id}, "Darin stehen Fundstellen aus anderen Artikeln.")
    truth = rows[rows["measure"] == frame]
    expect(len(table) == len(truth), f"Es sind {len(table)} von {len(truth)} Fundstellen.")
    right(f"{len(table)} Fundstellen. Streichen Sie in Gedanken die stärkste: Hielte der Befund?")


def strongest(answer: Any, corpus: Corpus, frame: str = "conflict") -> None:
    """Check which question has the highest mean score.

    >>> from analysis import prepare
    >>> strongest("money", prepare("data/raw/demo"))
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Die Frage „money“ gibt es nicht; es gibt ...
    """
    rows = corpus.frames[(corpus.frames["frame"] == frame) & (corpus.frames["question"] != "")]
    means = rows.groupby("question")["score"].mean()
    expect(isinstance(answer, str), "staerkste soll die Kennung einer Frage sein, ein Text.")
    expect(answer in means.index, f"Die Frage „{answer}“ gibt es nicht; es gibt {', '.join(means.index)}.")
    hint = "Nicht diese. Gesucht ist der höchste Mittelwert: groupby, mean, idxmax."
    expect(answer == means.idxmax(), hint)
    right(f"„{answer}“ mit im Mittel {means.max():.2f}; die schwächste ist „{means.idxmin()}“.")
