"""Word, OpenDocument, RTF and PDF -> articles; a file may hold many (exports of press archives)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.plain import split_header
from analysis.read.press import split_export
from analysis.read.xml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MAX_PART = 64 * 2**20  # bytes of the one part that holds the text
HEADING = re.compile(r"(?:heading|berschrift|title|titel)\D{0,10}(\d?)", re.IGNORECASE)


def read_docx(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the articles of a Word document."""
    root = parse_xml(read_part(blob.data, "word/document.xml"))
    paragraphs = []
    for node in root.iter(f"{W}p"):
        style = node.find(f"{W}pPr/{W}pStyle")
        text = "".join(
            part.text or "" if part.tag == f"{W}t" else "\n" if part.tag == f"{W}br" else "\t"
            for part in node.iter(f"{W}t", f"{W}br", f"{W}tab")
        )
        paragraphs.append(mark(text, style.get(f"{W}val", "") if style is not None else ""))
    yield from document_items(blob, paragraphs)


def read_odt(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the articles of an OpenDocument text."""
    root = parse_xml(read_part(blob.data, "content.xml"))
    paragraphs = []
    for node in root.iter(f"{ODF}p", f"{ODF}h"):
        text = " ".join("".join(map(str, node.itertext())).split())
        style = node.get(f"{ODF}style-name", "")
        paragraphs.append(mark(text, "heading" if node.tag == f"{ODF}h" else style))
    yield from document_items(blob, paragraphs)


def read_rtf(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the articles of an RTF document."""
    from striprtf.striprtf import rtf_to_text

    text = rtf_to_text(blob.data.decode("latin-1"), encoding="cp1252", errors="replace")
    yield from document_items(blob, text.split("\n"))


def read_pdf(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the article of a PDF with a text layer; lines are joined to paragraphs by ``clean``."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(blob.data))
        text = "\n\n".join(page_text(page) for page in reader.pages)
    except PyPdfError as error:
        yield blob.problem(
            f"Das PDF ist nicht zu lesen ({error}).", "Den Artikel als Text oder HTML speichern."
        )
        return
    if not text.strip():
        reason = "Das PDF enthält nur Bilder, keinen Text."
        yield blob.problem(reason, "Mit einer Texterkennung (OCR) bearbeiten und als Text speichern.")
        return
    documents = split_export(text) or [split_header(text)]
    for number, fields in enumerate(documents, 1):
        yield blob.article(fields, f"Dokument {number}" if len(documents) > 1 else "")


def page_text(page: Any) -> str:
    """Return the text of a PDF page: as laid out (blank lines part paragraphs), but column by column."""
    laid_out = str(page.extract_text(extraction_mode="layout"))
    lines = [line for line in laid_out.split("\n") if line.strip()]
    in_columns = sum("   " in line.strip() for line in lines) > 0.2 * len(lines)
    return str(page.extract_text()) if in_columns else laid_out


def read_part(data: bytes, name: str) -> bytes:
    """Return one part of a zipped document, bounded."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as file:
        part = file.read(MAX_PART + 1)
    if len(part) > MAX_PART:
        raise ValueError(f"entpackt größer als {MAX_PART // 2**20} MB")
    return part


def mark(text: str, style: str) -> str:
    """Return a paragraph, marked as a heading where its style says so."""
    text = text.strip()
    return f"## {text}" if text and HEADING.match(style.replace("Ü", "").replace("ü", "")) else text


def document_items(blob: Blob, paragraphs: list[str]) -> Iterator[Item | Problem]:
    """Yield the articles of a document: many in an export, else one."""
    documents = split_export("\n".join(p.removeprefix("## ") for p in paragraphs))
    for number, fields in enumerate(documents, 1):
        yield blob.article(fields, f"Dokument {number}")
    if not documents:
        yield blob.article(split_header("\n\n".join(p for p in paragraphs if p)))
