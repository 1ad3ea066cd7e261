"""The cues of a codebook in a text: which entries match where, less what is excluded or negated."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis import resources
from analysis.framing.codebook import STRENGTHS, Codebook, CueEntry
from analysis.framing.lexicon import Lexicon
from analysis.language import Text

ORDERED_GAP = 12  # words that may stand at "…"
FREE_GAP = 25  # words that may stand at "&"
PARTICLE_GAP = 25  # words between a verb and its separated particle: "wirft … vor"
LONGEST = 200  # tokens of a sentence that cues of several words are sought within
NEGATION_BEFORE = 4  # words between "kein" or "nicht" and the cue it negates
NEGATION_AFTER = 4  # words between a verb and the "nicht" that follows it

# What may follow a separated particle: the clause is over.
_CLAUSE_END = frozenset(",;:.!?…–-—()“”\"«»'‘’") | {
    "und", "oder", "sowie", "als", "wie", "bevor", "nachdem", "während", "weil", "dass", "aber", "sondern",
}  # fmt: skip
_CLAUSE_BREAK = frozenset(",;:–—()") | {"und", "aber", "sondern", "oder", "doch"}
_NO_NEGATION = frozenset({"nur", "zuletzt", "bloß", "allein", "einmal", "länger", "mehr"})

Role = tuple[str, int, int]  # kind (cue, exclude, context), number of frame or context, of question


class Pattern(NamedTuple):
    """One variant of a cue, compiled: parts as slot numbers; particle slot or -1."""

    parts: tuple[tuple[tuple[int, ...], int], ...]
    ordered: bool
    role: Role
    entry: str
    weight: float
    strength: str


class Match(NamedTuple):
    """A cue found: the tokens it matched, its first and last token, its pattern."""

    tokens: tuple[int, ...]
    first: int
    last: int  # inclusive
    pattern: Pattern
    sentence: int


class Compiled(NamedTuple):
    """A codebook ready to match: word -> slots, slot -> the patterns it anchors."""

    lexicon: Lexicon
    anchors: dict[int, list[Pattern]]
    negators: frozenset[str]


@lru_cache(maxsize=16)
def compile_codebook(codebook: Codebook) -> Compiled:
    """Compile the cues, exclusions and contexts of a codebook (kept for the last few codebooks)."""
    slots: dict[tuple[str, ...], int] = {}
    patterns = list(_patterns(codebook, slots))
    lexicon = Lexicon(list(slots))
    uses: dict[int, int] = defaultdict(int)
    for pattern in patterns:
        for part, _ in pattern.parts:
            for slot in part:
                uses[slot] += 1
    anchors: dict[int, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        # the slot that fewest patterns share is the rarest guess we have without counting texts
        anchor = min((slot for part, _ in pattern.parts for slot in part), key=lambda slot: uses[slot])
        anchors[anchor].append(pattern)
    return Compiled(lexicon, dict(anchors), resources.words("codebooks/negators"))


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
            yield Pattern(parts, variant.ordered, role, entry.text, STRENGTHS[entry.strength], entry.strength)


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


def is_negated(match: Match, text: Text, negators: frozenset[str]) -> bool:
    """Tell whether the cue stands in the scope of a negation that is no part of it.

    "kein Streit", "ohne neue Kosten", "streikt nicht"; but not "kritisiert nicht nur", "kein Ende im
    Streit" (the negated noun comes first), "nicht genehmigte Demonstration" (the adjective is negated).
    """
    return _negated_before(match, text, negators) or _negated_after(match, text)


def _negated_before(match: Match, text: Text, negators: frozenset[str]) -> bool:
    words = text.words
    first, _ = text.sentences[match.sentence]
    is_noun = words[match.first][0].isupper()
    for i in range(match.first - 1, max(first, match.first - NEGATION_BEFORE - 1) - 1, -1):
        if words[i] in _CLAUSE_BREAK:
            return False
        if words[i].lower() in negators:
            return words[i + 1] not in _NO_NEGATION and not _negates_attribute(words, i)
        if is_noun and i > first and words[i][0].isupper():
            return False
    return False


def _negated_after(match: Match, text: Text) -> bool:
    words = text.words
    if not words[match.first][0].islower():
        return False
    _, end = text.sentences[match.sentence]
    for i in range(match.first + 1, min(end, match.last + NEGATION_AFTER + 1)):
        if words[i] in _CLAUSE_BREAK:
            return False
        if i not in match.tokens and words[i] == "nicht":
            return i + 1 >= end or (words[i + 1] not in _NO_NEGATION and not _negates_attribute(words, i))
    return False


def _negates_attribute(words: Sequence[str], i: int) -> bool:
    """Tell whether the "nicht" at ``i`` belongs to an adjective before a noun: "nicht genehmigte Demo"."""
    if words[i] != "nicht" or i + 2 >= len(words):
        return False
    follower = words[i + 1]
    inflected = len(follower) > 4 and follower.islower() and follower.endswith(("e", "en", "er", "es", "em"))
    return inflected and words[i + 2][0].isupper()
