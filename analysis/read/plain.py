"""Plain text and Markdown -> articles: front matter, header lines ("Titel: …"), the text as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from analysis import plain_yaml
from analysis.read.decode import decode
from analysis.read.fields import plain_name, recognise, vocabulary
from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.press import split_export

NO_PLAIN_TEXT = "Das ist keine Textdatei: sie besteht aus Bytes, die keine Schriftzeichen sind."
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
HEADER = re.compile(r"\s*([A-Za-zÄÖÜäöüß_ -]{2,30}?)\s*:\s+(\S.*)")


def read_text(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the article of a .txt or .md file, or the many of a press archive's export."""
    text, encoding = decode(blob.data)
    if len(UNPRINTABLE.findall(text)) > len(text) / 50:
        yield blob.problem(NO_PLAIN_TEXT, "Als Textdatei in UTF-8 speichern.")
        return
    yield from encoding_note(blob, encoding)
    documents = split_export(text)
    for number, fields in enumerate(documents, 1):
        yield blob.article(fields, f"Dokument {number}")
    if not documents:
        yield blob.article(split_header(text))


def encoding_note(blob: Blob, encoding: str) -> Iterator[Note]:
    """Yield a note where the encoding was not the usual one."""
    if encoding != "utf-8":
        yield blob.note("Kodierung", f"als {encoding} gelesen")


def split_header(text: str) -> dict[str, str]:
    """Return the fields of a text that may begin with front matter or with header lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n ")
    if text.startswith("---\n") and (end := text.find("\n---", 3)) > 0:
        body = text[end + 4 :].partition("\n")[2]
        return recognise(front_matter(text[4 : end + 1])) | {"text": body.strip("\n")}
    return split_header_lines(text)


def front_matter(block: str) -> dict[str, object]:
    """Return the settings of a front matter: YAML, or its lines where a headline has a colon."""
    try:
        front = plain_yaml.load(block)
        if isinstance(front, dict):
            return front
    except yaml.YAMLError:
        pass
    found = (HEADER.fullmatch(line) for line in block.split("\n"))
    return {line.group(1): line.group(2).strip("\"' ") for line in found if line}


def split_header_lines(text: str) -> dict[str, str]:
    """Return the fields of leading "Name: value" lines with known names, and the rest as text."""
    lines = text.split("\n")
    header: dict[str, str] = {}
    for line in lines[:20]:
        found = HEADER.fullmatch(line)
        if not found or plain_name(found.group(1)) not in vocabulary():
            break
        header[found.group(1)] = found.group(2)
    fields = recognise(header)
    # One such line may be a headline with a colon ("Quelle: unbekannt"); two are a header.
    if len(fields) < 2:
        return {"text": text}
    return fields | {"text": "\n".join(lines[len(header) :]).strip("\n")}
