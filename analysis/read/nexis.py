"""Exports of Nexis: the present layout ("End of Document") and the old one ("1 von 25 Dokumenten")."""

from __future__ import annotations

import re
from collections.abc import Iterator

END = re.compile(r"(?:End of Document|Ende des Dokuments|Dokumentende)\s*", re.IGNORECASE)
START = re.compile(r"\s*(?:Dokument )?\d+ (?:of|von) \d+(?: (?:DOCUMENTS?|DOKUMENTEN?))\s*", re.IGNORECASE)
PAGE = re.compile(r"\s*(?:Page |Seite )?\d+ (?:of|von) \d+\s*", re.IGNORECASE)
LISTED = re.compile(r"\s*\d+\. +(\S.*)")  # in the list of contents on the cover
LABEL = re.compile(
    r"(Section|Rubrik|Ressort|Length|Länge|Byline|Autor|Highlight|Dateline|Load-Date|Ladedatum|Update|Graphic|"
    r"Grafik|Classification|Language|Sprache|Publication-Type|Zeitungstyp|Journal Code|Subject|Copyright|"
    r"Ausgabe|Kicker|Correction-Date):?(?: (.*)|\s*)",
    re.IGNORECASE,
)
NAMES = {
    "section": "section", "rubrik": "section", "ressort": "section", "byline": "authors", "autor": "authors",
    "highlight": "teaser", "dateline": "dateline",
}  # fmt: skip
TAIL = frozenset(
    "load-date ladedatum update graphic grafik classification correction-date sprache language"
    " publication-type zeitungstyp copyright".split()
)
DAY = r"(?:\w{3,10}tag|Mittwoch|\w{6,9}day|Sonnabend)"
DATE = re.compile(
    rf"(?:{DAY},? )?(?:\d{{1,2}}\.? [A-ZJ][a-zä]{{2,8}} \d{{4}}|[A-Z][a-z]{{2,8}} \d{{1,2}}, \d{{4}})"
    rf"(?:,? {DAY})?(?:,? \d{{1,2}}[:.]\d{{2}}.*)?"
)
COPYRIGHT = re.compile(r"(?:Copyright|©|\(c\)).{0,300}|Alle Rechte vorbehalten.{0,60}", re.IGNORECASE)
BODY = ("body", "text", "volltext")


def is_nexis(lines: list[str]) -> bool:
    """Tell whether the lines are such an export, in either layout."""
    return any(END.fullmatch(line) for line in lines) or (
        any(START.fullmatch(line) for line in lines)
        and any((found := LABEL.fullmatch(line.strip())) and found.group(1).isupper() for line in lines)
    )


def nexis_documents(lines: list[str]) -> Iterator[dict[str, str]]:
    """Yield the articles of an export."""
    closed = any(END.fullmatch(line) for line in lines)
    document: list[str] = []
    for line in [*without_cover(lines), "End of Document" if closed else "1 of 1 DOCUMENT"]:
        if (END if closed else START).fullmatch(line):
            if fields := (present_fields if closed else old_fields)(document):
                yield fields
            document = []
        elif not START.fullmatch(line) and not PAGE.fullmatch(line):
            document.append(line.strip())


def without_cover(lines: list[str]) -> list[str]:
    """Return the lines without a cover page (who searched what) and its list of the documents."""
    if not any(line.strip().startswith(("Job Number:", "User Name:")) for line in lines[:40]):
        return lines
    first = next((found.group(1).strip() for line in lines if (found := LISTED.fullmatch(line))), None)
    return lines[next((n for n, line in enumerate(lines) if line.strip() == first), 0) :]


def present_fields(lines: list[str]) -> dict[str, str]:
    """Return our fields from a document of the present layout: headline, outlet, date, labels, body."""
    filled = [n for n, line in enumerate(lines) if line]
    if len(filled) < 4:
        return {}
    fields = {"title": lines[filled[0]], "outlet": lines[filled[1]]}
    marked = next((n for n, line in enumerate(lines) if line.lower() in BODY), None)
    body: list[str] = []
    for n in range(filled[1] + 1, len(lines)):
        line = lines[n]
        name, value = label_of(line)
        if body and name in TAIL and (marked is None or n > marked):
            break
        if marked is not None and n > marked:
            body.append(line)
        elif name in NAMES and value:
            fields[NAMES[name]] = value
        elif "published_at" not in fields and DATE.fullmatch(line):
            fields["published_at"] = line
        elif marked is None and not name and not COPYRIGHT.fullmatch(line) and "published_at" in fields:
            body.append(line)
    return finished(fields, body)


def old_fields(lines: list[str]) -> dict[str, str]:
    """Return our fields from a document of the old layout: outlet, date, edition, headline, labels, body."""
    fields: dict[str, str] = {}
    body: list[str] = []
    head: list[str] = []
    for line in lines:
        name, value = label_of(line)
        upper = bool(name) and line[:2].isupper()
        if upper and name in TAIL:
            break
        if upper:
            fields |= {NAMES[name]: value} if name in NAMES else {}
            head, fields["title"] = [], fields.get("title") or " ".join(head[-1:])
        elif "title" in fields:
            body.append(line)
        elif "outlet" not in fields:
            fields |= {"outlet": line} if line and not COPYRIGHT.fullmatch(line) else {}
        elif "published_at" not in fields and DATE.fullmatch(line):
            fields["published_at"] = line
        elif line and not COPYRIGHT.fullmatch(line):
            head.append(line)
    return finished(fields, body)


def label_of(line: str) -> tuple[str, str]:
    """Return the label of a line in lower case and its value; both empty where it has none."""
    found = LABEL.fullmatch(line)
    return (found.group(1).lower(), found.group(2) or "") if found else ("", "")


def finished(fields: dict[str, str], body: list[str]) -> dict[str, str]:
    """Return the fields with the body as text, lines as they stood; nothing where there is no text."""
    text = "\n".join(line for line in body if not COPYRIGHT.fullmatch(line)).strip("\n")
    section = fields.get("section", "").partition(";")[0]
    return {**fields, "section": section, "text": text} if text.strip() else {}
