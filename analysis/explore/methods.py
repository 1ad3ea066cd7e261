"""Where two methods of finding quotes disagree: a list to work through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.annotation import annotate
from analysis.preparation import kept_annotations
from analysis.tables import Corpus, missing

COLUMNS = ["article_id", "outlet", "title", "kind", "start", "end", "content", "first", "second"]


def disagreements(
    corpus: Corpus,
    first: str = "model",
    second: str = "rules",
    cache: Path | None = None,
    progress: Callable[[int], object] | None = None,
) -> pd.DataFrame:
    """Return where two methods of finding quotes differ in the articles of ``corpus``.

    Out: columns article_id, outlet, title, kind ("nur <first>", "nur <second>", "Typ", "Sprecher"),
    start, end (of the text), content, first, second (what each says: type, or speaker), in text order. Two
    quotes are the same where more than half of either is the other.
    """
    cache = cache or kept_annotations()
    articles = corpus.articles
    one = annotate(articles, quote_method=first, cache=cache, progress=progress)
    two = annotate(articles, quote_method=second, cache=cache, progress=progress)
    return compared(one, two, first, second)


def compared(one: Corpus, two: Corpus, first: str, second: str) -> pd.DataFrame:
    """Return the disagreements of two annotations of the same articles; see ``disagreements``."""
    a, b = _by_article(one), _by_article(two)
    rows = []
    for article in one.articles.itertuples(index=False):
        key = str(article.article_id)
        named = (key, article.outlet, article.title)
        found = _pairs(a.get(key, []), b.get(key, []), first, second)
        rows += [(*named, *row) for row in sorted(found, key=lambda row: row[1:3])]
    return pd.DataFrame(rows, columns=COLUMNS)


Row = tuple[int, int, str, str, str]  # start, end, content, type, speaker


def _by_article(corpus: Corpus) -> dict[str, list[Row]]:
    places = place_of(corpus)
    rows: dict[str, list[Row]] = {}
    for quote in corpus.quotes.itertuples(index=False):
        speaker = "–" if missing(quote.speaker) else str(quote.speaker)
        start, end = places[str(quote.quote_id)]
        row = (start, end, str(quote.content), str(quote.type), speaker)
        rows.setdefault(str(quote.article_id), []).append(row)
    return rows


def _pairs(a: list[Row], b: list[Row], first: str, second: str) -> list[tuple[str, int, int, str, str, str]]:
    found: list[tuple[str, int, int, str, str, str]] = []
    left = list(b)
    for start, end, content, kind, speaker in a:
        same = max(left, key=lambda other: _shared((start, end), other[:2]), default=None)
        if same is None or 2 * _shared((start, end), same[:2]) <= max(end - start, same[1] - same[0]):
            found.append((f"nur {first}", start, end, content, kind, "–"))
            continue
        left.remove(same)
        if kind != same[3]:
            found.append(("Typ", start, end, content, kind, same[3]))
        if speaker != same[4]:
            found.append(("Sprecher", start, end, content, speaker, same[4]))
    found += [(f"nur {second}", start, end, content, "–", kind) for start, end, content, kind, _ in left]
    return found


def place_of(corpus: Corpus) -> dict[str, tuple[int, int]]:
    """Return for each quote_id the first and the last character of what is quoted."""
    rows = corpus.spans[corpus.spans["role"] == "quote"].groupby("quote_id")
    ends = rows.agg({"start": "min", "end": "max"})
    return {str(q): (int(s), int(e)) for q, s, e in ends.itertuples()}


def _shared(one: tuple[int, int], two: tuple[int, int]) -> int:
    return max(0, min(one[1], two[1]) - max(one[0], two[0]))
