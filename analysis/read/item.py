"""What reading is made of: an article as found, an item that could not be read, a note on what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# Files beside the articles that are none.
LEFT_ALONE = frozenset(
    ["quelle.yaml", "korrekturen.yaml"]
    + [f"{name}{suffix}" for name in ("README", "LICENSE") for suffix in ("", ".md", ".txt")]
)


def is_left_alone(name: str) -> bool:
    """Tell whether a file is none of the articles: hidden, a lock of an office program, settings, README."""
    return name.startswith((".", "~$")) or name in LEFT_ALONE


class Item(NamedTuple):
    """One article as found: ``fields`` holds strings under the names of the articles table (raw)."""

    source_file: str
    item: str  # where in the file: "Zeile 12", "Zeile 3, Spalte …", a member; empty for the whole
    fields: Mapping[str, str]


class Problem(NamedTuple):
    """One item that could not be read, as a row of the quarantine table."""

    source_file: str
    item: str
    reason: str
    advice: str


class Note(NamedTuple):
    """One line of the log: what was decided or changed while reading an item."""

    source_file: str
    item: str
    step: str
    note: str


@dataclass(frozen=True)
class Blob:
    """A piece of a file, small enough to be parsed in one go by one worker."""

    source_file: str
    item: str
    suffix: str  # the format: ".html", ".jsonl" …
    data: bytes
    first: int = 1  # number of the first line in ``data``
    source: Mapping[str, object] = field(default_factory=dict)  # quelle.yaml of the folder

    def place(self, where: str = "") -> str:
        """Return the place of something in this blob: the archive's member, then ``where`` in it."""
        return ", ".join(part for part in (self.item, where) if part)

    def problem(self, reason: str, advice: str, where: str = "") -> Problem:
        """Return the problem of something in this blob."""
        return Problem(self.source_file, self.place(where), reason, advice)

    def note(self, step: str, note: str, where: str = "") -> Note:
        """Return a line of the log about something in this blob."""
        return Note(self.source_file, self.place(where), step, note)

    def article(self, fields: Mapping[str, str], where: str = "") -> Item:
        """Return an article found in this blob."""
        return Item(self.source_file, self.place(where), fields)


@dataclass(frozen=True)
class Limits:
    """The budgets of reading; what exceeds one is quarantined and the run goes on."""

    file_bytes: int = 512 * 2**20  # a whole file, and what an archive member may unpack to
    item_bytes: int = 16 * 2**20  # one line, one page, one article
    archive_bytes: int = 4 * 2**30  # everything that one archive unpacks to
    ratio: int = 200  # unpacked to packed bytes of one member
    depth: int = 3  # archives within archives
    members: int = 200_000  # members of one archive
    seconds: float = 30.0  # parsing and cleaning one blob
