"""The sentences behind a figure: every snippet is the slice that its row names."""

import dataclasses

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis import evidence, measures, tables, wording
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
        assert -1 <= float(snippet["note"].replace("−", "-").replace(",", ".")) < 0
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


def test_an_article_is_shown_by_its_first_sentence():
    corpus = corpus_of("Er ging zu Fuß. Sie kam.", "Nichts.")
    row = {"sentence_id": "s", "article_id": "a0", "field": "text", "position": 0, "start": 0, "end": 15,
           "voice": "journalist", "label": "neutral"}  # fmt: skip
    corpus = dataclasses.replace(corpus, sentences=tables.make("sentences", [row]))
    shown = evidence.of_articles(corpus, corpus.articles[["article_id"]])["snippets"]
    assert {s["article_id"]: (s["hit"], s["after"]) for s in shown} == {
        "a0": ("Er ging zu Fuß.", " Sie kam."),
        "a1": ("", "Nichts."),  # without sentences nothing is marked
    }


# groups


def test_groups_count_every_row_and_show_a_few(demo_corpus):
    rows = measures.kinds_of(measures.statements(demo_corpus))
    found = evidence.of_quotes(demo_corpus, rows, "speaker_type", "outlet")
    assert found["by"] == ["speaker_type", "outlet"] and found["total"] == len(rows)
    joined = rows.merge(demo_corpus.articles[["article_id", "outlet"]], on="article_id")
    sizes = joined.groupby(["speaker_type", "outlet"]).size()
    totals = {tuple(group["key"].values()): group["total"] for group in found["groups"]}
    assert totals == dict(sizes)
    for group in found["groups"]:
        assert 1 <= len(group["snippets"]) <= evidence.SHOWN_OF_GROUP
        assert {snippet["outlet"] for snippet in group["snippets"]} == {group["key"]["outlet"]}


def test_groups_of_time_are_days(demo_corpus):
    found = evidence.of_sentences(demo_corpus, demo_corpus.sentences.query("label == 'negative'"), "time")
    assert found["groups"][0]["key"] == {"time": "2026-03-02"}
    assert sum(group["total"] for group in found["groups"]) == found["total"]


def test_private_persons_are_not_named_unless_asked(demo_corpus):
    citizens = demo_corpus.quotes.query("speaker_type == 'citizen'").dropna(subset="speaker_name")
    notes = {s["note"] for s in evidence.of_quotes(demo_corpus, citizens)["snippets"]}
    assert notes == {wording.say("private_person")}
    named = {s["note"] for s in evidence.of_quotes(demo_corpus, citizens, private=True)["snippets"]}
    assert named <= set(citizens["speaker_name"])


def test_each_article_with_a_frame_has_one_cue(demo_corpus):
    cues = evidence.strongest_cues(demo_corpus)
    whole = demo_corpus.frames.query("question == ''")
    present = whole[whole["score"] >= measures.PRESENT]
    assert cues.groupby("frame").size().to_dict() == present.groupby("frame").size().to_dict()


def test_cues_in_quotes_are_those_that_sponsorship_counts(demo_corpus):
    table = measures.sponsorship(demo_corpus)
    counted = evidence.quoted_cues(demo_corpus).groupby(["speaker_type", "frame"]).size()
    wanted = table[table["with_frame"] > 0].set_index(["speaker_type", "frame"])["with_frame"]
    assert counted.sort_index().to_dict() == wanted.sort_index().to_dict()


def test_key_words_lead_to_places(demo_corpus):
    words = measures.key_words(demo_corpus)
    found = evidence.of_terms(demo_corpus, words, "outlet")
    assert [group["total"] for group in found["groups"]] == words["count"].tolist()
    for group in found["groups"]:
        for snippet in group["snippets"]:
            assert (snippet["hit"], snippet["outlet"]) == (group["key"]["term"], group["key"]["outlet"])


def test_differences_have_the_evidence_of_their_figures(demo_corpus):
    found = evidence.of_differences(demo_corpus)
    totals = {tuple(group["key"].values()): group["total"] for group in found["groups"]}
    negative = demo_corpus.sentences.query("field == 'text' and label == 'negative'")
    outlets = demo_corpus.articles.set_index("article_id")["outlet"]
    for outlet, n in negative["article_id"].map(outlets).value_counts().items():
        assert totals[(outlet, wording.label("figure_negative"))] == n
