"""The index that answers filters at once gives what the exact call gives; what does not occur is said."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import prepare
from analysis.errors import InputError
from analysis.explore.choice import Choice, choose
from analysis.explore.index import Index

CORPUS = prepare("data/raw/demo")
INDEX = Index(CORPUS)
OUTLETS = sorted(set(CORPUS.articles["outlet"]))
SECTIONS = sorted(set(CORPUS.articles["section"]))
SPEAKERS = ["", *CORPUS.quotes["speaker_id"].dropna().value_counts().index[:5]]
DAYS = ["", "2026-03-02", "2026-03-20", "2026-04-11", "2026-04-26"]

choices = st.builds(
    Choice,
    outlets=st.lists(st.sampled_from(OUTLETS), max_size=3, unique=True).map(tuple),
    genres=st.lists(st.sampled_from(["report", "brief", "interview"]), max_size=2, unique=True).map(tuple),
    sections=st.lists(st.sampled_from(SECTIONS), max_size=3, unique=True).map(tuple),
    date_from=st.sampled_from(DAYS[:3]),
    date_to=st.sampled_from([DAYS[0], *DAYS[2:]]),
    query=st.sampled_from(["", "brücke*", "Fähre | boot*", "„auf unbestimmte Zeit“", "torwald BRÜCKE*"]),
    count=st.sampled_from(["copies", "stories"]),
    speaker=st.sampled_from(SPEAKERS),
    frame=st.sampled_from(["", "conflict", "economic"]),
)


@settings(max_examples=60, deadline=None)
@given(choices)
def test_the_index_gives_what_the_exact_call_gives(choice: Choice) -> None:
    chosen = choose(CORPUS, **choice.given()).articles["article_id"]
    fast = INDEX.articles.loc[INDEX.fits(choice), "article_id"]
    assert set(fast) == set(chosen)


@settings(max_examples=20, deadline=None)
@given(choices)
def test_counts_are_those_of_the_tables(choice: Choice) -> None:
    keep = INDEX.fits(choice)
    part, counts = INDEX.corpus_of(keep), INDEX.counts(keep)
    assert counts["outlet"]["n"].sum() == len(part.articles)
    text = part.sentences.query("field == 'text'")
    assert counts["tone"]["of"].sum() == len(text)
    assert counts["tone"]["n"].sum() == (text["label"] == "negative").sum()
    outer = part.quotes[part.quotes["nested_in"].isna()]
    assert counts["speaker_type"]["n"].sum() == len(outer)
    for row in counts["frame"].itertuples():
        framed = part.frames.query("question == '' and frame == @row.key and score >= 0.5")
        assert row.n == len(framed)


def test_behind_a_bar_are_its_articles() -> None:
    keep = INDEX.fits(Choice(date_from="2026-03-10"))
    for kind, table in INDEX.counts(keep).items():
        for row in table.itertuples():
            behind = INDEX.behind(kind, row.key, keep)
            assert not (behind & ~keep).any()
            if kind in ("outlet", "frame"):
                assert behind.sum() == row.n
            else:
                assert (behind.sum() > 0) == (row.n > 0)
                assert behind.sum() <= max(row.n, 0)


@pytest.mark.parametrize(
    ("conditions", "part"),
    [
        ({"outlets": ["Abendblizt"]}, "Meinten Sie „Abendblitz“"),
        ({"sections": ["Sprot"]}, "Meinten Sie „Sport“"),
        ({"frame": "konflikt"}, "frame"),
        ({"speaker": "niemand"}, "speaker"),
        ({"date_from": "2026-04-01", "date_to": "2026-03-01"}, "Bitte tauschen"),
        ({"query": "*"}, "Stern"),
    ],
)
def test_what_does_not_occur_is_said(conditions: dict[str, object], part: str) -> None:
    listed = {name: tuple(v) if isinstance(v, list) else v for name, v in conditions.items()}
    for ask in (lambda: choose(CORPUS, **conditions), lambda: INDEX.fits(Choice(**listed))):
        with pytest.raises(InputError) as error:
            ask()
        assert part in str(error.value)


def test_an_outlet_that_the_other_conditions_leave_out_gives_nothing_and_no_error() -> None:
    part = choose(CORPUS, sections=["Sport"], outlets=["Kontorblatt"])
    expected = CORPUS.articles.query("section == 'Sport' and outlet == 'Kontorblatt'")
    assert set(part.articles["article_id"]) == set(expected["article_id"])


def test_an_article_without_a_date_fits_only_where_none_is_asked_for() -> None:
    articles = CORPUS.articles.head(3).copy()
    articles.loc[articles.index[0], "published_at"] = pd.NaT
    part = CORPUS.of(articles["article_id"])
    index = Index(part.__class__(**{**vars(part), "articles": articles.reset_index(drop=True)}))
    assert index.fits(Choice()).sum() == 3
    assert index.fits(Choice(date_from="2000-01-01")).sum() == 2
