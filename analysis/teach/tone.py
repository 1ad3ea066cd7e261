"""Self-checks of lesson 2: what a sentiment dictionary measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.language import segment
from analysis.sentiment import score_sentences
from analysis.teach.answers import NotYet, a_number, choices, expect, right

LABELS = ("negative", "neutral", "positive")


def _label(sentence: str) -> str:
    return score_sentences(segment(sentence), method="textblob_de", heading=True)[0].label


def silent(answer: Any, words: Sequence[str]) -> None:
    """Check the list of words in which textblob-de finds nothing.

    >>> silent(["wunderbar"], ["wunderbar", "Katastrophe"])
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: „wunderbar“ wird gefunden: words_of zeigt den Wert.
    """
    expect(isinstance(answer, list), 'stumm soll eine Liste sein: ["…", "…"].')
    truth = {word for word in words if _label(word) == "neutral"}
    expect(set(answer) <= set(words), f"Nicht in der Liste: {sorted(set(answer) - set(words))}.")
    expect(len(answer) > 0, 'Die Liste ist noch leer. polarity("Katastrophe") ergibt nan: ein erster Fund.')
    wrong = sorted(set(answer) - truth)
    expect(not wrong, f"„{'“, „'.join(wrong)}“ wird gefunden: words_of zeigt den Wert.")
    expect(truth <= set(answer), f"Es fehlen noch {len(truth - set(answer))}. Sehen Sie sich alle an.")
    right("Alle sind Substantive: Das Verfahren schlägt kleingeschrieben nach, das Lexikon hat sie groß.")


def errors_found(answer: Any) -> None:
    """Check three sentences that textblob-de labels otherwise than the student.

    >>> errors_found([("Der Abend war wunderbar.", "positive")] * 3)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: „Der Abend war wunderbar.“: textblob-de sagt auch „positive“. Hier ...
    """
    pairs = list(answer)
    expect(len(pairs) >= 3, f"Es sind {len(pairs)} von 3 Sätzen.")
    for pair in pairs:
        expect(isinstance(pair, tuple) and len(pair) == 2, 'Jeder Eintrag: ("Satz", "Urteil").')
        sentence, label = pair
        expect(label in LABELS, f"Das Urteil „{label}“ gibt es nicht; möglich sind {', '.join(LABELS)}.")
        expect(len(str(sentence).split()) >= 3, f"„{sentence}“ ist zu kurz für einen Satz.")
        found = _label(str(sentence))
        expect(found != label, f"„{sentence}“: textblob-de sagt auch „{found}“. Hier irrt es nicht.")
    expect(len({sentence for sentence, _ in pairs}) == len(pairs), "Ein Satz steht zweimal da.")
    right("Drei Fehler, an denen Sie die Methode erkennen. Würde sie auch „news“ begehen?")


def causes(answer: Any) -> None:
    """Check why textblob-de fails in four sentences.

    >>> causes({1: "Lexikon"})
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: 1: „toll“ wird gefunden und steht zu Recht als positiv im Lexikon. ...
    """
    choices(
        answer,
        {1: "Ironie", 2: "Substantiv", 3: "Lexikon", 4: "Verneinung"},
        {
            1: "„toll“ wird gefunden und steht zu Recht als positiv im Lexikon. Meint der Satz das?",
            2: "Welche Wörter werten hier, und welche davon wurden gefunden?",
            3: "Gefunden wurde „erschüttert“. Welchen Wert hat es, und welchen müsste es haben?",
            4: "„gut“ wurde gefunden. Welche Wendung davor kehrt den Sinn um?",
        },
    )
    right("Vier Ursachen, vier verschiedene Gegenmittel; gegen Ironie hilft keines davon.")


def different(answer: Any, labels: pd.DataFrame) -> None:
    """Check the share of sentences that the two methods label differently.

    >>> labels = pd.DataFrame({"textblob_de": ["neutral", "positive"], "news": ["negative", "positive"]})
    >>> different(1, labels)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Das ist die Anzahl; gefragt ist der Anteil: .mean() statt .sum().
    """
    differs = labels["textblob_de"] != labels["news"]
    slips = [
        (float(differs.sum()), "Das ist die Anzahl; gefragt ist der Anteil: .mean() statt .sum()."),
        (1 - float(differs.mean()), "Das ist der Anteil der Sätze mit gleichem Urteil."),
    ]
    a_number(answer, float(differs.mean()), slips, "verschieden")
    right(f"Bei {differs.mean():.0%} der Sätze hängt das Urteil am Verfahren, nicht am Satz.")


def overlap(answer: Any, genres: pd.DataFrame) -> None:
    """Check whether two intervals overlap.

    >>> genres = pd.DataFrame({"low": [0.3, 0.1], "high": [0.4, 0.2]}, index=["commentary", "report"])
    >>> overlap(True, genres)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Zeichnen Sie beide Strecken von low bis high auf Papier: Gibt es ein ...
    """
    low, high = genres.loc[["commentary", "report"], "low"], genres.loc[["commentary", "report"], "high"]
    truth = bool(low.max() <= high.min())
    if not isinstance(answer, bool):
        raise NotYet("ueberlappt soll True oder False sein, ohne Anführungszeichen.")
    hint = "Zeichnen Sie beide Strecken von low bis high auf Papier: Gibt es ein gemeinsames Stück?"
    expect(answer == truth, hint)
    right("Ob der Unterschied selbst trägt, entscheidet erst sein eigenes Intervall: Lektion 6.")
