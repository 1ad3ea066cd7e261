"""JSON, JSON lines and tables -> articles: one record, one article."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.read.decode import decode
from analysis.read.fields import as_text, recognise
from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.plain import encoding_note

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
    yield from read_json_text(blob, text, "")


def read_json_text(blob: Blob, text: str, where: str) -> Iterator[Item | Problem]:
    """Yield the articles of one JSON value."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f"Spalte {error.colno}" if isinstance(error, json.JSONDecodeError) else "zu tief geschachtelt"
        if isinstance(error, json.JSONDecodeError) and not where:
            place = f"Zeile {error.lineno}, {place}"
        advice = "Die Datei neu ausführen oder die Stelle in einem Texteditor berichtigen."
        yield blob.problem(f"Das ist kein gültiges JSON ({place}).", advice, where)
        return
    if value == []:
        yield blob.problem("Die Liste ist leer.", "Artikel eintragen oder die Stelle entfernen.", where)
        return
    lists = [("", value)] if isinstance(value, list) else []
    if isinstance(value, Mapping) and not looks_like_article(value):
        lists = [(str(name), part) for name, part in value.items() if is_records(part)]
    for name, records in lists:
        for number, record in enumerate(records, 1):
            place = " ".join(part for part in (where, name, f"Eintrag {number}") if part)
            yield record_item(blob, {"outlet": name, **record} if name else record, place)
    if not lists:
        yield record_item(blob, value, where)


def is_records(value: object) -> bool:
    """Tell whether a JSON value is a list of records."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value[:5])


def looks_like_article(record: Mapping[str, object]) -> bool:
    """Tell whether a JSON object holds a text by one of its known names."""
    fields = recognise(record)
    return "text" in fields or "html" in fields


def record_item(blob: Blob, record: object, where: str) -> Item | Problem:
    """Return the article of one record, or the reason why it is none."""
    if not isinstance(record, Mapping):
        return blob.problem(
            "Der Eintrag ist kein JSON-Objekt.", "Je Artikel ein Objekt {…} schreiben.", where
        )
    fields = recognise(record, mapping_of(blob))
    if not fields.get("text") and fields.get("html"):
        from analysis.read.web import page_fields

        fields = page_fields(fields.pop("html")) | fields
    if not fields.get("text"):
        return blob.problem(NO_TEXT, NO_TEXT_ADVICE, where)
    if isinstance(body := record.get("body"), Mapping) and not fields.get("teaser"):
        fields["teaser"] = as_text(body.get("summary"), "teaser")  # fundus
    return blob.article(fields, where)


def read_csv(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield one article a row of a CSV or TSV file; the delimiter is the commonest in the head line."""
    text, encoding = decode(blob.data)
    yield from encoding_note(blob, encoding)
    # NUL characters stop Python's reader.
    csv.field_size_limit(2**27)
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter(text))
    header = next(rows, [])
    yield from table_items(blob, header, rows)


def table_items(
    blob: Blob, header: Sequence[str], rows: Iterable[Sequence[object]], name: str = "Datensatz"
) -> Iterator[Item | Problem | Note]:
    """Yield one article a row of a table; ``header`` are its column names, its rows count from 2."""
    if not {"text", "html"} & set(recognise(dict.fromkeys(header, "x"), mapping_of(blob))):
        found = ", ".join(header)[:200]
        reason = f"Keine Spalte mit dem Artikeltext erkannt; Spalten: {found}."
        yield blob.problem(reason, NO_TEXT_ADVICE, f"{name} 1")
        return
    for number, row in enumerate(rows, 2):
        if not any(as_text(cell) for cell in row):
            continue
        if len(row) != len(header):
            reason = f"Der Datensatz hat {len(row)} Spalten, die Kopfzeile {len(header)}."
            advice = "Anführungszeichen und Trennzeichen dieser Zeile prüfen."
            yield blob.problem(reason, advice, f"{name} {number}")
            continue
        yield record_item(blob, dict(zip(header, row, strict=True)), f"{name} {number}")


def mapping_of(blob: Blob) -> Mapping[str, str]:
    """Return the column mapping of the folder's quelle.yaml: our field -> column."""
    mapping = blob.source.get("spalten")
    return mapping if isinstance(mapping, Mapping) else {}


def delimiter(text: str) -> str:
    """Return the commonest of tab, semicolon, comma and bar in the head line."""
    head = text.lstrip("\n").partition("\n")[0]
    return max("\t;,|", key=head.count)


def read_xlsx(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield one article a row of every sheet that has a column with the text."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(blob.data), read_only=True, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.max_row is None or sheet.max_row > 0]
    for sheet in sheets:
        rows = sheet.iter_rows(values_only=True)
        header = [as_text(cell) for cell in next(rows, ())]
        if len(sheets) == 1 or any(header):
            yield from table_items(blob, header, rows, f"Blatt {sheet.title}, Zeile")


def read_parquet(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield one article a row of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(blob.data))
    rows = (tuple(row.values()) for batch in file.iter_batches(500) for row in batch.to_pylist())
    yield from table_items(blob, file.schema_arrow.names, rows)
