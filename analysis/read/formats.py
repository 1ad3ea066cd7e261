"""Which function reads which format: one line a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.read import feeds, mail, office, plain, records, web
from analysis.read.item import Blob, Item, Note, Problem

Reader = Callable[[Blob], Iterator[Item | Problem | Note]]

READERS: dict[str, Reader] = {
    ".txt": plain.read_text,
    ".md": plain.read_text,
    ".html": web.read_html,
    ".htm": web.read_html,
    ".mhtml": mail.read_mhtml,
    ".mht": mail.read_mhtml,
    ".json": records.read_json,
    ".jsonl": records.read_jsonl,
    ".ndjson": records.read_jsonl,
    ".csv": records.read_csv,
    ".tsv": records.read_csv,
    ".xlsx": records.read_xlsx,
    ".parquet": records.read_parquet,
    ".rss": feeds.read_feed,
    ".atom": feeds.read_feed,
    ".xml": feeds.read_feed,
    ".docx": office.read_docx,
    ".odt": office.read_odt,
    ".rtf": office.read_rtf,
    ".pdf": office.read_pdf,
    ".eml": mail.read_mail,
}

# Formats of which one file is one article or one page: the budget of an item holds for the whole file.
PAGES = (".html", ".htm", ".mhtml", ".mht", ".eml", ".rss", ".atom", ".xml")
