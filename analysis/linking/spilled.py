"""Texts that do not fit in memory: what finding copies needs of them, in a folder of numpy files.

A text is known by its position in time. Its shingles go into one file, its fingerprints into one of
BUCKETS files, so that equal ones meet in the same file; the pairs that share one go into a file for
each BLOCK of later texts, so that all of a text's pairs meet. In memory are 40 bytes a text, and one
bucket or the pairs of one block.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from analysis.duplicates import comparison, distinct, enough, hashes_of, marked, sharing, winnowed, words_of
from analysis.prints import digest

BUCKETS = 16
BLOCK = 4096
RECENT = 4096  # texts whose shingles stay in memory (12 MB): copies follow each other in time


class Spilled:
    """Texts by position in time, as duplicates.match_all compares them."""

    def __init__(self, folder: Path, file: IO[bytes], n: int) -> None:
        self.folder, self.file, self.n = folder, file, n
        self.n_marks, self.n_shingles, self.starts = np.zeros((3, n), dtype=np.int64)
        self.hashes = np.zeros((n, 16), dtype=np.uint8)  # of the words
        self.shingles = functools.lru_cache(maxsize=RECENT)(self._shingles)

    def add(self, positions: NDArray[np.int64], texts: Iterable[str]) -> None:
        """Take in some of the texts, which have these ``positions`` in time."""
        found = []
        self.file.seek(0, 2)
        for n, text in zip(positions.tolist(), texts, strict=True):
            words = words_of(text)
            self.hashes[n] = np.frombuffer(digest(" ".join(words)), dtype=np.uint8)
            hashes = hashes_of(words)
            found.append(marked(winnowed(hashes), n))
            shingles = distinct(hashes)
            self.n_marks[n], self.n_shingles[n] = len(found[-1]), len(shingles)
            self.starts[n] = self.file.tell()
            self.file.write(shingles.tobytes())
        marks = np.concatenate(found)
        # not by the uppermost bits: winnowing leaves small hashes, and half of them would have the same
        self._append("marks", (marks >> np.uint64(32)) % np.uint64(BUCKETS), marks)

    def pairs(self, tick: Callable[[], object]) -> Iterator[list[tuple[int, int]]]:
        """Yield the pairs (earlier, later) that share enough fingerprints, those of a later text together.

        ``tick`` is called for each bucket and each block of later texts.
        """
        for bucket in range(BUCKETS):
            for pairs, counts in sharing(self._taken("marks", bucket, np.uint64), self.n):
                self._append("pairs", pairs % self.n // BLOCK, np.stack((pairs, counts), axis=1))
            tick()
        for block in range(_blocks(self.n)):
            rows = self._taken("pairs", block, np.int64).reshape(-1, 2)
            yield enough(rows[:, 0], rows[:, 1], self.n_marks)
            tick()

    def words(self, n: int) -> bytes:
        """Return a hash of the words of a text."""
        return bytes(self.hashes[n])

    def compared(self, a: int, b: int) -> tuple[float, float, float]:
        """Return how alike two texts are (Jaccard, share of the smaller) and the smaller one's size."""
        return comparison(self.shingles(a), self.shingles(b))

    def _shingles(self, n: int) -> NDArray[np.uint64]:
        self.file.seek(self.starts[n])
        return np.frombuffer(self.file.read(8 * int(self.n_shingles[n])), dtype=np.uint64)

    def _append(self, kind: str, keys: NDArray[Any], rows: NDArray[Any]) -> None:
        """Append each of the ``rows`` to the file of its key."""
        if not len(rows):
            return
        keys = keys.astype(np.uint16)  # numpy sorts these in linear time
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[0]] + 1))
        for key, part in zip(keys[order[starts]], np.split(rows[order], starts[1:]), strict=True):
            with (self.folder / f"{kind}-{key}").open("ab") as file:
                file.write(part.tobytes())

    def _taken(self, kind: str, key: int, of: type[Any]) -> NDArray[Any]:
        """Return the rows of a file, flat, and remove it."""
        path = self.folder / f"{kind}-{key}"
        if not path.is_file():
            return np.empty(0, dtype=of)
        rows = np.fromfile(path, dtype=of)
        path.unlink()
        return rows


def steps(n: int) -> int:
    """Return how often ``Spilled.pairs`` ticks for ``n`` texts."""
    return BUCKETS + _blocks(n)


def _blocks(n: int) -> int:
    return -(-n // BLOCK)


@contextmanager
def spilled(folder: Path, n: int) -> Iterator[Spilled]:
    """Give room for ``n`` texts in ``folder``, which is made anew and removed afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with (folder / "shingles").open("w+b") as file:
            yield Spilled(folder, file, n)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
