"""Texts that are no ordinary article: a defined outcome, and time in proportion to length."""

import time

import pytest

from analysis.language import segment
from analysis.sources import METHODS, Quote, find_quotes, identify
from analysis.sources.marks import find_marked


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "„",
        "“„",
        "Wort",
        "„Ohne Ende und ohne Schluss",
        "Müller: Wie geht es weiter? Schmidt: Wir warten ab. Müller: Wie lange?",
        "„" + "Wir reden und reden. " * 300 + "“",
        "ein text ganz ohne punkt und ohne großbuchstaben " * 50,
        "The prime minister said that he would not resign. “Never”, he added.",
        "\u200b\ufeff…",
    ],
)
def test_has_an_outcome(method: str, text: str) -> None:
    for quote in find_quotes(segment(text), method):
        assert all(a < b <= len(text) for a, b in quote.quote)


def test_english_text_yields_no_german_indirect_speech() -> None:
    text = segment("The minister said that taxes would rise. According to police, nobody was hurt.")
    assert find_quotes(text, "rules") == []


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = segment("„Wir kommen wieder, sagte sie.\n\nDer zweite Absatz beginnt hier.")
    (mark,) = find_marked(text)
    assert not mark.closed
    assert text.span(mark.first, mark.last + 1)[1] <= text.text.index("\n")


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("Er sagte „ja“ und ging.", ["ja"]),
        ("Er sagte »ja« und ging.", ["ja"]),
        ("Er sagte «ja» und ging.", ["ja"]),
        ("Er sagte “ja” und ging.", ["ja"]),
        ('Er sagte "ja" und "nein".', ["ja", "nein"]),
        ("„Das ‚Haus‘ brennt“, rief er.", ["Das ‚Haus‘ brennt", "Haus"]),
        ("„Erst“ und „dann“", ["Erst", "dann"]),
        ("Das geht's und gibt's", []),
    ],
)
def test_marks_in_every_style(text: str, inner: list[str]) -> None:
    read = segment(text)
    found = [text[read.ends[m.first] : read.starts[m.last]] for m in find_marked(read)]
    assert found == inner


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("unit", ["„", "„ja“ ", "sagte, dass ", "laut der Polizei, ", '"'])
def test_time_grows_with_length_only(method: str, unit: str) -> None:
    find_quotes(segment("Er sagte, es sei gut."), method)

    def seconds(n: int) -> float:
        text = segment(unit * n)
        start = time.process_time()
        find_quotes(text, method)
        return time.process_time() - start

    small = max(seconds(2_000), 0.01)
    assert seconds(16_000) < 40 * small  # eightfold text; a square would take 64 times as long


def test_a_speaker_of_quotation_marks_alone_is_no_error() -> None:
    text = segment("Es geht gut „“, hieß es.")
    speaker = identify(text, [Quote("Indirect", ((0, 10),), speaker=((12, 14),))])[0]
    assert speaker.gender is None and not speaker.name
