"""Exports of press archives: one file, many articles (Factiva's field codes, the documents of Nexis)."""

from __future__ import annotations

import re
from collections.abc import Iterator

FACTIVA = {
    **{"HD": "title", "BY": "authors", "PD": "published_at", "ET": "clock", "SN": "outlet", "SE": "section"},
    **{"LP": "lead", "TD": "text", "AN": "id", "CR": "agency"},
}
FACTIVA_LINE = re.compile(
    r"(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CO|IN|NS|RE|IPD|IPC|PUB|AN|SE|CLM|ART|VOL)(?:[ \t]+(\S.*))?"
)
NEXIS_END = re.compile(r"(?:End of Document|Ende des Dokuments|Dokumentende)\s*", re.IGNORECASE)
NEXIS_START = re.compile(
    r"\s*(?:Dokument )?\d+ (?:of|von) \d+(?: (?:DOCUMENTS?|DOKUMENTEN?))?\s*", re.IGNORECASE
)
NEXIS_FIELD = re.compile(
    r"(Section|Rubrik|Ressort|Length|Länge|Byline|Autor|Highlight|Dateline|Load-Date|Ladedatum|Update|Graphic|"
    r"Grafik|Classification|Language|Sprache|Publication-Type|Zeitungstyp|Journal Code|Subject|Copyright|"
    r"Ausgabe|Kicker|Correction-Date):?(?: (.*)|\s*)",
    re.IGNORECASE,
)
NEXIS_NAMES = {
    "section": "section", "rubrik": "section", "ressort": "section", "byline": "authors", "autor": "authors",
    "highlight": "teaser", "dateline": "dateline",
}  # fmt: skip
NEXIS_TAIL = ("load-date", "ladedatum", "update", "graphic", "grafik", "classification", "correction-date")
NEXIS_DATE = re.compile(
    r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)\w{0,8},? )?"
    r"(?:\d{1,2}\. [A-ZJ][a-zä]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})"
    r"(?:,? (?:\w{3,10}tag|Mittwoch|\w{6,9}day|Sonnabend))?(?: \d{1,2}:\d{2}.*)?"
)
COPYRIGHT = re.compile(r"(?:Copyright|©|\(c\)).{0,300}", re.IGNORECASE)


def split_export(text: str) -> list[dict[str, str]]:
    """Return the fields of each article in an export; nothing where the text is no such export."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    codes = [found.group(1) for line in lines if (found := FACTIVA_LINE.fullmatch(line.rstrip()))]
    if 0 < codes.count("HD") <= codes.count("SN") + codes.count("PD") and {"TD", "LP"} & set(codes):
        return list(factiva_documents(lines))
    if any(NEXIS_END.fullmatch(line) for line in lines):
        return list(nexis_documents(lines))
    return []


def factiva_documents(lines: list[str]) -> Iterator[dict[str, str]]:
    """Yield the articles of a Factiva export; each begins with its headline (HD) or its section (SE)."""
    document: dict[str, list[str]] = {}
    code = ""
    for line in [*lines, "HD"]:
        found = FACTIVA_LINE.fullmatch(line.rstrip())
        if found:
            code, line = found.group(1), found.group(2) or ""
            if code in ("HD", "SE") and ("HD" in document or (code in document)):
                yield factiva_fields(document)
                document = {}
        if code:
            document.setdefault(code, []).append(line.strip())


def factiva_fields(document: dict[str, list[str]]) -> dict[str, str]:
    """Return our fields from the lines of each field code."""
    fields: dict[str, str] = {}
    for code, field in FACTIVA.items():
        if code in document:
            body = code in ("LP", "TD")
            fields[field] = ("\n" if body else " ").join(document[code]).strip()
    fields["text"] = "\n\n".join(part for part in (fields.pop("lead", ""), fields.get("text", "")) if part)
    if clock := fields.pop("clock", ""):
        fields["published_at"] = f"{fields.get('published_at', '')} {clock}"
    fields["id"] = fields.get("id", "").removeprefix("Document ").removeprefix("Dokument ")
    return {field: value for field, value in fields.items() if value}


def nexis_documents(lines: list[str]) -> Iterator[dict[str, str]]:
    """Yield the articles of a Nexis export; "End of Document" closes each."""
    document: list[str] = []
    for line in lines:
        if NEXIS_END.fullmatch(line):
            if fields := nexis_fields(document):
                yield fields
            document = []
        elif not NEXIS_START.fullmatch(line):
            document.append(line)
    if fields := nexis_fields(document):
        yield fields


def nexis_fields(lines: list[str]) -> dict[str, str]:
    """Return our fields from one Nexis document: headline, outlet, date, labelled fields, then the body."""
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) < 4:
        return {}
    fields = {"title": filled[0], "outlet": filled[1]}
    body: list[str] = []
    in_body = False
    for line in filled[2:]:
        field = NEXIS_FIELD.fullmatch(line)
        name = field.group(1).lower() if field else ""
        if in_body and name in NEXIS_TAIL:
            break
        if line.lower() in ("body", "text", "volltext"):
            in_body = True
        elif in_body:
            body.append(line)
        elif field and name in NEXIS_NAMES and field.group(2):
            fields[NEXIS_NAMES[name]] = field.group(2)
        elif "published_at" not in fields and NEXIS_DATE.fullmatch(line):
            fields["published_at"] = line
        elif not field and not COPYRIGHT.fullmatch(line) and "published_at" in fields:
            body.append(line)
    fields["section"] = fields.get("section", "").partition(";")[0]
    return {**fields, "text": "\n\n".join(body)} if body else {}
