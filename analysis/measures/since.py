"""What has changed since the period before: two parts of one corpus, read by the same methods.

Unlike ``changes``, which has only the tables of two reports, this has the articles of both periods: its
intervals are those of the difference itself, by story, as everywhere in a report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import InputError
from analysis.intervals import benjamini_hochberg, difference
from analysis.measures.comparison import figure_sums
from analysis.measures.groups import begin_of, time_unit
from analysis.partitions import AnyCorpus, SomeCorpus, only
from analysis.selection import ZONE, parse_day, select

COLUMNS = ["figure", "before", "after", "value", "low", "high", "p", "stories", "stands"]


class Since(NamedTuple):
    """Changes against the period of the same length before.

    ``first`` and ``last`` are the days of that period. ``table``: one row a figure with its shares
    before and after, the difference ``value`` with interval and p, and whether it ``stands`` at a
    false discovery rate of 5 %. ``articles``: numbers by outlet before and after, 0 where there
    are none; ``left_out`` are outlets of only one period, which no figure counts.
    """

    first: dt.date
    last: dt.date
    table: pd.DataFrame
    articles: pd.DataFrame
    left_out: tuple[str, ...]


def since(whole: AnyCorpus, date_from: str, date_to: str, **selection: Any) -> Since:
    """Return what has changed in ``whole`` from the period before to ``date_from`` … ``date_to``.

    ``selection`` are the other conditions of ``select``. InputError without both days.

    >>> from analysis import measures, prepare
    >>> found = measures.since(prepare("data/raw/demo"), "2026-03-16", "2026-03-22")
    >>> str(found.first), str(found.last)
    ('2026-03-09', '2026-03-15')
    """
    before = _before(date_from, date_to)
    parts = {
        "before": select(whole, date_from=str(before[0]), date_to=str(before[1]), **selection),
        "after": select(whole, date_from=date_from, date_to=date_to, **selection),
    }
    counts, left_out = _counted(parts)
    common = [outlet for outlet in counts["outlet"] if outlet not in left_out]
    table = _differences({side: _only(part, common) for side, part in parts.items()})
    return Since(*before, table, counts, left_out)


def left_out(whole: AnyCorpus, date_from: str = "", date_to: str = "", **selection: Any) -> dict[str, bool]:
    """Return the outlets that ``since_before`` cannot compare: True if missing now, False if new.

    Nothing where one of the two periods has no article at all: then nothing is compared.

    >>> from analysis import measures, prepare
    >>> measures.left_out(prepare("data/raw/demo"), "2026-03-16", "2026-03-22")  # all four have both weeks
    {}
    """
    days = _last_period(whole, date_from, date_to)
    if days is None:
        return {}
    before = _before(*days)
    counts, names = _counted(
        {
            "before": select(whole, date_from=str(before[0]), date_to=str(before[1]), **selection),
            "after": select(whole, date_from=days[0], date_to=days[1], **selection),
        }
    )
    if not (counts[["before", "after"]].sum() > 0).all():
        return {}
    gone = counts.set_index("outlet")["after"].eq(0)
    return {name: bool(gone[name]) for name in names}


def _before(date_from: str, date_to: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the period of the same length before."""
    first, last = parse_day("date_from", date_from), parse_day("date_to", date_to)
    if not first or not last:
        raise InputError("Ein Vergleich mit dem Zeitraum davor braucht date_from und date_to.")
    return first - (last - first) - dt.timedelta(days=1), first - dt.timedelta(days=1)


def _counted(parts: dict[str, AnyCorpus]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the articles of each outlet in both periods, and the outlets that have none in one of them."""
    counts = pd.DataFrame({side: part.articles["outlet"].value_counts() for side, part in parts.items()})
    counts = counts.fillna(0).astype("int64").rename_axis("outlet").sort_index()
    once = counts.index[(counts == 0).any(axis=1)]
    return counts.reset_index(), tuple(map(str, once))


def since_before(
    whole: AnyCorpus, date_from: str = "", date_to: str = "", **selection: Any
) -> tuple[pd.DataFrame, AnyCorpus]:
    """Return the table of ``since``, and the articles of both periods that it rests on.

    Without days it is for the last week (month, year) at hand. Columns: figure, share_before, share_after,
    difference, low, high, p, stories, stands; empty where nothing is comparable.

    >>> from analysis import measures, prepare
    >>> table, _ = measures.since_before(prepare("data/raw/demo"), "2026-03-16", "2026-03-29")
    >>> list(table)[:3]
    ['figure', 'share_before', 'share_after']
    """
    days = _last_period(whole, date_from, date_to)
    if days is None:
        return pd.DataFrame(columns=COLUMNS), whole.of([])  # nothing to compare
    found = since(whole, *days, **selection)
    table = found.table.rename(
        columns={"before": "share_before", "after": "share_after", "value": "difference"}
    )
    table = table[(table["share_before"] > 0) | (table["share_after"] > 0)]  # what never occurs cannot change
    both = select(whole, date_from=str(found.first), date_to=days[1], **selection)
    common = found.articles.loc[~found.articles["outlet"].isin(found.left_out), "outlet"]
    return table.reset_index(drop=True), _only(both, list(common))


def _last_period(whole: AnyCorpus, date_from: str, date_to: str) -> tuple[str, str] | None:
    """Return the days given, else those of the last week (month, year) at hand; None without any date."""
    if date_from and date_to:
        return date_from, date_to
    times = whole.articles["published_at"].dropna()
    if times.empty:
        return None
    last, begin = times.max().tz_convert(ZONE), begin_of(times, time_unit(times)).max()
    return begin.date().isoformat(), last.date().isoformat()


def _only(part: SomeCorpus, outlets: Sequence[str]) -> SomeCorpus:
    """Return the articles of ``outlets``."""
    return only(part, part.articles.loc[part.articles["outlet"].isin(outlets), "article_id"])


def _differences(parts: dict[str, AnyCorpus]) -> pd.DataFrame:
    sides = {side: figure_sums(part) for side, part in parts.items()}
    rows = []
    for figure in sides["after"]:
        sums = pd.concat([figures[figure].assign(side=side) for side, figures in sides.items()])
        shares = sums.groupby("side")[["numerator", "denominator"]].sum()
        share = (shares["numerator"] / shares["denominator"]).to_dict()
        both = difference(sums, "side", "after", "before")
        rows.append({"figure": figure, "before": share.get("before"), "after": share.get("after"), **both})
    table = pd.DataFrame(rows, columns=COLUMNS[:-1]).dropna(subset="value").reset_index(drop=True)
    return table.assign(stands=benjamini_hochberg(list(table["p"])))
