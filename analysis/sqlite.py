"""A small SQLite file that remembers: each change whole or not at all, whenever the process is killed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import RunError


@contextmanager
def opened(path: Path, tables: str, trouble: str, advice: str = "") -> Iterator[sqlite3.Connection]:
    """Open ``path`` for one change or question, with ``tables`` (SQL that creates them) in it.

    RunError with ``trouble`` before and ``advice`` behind where it cannot be read or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=60)
        try:
            connection.executescript(tables)
            with connection:
                yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        told = f"{trouble} ({path}: {error}). Bitte freien Platz und Rechte prüfen. {advice}"
        raise RunError(told.rstrip()) from error
