"""Paragraphs that are not part of an article: captions, pointers to other articles, boxes, paywalls."""

from __future__ import annotations

import re

from analysis.clean.closing import credit_line, opening
from analysis.clean.opening import DATE_LINE, match_short

CAPTION = re.compile(
    r"(?:[(\[](?:Foto|Fotos|Bild|Archivbild|Archivfoto|Symbolbild|Symbolfoto|Grafik|Quelle)\b[^()\[\]]{0,80}[)\]]"
    r"|(?<=[.!?\w“»«)] )(?:©|Foto:|Fotos:|Bild:|Grafik:) ?[^.!?©]{2,80})\.?$"
)
SENTENCE_ENDS = (".", "?", "“", "«", "»", "”", '."')
AT_TOP = 8  # paragraphs among which a line with a date is the article's
MAX_OFFER = 0.5  # of the text: more than that after a paywall is the article going on
MAX_BOILERPLATE = 250  # characters; longer paragraphs are text, however they begin


def drop_boilerplate(paragraphs: list[str]) -> tuple[list[str], list[str], str]:
    """Return the paragraphs of the article, those left out, and what shows that a paywall cut the text."""
    paragraphs, wall = cut_at_paywall(paragraphs)
    kept: list[str] = []
    left_out: list[str] = []
    for n, paragraph in enumerate(paragraphs, 1):
        drop = is_boilerplate(paragraph) or (n < len(paragraphs) and is_caption(paragraph))
        drop = drop and not (n <= AT_TOP and match_short(DATE_LINE, paragraph))
        (left_out if drop else kept).append(paragraph)
    return kept, left_out + wall, f"am Ende steht: {wall[0][:80]}" if wall else ""


def cut_at_paywall(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs before a paywall, and it with all that follows, where that is little."""
    rest = sum(map(len, paragraphs))
    most = MAX_OFFER * rest
    for n, paragraph in enumerate(paragraphs):
        short = rest <= most and len(paragraph) <= MAX_BOILERPLATE
        if short and starts_with(paragraph.lstrip("# "), "paywall"):
            return paragraphs[:n], paragraphs[n:]
        rest -= len(paragraph)
    return paragraphs, []


def is_boilerplate(paragraph: str) -> bool:
    """Tell whether a paragraph is a caption, a pointer to other articles or a service box."""
    bare = paragraph.lstrip("#+>*-–|• ")
    if len(paragraph) > MAX_BOILERPLATE:
        return False
    listed = (
        (starts_with(bare, "boilerplate") and not bare.endswith(SENTENCE_ENDS))
        or starts_with(bare, "boilerplate_sentences")
        or starts_with(bare, "paywall")
    )
    return listed and not (bare.startswith(("©", "Quelle")) and credit_line(bare, ".") is not None)


def is_caption(paragraph: str) -> bool:
    """Tell whether a short paragraph ends with the credit of a picture."""
    return len(paragraph) <= MAX_BOILERPLATE and CAPTION.search(paragraph) is not None


def starts_with(paragraph: str, resource: str) -> bool:
    """Tell whether ``paragraph`` begins with a phrase of a word list."""
    return bool(opening(resource).match(paragraph))
