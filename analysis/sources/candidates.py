"""Candidate messages of a text: what the sequence model and the rules read, and what grammar makes of it.

A reading may stop short of the clause's end, or miss the part before an inserted source ("X hat laut
Y …"). Each reading is therefore offered again with its ends moved to the clauses and sentences around.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from analysis.sources.features import BREAK, Batch
from analysis.sources.labels import TYPE_OF, Message, Pieces, read_labels
from analysis.sources.words import Floats

LEVELS = (0.15, 0.3, 0.5, 0.7)  # at which probability a token counts as part of some message
BOOST = 4.0  # one more reading with reported speech acts made likelier: they are the rarest and faintest
KINDS = ("D", "I", "R", "F", "C")
KIND_OF_LABEL = np.array([-1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 1])
_OPENING = frozenset(("und", "aber", "doch", "denn", "sondern", "oder", "–", "—", ":", ","))


class Candidate(NamedTuple):
    """A possible message: type letter, pieces in tokens of the text, readings that gave it, steps moved."""

    kind: str
    pieces: Pieces
    sources: int  # bits: one a reading; 0 for none
    moved: int  # 0 as read, 1 end moved, 2 start moved, 3 both, 4 an earlier part added


class Places:
    """Where clauses, sentences and reporting clauses of a batch begin and end (token numbers)."""

    def __init__(self, batch: Batch, sight: Floats) -> None:
        at = np.arange(batch.size)
        breaks = ((batch.flags & BREAK) > 0) | batch.starts
        mark = (batch.flags & BREAK) > 0
        last = np.maximum.accumulate(np.where(mark, at + 1, 0))
        self.clause_start = np.maximum(last, batch.sentence_first[batch.sentence]).tolist()
        following = np.minimum.accumulate(np.where(breaks, at, batch.size)[::-1])[::-1]
        self.clause_end = following.tolist()  # the first mark at or after
        self.sentence_start = batch.sentence_first[batch.sentence].tolist()
        self.sentence_end = (batch.sentence_last[batch.sentence] + 1).tolist()
        frame = sight[:, 1:3].sum(axis=1) + sight[:, 3]
        self.framed = (frame > 0.4).tolist()
        self.tokens = batch.tokens


def candidates(batch: Batch, probabilities: Floats) -> list[list[Candidate]]:
    """Return for each text of the batch what can be read of it, each once, in tokens of the text."""
    read: list[dict[Message, int]] = [{} for _ in batch.texts]
    for bit, n, entry in _readings(batch, probabilities):
        read[n][entry] = read[n].get(entry, 0) | bit
    return [[Candidate(kind, pieces, bits, 0) for (kind, pieces), bits in own.items()] for own in read]


def moved(options: Sequence[Candidate], batch: Batch, number: int, places: Places) -> list[Candidate]:
    """Return the candidates that come of ``options`` of one text by moving their ends, each once."""
    offset = batch.offsets[number]
    known = {(c.kind, c.pieces) for c in options}
    found: dict[Message, int] = {}
    for kind, pieces, _, _ in options:
        for step, new in _variants(pieces, offset, len(batch.texts[number]), places):
            if (kind, new) not in known:
                found.setdefault((kind, new), step)
    return [Candidate(kind, pieces, 0, step) for (kind, pieces), step in found.items()]


def _readings(batch: Batch, probabilities: Floats) -> Iterator[tuple[int, int, Message]]:
    """Yield the bit of a reading, the number of the text, and a message read."""
    outside, labels = probabilities[:, 0], probabilities[:, 1:]
    best = labels.argmax(axis=1) + 1
    most = labels.max(axis=1)
    for reading, level in enumerate(LEVELS):
        inside = most > outside * (level / (1 - level))
        for n, message in read_labels(np.where(inside, best, 0), batch.offsets):
            yield 1 << reading, n, message
    boosted = labels * np.where(KIND_OF_LABEL[1:] == 2, BOOST, 1).astype(np.float32)
    inside = boosted.max(axis=1) > outside * 0.5
    for n, message in read_labels(np.where(inside, boosted.argmax(axis=1) + 1, 0), batch.offsets):
        yield 1 << 5, n, message
    for n in range(len(batch.texts)):
        for clause in batch.acts[n]:
            yield 1 << 6, n, ("R", (clause,))
        for f in batch.found[n]:
            if f.nested_in is None and not (f.type == "Direct" and f.confidence < 0.45):
                yield 1 << 4, n, (TYPE_OF[f.type], tuple(f.quote))


def _variants(pieces: Pieces, offset: int, size: int, places: Places) -> Iterator[tuple[int, Pieces]]:
    """Return the pieces with the first start and the last end moved, and with an earlier part added."""
    first, last, top = pieces[0][0] + offset, pieces[-1][1] + offset, offset + size
    starts = [s for s in (first, *_starts(first, last, places)) if s >= offset]
    ends = [e for e in (last, *_ends(last, pieces[-1][0] + offset, places)) if e <= top]
    for s in starts:
        for e in ends:
            if s < e and (s, e) != (first, last) and (new := _set(pieces, s - offset, e - offset)):
                yield (s != first) * 2 + (e != last), new
    earlier = _earlier(first, places)
    if earlier and earlier[0] >= offset:
        part = (earlier[0] - offset, earlier[1] - offset)
        for e in ends:
            if e - offset > pieces[-1][0]:
                yield 4, (part, *pieces[:-1], (pieces[-1][0], e - offset))


def _set(pieces: Pieces, s: int, e: int) -> Pieces:
    """Return the pieces from ``s`` to ``e``: cut or widened at the outer ends."""
    kept = [piece for piece in pieces if piece[1] > s and piece[0] < e]
    if len(kept) < 2:
        return ((s, e),) if kept else ()
    return (s, kept[0][1]), *kept[1:-1], (kept[-1][0], e)


def _starts(first: int, last: int, places: Places) -> set[int]:
    found = {places.clause_start[first], places.sentence_start[first]}
    if places.tokens[first] in _OPENING:
        found.add(first + 1)
    found.add(min(places.clause_end[first] + 1, last - 1))
    before = places.clause_start[first]
    if before - 1 > places.sentence_start[first]:
        found.add(places.clause_start[before - 1])
    return {s for s in found if s != first and s < last}


def _ends(last: int, begin: int, places: Places) -> set[int]:
    stop = places.sentence_end[last - 1]
    here = places.clause_end[last - 1]
    found = {stop, stop - 1, here}
    if here + 1 < stop:
        found.add(places.clause_end[here + 1])
    found.add(places.clause_start[last - 1] - 1)
    if places.tokens[last - 1] in ".,;:":
        found.add(last - 1)
    return {e for e in found if e != last and begin < e <= stop}


def _earlier(first: int, places: Places) -> tuple[int, int] | None:
    """Return the part of the clause before a reporting clause that stands right before ``first``."""
    i, start = first - 1, places.sentence_start[first]
    if i <= start or not places.framed[i]:
        return None
    while i > start and (places.framed[i] or places.tokens[i] in (",", "“")):
        i -= 1
    part = places.clause_start[i], i + 1
    return part if part[1] - part[0] >= 1 and part[0] >= start and not places.framed[i] else None
