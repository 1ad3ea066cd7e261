"""The part of a corpus that a question is about, and the sum that accounts for the rest."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import account, select, tables
from analysis.errors import InputError
from analysis.selection import matcher, parse_day
from analysis.tables import Corpus

EMPTY = dict.fromkeys(
    ("title", "teaser", "text", "authors", "dateline", "agency", "section", "url", "source_file"), ""
)


def corpus_of(rows, quarantined=0) -> Corpus:
    articles = [
        {**EMPTY, "article_id": f"a{n}", "outlet": "Bote", "genre": "report", "n_words": 1, **row}
        for n, row in enumerate(rows)
    ]
    put_aside = {"source_file": "x", "item": "", "reason": "leer", "advice": "füllen"}
    return Corpus(
        articles=tables.make("articles", articles),
        quarantine=tables.make("quarantine", [put_aside] * quarantined),
    )


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


CORPUS = corpus_of(
    [
        {"outlet": "Bote", "published_at": utc("2026-03-01 22:59"), "story_id": "s", "title": "Die Brücke"},
        {"outlet": "Blatt", "published_at": utc("2026-03-01 23:01"), "story_id": "s", "text": "Brückenbau"},
        {"outlet": "Blatt", "published_at": utc("2026-03-02 22:59"), "genre": "commentary", "story_id": "t"},
        {"outlet": "Bote", "published_at": utc("2026-03-02 23:01"), "story_id": "u", "teaser": "Fähre"},
        {"outlet": "Bote", "story_id": "s", "text": "Torwald"},
    ],
    quarantined=2,
)


def chosen(**conditions) -> list[int]:
    return [int(name[1:]) for name in select(CORPUS, **conditions).articles["article_id"]]


@pytest.mark.parametrize(
    ("conditions", "wanted"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"outlets": ["Blatt"]}, [1, 2]),
        ({"outlets": ["Blatt", "Bote"]}, [0, 1, 2, 3, 4]),
        ({"genres": ["commentary"]}, [2]),
        ({"genres": ["brief"]}, []),
        # days are German days: 23:01 UTC in winter is the next one
        ({"date_from": "2026-03-02"}, [1, 2, 3]),
        ({"date_to": "2026-03-02"}, [0, 1, 2]),
        ({"date_from": "2026-03-02", "date_to": "2026-03-02"}, [1, 2]),
        ({"query": "brücke"}, [0]),
        ({"query": "brücke*"}, [0, 1]),
        ({"count": "stories"}, [0, 2, 3]),
        ({"count": "stories", "outlets": ["Blatt"]}, [1, 2]),
        ({"outlets": ["Bote"], "date_from": "2026-03-02", "query": "Fähre"}, [3]),
    ],
)
def test_select(conditions, wanted):
    assert chosen(**conditions) == wanted


TEXT = "Die Uhlenbrücke ist marode.\nDas Land NRW zahlt; die FÄHRE fährt. 5 Mio. fehlen bei Torwald & Co."


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("", True),
        ("marode", True),
        ("maro", False),
        ("maro*", True),
        ("Brücke", False),
        ("*brücke", True),
        ("uhlen*cke", True),
        ("*brück*", True),
        ("fähre", True),
        ("marode fähre", True),
        ("marode tunnel", False),
        ("tunnel|marode", True),
        ("tunnel | marode", True),
        ("tunnel | stollen", False),
        ("fähre tunnel | marode", True),
        ("fähre tunnel|stollen", False),
        ('"die fähre"', True),
        ("„die fähre“", True),
        ("“die fähre”", True),
        ('"fähre die"', False),
        ('"fähre die" | marode', True),
        ('marode|"fähre die"', True),
        ("| marode |", True),
        ('"marode', True),
        ("(.*)", False),
        ("Torwald & Co.", True),
        ("[a-z]+", False),
    ],
)
def test_queries(query, fits):
    assert matcher(query)(TEXT) is fits


@pytest.mark.parametrize("query", ["*", "marode *", "**", "marode|*"])
def test_a_star_alone_is_refused(query):
    with pytest.raises(InputError, match="Ein Stern allein"):
        matcher(query)


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ({"outlets": ["Bohte"]}, "„Bohte“ kommt nicht vor. Vorhanden: Blatt, Bote. Meinten Sie „Bote“"),
        ({"genres": ["Kommentar"]}, "genres: „Kommentar“ kommt nicht vor.*commentary"),
        ({"date_from": "2026-02-30"}, "date_from: „2026-02-30“ ist kein Tag im Kalender"),
        ({"date_to": "morgen"}, "date_to: „morgen“ ist kein Tag im Kalender. Erwartet wird JJJJ-MM-TT"),
        ({"date_from": "2026-03-02", "date_to": "2026-03-01"}, "liegt nach date_to"),
        ({"count": "storys"}, "nicht „storys“. Meinten Sie „stories“"),
    ],
)  # fmt: skip
def test_bad_conditions_are_named(conditions, told):
    with pytest.raises(InputError, match=told):
        select(CORPUS, **conditions)


def test_days():
    assert parse_day("date_from", "") is None
    assert parse_day("date_from", "2026-03-02") == dt.date(2026, 3, 2)


def test_before_link_every_article_is_a_story():
    corpus = corpus_of([{}, {}, {}], quarantined=1)
    part = select(corpus, count="stories")
    assert len(part.articles) == 3
    assert account(corpus, part) == (4, 3, 0, 1, 0)
    assert account(corpus, corpus.of(["a1"])) == (4, 1, 0, 1, 2)


def test_an_empty_corpus():
    corpus = corpus_of([])
    part = select(corpus, query="brücke", count="stories", date_from="2026-03-01")
    assert account(corpus, part) == (0, 0, 0, 0, 0)


def test_the_account():
    assert account(CORPUS, select(CORPUS, count="stories"), "stories") == (7, 3, 2, 2, 0)
    assert account(CORPUS, select(CORPUS, query="fähre")) == (7, 1, 0, 2, 4)
    assert account(CORPUS, select(CORPUS, genres=["brief"])) == (7, 0, 0, 2, 5)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "outlet": st.sampled_from(["Bote", "Blatt"]),
            "genre": st.sampled_from(["report", "brief"]),
            "story_id": st.sampled_from(["s", "t", "u", None]),
            "published_at": st.sampled_from([None, utc("2026-03-01 12:00"), utc("2026-03-09 12:00")]),
            "text": st.sampled_from(["Brücke", "Fähre", ""]),
        }
    ),
    max_size=12,
)
CONDITIONS = st.fixed_dictionaries(
    {
        "genres": st.lists(st.sampled_from(["report", "brief", "other"]), max_size=2),
        "date_from": st.sampled_from(["", "2026-03-02"]),
        "date_to": st.sampled_from(["", "2026-03-10"]),
        "query": st.sampled_from(["", "brücke", "brücke|fähre"]),
        "count": st.sampled_from(["copies", "stories"]),
    }
)


@given(ROWS, CONDITIONS, st.integers(0, 3))
def test_the_parts_add_up_to_what_was_read(rows, conditions, quarantined):
    corpus = corpus_of(rows, quarantined)
    before = corpus.articles.copy(deep=True)
    part = select(corpus, **conditions)
    sums = account(corpus, part)
    assert sums.read == sums.analysed + sums.duplicates + sums.quarantined + sums.not_selected
    assert sums.read == len(rows) + quarantined
    assert sums.analysed == len(part.articles)
    assert min(sums) >= 0
    pd.testing.assert_frame_equal(corpus.articles, before)
    if conditions["count"] == "stories":
        stories = part.articles["story_id"].dropna()
        assert stories.is_unique
        everything = select(corpus, **{**conditions, "count": "copies"}).articles
        assert set(everything["story_id"].dropna()) == set(stories)
    assert select(part, **conditions).articles["article_id"].tolist() == part.articles["article_id"].tolist()
