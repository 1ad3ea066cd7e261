"""JSON, JSON lines and tables -> articles: one record, one article."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from analysis.read.decode import decode
from analysis.read.fields import recognise
from analysis.read.item import Blob, Item, Note, Problem

NO_TEXT = "Der Datensatz hat keinen Artikeltext."
NO_TEXT_ADVICE = "Eine Spalte „text“ füllen oder ihren Namen in quelle.yaml angeben: spalten: {text: Inhalt}."


def read_jsonl(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield one article a line."""
    text, encoding = decode(blob.data)
    yield from encoding_note(blob, encoding)
    for number, line in enumerate(text.split("\n"), blob.first):
        if line.strip():
            yield from read_json_text(blob, line, f"Zeile {number}")


def read_json(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the articles of a JSON file: a record, a list of records, or lists by name of outlet."""
    text, encoding = decode(blob.data)
    yield from encoding_note(blob, encoding)
    yield from read_json_text(blob, text, blob.item)


def read_json_text(blob: Blob, text: str, item: str) -> Iterator[Item | Problem | Note]:
    """Yield the articles of one JSON value."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = (
            f"Zeile {error.lineno}, Spalte {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        )
        yield Problem(
            blob.source_file,
            item or where,
            f"Das ist kein gültiges JSON ({where or 'zu tief geschachtelt'}).",
            "Die Datei neu ausführen oder die Stelle in einem Texteditor berichtigen.",
        )
        return
    if isinstance(value, Mapping):
        value = (
            next((v for v in value.values() if is_records(v)), value)
            if not looks_like_article(value)
            else value
        )
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, 1):
        place = item if not isinstance(value, list) else f"{item} Eintrag {number}".strip()
        yield record_item(blob, record, place)


def is_records(value: object) -> bool:
    """Tell whether a JSON value is a list of records."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value[:5])


def looks_like_article(record: Mapping[str, object]) -> bool:
    """Tell whether a JSON object holds a text by one of its known names."""
    fields = recognise(record)
    return "text" in fields or "html" in fields


def record_item(blob: Blob, record: object, item: str) -> Item | Problem:
    """Return the article of one record, or the reason why it is none."""
    if not isinstance(record, Mapping):
        return Problem(
            blob.source_file,
            item,
            "Der Eintrag ist kein JSON-Objekt.",
            "Je Artikel ein Objekt {…} schreiben.",
        )
    mapping = blob.source.get("spalten")
    fields = recognise(record, mapping if isinstance(mapping, Mapping) else {})
    if not fields.get("text") and fields.get("html"):
        from analysis.read.web import page_fields

        fields = page_fields(fields.pop("html")) | fields
    if not fields.get("text"):
        return Problem(blob.source_file, item, NO_TEXT, NO_TEXT_ADVICE)
    return Item(blob.source_file, item, fields)


def encoding_note(blob: Blob, encoding: str) -> Iterator[Note]:
    """Yield a note where the encoding was not the usual one."""
    if encoding not in ("utf-8",):
        yield Note(blob.source_file, blob.item, "Kodierung", f"als {encoding} gelesen")


def read_csv(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield one article a row of a CSV or TSV file; the delimiter is the commonest in the head line."""
    text, encoding = decode(blob.data)
    yield from encoding_note(blob, encoding)
    # NUL characters stop Python's reader.
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter(text))
    csv.field_size_limit(2**27)
    header = next(rows, [])
    if not {"text", "html"} & set(recognise(dict.fromkeys(header, "x"), mapping_of(blob))):
        yield Problem(
            blob.source_file,
            "Zeile 1",
            f"Keine Spalte mit dem Artikeltext erkannt; Spalten: {', '.join(header)[:200]}.",
            NO_TEXT_ADVICE,
        )
        return
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            yield Problem(
                blob.source_file,
                f"Datensatz {number}",
                f"Der Datensatz hat {len(row)} Spalten, die Kopfzeile {len(header)}.",
                "Anführungszeichen und Trennzeichen dieser Zeile prüfen.",
            )
            continue
        yield record_item(blob, dict(zip(header, row, strict=True)), f"Datensatz {number}")


def mapping_of(blob: Blob) -> Mapping[str, str]:
    """Return the column mapping of the folder's quelle.yaml: our field -> column."""
    mapping = blob.source.get("spalten")
    return mapping if isinstance(mapping, Mapping) else {}


def delimiter(text: str) -> str:
    """Return the commonest of tab, semicolon, comma and bar in the head line."""
    head = text.lstrip("\n").partition("\n")[0]
    return max("\t;,|", key=head.count)
