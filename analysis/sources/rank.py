"""Candidate messages -> the ones to keep: a small network judges each, the best set is chosen.

Candidates come from the sequence model read at several levels of caution and from the rules. The
network (one hidden layer) estimates how well a candidate matches what an annotator would mark.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.sources import lexicon as lx
from analysis.sources.features import MESSAGE_LABELS, TYPE_OF, Batch
from analysis.sources.rules import Found
from analysis.sources.words import Floats, Ints

LEVELS = (0.15, 0.3, 0.5, 0.7)  # at which probability a token counts as part of some message
BOOST = 4.0  # one more reading with reported speech acts made likelier: they are the rarest and faintest
KINDS = ("D", "I", "R", "F", "C")
_KIND_OF_LABEL = np.array([-1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 1])
_BEGIN = [i for i, label in enumerate(MESSAGE_LABELS) if label[0] in "BM"]
_NAMES = {letter: name for name, letter in TYPE_OF.items()}

Numbers = NDArray[np.float64]


class Candidate(NamedTuple):
    """A possible message: its type letter, its pieces in tokens of the text, the readings that gave it."""

    kind: str
    pieces: tuple[tuple[int, int], ...]
    sources: frozenset[int]


class Network(NamedTuple):
    """A network of one hidden layer over standardised numbers."""

    mean: Numbers
    scale: Numbers
    hidden: Numbers
    bias: Numbers
    out: Numbers
    out_bias: Numbers

    def judge(self, x: Numbers) -> Numbers:
        """Return the estimate (0..1) for each row of ``x``."""
        inner = np.tanh(((x - self.mean) / self.scale) @ self.hidden + self.bias)
        return 1 / (1 + np.exp(-(inner @ self.out + self.out_bias[0])))


def read_labels(labels: Ints) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    """Read (type letter, pieces) from the message labels of one text."""
    found: list[tuple[str, list[tuple[int, int]]]] = []
    if not len(labels):
        return []
    changes = np.flatnonzero(np.diff(labels, prepend=-1)).tolist()
    kind, begin = "", 0
    runs: list[tuple[str, int, int]] = []
    for at, end in zip(changes, [*changes[1:], len(labels)], strict=True):
        position, _, new = MESSAGE_LABELS[labels[at]].partition("-")
        if position == "I" and kind and kind[1] == new:
            continue  # goes on
        if kind:
            runs.append((kind, begin, at))
        kind = "" if position == "O" else position + new
        begin = at
        if position in "BM":
            runs.extend((kind, i, i + 1) for i in range(at, end - 1))
            begin = end - 1
    if kind:
        runs.append((kind, begin, len(labels)))
    for name, a, b in runs:
        position, new = name[0], name[1]
        if position == "M" and found and found[-1][0] == "I":
            found[-1][1].append((a, b))
        else:
            found.append((new, [(a, b)]))
    return [(kind, tuple(pieces)) for kind, pieces in found]


def candidates(batch: Batch, number: int, probabilities: Floats) -> list[Candidate]:
    """Return the candidates of one text, each once."""
    offset = batch.offsets[number]
    own = probabilities[offset : offset + len(batch.texts[number])]
    found: dict[tuple[str, tuple[tuple[int, int], ...]], set[int]] = {}
    outside = own[:, 0].copy()
    for reading, level in enumerate(LEVELS):
        likely = own.copy()
        likely[:, 0] = outside * (level / (1 - level))
        for entry in read_labels(likely.argmax(axis=1)):
            found.setdefault(entry, set()).add(reading)
    likely = own.copy()
    likely[:, 0] = outside * 0.5
    likely[:, _KIND_OF_LABEL == 2] *= BOOST
    for entry in read_labels(likely.argmax(axis=1)):
        found.setdefault(entry, set()).add(5)
    for f in batch.found[number]:
        if f.nested_in is None and not (f.type == "Direct" and f.confidence < 0.45):
            found.setdefault((TYPE_OF[f.type], tuple(f.quote)), set()).add(4)
    return [Candidate(kind, pieces, frozenset(s)) for (kind, pieces), s in found.items()]


class View:
    """What the network sees of a batch, summed up once so that a candidate is looked up in no time."""

    def __init__(self, batch: Batch, probabilities: Floats, sight: Floats) -> None:
        self.batch, self.probabilities, self.sight = batch, probabilities, sight
        self.inside = 1 - probabilities[:, 0]
        self.kinds = np.stack([probabilities[:, k == _KIND_OF_LABEL].sum(axis=1) for k in range(5)], axis=1)
        self.begin = probabilities[:, _BEGIN].sum(axis=1)
        self.sum_kinds = np.vstack([np.zeros((1, 5)), np.cumsum(self.kinds, axis=0, dtype=np.float64)])
        self.sum_inside = np.append(0, np.cumsum(self.inside, dtype=np.float64))
        self.sum_log = np.append(0, np.cumsum(np.log(np.maximum(self.inside, 1e-3)), dtype=np.float64))
        self.subjunctive = np.append(0, np.cumsum((batch.flags & lx.KONJUNKTIV) > 0))
        self.acting = np.append(0, np.cumsum(((batch.flags & lx.ACTING) > 0) & (batch.columns["lead"] >= 0)))

    def numbers(self, number: int, candidate: Candidate) -> list[float]:
        """Return the numbers that describe one candidate of one text."""
        b = self.batch
        o = b.offsets[number]
        k = KINDS.index(candidate.kind)
        pieces = [(o + a, o + e) for a, e in candidate.pieces]
        first, last = pieces[0][0], pieces[-1][1]
        n = sum(e - a for a, e in pieces)
        row = [float(j in candidate.sources) for j in range(6)] + [float(k == j) for j in range(5)]
        types = sum(self.sum_kinds[e] - self.sum_kinds[a] for a, e in pieces) / n
        row += [
            sum(self.sum_inside[e] - self.sum_inside[a] for a, e in pieces) / n,
            min(float(self.inside[a:e].min()) for a, e in pieces),
            float(np.exp(sum(self.sum_log[e] - self.sum_log[a] for a, e in pieces) / n)),
            *types.tolist(),
            float(types[k]),
            float(self.probabilities[first, 1 + 2 * k]),
            float(self.begin[first]),
            float(self.probabilities[last, 0]),
            float(self.begin[last]),
            float(self.inside[first - 1]),
            len(pieces) - 1.0,
            float(self.begin[first + 1 : last].max()) if last > first + 1 else 0.0,
            float(np.log(n)),
            float(n < 3),
        ]
        return row + self._place(first, last) + self._agreement(number, candidate, n)

    def _place(self, first: int, last: int) -> list[float]:
        """Describe where a candidate stands: its sentence, what surrounds it, what cues are in sight."""
        b, sight = self.batch, self.sight
        s0, s1 = b.sentence[first], b.sentence[last - 1]
        begin, end = int(b.sentence_first[s0]), int(b.sentence_last[s1]) + 1
        around = sight[begin:end]
        before = sight[int(b.sentence_first[s0 - 1]) : begin] if s0 else sight[:1]
        earlier = self.inside[int(b.sentence_first[s0 - 1]) : begin] if s0 else self.inside[:1]
        tokens = b.tokens
        return [
            float(first == begin),
            float(last >= end),
            float(last == end - 1),
            float(s1 - s0),
            (last - first) / (end - begin),
            float(around[:, 2].max()),
            float(around[:, 1].max()),
            float(around[:, 3].max()),
            float(sight[first - 1, 1:].sum()),
            float(sight[last, 1:].sum()),
            float(sight[first:last, 2].max()),
            float(sight[first:last, 3].max()),
            float(1 - sight[first:last, 1:].sum(axis=1).mean()),
            float(earlier.mean()),
            float(before[:, 2].max()),
            float(self.subjunctive[last] > self.subjunctive[first]),
            float(self.acting[last] > self.acting[first]),
            float(b.state[first] > 0),
            float(b.columns["par"][begin]),
            float(tokens[first - 1] == ","),
            float(tokens[first - 1] == ":"),
            float(tokens[first].lower() in ("dass", "daß", "ob")),
            float(tokens[last] in ",."),
            float(tokens[last] == ","),
        ]

    def _agreement(self, number: int, candidate: Candidate, n: int) -> list[float]:
        """Tell how far the rules agree: best overlap, and whether they give the same type."""
        best, same = 0.0, 0.0
        for f in self.batch.found[number]:
            if f.nested_in is None:
                both = sum(max(0, min(e, d) - max(a, c)) for a, e in candidate.pieces for c, d in f.quote)
                if both:
                    value = 2 * both / (n + sum(d - c for c, d in f.quote))
                    if value > best:
                        best, same = value, float(TYPE_OF[f.type] == candidate.kind)
        return [best, same]


def choose(
    options: Sequence[Candidate], values: Numbers, least: Sequence[float]
) -> list[tuple[Candidate, float]]:
    """Choose candidates without overlap: the largest sum of estimates above the least of their type."""
    worth = sorted(
        (c.pieces[-1][1], c.pieces[0][0], float(v) - least[KINDS.index(c.kind)], i)
        for i, (c, v) in enumerate(zip(options, values, strict=True))
        if v > least[KINDS.index(c.kind)]
    )
    ends: list[int] = []
    total = [0.0]
    back: list[tuple[int, int] | None] = [None]
    for n, (end, begin, gain, i) in enumerate(worth):
        k = bisect_right(ends, begin)
        ends.append(end)
        taken = total[k] + gain
        total.append(max(taken, total[n]))
        back.append((k, i) if taken > total[n] else None)
    chosen, n = [], len(worth)
    while n:
        step = back[n]
        if step is None:
            n -= 1
        else:
            n = step[0]
            chosen.append((options[step[1]], float(values[step[1]])))
    return chosen[::-1]


def as_found(candidate: Candidate, estimate: float) -> Found:
    """Return a candidate as a quotation without roles."""
    return Found(_NAMES[candidate.kind], list(candidate.pieces), confidence=estimate)
