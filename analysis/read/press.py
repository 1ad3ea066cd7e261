"""Exports of press archives: one file, many articles (Factiva, Nexis in its two layouts, GENIOS/WISO)."""

from __future__ import annotations

from analysis.read.factiva import factiva_documents, is_factiva
from analysis.read.genios import genios_documents, is_genios
from analysis.read.nexis import is_nexis, nexis_documents


def split_export(text: str) -> list[dict[str, str]]:
    """Return the fields of each article in an export; nothing where the text is no such export."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    if is_factiva(lines):
        return list(factiva_documents(lines))
    if is_nexis(lines):
        return list(nexis_documents(lines))
    if is_genios(lines):
        return list(genios_documents(lines))
    return []
