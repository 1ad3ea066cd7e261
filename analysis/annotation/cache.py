"""The cache of annotations: one SQLite file, one row an article and step, its version beside it.

A changed codebook redoes framing alone, a changed quote method redoes all that stands on the quotes.
A cache that cannot be read or written costs time, never results.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Cache:
    """Annotations by article key and step, kept in ``path`` (None: nothing is kept)."""

    def __init__(self, path: Path | None):
        self._connection: sqlite3.Connection | None = None
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._connection = sqlite3.connect(path, timeout=30)
                self._connection.execute("pragma journal_mode = wal")
                self._connection.execute("pragma synchronous = normal")
                self._connection.execute(
                    "create table if not exists annotations "
                    "(key text, step text, version text, data blob, primary key (key, step))"
                )
            except (OSError, sqlite3.Error):
                self._connection = None

    def get(self, key: str, versions: dict[str, str]) -> dict[str, Any]:
        """Return the results of the steps that are kept for ``key`` in the given versions."""
        if self._connection is None:
            return {}
        try:
            rows = self._connection.execute(
                "select step, version, data from annotations where key = ?", (key,)
            ).fetchall()
            return {
                step: json.loads(zlib.decompress(data))
                for step, version, data in rows
                if versions.get(step) == version
            }
        except (sqlite3.Error, zlib.error, ValueError, TypeError):
            return {}

    def put(self, rows: Iterable[tuple[str, dict[str, Any]]], versions: dict[str, str]) -> None:
        """Keep the results of each (key, results by step)."""
        if self._connection is None:
            return
        packed = [
            (key, step, versions[step], zlib.compress(json.dumps(result).encode("ascii"), 1))
            for key, results in rows
            for step, result in results.items()
        ]
        try:
            with self._connection:
                self._connection.executemany("insert or replace into annotations values (?, ?, ?, ?)", packed)
        except sqlite3.Error:
            self._connection = None

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
