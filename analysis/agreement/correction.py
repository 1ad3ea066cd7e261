"""Shares in the whole corpus, corrected for the tool's errors by a coded sample.

Prediction-powered inference (Angelopoulos et al. 2023, Science 382) in the form of design-based supervised
learning (Egami et al. 2023, NeurIPS): what the tool says of all articles, plus the mean error it made on
the coded ones, each weighted by the inverse of its chance to be drawn. The interval holds whatever the
tool's errors are; with a good tool it is narrower than the coded sample alone allows, with a useless
one about as wide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.clusters import corrected_parts, error_of, freedom, room_of, t_quantile, t_tails
from analysis.intervals import by_story

FEWEST = 20  # coded articles of a group below which its share is not corrected
CORRECTED, UNCORRECTED = "korrigiert", "nur Stichprobenfehler"


def corrected_share(
    sums: pd.DataFrame, coded: pd.DataFrame, by: Sequence[str] = (), level: float = 0.95
) -> pd.DataFrame:
    """Return for each group the share corrected for the tool's errors, with its interval.

    In: ``sums`` as ``ratio_by`` takes them (numerator: what the tool says of the units of an article or
    story, added up; denominator: how many they are), where a story with a coded unit is no part of several
    alike; ``coded``, one row a coded unit (an article, a quotation): the columns ``by``, story_id, predicted
    (what the tool says: 0 or 1, or any number), coded (what the coders agreed on), probability (its chance
    to be in the coded sample). Out: columns ``by``, value, low, high, naive (the tool's share), correction
    ("korrigiert", or "nur Stichprobenfehler" where fewer than FEWEST units are coded: value is then the
    tool's, its interval that of sampling alone), n, coded.
    """
    keys, z = list(by), NormalDist().inv_cdf(0.5 + level / 2)
    groups = sums.groupby(keys, sort=True, observed=True) if keys else [((), sums)]
    coded_of: dict[Any, pd.DataFrame] = (
        dict(list(coded.groupby(keys, observed=True))) if keys else {(): coded}
    )
    estimates = [(key, _estimate(group, coded_of.get(key, coded.head(0)))) for key, group in groups]
    table = [
        (
            *key,
            found.value,
            *_interval(found.value, _error(found.stories), found.free, z),
            found.naive,
            CORRECTED if found.coded >= FEWEST else UNCORRECTED,
            int(found.stories["size"].sum()),
            found.coded,
        )
        for key, found in estimates
    ]
    result = pd.DataFrame(table, columns=[*keys, "value", "low", "high", "naive", "correction", "n", "coded"])
    if _is_share(sums["numerator"] / sums["denominator"]) and _is_share(coded["coded"]):
        estimates_of = ["value", "low", "high"]
        result[estimates_of] = result[estimates_of].clip(0.0, 1.0)  # a share stays a share
    return result


def _is_share(values: pd.Series) -> bool:
    return bool(values.dropna().between(0, 1).all())


def corrected_difference(
    sums: pd.DataFrame, coded: pd.DataFrame, column: str, first: str, second: str, level: float = 0.95
) -> dict[str, float]:
    """Return the difference of two groups' corrected shares (first - second) with interval, p and stories.

    ``sums`` and ``coded`` as for ``corrected_share``, the groups being values of ``column``; a story that
    both groups print counts as one. All is NaN where a group has fewer than FEWEST coded units.
    """
    one, other = (
        _estimate(sums[sums[column] == name], coded[coded[column] == name]) for name in (first, second)
    )
    opposite = other.stories.assign(part=-other.stories["part"])
    both = pd.concat([one.stories, opposite]).groupby(level=0)
    stories = both.agg({"part": "sum", "within": "sum", "size": "sum", "count": "max"})
    found = {**dict.fromkeys(("value", "low", "high", "p"), math.nan), "stories": int(stories["count"].sum())}
    if min(one.coded, other.coded) < FEWEST:
        return found
    error, free, value = _error(stories), min(one.free, other.free), one.value - other.value
    if math.isnan(error) or free < 1:
        return found | {"value": value}
    low, high = _interval(value, error, free, NormalDist().inv_cdf(0.5 + level / 2))
    p = t_tails(abs(value) / error, free) if error else float(value == 0)
    return found | {"value": value, "low": low, "high": high, "p": p}


class _Estimate(NamedTuple):
    """The mean of a group, corrected where enough of it is coded.

    ``stories``, a row a story (or ``count`` that are alike): their part in the deviation of ``value``, how
    far they are spread ``within`` a row (squared), their size in units. ``free``: degrees of freedom.
    """

    value: float
    naive: float
    coded: int
    stories: pd.DataFrame
    free: float


def _estimate(sums: pd.DataFrame, coded: pd.DataFrame) -> _Estimate:
    told = by_story(sums, pd.Series(0, sums.index), ["numerator"]).droplevel(0)
    told.columns = pd.Index(["said", "squares", "count", "size"])
    said, size, count = told["said"], told["size"], told["count"]
    n = float(size.sum())
    naive = float(said.sum() / n)
    miss = _missed(coded, n) if len(coded) >= FEWEST else _Miss(1.0, 0.0, None, _freedom(size, count))
    part = miss.trust * (said - naive * size)
    if miss.stories is not None:
        part[miss.stories.index] += miss.stories  # linearised
    within = miss.trust**2 * (told["squares"] - said**2 / count).clip(lower=0)
    stories = pd.DataFrame({"part": part / n, "within": within / n**2, "size": size, "count": count})
    return _Estimate(miss.trust * naive + miss.mean, naive, len(coded), stories, miss.free)


class _Miss(NamedTuple):
    """How far the tool is trusted; what it then misses on average, and the coded stories' parts in that."""

    trust: float
    mean: float
    stories: pd.Series | None
    free: float


def _missed(coded: pd.DataFrame, n: float) -> _Miss:
    trust = _trust(coded["predicted"].to_numpy(float), coded["coded"].to_numpy(float), n)
    weight = 1 / coded["probability"]
    weight *= n / weight.sum()
    miss = coded["coded"] - trust * coded["predicted"]
    mean = float((weight * miss).sum() / n)
    stories = (weight * (miss - mean)).groupby(coded["story_id"])
    size = stories.size()  # the error rests on these stories
    return _Miss(trust, mean, stories.sum(), _freedom(size, size * 0 + 1))


def _trust(predicted: np.ndarray, coded: np.ndarray, n: float) -> float:
    """Return how far the tool is trusted, from 0 to 1: the tuning that makes the interval narrowest.

    Angelopoulos, Duchi & Zrnic 2023 (PPI++): covariance with the codes / ((1 + coded / n) * variance).
    """
    spread = float(predicted.var(ddof=1))
    if spread == 0:
        return 1.0
    together = float(np.cov(predicted, coded)[0, 1])
    return min(1.0, max(0.0, together / ((1 + len(coded) / n) * spread)))


def _error(stories: pd.DataFrame) -> float:
    """Return the standard error of a value from the stories' parts in its deviation; NaN for a single one."""
    count, weight = stories["count"].to_numpy(float), _weights(stories["size"], stories["count"])
    if count.sum() < 2:
        return math.nan
    parts = corrected_parts(stories["part"].to_numpy(float) / count, weight, count)
    return error_of(parts, count, float((stories["within"] / room_of(weight, count)).sum()))


def _freedom(size: pd.Series, count: pd.Series) -> float:
    return freedom(_weights(size, count), count=count.to_numpy(float)) if count.sum() > 1 else 0.0


def _weights(size: pd.Series, count: pd.Series) -> np.ndarray:
    return (size / count / size.sum()).to_numpy(float)


def _interval(value: float, error: float, free: float, z: float) -> tuple[float, float]:
    if math.isnan(error) or free < 1:
        return math.nan, math.nan
    reach = t_quantile(z, free) * error
    return value - reach, value + reach
