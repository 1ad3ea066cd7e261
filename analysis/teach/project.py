"""Self-checks of lesson 8: a project of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from analysis import paths
from analysis.errors import InputError
from analysis.intervals import COMPARABLE
from analysis.tables import Corpus
from analysis.teach.answers import NotYet, a_table, a_text, expect, right

ENOUGH = 20  # stories of a selection
REASONS = ("weil", "denn", "da ", "deshalb", "darum")
CAUSES = ("verursacht", "bewirkt", "führt dazu", "deshalb", "beweist")


def question(asked: Any, expected: Any) -> None:
    """Check that a question is asked and an expectation with a reason is written down.

    >>> question("Wer kommt in den Berichten öfter zu Wort?", "Die Behörden, denn sie sind immer erreichbar.")
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: erwartung ist noch zu kurz: 7 von mindestens 8 Wörtern.
    """
    text = a_text(asked, 6, "frage")
    expect(text.rstrip().endswith("?"), "Die Frage soll mit einem Fragezeichen enden.")
    reason = a_text(expected, 8, "erwartung")
    expect(any(word in reason for word in REASONS), "Warum erwarten Sie das? Der Grund (weil …) fehlt noch.")
    right("Notiert. Ändern Sie die Erwartung nun nicht mehr, auch wenn das Ergebnis anders ausfällt.")


def selection(answer: Any, conditions: Any, whole: Corpus) -> None:
    """Check a selection: a part of the corpus, large enough, made from the conditions.

    >>> from analysis import prepare
    >>> corpus = prepare("data/raw/demo")
    >>> selection(corpus, {"query": ""}, corpus)
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Die Bedingungen lassen alles durch.
    """
    expect(isinstance(answer, Corpus), "auswahl soll das Ergebnis von select(…) sein.")
    expect(bool(conditions), "bedingungen ist leer; dann ist die Auswahl das ganze Korpus.")
    stories = answer.articles["story_id"].nunique()
    expect(len(answer.articles) < len(whole.articles), "Die Bedingungen lassen alles durch.")
    expect(stories >= ENOUGH, f"Es sind {stories} Geschichten; mindestens {ENOUGH} sollten es sein.")
    right(f"{len(answer.articles)} Artikel in {stories} Geschichten.")


def finding(answer: Any) -> None:
    """Check a table of shares with intervals.

    >>> from analysis import measures, prepare
    >>> finding(measures.tone_by(prepare("data/raw/demo"), "outlet"))
    ✓ Richtig. 8 Zeilen mit Intervall.
    """
    table = a_table(answer, ["value", "low", "high", "n", "stories"], "befund")
    expect(len(table) >= 2, "Ein Vergleich braucht mindestens zwei Zeilen.")
    small = int((table["stories"] < COMPARABLE).sum())
    note = f" {small} Zeilen ruhen auf weniger als zehn Geschichten: siehe 8.6." if small else ""
    right(f"{len(table)} Zeilen mit Intervall.{note}")


def figure(answer: Any) -> None:
    """Check that a chart was drawn.

    >>> figure(Figure())
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Die Abbildung ist leer.
    """
    expect(isinstance(answer, Figure), "abbildung soll das Ergebnis einer Funktion aus chart sein.")
    expect(bool(answer.axes), "Die Abbildung ist leer.")
    right("Lesen Sie nun die Belege. Eine Abbildung überzeugt auch, wenn sie falsch ist.")


def sentence(answer: Any) -> None:
    """Check a sentence for print: a number, the interval, no cause that was not measured.

    >>> sentence("41 % der Sätze sind negativ (95-%-Intervall 36 bis 46 %), was die Leser verunsichert, "
    ...          "und das beweist die Krise der Presse.")
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: „beweist“ behauptet eine Ursache. Haben Sie eine gemessen?
    """
    text = a_text(answer, 12, "satz")
    expect(any(letter.isdigit() for letter in text), "Es fehlt die Zahl.")
    expect("intervall" in text.lower(), "Es fehlt das Intervall: Wie genau ist die Zahl?")
    claimed = [word for word in CAUSES if word in text.lower()]
    expect(not claimed, f"„{claimed[0] if claimed else ''}“ behauptet eine Ursache. Haben Sie eine gemessen?")
    right("Lesen Sie den Satz jemandem vor, der das Korpus nicht kennt.")


def repeatable(answer: Any, conditions: Mapping[str, Any]) -> None:
    """Check that the parameters name the corpus and all conditions and that the notebooks take them.

    >>> repeatable({"corpus": "data/raw/demo"}, {"genres": ["report"]})
    Traceback (most recent call last):
    analysis.teach.answers.NotYet: Die Bedingung „genres“ fehlt oder lautet anders als in 8.2.
    """
    from analysis.report import parameters

    expect(isinstance(answer, dict) and "corpus" in answer, "parameter soll ein dict mit „corpus“ bleiben.")
    expect(bool(conditions), "bedingungen aus 8.2 ist noch leer.")
    for name, value in conditions.items():
        expect(answer.get(name) == value, f"Die Bedingung „{name}“ fehlt oder lautet anders als in 8.2.")
    try:
        parameters.check([paths.root() / "notebooks" / "01_korpus.ipynb"], answer)
    except InputError as error:
        raise NotYet(f"Die Notebooks nehmen das nicht an: {error}") from None
    right("Damit kann jede und jeder Ihren Bericht noch einmal erzeugen.")
