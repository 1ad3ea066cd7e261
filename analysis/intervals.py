"""Figures with intervals: ratios of per-article sums, resampled by story.

Every figure of the suite is a ratio of two sums over articles (negative sentences by sentences,
quotes of women by quotes with a known gender), so that an interval needs nothing but per-article
sums. Articles of one story (copies of one agency text) are resampled together: counting copies
never narrows an interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

DRAWS = 2000
SEED = 20260302
FEW_STORIES = 30  # below this the interval is shown with a warning
_NORMAL = NormalDist()


def ratio_by(sums: pd.DataFrame, by: Sequence[str], level: float = 0.95, draws: int = DRAWS) -> pd.DataFrame:
    """Return for each group the ratio of two sums with an interval, clustered by story.

    ``sums`` has one row an article (or an article and group): the columns ``by``, story_id,
    numerator, denominator. The result has the columns ``by``, value, low, high, n (the
    denominator's sum), articles, stories; value is NaN where n is 0. Expanded percentile bootstrap
    (Hesterberg 2015, The American Statistician 69) over stories; with one story there is no
    interval (NaN).
    """
    rows = []
    for key, group in sums.groupby(list(by), sort=True, observed=True):
        stories = group.groupby("story_id")[["numerator", "denominator"]].sum()
        n = float(stories["denominator"].sum())
        low, high = _interval(stories.to_numpy(float), level, draws)
        value = float(stories["numerator"].sum()) / n if n else math.nan
        rows.append((*key, value, low, high, n, len(group), len(stories)))
    columns = [*by, "value", "low", "high", "n", "articles", "stories"]
    return pd.DataFrame(rows, columns=columns)


def _interval(stories: np.ndarray, level: float, draws: int) -> tuple[float, float]:
    stories = stories[stories[:, 1] > 0]
    if len(stories) < 2:
        return math.nan, math.nan
    ratios = _resampled(stories, draws)
    tail = _expanded_tail(len(stories), level)
    low, high = np.quantile(ratios, [tail, 1 - tail])
    return float(low), float(high)


def _resampled(stories: np.ndarray, draws: int) -> np.ndarray:
    """Return ``draws`` ratios of sums over stories drawn with replacement, repeatably."""
    rng = np.random.default_rng(SEED)
    size = len(stories)
    sums = np.empty((draws, 2))
    step = max(1, 2_000_000 // size)  # bounds the memory for many stories
    for first in range(0, draws, step):
        last = min(draws, first + step)
        weights = rng.multinomial(size, np.full(size, 1 / size), size=last - first)
        sums[first:last] = weights @ stories
    positive = sums[:, 1] > 0
    return sums[positive, 0] / sums[positive, 1]


def _expanded_tail(stories: int, level: float) -> float:
    """Return the quantile to cut off on each side: wider than (1 - level) / 2 for few stories."""
    z = _NORMAL.inv_cdf(0.5 + level / 2)
    return _NORMAL.cdf(-math.sqrt(stories / (stories - 1)) * t_quantile(z, stories - 1))


def t_quantile(z: float, freedom: int) -> float:
    """Return Student's t quantile for the normal quantile ``z`` (Abramowitz & Stegun 26.7.5)."""
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + g1 / freedom + g2 / freedom**2 + g3 / freedom**3


def difference(
    sums: pd.DataFrame, column: str, first: str, second: str, level: float = 0.95, draws: int = DRAWS
) -> dict[str, float]:
    """Return the difference of two groups' ratios (first - second) with interval, p and stories.

    ``sums`` as for ``ratio_by``, the groups being values of ``column``. Stories that both groups
    print are drawn together. p is two-sided, from the bootstrap's standard error and Student's t
    with stories - 1 degrees of freedom.
    """
    both = sums[sums[column].isin([first, second])]
    wide = both.pivot_table(
        index="story_id",
        columns=column,
        values=["numerator", "denominator"],
        aggfunc="sum",
        fill_value=0,
    )
    nothing = {**dict.fromkeys(("value", "low", "high", "p"), math.nan), "stories": len(wide)}
    if wide.empty or not {first, second} <= set(wide["denominator"].columns):
        return nothing
    counts = np.column_stack(
        [wide[part, name] for name in (first, second) for part in ("numerator", "denominator")]
    ).astype(float)
    totals = counts.sum(axis=0)
    if totals[1] == 0 or totals[3] == 0 or len(counts) < 3:
        return nothing
    rng = np.random.default_rng(SEED)
    size = len(counts)
    weights = rng.multinomial(size, np.full(size, 1 / size), size=draws)
    drawn = weights @ counts
    drawn = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    gaps = drawn[:, 0] / drawn[:, 1] - drawn[:, 2] / drawn[:, 3]
    value = totals[0] / totals[1] - totals[2] / totals[3]
    tail = _expanded_tail(size, level)
    low, high = np.quantile(gaps, [tail, 1 - tail])
    p = _p_value(value, gaps, size)
    return {"value": value, "low": float(low), "high": float(high), "p": p, "stories": size}


def _p_value(value: float, gaps: np.ndarray, stories: int) -> float:
    spread = float(gaps.std(ddof=1)) * math.sqrt(stories / (stories - 1))
    if spread == 0:
        return 1.0 if value == 0 else 0.0
    t = abs(value) / spread
    # the normal tail of Wallace's transformation of t, good to three digits from 3 degrees of freedom on
    freedom = stories - 1
    z = math.sqrt(freedom * math.log1p(t * t / freedom)) * (1 - 3 / (4 * (4 * freedom + 1)))
    return 2 * (1 - _NORMAL.cdf(z))


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Tell for each p value whether it stands at the false discovery rate ``rate``.

    Benjamini & Hochberg 1995; NaN never stands.
    """
    known = sorted(p for p in p_values if not math.isnan(p))
    limit = max((p for k, p in enumerate(known, 1) if p <= rate * k / len(known)), default=-1.0)
    return [not math.isnan(p) and p <= limit for p in p_values]
