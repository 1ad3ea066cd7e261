"""The cues of a codebook in a text: which entries match where, excluded and negated ones among them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.framing.compiling import Compiled, Pattern
from analysis.framing.lexicon import Lexicon
from analysis.language import Text

ORDERED_GAP = 12  # words that may stand at "…"
FREE_GAP = 25  # words that may stand at "&"
PARTICLE_GAP = 25  # words between a verb and its separated particle: "wirft … vor"
LONGEST = 200  # tokens of a sentence that cues of several words are sought within

# What may follow a separated particle: the clause is over.
_CLAUSE_END = frozenset(",;:.!?…–-—()“”\"«»'‘’") | {
    "und", "oder", "sowie", "als", "wie", "bevor", "nachdem", "während", "weil", "dass", "aber", "sondern",
}  # fmt: skip


class Match(NamedTuple):
    """A cue found: the tokens it matched, its first and last token, its pattern."""

    tokens: tuple[int, ...]
    first: int
    last: int  # inclusive
    pattern: Pattern
    sentence: int


def find_matches(text: Text, compiled: Compiled) -> list[Match]:
    """Return every match of every pattern in ``text``, by sentence, exclusions and contexts among them."""
    matches: list[Match] = []
    anchors = compiled.anchors
    for (sentence, last), here in sorted(_positions(text, compiled.lexicon).items(), key=lambda x: x[0]):
        for slot in here:
            for pattern in anchors.get(slot, ()):
                parts = pattern.parts
                if len(parts) == 1 and len(parts[0][0]) == 1 and parts[0][1] < 0:
                    matches.extend(Match((i,), i, i, pattern, sentence) for i in here[slot])
                else:
                    for tokens in _match(pattern, here, text.words, last):
                        matches.append(Match(tokens, tokens[0], tokens[-1], pattern, sentence))
    return matches


def _positions(text: Text, table: Lexicon) -> dict[tuple[int, int], dict[int, list[int]]]:
    """Return for each piece of a sentence (its number, the end of the piece) where its slots are filled.

    A piece is a sentence, or LONGEST tokens of a longer one, so that the work stays linear.
    """
    words = text.words
    pieces = [
        (first, min(first + LONGEST, last), number)
        for number, (begin, last) in enumerate(text.sentences)
        for first in range(begin, last, LONGEST)
    ]
    firsts = [first for first, _, _ in pieces]
    found: dict[tuple[int, int], dict[int, list[int]]] = {}
    for i, slots in enumerate([table[word] for word in words]):
        if slots:
            _, last, number = pieces[bisect_right(firsts, i) - 1]
            here = found.setdefault((number, last), {})
            for slot in slots:
                here.setdefault(slot, []).append(i)
    # a capital at the beginning of a sentence is no sign of a noun: look the small form up as well
    for first, last, number in pieces:
        if not words[first][0].isalpha() and first + 1 < last:
            first += 1
        if words[first][0].isupper():
            for slot in table[words[first][0].lower() + words[first][1:]]:
                at = found.setdefault((number, last), {}).setdefault(slot, [])
                if first not in at:
                    at.insert(0, first)
    return found


def _match(
    pattern: Pattern, here: dict[int, list[int]], words: Sequence[str], end: int
) -> Iterator[tuple[int, ...]]:
    """Yield the tokens of every match of a pattern of several words in one sentence."""
    for part, particle in pattern.parts:
        for slot in part:
            if slot not in here:
                return
        if particle >= 0 and particle not in here:
            return
    found = [_part_matches(part, particle, here, words, end) for part, particle in pattern.parts]
    if not all(found):
        return
    for tokens in found[0]:
        chosen = list(tokens)
        for others in found[1:]:
            nearest = _nearest(others, chosen, pattern.ordered)
            if nearest is None:
                break
            chosen.extend(nearest)
        else:
            yield tuple(sorted(chosen))


def _part_matches(
    part: tuple[int, ...], particle: int, here: dict[int, list[int]], words: Sequence[str], end: int
) -> list[tuple[int, ...]]:
    result = []
    for i in here[part[0]]:
        if all(i + k in here[slot] for k, slot in enumerate(part[1:], 1)):
            tokens = tuple(range(i, i + len(part)))
            if particle < 0:
                result.append(tokens)
            elif (at := _particle(i, here[particle], words, end)) is not None:
                result.append((*tokens, at))
    return result


def _particle(verb: int, particles: list[int], words: Sequence[str], end: int) -> int | None:
    """Return the token of the separated particle that closes the clause of the verb, if there is one."""
    for at in particles:
        if verb < at <= verb + PARTICLE_GAP and (at + 1 >= end or words[at + 1] in _CLAUSE_END):
            return at
    return None


def _nearest(candidates: list[tuple[int, ...]], chosen: list[int], ordered: bool) -> tuple[int, ...] | None:
    best, best_distance = None, (ORDERED_GAP if ordered else FREE_GAP) + 1
    last = max(chosen)
    for tokens in candidates:
        if ordered:
            distance = tokens[0] - last
            if distance <= 0:
                continue
        else:
            if set(tokens) & set(chosen):
                continue
            distance = min(abs(tokens[0] - i) for i in chosen)
        if distance <= best_distance:
            best, best_distance = tokens, distance - 1
    return best
