"""Factiva's exports: field codes (HD, PD, SN, LP, TD, AN), in lines of their own or in a table's cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

FIELDS = {
    **{"HD": "title", "BY": "authors", "PD": "published_at", "ET": "clock", "SN": "outlet", "SE": "section"},
    **{"LP": "lead", "TD": "text", "AN": "id", "CR": "agency"},
}
# In a table (RTF) the code and its value are parted by "|".
LINE = re.compile(
    r"(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|CX|LP|TD|CO|IN|NS|RE|IPD|IPC|PUB|AN|SE|CLM|ART|VOL|RF|CT)"
    r"(?:[ \t|]+(\S.*)|[ \t|]*)"
)


def is_factiva(lines: list[str]) -> bool:
    """Tell whether the lines are such an export."""
    codes = [found.group(1) for line in lines if (found := LINE.fullmatch(line.strip()))]
    return 0 < codes.count("HD") <= codes.count("SN") + codes.count("PD") and bool({"TD", "LP"} & set(codes))


def factiva_documents(lines: list[str]) -> Iterator[dict[str, str]]:
    """Yield the articles; each begins with its headline (HD) or its section (SE)."""
    document: dict[str, list[str]] = {}
    code = ""
    for line in [*lines, "HD"]:
        if found := LINE.fullmatch(line.strip()):
            code, line = found.group(1), found.group(2) or ""
            if code in ("HD", "SE") and ("HD" in document or code in document):
                yield factiva_fields(document)
                document = {}
        if code:
            document.setdefault(code, []).append(line.strip(" \t|"))


def factiva_fields(document: dict[str, list[str]]) -> dict[str, str]:
    """Return our fields from the lines of each field code."""
    fields: dict[str, str] = {}
    for code, field in FIELDS.items():
        if code in document:
            body = code in ("LP", "TD")
            fields[field] = ("\n" if body else " ").join(document[code]).strip()
    fields["text"] = "\n\n".join(part for part in (fields.pop("lead", ""), fields.get("text", "")) if part)
    if clock := fields.pop("clock", ""):
        fields["published_at"] = f"{fields.get('published_at', '')} {clock}"
    fields["id"] = fields.get("id", "").removeprefix("Document ").removeprefix("Dokument ")
    return {field: value for field, value in fields.items() if value}
