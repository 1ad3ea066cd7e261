"""Corpus -> one row an article: plain functions that give each article a number.

A measure is a plain function from a Corpus to a Series indexed by article_id; counts of nothing are 0,
means of nothing are NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.tables import Corpus

Measure = Callable[[Corpus], pd.Series]


def measure(corpus: Corpus, **measures: Measure) -> pd.DataFrame:
    """Return one row an article: article_id, outlet, published_at, genre, and a column for each measure.

    >>> from analysis import annotate, measure, mean_polarity, n_quotes, read_articles
    >>> corpus = annotate(read_articles("data/raw/demo").head(2))
    >>> list(measure(corpus, tone=mean_polarity, quotes=n_quotes).columns[-2:])
    ['tone', 'quotes']
    """
    table = corpus.articles[["article_id", "outlet", "published_at", "genre"]].copy()
    for name, function in measures.items():
        table[name] = table["article_id"].map(function(corpus))
    return table


def _counts(corpus: Corpus, rows: pd.DataFrame) -> pd.Series:
    ids = corpus.articles["article_id"]
    return rows["article_id"].value_counts().reindex(ids, fill_value=0)


def n_words(corpus: Corpus) -> pd.Series:
    """Count the words of each article's text.

    >>> from analysis import n_words, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> int(n_words(corpus).sum()) == int(corpus.articles["n_words"].sum())
    True
    """
    return corpus.articles.set_index("article_id")["n_words"]


def n_sentences(corpus: Corpus) -> pd.Series:
    """Count the sentences of each article's text.

    >>> from analysis import n_sentences, prepare
    >>> bool((n_sentences(prepare("data/raw/demo")) > 0).all())
    True
    """
    return _counts(corpus, corpus.sentences.query("field == 'text'"))


def n_quotes(corpus: Corpus) -> pd.Series:
    """Count the quotes of each article; a quote within a quote is one more.

    >>> from analysis import n_quotes, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> int(n_quotes(corpus).sum()) == len(corpus.quotes)
    True
    """
    return _counts(corpus, corpus.quotes)


def n_speakers(corpus: Corpus) -> pd.Series:
    """Count the different speakers with a name in each article.

    >>> from analysis import n_quotes, n_speakers, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> bool((n_speakers(corpus) <= n_quotes(corpus)).all())
    True
    """
    speakers = corpus.quotes.dropna(subset="speaker_id")
    return _counts(corpus, speakers.drop_duplicates(["article_id", "speaker_id"]))


def quoted_words(corpus: Corpus) -> pd.Series:
    """Count the words within quotes; words of a quote within a quote count once.

    >>> from analysis import n_words, prepare, quoted_words
    >>> corpus = prepare("data/raw/demo")
    >>> bool((quoted_words(corpus) <= n_words(corpus)).all())
    True
    """
    outer = corpus.quotes[corpus.quotes["nested_in"].isna()]
    ids = corpus.heads["article_id"]
    return outer.groupby("article_id")["n_words"].sum().reindex(ids, fill_value=0)


def mean_polarity(corpus: Corpus) -> pd.Series:
    """Return the mean polarity (-1..1) of the sentences of each text in which a word spoke.

    >>> from analysis import mean_polarity, prepare
    >>> bool(mean_polarity(prepare("data/raw/demo")).dropna().between(-1, 1).all())
    True
    """
    spoke = corpus.sentences.query("field == 'text'").dropna(subset="polarity")
    ids = corpus.articles["article_id"]
    return spoke.groupby("article_id")["polarity"].mean().reindex(ids)


def share_negative(corpus: Corpus) -> pd.Series:
    """Return the share (0..1) of the sentences of each text that are classified negative.

    >>> from analysis import prepare, share_negative
    >>> bool(share_negative(prepare("data/raw/demo")).dropna().between(0, 1).all())
    True
    """
    text = corpus.sentences.query("field == 'text'")
    ids = corpus.articles["article_id"]
    return (text["label"] == "negative").groupby(text["article_id"]).mean().reindex(ids)


def frame_score(frame: str) -> Measure:
    """Return the measure that gives each article's score (0..1) for ``frame``.

    >>> from analysis import frame_score, measure, prepare
    >>> table = measure(prepare("data/raw/demo"), conflict=frame_score("conflict"))
    >>> bool(table["conflict"].between(0, 1).all())
    True
    """

    def score(corpus: Corpus) -> pd.Series:
        rows = corpus.frames[(corpus.frames["frame"] == frame) & (corpus.frames["question"] == "")]
        return rows.set_index("article_id")["score"].reindex(corpus.articles["article_id"])

    score.__doc__ = f"Return each article's score for the frame {frame}."
    return score
