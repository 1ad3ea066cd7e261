"""Files -> articles: every file in a folder gets in, or the quarantine says why not.

``read_articles(folder)`` is the short phrase, ``read(folder)`` the full one: articles, quarantine, log.
``folder`` finds the files and cuts them into blobs, ``formats`` names the function that reads a
format, each of which yields items as found; ``analysis.clean`` makes articles of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import tables
from analysis.clean import clean_article
from analysis.errors import InputError
from analysis.read.folder import blobs
from analysis.read.formats import READERS
from analysis.read.item import Blob, Item, Limits, Note, Problem

__all__ = ["Limits", "Reading", "read", "read_articles"]

LOG = ["source_file", "item", "step", "note"]


class Reading(NamedTuple):
    """What reading a folder gave: the tables ``articles`` and ``quarantine``, and the log.

    ``log`` has the columns source_file, item, step, note: what was repaired, left out or decided.
    """

    articles: pd.DataFrame
    quarantine: pd.DataFrame
    log: pd.DataFrame


def read_articles(folder: str | Path, **options: object) -> pd.DataFrame:
    """Return the cleaned ``articles`` table of all files below ``folder``; options as in ``read``."""
    return read(folder, **options).articles  # type: ignore[arg-type]


def read(
    folder: str | Path,
    *,
    limits: Limits = Limits(),  # noqa: B008
    workers: int | None = None,
    now: dt.datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read every file below ``folder`` (or one file) and return its articles, the quarantine and the log.

    Each item found is a row of ``articles`` or a row of ``quarantine``. The rows stand in the order
    of the files' names. ``limits``: budgets; ``workers``: processes (None: all cores where it pays);
    ``now``: no article may be younger (default: this moment); ``progress`` is called with the
    number of items done. Raises InputError if ``folder`` is missing.
    """
    path = Path(folder)
    if not path.exists():
        raise InputError(
            f"Den Ordner {folder} gibt es nicht. "
            "Die Artikel in data/raw/<Name>/ ablegen und diesen Ordner angeben."
        )
    now = now or dt.datetime.now(dt.UTC)
    rows, problems, notes = [], [], []
    for result in results(path, limits, workers, now):
        rows += result.rows
        problems += result.problems
        notes += result.notes
        if progress:
            progress(len(result.rows) + len(result.problems))
    articles = tables.make("articles", with_ids(rows))
    return Reading(articles, tables.make("quarantine", (p._asdict() for p in problems)), log_table(notes))


class Result(NamedTuple):
    """What one blob gave."""

    rows: list[dict[str, object]]
    problems: list[Problem]
    notes: list[Note]


def results(path: Path, limits: Limits, workers: int | None, now: dt.datetime) -> Iterator[Result]:
    """Yield the result of each blob of a folder or file, in order."""
    for blob in blobs(path, limits):
        yield Result([], [blob], []) if isinstance(blob, Problem) else process(blob, now)


def process(blob: Blob, now: dt.datetime) -> Result:
    """Parse and clean one blob."""
    rows, problems, notes = [], [], []
    for found in parse(blob):
        if isinstance(found, Problem):
            problems.append(found)
        elif isinstance(found, Note):
            notes.append(found)
        else:
            made = make_row(found, blob, now)
            if isinstance(made, Problem):
                problems.append(made)
            else:
                rows.append(made[0])
                notes += made[1]
    return Result(rows, problems, notes)


def parse(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield what the reader of the blob's format finds; if it fails, a problem says so."""
    try:
        yield from READERS[blob.suffix](blob)
    except Exception as error:
        yield Problem(
            blob.source_file,
            blob.item,
            f"Die Datei ist als {blob.suffix} nicht zu lesen ({type(error).__name__}: {str(error)[:200]}).",
            "Die Datei prüfen, neu speichern oder in ein anderes Format bringen.",
        )


def make_row(item: Item, blob: Blob, now: dt.datetime) -> tuple[dict[str, object], list[Note]] | Problem:
    """Return the row of one item and its notes, or the problem why it is no article."""
    defaults = blob.source.get("vorgaben")
    fields = dict(item.fields)
    if isinstance(defaults, dict):
        fields = {str(name): str(value) for name, value in defaults.items()} | fields
    fields["outlet"] = str(blob.source.get("medium") or "") or fields.get("outlet") or outlet_of(item, fields)
    row, notes = clean_article(fields, now, str(blob.source.get("zeitzone") or "Europe/Berlin"))
    if not any(letter.isalpha() for letter in str(row["text"])):
        return Problem(
            item.source_file,
            item.item,
            "Der Artikel hat keinen Text.",
            "Den Text ergänzen oder die Datei entfernen.",
        )
    row["source_file"] = item.source_file
    row["item"] = item.item
    row["article_id"] = item.fields.get("id", "").strip()[:200] or content_id(fields)
    return row, [Note(item.source_file, item.item, step, note) for step, note in notes]


def outlet_of(item: Item, fields: dict[str, str]) -> str:
    """Return the outlet of an article that names none: the host of its address, else its folder."""
    host = fields.get("url", "").partition("://")[2].partition("/")[0].removeprefix("www.")
    folder = item.source_file.rpartition("/")[0].rpartition("/")[2]
    return host or (folder if any(letter.isalpha() for letter in folder) else "")


def content_id(fields: dict[str, str]) -> str:
    """Return an id that depends on the content and source of an article, not on its place or machine."""
    parts = (fields.get(name, "") for name in ("outlet", "url", "published_at", "title", "text"))
    plain = "\x1f".join(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=8).hexdigest()


def with_ids(rows: list[dict[str, object]]) -> Iterable[dict[str, object]]:
    """Yield the rows with unique ids: of several with one id the first in order of files keeps it.

    The others get a suffix made from their place, so that the same files give the same ids.
    """
    seen: set[str] = set()
    for row in rows:
        name = str(row["article_id"])
        place = f"{row['source_file']}\x1f{row['item']}"
        while name in seen:
            name = f"{row['article_id']}-{hashlib.blake2b(place.encode(), digest_size=4).hexdigest()}"
            place += "+"
        seen.add(name)
        yield {**row, "article_id": name}


def log_table(notes: list[Note]) -> pd.DataFrame:
    """Return the log as a table."""
    return pd.DataFrame.from_records(notes, columns=LOG).astype("str")
