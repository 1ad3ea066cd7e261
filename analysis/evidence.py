"""The sentences behind a figure: snippets with the words that counted, and the concordance."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pandas as pd

from analysis import wording
from analysis.errors import InputError
from analysis.framing.keyness import occurrences
from analysis.tables import Corpus

SHOWN = 6  # snippets under a figure; the rest is counted
CONTEXT = 160  # characters around the evidence at most, cut at words


def of_quotes(corpus: Corpus, quotes: pd.DataFrame, shown: int = SHOWN) -> dict[str, Any]:
    """Return snippets of ``quotes`` (rows of the quotes table) with their number in all.

    The result is ``{"total": n, "snippets": [...]}``, each snippet a dict of article_id, outlet, date,
    title, url, before, hit, after, note. The choice is arbitrary but repeatable, one article at most
    once.
    """
    spans = (
        corpus.spans.query("role == 'quote'")
        .groupby("quote_id")[["start", "end"]]
        .agg({"start": "min", "end": "max"})
    )
    rows = quotes.merge(spans.reset_index(), on="quote_id").assign(field="text")
    notes = rows["speaker_name"].fillna(rows["speaker"]).fillna("–")
    return _snippets(corpus, rows.assign(note=notes), "quote_id", shown)


def of_cues(corpus: Corpus, rows: pd.DataFrame, shown: int = SHOWN) -> dict[str, Any]:
    """Return snippets of ``rows`` of the evidence table, with the entry that matched as note."""
    return _snippets(corpus, rows.assign(note=rows["cue"]), "evidence_id", shown)


def of_sentences(corpus: Corpus, rows: pd.DataFrame, shown: int = SHOWN) -> dict[str, Any]:
    """Return ``rows`` of the sentences table as snippets, with their polarity as note."""
    notes = rows["polarity"].map(lambda value: "" if pd.isna(value) else f"{value:+.2f}")
    return _snippets(corpus, rows.assign(note=notes), "sentence_id", shown)


def of_words(corpus: Corpus, words: pd.DataFrame, by: str = "outlet") -> dict[str, Any]:
    """Return one place for each key word (rows of ``measures.key_words``), from an article of its group.

    All places of a word are its ``concordance``.
    """
    found = occurrences(corpus.articles, *words["key"]) if len(words) else occurrences(corpus.articles)
    groups = corpus.articles[["article_id", by]]
    rows = found.merge(groups, on="article_id").merge(words[[by, "key", "term"]], on=[by, "key"])
    return _snippets(corpus, _placed(rows.assign(note=rows["term"])), "place", len(words), once="note")


def of_marks(corpus: Corpus, marks: pd.DataFrame, shown: int = SHOWN) -> dict[str, Any]:
    """Return snippets of ``marks`` (rows of ``framing.voice.marks_table``), with their kind as note."""
    kinds = marks["kind"].map(wording.label)
    return _snippets(corpus, _placed(marks.assign(note=kinds)), "place", shown)


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(place=rows["article_id"] + rows["field"] + rows["start"].astype("str"))


def _snippets(
    corpus: Corpus, rows: pd.DataFrame, key: str, shown: int, once: str = "article_id"
) -> dict[str, Any]:
    order = rows[key].map(lambda name: zlib.crc32(str(name).encode()))
    chosen = rows.assign(order=order).sort_values(["order", key]).drop_duplicates(once).head(shown)
    articles = corpus.articles.set_index("article_id")
    snippets = []
    for row in chosen.itertuples(index=False):
        article = articles.loc[str(row.article_id)]
        snippets.append(
            {
                "article_id": row.article_id,
                "outlet": article["outlet"],
                "date": "" if pd.isna(article["published_at"]) else article["published_at"].isoformat(),
                "title": article["title"],
                "url": article["url"],
                "note": row.note,
                **around(str(article[str(row.field)]), int(str(row.start)), int(str(row.end))),
            }
        )
    return {"total": len(rows), "snippets": snippets}


def around(text: str, start: int, end: int) -> dict[str, str]:
    """Return the evidence ``text[start:end]`` with the words before and after it, cut at the paragraph."""
    before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    if start > CONTEXT and len(before) == CONTEXT:
        before = "…" + (before.partition(" ")[2] or before)
    if len(after) == CONTEXT and end + CONTEXT < len(text):
        after = (after.rpartition(" ")[0] or after) + "…"
    hit = text[start:end]
    if len(hit) > 4 * CONTEXT:
        hit = f"{hit[: 2 * CONTEXT].rpartition(' ')[0]} […] {hit[-2 * CONTEXT :].partition(' ')[2]}"
    return {"before": before, "hit": hit, "after": after}


def concordance(corpus: Corpus, pattern: str, width: int = 60) -> pd.DataFrame:
    """Return every place where ``pattern`` occurs in the texts, with its context (keyword in context).

    ``pattern`` is a word or phrase; ``*`` stands for any letters, ``{a,b}`` for alternatives.
    Columns: left, hit, right, outlet, published_at, title, article_id, start, end. InputError for
    an empty pattern.

    >>> from analysis import annotate, concordance, read_articles
    >>> list(concordance(annotate(read_articles("data/raw/demo").head(1)), "Brück*").columns[:3])
    ['left', 'hit', 'right']
    """
    search = _compiled(pattern)
    rows = []
    for article in corpus.articles.itertuples(index=False):
        text = str(article.text)
        for match in search.finditer(text):
            start, end = match.span()
            rows.append(
                {
                    "left": text[max(0, start - width) : start].replace("\n", " "),
                    "hit": match.group(),
                    "right": text[end : end + width].replace("\n", " "),
                    "outlet": article.outlet,
                    "published_at": article.published_at,
                    "title": article.title,
                    "article_id": article.article_id,
                    "start": start,
                    "end": end,
                }
            )
    columns = ["left", "hit", "right", "outlet", "published_at", "title", "article_id", "start", "end"]
    return pd.DataFrame(rows, columns=columns)


def _compiled(pattern: str) -> re.Pattern[str]:
    if not pattern.strip("* {},"):
        raise InputError("concordance braucht ein Wort, zum Beispiel „Brücke*“ oder „{Kanzler,Kanzlerin}“.")
    parts = []
    for part in re.split(r"(\*|\{[^{}]*\}|\s+)", pattern.strip()):
        if part == "*":
            parts.append(r"\w{0,40}")
        elif part.startswith("{") and part.endswith("}"):
            forms = [form.strip() for form in part[1:-1].split(",") if form.strip()]
            parts.append("(?:" + "|".join(map(re.escape, forms)) + ")")
        elif part.isspace():
            parts.append(r"\s+")
        else:
            parts.append(re.escape(part))
    return re.compile(r"(?<!\w)" + "".join(parts) + r"(?!\w)", re.IGNORECASE)
