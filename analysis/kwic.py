"""The concordance: every place of a word or phrase with its context (keyword in context)."""

from __future__ import annotations

import re

import pandas as pd

from analysis.errors import InputError
from analysis.partitions import AnyCorpus, with_texts


def concordance(corpus: AnyCorpus, pattern: str, width: int = 60) -> pd.DataFrame:
    """Return every place where ``pattern`` occurs in the texts, with its context.

    ``pattern`` is a word or phrase; ``*`` stands for any letters, ``{a,b}`` for alternatives.
    Columns: left, hit, right, outlet, published_at, title, article_id, start, end. InputError for
    an empty pattern.

    >>> from analysis import annotate, concordance, read_articles
    >>> list(concordance(annotate(read_articles("data/raw/demo").head(1)), "Brück*").columns[:3])
    ['left', 'hit', 'right']
    """
    search = _compiled(pattern)
    rows = []
    for article in with_texts(corpus).itertuples(index=False):
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
