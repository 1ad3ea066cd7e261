"""Names of columns and keys -> the names of the articles table."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib.resources import files

import yaml

from analysis import resources


def plain_name(name: str) -> str:
    """Return a column name without case, spaces, underscores and hyphens."""
    return re.sub(r"[\s_:*-]+", "", name.strip().lower())


@functools.cache
def vocabulary() -> dict[str, tuple[str, int]]:
    """Return plain column name -> (our field, rank) from ``resources/fields.yaml``."""
    names = yaml.safe_load(files(resources).joinpath("fields.yaml").read_text("utf-8"))
    return {
        plain_name(str(name)): (field, rank)
        for field, known in names.items()
        for rank, name in enumerate(known)
    }


def recognise(record: Mapping[str, object], mapping: Mapping[str, str] = {}) -> dict[str, str]:
    """Return the fields of an article found in ``record``; ``mapping`` is our field -> its column.

    Values become strings; lists are joined by "; " (lists of paragraphs by a blank line). Of two
    columns with the same meaning the one named first in the vocabulary wins, if it has a value.
    """
    chosen = {
        plain_name(str(column)): (vocabulary().get(plain_name(field), (field,))[0], -1)
        for field, column in mapping.items()
    }
    found: dict[str, tuple[int, str]] = {}
    for name, value in record.items():
        field, rank = chosen.get(plain_name(str(name))) or vocabulary().get(plain_name(str(name)), ("", 0))
        if field and (text := as_text(value, field)) and rank < found.get(field, (999, ""))[0]:
            found[field] = (rank, text)
    return {field: text for field, (_, text) in found.items()}


def as_text(value: object, field: str = "") -> str:
    """Return a cell or JSON value as a string; nothing is empty, nested names are looked up."""
    if value is None or value != value:  # NaN, NaT
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        if field == "text" and "sections" in value:
            return fundus_text(value)
        return as_text(next((value[k] for k in ("name", "value", "text", "$") if k in value), ""))
    if isinstance(value, (list, tuple)):
        parts = [part for part in (as_text(entry, field) for entry in value) if part]
        return ("\n\n" if field in ("text", "teaser") else "; ").join(parts)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def fundus_text(body: Mapping[str, object]) -> str:
    """Return the text of a fundus ``body``: summary, then sections of headline and paragraphs."""
    parts = []
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if not isinstance(section, Mapping):
            continue
        if headline := as_text(section.get("headline")):
            parts.append(f"## {headline}")
        parts.append(as_text(section.get("paragraphs"), "text"))
    return "\n\n".join(part for part in parts if part)
