"""Whose "eigene Angaben" they are."""

from time import process_time

import pytest

from analysis.language import segment
from analysis.sources import Quote, identify
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
        ("Nach eigenen Angaben will er die Firma verkaufen.", "er"),
        ("So konnte sie nach eigenen Angaben alles lesen.", "sie"),
        ("Athen – Mazedonien hat nach eigenen Angaben Migranten zurückgeschickt.", "Mazedonien"),
        ("Köln – Nach dem Überfall haben die Ermittler nach eigenen Angaben zwei Täter.", "die Ermittler"),
        ("Mit dem Minister hat nach eigenen Angaben die Polizei gesprochen.", "die Polizei"),
        ("Der Markt wächst: Allein Check24 hat nach eigenen Angaben 7 Kunden.", "Check24"),
        (
            "Trainer Uwe Rapp (59, Kiel) kann sich nach eigenen Angaben mehr denken.",
            "Trainer Uwe Rapp (59, Kiel)",
        ),
        ("Der Bote kam, der Redakteur hatte nach eigenen Angaben geschlafen.", "der Redakteur"),
        ("Uwe Rapp blieb, weil dort nach eigenen Angaben etwas los ist.", "Uwe Rapp"),
        ("Truppen konnten jedoch eigenen Angaben zufolge 500 Menschen retten.", "Truppen"),
        ("Ein Hacker, der nach eigenen Angaben viel weiß, schwieg.", None),  # the relative clause: see refer
        ("Er verließ nach eigenen Angaben die Polizei.", "Er"),
        ("Die Bundeswehr – 1955 gegründet – hat nach eigenen Angaben Sorgen.", "Die Bundeswehr"),
    ],
)
def test_the_subject(text, subject):
    read_ = segment(text)
    start = text.index(OWN)
    found = subject_of_own(read(read_, [(start, start + len(OWN))], None), start)
    written = text[slice(*found)] if found else None
    assert written == subject


def test_what_points_back_to_what_points_back_ends():
    text = segment("Eigene Angaben nach eigenen Angaben.")
    quote = Quote("Indirect", ((0, 6),), ((20, 35),))
    assert [speaker.name for speaker in identify(text, [quote])] == ["Eigene Angaben"]


@pytest.mark.parametrize("unit", ["Die Stadt, ", "Die Stadt und ", "eigenen Angaben nach "])
def test_the_time_is_linear(unit):
    def seconds(times: int) -> float:
        text = segment(unit * times + "das Amt hat nach eigenen Angaben genug.")
        start = text.text.rindex(OWN)
        cast = read(text, [(start, start + len(OWN))], None)
        begin = process_time()
        for _ in range(20):
            subject_of_own(cast, start)
        return process_time() - begin

    assert seconds(8_000) < 8 * 4 * (seconds(1_000) + 0.002)
