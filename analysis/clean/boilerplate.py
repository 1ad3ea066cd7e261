"""Paragraphs that are not part of an article: captions, pointers to other articles, boxes, paywalls."""

from __future__ import annotations

import re

from analysis.clean.closing import credit_line, opening
from analysis.clean.opening import DATE_LINE, match_byline, match_short
from analysis.clean.paragraphs import SENTENCE_END

CAPTION = re.compile(
    r"(?:[(\[](?:Foto|Fotos|Bild|Archivbild|Archivfoto|Symbolbild|Symbolfoto|Grafik|Quelle)\b[^()\[\]]{0,80}[)\]]"
    r"|(?<=[.!?\w“»«)] )(?:©|Foto:|Fotos:|Bild:|Grafik:) ?[^.!?©]{2,80})\.?$"
)
# Credits of pictures that stand alone, and what players and galleries show.
PLAYER = re.compile(
    r"(?:picture[ -]alliance|imago(?: images)?|getty images|shutterstock|adobe stock)(?: ?[/|,] ?.{0,60})?"
    r"|\d{1,4} (?:Leser)?(?:Kommentare?|Postings?|Bilder)|Bild \d+ (?:von|/) \d+"
    r"|\d{1,2}:\d{2} ?/ ?\d{1,2}:\d{2}",
    re.IGNORECASE,
)
POINTER = re.compile(
    r"[#*→►▶» ]*(?:Mehr (?:zum Thema|dazu|aus dem Ressort)|Lesen Sie (?:auch|mehr)|Auch interessant|"
    r"Das könnte Sie (?:auch )?interessieren|Weitere (?:Artikel|Nachrichten|Meldungen)|Siehe auch|"
    r"Zum Thema)[: ]*"
)
MAX_LINKS, MAX_LINK = 6, 120
SENTENCE_ENDS = (".", "?", "“", "«", "»", "”", '."')
AT_TOP = 8  # paragraphs among which a line with a date is the article's
MAX_OFFER = 0.5  # of the text: more than that after a paywall is the article going on
MAX_BOILERPLATE = 250  # characters; longer paragraphs are text, however they begin


def drop_boilerplate(paragraphs: list[str]) -> tuple[list[str], list[str], str]:
    """Return the paragraphs of the article, those left out, and what shows that a paywall cut the text."""
    paragraphs, wall = cut_at_paywall(paragraphs)
    kept: list[str] = []
    left_out: list[str] = []
    linked = 0  # lines of a list of links that may still follow
    for n, paragraph in enumerate(paragraphs, 1):
        drop = is_boilerplate(paragraph, len(paragraphs) - n) or (
            n < len(paragraphs) and is_caption(paragraph)
        )
        drop = drop and not (n <= AT_TOP and (match_short(DATE_LINE, paragraph) or match_byline(paragraph)))
        if drop and POINTER.fullmatch(paragraph):
            linked = MAX_LINKS
        elif linked and is_link(paragraph):
            drop, linked = True, linked - 1
        elif not drop:
            linked = 0
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


def is_link(paragraph: str) -> bool:
    """Tell whether a line below "Mehr zum Thema" is one of the headlines it points to."""
    return len(paragraph) <= MAX_LINK and not SENTENCE_END.search(paragraph) and not paragraph.startswith("#")


def is_boilerplate(paragraph: str, n_after: int = 0) -> bool:
    """Tell whether a paragraph with ``n_after`` more after it is a caption, a pointer or a service box."""
    bare = paragraph.lstrip("#+>*-–|•→►▶» ")
    if len(paragraph) > MAX_BOILERPLATE:
        return False
    listed = (
        (starts_with(bare, "boilerplate") and not bare.endswith(SENTENCE_ENDS))
        or starts_with(bare, "boilerplate_sentences")
        or starts_with(bare, "paywall")
    )
    credit = listed and n_after < 4 and credit_line(bare.strip("#* "), ".")
    return (listed or PLAYER.fullmatch(paragraph) is not None) and not (credit and credit.agency)


def is_caption(paragraph: str) -> bool:
    """Tell whether a short paragraph ends with the credit of a picture."""
    return len(paragraph) <= MAX_BOILERPLATE and CAPTION.search(paragraph) is not None


def starts_with(paragraph: str, resource: str) -> bool:
    """Tell whether ``paragraph`` begins with a phrase of a word list."""
    return bool(opening(resource).match(paragraph))
