"""Part-of-speech tags in context, as array operations: a linear tagger distilled from a larger one.

Two passes: the words in the window alone; then with the first pass's tags of the neighbours. Tags
are those of STTS, with a few that do not matter here joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analysis.sources import weights
from analysis.sources.words import Floats, Ints, Words

FINITE = ("VV(FIN)", "VA(FIN)", "VM(FIN)")


@cache
def load() -> tuple[weights.Weights, weights.Weights]:
    """Load the weights of both passes, once."""
    return weights.load("tagger_words"), weights.load("tagger_context")


def neighbours(tags: Ints, n_tags: int) -> dict[str, Ints]:
    """Return the columns of the second pass: the tags around each token, alone and in pairs."""
    at = {o: np.roll(tags, -o) for o in (-2, -1, 1, 2)}
    return {
        "t-2": at[-2],
        "t-1": at[-1],
        "t+1": at[1],
        "t+2": at[2],
        "t0": tags,
        "t-2-1": at[-2] * n_tags + at[-1],
        "t-1+1": at[-1] * n_tags + at[1],
        "t+1+2": at[1] * n_tags + at[2],
        "t-1+0": at[-1] * n_tags + tags,
        "t+0+1": tags * n_tags + at[1],
    }


def tag(words: Words, numbers: Ints) -> Ints:
    """Return the tag numbers of the tokens (labels as in ``labels()``); the ends must be padded."""
    first, second = load()
    scores: Floats = first.word_scores(words, numbers)
    pads = numbers == 0
    tags = scores.argmax(axis=1).astype(np.int32)
    tags[pads] = 0
    second.add_columns(scores, neighbours(tags, len(first.labels)))
    tags = scores.argmax(axis=1).astype(np.int32)
    tags[pads] = 0  # the same between texts as at the ends of the batch
    return tags


def labels() -> list[str]:
    """Return the names of the tags, in the order of their numbers."""
    return load()[0].labels


def among(tags: Ints, names: Sequence[str]) -> NDArray[np.bool_]:
    """Tell for each tag number whether it is that of one of ``names``."""
    return np.isin(labels(), names)[tags]
