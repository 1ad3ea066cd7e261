"""What is mended of quotations that either method found."""

from analysis.language import segment
from analysis.sources.found import Found
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
