"""Rows of any table, grouped over their articles: counts, and shares with n and interval."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.intervals import ratio_by, ratios_by
from analysis.tables import Corpus

_MASSES = [f"{side}_{part}" for side in ("positive", "negative") for part in ("mass", "low", "high")]
ESTIMATES = ("value", "low", "high", "naive", "coverage", *_MASSES)


def with_groups(corpus: Corpus, rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Join ``rows`` with the columns of their articles that grouping needs: story_id, ``by``, time.

    ``time`` is the first day of the week, month or year of an article, whichever suits the period of the
    corpus (see ``time_unit``); rows whose article has no date drop out where it is asked for.
    """
    articles = corpus.articles.copy()
    articles["story_id"] = articles["story_id"].fillna(articles["article_id"])
    if "time" in by:
        articles["time"] = begin_of(articles["published_at"], time_unit(articles["published_at"]))
    wanted = [c for c in dict.fromkeys(["story_id", *by]) if c in articles and c not in rows]
    joined = rows.merge(articles[["article_id", *wanted]], on="article_id", how="left")
    return joined.dropna(subset=["time"]) if "time" in by else joined


def grouped(corpus: Corpus, by: str) -> pd.DataFrame:
    """Return the articles that have a value of ``by`` (a column, or time), as text; others drop out.

    Raises InputError for a column that the articles do not have.
    """
    articles = with_groups(corpus, corpus.articles, [by])
    if by not in articles:
        known = ["outlet", "section", "genre", "time"]
        raise InputError(
            f"Die Artikel haben keine Spalte „{by}“, wohl aber {', '.join(known)}.{nearest(by, known)}"
        )
    named = articles[by].dt.strftime("%Y-%m-%d") if by == "time" else articles[by].astype("object").fillna("")
    return articles.assign(**{by: named.astype(str)})[named != ""]


def time_unit(times: pd.Series) -> str:
    """Return the unit that suits a period: week up to half a year, month up to four years, year.

    >>> from analysis import measures, prepare
    >>> measures.time_unit(prepare("data/raw/demo").articles["published_at"])
    'week'
    """
    days = (times.max() - times.min()).days if times.notna().any() else 0
    return "week" if days <= 184 else "month" if days <= 4 * 366 else "year"


def begin_of(times: pd.Series, unit: str) -> pd.Series:
    """Return the first day (local date in Germany) of each time's week (Monday), month or year."""
    local = times.dt.tz_convert("Europe/Berlin").dt.tz_localize(None).dt.normalize()
    if unit == "week":
        return local - pd.to_timedelta(local.dt.day_of_week, unit="D")
    return local.dt.to_period({"month": "M", "year": "Y"}[unit]).dt.start_time


def suppress(table: pd.DataFrame, least: int, count: str = "n") -> pd.DataFrame:
    """Return ``table`` without the estimates of rows whose ``count`` is below ``least``; counts stay.

    Estimates are value, low, high, naive, and the coverage and masses of ``masses_by``.

    >>> suppress(pd.DataFrame({"value": [0.5, 0.2], "n": [2, 40]}), 10)["value"].tolist()
    [nan, 0.2]
    """
    shown = table.copy()
    shown.loc[shown[count] < least, [column for column in ESTIMATES if column in table]] = float("nan")
    return shown


def share_by(corpus: Corpus, rows: pd.DataFrame, hit: pd.Series, by: Sequence[str]) -> pd.DataFrame:
    """Return for each group the share of ``rows`` that are a ``hit``, with interval (see ``ratio_by``).

    >>> from analysis import prepare, share_by
    >>> corpus = prepare("data/raw/demo")
    >>> shares = share_by(corpus, corpus.articles, corpus.articles["genre"] == "report", ["outlet"])
    >>> int(shares["n"].sum())
    131
    """
    sums = share_sums(corpus, rows, hit, by)
    return ratio_by(sums, by)


def share_sums(corpus: Corpus, rows: pd.DataFrame, hit: pd.Series, by: Sequence[str]) -> pd.DataFrame:
    """Return the per-article sums behind ``share_by``: hits as numerator, rows as denominator.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> sums = measures.share_sums(corpus, corpus.articles, corpus.articles["genre"] == "report", ["outlet"])
    >>> list(sums.columns)
    ['article_id', 'story_id', 'outlet', 'numerator', 'denominator']
    """
    keyed = rows[["article_id", *[c for c in by if c in rows]]].copy()
    keyed["numerator"], keyed["denominator"] = hit.astype(float).to_numpy(), 1.0
    grouped = with_groups(corpus, keyed, by)
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))
    return grouped.groupby(keys, as_index=False, observed=True)[["numerator", "denominator"]].sum()


def shares_by(corpus: Corpus, rows: pd.DataFrame, column: str, by: Sequence[str]) -> pd.DataFrame:
    """Return for each group the share of each value of ``column`` among the ``rows``, in one pass.

    Columns: ``by``, value, low, high, n, articles, stories, ``column``; as ``share_by`` gives for each value.
    """
    sums, kinds = kind_sums(corpus, rows, column, by)
    return ratios_by(sums, by, kinds).rename(columns={"numerator": column})


def kind_sums(
    corpus: Corpus, rows: pd.DataFrame, column: str, by: Sequence[str], weight: str = ""
) -> tuple[pd.DataFrame, list[str]]:
    """Return the per-article sums behind ``shares_by``, one column a value of ``column``, and these values.

    Each row counts once, or as much as its ``weight``; denominator is the sum over all values.
    """
    own = [name for name in (*by, weight) if name in rows]
    keyed = with_groups(corpus, rows[["article_id", column, *own]], by)
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))
    groups = keyed.groupby([*keys, column], observed=True)
    sums = (groups[weight].sum() if weight else groups.size()).unstack(fill_value=0).astype(float)
    kinds = sorted(sums.columns)
    return sums.assign(denominator=sums.sum(axis=1)).reset_index(), kinds


def counts_by(corpus: Corpus, rows: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Count ``rows`` in each group; columns: ``by``, n. Missing values of a group are left out.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> counts = measures.counts_by(corpus, measures.statements(corpus), "outlet", "type")
    >>> counts["outlet"].nunique()
    4
    """
    grouped = with_groups(corpus, rows[["article_id", *[c for c in by if c in rows]]], by)
    return grouped.groupby(list(by), as_index=False, observed=True).size().rename(columns={"size": "n"})


def articles_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Count the articles in each group; columns: ``by``, n.

    >>> from analysis import measures, prepare
    >>> int(measures.articles_by(prepare("data/raw/demo"), "outlet")["n"].sum())
    131
    """
    return counts_by(corpus, corpus.articles[["article_id"]], *by)
