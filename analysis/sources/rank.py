"""Candidate messages -> the ones to keep: a small network judges each, the best set is chosen.

The network (one hidden layer) estimates how much of a candidate and the message an annotator would mark
is common to both (Jaccard), from what is read of its inside, its ends and its surroundings (``view``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.sources.candidates import KINDS, Candidate, Places, candidates, moved
from analysis.sources.features import Batch
from analysis.sources.found import Found
from analysis.sources.judge import Judge, Numbers, best_set
from analysis.sources.labels import TYPE_OF
from analysis.sources.view import View
from analysis.sources.words import Floats

_NAMES = {letter: name for name, letter in TYPE_OF.items()}
PROMISING = 0.3  # a reading whose estimate is lower is not offered with its ends moved


def chosen(
    judge: Judge, least: Sequence[float], batch: Batch, probabilities: Floats, sight: Floats
) -> list[list[Found]]:
    """Choose the messages of each text among the candidates."""
    view, places = View(batch, probabilities, sight), Places(batch, sight)
    read = candidates(batch, probabilities)
    values = judged(judge, view, read)
    found = []
    worth_moving = [
        [c for c, value in zip(some, own, strict=True) if value > PROMISING]
        for some, own in zip(read, values, strict=True)
    ]
    more = [moved(some, batch, n, places) for n, some in enumerate(worth_moving)]
    for some, own, new, news in zip(read, values, more, judged(judge, view, more), strict=True):
        kept = choose([*some, *new], np.concatenate([own, news]), least)
        found.append([as_found(candidate, value) for candidate, value in kept])
    return found


def judged(judge: Judge, view: View, options: Sequence[Sequence[Candidate]]) -> list[Numbers]:
    """Return the estimates of the candidates of each text."""
    own = [n for n, some in enumerate(options) for _ in some]
    flat = [c for some in options for c in some]
    values = judge.estimate(view.numbers(own, flat)) if flat else np.zeros(0)
    ends = np.cumsum([len(some) for some in options])
    return np.split(values, ends[:-1])


def choose(
    options: Sequence[Candidate], values: Numbers, least: Sequence[float]
) -> list[tuple[Candidate, float]]:
    """Choose candidates without overlap: the largest sum of estimates above the least of their type."""
    gains = values - np.array([least[KINDS.index(c.kind)] for c in options])
    kept = best_set([(c.pieces[0][0], c.pieces[-1][1]) for c in options], gains)
    return [(options[i], float(values[i])) for i in kept]


def as_found(candidate: Candidate, estimate: float) -> Found:
    """Return a candidate as a quotation without roles."""
    return Found(_NAMES[candidate.kind], list(candidate.pieces), confidence=estimate)
