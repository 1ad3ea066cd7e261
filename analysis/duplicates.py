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
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import prints
from analysis.prints import Prints, digest

COPIES = ["article_id", "story_id", "duplicate_of", "kind", "similarity"]
DAYS = 7  # between a text and a copy of it that is not exact
SHINGLE = 3  # words
WINDOW = 8  # shingles
NEIGHBOURS = 24  # copies of one passage that are compared with the next ones in time
SLAB = 2**20  # fingerprints compared at a time
OWNER = np.uint64(0xFFFFFFFF)  # the half of a marked fingerprint that names its text
MIN_SHARED = 2  # fingerprints that make a candidate
NEAR = 0.6  # Jaccard: the same text with small changes
CONTAINED = 0.4  # share of the shorter text that stands in the longer one
MIN_SHINGLES = 30  # shorter texts must stand nearly whole in the other to count as copies
MIN_BRIEF, WHOLLY = 12, 0.8  # shorter still, they must be nearly equal
WORD = re.compile(r"\w+")


def find_copies(
    articles: pd.DataFrame, days: int = DAYS, contained: float = CONTAINED, kept: Path | None = None
) -> pd.DataFrame:
    """Return for each article the story it belongs to and the article it copies.

    Input: a table with article_id, text, published_at, agency. Output: one row an article, in the
    order of the input: article_id; story_id (the article_id of the first of its copies, its own where
    it has none); duplicate_of (the first of its copies, missing for that one itself); kind (exact,
    near, agency, excerpt, or empty) and similarity (0..1: the share of the shorter text's three-word
    runs found in the text it was matched with). An agency copy is an excerpt with an agency's credit
    on either side. Copies other than exact ones lie within ``days`` of the text they were matched
    with, so a chain of copies may last longer; an article without a date may match any. ``kept`` is a
    file that keeps the fingerprints of the texts between runs, which saves time where few are new.
    """
    keys = articles[["published_at", "article_id"]].reset_index(drop=True)
    order = in_time(keys)
    texts = Texts(articles["text"], order, prints.read(kept) if kept else None)
    credited = (articles["agency"] != "").to_numpy()[order]
    when = days_since_start(keys["published_at"])[order]
    matches = match_all(candidates(texts.marks()), texts, when, credited, days, contained)
    if kept:
        prints.write(kept, texts.prints)
    return story_table(articles, keys["article_id"].to_numpy()[order].tolist(), matches)


def in_time(keys: pd.DataFrame) -> NDArray[np.int64]:
    """Return the row numbers of ``keys`` (published_at, article_id) in time, the undated last."""
    keys = keys[["published_at", "article_id"]].reset_index(drop=True)
    return keys.sort_values([*keys], na_position="last", kind="stable").index.to_numpy()


class Comparable(Protocol):
    """Texts by their position in time, that can be compared wherever they lie."""

    def words(self, n: int, /) -> bytes:
        """Return a hash of the words of a text."""

    def compared(self, a: int, b: int) -> tuple[float, float, float]:
        """Return how alike two texts are (Jaccard, share of the smaller) and the smaller one's size."""


class Texts:
    """The texts of a table in another order, without a copy of them all: memory holds what is compared."""

    def __init__(self, column: pd.Series, order: NDArray[np.int64], known: Prints | None = None) -> None:
        self.column, self.order, self.known = column, order, known
        self.prints = prints.nothing()  # filled where those of the last run are given: kept for the next
        self.shingles = functools.lru_cache(maxsize=500)(self._shingles)
        self.name = functools.cache(lambda n: digest(self[n]))
        self.words = functools.cache(self._words)

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, n: int) -> str:
        return str(self.column.iloc[self.order[n]])

    def ranked(self) -> Iterator[tuple[int, str]]:
        """Yield (position in the order, text) as the column holds them: slices of it cost no memory."""
        rank = np.empty(len(self), dtype=np.int64)
        rank[self.order] = np.arange(len(self))
        for start in range(0, len(self), 1_000):
            part = self.column.iloc[start : start + 1_000]
            yield from zip(rank[start : start + 1_000].tolist(), part, strict=True)

    def marks(self) -> Iterator[tuple[int, NDArray[np.uint64]]]:
        """Yield (position in the order, fingerprints), those of the last run where it knew the text."""
        if self.known is None:
            yield from ((n, fingerprints(text)) for n, text in self.ranked())
            return
        for n, text in self.ranked():
            name = digest(text)
            if name not in self.prints.marks:
                known = self.known.marks.get(name)
                self.prints.marks[name] = fingerprints(text) if known is None else known
            yield n, self.prints.marks[name]

    def compared(self, a: int, b: int) -> tuple[float, float, float]:
        """Return how alike two texts are (Jaccard, share of the smaller) and the smaller one's size."""
        if self.known is None:
            return self._compared(a, b)
        pair = self.name(a) + self.name(b)
        self.prints.pairs[pair] = found = self.known.pairs.get(pair) or self._compared(a, b)
        return found

    def _compared(self, a: int, b: int) -> tuple[float, float, float]:
        return comparison(self.shingles(a), self.shingles(b))

    def _words(self, n: int) -> bytes:
        if self.known is None:
            return digest(plain(self[n]))
        name = self.name(n)
        self.prints.words[name] = found = self.known.words.get(name) or digest(plain(self[n]))
        return found

    def _shingles(self, n: int) -> NDArray[np.uint64]:
        return distinct(shingle_hashes(self[n]))


def days_since_start(times: pd.Series) -> NDArray[np.float64]:
    """Return the times in days; NaN where there is none."""
    since = (times - pd.Timestamp("2000-01-01", tz="UTC")) / pd.Timedelta(days=1)
    return np.asarray(since, dtype=np.float64)


def match_all(
    pairs: Iterable[tuple[int, int]],
    texts: Comparable,
    when: NDArray[np.float64],
    credited: NDArray[np.bool_],
    days: int,
    contained: float,
) -> dict[int, tuple[int, str, float]]:
    """Return later article -> (earlier article, kind, similarity) of its best match, by position.

    ``pairs`` are (earlier, later), sorted: of equal matches the earliest counts.
    """
    best: dict[int, tuple[float, int, str, float]] = {}
    for a, b in pairs:
        far = abs(when[a] - when[b]) > days  # never true where a date is missing
        if far and texts.words(a) != texts.words(b):
            continue
        jaccard, containment, size = texts.compared(a, b)
        exact = jaccard == 1.0 and texts.words(a) == texts.words(b)
        if far and not exact:
            continue
        kind = kind_of(exact, jaccard, containment, size, contained)
        if kind == "excerpt" and (credited[a] or credited[b]):
            kind = "agency"
        rank = jaccard + containment
        if kind and rank > best.get(b, (0.0,))[0]:
            best[b] = (rank, a, kind, containment)
    return {b: (a, kind, similarity) for b, (_, a, kind, similarity) in best.items()}


def kind_of(exact: bool, jaccard: float, containment: float, size: float, contained: float) -> str:
    """Return the kind of copy that two texts of these similarities are, or nothing."""
    if exact:
        return "exact"
    if jaccard >= NEAR:
        return "near"
    if containment >= (contained if size >= MIN_SHINGLES else WHOLLY) and size >= MIN_BRIEF:
        return "excerpt"
    return ""


def comparison(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> tuple[float, float, float]:
    """Return Jaccard similarity, share of the smaller in the other and size of the smaller of two sets."""
    return *overlap(one, other), min(len(one), len(other))


def overlap(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> tuple[float, float]:
    """Return the Jaccard similarity of two sets and the share of the smaller one in the other.

    A set is an array of different values in their order.
    """
    if not len(one) or not len(other):
        return 0.0, 0.0
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # merges the two, as both are sorted
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(one) + len(other) - shared), shared / min(len(one), len(other))


def candidates(texts: Iterable[tuple[int, NDArray[np.uint64]]]) -> list[tuple[int, int]]:
    """Return the pairs of positions (earlier, later) that share at least MIN_SHARED fingerprints.

    ``texts`` are (position, fingerprints) in any order, the positions being those in time.
    """
    marks, sizes = marked_owners(texts)
    found, shared = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for pairs, counts in sharing(marks, len(sizes)):
        found.append(pairs)
        shared.append(counts)
    return enough(np.concatenate(found), np.concatenate(shared), sizes)


def sharing(marks: NDArray[np.uint64], n: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Sort ``marks`` and yield pairs (earlier * n + later) with the number of marks they share.

    All of a fingerprint's marks must be there; a pair comes again for others that stand further apart.
    """
    marks.sort()  # by fingerprint, then by owner, that is by time
    for step in range(1, min(NEIGHBOURS, len(marks) - 1) + 1):
        pairs, counts = np.unique(neighbours(marks, step, n), return_counts=True)
        if not len(pairs):
            return
        yield pairs, counts


def enough(
    pairs: NDArray[np.int64], counts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Return which pairs (earlier * n + later, some repeated) share enough fingerprints, sorted."""
    pairs, which = np.unique(pairs, return_inverse=True)
    shared = np.bincount(which, weights=counts, minlength=len(pairs))
    first, second = np.divmod(pairs, max(1, len(sizes)))
    least = np.minimum(MIN_SHARED, np.minimum(sizes[first], sizes[second]))  # a short text has few
    kept = shared >= least
    return list(zip(first[kept].tolist(), second[kept].tolist(), strict=True))


def neighbours(marks: NDArray[np.uint64], step: int, n: int) -> NDArray[np.int64]:
    """Return earlier * n + later owner for equal fingerprints that stand ``step`` apart; slab by slab."""
    found = []
    for low in range(0, len(marks) - step, SLAB):
        one = marks[low : min(low + SLAB, len(marks) - step)]
        other = marks[low + step : low + step + len(one)]
        same = (one ^ other) < np.uint64(1 << 32)  # the upper halves are equal
        first, second = ((part[same] & OWNER).astype(np.int64) for part in (one, other))
        found.append(first * n + second)
    return np.concatenate(found)


def marked_owners(
    texts: Iterable[tuple[int, NDArray[np.uint64]]],
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return fingerprints (upper 32 bits) with their text (lower 32), and how many each text has."""
    parts, block = [np.empty(0, np.uint64)], []
    sizes: dict[int, int] = {}
    for n, own in texts:
        block.append(marked(own, n))
        sizes[n] = len(own)
        if len(block) == 1_000:
            parts.append(np.concatenate(block))
            block.clear()
    return np.concatenate(parts + block), np.array([sizes[n] for n in range(len(sizes))], dtype=np.int64)


def marked(own: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """Return the upper halves of a text's fingerprints with its position as the lower ones."""
    return (own & ~OWNER) | np.uint64(n)


def fingerprints(text: str) -> NDArray[np.uint64]:
    """Return the winnowed shingle hashes of a text, each once."""
    return winnowed(shingle_hashes(text))


def winnowed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the smallest of every WINDOW neighbouring ``hashes``, each once, sorted."""
    if len(hashes) > WINDOW:
        last = len(hashes) - WINDOW + 1
        hashes = np.minimum.reduce([hashes[n : n + last] for n in range(WINDOW)])
    return distinct(hashes)


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the different ``values``, sorted; for arrays as short as these faster than np.unique."""
    values = np.sort(values)
    new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return values[new]


def shingle_hashes(text: str) -> NDArray[np.uint64]:
    """Return a hash for each run of SHINGLE words; a shorter text is one run."""
    return hashes_of(words_of(text))


def hashes_of(words: list[str]) -> NDArray[np.uint64]:
    """Return a hash for each run of SHINGLE ``words``, the same on every machine."""
    hashes = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in words), np.uint64)
    if not len(hashes):
        return hashes
    length = max(1, len(hashes) - SHINGLE + 1)
    total = np.zeros(length, dtype=np.uint64)
    for n in range(min(SHINGLE, len(hashes))):
        total = total * np.uint64(0x9E3779B97F4A7C15) + hashes[n : n + length]
    total ^= total >> np.uint64(29)  # mix, so that the smallest hash is a fair sample
    total *= np.uint64(0xBF58476D1CE4E5B9)
    return total ^ (total >> np.uint64(32))


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [word.lower() for word in WORD.findall(text)]


def plain(text: str) -> str:
    """Return the words of a text in lower case, without punctuation."""
    return " ".join(words_of(text))


def first_copies(earlier: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first of a chain of copies for each text, given the one before it, or itself."""
    while not np.array_equal(earlier, before := earlier[earlier]):
        earlier = before
    return earlier


def story_table(
    articles: pd.DataFrame, ids: list[str], matches: dict[int, tuple[int, str, float]]
) -> pd.DataFrame:
    """Return the table of ``find_copies`` from the matches of later to earlier articles."""
    first = first_copies(np.array([matches[n][0] if n in matches else n for n in range(len(ids))], np.int64))
    rows = {}
    for n, article_id in enumerate(ids):
        _, kind, similarity = matches.get(n, (n, "", float("nan")))
        original = ids[first[n]]
        rows[article_id] = (article_id, original, original if first[n] != n else None, kind, similarity)
    table = pd.DataFrame([rows[article_id] for article_id in articles["article_id"]], columns=COPIES)
    text_columns = ["article_id", "story_id", "duplicate_of", "kind"]
    return table.astype(dict.fromkeys(text_columns, "str") | {"similarity": "float64"})
