"""A codebook -> look-ups: word to slots and to the patterns they anchor."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from analysis import resources
from analysis.framing.codebook import STRENGTHS, Codebook, CueEntry
from analysis.framing.lexicon import Lexicon
from analysis.language.words import Decided

Role = tuple[str, int, int]  # kind (cue, exclude, context), number of frame or context, of question


class Pattern(NamedTuple):
    """One variant of a cue, compiled: parts as slot numbers, particle slot or -1; all slots it needs."""

    parts: tuple[tuple[tuple[int, ...], int], ...]
    needs: frozenset[int]
    is_word: bool  # a single slot, nothing else to look for
    ordered: bool
    role: Role
    entry: str
    weight: float
    strength: str


class Word(NamedTuple):
    """The slots that a word form fills, and the numbers of the patterns that one of them anchors."""

    slots: tuple[int, ...]
    anchored: tuple[int, ...]


NO_WORD = Word((), ())


class Compiled(NamedTuple):
    """A codebook ready to match: each word form, also as the first of its sentence, and all patterns."""

    words: Decided[Word]
    openings: Decided[Word]
    patterns: list[Pattern]
    negators: frozenset[str]


@lru_cache(maxsize=16)
def compile_codebook(codebook: Codebook) -> Compiled:
    """Compile the cues, exclusions and contexts of a codebook (kept for the last few codebooks)."""
    slots: dict[tuple[str, ...], int] = {}
    patterns = list(_patterns(codebook, slots))
    cost = _costs(patterns, list(slots))
    anchors: dict[int, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        anchors[min(sorted(pattern.needs), key=cost.__getitem__)].append(pattern)
    words, ordered = _words(Lexicon(list(slots)), anchors)
    return Compiled(words, _openings(words), ordered, resources.words("codebooks/negators"))


def _words(lexicon: Lexicon, anchors: dict[int, list[Pattern]]) -> tuple[Decided[Word], list[Pattern]]:
    """Return what is known of a word form, and the patterns by the numbers that it gives."""
    ordered: list[Pattern] = []
    numbers: dict[int, range] = {}
    for slot in sorted(anchors):
        numbers[slot] = range(len(ordered), len(ordered) + len(anchors[slot]))
        ordered += anchors[slot]

    def decide(word: str) -> Word:
        if slots := lexicon.slots(word):
            return Word(slots, tuple(chain.from_iterable(numbers.get(slot, ()) for slot in slots)))
        return NO_WORD

    return Decided(decide), ordered


def _openings(words: Decided[Word]) -> Decided[Word]:
    """Return what is known of the first word of a sentence: there a capital is no sign of a noun."""

    def decide(word: str) -> Word:
        known = words[word]
        small = words[word[0].lower() + word[1:]] if word[0].isupper() else NO_WORD
        if small is NO_WORD:  # as mostly
            return known
        return Word(*(tuple({*a, *b}) for a, b in zip(known, small, strict=True)))

    return Decided(decide)


def _costs(patterns: Iterable[Pattern], slots: list[tuple[str, ...]]) -> list[tuple[bool, int]]:
    """Return how poor an anchor each slot is: common words first of all, then what many patterns share."""
    common = resources.words("codebooks/commonest") | resources.words("german_function_words")
    uses = Counter(slot for pattern in patterns for slot in pattern.needs)
    return [
        (any(entry == "<zahl>" or entry.lstrip("=") in common for entry in slot), uses[number])
        for number, slot in enumerate(slots)
    ]


def _patterns(codebook: Codebook, slots: dict[tuple[str, ...], int]) -> Iterator[Pattern]:
    for f, frame in enumerate(codebook.frames):
        yield from _compiled(frame.exclude, ("exclude", f, -1), slots)
        for q, question in enumerate(frame.questions):
            yield from _compiled(question.cues, ("cue", f, q), slots)
    for c, context in enumerate(codebook.contexts):
        yield from _compiled(context.cues, ("context", c, -1), slots)


def _compiled(
    entries: Iterable[CueEntry], role: Role, slots: dict[tuple[str, ...], int]
) -> Iterator[Pattern]:
    def number(slot: tuple[str, ...]) -> int:
        return slots.setdefault(slot, len(slots))

    for entry in entries:
        for variant in entry.variants:
            parts = tuple(
                (
                    tuple(number(slot) for slot in part.slots),
                    number(("=" + part.particle,)) if part.particle else -1,
                )
                for part in variant.parts
            )
            needs = frozenset(slot for part, particle in parts for slot in (*part, particle) if slot >= 0)
            is_word = len(parts) == 1 and len(parts[0][0]) == 1 and parts[0][1] < 0
            weight = STRENGTHS[entry.strength]
            yield Pattern(parts, needs, is_word, variant.ordered, role, entry.text, weight, entry.strength)
