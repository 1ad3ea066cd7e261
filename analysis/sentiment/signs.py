"""What each word may do to the tone of its sentence, as bits: most words do nothing, and are passed over.

A form is decided once; what its place allows (the beginning of a sentence, the end of a clause) comes on top.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import compress

from analysis.language import Text, lemma
from analysis.language.words import Decided
from analysis.sentiment.clauses import closing
from analysis.sentiment.lexicon import Entry, find, groups, phrases

LookUp = Callable[[str, bool], Entry | None]

OPENING = frozenset("„»‚›")

# TONE: has an entry; OPENS: has one at the beginning of a sentence; CLOSES: a particle that ends a clause;
# PHRASE: begins a fixed phrase; MOVES: falls or rises; ENDS: averts; TURNS: negates; MOOD: makes it unreal;
# CONCEDES: aber, obwohl; QUOTES: opens a quotation; STOPS: a particle before it closes its clause.
TONE, OPENS, CLOSES, PHRASE, MOVES, ENDS, TURNS, MOOD, CONCEDES, QUOTES, STOPS = (1 << n for n in range(11))
LOOK = TONE | OPENS | CLOSES | PHRASE | MOVES  # a clause without one of these has no tone

_GROUPS = {
    TURNS: ("negate", "negate_next", "concede"),
    MOOD: ("condition", "unreal", "wish"),
    CONCEDES: ("concessive", "contrast"),
    CLOSES: ("particle",),
}


def signs(text: Text, heading: bool, look_up: LookUp) -> list[int]:
    """Return the bits of each token of ``text``: of those that its word may have, those its place allows."""
    words = text.words
    bits = [*map(_SIGNS.__getitem__, words)]
    if look_up is not find:
        bits = [kind & ~PHRASE | TONE for kind in bits]
    for first, last in text.sentences:
        for i in range(first, last) if heading else (_opening(words, first, last),):
            bits[i] = bits[i] & ~TONE | (OPENS if look_up(words[i], True) else 0)
    _check_particles(text, bits)
    _check_phrases(words, bits)
    return bits


def _opening(words: list[str], first: int, last: int) -> int:
    """Return the first word of a sentence, or its first token where none is a word."""
    for i in range(first, last):
        if words[i][0].isalnum():
            return i
    return first


def _having(bit: int, bits: list[int]) -> list[int]:
    return [*compress(range(len(bits)), map(bit.__and__, bits))]


def _check_particles(text: Text, bits: list[int]) -> None:
    """Leave CLOSES to the particles at whose place a clause may end."""
    ends = {last for _, last in text.sentences}
    for i in _having(CLOSES, bits):
        if i + 1 not in ends and not bits[i + 1] & STOPS:
            bits[i] &= ~CLOSES


def _check_phrases(words: list[str], bits: list[int]) -> None:
    """Move PHRASE from the telling word of a fixed phrase to its first, where all of it is there."""
    for i in _having(PHRASE, bits):
        bits[i] &= ~PHRASE
        for before, phrase in _around()[words[i].lower()]:
            first = i - before
            if first >= 0 and [word.lower() for word in words[first : first + len(phrase)]] == phrase:
                bits[first] |= PHRASE


@cache
def _around() -> dict[str, list[tuple[int, list[str]]]]:
    """Return the fixed phrases by their longest word, the rarest as a rule: (words before it, all words)."""
    found: dict[str, list[tuple[int, list[str]]]] = {}
    for phrase in (phrase for some in phrases().values() for phrase, _ in some):
        telling = max(phrase, key=len)
        found.setdefault(telling, []).append((phrase.index(telling), phrase))
    return found


def _signs_of(word: str) -> int:
    bits = _of_forms().get(word.lower(), 0) | _of_marks().get(word, 0)
    if word[0].isalpha():
        of_base = _of_bases().get(lemma(word), 0)
        bits |= of_base if word[0].islower() else of_base & ~MOVES
        if word[0].isupper():
            bits &= ~CLOSES
    return bits | TONE if find(word) else bits


_SIGNS = Decided(_signs_of)


@cache
def _of_forms() -> dict[str, int]:
    """Return the bits of words in lower case that are known by their form."""
    known = {PHRASE: [*_around()], TURNS: ["andere"]}
    for bit, names in _GROUPS.items():
        known.setdefault(bit, []).extend(word for name in names for word in groups()[name])
    bits: dict[str, int] = {}
    for bit, some in known.items():
        bits |= {word: bits.get(word, 0) | bit for word in some}
    return bits


@cache
def _of_marks() -> dict[str, int]:
    """Return the bits of marks and of words known as they stand."""
    return {mark: QUOTES * (mark in OPENING) | STOPS * (mark in closing()) for mark in OPENING | closing()}


@cache
def _of_bases() -> dict[str, int]:
    """Return the bits of words that are known by their lemma."""
    bits = dict.fromkeys(groups()["falling"] | groups()["rising"], MOVES)
    return bits | {base: bits.get(base, 0) | ENDS for base in groups()["resolve"]}
