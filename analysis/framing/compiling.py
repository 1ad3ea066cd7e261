"""A codebook -> look-ups: word to slots, slot to the patterns it anchors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from analysis import resources
from analysis.framing.codebook import STRENGTHS, Codebook, CueEntry
from analysis.framing.lexicon import Lexicon

Role = tuple[str, int, int]  # kind (cue, exclude, context), number of frame or context, of question


class Pattern(NamedTuple):
    """One variant of a cue, compiled: parts as slot numbers; particle slot or -1."""

    parts: tuple[tuple[tuple[int, ...], int], ...]
    ordered: bool
    role: Role
    entry: str
    weight: float
    strength: str


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
