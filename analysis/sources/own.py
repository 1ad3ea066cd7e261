"""Whose "eigene Angaben" they are: those of the subject of their clause.

German has the verb second: the subject stands before it, or behind it, or behind the phrase itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from analysis.language.segment import Text
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.cast import Cast
from analysis.sources.clauses import noun_phrase_end
from analysis.sources.quote import Span
from analysis.sources.rules.clause import LEADING

_PERSONAL = frozenset("er sie man wir ich".split())
_RELATIVE = frozenset("der die das".split())  # ein Hacker, der nach eigenen Angaben …
_SOURCE = frozenset("nach laut gemäß Nach Laut Gemäß".split())
_NO_SUBJECT = frozenset("dem den des einem einen eines".split())
_DASHES = frozenset("–-")
_SIGHT = 80  # tokens before the phrase that are looked at
_LONGEST = 12  # tokens of a subject

Tokens = tuple[int, int]  # first, last + 1


def subject_of_own(cast: Cast, start: int) -> Span | None:
    """Return where the subject stands whose "eigene Angaben" begin at the character ``start``, or None.

    Of several phrases that may be it, the first one that can speak; those of the last clause come first.
    """
    text = cast.text
    i = text.token_at(start)
    first, end = text.sentences[text.sentence_of[i]]
    first = max(first, i - _SIGHT)
    own = i - (i > first and text.words[i - 1] in _SOURCE)
    before = text.words[own - 1] if own > first else ""
    if before in _RELATIVE and own - 1 > first and text.words[own - 2] == ",":
        return None
    if before.lower() in _PERSONAL:
        return text.span(own - 1, own)
    behind = _end_of_own(text, i, end)
    starts = [a + (text.words[a] in LEADING) for a in _clauses(text, first, own)]
    parts = [(a, b) for a, b in zip(starts, [*starts[1:], own], strict=True) if a < b]
    stop = min(behind + _LONGEST, end)
    if not parts:  # Nach eigenen Angaben hat das Amt …
        parts = [(behind + 1, stop)]
    found = [pair for a, b in (*parts[-1:], *parts[:-1], (behind, stop)) for pair in _phrases(text, a, b)]
    opening = {a for a, _ in parts}
    best = next((pair for pair in found if _can_speak(cast, *pair, opens=pair[0] in opening)), None)
    return text.span(*(best or found[0])) if found else None


def _end_of_own(text: Text, first: int, end: int) -> int:
    """Return where "eigene Angaben" that begin at token ``first`` end, with the "zufolge" behind them."""
    near = range(first, min(first + 4, end))
    behind = next((j + 1 for j in near if kinds.is_cue_noun(text.words[j])), first + 1)
    return behind + (text.words[behind : behind + 1] == ["zufolge"])


def _clauses(text: Text, first: int, end: int) -> list[int]:
    """Return where the clauses before ``end`` begin: behind a dateline, a colon, a comma outside brackets."""
    words, depth = text.words, 0
    dashes = (j for j in range(first + 1, min(first + 6, end)) if words[j] in _DASHES)
    starts = [next((j + 1 for j in dashes if kinds.is_place(words[j - 1])), first)]
    for j in range(starts[0], end):
        depth += (words[j] == "(") - (words[j] == ")")
        if words[j] in ",;:" and not depth:
            starts.append(j + 1)
    return starts


@lru_cache(maxsize=4)  # of the text at hand
def _flags(text: Text) -> list[int]:
    return [*map(lx.flags_of, text.words)]


def _phrases(text: Text, first: int, end: int) -> Iterator[Tokens]:
    """Yield the noun phrases that may be a subject: no preposition stands before them, no dative in them."""
    flags, j = _flags(text), first
    while j < end:
        verb = text.words[j][0].islower() and not flags[j] & (lx.DETERMINER | lx.PRONOUN)
        if verb and j + 1 < end and flags[j + 1] & lx.DETERMINER:  # zählt das Ministerium
            j += 1
            continue
        stop = noun_phrase_end(text, flags, j, min(j + _LONGEST, end))
        free = j == first or not flags[j - 1] & lx.PREPOSITION
        if stop > j and free and text.words[j].lower() not in _NO_SUBJECT:
            yield j, stop
        j = max(stop, j + 1)


def _can_speak(cast: Cast, first: int, last: int, opens: bool) -> bool:
    """Tell whether a phrase names who can speak: where it opens its clause also a place or unknown name."""
    text = cast.text
    if last == first + 1 and text.words[first].lower() in _PERSONAL:
        return True
    start, end = text.span(first, last)
    if any(start <= name.start < end and (opens or name.kind != "place") for name in cast.names):
        return True
    nouns = [word for word in text.words[first:last] if word[0].isupper()]
    roles = map(kinds.role_at_end, nouns)
    if any(role is not None and role.kind in ("person", "group", "carrier") for role in roles):
        return True
    return opens and bool(nouns) and not any(map(kinds.is_common, nouns))  # Check24
