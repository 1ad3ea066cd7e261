"""Presence of sources: exact figures on a corpus small enough to count by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import tables
from analysis.measures import presence
from analysis.measures.presence import (
    concentration_by,
    first_mentions,
    media_quoting_media,
    position_by,
    presence_by,
)
from analysis.tables import Corpus


@pytest.fixture
def corpus() -> Corpus:
    def article(key: str, outlet: str, day: int) -> dict[str, object]:
        when = pd.Timestamp(2026, 5, day, tz="UTC")
        return {
            "article_id": key,
            "outlet": outlet,
            "text": "x" * 100,
            "title": "t",
            "published_at": when,
            "n_words": 20,
        }

    def quote(key: str, article_id: str, name: str, kind: str, words: int) -> dict[str, object]:
        speaker = {"speaker": name, "speaker_name": name, "speaker_id": name, "speaker_type": kind}
        rest = {
            "type": "Direct",
            "content": "x",
            "n_words": words,
            "confidence": 1.0,
            "speaker_naming": "named",
        }
        return {"quote_id": key, "article_id": article_id} | speaker | rest

    quotes = [
        quote("q1", "a", "voss", "party", 30),
        quote("q2", "a", "voss", "party", 10),
        quote("q3", "b", "apa", "media", 20),
        quote("q4", "b", "voss", "party", 40),
    ]
    starts = {"q1": 0, "q2": 50, "q3": 10, "q4": 90}
    spans = [
        {"quote_id": q["quote_id"], "article_id": q["article_id"], "role": "quote", "start": s, "end": s + 5}
        for q, s in zip(quotes, starts.values(), strict=True)
    ]
    return Corpus(
        articles=tables.make("articles", [article("a", "Bote", 4), article("b", "Kurier", 5)]),
        quotes=tables.make("quotes", quotes),
        spans=tables.make("spans", spans),
    )


def test_three_shares(corpus: Corpus) -> None:
    table = presence_by(corpus).set_index(["speaker_type", "share"])
    assert table["value"].round(3).to_dict() == {
        ("media", "statements"): 0.25,
        ("media", "words"): 0.2,
        ("media", "articles"): 0.5,
        ("party", "statements"): 0.75,
        ("party", "words"): 0.8,
        ("party", "articles"): 1.0,
    }
    assert table["n"].to_dict()[("party", "words")] == 100


def test_position(corpus: Corpus) -> None:
    table = position_by(corpus, "speaker_type").set_index("speaker_type")
    assert table["value"].round(3).to_dict() == {"media": 0.1, "party": round(1.4 / 3, 3)}
    assert table["n"].to_dict() == {"media": 1, "party": 3}


def test_concentration(corpus: Corpus) -> None:
    (row,) = concentration_by(corpus).to_dict("records")
    assert row["value"] == pytest.approx(0.5)  # 3 pairs of 6 are by one speaker
    assert (row["n"], row["speakers"], row["stories"]) == (4, 2, 2)
    outlets = concentration_by(corpus, "outlet").set_index("outlet")["value"]
    assert outlets["Bote"] == 1
    assert outlets["Kurier"] == 0


def test_the_interval_of_concentration_holds_its_value() -> None:
    """Eight stories of one statement, by a (4), b (2), c (2): H = 16/56; without one story 10/42 or 14/42."""
    pairs = pd.DataFrame({"story_id": list("stuvwxyz"), "speaker_id": list("aabcaabc"), "size": 1})
    value, left, count = presence._herfindahl(pairs)
    assert value == pytest.approx(16 / 56)
    assert left == pytest.approx(np.array([10, 10, 14, 14] * 2) / 42)
    low, high = presence._jackknifed(left, value, count)
    assert low == 0
    assert high == pytest.approx(16 / 56 + 2.3646 * np.sqrt(7 / 8 * 8 * (1 / 21) ** 2), abs=0.005)


def test_first_mentions_and_media(corpus: Corpus) -> None:
    first = first_mentions(corpus)
    assert first[["speaker_id", "article_id", "statements", "outlets"]].to_numpy().tolist() == [
        ["voss", "a", 3, 2],
        ["apa", "b", 1, 1],
    ]
    assert media_quoting_media(corpus).to_dict() == {"Kurier": {"apa": 1}}


@pytest.mark.parametrize(("column", "value"), [("speaker_gender", "female"), ("speaker_naming", "role")])
def test_a_journalist_or_an_unnamed_outlet_is_no_medium_quoted(
    corpus: Corpus, column: str, value: str
) -> None:
    quotes = corpus.quotes.copy()
    quotes.loc[quotes["quote_id"] == "q3", column] = value
    assert media_quoting_media(replace(corpus, quotes=quotes)).empty


def test_an_outlet_goes_by_its_usual_name(corpus: Corpus) -> None:
    rows = [corpus.quotes[corpus.quotes["quote_id"] == "q3"].assign(quote_id=key) for key in ("q5", "q6")]
    quotes = pd.concat([corpus.quotes, *rows], ignore_index=True)
    quotes.loc[quotes["quote_id"] == "q6", "speaker_name"] = "zuletzt die apa"
    assert media_quoting_media(replace(corpus, quotes=quotes)).to_dict() == {"Kurier": {"apa": 3}}


def test_nothing_is_nothing(corpus: Corpus) -> None:
    empty = Corpus(articles=corpus.articles, quotes=corpus.quotes.head(0), spans=corpus.spans.head(0))
    assert presence_by(empty).empty
    assert position_by(empty, "speaker_type").empty
    assert first_mentions(empty).empty
    assert media_quoting_media(empty).empty
    assert np.isnan(concentration_by(empty)["value"].iloc[0])
