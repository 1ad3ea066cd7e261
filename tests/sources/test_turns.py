"""Interviews and transcripts: turns are direct speech, questions of the medium are not."""

import pytest

from analysis.language import segment
from analysis.sources import METHODS, find_quotes, identify
from analysis.sources.turns import _asks, turns

INTERVIEW = (
    "Der Ökonom Anton Berger im Gespräch.\n\nSTANDARD: Was erwarten Sie?\n\nBerger: Die Zinsen steigen. "
    "Das ist schlecht.\n\nSTANDARD: Warum?\n\nBerger: Weil die Nachfrage sinkt."
)


@pytest.mark.parametrize("method", METHODS)
def test_an_interview_is_the_speech_of_whoever_answers(method: str) -> None:
    text = segment(INTERVIEW)
    quotes = find_quotes(text, method)
    said = [INTERVIEW[q.quote[0][0] : q.quote[-1][1]] for q in quotes if q.nested_in is None]
    assert said == ["Die Zinsen steigen. Das ist schlecht.", "Weil die Nachfrage sinkt."]
    assert {s.name for s, q in zip(identify(text, quotes), quotes, strict=True) if q.nested_in is None} == {
        "Anton Berger"
    }


def test_a_transcript_gives_every_turn_its_speaker() -> None:
    text = segment("Müller: Wie geht es weiter? Schmidt: Wir warten ab. Müller: Wie lange dauert das?")
    found = [(text.words[f.speaker[0][0]], text.words[f.quote[0][0]]) for f in turns(text)]
    assert found == [("Müller", "Wie"), ("Schmidt", "Wir"), ("Müller", "Wie")]


def test_a_short_form_that_asks_is_the_medium() -> None:
    source = (
        "MA: Würde das den Bau aufhalten? Sendler: Nein, das dauert. MA: Das klingt nicht gut. Sendler: Nein."
    )
    text = segment(source)
    assert [text.words[f.speaker[0][0]] for f in turns(text)] == ["Sendler", "Sendler"]


@pytest.mark.parametrize(
    "source",
    [
        "Fazit: Es regnet. Hinweis: Die Angaben sind ohne Gewähr.",
        "Tore: Müller (5.). Gelb: Huber. Tore: Schmidt (9.).",
        "Er sagte: Das geht nicht. Sie meinte: Doch.",
        "",
    ],
)
def test_other_colons_are_no_turns(source: str) -> None:
    assert turns(segment(source)) == []


@pytest.mark.parametrize(
    ("label", "medium"),
    [("dpa", True), ("Reporter", True), ("Frage", True), ("Greenpeace", False), ("Berger", False)],
)
def test_who_asks_by_its_label(label: str, medium: bool) -> None:
    assert _asks([label]) == medium
