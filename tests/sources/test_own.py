"""Whose "eigene Angaben" they are."""

import pytest

from analysis.language import segment
from analysis.sources.cast import read
from analysis.sources.own import subject_of_own

OWN = "eigenen Angaben"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Die Feuerwehr hat nach eigenen Angaben die Halle abgesucht.", "Die Feuerwehr"),
        ("Dieser Tage zählt das Innenministerium nach eigenen Angaben 300 Anträge.", "das Innenministerium"),
        ("Zwei Millionen Euro hat die FPÖ nach eigenen Angaben investiert.", "die FPÖ"),
        ("Nach eigenen Angaben erhielt das Bundesamt im Mai 300 Euro.", "das Bundesamt"),
        ("Nach eigenen Angaben will er reisen.", "er"),
        ("So konnte sie nach eigenen Angaben alles lesen.", "sie"),
        ("Athen – Mazedonien hat nach eigenen Angaben Migranten zurückgeschickt.", "Mazedonien"),
        ("Köln – Nach dem Überfall haben die Ermittler nach eigenen Angaben zwei Täter.", "die Ermittler"),
        ("Mit dem Minister hat nach eigenen Angaben die Polizei gesprochen.", "die Polizei"),
        ("Der Markt wächst: Allein Check24 hat nach eigenen Angaben 7 Kunden.", "Check24"),
        (
            "Trainer Uwe Rapp (59, Kiel) kann sich nach eigenen Angaben mehr denken.",
            "Trainer Uwe Rapp",
        ),
        ("Der Bote kam, der Redakteur hatte nach eigenen Angaben geschlafen.", "der Redakteur"),
        ("Uwe Rapp blieb, weil dort nach eigenen Angaben etwas los ist.", "Uwe Rapp"),
        ("Truppen konnten jedoch eigenen Angaben zufolge 500 Menschen retten.", "Truppen"),
        ("Ein Hacker, der nach eigenen Angaben viel weiß, schwieg.", None),  # the relative clause: see refer
        ("Geregnet hat es nach eigenen Angaben.", "es"),
    ],
)
def test_the_subject(text, subject):
    read_ = segment(text)
    start = text.index(OWN)
    found = subject_of_own(read(read_, [(start, start + len(OWN))], None), start)
    written = text[slice(*found)] if found else None
    assert written == subject or (written or "").startswith(f"{subject} (")


def test_one_sentence_of_many_words_takes_time_by_its_length():
    text = "Die Stadt und " * 2_000 + "das Amt hat nach eigenen Angaben genug."
    start = text.index(OWN)
    found = subject_of_own(read(segment(text), [(start, start + len(OWN))], None), start)
    assert found is not None
