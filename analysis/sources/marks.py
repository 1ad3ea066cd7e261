"""Quotation marks -> pairs: which mark opens, which closes, in German, Swiss, English and typewriter styles.

„ and ‚ always open. “ closes a German quotation and opens an English one; » and « point either way;
" and ' look alike. What decides is which quotation is open and which side the mark touches.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analysis.language.segment import Text

MARKS = frozenset("„“”»«\"‚‘’‹›'")
_DOUBLE = frozenset('„“”»«"')
_ALWAYS_OPEN = frozenset("„‚")
# Which marks may close a quotation that began with the key, best first.
_CLOSERS = {
    "„": '“”"„',
    "“": '”“"',
    "”": "”",
    "»": "«",
    "«": "»",
    '"': '"”“',
    "‚": "‘’'",
    "‘": "’",
    "›": "‹",
    "‹": "›",
    "'": "'",
}
MAX_TOKENS = 2_000  # a quotation longer than this was never closed


class Marked(NamedTuple):
    """A stretch in quotation marks: token numbers of both marks (``last`` is inclusive)."""

    first: int
    last: int  # the closing mark, or the last token of the paragraph where it is missing
    closed: bool
    depth: int  # 0 outermost


@lru_cache(maxsize=4)  # rules and model ask for those of the text at hand
def find_marked(text: Text) -> tuple[Marked, ...]:
    """Find the quotations of ``text`` by their marks, in text order; at most two levels are nested.

    An unclosed quotation ends with its paragraph. Linear in the text.
    """
    found: list[Marked] = []
    stack: list[int] = []
    paragraph_of = text.paragraph_of
    words = text.words
    for i in [i for i, word in enumerate(words) if word in MARKS]:
        word = words[i]
        while stack and (paragraph_of[stack[-1]] != paragraph_of[i] or i - stack[-1] > MAX_TOKENS):
            _close_late(text, stack, found)
        if stack and word in _CLOSERS[words[stack[-1]]] and _may_close(text, i):
            found.append(Marked(stack.pop(), i, True, len(stack)))
        elif len(stack) > 1 and word in _CLOSERS[words[stack[0]]] and _may_close(text, i):
            stack.pop()  # the inner one was an apostrophe or was never closed
            found.append(Marked(stack.pop(), i, True, 0))
        elif len(stack) < 2 and _may_open(text, i, bool(stack)):
            stack.append(i)
    while stack:
        _close_late(text, stack, found)
    return tuple(sorted(found))


def _close_late(text: Text, stack: list[int], found: list[Marked]) -> None:
    """Close the innermost open quotation at the end of its paragraph (apostrophes are dropped)."""
    first = stack.pop()
    if text.words[first] not in _DOUBLE:
        return
    last = min(text.paragraphs[text.paragraph_of[first]][1], first + MAX_TOKENS) - 1
    if last > first:
        found.append(Marked(first, last, False, len(stack)))


def _touches(text: Text, i: int) -> tuple[bool, bool]:
    """Tell whether the mark touches the token before it and the token after it."""
    before = i > 0 and text.ends[i - 1] == text.starts[i]
    after = i + 1 < len(text) and text.starts[i + 1] == text.ends[i]
    return before, after


def _may_close(text: Text, i: int) -> bool:
    before, after = _touches(text, i)
    if text.words[i] in _ALWAYS_OPEN:
        return before and not after  # „so„: a wrong closing mark
    return before or not after


def _may_open(text: Text, i: int, inside: bool) -> bool:
    before, after = _touches(text, i)
    word = text.words[i]
    if word in _ALWAYS_OPEN:
        return after or not before
    if word in "'’‘":
        return after and not before and word != "’"
    if before and text.words[i - 1] in "([„»«/–-":
        before = False
    return after and not before and not (inside and word in _DOUBLE and word != '"')
