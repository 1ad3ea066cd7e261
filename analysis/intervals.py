"""Figures with intervals: ratios of per-article sums, clustered by story.

Every figure of the suite is a ratio of two sums over articles (negative sentences by sentences,
quotes of women by quotes with a known gender), so that an interval needs nothing but per-article
sums. Articles of one story (copies of one agency text) count together: counting copies never narrows
an interval. How many stories tell how much when their sizes differ stands in ``clusters``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.clusters import ONE, Count, Estimate, error_of, estimate, reach, t_tails, welch
from analysis.errors import InputError

FEW_STORIES = 30  # effective stories below which the report warns
FEWEST = 5  # stories without which there is no interval at all
COMPARABLE = 10  # stories that a group needs on its own side to be compared
BY_STORY = (
    "Nach story_id gruppieren lässt sich nur ein Korpus im Speicher: In Partitionen stehen Storys, die sich "
    "gleichen, zusammen. Eine Auswahl kommt mit in_memory(select(…)) in den Speicher."
)
FOUND = ("value", "low", "high", "n", "articles", "stories")


def ratio_by(sums: pd.DataFrame, by: Sequence[str], level: float = 0.95) -> pd.DataFrame:
    """Return for each group the ratio of two sums with an interval, clustered by story.

    ``sums`` has one row an article (or an article and group): the columns ``by``, story_id,
    numerator, denominator; or one row a story, or for several that are alike, with the columns articles and
    stories, their numbers, and the numerator's squares (``squares_of``). The result has the columns ``by``,
    value, low, high, n (the denominator's sum), articles, stories; value is NaN where n is 0.
    Student's t with a standard error over stories (``clusters``), of a share on the scale of logits, of a
    rate on that of logarithms, so that no interval leaves what is possible; Clopper & Pearson's bound where
    all shares are 0 or all are 1; below FEWEST stories there is no interval (NaN).

    >>> stories = [f"s{i}" for i in range(20)]
    >>> sums = pd.DataFrame({"outlet": "A", "story_id": stories, "numerator": 1, "denominator": [2, 4] * 10})
    >>> ratio_by(sums, ["outlet"])[["outlet", "n", "stories"]].values.tolist()
    [['A', 60.0, 20]]
    """
    return ratios_by(sums, by, ["numerator"], level).drop(columns="numerator")


def ratios_by(
    sums: pd.DataFrame, by: Sequence[str], numerators: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Return what ``ratio_by`` does for several numerators of one denominator.

    ``numerators`` are columns of ``sums``; the result has their names in its last column, numerator.
    InputError for groups by story_id where a row is several stories.

    >>> sums = pd.DataFrame({"story_id": ["a", "b"], "yes": [1, 0], "no": [1, 2], "denominator": 2})
    >>> ratios_by(sums, [], ["yes", "no"])[["numerator", "value"]].values.tolist()
    [['yes', 0.25], ['no', 0.75]]
    """
    if sums.empty:
        return pd.DataFrame(columns=[*by, *FOUND, "numerator"])
    if "stories" in sums and "story_id" in by:
        raise InputError(BY_STORY)
    # without ``by`` everything is one group
    groups = sums.groupby(list(by) if by else lambda _: (), sort=True, observed=True)
    sizes = groups["articles"].sum() if "articles" in sums else groups.size()
    stories = by_story(sums, groups.ngroup(), numerators)
    stories = stories.loc[0:]  # -1: of no group
    of_group = stories.index.get_level_values(0)
    ends = np.searchsorted(of_group, np.arange(len(sizes)), side="right")
    parts = np.split(stories.to_numpy(float), ends[:-1])
    found = [_figures(part, int(size), level) for part, size in zip(parts, sizes, strict=True)]
    keys = [key if len(by) > 1 else (key,) * len(by) for key in sizes.index]
    rows = [(*key, *found[k][i], name) for i, name in enumerate(numerators) for k, key in enumerate(keys)]
    return pd.DataFrame(rows, columns=[*by, *FOUND, "numerator"])


def squares_of(numerator: str) -> str:
    """Return the column with the sum of squares of a numerator over the stories of a row.

    It is 0 where these are one story, or all the same.

    >>> squares_of("numerator")
    'numerator²'
    """
    return f"{numerator}²"


def numerators_of(sums: pd.DataFrame, by: Sequence[str]) -> list[str]:
    """Return the columns of ``sums`` that are numerators: no keys, numbers or squares.

    >>> numerators_of(pd.DataFrame(columns=["outlet", "story_id", "women", "women²"]), ["outlet"])
    ['women']
    """
    others = {*by, "article_id", "story_id", "articles", "stories", "denominator"}
    return [name for name in map(str, sums) if name not in others and not name.endswith(squares_of(""))]


def by_story(sums: pd.DataFrame, group: pd.Series, numerators: Sequence[str]) -> pd.DataFrame:
    """Return for each group and story numerators, their squares, the number of stories, denominator.

    >>> sums = pd.DataFrame({"story_id": ["a", "a", "b"], "numerator": [1, 0, 1], "denominator": 2})
    >>> by_story(sums, pd.Series(0, sums.index), ["numerator"])["denominator"].tolist()
    [4, 2]
    """
    of_story = sums.groupby([group, "story_id"])
    found = of_story[[*numerators, "denominator"]].sum()
    for name in map(squares_of, numerators):
        found.insert(len(found.columns) - 1, name, of_story[name].sum() if name in sums else 0.0)
    many = of_story["stories"].max() if "stories" in sums else 1
    found.insert(len(found.columns) - 1, "stories", many)
    return found


def _figures(stories: np.ndarray, articles: int, level: float) -> list[tuple[float, ...]]:
    """Return the columns FOUND of one group for each numerator; the columns are those of ``by_story``."""
    own, squares, (count, size) = np.split(stories.T, [half := (stories.shape[1] - 2) // 2, 2 * half])
    n = float(size.sum())
    bounds = intervals_of(np.vstack([own, size]).T, level, count, squares.T)
    return [
        (numerator / n if n else math.nan, low, high, n, articles, int(count.sum()))
        for numerator, (low, high) in zip(own.sum(axis=1).tolist(), bounds, strict=True)
    ]


def interval_of(stories: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of the ratio of two sums, given both for each story (see ``ratio_by``).

    >>> low, high = interval_of(np.array([[1, 4], [2, 4], [0, 4], [3, 4], [1, 4]]))
    >>> low < 7 / 20 < high
    True
    """
    return intervals_of(stories, level)[0]


def intervals_of(
    stories: np.ndarray, level: float = 0.95, count: Count = ONE, squares: Count = 0.0
) -> list[tuple[float, float]]:
    """Return the interval of each numerator's ratio; the last column of ``stories`` is the denominator.

    A row may stand for ``count`` stories, with the sums of the ``squares`` of their numerators.

    >>> stories = np.array([[1, 3, 4], [2, 2, 4], [0, 4, 4], [3, 1, 4], [1, 3, 4]])
    >>> (low, high), _ = intervals_of(stories)
    >>> (low, high) == interval_of(stories[:, [0, 2]])
    True
    """
    own, size = stories[:, :-1], stories[:, -1]
    kept = size > 0
    many = np.broadcast_to(count, size.shape)[kept]
    if many.sum() < FEWEST:
        return [(math.nan, math.nan)] * own.shape[1]
    of_squares = np.broadcast_to(squares, own.shape)[kept].T
    return [
        _interval(_estimate(numerator, square, many, size[kept]), level)
        for numerator, square in zip(own[kept].T, of_squares, strict=True)
    ]


def _estimate(sums: np.ndarray, squares: np.ndarray, count: np.ndarray, size: np.ndarray) -> Estimate:
    """Return the estimate from the sums of ``count`` stories each and from those of their squares."""
    return estimate(sums, size, count, np.maximum(0.0, squares - sums**2 / count))


def _interval(found: Estimate, level: float) -> tuple[float, float]:
    """Return the interval on the scale on which the figure has no bounds."""
    own, value = found.own, found.value
    if not own.any():
        return 0.0, none_of(found.stories, level)
    if (own == 1).all():
        return 1 - none_of(found.stories, level), 1.0
    far = reach(level, found.freedom) * found.error
    if own.min() < 0:
        return value - far, value + far
    if own.max() > 1:
        return rate_interval(value, far / value)
    odds, factor = value / (1 - value), _growth(far / (value * (1 - value)))
    return odds / (odds + factor), 1 / (1 + 1 / (odds * factor))


def none_of(stories: int, level: float) -> float:
    """Return Clopper & Pearson's upper bound of a share that none of so many stories shows.

    >>> round(none_of(30, 0.95), 3)
    0.116
    """
    return 1 - ((1 - level) / 2) ** (1 / stories)


def rate_interval(value: float, far: float) -> tuple[float, float]:
    """Return the interval that reaches ``far`` to each side on the scale of logarithms.

    >>> rate_interval(3.0, math.log(2))
    (1.5, 6.0)
    """
    return value / _growth(far), value * _growth(far)


def _growth(far: float) -> float:
    return math.exp(min(far, 100.0))  # more than that is no number any more, and no information


def difference(
    sums: pd.DataFrame, column: str, first: str, second: str, level: float = 0.95
) -> dict[str, float]:
    """Return the difference of two groups' ratios (first - second) with interval, p and stories.

    ``sums`` as for ``ratio_by``, the groups being values of ``column``. Stories that both groups
    print are compared with themselves. p is two-sided, from the same error and degrees of freedom as the
    interval. All is NaN where a group has fewer than COMPARABLE stories.

    >>> from analysis import difference, measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> reports = corpus.articles["genre"] == "report"
    >>> sums = measures.share_sums(corpus, corpus.articles, reports, ["outlet"])
    >>> found = difference(sums, "outlet", "Abendblitz", "Kontorblatt")
    >>> bool(found["low"] < found["value"] < found["high"])
    True
    """
    sides = [
        by_story(rows, rows[column], ["numerator"]).droplevel(0)
        for rows in (sums[sums[column] == name] for name in (first, second))
    ]
    stories = sides[0].index.union(sides[1].index)
    sides = [side.reindex(stories, fill_value=0.0) for side in sides]
    count = np.maximum(*(side["stories"].to_numpy(float) for side in sides))
    found = {**dict.fromkeys(("value", "low", "high", "p"), math.nan), "stories": int(count.sum())}
    if min((side["stories"] * (side["denominator"] > 0)).sum() for side in sides) < COMPARABLE:
        return found
    one, other = (_estimate(*side.assign(stories=count).to_numpy(float).T) for side in sides)
    value, free = one.value - other.value, welch(one, other)
    error = error_of(one.parts - other.parts, count, one.within + other.within)
    far = reach(level, free) * error
    p = t_tails(abs(value) / error, free) if error else float(value == 0)
    return found | {"value": value, "low": value - far, "high": value + far, "p": p}


def benjamini_hochberg(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Tell for each p value whether it stands at the false discovery rate ``rate``.

    Benjamini & Hochberg 1995; NaN never stands.

    >>> benjamini_hochberg([0.001, 0.02, 0.04, 0.6])
    [True, True, False, False]
    """
    known = sorted(p for p in p_values if not math.isnan(p))
    limit = max((p for k, p in enumerate(known, 1) if p <= rate * k / len(known)), default=-1.0)
    return [not math.isnan(p) and p <= limit for p in p_values]
