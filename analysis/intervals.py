"""Figures with intervals: ratios of per-article sums, resampled by story.

Every figure of the suite is a ratio of two sums over articles (negative sentences by sentences,
quotes of women by quotes with a known gender), so that an interval needs nothing but per-article
sums. Articles of one story (copies of one agency text) are resampled together: counting copies
never narrows an interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import pandas as pd

DRAWS = 2000
SEED = 20260302
FEW_STORIES = 30  # below this the interval is shown with a warning
FEWEST = 5  # stories without which there is no interval at all
BUNDLES = 1000  # of stories, drawn as one where a corpus has more
COMPARABLE = 10  # stories that a group needs on its own side to be compared
FOUND = ("value", "low", "high", "n", "articles", "stories")
_NORMAL = NormalDist()


def ratio_by(sums: pd.DataFrame, by: Sequence[str], level: float = 0.95, draws: int = DRAWS) -> pd.DataFrame:
    """Return for each group the ratio of two sums with an interval, clustered by story.

    ``sums`` has one row an article (or an article and group): the columns ``by``, story_id,
    numerator, denominator. The result has the columns ``by``, value, low, high, n (the
    denominator's sum), articles, stories; value is NaN where n is 0. Expanded percentile bootstrap
    (Hesterberg 2015, The American Statistician 69) over stories, Clopper & Pearson's bound where
    all shares are 0 or all are 1; below FEWEST stories there is no interval (NaN).

    >>> stories = [f"s{i}" for i in range(20)]
    >>> sums = pd.DataFrame({"outlet": "A", "story_id": stories, "numerator": 1, "denominator": [2, 4] * 10})
    >>> ratio_by(sums, ["outlet"])[["outlet", "n", "stories"]].values.tolist()
    [['A', 60.0, 20]]
    """
    return ratios_by(sums, by, ["numerator"], level, draws).drop(columns="numerator")


def ratios_by(
    sums: pd.DataFrame,
    by: Sequence[str],
    numerators: Sequence[str],
    level: float = 0.95,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Return what ``ratio_by`` does for several numerators of one denominator, stories drawn once for all.

    ``numerators`` are columns of ``sums``; the result has their names in its last column, numerator.

    >>> sums = pd.DataFrame({"story_id": ["a", "b"], "yes": [1, 0], "no": [1, 2], "denominator": 2})
    >>> ratios_by(sums, [], ["yes", "no"])[["numerator", "value"]].values.tolist()
    [['yes', 0.25], ['no', 0.75]]
    """
    if sums.empty:
        return pd.DataFrame(columns=[*by, *FOUND, "numerator"])
    # without ``by`` everything is one group
    groups = sums.groupby(list(by) if by else lambda _: (), sort=True, observed=True)
    sizes = groups.size()
    stories = sums.groupby([groups.ngroup(), "story_id"])[[*numerators, "denominator"]].sum()
    stories = stories.loc[0:]  # -1: of no group
    of_group = stories.index.get_level_values(0)
    ends = np.searchsorted(of_group, np.arange(len(sizes)), side="right")
    parts = np.split(stories.to_numpy(float), ends[:-1])
    found = {}
    for k in sorted(range(len(parts)), key=lambda k: len(parts[k])):  # equal numbers share their draws
        found[k] = _figures(parts[k], int(sizes.iloc[k]), level, draws)
    keys = [key if len(by) > 1 else (key,) * len(by) for key in sizes.index]
    rows = [(*key, *found[k][i], name) for i, name in enumerate(numerators) for k, key in enumerate(keys)]
    return pd.DataFrame(rows, columns=[*by, *FOUND, "numerator"])


def _figures(stories: np.ndarray, articles: int, level: float, draws: int) -> list[tuple[float, ...]]:
    """Return the columns FOUND of one group for each numerator; the denominator is the last column."""
    *sums, n = stories.sum(axis=0).tolist()
    bounds = intervals_of(stories, level, draws)
    return [
        (numerator / n if n else math.nan, low, high, n, articles, len(stories))
        for numerator, (low, high) in zip(sums, bounds, strict=True)
    ]


def interval_of(stories: np.ndarray, level: float = 0.95, draws: int = DRAWS) -> tuple[float, float]:
    """Return the interval of the ratio of two sums, given both for each story (see ``ratio_by``).

    >>> low, high = interval_of(np.array([[1, 4], [2, 4], [0, 4], [3, 4], [1, 4]]))
    >>> low < 7 / 20 < high
    True
    """
    return intervals_of(stories, level, draws)[0]


def intervals_of(stories: np.ndarray, level: float = 0.95, draws: int = DRAWS) -> list[tuple[float, float]]:
    """Return the interval of each numerator's ratio; the last column of ``stories`` is the denominator.

    >>> stories = np.array([[1, 3, 4], [2, 2, 4], [0, 4, 4], [3, 1, 4], [1, 3, 4]])
    >>> (low, high), _ = intervals_of(stories)
    >>> (low, high) == interval_of(stories[:, [0, 2]])
    True
    """
    stories = stories[stories[:, -1] > 0]
    count = len(stories)
    if count < FEWEST:
        return [(math.nan, math.nan)] * (stories.shape[1] - 1)
    tail = _expanded_tail(count, level)
    sums = drawn_sums(stories, draws)
    sums = sums[sums[:, -1] > 0]
    bounds = np.quantile(sums[:, :-1] / sums[:, -1:], [tail, 1 - tail], axis=0).T.tolist()
    return [
        _exact(stories[:, i] / stories[:, -1], level) or (low, high) for i, (low, high) in enumerate(bounds)
    ]


def _exact(shares: np.ndarray, level: float) -> tuple[float, float] | None:
    """Return the exact bound for none of so many stories where nothing varies that could be resampled."""
    bound = ((1 - level) / 2) ** (1 / len(shares))
    if (shares == 0).all():
        return 0.0, 1 - bound
    return (bound, 1.0) if (shares == 1).all() else None


def drawn_sums(stories: np.ndarray, draws: int) -> np.ndarray:
    """Return the sums over ``draws`` samples of stories; many stories are drawn in bundles.

    Sums of independent bundles vary as the sums of their stories do, so the cost stays bounded.

    >>> drawn_sums(np.array([[1, 2], [1, 2], [1, 2]]), draws=2).tolist()  # equal stories: equal sums
    [[3.0, 6.0], [3.0, 6.0]]
    """
    if len(stories) > BUNDLES:
        bundle = np.arange(len(stories)) % BUNDLES
        stories = np.stack([np.bincount(bundle, column) for column in stories.T], axis=1)
    drawn: np.ndarray = _weights(len(stories), draws) @ stories
    return drawn


@lru_cache(maxsize=8)  # the figures of one group are drawn from the same number of stories
def _weights(size: int, draws: int) -> np.ndarray:
    """Return how often each of ``size`` stories is drawn in each of ``draws`` samples."""
    rng = np.random.default_rng(SEED)
    return rng.multinomial(size, np.full(size, 1 / size), size=draws).astype(float)


def _expanded_tail(stories: int, level: float) -> float:
    """Return the quantile to cut off on each side: wider than (1 - level) / 2 for few stories."""
    z = _NORMAL.inv_cdf(0.5 + level / 2)
    return _NORMAL.cdf(-math.sqrt(stories / (stories - 1)) * t_quantile(z, stories - 1))


def t_quantile(z: float, freedom: int) -> float:
    """Return Student's t quantile for the normal quantile ``z`` (Abramowitz & Stegun 26.7.5).

    >>> round(t_quantile(1.96, 9), 2)  # the tables say 2.26
    2.26
    """
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
    with stories - 1 degrees of freedom. All is NaN where a group has fewer than COMPARABLE stories.

    >>> from analysis import difference, measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> reports = corpus.articles["genre"] == "report"
    >>> sums = measures.share_sums(corpus, corpus.articles, reports, ["outlet"])
    >>> found = difference(sums, "outlet", "Abendblitz", "Kontorblatt")
    >>> bool(found["low"] < found["value"] < found["high"])
    True
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
    if min((counts[:, 1] > 0).sum(), (counts[:, 3] > 0).sum()) < COMPARABLE:
        return nothing
    size = len(counts)
    drawn = drawn_sums(counts, draws)
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
    return t_tails(abs(value) / spread, stories - 1)


def t_tails(t: float, freedom: int) -> float:
    """Return the probability that Student's t lies beyond ``-t`` or ``t`` (Abramowitz & Stegun 26.7.3-4).

    The series has as many terms as half the degrees of freedom; above 2000 t is as good as normal.

    >>> round(t_tails(2.262, 9), 3)
    0.05
    """
    if freedom > 2000:
        return 2 * _NORMAL.cdf(-t)
    cosine = 1 / math.sqrt(1 + t * t / freedom)
    sine = math.sqrt(1 - cosine * cosine)
    odd = freedom % 2
    term = total = (cosine if odd else 1.0) if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    inside = sine * total
    if odd:
        inside = 2 / math.pi * (math.atan(t / math.sqrt(freedom)) + inside)
    return max(0.0, 1 - inside)


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Tell for each p value whether it stands at the false discovery rate ``rate``.

    Benjamini & Hochberg 1995; NaN never stands.

    >>> benjamini_hochberg([0.001, 0.02, 0.04, 0.6])
    [True, True, False, False]
    """
    known = sorted(p for p in p_values if not math.isnan(p))
    limit = max((p for k, p in enumerate(known, 1) if p <= rate * k / len(known)), default=-1.0)
    return [not math.isnan(p) and p <= limit for p in p_values]
