"""Two periods of one corpus compared."""

import datetime as dt

import pandas as pd
import pytest

from analysis import select
from analysis.errors import InputError
from analysis.measures.groups import time_unit
from analysis.measures.since import _last_period, left_out, since, since_before
from analysis.tables import Corpus


def test_two_months_of_the_demo_corpus(demo_corpus: Corpus) -> None:
    found = since(demo_corpus, "2026-03-30", "2026-04-26")
    assert (found.first, found.last) == (dt.date(2026, 3, 2), dt.date(2026, 3, 29))
    before = select(demo_corpus, date_from="2026-03-02", date_to="2026-03-29")
    after = select(demo_corpus, date_from="2026-03-30", date_to="2026-04-26")
    assert found.articles["before"].sum() == len(before.articles)
    assert found.articles["after"].sum() == len(after.articles)
    assert found.left_out == ()
    assert len(found.table) >= 5
    negative = found.table.iloc[0]
    text = after.sentences.query("field == 'text'")
    assert negative["after"] == pytest.approx((text["label"] == "negative").mean())
    assert negative["value"] == pytest.approx(negative["after"] - negative["before"])
    assert (found.table["low"] <= found.table["value"]).all() and (
        found.table["value"] <= found.table["high"]
    ).all()


def test_an_outlet_of_one_period_is_left_out(demo_corpus: Corpus) -> None:
    articles = demo_corpus.articles
    days = articles["published_at"].dt.tz_convert("Europe/Berlin").dt.date
    gone = (articles["outlet"] == "Abendblitz") & (days >= dt.date(2026, 3, 30))
    part = demo_corpus.of(articles.loc[~gone, "article_id"])
    found = since(part, "2026-03-30", "2026-04-26")
    assert found.left_out == ("Abendblitz",)
    row = found.articles.set_index("outlet").loc["Abendblitz"]
    assert row["before"] > 0 and row["after"] == 0
    others = select(part, ["Der Ahlebote", "Kontorblatt", "Marenburger Allgemeine"])
    pd.testing.assert_frame_equal(found.table, since(others, "2026-03-30", "2026-04-26").table)


def test_nothing_to_compare_with(demo_corpus: Corpus) -> None:
    assert since(demo_corpus, "2026-03-02", "2026-03-08").table.empty
    with pytest.raises(InputError, match="braucht date_from und date_to"):
        since(demo_corpus, "2026-03-02", "")


def test_the_days_given_are_those_compared_else_the_last_week(demo_corpus: Corpus) -> None:
    table, both = since_before(demo_corpus, "2026-03-16", "2026-03-29")
    found = since(demo_corpus, "2026-03-16", "2026-03-29")
    assert len(both.articles) == found.articles[["before", "after"]].to_numpy().sum()
    shares = found.table.set_index("figure").loc[list(table["figure"]), "after"]
    assert list(table["share_after"]) == list(shares)
    last, _ = since_before(demo_corpus)
    days = demo_corpus.articles["published_at"].dt.tz_convert("Europe/Berlin").dt.date
    monday = days.max() - dt.timedelta(days=days.max().weekday())
    week = since(demo_corpus, str(monday), str(days.max())).table
    assert list(last["share_after"]) == list(week.loc[week["figure"].isin(last["figure"]), "after"])
    assert _last_period(demo_corpus.of([]), "", "") is None
    assert _last_period(demo_corpus.of([]), "2026-03-01", "2026-03-02") == ("2026-03-01", "2026-03-02")
    assert _last_period(demo_corpus.of([]), "2026-03-01", "") is None


def test_who_cannot_be_compared_is_missing_now_or_new(demo_corpus: Corpus) -> None:
    articles = demo_corpus.articles
    days = articles["published_at"].dt.tz_convert("Europe/Berlin").dt.date
    later = days >= dt.date(2026, 3, 30)
    gone, new = (articles["outlet"] == "Abendblitz") & later, (articles["outlet"] == "Kontorblatt") & ~later
    part = demo_corpus.of(articles.loc[~gone & ~new, "article_id"])
    assert left_out(part, "2026-03-30", "2026-04-26") == {"Abendblitz": True, "Kontorblatt": False}
    assert left_out(demo_corpus, "2026-03-30", "2026-04-26") == {}
    assert left_out(demo_corpus.of([])) == {}


@pytest.mark.parametrize(
    ("days", "unit"), [(184, "week"), (185, "month"), (4 * 366, "month"), (4 * 366 + 1, "year")]
)
def test_the_unit_of_time_goes_by_the_days(days: int, unit: str) -> None:
    first = pd.Timestamp("2026-01-01", tz="UTC")
    assert time_unit(pd.Series([first, first + pd.Timedelta(days=days)])) == unit
