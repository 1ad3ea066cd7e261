"""Empty, odd and huge texts, unknown methods, targets outside the text."""

import math
import time
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.language import segment
from analysis.sentiment import describe, is_german, language_note, score_article, score_sentences, towards

GERMAN = st.text(alphabet="abcdeßäö ABNicht.,?!„“»«\n-–'0", max_size=80)
WORDS = st.lists(
    st.sampled_from(
        "nicht gut schlecht sehr der Krieg , . ; „ “ ein wird gelobt von Müller trotz ohne steigt ein".split()
    ),
    max_size=40,
).map(" ".join)


@pytest.mark.parametrize("method", ["news", "textblob_de"])
@pytest.mark.parametrize("content", ["", " ", "\n", "…", "gut", "?", "„“", "a", "12", "KRIEG", "-", ":-)"])
def test_short_and_odd_texts(method: str, content: str) -> None:
    text = segment(content)
    found = score_sentences(text, method=method)
    assert len(found) == len(text.sentences)
    assert score_article(found).label in ("negative", "neutral", "positive")


def test_capitals_speak_like_small_letters() -> None:
    (loud,) = score_sentences(segment("SCHRECKLICHER UNFALL AUF DER AUTOBAHN"), heading=True)
    (calm,) = score_sentences(segment("Schrecklicher Unfall auf der Autobahn"), heading=True)
    assert loud.label == calm.label == "negative"


def test_another_language_is_not_scored_and_that_is_said() -> None:
    text = segment("The government has won a great victory, and all of its friends were happy.")
    assert not is_german(text)
    assert [math.isnan(sentence.polarity) for sentence in score_sentences(text)] == [True]
    assert "nicht deutsch" in str(language_note(text))
    german = segment("Die Regierung hat einen großen Sieg errungen, und alle freuten sich über den Triumph.")
    assert language_note(german) is None
    assert score_sentences(german)[0].label == "positive"


@pytest.mark.slow
def test_a_megabyte_without_a_full_stop() -> None:
    text = segment("Der gute Plan gilt als schlecht und nicht als schön " * 20_000)
    start = time.perf_counter()
    (found,) = score_sentences(text)
    assert len(found.hits) == 60_000
    assert -1 <= found.polarity <= 1
    towards(text, [(4, 13)])
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("target", [(-1, 3), (0, 0), (5, 2), (0, 99), (99, 100), (3, 4)])
def test_a_target_outside_the_text(target: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="Das Ziel"):
        towards(segment("Der Plan ist gut."), [target])


@pytest.mark.parametrize("method", ["novs", "news:x", "transformer", "lexicon:"])
def test_unknown_methods(method: str) -> None:
    with pytest.raises(InputError, match="Methode"):
        score_sentences(segment("Gut."), method=method)
    with pytest.raises(InputError, match="Methode"):
        describe(method)


@settings(deadline=None)
@given(st.one_of(GERMAN, WORDS, st.text(max_size=60)))
def test_every_text_has_bounded_polarities_and_hits_in_place(content: str) -> None:
    text = segment(content)
    found = score_sentences(text)
    assert len(found) == len(text.sentences)
    for polarity, (start, end) in zip(found, text.sentence_spans(), strict=True):
        assert polarity.positive >= 0 and polarity.negative >= 0
        assert math.isnan(polarity.polarity) == (not polarity.hits)
        assert math.isnan(polarity.polarity) or -1 <= polarity.polarity <= 1
        assert all(start <= hit.start < hit.end <= end for hit in polarity.hits)
        assert [hit.start for hit in polarity.hits] == sorted(hit.start for hit in polarity.hits)


@settings(deadline=None)
@given(WORDS)
def test_every_word_may_be_a_target(content: str) -> None:
    text = segment(content)
    spans = [text.span(i, i + 1) for i in range(len(text))]
    found = towards(text, spans)
    assert len(found) == len(spans)
    assert all(math.isnan(one.polarity) or -1 <= one.polarity <= 1 for one in found)


class Quote(NamedTuple):
    quote: tuple[tuple[int, int], ...]
    speaker: tuple[tuple[int, int], ...]
    cue: tuple[tuple[int, int], ...]


def test_what_a_speaker_says_is_not_about_the_speaker() -> None:
    content = "Weidel: Das ist ein Skandal."
    text = segment(content)
    start = content.index("Das")
    quote = Quote(((start, len(content)),), ((0, 6),), ())
    assert towards(text, [(0, 6)], [quote])[0].label == "neutral"
    assert all(hit.start < start for hit in towards(text, [(0, 6)], [quote])[0].hits)


def test_mixed_is_not_neutral_by_its_masses() -> None:
    (mixed,) = score_sentences(segment("Das Essen war hervorragend und der Service war miserabel."))
    assert mixed.label == "neutral"
    assert min(mixed.positive, mixed.negative) > 0.5


def test_a_phrase_is_one_hit_over_all_its_words() -> None:
    (found,) = score_sentences(segment("Der Verein schreibt rote Zahlen."))
    assert [(hit.start, hit.end, hit.cue) for hit in found.hits] == [(20, 31, "rote zahlen")]


def test_a_phrase_within_a_phrase_is_no_second_hit() -> None:
    (found,) = score_sentences(segment("Es ging steil bergab."))
    assert [(hit.start, hit.end, hit.value) for hit in found.hits] == [(8, 20, -0.6)]
