"""The polarity of a piece of text: its number, its label, its masses, the words that spoke."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Half-width of the neutral band. A single word of half strength is not yet a tone.
NEUTRAL = 0.25


class Hit(NamedTuple):
    """One word that spoke: its characters, the lexicon entry it matched, its value as modified."""

    start: int
    end: int
    cue: str
    value: float


class Polarity(NamedTuple):
    """How a piece of text sounds.

    ``polarity`` is -1..1, or nan where no word spoke; ``label`` is negative, neutral or positive;
    ``positive`` and ``negative`` are the two masses (both >= 0), so that mixed is not neutral.
    """

    polarity: float
    label: str
    positive: float
    negative: float
    hits: tuple[Hit, ...]


SILENT = Polarity(math.nan, "neutral", 0.0, 0.0, ())


def label_of(polarity: float, band: float = NEUTRAL) -> str:
    """Return the label of a polarity; nan and everything within ``band`` of 0 is neutral."""
    if polarity > band:
        return "positive"
    return "negative" if polarity < -band else "neutral"


def weigh(hits: Iterable[Hit], band: float = NEUTRAL) -> Polarity:
    """Add up hits: polarity = (positive - negative) / max(1, positive + negative).

    One weak word stays weak, many words saturate at -1 or 1, opposites cancel in the polarity but
    stay visible in the masses.
    """
    hits = tuple(hits)
    if not hits:
        return SILENT
    positive = sum(hit.value for hit in hits if hit.value > 0)
    negative = -sum(hit.value for hit in hits if hit.value < 0)
    polarity = (positive - negative) / max(1.0, positive + negative)
    return Polarity(polarity, label_of(polarity, band), positive, negative, hits)


def score_article(sentences: Sequence[Polarity]) -> Polarity:
    """Return the polarity of a whole article from its sentences: the mean of those that spoke.

    The masses are means over the same sentences. nan and neutral where none spoke. The band
    narrows with the number of sentences, because a mean varies less, down to half its width.
    """
    spoke = [sentence for sentence in sentences if not math.isnan(sentence.polarity)]
    if not spoke:
        return SILENT
    polarity = sum(sentence.polarity for sentence in spoke) / len(spoke)
    return Polarity(
        polarity,
        label_of(polarity, NEUTRAL * max(0.5, len(spoke) ** -0.5)),
        sum(sentence.positive for sentence in spoke) / len(spoke),
        sum(sentence.negative for sentence in spoke) / len(spoke),
        tuple(hit for sentence in spoke for hit in sentence.hits),
    )
