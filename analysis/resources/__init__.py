"""Word lists and codebooks as commented data files, and the two functions that read them."""

from __future__ import annotations

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
