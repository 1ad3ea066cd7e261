"""What people code beside a corpus: frames of articles, speakers of statements, tone of sentences.

A task says what one row of its sheet is, what is to be filled in and which codes are allowed. Coders see
the text, never what the tool says of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from analysis import wording
from analysis.framing.codebook import Codebook
from analysis.sources.quote import SPEAKER_TYPES, TYPES

UNDECIDED = "?"
UNATTRIBUTED = "unattributed"  # no speaker is to be made out
NO_QUOTE = "no_quote"  # nobody's words are given
LABELS = ("negative", "neutral", "positive")
OPEN, CLOSE = "⟦", "⟧"


class Task(NamedTuple):
    """What is coded: ``name`` (of its folder), ``unit`` (the column that names one), what to fill in."""

    name: str
    unit: str
    columns: Mapping[str, str]  # column -> its question
    codes: Mapping[str, float | str]  # as written in a cell, small letters -> value; NaN: undecided
    choices: tuple[str, ...]  # the codes as a sheet offers them
    notes: list[list[str]]  # the second sheet

    @property
    def categories(self) -> list[str]:
        """Return the categories of which each unit takes one; none where each column is yes or no."""
        return list(dict.fromkeys(code for code in self.codes.values() if isinstance(code, str)))


def frames_name(codebook_id: str) -> str:
    """Return the name of the task to code frames with a codebook."""
    return f"rahmen-{codebook_id}"


def frame_task(codebook: Codebook) -> Task:
    """Return the task to code the frames and questions of a codebook, article by article: 1, 0 or ?."""
    columns = {}
    for frame in codebook.frames:
        for question in frame.questions:
            columns[f"{frame.id}.{question.id}"] = question.question
        columns[frame.id] = f"Frame „{frame.name}“ insgesamt vorhanden?"
    notes = [
        ["Anleitung", "Je Artikel und Spalte 1 (ja), 0 (nein) oder ? (nicht entscheidbar) eintragen."],
        ["", "Zeilen nicht löschen, Nr nicht ändern; sortieren darf man ganze Zeilen."],
        ["Codebuch", f"{codebook.name}, {codebook.label}"],
        ["Quelle", codebook.source],
    ]
    for frame in codebook.frames:
        notes.append([frame.name, frame.definition])
        notes += [["", question.question] for question in frame.questions]
        notes += [["Beispiel", example] for example in frame.examples]
        notes += [["Kein Beispiel", example] for example in frame.counterexamples]
    codes = {"0": 0.0, "1": 1.0, UNDECIDED: math.nan}
    return Task(frames_name(codebook.id), "article_id", columns, codes, ("0", "1", UNDECIDED), notes)


def speaker_task() -> Task:
    """Return the task to say of a statement what kind of source speaks."""
    notes = [
        ["Anleitung", f"In {OPEN} {CLOSE} steht die Aussage, darunter die Stelle, an der sie vorkommt."],
        ["", "Eintragen, zu welcher Art von Quelle gehört, wer dort spricht; ? heißt: nicht entscheidbar."],
        ["", "Zeilen nicht löschen, Nr nicht ändern; sortieren darf man ganze Zeilen."],
    ]
    question = {"speaker_type": "Welche Art von Quelle spricht?"}
    return _of_categories("sprecher", "quote_id", question, (*SPEAKER_TYPES, UNATTRIBUTED), notes)


def quote_task() -> Task:
    """Return the task to say of a passage whether it gives somebody's words, and in which form."""
    notes = [
        ["Anleitung", f"In {OPEN} {CLOSE} steht eine Stelle, darunter der Text um sie herum."],
        ["", "Eintragen, in welcher Form dort jemand wiedergegeben wird, oder: kein Zitat; ? heißt: nicht "
             "entscheidbar."],
        ["", "Zeilen nicht löschen, Nr nicht ändern; sortieren darf man ganze Zeilen."],
    ]  # fmt: skip
    question = {"type": "Gibt die Stelle wieder, was jemand gesagt hat? In welcher Form?"}
    return _of_categories("zitate", "quote_id", question, (*TYPES, NO_QUOTE), notes)


def tone_task() -> Task:
    """Return the task to say of a sentence whether it is negative, neutral or positive."""
    notes = [
        ["Anleitung", f"In {OPEN} {CLOSE} steht der Satz, darunter die Stelle, an der er vorkommt."],
        ["", "Eintragen, ob der Satz im Ganzen negativ, neutral oder positiv wertet; ? heißt: "
             "nicht entscheidbar. Ein sachlich berichtetes Unglück ist neutral."],
        ["", "Zeilen nicht löschen, Nr nicht ändern; sortieren darf man ganze Zeilen."],
    ]  # fmt: skip
    return _of_categories("tonlage", "sentence_id", {"label": "Wie wertet der Satz?"}, LABELS, notes)


def _of_categories(
    name: str, unit: str, columns: dict[str, str], categories: tuple[str, ...], notes: list[list[str]]
) -> Task:
    codes: dict[str, float | str] = {UNDECIDED: math.nan}
    for category in categories:
        for written in (category, *wording.labels(category)):
            codes[written.casefold()] = category
    choices = (*(wording.labels(category)[0] for category in categories), UNDECIDED)
    return Task(name, unit, columns, codes, choices, notes)
