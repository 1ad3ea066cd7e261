"""Files -> articles: every file in a folder gets in, or the quarantine says why not.

``read_articles(folder)`` is the short phrase, ``read(folder)`` the full one: articles, quarantine, log;
``read_batches(folder)`` is the same in pieces, for folders larger than memory. ``folder`` finds the
files and cuts them into blobs, ``archives`` opens what is packed, ``formats`` names the function that
reads a format, each of which yields items as found; ``analysis.clean`` makes articles of them.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import hashlib
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import paths, tables
from analysis.errors import InputError
from analysis.paths import root
from analysis.read.corrections import correct, read_corrections
from analysis.read.item import Limits, Note
from analysis.read.work import Result, results

VERSION = "4"  # bump on any change of what reading gives: part of every cache key

__all__ = ["Limits", "Reading", "read", "read_articles", "read_batches"]

LOG = ["source_file", "item", "step", "note"]
BATCH = 2_000  # articles of one piece


class Reading(NamedTuple):
    """What reading a folder gave: the tables ``articles`` and ``quarantine``, and the log.

    ``log`` has the columns source_file, item, step, note: what was repaired, left out or decided.
    """

    articles: pd.DataFrame
    quarantine: pd.DataFrame
    log: pd.DataFrame


def read_articles(
    folder: str | Path,
    *,
    limits: Limits | None = None,
    workers: int | None = None,
    now: dt.datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:
    """Return the cleaned ``articles`` table of all files below ``folder``; all else as in ``read``.

    >>> from analysis import read_articles
    >>> len(read_articles("data/raw/demo"))
    131
    """
    return read(folder, limits=limits, workers=workers, now=now, progress=progress).articles


def read(
    folder: str | Path,
    *,
    limits: Limits | None = None,
    workers: int | None = None,
    now: dt.datetime | None = None,
    progress: Callable[[int], None] | None = None,
    only: Collection[str] | None = None,
) -> Reading:
    """Read every file below ``folder`` (or one file) and return its articles, the quarantine and the log.

    Each item found is a row of ``articles`` or a row of ``quarantine``. The rows stand in the order
    of the files' names. ``limits``: budgets; ``workers``: processes (None: all cores where it pays);
    ``now``: no article may be younger (default: this moment); ``progress`` is called with the
    number of items done since the last call. A relative ``folder`` is one of the project, whatever the
    kernel's folder, else one of the working directory. ``only``: the files to read, by their names in
    source_file (None: all). Raises InputError if ``folder`` is missing or a quelle.yaml or korrekturen.yaml
    in it is no such file.
    """
    parts = list(read_batches(folder, limits=limits, workers=workers, now=now, progress=progress, only=only))
    return Reading(*(pd.concat(tables_, ignore_index=True) for tables_ in zip(*parts, strict=True)))


def read_batches(
    folder: str | Path,
    *,
    limits: Limits | None = None,
    workers: int | None = None,
    now: dt.datetime | None = None,
    progress: Callable[[int], None] | None = None,
    only: Collection[str] | None = None,
) -> Iterator[Reading]:
    """Yield what ``read`` returns in pieces of about BATCH articles; at least one, in the same order."""
    path = root() / Path(folder).expanduser()
    if not path.exists() and Path(folder).exists():
        path = Path(folder)
    if not path.exists():
        path = paths.root() / path  # notebooks name it from the root, whatever the kernel's folder
    if not path.exists():
        raise InputError(
            f"Den Ordner {folder} gibt es nicht. "
            "Die Artikel in data/raw/<Name>/ ablegen und diesen Ordner angeben."
        )
    corrections = read_corrections(path)
    now = now or dt.datetime.now(dt.UTC)
    seen: set[str] = set()
    waiting = Result([], [], [])
    for result in results(path, limits or Limits(), workers, now, only):
        waiting.add(result)
        if progress:
            progress(len(result.rows) + len(result.problems))
        if len(waiting.rows) >= BATCH:
            yield reading(waiting, seen, corrections)
            waiting = Result([], [], [])
            give_back_memory()
    yield reading(waiting, seen, corrections)


def give_back_memory() -> None:
    """Give freed memory back to the system where it must be asked (Linux): pieces leave gaps behind."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def reading(result: Result, seen: set[str], corrections: dict[str, dict[str, object]]) -> Reading:
    """Return the tables of one piece; ``seen`` are the ids given out before."""
    rows, notes = [], list(result.notes)
    for row in result.rows:
        article_id = unique_id(row, seen)
        row, note = correct({**row, "article_id": article_id}, corrections)
        rows.append(row)
        notes += note
    return Reading(
        tables.make("articles", rows),
        tables.make("quarantine", (problem._asdict() for problem in result.problems)),
        log_table(notes),
    )


def unique_id(row: dict[str, object], seen: set[str]) -> str:
    """Return the id of a row, which no other has; add it to ``seen``.

    Of several articles with one id the first in the order of the files keeps it, the others get a
    suffix made from their place, so that the same files give the same ids.
    """
    place = f"{row['source_file']}\x1f{row['item']}"
    name = str(row["article_id"])
    while name in seen:
        name = f"{row['article_id']}-{hashlib.blake2b(place.encode(), digest_size=4).hexdigest()}"
        place += "+"
    seen.add(name)
    return name


def log_table(notes: list[Note]) -> pd.DataFrame:
    """Return the log as a table."""
    return pd.DataFrame.from_records(notes, columns=LOG).astype("str")
