"""What a reader wants to know first: themes, who is new, what was watched, what to mistrust."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis import wording
from analysis.evidence import concordance
from analysis.framing.keyness import keyness
from analysis.intervals import COMPARABLE, difference
from analysis.measures.groups import begin_of, share_by, share_sums, time_unit
from analysis.measures.speakers import statements
from analysis.selection import matcher
from analysis.tables import Corpus

REGULAR = 3.0  # articles a week (month, year) from which on an outlet is missed when it is absent
SHIFT = 0.15  # a change of the share of reports that makes two halves hard to compare


def periods(corpus: Corpus) -> pd.Series:
    """Return for each dated article (index: article_id) the first day of its week, month or year."""
    times = corpus.articles.set_index("article_id")["published_at"].dropna()
    return begin_of(times, time_unit(times)) if len(times) else times


def themes(corpus: Corpus, n: int = 12) -> pd.DataFrame:
    """Return the words most typical of the last week (month, year) against all before it.

    Columns: period (its first day, as text) and those of ``framing.keyness``; empty without two periods.
    """
    begins = periods(corpus)
    nothing = pd.DataFrame(columns=["period", "term", "z", "count", "count_reference"])
    if begins.nunique() < 2:
        return nothing
    articles = corpus.articles[corpus.articles["article_id"].isin(begins.index)].copy()
    last = begins.max()
    articles["period"] = articles["article_id"].map(begins).eq(last).map({True: "last", False: "before"})
    table = keyness(articles, "period", "last")
    typical = table[table["significant"] & (table["z"] > 0)].head(n)
    return typical.assign(period=wording.date(last))


def new_and_vanished(corpus: Corpus, least: int = 2) -> pd.DataFrame:
    """Return the named speakers who appeared or fell silent in the last week (month, year).

    Columns: name, change (appeared, fell_silent), before, last (statements). A speaker who fell silent had
    ``least`` statements or more in the period before the last; private persons are left out.
    """
    begins = periods(corpus)
    rows = statements(corpus).dropna(subset="speaker_id")
    rows = rows[rows["speaker_type"].ne("citizen") & rows["article_id"].isin(begins.index)]
    days = sorted(begins.unique())
    if len(days) < 2 or rows.empty:
        return pd.DataFrame(columns=["name", "change", "before", "last"])
    when = rows["article_id"].map(begins)
    table = rows.assign(last=when.eq(days[-1]), before=when.lt(days[-1]), previous=when.eq(days[-2])).groupby(
        "speaker_id", as_index=False
    )
    counts = table.agg(
        name=("speaker_name", lambda names: max(names, key=lambda name: (len(name), name))),
        before=("before", "sum"),
        last=("last", "sum"),
        previous=("previous", "sum"),
    )
    appeared = counts[(counts["before"] == 0) & (counts["last"] >= least)].assign(change="appeared")
    silent = counts[(counts["last"] == 0) & (counts["previous"] >= least)].assign(change="fell_silent")
    both = pd.concat([appeared, silent]).sort_values(
        ["change", "last", "before", "name"], ascending=[True, False, False, True]
    )
    return both[["name", "change", "before", "last"]].reset_index(drop=True)


def watched(corpus: Corpus, terms: Sequence[str], by: str = "outlet") -> pd.DataFrame:
    """Return the share of articles in which each watched term occurs, for each group, with interval.

    A term is written as in ``select``'s query. Columns: term, ``by``, value, low, high, n, articles, stories.
    """
    articles = corpus.articles
    whole = articles["title"] + "\n" + articles["teaser"] + "\n" + articles["text"]
    parts = [
        share_by(corpus, articles[["article_id"]], whole.map(matcher(term)), [by]).assign(term=term)
        for term in terms
    ]
    columns = ["term", by, "value", "low", "high", "n", "articles", "stories"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def places_of(corpus: Corpus, terms: Sequence[str], shown: int = 200) -> pd.DataFrame:
    """Return the places where the watched terms occur, with their context; at most ``shown`` a term.

    Columns: term, left, hit, right, outlet, title. A phrase is looked for as written, of alternatives
    (``a|b``) each.
    """
    parts = [
        concordance(corpus, option.strip('„“”"')).head(shown).assign(term=term)
        for term in terms
        for option in term.split("|")
    ]
    columns = ["term", "left", "hit", "right", "outlet", "title"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def notes(corpus: Corpus) -> pd.DataFrame:
    """Count what reading repaired, left out or decided; columns: step, note, count, most frequent first."""
    counted = corpus.notes.groupby(["step", "note"], as_index=False).size().rename(columns={"size": "count"})
    return counted.sort_values(["count", "step", "note"], ascending=[False, True, True]).reset_index(
        drop=True
    )


def absences(corpus: Corpus) -> pd.DataFrame:
    """Return the outlets that are missing in a week (month, year) although they appear regularly.

    Columns: outlet, time. A feed may be missing, or the outlet paused.
    """
    begins = periods(corpus)
    if begins.empty:
        return pd.DataFrame(columns=["outlet", "time"])
    outlets = corpus.articles.set_index("article_id")["outlet"].reindex(begins.index)
    counts = pd.crosstab(begins.to_numpy(), outlets.to_numpy())
    # all days of the period: where every outlet is missing, each is
    counts = counts.reindex(_all_times(begins), fill_value=0)
    regular = counts.columns[counts.mean() >= REGULAR]
    rows = [(outlet, day) for outlet in regular for day in counts.index[counts[outlet] == 0]]
    return pd.DataFrame(rows, columns=["outlet", "time"])


def _all_times(begins: pd.Series) -> pd.DatetimeIndex:
    step = {"week": "W-MON", "month": "MS", "year": "YS"}[time_unit(begins)]
    return pd.date_range(begins.min(), begins.max(), freq=step)


def shift_of_genres(corpus: Corpus) -> dict[str, float] | None:
    """Return how the share of reports changed from the first to the second half of the period, if it did.

    The keys are those of ``intervals.difference``; None where the change is small or its interval includes 0.
    """
    begins = periods(corpus)
    if begins.nunique() < 2:
        return None
    middle = begins.sort_values().iloc[len(begins) // 2]
    rows = corpus.articles[corpus.articles["article_id"].isin(begins.index)]
    rows = rows[["article_id", "genre"]].assign(
        half=rows["article_id"].map(begins).ge(middle).map({True: "second", False: "first"}).to_numpy()
    )
    if rows["half"].value_counts().min() < COMPARABLE or rows["half"].nunique() < 2:
        return None
    sums = share_sums(corpus, rows, rows["genre"] == "report", ["half"])
    change = difference(sums, "half", "second", "first")
    clear = change["low"] > 0 or change["high"] < 0
    return change if clear and abs(change["value"]) >= SHIFT else None


def n_truncated(corpus: Corpus) -> int:
    """Return how many articles are cut, by a paywall or by a feed that gave the summary alone."""
    return int(corpus.articles["truncated"].sum())
