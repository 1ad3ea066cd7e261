"""Fingerprints of texts kept between runs: one file, by the hash of the text they are of."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import tables

VERSION = 1  # bump on any change of what a fingerprint is
Prints = dict[bytes, NDArray[np.uint64]]


def digest(text: str) -> bytes:
    """Return a hash of ``text``, 16 bytes."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def write(path: Path, prints: Prints) -> None:
    """Write the fingerprints of texts, the old file or the new one and never a part."""
    buffer = io.BytesIO()
    np.savez(
        buffer,
        version=np.array(VERSION),
        names=np.frombuffer(b"".join(prints), dtype=np.uint8).reshape(-1, 16),
        sizes=np.array([len(found) for found in prints.values()], dtype=np.int64),
        prints=np.concatenate([np.empty(0, np.uint64), *prints.values()]),
    )
    tables.write_atomically(path, buffer.getvalue())


def read(path: Path) -> Prints:
    """Return what ``write`` wrote; nothing where there is no such file or it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            if int(data["version"]) != VERSION:
                return {}
            names, sizes, found = data["names"], data["sizes"], data["prints"]
            if found.dtype != np.uint64 or len(names) != len(sizes) or sizes.sum() != len(found):
                return {}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
    parts = np.split(found, np.cumsum(sizes)[:-1])
    return dict(zip(map(bytes, names), parts, strict=True)) if len(names) else {}
