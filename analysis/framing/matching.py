"""The cues of a codebook in a text: which entries match where, excluded and negated ones among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, compress
from operator import itemgetter
from typing import NamedTuple

from analysis.framing.compiling import Compiled, Pattern, Word
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
    words, patterns, pieces = text.words, compiled.patterns, [*_pieces(text)]
    known = [*map(compiled.words.__getitem__, words)]
    for _, first, last in pieces:
        opening = first if words[first][0].isalpha() or last == first + 1 else first + 1
        known[opening] = compiled.openings[words[opening]]
    anchors = compress(range(len(words)), map(_ANCHORED, known))
    i = next(anchors, len(words))
    for sentence, first, last in pieces:
        several = set()
        while i < last:
            for number in known[i].anchored:
                if patterns[number].is_word:
                    matches.append(Match((i,), i, i, patterns[number], sentence))
                else:
                    several.add(number)
            i = next(anchors, len(words))
        if several:
            here = known[first:last]
            found = _several([patterns[number] for number in sorted(several)], words, first, last, here)
            matches += [Match(tokens, tokens[0], tokens[-1], pattern, sentence) for tokens, pattern in found]
    return matches


_SLOTS, _ANCHORED = itemgetter(0), itemgetter(1)


def _several(
    patterns: list[Pattern], words: Sequence[str], first: int, last: int, here: list[Word]
) -> Iterator[tuple[tuple[int, ...], Pattern]]:
    """Yield the tokens of every match of the patterns of several words in one piece."""
    present = set(chain.from_iterable(map(_SLOTS, here)))
    if patterns := [pattern for pattern in patterns if pattern.needs <= present]:
        places = _places(here, first, frozenset().union(*(pattern.needs for pattern in patterns)))
        for pattern in patterns:
            for tokens in _match(pattern, places, words, last):
                yield tokens, pattern


def _pieces(text: Text) -> Iterator[tuple[int, int, int]]:
    """Yield the number of each sentence and where its pieces begin and end.

    A piece is a sentence, or LONGEST tokens of a longer one, so that the work stays linear.
    """
    for number, (begin, end) in enumerate(text.sentences):
        for first in range(begin, end, LONGEST):
            yield number, first, min(first + LONGEST, end)


def _places(here: list[Word], first: int, wanted: frozenset[int]) -> dict[int, list[int]]:
    """Return for each wanted slot the tokens that fill it."""
    places: dict[int, list[int]] = {slot: [] for slot in wanted}
    for i, word in enumerate(here, first):
        for slot in word.slots:
            if slot in wanted:
                places[slot].append(i)
    return places


def _match(
    pattern: Pattern, here: dict[int, list[int]], words: Sequence[str], end: int
) -> Iterator[tuple[int, ...]]:
    """Yield the tokens of every match of a pattern of several words in one sentence."""
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
