"""Which articles are copies of which: exact, near, and agency copies that outlets cut or re-headlined.

Texts are compared by their shingles (runs of three words, after Broder 1997). Candidates share
winnowed fingerprints (Schleimer, Wilkerson & Aiken 2003: of every eight neighbouring shingles the
one with the smallest hash), so that any run of ten equal words is noticed; each candidate pair is
then compared in full. The length of the shorter text is the measure, because papers cut from the end.
"""

from __future__ import annotations

import functools
import re
import zlib

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COPIES = ["article_id", "story_id", "duplicate_of", "kind", "similarity"]
SHINGLE = 3  # words
WINDOW = 8  # shingles
NEIGHBOURS = 24  # copies of one passage that are compared with the next ones in time
MIN_SHARED = 2  # fingerprints that make a candidate
NEAR = 0.6  # Jaccard: the same text with small changes
CONTAINED = 0.4  # share of the shorter text that stands in the longer one
MIN_SHINGLES = 15  # shorter texts must be nearly equal to count as copies
WORD = re.compile(r"\w+")


def find_copies(articles: pd.DataFrame, days: int = 7, contained: float = CONTAINED) -> pd.DataFrame:
    """Return for each article the story it belongs to and the article it copies.

    Input: a table with article_id, text, published_at, agency. Output: one row an article, in the
    order of the input: article_id; story_id (the article_id of the first of its copies, its own where
    it has none); duplicate_of (the first of its copies, missing for that one itself); kind (exact,
    near, agency, excerpt, or empty) and similarity (0..1: the share of the shorter text's three-word
    runs found in the text it was matched with). An agency copy is an excerpt with an agency's credit
    on either side. Copies other than exact ones lie within ``days`` of the text they were matched
    with, so a chain of copies may last longer; an article without a date may match any.
    """
    ordered = articles.sort_values(["published_at", "article_id"], na_position="last", kind="stable")
    texts = ordered["text"].tolist()
    credited = (ordered["agency"] != "").tolist()
    times = ordered["published_at"]
    matches = match_all(texts, days_since_start(times), credited, days, contained)
    return story_table(articles, ordered["article_id"].tolist(), matches)


def days_since_start(times: pd.Series) -> NDArray[np.float64]:
    """Return the times in days; NaN where there is none."""
    since = (times - pd.Timestamp("2000-01-01", tz="UTC")) / pd.Timedelta(days=1)
    return np.asarray(since, dtype=np.float64)


def match_all(
    texts: list[str], when: NDArray[np.float64], credited: list[bool], days: int, contained: float
) -> dict[int, tuple[int, str, float]]:
    """Return later article -> (earlier article, kind, similarity) of its best match, by position."""
    shingles = functools.lru_cache(maxsize=2_000)(lambda n: frozenset(shingle_hashes(texts[n]).tolist()))
    best: dict[int, tuple[float, int, str, float]] = {}
    for a, b in candidates(texts):
        jaccard, containment = overlap(shingles(a), shingles(b))
        exact = jaccard == 1.0 and plain(texts[a]) == plain(texts[b])
        if not exact and abs(when[a] - when[b]) > days:  # never true where a date is missing
            continue
        kind = kind_of(exact, jaccard, containment, min(len(shingles(a)), len(shingles(b))), contained)
        if kind == "excerpt" and (credited[a] or credited[b]):
            kind = "agency"
        rank = jaccard + containment
        if kind and rank > best.get(b, (0.0,))[0]:
            best[b] = (rank, a, kind, containment)
    return {b: (a, kind, similarity) for b, (_, a, kind, similarity) in best.items()}


def kind_of(exact: bool, jaccard: float, containment: float, size: int, contained: float) -> str:
    """Return the kind of copy that two texts of these similarities are, or nothing."""
    if exact:
        return "exact"
    if jaccard >= NEAR:
        return "near"
    if containment >= contained and size >= MIN_SHINGLES:
        return "excerpt"
    return ""


def overlap(one: frozenset[int], other: frozenset[int]) -> tuple[float, float]:
    """Return the Jaccard similarity of two sets and the share of the smaller one in the other."""
    if not one or not other:
        return 0.0, 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared), shared / min(len(one), len(other))


def candidates(texts: list[str]) -> list[tuple[int, int]]:
    """Return the pairs of positions (earlier, later) that share at least MIN_SHARED fingerprints."""
    prints = [fingerprints(text) for text in texts]
    marks = np.concatenate(prints) if prints else np.empty(0, np.uint64)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), [len(p) for p in prints])
    del prints
    order = np.argsort(marks, kind="stable")  # within one mark the owners stay in order of time
    marks, owner = marks[order], owner[order]
    found = []
    for step in range(1, min(NEIGHBOURS, len(marks)) + 1):
        same = marks[step:] == marks[:-step]
        if not same.any():
            break
        found.append(owner[:-step][same] * len(texts) + owner[step:][same])
    if not found:
        return []
    pairs, counts = np.unique(np.concatenate(found), return_counts=True)
    few = np.array([len(WORD.findall(text, 0, 400)) < 40 for text in texts])
    first, second = np.divmod(pairs, len(texts))
    kept = (counts >= MIN_SHARED) | few[first] | few[second]
    return [(int(a), int(b)) for a, b in zip(first[kept], second[kept], strict=True) if a != b]


def fingerprints(text: str) -> NDArray[np.uint64]:
    """Return the winnowed shingle hashes of a text, each once."""
    hashes = shingle_hashes(text)
    if len(hashes) <= WINDOW:
        return np.unique(hashes)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
    return np.unique(windows.min(axis=1))


def shingle_hashes(text: str) -> NDArray[np.uint64]:
    """Return a hash for each run of SHINGLE words; a shorter text is one run."""
    words = np.array([word_hash(word) for word in WORD.findall(text)], dtype=np.uint64)
    if not len(words):
        return words
    length = max(1, len(words) - SHINGLE + 1)
    total = np.zeros(length, dtype=np.uint64)
    for n in range(min(SHINGLE, len(words))):
        total = total * np.uint64(0x9E3779B97F4A7C15) + words[n : n + length]
    total ^= total >> np.uint64(29)  # mix, so that the smallest hash is a fair sample
    total *= np.uint64(0xBF58476D1CE4E5B9)
    return total ^ (total >> np.uint64(32))


@functools.lru_cache(maxsize=200_000)
def word_hash(word: str) -> int:
    """Return a hash of a word, without case, the same on every machine."""
    return zlib.crc32(word.lower().encode("utf-8", "replace"))


def plain(text: str) -> str:
    """Return the words of a text in lower case, without punctuation."""
    return " ".join(WORD.findall(text.lower()))


def story_table(
    articles: pd.DataFrame, ids: list[str], matches: dict[int, tuple[int, str, float]]
) -> pd.DataFrame:
    """Return the table of ``find_copies`` from the matches of later to earlier articles."""
    first: list[int] = []
    for n in range(len(ids)):
        first.append(first[matches[n][0]] if n in matches else n)
    rows = {}
    for n, article_id in enumerate(ids):
        _, kind, similarity = matches.get(n, (n, "", float("nan")))
        original = ids[first[n]]
        rows[article_id] = (article_id, original, original if first[n] != n else None, kind, similarity)
    table = pd.DataFrame([rows[article_id] for article_id in articles["article_id"]], columns=COPIES)
    text_columns = ["article_id", "story_id", "duplicate_of", "kind"]
    return table.astype(dict.fromkeys(text_columns, "str") | {"similarity": "float64"})
