"""What finding copies computed of texts and of pairs of texts, kept between runs by their hashes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis import tables

VERSION = 3  # bump on any change of what a fingerprint or a comparison is


class Prints(NamedTuple):
    """By the hash of a text its fingerprints and the hash of its words; by two hashes the comparison.

    A comparison is (Jaccard similarity, share of the smaller in the other, size of the smaller).
    """

    marks: dict[bytes, NDArray[np.uint64]]
    words: dict[bytes, bytes]
    pairs: dict[bytes, tuple[float, float, float]]


def nothing() -> Prints:
    """Return Prints without a text."""
    return Prints({}, {}, {})


def digest(text: str) -> bytes:
    """Return a hash of ``text``, 16 bytes."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def write(path: Path, prints: Prints) -> None:
    """Write what is known of texts, the old file or the new one and never a part."""
    buffer = io.BytesIO()
    np.savez(
        buffer,
        version=np.array(VERSION),
        names=_rows(prints.marks, 16),
        sizes=np.array([len(found) for found in prints.marks.values()], dtype=np.int64),
        marks=np.concatenate([np.empty(0, np.uint64), *prints.marks.values()]),
        texts=_rows(prints.words, 16),
        words=_rows(prints.words.values(), 16),
        pairs=_rows(prints.pairs, 32),
        overlaps=np.array(list(prints.pairs.values()), dtype=np.float64).reshape(-1, 3),
    )
    tables.write_atomically(path, buffer.getvalue())


def _rows(hashes: Iterable[bytes], width: int) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, width)


def read(path: Path) -> Prints:
    """Return what ``write`` wrote; nothing where there is no such file or it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            if int(data["version"]) != VERSION:
                return nothing()
            names, sizes, marks = data["names"], data["sizes"], data["marks"]
            if marks.dtype != np.uint64 or sizes.sum() != len(marks):
                return nothing()
            parts = np.split(marks, np.cumsum(sizes)[:-1]) if len(sizes) else []
            return Prints(
                dict(zip(map(bytes, names), parts, strict=True)),
                dict(zip(map(bytes, data["texts"]), map(bytes, data["words"]), strict=True)),
                dict(zip(map(bytes, data["pairs"]), map(tuple, data["overlaps"].tolist()), strict=True)),
            )
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return nothing()
