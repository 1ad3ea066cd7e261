"""What is mended of quotations that either method found."""

import pytest

from analysis.language import segment
from analysis.sources.found import Found
from analysis.sources.phrases import clean
from analysis.sources.polish import correct

TEXT = segment("Am Montag war Pause. Der bayerische Minister warf der SPD Versagen vor.")
DER, MINISTER, WARF = (TEXT.words.index(word) for word in ("Der", "Minister", "warf"))


def mended(kind: str, message: tuple[int, int], speaker: tuple[int, int]) -> list[tuple[int, int]]:
    [found] = correct(TEXT, [Found(kind, [message], speaker=[speaker])])
    return [*found.quote, *found.speaker]


def test_a_reported_act_begins_with_who_acts() -> None:
    assert mended("Reported", (MINISTER, len(TEXT)), (DER, WARF)) == [(DER, len(TEXT)), (DER, WARF)]


def test_a_speaker_ends_before_what_is_said() -> None:
    assert mended("Indirect", (WARF, len(TEXT) - 1), (DER, WARF + 2)) == [(WARF, len(TEXT) - 1), (DER, WARF)]


def test_what_stands_apart_stays() -> None:
    assert mended("Indirect", (WARF, len(TEXT) - 1), (DER, WARF)) == [(WARF, len(TEXT) - 1), (DER, WARF)]


def test_a_speaker_begins_behind_the_dateline() -> None:
    text = segment("Berlin/Ankara – Die türkische Regierung dementiert.")
    [found] = correct(
        text, [Found("Reported", [(4, len(text))], speaker=[(0, text.words.index("dementiert"))])]
    )
    assert text.text[slice(*text.span(*found.speaker[0]))] == "Die türkische Regierung"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("der griechischen Regierung", "griechische Regierung"),
        ("Angaben griechischer Behörden", "griechische Behörden"),
        ("ein anderer Zeuge", "anderer Zeuge"),
        ("alle anwesenden Minister", "alle anwesenden Minister"),
        ("Insidern", "Insider"),
        ("Angaben von ÖVP-Politikern", "ÖVP-Politiker"),
        ("die Bauern", "Bauern"),
        ("russischen Behörden", "russische Behörden"),
        ("Ärzten", "Ärzte"),
        ("Experten", "Experten"),
        ("Regierungskreisen", "Regierungskreise"),
        ("ersten Erkenntnissen", "erste Erkenntnisse"),
        ("Ansicht Athens", "Athen"),
        ("Brasiliens Teamkicker", "Brasiliens Teamkicker"),
        ("des Statistischen Landesamts", "Statistischen Landesamt"),
        ("der Vereinten Nationen", "Vereinte Nationen"),
        ("der Frankfurter Allgemeinen Sonntagszeitung", "Frankfurter Allgemeine Sonntagszeitung"),
        ("Angaben des UN-Flüchtlingshilfswerkes UNHCR", "UN-Flüchtlingshilfswerk UNHCR"),
        ("Fachleuten", "Fachleute"),
        ("der Konzern Mittwochabend", "Konzern"),
        ("die Mitteldeutsche Zeitung ( Montag )", "Mitteldeutsche Zeitung"),
    ],
)
def test_a_description_stands_in_the_nominative(written: str, name: str) -> None:
    assert clean(written.split()) == name


def test_the_outlet_that_was_told_is_no_part_of_the_speaker() -> None:
    text = segment("Das sagte der Experte Juri Solosobow der Frankfurter Rundschau. Er bleibt dabei.")
    last = text.words.index("Rundschau") + 1
    [found] = correct(text, [Found("Indirect", [(0, 1)], speaker=[(2, last)])])
    assert [text.text[slice(*text.span(*span))] for span in (*found.speaker, *found.addressee)] == [
        "der Experte Juri Solosobow",
        "der Frankfurter Rundschau",
    ]
