"""Web pages -> articles: trafilatura chooses the text, the page gives order, byline, teaser and the rest."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.clean.boilerplate import starts_with
from analysis.clean.closing import credit_line
from analysis.clean.opening import DATE_LINE, match_byline, match_short
from analysis.clean.paragraphs import SENTENCE_END
from analysis.read.blocks import Block, chosen, drop_silent, key, page_blocks
from analysis.read.decode import declared_encoding, decode
from analysis.read.item import Blob, Item, Note, Problem
from analysis.read.metadata import metadata
from analysis.read.plain import encoding_note

if TYPE_CHECKING:
    from lxml.html import HtmlElement

XML_HEAD = re.compile(r"^\s{0,50}<\?xml[^>]{0,200}\?>")
TEASER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:teaser|vorspann|lead|leadtext|standfirst|intro|introduction|subtitle|summary|anriss)(?:$|[\s_-])",
    re.IGNORECASE,
)
NO_ARTICLE = "Auf der Seite ist kein Artikeltext zu erkennen."
NO_ARTICLE_ADVICE = "Die Seite im Browser öffnen und den Artikel als Text speichern."
AROUND = 8  # blocks before and after the text among which bylines and credits are looked for
MAX_TEASER = 600
MAX_CREDIT = 140


def read_html(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield the one article of a saved web page."""
    text, encoding = decode(blob.data, declared_encoding(blob.data))
    yield from encoding_note(blob, encoding)
    fields = page_fields(text)
    if fields.get("text"):
        yield blob.article(fields)
    else:
        yield blob.problem(NO_ARTICLE, NO_ARTICLE_ADVICE)


def page_fields(html: str) -> dict[str, str]:
    """Return the fields of an article page."""
    from trafilatura.utils import load_html

    tree = load_html(XML_HEAD.sub("", html))
    if tree is None:
        return {}
    fields = metadata(tree)
    drop_silent(tree)
    blocks = page_blocks(tree)
    body = extract(tree, sum(len(block.text) for block in blocks if block.node.tag == "p"))
    if body is None:
        return fields
    kept = paragraphs(body)
    places = chosen(blocks, [text for text, _ in kept])
    if places is None:
        return fields | {"text": "\n\n".join(f"## {text}" if head else text for text, head in kept)}
    return fields | text_fields(blocks, places, fields)


def extract(tree: HtmlElement, size: int) -> Any:
    """Return trafilatura's body of a page with ``size`` characters in paragraphs, or None.

    Its second opinion (readability) costs a third of the time and is asked only where the first is short.
    """
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, options=options(fast=True))
    length = len("".join(document.body.itertext())) if document else 0
    if length < 400 or 2 * length < size:
        document = bare_extraction(tree, options=options(fast=False))
    return document and document.body


@functools.cache
def options(fast: bool) -> Any:
    """Return the options of trafilatura; made once, for reading them takes long."""
    from trafilatura.settings import Extractor

    return Extractor(fast=fast, comments=False, tables=False)


def paragraphs(body: Any) -> list[tuple[str, bool]]:
    """Return the paragraphs of trafilatura's tree, and whether each is a heading."""
    parts = []
    for element in body.iter("p", "head", "quote", "item"):
        if element.tag == "quote" and element.find(".//p") is not None:
            continue
        if any(parent.tag in ("p", "item", "head") for parent in element.iterancestors()):
            continue
        if text := " ".join("".join(element.itertext()).split()):
            parts.append((text, element.tag == "head"))
    return parts


def text_fields(blocks: list[Block], places: list[int], fields: dict[str, str]) -> dict[str, str]:
    """Return text and teaser from the blocks at ``places`` and the bylines and credits around them."""
    title = key(fields.get("title", ""))
    top = next((n for n, b in enumerate(blocks[: places[-1]]) if title and title in key(b.text)), -1)
    begin = next((n for n in places if n > top and is_text(blocks[n])), places[0])
    opening = range(max(top + 1, begin - AROUND), begin)
    found: dict[str, str] = {}
    lead = next((n for n in [*opening, begin] if is_teaser(blocks[n], len(places))), None)
    if lead is not None:
        found["teaser"] = blocks[lead].text
        opening = range(opening.start, next((n for n in places if n > lead and is_text(blocks[n])), lead))
    taken = {n for n in places if n > top and n != lead and not same_as_title(blocks[n], title)}
    taken |= {n for n in opening if n != lead and is_byline(blocks[n].text)}
    after = blocks[places[-1] + 1 : places[-1] + 1 + AROUND]
    lines = [f"## {blocks[n].text}" if blocks[n].heading else blocks[n].text for n in sorted(taken)]
    if cut := cut_by_paywall(lines, after, "paid" in fields):
        found["truncated"] = cut
    return found | {"text": "\n\n".join(lines + [b.text for b in after if is_credit(b.text)][:2])}


def is_text(block: Block) -> bool:
    """Tell whether a block is a paragraph of sentences."""
    return len(block.text) >= 60 and bool(SENTENCE_END.search(block.text)) and not block.heading


def same_as_title(block: Block, title: str) -> bool:
    """Tell whether a block is the title (its key), or a heading that holds it."""
    return bool(title) and (key(block.text) == title or (block.heading and title in key(block.text)))


def cut_by_paywall(lines: list[str], after: list[Block], paid: bool) -> str:
    """Return what shows that a paywall cut the text, in words, or nothing."""
    if wall := next((b.text for b in after if starts_with(b.text, "paywall")), ""):
        return f"auf der Seite folgt: {wall[:80]}"
    if paid and lines and not any(SENTENCE_END.search(line.replace("…", ",")) for line in lines[-2:]):
        return "die Seite verlangt ein Abo, und der Text bricht ab"
    return ""


def is_byline(line: str) -> bool:
    """Tell whether a line before the text names its author or its date."""
    return bool(match_byline(line) or match_short(DATE_LINE, line))


def is_credit(line: str) -> bool:
    """Tell whether a short line after the text credits an agency or an author."""
    return len(line) <= MAX_CREDIT and credit_line(line, ".") is not None


def is_teaser(block: Block, n_paragraphs: int) -> bool:
    """Tell whether a block at the top is the teaser: named so by the page, or a bold paragraph."""
    if not 20 <= len(block.text) <= MAX_TEASER or block.heading or n_paragraphs < 3:
        return False
    named = f"{block.node.get('class', '')} {block.node.get('itemprop', '')}"
    return bool(TEASER_CLASS.search(named)) or (block.bold and bool(SENTENCE_END.search(block.text)))
