"""Annotated articles -> texts and quotations in token numbers, as training needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analysis.language.segment import Text, segment
from analysis.sources.found import Found


def read(path: Path) -> list[tuple[Text, list[Found]]]:
    """Read articles with "text" and "quotes" (character spans), one JSON object a line."""
    articles = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = segment(record["text"])
            articles.append((text, [_found(text, quote) for quote in record["quotes"]]))
    return articles


def texts(path: Path) -> list[Text]:
    """Read the texts of articles that nobody annotated, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        return [segment(json.loads(line)["text"]) for line in lines]


def _tokens(text: Text, spans: list[list[int]]) -> list[tuple[int, int]]:
    found = []
    for start, end in spans or ():
        first = text.token_at(start)
        last = text.token_at(end - 1) + 1
        found.append((first, min(last, len(text))))
    return sorted(span for span in found if span[1] > span[0])


def _found(text: Text, quote: dict[str, Any]) -> Found:
    spans = {
        role: _tokens(text, quote.get(role) or [])
        for role in ("quote", "speaker", "cue", "frame", "addressee")
    }
    return Found(quote["type"], **spans, nested_in=0 if quote.get("nested") else None, confidence=1.0)
