"""The articles table -> Corpus: annotate every article, lay the results into the tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.annotation.article import FIELDS, Record, Settings
from analysis.annotation.batches import Item, annotate_records
from analysis.annotation.corrected import corrected_records, joined
from analysis.corrections import Corrections
from analysis.errors import InputError
from analysis.language import segment
from analysis.tables import Corpus

ROLES = ("quote", "speaker", "cue", "frame", "addressee")


def annotate(
    articles: pd.DataFrame,
    quote_method: str = "model",
    sentiment_method: str = "news",
    codebook: str | None = None,
    workers: int = 1,
    cache: Path | None = None,
    progress: Callable[[int], object] | None = None,
    scheduler: Any = None,
    corrections: Corrections | None = None,
) -> Corpus:
    """Annotate every article by itself: sentences with tone, quotes with speakers, names, frames.

    ``articles`` is an articles table, which stays unchanged; the result holds it and all other
    tables. An article that cannot be annotated is moved to ``quarantine`` with the reason.
    ``progress`` is called with the number of articles done. ``workers`` processes of this machine do the
    work, or with ``scheduler`` a Dask cluster (see annotate_records). ``corrections`` are what a reader
    set right (see ``corrected``). See ``link`` for what looks across articles.

    >>> from analysis import read_articles
    >>> annotate(read_articles("data/raw/demo").head(2)).articles.shape[0]
    2
    """
    if not isinstance(articles, pd.DataFrame):
        raise InputError('annotate nimmt die Tabelle der Artikel: annotate(read_articles("data/raw/demo")).')
    settings = Settings(quote_method=quote_method, sentiment_method=sentiment_method, codebook=codebook)
    results = annotate_records(items_of(articles), settings, workers, cache, scheduler)
    if corrections:
        results = corrected_records(articles, results, corrections, settings)
    return lay_out(articles, results, progress)


def lay_out(
    articles: pd.DataFrame, results: Iterable[Record], progress: Callable[[int], object] | None = None
) -> Corpus:
    """Return the Corpus of ``articles`` and their annotations, one result an article, in order."""
    rows: dict[str, list[Record]] = {name: [] for name in tables.SCHEMAS}
    good = []
    for number, (article, result) in enumerate(
        zip(articles.itertuples(index=False), results, strict=True), start=1
    ):
        if "error" in result:
            rows["quarantine"].append(_quarantined(article, result["error"]))
        else:
            good.append(number - 1)
            _lay(rows, str(article.article_id), str(article.text), result)
        if progress:
            progress(number)
    made = {name: tables.make(name, table) for name, table in rows.items() if name != "articles"}
    return Corpus(articles=articles.iloc[good].reset_index(drop=True), **made)


def items_of(articles: pd.DataFrame) -> Iterator[Item]:
    """Yield the fields of each article, without targets, as ``annotate_records`` takes them."""
    for values in articles[list(FIELDS)].itertuples(index=False, name=None):
        yield dict(zip(FIELDS, values, strict=True)), ()


def _quarantined(article: object, reason: str) -> Record:
    return {
        "source_file": getattr(article, "source_file", ""),
        "item": getattr(article, "article_id", ""),
        "reason": f"Der Artikel ließ sich nicht auswerten ({reason}).",
        "advice": "Bitte den Text prüfen und den Fehler mit der Artikelnummer melden.",
    }


def _lay(rows: dict[str, list[Record]], article_id: str, text: str, result: Record) -> None:
    """Lay the annotations of one article into the rows of the tables."""
    tone = result["sentiment"]
    position: dict[str, int] = {}
    for number, row in enumerate(tone["sentences"]):
        place = position[row["field"]] = position.get(row["field"], -1) + 1
        ids = {"sentence_id": f"{article_id}-s{number:04}", "article_id": article_id}
        rows["sentences"].append({**ids, "position": place, **row})
    for number, row in enumerate(tone["mentions"]):
        ids = {"mention_id": f"{article_id}-m{number:04}", "article_id": article_id}
        rows["mentions"].append({**ids, **row})
    polar = [{"measure": "polarity", **row} for row in tone["evidence"]]
    for number, row in enumerate(polar + result["frames"]["evidence"]):
        ids = {"evidence_id": f"{article_id}-e{number:05}", "article_id": article_id}
        rows["evidence"].append({**ids, **row})
    for row in result["frames"]["scores"]:
        rows["frames"].append({"article_id": article_id, "codebook": result["frames"]["codebook"], **row})
    if tone["language"]:
        rows["notes"].append(
            {"source_file": "", "item": article_id, "step": "Sprache", "note": tone["language"]}
        )
    for step, note in result.get("corrections", ()):
        rows["notes"].append({"source_file": "", "item": article_id, "step": step, "note": note})
    _lay_quotes(rows, article_id, text, result)


def _lay_quotes(rows: dict[str, list[Record]], article_id: str, text: str, result: Record) -> None:
    ids = [f"{article_id}-q{number:03}" for number in range(len(result["quotes"]))]
    sentences = [row for row in result["sentiment"]["sentences"] if row["field"] == "text"]
    for quote_id, row in zip(ids, result["quotes"], strict=True):
        content = joined(text, row["quote"])
        outer = row["nested_in"]
        rows["quotes"].append(
            {
                **{name: value for name, value in row.items() if name not in ROLES},
                "quote_id": quote_id,
                "article_id": article_id,
                "nested_in": None if outer is None else ids[outer],
                "content": content,
                "n_words": count_words(content),
                "cue": joined(text, row["cue"]) or None,
                "speaker": joined(text, row["speaker"]) or None,
                "polarity": _mean_polarity(sentences, row["quote"]),
            }
        )
        for role in ROLES:
            rows["spans"] += [
                {"quote_id": quote_id, "role": role, "start": s, "article_id": article_id, "end": e}
                for s, e in row[role]
            ]


def count_words(text: str) -> int:
    """Return the number of words of ``text``: tokens with a letter or digit."""
    return sum(any(map(str.isalnum, word)) for word in segment(text).words)


def _mean_polarity(sentences: list[Record], spans: list[list[int]]) -> float | None:
    """Return the mean polarity of the sentences that the quote touches, None where none spoke."""
    values = [
        row["polarity"]
        for row in sentences
        if row["polarity"] is not None
        and any(row["start"] < end and start < row["end"] for start, end in spans)
    ]
    return sum(values) / len(values) if values else None


def with_reading(corpus: Corpus, quarantine: pd.DataFrame, notes: pd.DataFrame) -> Corpus:
    """Return ``corpus`` with what reading put aside before its own quarantine, and reading's notes."""
    whole = pd.concat([quarantine, corpus.quarantine], ignore_index=True)
    notes = pd.concat([notes, corpus.notes], ignore_index=True)
    return dataclasses.replace(corpus, quarantine=whole, notes=notes)
