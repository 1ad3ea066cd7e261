"""Which function reads which format: one line a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.read import plain, records, web
from analysis.read.item import Blob, Item, Note, Problem

Reader = Callable[[Blob], Iterator[Item | Problem | Note]]

READERS: dict[str, Reader] = {
    ".txt": plain.read_text,
    ".md": plain.read_text,
    ".html": web.read_html,
    ".htm": web.read_html,
    ".json": records.read_json,
    ".jsonl": records.read_jsonl,
    ".ndjson": records.read_jsonl,
    ".csv": records.read_csv,
    ".tsv": records.read_csv,
}
