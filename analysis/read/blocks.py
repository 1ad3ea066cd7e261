"""The blocks of a web page: its paragraphs, headings and lines in the order in which they stand."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp small"
    " span strike strong sub sup time tt u var wbr".split()
)
SILENT = "script style noscript template svg iframe object select button textarea nav footer".split()
PARTS = frozenset(("span", "a", "time"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BOLD = frozenset(("b", "strong"))
SENTENCE_END = re.compile(r"[.!?…:][\"“”«»’)]{0,3}$")
_NO_LETTER = re.compile(r"[\W_]+")


class Block(NamedTuple):
    """A paragraph, heading or line of a page."""

    text: str
    heading: bool
    bold: bool  # all of it
    node: _Element  # the element it stands in


def drop_silent(tree: HtmlElement) -> None:
    """Take off a page what never is its text: menus, scripts, forms' parts; all that follows is faster."""
    for node in list(tree.iter(SILENT)):
        linked = node.tag == "script" and "ld+json" in node.get("type", "")
        if not linked and (node.tag != "footer" or next(node.iterancestors("article"), None) is None):
            node.drop_tree()


def page_blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a page in the order of the page; two line breaks part blocks as paragraphs do."""
    walk = Walk()
    walk.enter(tree)
    walk.flush(tree)
    return walk.blocks


class Walk:
    """A walk through a page that gathers runs of text and cuts them into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.run: list[str] = []
        self.plain = False  # some of the run is not bold

    def enter(self, node: _Element, bold: bool = False, depth: int = 0) -> None:
        """Gather what stands in ``node``."""
        if not isinstance(node.tag, str) or node.tag in ("head", "script") or depth > 200:
            return
        if node.tag == "br":
            self.run.append("\n")
            return
        block = node.tag not in INLINE
        if block:
            parent = node.getparent()
            self.flush(node if parent is None else parent)
        bold = bold or node.tag in BOLD
        self.add(node.text, bold)
        for child in node:
            last = child.getprevious() if child.tag in PARTS else None
            if last is not None and last.tag in PARTS and not last.tail:
                self.run.append(" ")  # "Berlin" and "Lesezeit" stand apart on the page
            self.enter(child, bold, depth + 1)
            self.add(child.tail, bold)
        if block:
            self.flush(node)

    def add(self, text: str | None, bold: bool) -> None:
        """Add a piece of text to the run."""
        if text:
            self.run.append(text if "\n" not in text else text.replace("\n", " "))
            self.plain = self.plain or (not bold and not text.isspace())

    def flush(self, node: _Element) -> None:
        """Make blocks of the run that ends here."""
        if self.run:
            lines = [" ".join(line.split()) for line in "".join(self.run).split("\n")]
            self.blocks += [
                Block(text, node.tag in HEADINGS, not self.plain, node) for text in paragraphs_of(lines)
            ]
        self.run, self.plain = [], False


def paragraphs_of(lines: list[str]) -> list[str]:
    """Return the paragraphs that lines between ``<br>`` are; lines broken within a sentence are joined."""
    parts = lines[:1]
    for line in lines[1:]:
        before = parts[-1]
        wrapped = line[:1].islower() or len(before) >= 40
        if before and line and wrapped and not SENTENCE_END.search(before):
            parts[-1] = f"{before} {line}"
        else:
            parts.append(line)
    return [part for part in parts if part]


@functools.lru_cache(maxsize=2048)
def key(text: str) -> str:
    """Return the letters and digits of a text in lower case, by which two renderings of it are compared."""
    return _NO_LETTER.sub("", text.lower())


def chosen(blocks: list[Block], kept: list[str]) -> list[int] | None:
    """Return the places of the blocks that ``kept`` (the paragraphs an extractor took) are made of.

    The page gives order and paragraphs, the extractor the choice; None where its text is not that of
    the blocks.
    """
    keys = {key(text) for text in kept} - {""}
    whole = "\0".join(key(text) for text in kept)
    names = [key(block.text) for block in blocks]
    found: list[int] = []
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name and name not in seen and (name in keys or (len(name) >= 40 and name in whole)):
            found.append(n)
            seen.add(name)
    if not found or sum(len(names[n]) for n in found) < 0.8 * len(whole):
        return None
    inside = range(found[0], found[-1])
    taken = set(found)
    short = [n for n in inside if n not in taken and names[n] and names[n] not in seen and names[n] in whole]
    return sorted([*found, *short])
