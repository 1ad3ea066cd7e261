"""RSS and Atom files -> articles: one entry, one article."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = {
    **{"title": "title", "link": "url", "guid": "guid", "id": "guid", "category": "section"},
    **{"pubDate": "published_at", "date": "published_at", "published": "published_at", "updated": "updated"},
    **{"creator": "authors", "author": "authors", "description": "teaser", "summary": "teaser"},
    **{"encoded": "text", "content": "text"},
}
BLOCK = re.compile(r"<(?:/p|br ?/?|/div|/li|/h[1-6]|/blockquote)\s*>", re.IGNORECASE)
HEADING = re.compile(r"<h[2-6][^>]{0,200}>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]{1,2000}>")


def read_feed(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield one article an entry; an entry with a summary only has that as its text, and is flagged."""
    root = parse_xml(blob.data)
    entries = list(root.iter("{*}item", "{*}entry"))
    outlet = root.findtext("{*}channel/{*}title") or root.findtext("{*}title") or ""
    if not entries:
        yield blob.problem(
            "Die XML-Datei ist kein RSS- oder Atom-Feed.", "Als Text, HTML oder JSON speichern."
        )
    for number, entry in enumerate(entries, 1):
        fields = {"outlet": outlet} | entry_fields(entry)
        where = f"Eintrag {number}"
        if not fields.get("text") and fields.get("teaser"):
            fields["text"] = fields.pop("teaser")
            fields["truncated"] = "der Feed enthält nur die Zusammenfassung"
        if fields.get("text"):
            yield blob.article(fields, where)
        else:
            yield blob.problem(
                "Der Eintrag hat keinen Text.", "Die Seite unter seinem Link speichern.", where
            )


def entry_fields(entry: _Element) -> dict[str, str]:
    """Return our fields from an RSS item or an Atom entry."""
    fields: dict[str, str] = {}
    for node in entry:
        if not isinstance(node.tag, str):
            continue
        field = FIELDS.get(node.tag.rpartition("}")[2], "")
        value = (
            node.get("href") if field == "url" and node.get("href") else "".join(map(str, node.itertext()))
        )
        if field in ("text", "teaser", "title"):
            value = markup_text(value or "")
        if field and value and value.strip() and (field not in fields or field == "text"):
            fields[field] = value.strip()
    fields.setdefault("published_at", fields.pop("updated", ""))
    fields.pop("updated", None)
    if fields.get("guid", "").startswith("http"):
        fields.setdefault("url", fields.pop("guid"))
    fields.pop("guid", None)
    return fields


def markup_text(markup: str) -> str:
    """Return the text of a piece of HTML: paragraphs by blank lines, subheadings marked with "## "."""
    text = TAG.sub("", BLOCK.sub("\n\n", HEADING.sub("\n\n## ", markup)))
    return html.unescape(text).strip()
