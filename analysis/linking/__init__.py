"""Corpus -> Corpus, across articles: one speaker's names, stories and copies.

Annotating looks at each article by itself, so that it streams and caches; whatever needs the other
articles happens here, afterwards: ``link`` for a corpus in memory, ``partitions.link_partitions`` for
one that lies on disk in partitions. Both find the same.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from analysis.duplicates import find_copies
from analysis.linking.speakers import link_speakers
from analysis.tables import Corpus

__all__ = ["VERSION", "link", "link_copies", "link_speakers"]

VERSION = "4"


def link(corpus: Corpus, prints: Path | None = None) -> Corpus:
    """Return ``corpus`` with speaker_id in quotes and story_id and duplicate_of in articles filled.

    ``prints``: a file that keeps the texts' fingerprints between runs (see find_copies).

    ``story_id`` groups an article with its exact, near and agency copies; an article without copies
    is a story of its own. ``duplicate_of`` names the earliest copy and is missing for that one.

    >>> from analysis import annotate, link, read_articles
    >>> linked = link(annotate(read_articles("data/raw/demo").head(5)))
    >>> bool(linked.articles["story_id"].notna().all())
    True
    """
    outlets = frozenset(corpus.articles["outlet"].dropna())
    return dataclasses.replace(
        corpus, articles=link_copies(corpus.articles, prints), quotes=link_speakers(corpus.quotes, outlets)
    )


def link_copies(articles: pd.DataFrame, prints: Path | None = None) -> pd.DataFrame:
    """Return ``articles`` with story_id and duplicate_of filled from the copies found among them."""
    copies = find_copies(articles, kept=prints).set_index("article_id")
    linked = articles.copy()
    linked["duplicate_of"] = linked["article_id"].map(copies["duplicate_of"]).astype("str")
    linked["story_id"] = linked["article_id"].map(copies["story_id"]).astype("str")
    return linked
