"""Krippendorff's alpha for any number of coders, with missing codes; nominal, ordinal and interval.

Krippendorff, K. (2011): Computing Krippendorff's Alpha-Reliability; (2019): Content Analysis, 4th ed.,
chapter 12. Everything follows from the matrix of coincidences, to which each unit adds its pairs of
codes; so the bootstrap only reweights units.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from analysis.errors import InputError, nearest

LEVELS = ("nominal", "ordinal", "interval")
DRAWS = 2000
SEED = 20261123


class Alpha(NamedTuple):
    """Alpha with its bootstrap interval: units with two codes or more, their codes, coders.

    ``value`` is NaN where nothing is pairable or only one category occurs: without variation alpha is
    undefined, however often the coders agree.
    """

    value: float
    low: float
    high: float
    units: int
    codes: int


def alpha(units: Sequence[Sequence[Any]], level: str = "nominal") -> float:
    """Return Krippendorff's alpha.

    In: for each unit the codes its coders gave it, in any order; None or NaN is a missing code. Numbers
    for ``ordinal`` and ``interval``. Out: 1 is perfect agreement, 0 is chance, below 0 is worse; NaN where
    it is undefined (see Alpha). Raises InputError for an unknown level.

    >>> round(alpha([[1, 1], [1, 0], [0, 0], [0, 0]]), 3)
    0.533
    """
    shares, categories = _coincidences(units, level)
    return float(_alpha(shares.sum(axis=0)[None], categories, level)[0])


def alpha_with_interval(
    units: Sequence[Sequence[Any]], level: str = "nominal", confidence: float = 0.95, draws: int = DRAWS
) -> Alpha:
    """Return alpha with the percentile interval of a bootstrap over units; see ``alpha``.

    Draws in which only one category occurs are left out; where most are, there is no interval (NaN).

    >>> found = alpha_with_interval([[1, 1], [1, 0], [0, 0], [0, 0]] * 5)
    >>> found.low < found.value < found.high
    True
    """
    shares, categories = _coincidences(units, level)
    value = float(_alpha(shares.sum(axis=0)[None], categories, level)[0])
    n = len(shares)
    codes = round(float(shares.sum()))
    if n < 2 or math.isnan(value):
        return Alpha(value, math.nan, math.nan, n, codes)
    rng = np.random.default_rng(SEED)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(float)
    flat = weights @ shares.reshape(n, -1)
    drawn = _alpha(flat.reshape(draws, *shares.shape[1:]), categories, level)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < draws / 2:
        return Alpha(value, math.nan, math.nan, n, codes)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Alpha(value, float(low), float(high), n, codes)


def _coincidences(units: Sequence[Sequence[Any]], level: str) -> tuple[np.ndarray, np.ndarray]:
    """Return each pairable unit's share of the coincidence matrix, and the categories in order."""
    if level not in LEVELS:
        raise InputError(
            f"Das Skalenniveau „{level}“ gibt es nicht; möglich sind {', '.join(LEVELS)}."
            f"{nearest(level, LEVELS)}"
        )
    kept = [[code for code in codes if not _is_missing(code)] for codes in units]
    pairable = [codes for codes in kept if len(codes) > 1]
    categories: list[Hashable] = sorted({code for codes in pairable for code in codes})
    place = {category: i for i, category in enumerate(categories)}
    k = len(categories)
    shares = np.zeros((len(pairable), k, k))
    for u, codes in enumerate(pairable):
        counts = np.bincount([place[code] for code in codes], minlength=k).astype(float)
        shares[u] = (np.outer(counts, counts) - np.diag(counts)) / (len(codes) - 1)
    values = np.arange(k, dtype=float) if level == "nominal" else np.array(categories, dtype=float)
    return shares, values


def _is_missing(code: Any) -> bool:
    return code is None or (isinstance(code, float) and math.isnan(code))


def _alpha(coincidences: np.ndarray, values: np.ndarray, level: str) -> np.ndarray:
    """Return alpha for a stack of coincidence matrices (draws, k, k)."""
    totals = coincidences.sum(axis=2)
    n = totals.sum(axis=1)
    distance = _distances(totals, values, level)
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2))
    result = np.full(len(coincidences), math.nan)
    known = expected > 0
    result[known] = 1 - (n[known] - 1) * observed[known] / expected[known]
    return result


def _distances(totals: np.ndarray, values: np.ndarray, level: str) -> np.ndarray:
    """Return the squared differences between categories, which for ordinal codes depend on the totals."""
    k = len(values)
    if level == "nominal":
        return (1 - np.eye(k))[None]
    if level == "interval":
        return ((values[:, None] - values[None, :]) ** 2)[None]
    # ordinal: the codes that lie between two categories, their own halved
    upto = np.cumsum(totals, axis=1) - totals / 2
    distances: np.ndarray = (upto[:, :, None] - upto[:, None, :]) ** 2
    return distances
