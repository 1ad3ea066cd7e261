"""What to mistrust: outlets that are missing, a mix that has shifted, texts that a paywall cut."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.intervals import COMPARABLE, difference
from analysis.measures.groups import kind_sums, of_kind, time_unit
from analysis.measures.overview import periods
from analysis.partitions import AnyCorpus, rows_by
from analysis.tables import Corpus

REGULAR = 3.0  # articles a week (month, year) from which on an outlet is missed when it is absent
SHIFT = 0.15  # a change of a share that makes two halves hard to compare


def absences(corpus: AnyCorpus) -> pd.DataFrame:
    """Return the outlets that are missing in a week (month, year) although they appear regularly.

    Columns: outlet, time. A feed may be missing, or the outlet paused.

    >>> from analysis import measures, prepare
    >>> list(measures.absences(prepare("data/raw/demo")).columns)
    ['outlet', 'time']
    """
    begins = periods(corpus)
    if begins.empty:
        return pd.DataFrame(columns=["outlet", "time"])
    outlets = corpus.articles.loc[corpus.articles["published_at"].notna(), "outlet"]
    counts = pd.crosstab(begins.reset_index(drop=True), outlets.reset_index(drop=True))
    # all days of the period: where every outlet is missing, each is
    counts = counts.reindex(_all_times(begins), fill_value=0)
    regular = counts.columns[counts.mean() >= REGULAR]
    rows = [(outlet, day) for outlet in regular for day in counts.index[counts[outlet] == 0]]
    return pd.DataFrame(rows, columns=["outlet", "time"])


def _all_times(begins: pd.Series) -> pd.DatetimeIndex:
    step = {"week": "W-MON", "month": "MS", "year": "YS"}[time_unit(begins)]
    return pd.date_range(begins.min(), begins.max(), freq=step)


def shift_of_mix(corpus: AnyCorpus, column: str) -> dict[str, object] | None:
    """Return which value of ``column`` (outlet, genre) changed its share of the articles most, if any did.

    Compared are the first and the second half of the period. The keys are name and those of
    ``intervals.difference``; None where the change is small or does not stand for as many values as were
    looked at (Bonferroni).

    >>> from analysis import measures, prepare
    >>> measures.shift_of_mix(prepare("data/raw/demo"), "outlet") is None  # as many of each all the time
    True
    """
    begins = periods(corpus)
    if begins.nunique() < 2:
        return None
    middle = begins.sort_values().iloc[len(begins) // 2]
    late = begins.ge(middle).sum()
    if min(late, len(begins) - late) < COMPARABLE:
        return None

    def halves(part: Corpus) -> pd.DataFrame:
        own = periods(part)
        rows = part.heads.loc[part.heads["published_at"].notna(), ["article_id", column]]
        half = own.ge(middle).map({True: "second", False: "first"}).to_numpy()
        # in brackets, an outlet's name is none of the names that sums have for their own columns
        return rows.assign(**{column: "<" + rows[column].astype(object) + ">"}).assign(half=half)

    sums, names = kind_sums(corpus, rows_by(corpus, halves), column, ["half"])
    changes: list[dict[str, Any]] = []
    for name in names:
        found = difference(of_kind(sums, names, name), "half", "second", "first")
        changes.append({"name": name[1:-1], **found})
    clear = [c for c in changes if c["p"] * len(names) <= 0.05 and abs(c["value"]) >= SHIFT]
    return max(clear, key=lambda change: abs(change["value"])) if clear else None


def n_truncated(corpus: AnyCorpus) -> int:
    """Return how many articles are cut, by a paywall or by a feed that gave the summary alone.

    >>> from analysis import measures, prepare
    >>> measures.n_truncated(prepare("data/raw/demo"))
    0
    """
    return int(corpus.articles["truncated"].sum())
