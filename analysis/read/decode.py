"""Bytes -> text: byte order mark, then strict UTF-8, then cp1252; never a guess by statistics."""

from __future__ import annotations

import codecs
import re

# UTF-32 before UTF-16: its little-endian mark begins with the one of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{3,40})""")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text of ``data`` and the name of the encoding that was used.

    A byte order mark decides; else strict UTF-8; else ``declared`` (an encoding named by the format
    itself) if it fits; else cp1252, whose five unused bytes become U+FFFD.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff"), name
    for name in (name for name in ("utf-8", declared) if name):
        try:
            if codecs.lookup(name).name not in ("iso8859-1", "ascii"):
                return data.decode(name), codecs.lookup(name).name
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace"), "cp1252"


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that the head of an HTML or XML file names, or None."""
    found = DECLARED.search(data[:2048])
    return found.group(1).decode("ascii") if found else None
