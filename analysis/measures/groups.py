"""Rows of any table, grouped over their articles: counts, and shares with n and interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.intervals import BY_STORY, numerators_of, ratio_by, ratios_by, squares_of
from analysis.partitions import AnyCorpus, AnyRows, Rows, summed

Hit = pd.Series | Callable[[pd.DataFrame], pd.Series]
_MASSES = [f"{side}_{part}" for side in ("positive", "negative") for part in ("mass", "low", "high")]
ESTIMATES = ("value", "low", "high", "naive", "coverage", *_MASSES)


def with_groups(corpus: AnyCorpus, rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Join ``rows`` with the columns of their articles that grouping needs: story_id, ``by``, time.

    ``time`` is the first day of the week, month or year of an article, whichever suits the period of the
    corpus (see ``time_unit``); rows whose article has no date drop out where it is asked for.
    """
    articles = corpus.heads
    wanted = [c for c in dict.fromkeys(["story_id", *by]) if (c in articles or c == "time") and c not in rows]
    groups = articles[["article_id", *(c for c in wanted if c != "time")]].copy()
    if "story_id" in wanted:
        groups["story_id"] = groups["story_id"].fillna(groups["article_id"])
    if "time" in wanted:
        groups["time"] = begin_of(articles["published_at"], time_unit(corpus.extent))
    joined = rows.merge(groups, on="article_id", how="left")
    return joined.dropna(subset=["time"]) if "time" in by else joined


def grouped(corpus: AnyCorpus, by: str) -> pd.DataFrame:
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


def share_by(corpus: AnyCorpus, rows: AnyRows, hit: Hit, by: Sequence[str]) -> pd.DataFrame:
    """Return for each group the share of ``rows`` that are a ``hit``, with interval (see ``ratio_by``).

    ``hit`` tells it of each row: a column of the rows' length, or a function of the rows.

    >>> from analysis import prepare, share_by
    >>> corpus = prepare("data/raw/demo")
    >>> shares = share_by(corpus, corpus.articles, corpus.articles["genre"] == "report", ["outlet"])
    >>> int(shares["n"].sum())
    131
    """
    return ratio_by(share_sums(corpus, rows, hit, by), by)


def share_sums(corpus: AnyCorpus, rows: AnyRows, hit: Hit, by: Sequence[str]) -> pd.DataFrame:
    """Return the per-article sums behind ``share_by``: hits as numerator, rows as denominator.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> sums = measures.share_sums(corpus, corpus.articles, corpus.articles["genre"] == "report", ["outlet"])
    >>> list(sums.columns)
    ['article_id', 'story_id', 'outlet', 'numerator', 'denominator']
    """

    if isinstance(rows, Rows) and not callable(hit):
        raise InputError("hit muss bei einem Korpus in Partitionen eine Funktion der Zeilen sein.")

    def counted(own: pd.DataFrame) -> pd.Series:
        return (hit(own) if callable(hit) else hit).astype(float)

    return mean_sums(corpus, rows, counted, by)


def mean_sums(
    corpus: AnyCorpus, rows: AnyRows, value: Callable[[pd.DataFrame], pd.Series], by: Sequence[str]
) -> pd.DataFrame:
    """Return the per-article sums of a ``value`` of each of the ``rows``: what ``ratio_by`` makes means of.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> sums = measures.mean_sums(corpus, corpus.articles, lambda rows: rows["n_words"], ["genre"])
    >>> int(sums["numerator"].sum()) == int(corpus.articles["n_words"].sum())
    True
    """
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))

    def of_part(part: AnyCorpus, own: pd.DataFrame) -> pd.DataFrame:
        keyed = own[["article_id", *[c for c in by if c in own]]].copy()
        keyed["numerator"], keyed["denominator"] = value(own).to_numpy(), 1.0
        grouped = with_groups(part, keyed, by).groupby(keys, as_index=False, observed=True)
        return grouped[["numerator", "denominator"]].sum()

    return sums_of(corpus, rows, of_part, keys[1:])


def sums_of(
    corpus: AnyCorpus,
    rows: AnyRows,
    function: Callable[[AnyCorpus, pd.DataFrame], pd.DataFrame],
    by: Sequence[str],
    apart: bool = False,
) -> pd.DataFrame:
    """Return what ``function`` gives for corpus and rows; of Rows, ``summed`` by keys over their parts."""
    if isinstance(rows, pd.DataFrame):
        return function(corpus, rows)
    return summed(rows.within(corpus), lambda part: function(part, rows.of(part)), by, apart)


def shares_by(corpus: AnyCorpus, rows: AnyRows, column: str, by: Sequence[str]) -> pd.DataFrame:
    """Return for each group the share of each value of ``column`` among the ``rows``, in one pass.

    Columns: ``by``, value, low, high, n, articles, stories, ``column``; as ``share_by`` gives for each value.
    """
    sums, kinds = kind_sums(corpus, rows, column, by)
    return ratios_by(sums, by, kinds).rename(columns={"numerator": column})


def kind_sums(
    corpus: AnyCorpus, rows: AnyRows, column: str, by: Sequence[str], weight: str = ""
) -> tuple[pd.DataFrame, list[str]]:
    """Return the per-article sums behind ``shares_by``, one column a value of ``column``, and these values.

    Each row counts once, or as much as its ``weight``; denominator is the sum over all values. Groups that
    one article may be in are not to be compared by these sums.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> sums, genres = measures.kind_sums(corpus, corpus.articles, "genre", ["outlet"])
    >>> int(sums["denominator"].sum()), "report" in genres
    (131, True)
    """
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))

    def of_part(part: AnyCorpus, own: pd.DataFrame) -> pd.DataFrame:
        wanted = [name for name in (*by, weight) if name in own]
        keyed = with_groups(part, own[["article_id", column, *wanted]], by)
        groups = keyed.groupby([*keys, column], observed=True)
        sums = (groups[weight].sum() if weight else groups.size()).unstack(fill_value=0).astype(float)
        return sums.assign(denominator=sums.sum(axis=1)).reset_index()

    sums = sums_of(corpus, rows, of_part, keys[1:], apart=True)
    return sums, sorted(numerators_of(sums, by))


def of_kind(sums: pd.DataFrame, kinds: Sequence[str], kind: str) -> pd.DataFrame:
    """Return what ``kind_sums`` gives (sums, kinds) for one kind alone, as ``ratio_by`` takes it.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> sums = measures.of_kind(*measures.kind_sums(corpus, corpus.articles, "genre", []), "report")
    >>> list(sums.columns)
    ['article_id', 'story_id', 'denominator', 'numerator']
    """
    own = {name: sums[name] for name in (kind, squares_of(kind)) if name in sums}
    alone = sums.drop(columns=[name for each in kinds for name in (each, squares_of(each)) if name in sums])
    named = {"numerator": own.get(kind, 0.0), squares_of("numerator"): own.get(squares_of(kind))}
    return alone.assign(**{name: values for name, values in named.items() if values is not None})


def counts_by(corpus: AnyCorpus, rows: AnyRows, *by: str) -> pd.DataFrame:
    """Count ``rows`` in each group; columns: ``by``, n. Missing values of a group are left out.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> counts = measures.counts_by(corpus, measures.statements(corpus), "outlet", "type")
    >>> counts["outlet"].nunique()
    4
    """

    if isinstance(rows, Rows) and "story_id" in by:
        raise InputError(BY_STORY)

    def of_part(part: AnyCorpus, own: pd.DataFrame) -> pd.DataFrame:
        groups = with_groups(part, own[["article_id", *[c for c in by if c in own]]], by)
        sizes = groups.groupby(list(by), as_index=False, observed=True).size()
        return sizes.rename(columns={"size": "n"})

    return sums_of(corpus, rows, of_part, by).sort_values(list(by), ignore_index=True)


def articles_by(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Count the articles in each group; columns: ``by``, n.

    >>> from analysis import measures, prepare
    >>> int(measures.articles_by(prepare("data/raw/demo"), "outlet")["n"].sum())
    131
    """
    return counts_by(corpus, corpus.articles[["article_id"]], *by)
