"""Figures over partitions are those over the tables in memory, whatever the cut."""

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.intervals import ratio_by
from analysis.measures import ratio_over, share_by
from analysis.tables import Corpus

LABELS = ("negative", "neutral", "positive")


def corpus_of(first: int, last: int) -> Corpus:
    articles = [
        {
            **{"article_id": f"a{n:02}", "outlet": "Blatt" if n % 3 else "Bote", "text": "x"},
            **{"story_id": f"a{n // 2:02}", "n_words": 1},
        }
        for n in range(first, last)
    ]
    sentences = [
        {
            **{"sentence_id": f"a{n:02}-s{k}", "article_id": f"a{n:02}", "field": "text" if k else "title"},
            **{"position": k, "start": k, "end": k + 1, "voice": "quoted" if k % 2 else "journalist"},
            **{"polarity": None if k == 2 else (n % 5 - 2) / 4, "label": LABELS[(n * n + k) % 3]},
        }
        for n in range(first, last)
        for k in range(4)
    ]
    return Corpus(tables.make("articles", articles), tables.make("sentences", sentences))


@pytest.fixture
def folder(tmp_path):
    """Thirty articles in three partitions of different size."""
    for number, (first, last) in enumerate(((0, 4), (4, 21), (21, 30))):
        tables.save(corpus_of(first, last), tmp_path / "tabellen", number)
    return tmp_path / "tabellen"


def test_shares_as_in_memory(folder):
    whole = corpus_of(0, 30)
    text = whole.sentences.query("field == 'text'")
    expected = share_by(whole, text, text["label"] == "negative", ["outlet", "voice"])
    found = ratio_over(folder, "sentences", "label = 'negative'", "outlet", "voice", where="field = 'text'")
    columns = ["outlet", "voice", "value", "low", "high", "n", "articles", "stories"]
    found = found.astype({"outlet": "str", "voice": "str"})
    pd.testing.assert_frame_equal(found[columns], expected[columns])


def test_means_leave_out_what_is_missing(folder):
    whole = corpus_of(0, 30)
    rows = whole.sentences.dropna(subset="polarity").merge(whole.articles[["article_id", "story_id"]])
    sums = rows.assign(numerator=rows["polarity"], denominator=1.0)
    sums = sums.groupby(["article_id", "story_id"], as_index=False)[["numerator", "denominator"]].sum()
    expected = ratio_by(sums, [])
    found = ratio_over(folder, "sentences", "polarity")
    assert found.loc[0].tolist() == pytest.approx(expected.loc[0].tolist())


def test_what_is_wrong_is_named(folder, tmp_path):
    with pytest.raises(InputError, match="keine Tabelle „sentences“"):
        ratio_over(tmp_path, "sentences", "polarity")
    with pytest.raises(InputError, match="DuckDB meldet"):
        ratio_over(folder, "sentences", "polaritaet")
    assert ratio_over(folder, "sentences", "polarity", where="field = 'none'").empty
