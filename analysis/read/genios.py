"""Exports of GENIOS and WISO: headline, text, then labelled lines (Quelle, Ressort, Dokumentnummer)."""

from __future__ import annotations

import re
from collections.abc import Iterator

END = re.compile(r"(?:©|\(c\)|Copyright) ?GBI-Genios\b.*", re.IGNORECASE)
FIELD = re.compile(
    r"(Quelle|Ressort|Rubrik|Autor|Verfasser|Dokumentnummer|ISSN|Dauerhafte Adresse des Dokuments|Seite|"
    r"Ausgabe|Alle Rechte vorbehalten|Schlagwörter|Deskriptor(?:en)?|Branche):\s*(.*)"
)
# "Süddeutsche Zeitung vom 12.02.2026, Nr. 35, S. 4"; "Süddeutsche Zeitung, 12.02.2026, S. 4"
SOURCE = re.compile(r"(?P<outlet>.{2,80}?),? (?:vom )?(?P<date>\d{1,2}\.\d{1,2}\.\d{4})\b.*")
NAMES = {
    **{"Ressort": "section", "Rubrik": "section", "Autor": "authors", "Verfasser": "authors"},
    **{"Dokumentnummer": "id", "Dauerhafte Adresse des Dokuments": "url"},
}


def is_genios(lines: list[str]) -> bool:
    """Tell whether the lines are such an export."""
    return any(END.fullmatch(line.strip()) for line in lines) and any(
        line.strip().startswith(("Dokumentnummer:", "Quelle:")) for line in lines
    )


def genios_documents(lines: list[str]) -> Iterator[dict[str, str]]:
    """Yield the articles; the archive's copyright line closes each."""
    document: list[str] = []
    for line in [*lines, "© GBI-Genios"]:
        if not END.fullmatch(line.strip()):
            document.append(line.strip())
        elif fields := genios_fields(document):
            yield fields
            document = []


def genios_fields(lines: list[str]) -> dict[str, str]:
    """Return our fields from one document; nothing where it has no text."""
    while lines and not lines[0]:
        lines = lines[1:]
    found = [(n, match) for n, line in enumerate(lines) if (match := FIELD.fullmatch(line))]
    begin = next((n for n, match in found if match.group(1) in ("Quelle", "Dokumentnummer")), len(lines))
    fields: dict[str, str] = {}
    for n, match in found:
        following = next((line for line in lines[n + 1 : n + 3] if line), "")
        value = match.group(2) or following
        if match.group(1) == "Quelle" and (source := SOURCE.fullmatch(value)):
            fields["outlet"], fields["published_at"] = source["outlet"], source["date"]
        elif n >= begin and (name := NAMES.get(match.group(1))):
            fields.setdefault(name, value)
    body = lines[1:begin]
    return {"title": lines[0], "text": "\n".join(body).strip(), **fields} if any(body) else {}
