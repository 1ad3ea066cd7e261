"""Rows of a table -> the snippets behind a figure that counts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis import tables, wording
from analysis.evidence import snippets
from analysis.evidence.snippets import Evidence
from analysis.partitions import AnyCorpus, AnyRows
from analysis.tables import Corpus


def of_quotes(
    corpus: AnyCorpus, quotes: AnyRows, *by: str, shown: int | None = None, private: bool = False
) -> Evidence:
    """Return snippets of ``quotes`` (rows of the quotes table) with their number in all.

    The result is ``{"total": n, "snippets": [...]}``, each snippet a dict of article_id, outlet, date,
    title, url, before, hit, after, note. With ``by`` (columns of the rows or of their articles, or time)
    it is ``{"total": n, "by": [...], "groups": [...]}``, each group a dict of key (its values as text),
    total and snippets. The choice is arbitrary but repeatable, an article at most once a group. Notes name
    the speakers, private persons only if ``private``.

    >>> from analysis import evidence, measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> found = evidence.of_quotes(corpus, measures.statements(corpus), "outlet")
    >>> found["groups"][0]["key"], len(found["groups"][0]["snippets"])
    ({'outlet': 'Abendblitz'}, 2)
    """

    def placed(part: Corpus, chosen: pd.DataFrame) -> pd.DataFrame:
        spans = part.spans[tables.among(part.spans["quote_id"], chosen["quote_id"])]
        spans = spans[spans["role"] == "quote"].groupby("quote_id").agg({"start": "min", "end": "max"})
        notes = chosen["speaker_name"].fillna(chosen["speaker"]).fillna("–")
        if not private:
            notes = notes.mask(chosen["speaker_type"] == "citizen", wording.say("private_person"))
        return chosen.merge(spans, on="quote_id", how="left").assign(field="text", note=notes.array)

    return snippets.choose(corpus, quotes, "quote_id", by, shown, placed)


def of_cues(corpus: AnyCorpus, rows: AnyRows, *by: str, shown: int | None = None) -> Evidence:
    """Return snippets of ``rows`` of the evidence table, with the entry that matched as note.

    >>> from analysis import evidence, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> cues = corpus.evidence.query("cue == 'Streit'")
    >>> evidence.of_cues(corpus, cues)["total"] == len(cues)
    True
    """
    return snippets.choose(corpus, rows, "evidence_id", by, shown, _noted(lambda own: own["cue"]))


def of_sentences(corpus: AnyCorpus, rows: AnyRows, *by: str, shown: int | None = None) -> Evidence:
    """Return ``rows`` of the sentences table as snippets, with their polarity as note.

    >>> from analysis import evidence, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> negative = corpus.sentences.query("label == 'negative'")
    >>> list(evidence.of_sentences(corpus, negative, shown=1)["snippets"][0])[-3:]
    ['before', 'hit', 'after']
    """

    def note(chosen: pd.DataFrame) -> list[str]:
        return ["" if pd.isna(value) else wording.number(value, 2, sign=True) for value in chosen["polarity"]]

    return snippets.choose(corpus, rows, "sentence_id", by, shown, _noted(note))


def of_mentions(corpus: AnyCorpus, rows: AnyRows, *by: str, shown: int | None = None) -> Evidence:
    """Return snippets of ``rows`` of the mentions table, with the class of the mention as note.

    >>> from analysis import evidence, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> places = corpus.mentions.query("kind == 'place'")
    >>> evidence.of_mentions(corpus, places, "outlet")["by"]
    ['outlet']
    """
    return snippets.choose(
        corpus, rows, "mention_id", by, shown, _noted(lambda own: own["label"].map(wording.label))
    )


def of_articles(corpus: AnyCorpus, rows: AnyRows, *by: str, shown: int | None = None) -> Evidence:
    """Return the first sentences of articles as snippets; ``rows`` have article_id and the columns ``by``.

    >>> from analysis import evidence, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> evidence.of_articles(corpus, corpus.articles, "outlet")["total"]
    131
    """

    def placed(part: Corpus, chosen: pd.DataFrame) -> pd.DataFrame:
        first = part.sentences[part.sentences["field"] == "text"].drop_duplicates("article_id")
        places = first.set_index("article_id")[["start", "end"]].reindex(chosen["article_id"])
        places = places.fillna(0).astype(int)
        return chosen.assign(note="", field="text", start=places["start"].array, end=places["end"].array)

    return snippets.choose(corpus, rows, "article_id", by, shown, placed)


def of_marks(corpus: Corpus, marks: pd.DataFrame, *by: str, shown: int | None = None) -> Evidence:
    """Return snippets of ``marks`` (rows of ``framing.voice.marks_table``), with their kind as note.

    >>> from analysis import evidence, prepare
    >>> from analysis.framing.voice import marks_table
    >>> corpus = prepare("data/raw/demo")
    >>> marks = marks_table(corpus.articles.head(3))
    >>> evidence.of_marks(corpus, marks)["total"] == len(marks)
    True
    """
    places = marks["article_id"] + marks["field"] + marks["start"].astype("str")
    note = _noted(lambda own: own["kind"].map(wording.label))
    return snippets.choose(corpus, marks.assign(place=places), "place", by, shown, note)


def _noted(note: Callable[[pd.DataFrame], Any]) -> Callable[[Corpus, pd.DataFrame], pd.DataFrame]:
    """Return what gives chosen rows their note."""
    return lambda _, chosen: chosen.assign(note=note(chosen))
