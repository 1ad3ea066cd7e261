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

import numpy as np
import pandas as pd

from analysis.intervals import t_quantile

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


def _corrected(group: pd.DataFrame, z: float) -> tuple[float, float, float, float, str, int, int]:
    predicted = group["predicted"].to_numpy(float)
    coded = group["coded"].to_numpy(float)
    known = ~np.isnan(coded)
    naive, n, n_coded = float(predicted.mean()), len(group), int(known.sum())
    stories = pd.factorize(group["story_id"])[0]
    if n_coded < FEWEST:
        error, free = _error(predicted - naive, stories)
        return (naive, *_interval(naive, error, free, z), naive, UNCORRECTED, n, n_coded)
    weight = np.zeros(n)
    weight[known] = 1 / group["probability"].to_numpy(float)[known]
    weight *= n / weight.sum()
    trust = _trust(predicted[known], coded[known], n)
    miss = np.where(known, coded, 0.0) - trust * predicted
    mean_miss = float((weight * miss)[known].sum() / n)
    value = trust * naive + mean_miss
    # linearised: each unit's part in the estimate's deviation
    part = trust * (predicted - naive) + np.where(known, weight * (miss - mean_miss), 0.0)
    error, free = _error(part, stories)
    free = min(free, len(set(stories[known])) - 1)
    return (value, *_interval(value, error, free, z), naive, CORRECTED, n, n_coded)


def _trust(predicted: np.ndarray, coded: np.ndarray, n: int) -> float:
    """Return how far the tool is trusted, from 0 to 1: the tuning that makes the interval narrowest.

    Angelopoulos, Duchi & Zrnic 2023 (PPI++): covariance with the codes / ((1 + coded / n) * variance).
    """
    spread = float(predicted.var(ddof=1))
    if spread == 0:
        return 1.0
    together = float(np.cov(predicted, coded)[0, 1])
    return min(1.0, max(0.0, together / ((1 + len(coded) / n) * spread)))


def _error(part: np.ndarray, stories: np.ndarray) -> tuple[float, int]:
    """Return the standard error of a mean of deviations clustered by story, and its degrees of freedom."""
    sums = np.bincount(stories, part)
    clusters = len(sums)
    if clusters < 2:
        return math.nan, 0
    return math.sqrt(float((sums**2).sum()) * clusters / (clusters - 1)) / len(part), clusters - 1


def _interval(value: float, error: float, free: int, z: float) -> tuple[float, float]:
    if math.isnan(error) or free < 1:
        return math.nan, math.nan
    reach = t_quantile(z, free) * error
    return value - reach, value + reach
