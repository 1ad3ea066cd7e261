"""Mails (.eml) and web archives (.mhtml) -> articles."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from analysis.read.decode import declared_encoding, decode
from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.web import NO_ARTICLE, NO_ARTICLE_ADVICE, page_fields


def read_mhtml(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the article of a web page saved as one file."""
    message = cast(EmailMessage, message_from_bytes(blob.data, policy=policy.default))
    page = part_text(message, "text/html")
    fields = page_fields(page) if page else {}
    if fields.get("text"):
        address = str(message.get("Snapshot-Content-Location") or "")
        yield blob.article({"url": address} | fields if address else fields)
    else:
        yield blob.problem(NO_ARTICLE, NO_ARTICLE_ADVICE)


def read_mail(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the article of a mail: the longer of plain text and HTML, with subject, sender and date."""
    message = cast(EmailMessage, message_from_bytes(blob.data, policy=policy.default))
    text = part_text(message, "text/plain")
    page = part_text(message, "text/html")
    fields = page_fields(page) if page else {}
    if 2 * len(fields.get("text", "")) < len(text.strip()) or not page:  # a plain part may be a stub
        fields = {"text": text}
    heads = {"title": "Subject", "outlet": "From", "published_at": "Date"}
    found = {field: str(message.get(name) or "").strip() for field, name in heads.items()}
    found["outlet"] = found["outlet"].partition("<")[0].strip().strip('"') or found["outlet"]
    fields = fields | {field: value for field, value in found.items() if value}
    if fields.get("text", "").strip():
        yield blob.article(fields)
    else:
        yield blob.problem("Die Mail hat keinen Text.", "Den Inhalt als Text speichern.")


def part_text(message: EmailMessage, kind: str) -> str:
    """Return the first part of a message that is of ``kind``, decoded."""
    for part in message.walk():
        if part.get_content_type() == kind and (data := part.get_payload(decode=True)):
            assert isinstance(data, bytes)
            return decode(data, part.get_content_charset() or declared_encoding(data))[0]
    return ""
