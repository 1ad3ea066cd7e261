"""Articles -> Corpus: every row is what it says; input, order, workers and cache change nothing."""

import gc
import hashlib
import sqlite3

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import annotate, tables
from analysis.annotation import Settings, annotate_records, article
from analysis.annotation.article import Article, annotate_article, key_of
from analysis.annotation.cache import Cache
from analysis.annotation.corpus import count_words
from analysis.tables import SCHEMAS

RULES = Settings(quote_method="rules")
BOOK = """id: probe
name: Probe
version: "1"
definition: Worum geht es?
source: "erfunden"
licence: CC0
frames:
  - id: bruecke
    name: Brücke
    definition: Es geht um die Brücke.
    questions:
      - id: eins
        question: Kommt die Brücke vor?
        cues:
          strong: [Brücke]
    examples: [Die Brücke ist alt.]
    counterexamples: [Der Rat tagt.]
"""


def of_texts(*texts: str, **columns: list[str]) -> pd.DataFrame:
    rows = [
        {"article_id": f"a{n}", "text": text, **dict.fromkeys(("title", "teaser", "outlet", "genre"), "")}
        for n, text in enumerate(texts)
    ]
    for column, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            row[column] = value
    empty = dict.fromkeys(("authors", "dateline", "agency", "section", "url", "source_file"), "")
    return tables.make(
        "articles", ({**empty, **row, "genre": "report", "n_words": len(row["text"].split())} for row in rows)
    )


def same(one, other) -> None:
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_every_table_is_valid(demo_corpus):
    tables.check_corpus(demo_corpus)
    for name in set(SCHEMAS) - {"quarantine", "notes"}:
        assert len(getattr(demo_corpus, name)), name


def fields_of(corpus, rows):
    articles = corpus.articles.set_index("article_id")
    names = rows["field"] if "field" in rows else ["text"] * len(rows)
    return [articles.loc[a, f] for a, f in zip(rows["article_id"], names, strict=True)]


def test_sentences_are_slices_in_order(demo_corpus):
    rows = demo_corpus.sentences
    for text, start, end in zip(fields_of(demo_corpus, rows), rows["start"], rows["end"], strict=True):
        assert text[start:end] == text[start:end].strip() != ""
    for _, part in rows.groupby(["article_id", "field"]):
        assert list(part["position"]) == list(range(len(part)))
        assert (part["start"].to_numpy()[1:] >= part["end"].to_numpy()[:-1]).all()
    for field in ("title", "teaser"):
        assert set(rows.loc[rows["field"] == field, "voice"]) <= {"journalist"}
    silent = rows["polarity"].isna()
    assert (rows.loc[silent, "label"] == "neutral").all()
    assert rows["polarity"].dropna().between(-1, 1).all()


def test_sentences_leave_out_nothing_but_space(demo_corpus):
    articles = demo_corpus.articles.set_index("article_id")
    for (article_id, field), part in demo_corpus.sentences.groupby(["article_id", "field"]):
        text = articles.loc[article_id, field]
        joined = " ".join(text[a:b] for a, b in zip(part["start"], part["end"], strict=True))
        assert joined.split() == text.split()


def test_quotes_are_what_their_spans_say(demo_corpus):
    quotes, spans = demo_corpus.quotes, demo_corpus.spans
    texts = demo_corpus.articles.set_index("article_id")["text"]
    by_role = dict(list(spans.groupby(["quote_id", "role"])))
    for quote in quotes.itertuples():
        text = texts[quote.article_id]
        for role, column in (("quote", quote.content), ("cue", quote.cue), ("speaker", quote.speaker)):
            part = by_role.get((quote.quote_id, role))
            if part is None:
                assert pd.isna(column)
            else:
                pieces = [text[a:b] for a, b in zip(part["start"], part["end"], strict=True)]
                assert " … ".join(pieces) == column
        assert quote.n_words == count_words(quote.content) > 0
        if pd.isna(quote.speaker):
            assert quote.speaker_naming == "unattributed"
        if quote.speaker_naming == "unattributed":  # no speaker, or a pronoun that nobody answers to
            assert pd.isna(quote.speaker_name)
    assert set(quotes["nested_in"].dropna()) <= set(quotes["quote_id"])
    assert set(spans["quote_id"]) == set(quotes["quote_id"])


def test_mentions_and_evidence_are_slices(demo_corpus):
    for rows in (demo_corpus.mentions, demo_corpus.evidence):
        for text, start, end in zip(fields_of(demo_corpus, rows), rows["start"], rows["end"], strict=True):
            assert text[start:end] == text[start:end].strip() != ""
    persons = demo_corpus.mentions.query("kind == 'person'")
    for text, row in zip(fields_of(demo_corpus, persons), persons.itertuples(), strict=True):
        # a surname alone, in the genitive too, is reported with the full name
        written, name = text[row.start : row.end].split()[-1], row.name.split()[-1]
        assert written in (name, name + "s"), row


def test_frames_have_one_score_an_article_and_the_cues_that_evidence_shows(demo_corpus):
    whole = demo_corpus.frames[demo_corpus.frames["question"] == ""]
    assert whole["score"].between(0, 1).all()
    per_article = whole.groupby("frame")["article_id"].nunique()
    assert (per_article == len(demo_corpus.articles)).all()
    shown = demo_corpus.evidence[demo_corpus.evidence["measure"] != "polarity"]
    counted = whole.set_index(["article_id", "frame"])["n_cues"]
    for (article_id, frame), cues in shown.groupby(["article_id", "measure"]).size().items():
        assert counted[article_id, frame] == cues
    assert counted.sum() == len(shown)


def test_the_input_stays_as_it_was(demo_articles):
    before = demo_articles.head(4).copy(deep=True)
    given = demo_articles.head(4).copy()
    annotate(given, quote_method="rules")
    pd.testing.assert_frame_equal(given, before)


def test_the_order_of_the_articles_is_kept_and_changes_nothing(demo_articles):
    part = demo_articles.head(12)
    forward = annotate(part, quote_method="rules")
    backward = annotate(part[::-1], quote_method="rules")
    assert list(backward.articles["article_id"]) == list(part["article_id"])[::-1]
    for name in set(SCHEMAS) - {"articles", "quarantine", "notes"}:
        key = tables.KEYS[name]
        one, other = (getattr(c, name).sort_values(key, ignore_index=True) for c in (forward, backward))
        pd.testing.assert_frame_equal(one, other)


def test_workers_change_nothing(demo_articles):
    part = demo_articles.head(70)
    same(annotate(part, quote_method="rules"), annotate(part, quote_method="rules", workers=2))


def test_progress_counts_the_articles(demo_articles):
    seen: list[int] = []
    annotate(demo_articles.head(5), quote_method="rules", progress=seen.append)
    assert seen == [1, 2, 3, 4, 5]


def test_no_articles_give_empty_tables():
    corpus = annotate(of_texts(), quote_method="rules")
    tables.check_corpus(corpus)
    assert {len(getattr(corpus, name)) for name in SCHEMAS} == {0}


def test_a_quote_in_pieces_within_another(monkeypatch):
    text = "„Das ist gut“, sagte Jana Voss, „und wichtig.“ Der Rat schwieg."
    spans = [(text.index(part), text.index(part) + len(part)) for part in ("„Das ist gut“", "„und wichtig.“")]
    cue, speaker = ((text.index(part), text.index(part) + len(part)) for part in ("sagte", "Jana Voss"))
    found = [
        article.sources.Quote("Direct", tuple(spans), (speaker,), (cue,)),
        article.sources.Quote("Indirect", (spans[1],), nested_in=0),
    ]
    monkeypatch.setattr(article.sources, "find_quotes_many", lambda texts, method: [found for _ in texts])
    corpus = tables.check_corpus(annotate(of_texts(text)))
    outer, inner = corpus.quotes.itertuples()
    assert outer.content == "„Das ist gut“ … „und wichtig.“"
    assert (outer.cue, outer.speaker, outer.n_words) == ("sagte", "Jana Voss", 5)
    assert (inner.content, inner.nested_in) == ("„und wichtig.“", outer.quote_id)
    assert pd.isna(outer.nested_in) and pd.isna(inner.cue) and pd.isna(inner.speaker)
    assert len(corpus.spans.query("quote_id == @outer.quote_id and role == 'quote'")) == 2


def test_an_article_that_breaks_is_quarantined_with_the_reason(monkeypatch):
    def find(texts, method):
        if any("Bombe" in text.text for text in texts):
            raise ValueError("zu heiß")
        return [[] for _ in texts]

    monkeypatch.setattr(article.sources, "find_quotes_many", find)
    corpus = annotate(of_texts("Er ging.", "Die Bombe.", "Sie kam.", source_file=["x", "y", "z"]))
    assert list(corpus.articles["article_id"]) == ["a0", "a2"]
    assert set(corpus.sentences["article_id"]) == {"a0", "a2"}
    (row,) = corpus.quarantine.itertuples(index=False)
    assert (row.source_file, row.item) == ("y", "a1")
    assert row.reason == "Der Artikel ließ sich nicht auswerten (ValueError: zu heiß)."
    tables.check_corpus(corpus)


# the cache


@pytest.fixture
def calls(monkeypatch):
    """The names of the steps that were computed, in their order."""
    made: list[str] = []
    for name, step in article._STEPS.items():

        def counted(*args, name=name, step=step):
            made.append(name)
            return step(*args)

        monkeypatch.setitem(article._STEPS, name, counted)
    return made


def test_what_the_cache_gives_is_what_was_computed(demo_articles, tmp_path, calls):
    part, path = demo_articles.head(40), tmp_path / "cache.sqlite"
    without = annotate(part, quote_method="rules")
    calls.clear()
    first = annotate(part, quote_method="rules", cache=path)
    assert len(calls) == 3 * 40
    second = annotate(part, quote_method="rules", cache=path)
    assert len(calls) == 3 * 40
    same(without, first)
    same(without, second)


def test_a_changed_codebook_redoes_the_frames_alone(demo_articles, tmp_path, calls):
    part, path = demo_articles.head(5), tmp_path / "cache.sqlite"
    book = tmp_path / "buch.yaml"
    book.write_text(BOOK, "utf-8")
    annotate(part, quote_method="rules", cache=path)
    calls.clear()
    corpus = annotate(part, quote_method="rules", codebook=str(book), cache=path)
    assert calls == ["frames"] * 5
    assert set(corpus.frames["frame"]) == {"bruecke"}
    book.write_text(BOOK.replace("[Brücke]", "[Brücke, Brückentag]"), "utf-8")
    calls.clear()
    annotate(part, quote_method="rules", codebook=str(book), cache=path)
    assert calls == ["frames"] * 5


def test_another_sentiment_redoes_the_sentiment_alone(demo_articles, tmp_path, calls):
    part, path = demo_articles.head(3), tmp_path / "cache.sqlite"
    annotate(part, quote_method="rules", cache=path)
    calls.clear()
    annotate(part, quote_method="rules", sentiment_method="textblob_de", cache=path)
    assert calls == ["sentiment"] * 3


def test_another_quote_method_redoes_all(demo_articles, tmp_path, calls, monkeypatch):
    part, path = demo_articles.head(3), tmp_path / "cache.sqlite"
    annotate(part, quote_method="rules", cache=path)
    calls.clear()
    monkeypatch.setattr(article.sources, "VERSION", "another")
    annotate(part, quote_method="rules", cache=path)
    assert calls == ["quotes", "sentiment", "frames"] * 3


def test_a_changed_article_alone_is_done_again(demo_articles, tmp_path, calls):
    part, path = demo_articles.head(6).copy(), tmp_path / "cache.sqlite"
    annotate(part, quote_method="rules", cache=path)
    calls.clear()
    part.loc[2, "text"] += "\n\nNachtrag."
    annotate(part, quote_method="rules", cache=path)
    assert calls == ["quotes", "sentiment", "frames"]


def test_steps_that_are_not_wanted_are_not_computed(calls, tmp_path):
    item = ({"text": "Er ging.", "title": "", "teaser": ""}, ())
    cache = tmp_path / "cache.sqlite"
    for only, steps in (
        (("frames",), ["quotes", "frames"]),
        (("sentiment",), ["sentiment"]),
        (("quotes",), []),
    ):
        calls.clear()
        list(annotate_records([item], Settings(only, "rules"), cache=cache))
        assert calls == steps


@pytest.mark.parametrize("damage", ["bytes", "rows", "null", "folder"])
def test_a_damaged_cache_costs_time_and_no_results(demo_articles, tmp_path, damage):
    part, path = demo_articles.head(3), tmp_path / "cache.sqlite"
    wanted = annotate(part, quote_method="rules", cache=path)
    if damage == "bytes":
        path.write_bytes(b"no database at all" * 100)
    elif damage == "folder":
        path = tmp_path / "cache.sqlite" / "below"
    else:
        with sqlite3.connect(path) as connection:
            value = b"rubbish" if damage == "rows" else None
            connection.execute("update annotations set data = ?", (value,))
    same(annotate(part, quote_method="rules", cache=path), wanted)


def test_the_cache_keeps_each_step_in_its_version(tmp_path):
    cache = Cache(tmp_path / "c.sqlite")
    cache.put([("k", {"quotes": [1], "frames": {"ä": 0.25}})], {"quotes": "1", "frames": "1"})
    assert cache.get("k", {"quotes": "1", "frames": "1"}) == {"quotes": [1], "frames": {"ä": 0.25}}
    assert cache.get("k", {"quotes": "1", "frames": "2"}) == {"quotes": [1]}
    assert cache.get("other", {"quotes": "1"}) == {}
    cache.close()
    assert Cache(None).get("k", {}) == {}


def test_the_key_holds_all_that_the_results_depend_on():
    fields = {"title": "T", "teaser": "V", "text": "Er ging."}
    key = key_of(fields)
    assert key == key_of(dict(reversed(fields.items()))) == key_of({**fields, "outlet": "X"})
    others = [key_of({**fields, name: "anders"}) for name in fields] + [key_of(fields, [(0, 2)])]
    others.append(key_of({"title": "TV", "teaser": "", "text": "Er ging."}))
    assert len({key, *others}) == 6
    assert len(key) == hashlib.sha256().digest_size * 2
    assert key_of({"text": "\ud800"}) != key_of({"text": "\ud801"})


# what holds for any text

WORDS = st.sampled_from(
    '„ “ » « " Die Brücke ist marode , sagte Jana Voss . Laut Polizei teilte mit dass er sei nicht gut '
    "schlecht tot ? ! : … ( ) SPD zufolge nach Angaben \n \n\n 3. Dr.".split(" ")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=50).map(" ".join))


@settings(deadline=None, max_examples=25)
@given(title=st.text(max_size=40), text=TEXTS)
def test_any_text_gives_valid_tables_and_twice_is_once(title, text):
    articles = of_texts(text, title=[title])
    corpus = annotate(articles, quote_method="rules")
    assert len(corpus.articles) == 1, corpus.quarantine
    for name in ("sentences", "quotes", "spans", "mentions", "evidence"):
        tables.check(name, getattr(corpus, name))
    for rows in (corpus.sentences, corpus.spans, corpus.mentions, corpus.evidence):
        for field, end in zip(fields_of(corpus, rows), rows["end"], strict=True):
            assert end <= len(field)
    same(corpus, annotate(articles, quote_method="rules"))


@settings(deadline=None, max_examples=40)
@given(text=st.lists(WORDS.filter(lambda word: word not in '„“»«"'), max_size=50).map(" ".join))
def test_an_unrelated_paragraph_leaves_sentences_and_quotes(text):
    def results(whole):
        done = annotate_article(Article({"text": whole}), Settings(("quotes",), "rules"))
        return done["quotes"]

    before, after = results(text + "\n\n"), results(text + "\n\nEs schneite in den Bergen.")
    kept = [quote for quote in after if quote["quote"][0][0] < len(text)]
    assert [quote["quote"] for quote in kept] == [quote["quote"] for quote in before]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_search_for_lost_cycles_is_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        assert len(list(annotate_records([({"text": "Der Rat tagt."}, ())], RULES))) == 1
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
