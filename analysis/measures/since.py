"""What has changed since the period before: two parts of one corpus, read by the same methods.

Unlike ``changes``, which has only the tables of two reports, this has the articles of both periods: its
intervals are those of the difference itself, by story, as everywhere in a report.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import InputError
from analysis.intervals import benjamini_hochberg, difference
from analysis.measures.comparison import figure_sums
from analysis.measures.groups import begin_of, time_unit
from analysis.selection import ZONE, parse_day, select
from analysis.tables import Corpus

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


def since(whole: Corpus, date_from: str, date_to: str, **selection: Any) -> Since:
    """Return what has changed in ``whole`` from the period before to ``date_from`` … ``date_to``.

    ``selection`` are the other conditions of ``select``. InputError without both days.
    """
    first, last = parse_day("date_from", date_from), parse_day("date_to", date_to)
    if not first or not last:
        raise InputError("Ein Vergleich mit dem Zeitraum davor braucht date_from und date_to.")
    before = first - (last - first) - dt.timedelta(days=1), first - dt.timedelta(days=1)
    parts = {
        "before": select(whole, date_from=str(before[0]), date_to=str(before[1]), **selection),
        "after": select(whole, date_from=date_from, date_to=date_to, **selection),
    }
    counts = pd.DataFrame({side: part.articles["outlet"].value_counts() for side, part in parts.items()})
    counts = counts.fillna(0).astype("int64").rename_axis("outlet").sort_index()
    common = counts[(counts["before"] > 0) & (counts["after"] > 0)].index
    left_out = tuple(str(outlet) for outlet in counts.index if outlet not in common)
    table = _differences({side: _only(part, common) for side, part in parts.items()})
    return Since(*before, table, counts.reset_index(), left_out)


def since_before(whole: Corpus, date_from: str = "", date_to: str = "", **selection: Any) -> pd.DataFrame:
    """Return the table of ``since`` without its p; without days for the last week (month, year) at hand.

    Columns: figure, share_before, share_after, difference, low, high, stories, stands; empty where
    nothing is comparable.
    """
    if not (date_from and date_to):
        times = whole.articles["published_at"].dropna()
        if times.empty:
            return pd.DataFrame(columns=COLUMNS).drop(columns="p")  # nothing to compare
        last = times.max().tz_convert(ZONE)
        begin = begin_of(times, time_unit(times)).max()
        date_from, date_to = begin.date().isoformat(), last.date().isoformat()
    table = since(whole, date_from, date_to, **selection).table.drop(columns="p")
    return table.rename(columns={"before": "share_before", "after": "share_after", "value": "difference"})


def _only(part: Corpus, outlets: pd.Index) -> Corpus:
    """Return the articles of ``outlets``."""
    return part.of(part.articles.loc[part.articles["outlet"].isin(outlets), "article_id"])


def _differences(parts: dict[str, Corpus]) -> pd.DataFrame:
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
