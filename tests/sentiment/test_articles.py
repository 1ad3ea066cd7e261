"""The polarity of an article is made of its sentences': means of those that spoke."""

import math

import pytest

from analysis.sentiment.polarity import SILENT, Polarity, score_article


def sentence(positive: float, negative: float) -> Polarity:
    polarity = (positive - negative) / max(1.0, positive + negative)
    return Polarity(polarity, "neutral", positive, negative, ())


def test_polarity_and_masses_are_means_of_the_sentences_that_spoke() -> None:
    found = score_article([sentence(2.0, 0.0), SILENT, sentence(1.0, 4.0)])
    assert found.polarity == pytest.approx((1 - 3 / 5) / 2)
    assert (found.positive, found.negative) == (1.5, 2.0)
    assert found.label == "positive"


def test_an_article_in_which_nothing_speaks_is_silent() -> None:
    found = score_article([SILENT, SILENT])
    assert math.isnan(found.polarity) and found.label == "neutral"
    assert (found.positive, found.negative) == (SILENT.positive, SILENT.negative)


@pytest.mark.parametrize(("many", "label"), [(1, "neutral"), (9, "negative")])
def test_the_neutral_band_narrows_with_the_sentences(many: int, label: str) -> None:
    from analysis.sentiment.polarity import NEUTRAL

    mass = 0.7 * NEUTRAL  # within the band of one sentence, beyond half of it
    assert score_article([sentence(0.0, mass)] * many).label == label
