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
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.clusters import corrected_parts, error_of, freedom, t_quantile, t_tails

FEWEST = 20  # coded articles of a group below which its share is not corrected
CORRECTED, UNCORRECTED = "korrigiert", "nur Stichprobenfehler"


def corrected_share(rows: pd.DataFrame, by: Sequence[str] = (), level: float = 0.95) -> pd.DataFrame:
    """Return for each group the share corrected for the tool's errors, with its interval.

    In: one row a unit (an article, a quotation) of the whole corpus: the columns ``by``, predicted (what the
    tool says: 0 or 1, or any number), coded (what the coders agreed on; NaN where not coded), probability
    (the unit's chance to be in the coded sample, > 0 where coded), story_id (units of one story are not
    independent). Out: columns ``by``, value, low, high, naive (the tool's share), correction
    ("korrigiert", or "nur Stichprobenfehler" where fewer than FEWEST units are coded: value is then the
    tool's, its interval that of sampling alone), n, coded.
    """
    keys = list(by)
    groups = rows.groupby(keys, sort=True, observed=True) if keys else [((), rows)]
    z = NormalDist().inv_cdf(0.5 + level / 2)
    table = [(*_key(key), *_corrected(group, z)) for key, group in groups]
    columns = [*keys, "value", "low", "high", "naive", "correction", "n", "coded"]
    result = pd.DataFrame(table, columns=columns)
    values = rows[["predicted", "coded"]].to_numpy(float)
    if ((values >= 0) & (values <= 1) | np.isnan(values)).all():
        estimates = ["value", "low", "high"]
        result[estimates] = result[estimates].clip(0.0, 1.0)  # a share stays a share
    return result


def _key(key: object) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else (key,)


def corrected_difference(
    rows: pd.DataFrame, column: str, first: str, second: str, level: float = 0.95
) -> dict[str, float]:
    """Return the difference of two groups' corrected shares (first - second) with interval, p and stories.

    ``rows`` as for ``corrected_share``, the groups being values of ``column``; a story that both groups print
    counts as one. All is NaN where a group has fewer than FEWEST coded units.
    """
    both = rows[rows[column].isin([first, second])]
    sides = [both[both[column] == name] for name in (first, second)]
    stories = [side["story_id"].to_numpy() for side in sides]
    nothing = dict.fromkeys(("value", "low", "high", "p"), math.nan)
    clusters, names = pd.factorize(np.concatenate(stories))
    if min(side["coded"].notna().sum() for side in sides) < FEWEST:
        return {**nothing, "stories": len(names)}
    of_first, of_second = (_estimated(side) for side in sides)
    # each unit's part in the difference; one that is a mean of fewer units weighs more
    part = np.concatenate([of_first.part / len(sides[0]), -of_second.part / len(sides[1])]) * len(both)
    error, _ = _error(part, clusters)
    free = min(of_first.free, of_second.free)
    value = of_first.value - of_second.value
    if math.isnan(error) or free < 1:
        return {**nothing, "value": value, "stories": len(names)}
    low, high = _interval(value, error, free, NormalDist().inv_cdf(0.5 + level / 2))
    p = t_tails(abs(value) / error, free) if error else float(value == 0)
    return {"value": value, "low": low, "high": high, "p": p, "stories": len(names)}


class _Estimate(NamedTuple):
    value: float
    part: np.ndarray  # each unit's part in the estimate's deviation; their mean is 0
    free: float  # degrees of freedom, by the stories with a coded unit


def _corrected(group: pd.DataFrame, z: float) -> tuple[float, float, float, float, str, int, int]:
    predicted = group["predicted"].to_numpy(float)
    naive, n, n_coded = float(predicted.mean()), len(group), int(group["coded"].notna().sum())
    stories = pd.factorize(group["story_id"])[0]
    if n_coded < FEWEST:
        error, free = _error(predicted - naive, stories)
        return (naive, *_interval(naive, error, free, z), naive, UNCORRECTED, n, n_coded)
    found = _estimated(group)
    error, _ = _error(found.part, stories)
    return (found.value, *_interval(found.value, error, found.free, z), naive, CORRECTED, n, n_coded)


def _estimated(group: pd.DataFrame) -> _Estimate:
    """Return the corrected mean of a group of which some units are coded."""
    predicted, coded = group["predicted"].to_numpy(float), group["coded"].to_numpy(float)
    known, n = ~np.isnan(coded), len(group)
    weight = np.zeros(n)
    weight[known] = 1 / group["probability"].to_numpy(float)[known]
    weight *= n / weight.sum()
    trust = _trust(predicted[known], coded[known], n)
    miss = np.where(known, coded, 0.0) - trust * predicted
    mean_miss = float((weight * miss)[known].sum() / n)
    naive = float(predicted.mean())
    # linearised: each unit's part in the estimate's deviation
    part = trust * (predicted - naive) + np.where(known, weight * (miss - mean_miss), 0.0)
    _, free = _error(part[known], pd.factorize(group.loc[known, "story_id"])[0])
    return _Estimate(trust * naive + mean_miss, part, free)


def _trust(predicted: np.ndarray, coded: np.ndarray, n: int) -> float:
    """Return how far the tool is trusted, from 0 to 1: the tuning that makes the interval narrowest.

    Angelopoulos, Duchi & Zrnic 2023 (PPI++): covariance with the codes / ((1 + coded / n) * variance).
    """
    spread = float(predicted.var(ddof=1))
    if spread == 0:
        return 1.0
    together = float(np.cov(predicted, coded)[0, 1])
    return min(1.0, max(0.0, together / ((1 + len(coded) / n) * spread)))


def _error(part: np.ndarray, stories: np.ndarray) -> tuple[float, float]:
    """Return the standard error of a mean of deviations clustered by story, and its degrees of freedom."""
    weight = np.bincount(stories) / len(stories)
    if len(weight) < 2:
        return math.nan, 0.0
    parts = corrected_parts(np.bincount(stories, part) / len(part), weight)
    return error_of(parts), freedom(weight)


def _interval(value: float, error: float, free: float, z: float) -> tuple[float, float]:
    if math.isnan(error) or free < 1:
        return math.nan, math.nan
    reach = t_quantile(z, free) * error
    return value - reach, value + reach
