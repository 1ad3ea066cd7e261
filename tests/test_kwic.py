"""The concordance: every place, to the letter, with its context."""

import pandas as pd
import pytest

from analysis import concordance, tables
from analysis.errors import InputError
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
