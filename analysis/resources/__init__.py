"""Word lists and codebooks as commented data files, and the functions that read them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """Return the entries of the word list ``name``.txt: one a line, ``#`` begins a comment."""
    return frozenset(lines(name))


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the entries of ``name``.txt in their order, without comments and blank lines."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    entries = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(entry for entry in entries if entry)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of the table ``name``.csv, each by the names of the columns, without comments."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    columns, *rows = csv.reader(line for line in text.splitlines() if line[:1] != "#")
    return [dict(zip(columns, row, strict=True)) for row in rows]
