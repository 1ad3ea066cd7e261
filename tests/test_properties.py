"""Nothing lost, nothing invented: over generated articles, files and tables."""

import copy
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import annotate, link, tables
from analysis.read import read

PIECES = (
    "„Wir haben das Teil aus Rostock“, sagte Anna Berg . ! ? Der Minister habe nichts gewusst , erklärte er "
    "Kanzler Merz kritisierte die Regierung scharf – Streit um Millionen Euro nicht gut Katastrophe "
    "wies zurück : « » ‚ ‘ Laut Polizei ( dpa ) Berlin a\u0301 \u202e … „ “ \n\n \u00a0 SPD"
).split(" ")
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map(" ".join)
ANY = st.one_of(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
ARTICLES = st.lists(st.tuples(ANY, ANY), min_size=1, max_size=4)
FEW = settings(max_examples=12)


def table_of(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    empty = dict.fromkeys(("teaser", "authors", "dateline", "agency", "section", "url"), "")
    rows = [
        {
            **dict.fromkeys(tables.SCHEMAS["articles"], ""),
            **empty,
            "article_id": f"a{n}",
            "outlet": "Bote",
            "title": title,
            "text": text,
            "genre": "report",
            "source_file": "x.txt",
            "published_at": None,
            "story_id": None,
            "duplicate_of": None,
            "n_words": len(text.split()),
        }
        for n, (title, text) in enumerate(pairs)
    ]
    made = pd.DataFrame(rows)
    blank = tables.make("articles")
    for column in set(blank) - set(made):
        made[column] = False if blank[column].dtype == bool else ""
    return made[list(blank)].astype(blank.dtypes.to_dict())


def corpus_of(pairs: list[tuple[str, str]]) -> tables.Corpus:
    return annotate(table_of(pairs), quote_method="rules", workers=1)


@FEW
@given(ARTICLES)
def test_every_offset_is_the_slice_it_says(pairs) -> None:
    corpus = corpus_of(pairs)
    texts = {
        (f"a{n}", field): value
        for n, pair in enumerate(pairs)
        for field, value in zip(("title", "text"), pair, strict=True)
    }
    for rows in (corpus.sentences, corpus.mentions, corpus.evidence):
        for row in rows.itertuples():
            text = texts[row.article_id, row.field]
            assert 0 <= row.start < row.end <= len(text)
            assert text[row.start : row.end].strip()
    quotes = corpus.quotes.set_index("quote_id")
    for (quote, role), part in corpus.spans.groupby(["quote_id", "role"]):
        text = texts[part["article_id"].iloc[0], "text"]
        said = " … ".join(text[a:b] for a, b in zip(part["start"], part["end"], strict=True))
        if role in ("quote", "cue", "speaker"):
            assert said == quotes.loc[quote, {"quote": "content"}.get(role, role)]


@settings(max_examples=5)  # a check of all tables takes half a second
@given(ARTICLES)
def test_keys_are_unique_and_rows_belong_to_articles(pairs) -> None:
    tables.check_corpus(link(corpus_of(pairs)))


@FEW
@given(ARTICLES)
def test_counts_are_the_spans_shown(pairs) -> None:
    corpus = corpus_of(pairs)
    cues = corpus.evidence[corpus.evidence["measure"] != "polarity"].groupby(["article_id", "measure"]).size()
    whole = corpus.frames[corpus.frames["question"] == ""]
    for row in whole.itertuples():
        assert row.n_cues == cues.get((row.article_id, row.frame), 0)


@FEW
@given(ARTICLES)
def test_the_input_stays_as_it_was(pairs) -> None:
    articles = table_of(pairs)
    before = articles.copy(deep=True)
    corpus = annotate(articles, quote_method="rules", workers=1)
    frozen = copy.deepcopy(corpus)
    link(corpus)
    pd.testing.assert_frame_equal(articles, before)
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(corpus, name), getattr(frozen, name))


@FEW
@given(ARTICLES)
def test_the_order_of_articles_changes_nothing(pairs) -> None:
    articles = table_of(pairs)
    forth, back = (
        annotate(part, quote_method="rules", workers=1)
        for part in (articles, articles.iloc[::-1].reset_index(drop=True))
    )
    for name in ("sentences", "quotes", "spans", "mentions", "frames", "evidence"):
        one, other = (
            getattr(c, name).sort_values(tables.KEYS[name]).reset_index(drop=True) for c in (forth, back)
        )
        pd.testing.assert_frame_equal(one, other)


@FEW
@given(ARTICLES)
def test_twice_is_once(pairs) -> None:
    once = link(corpus_of(pairs))
    twice = link(once)
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(once, name), getattr(twice, name))


LINE = st.one_of(
    st.fixed_dictionaries({"id": st.text(max_size=5), "text": ANY}).map(json.dumps),
    st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=30),
    st.sampled_from(['{"text": null}', "[]", "17", '{"titel": "x"}', "{", '"', '{"text": "\\ud800 Wort"}']),
)


@FEW
@given(lines=st.lists(LINE, min_size=1, max_size=8))
def test_every_line_is_an_article_or_quarantined(tmp_path_factory, lines) -> None:
    folder = tmp_path_factory.mktemp("zeilen")
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    found = read(folder, workers=1)
    filled = [line for line in lines if line]
    assert len(found.articles) + len(found.quarantine) == max(1, len(filled))  # an empty file is one item
    assert found.articles["article_id"].is_unique


def test_the_strategies_make_quotes_at_all() -> None:
    corpus = corpus_of([("", "„Wir haben das Teil aus Rostock holen müssen“, sagte Anna Berg.")])
    assert len(corpus.quotes) == 1
    with pytest.raises(KeyError):
        corpus.quotes["gibt es nicht"]
