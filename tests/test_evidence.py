"""The sentences behind a figure: every snippet is the slice that its row names."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import concordance, evidence, tables
from analysis.errors import InputError
from analysis.evidence import CONTEXT, around
from analysis.tables import Corpus

EMPTY = dict.fromkeys(
    ("title", "teaser", "text", "authors", "dateline", "agency", "section", "url", "source_file"), ""
)


def corpus_of(*texts, title="Überschrift"):
    rows = [
        {**EMPTY, "article_id": f"a{n}", "outlet": "Bote", "genre": "report", "n_words": 1, "title": title,
         "text": text, "published_at": pd.Timestamp("2026-03-02", tz="UTC")}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return Corpus(articles=tables.make("articles", rows))


# around


def test_around_is_the_text_where_it_is_short():
    assert around("Der Rat tagt heute.", 4, 7) == {"before": "Der ", "hit": "Rat", "after": " tagt heute."}


def test_around_stops_at_the_paragraph():
    text = "Titel\nDer Rat tagt.\nEnde"
    assert around(text, 10, 13) == {"before": "Der ", "hit": "Rat", "after": " tagt."}


def test_around_cuts_at_words_and_says_so():
    text = "wort " * 100 + "TREFFER" + " wort" * 100
    found = around(text, 500, 507)
    assert found["hit"] == "TREFFER"
    assert found["before"].startswith("…wort ") and found["after"].endswith(" wort…")
    assert len(found["before"]) <= CONTEXT + 1 and len(found["after"]) <= CONTEXT + 1


def test_around_says_cut_only_where_something_is_left_out():
    before, after = "a" * CONTEXT, "b" * CONTEXT
    assert around(before + "X" + after, CONTEXT, CONTEXT + 1) == {
        "before": before,
        "hit": "X",
        "after": after,
    }


def test_a_long_hit_is_shortened_in_its_middle():
    text = "wort " * 1000
    hit = around(text, 0, 4999)["hit"]
    assert " […] " in hit and len(hit) < 4 * CONTEXT + 10
    assert hit.replace(" […] ", " ").replace("wort", "").strip() == ""


@given(st.text("ab \n", max_size=900), st.data())
def test_around_shows_nothing_but_the_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 4 * CONTEXT)))
    found = around(text, start, end)
    assert found["hit"] == text[start:end]
    assert text[:start].endswith(found["before"].removeprefix("…"))
    assert text[end:].startswith(found["after"].removesuffix("…"))
    assert "\n" not in found["before"] + found["after"]


# snippets


def whole(snippet):
    return snippet["before"] + snippet["hit"] + snippet["after"]


def check(corpus, rows, found, shown=evidence.SHOWN):
    assert found["total"] == len(rows)
    assert len(found["snippets"]) == min(shown, rows["article_id"].nunique())
    assert len({snippet["article_id"] for snippet in found["snippets"]}) == len(found["snippets"])
    articles = corpus.articles.set_index("article_id")
    for snippet in found["snippets"]:
        article = articles.loc[snippet["article_id"]]
        assert (snippet["outlet"], snippet["title"]) == (article["outlet"], article["title"])
        assert snippet["date"] == article["published_at"].isoformat()


def test_quotes(demo_corpus):
    rows = demo_corpus.quotes.query("type == 'Direct'")
    found = evidence.of_quotes(demo_corpus, rows)
    check(demo_corpus, rows, found)
    for snippet in found["snippets"]:
        mine = rows[rows["article_id"] == snippet["article_id"]]
        first = snippet["hit"].split(" […] ")[0]
        assert any(content.startswith(first[:20]) for content in mine["content"])
        assert snippet["note"]


def test_cues(demo_corpus):
    rows = demo_corpus.evidence.query("measure == 'conflict'")
    found = evidence.of_cues(demo_corpus, rows, shown=50)
    check(demo_corpus, rows, found, shown=50)
    fields = demo_corpus.articles.set_index("article_id")
    for snippet in found["snippets"]:
        mine = rows[(rows["article_id"] == snippet["article_id"]) & (rows["cue"] == snippet["note"])]
        slices = [fields.loc[row.article_id, row.field][row.start : row.end] for row in mine.itertuples()]
        assert snippet["hit"] in slices


def test_sentences(demo_corpus):
    rows = demo_corpus.sentences.query("label == 'negative'")
    found = evidence.of_sentences(demo_corpus, rows)
    check(demo_corpus, rows, found)
    for snippet in found["snippets"]:
        assert -1 <= float(snippet["note"]) < 0
    silent = evidence.of_sentences(
        demo_corpus, demo_corpus.sentences[demo_corpus.sentences["polarity"].isna()]
    )
    assert {snippet["note"] for snippet in silent["snippets"]} == {""}


def test_the_choice_does_not_depend_on_the_order(demo_corpus):
    rows = demo_corpus.evidence
    shuffled = rows.sample(frac=1, random_state=5)
    assert evidence.of_cues(demo_corpus, rows) == evidence.of_cues(demo_corpus, shuffled)


def test_nothing_has_no_snippets(demo_corpus):
    for function, table in (
        (evidence.of_quotes, demo_corpus.quotes),
        (evidence.of_cues, demo_corpus.evidence),
        (evidence.of_sentences, demo_corpus.sentences),
    ):
        assert function(demo_corpus, table.head(0)) == {"total": 0, "snippets": []}


def test_an_article_without_a_date():
    corpus = corpus_of("Er ging. Sie kam.")
    undated = corpus.articles.assign(published_at=pd.Series([pd.NaT], dtype="datetime64[us, UTC]"))
    corpus = dataclasses.replace(corpus, articles=undated)
    row = {"sentence_id": "s", "article_id": "a0", "field": "text", "position": 0, "start": 9, "end": 17,
           "voice": "journalist", "label": "neutral"}  # fmt: skip
    (snippet,) = evidence.of_sentences(corpus, tables.make("sentences", [row]))["snippets"]
    assert (snippet["date"], snippet["hit"], snippet["before"]) == ("", "Sie kam.", "Er ging. ")


# concordance


TEXT = "Die Brücke fehlt. BRÜCKEN tragen, die Uhlenbrücke nicht. Kanzler und Kanzlerin (a.b) schweigen."


def hits(pattern, text=TEXT):
    table = concordance(corpus_of(text), pattern)
    for row in table.itertuples():
        assert text[row.start : row.end] == row.hit
    return table["hit"].tolist()


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("brücke", ["Brücke"]),
        ("Brücke*", ["Brücke", "BRÜCKEN"]),
        ("*brücke", ["Brücke", "Uhlenbrücke"]),
        ("*brück*", ["Brücke", "BRÜCKEN", "Uhlenbrücke"]),
        ("{Kanzler,Kanzlerin}", ["Kanzler", "Kanzlerin"]),
        ("{Kanzler, Kanzlerin}", ["Kanzler", "Kanzlerin"]),
        ("{Kanzler,}", ["Kanzler"]),
        ("Kanzler{in}", ["Kanzlerin"]),
        ("die  Brücke", ["Die Brücke"]),
        ("a.b", ["a.b"]),
        ("a?b", []),
        (".*", []),
        ("{Kanzler", []),
        ("[a-z]", []),
    ],
)
def test_concordance(pattern, wanted):
    assert hits(pattern) == wanted


@pytest.mark.parametrize("pattern", ["", "  ", "*", "{,}", "* *"])
def test_an_empty_pattern_is_refused(pattern):
    with pytest.raises(InputError, match="concordance braucht ein Wort"):
        concordance(corpus_of(TEXT), pattern)


def test_the_context_of_a_hit():
    text = "Zuerst\nkam die Brücke,\ndann der Fluss."
    (row,) = concordance(corpus_of(text), "Brücke", width=8).itertuples()
    assert (row.left, row.hit, row.right) == ("kam die ", "Brücke", ", dann d")
    assert (row.outlet, row.title, row.article_id) == ("Bote", "Überschrift", "a0")


def test_a_concordance_without_hits_has_its_columns():
    table = concordance(corpus_of(TEXT), "Fähre")
    assert table.empty
    assert list(table.columns)[:4] == ["left", "hit", "right", "outlet"]


def test_a_phrase_may_go_over_a_line():
    assert hits("die Brücke", "Sie sah die\nBrücke.") == ["die\nBrücke"]
