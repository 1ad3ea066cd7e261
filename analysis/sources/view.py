"""What the judge of messages sees of a candidate: inside, ends, surroundings, and what the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.sources import lexicon as lx
from analysis.sources import tagger
from analysis.sources.candidates import KIND_OF_LABEL, KINDS, Candidate
from analysis.sources.features import BREAK, Batch
from analysis.sources.judge import Numbers, in_rows
from analysis.sources.labels import MESSAGE_LABELS, TYPE_OF
from analysis.sources.words import Floats, Ints

_BEGIN = [i for i, label in enumerate(MESSAGE_LABELS) if label[0] in "BM"]
# Tags by what they tell of the edge of a message.
_GROUPS = (
    ("VV(FIN)", "VA(FIN)", "VM(FIN)"),
    ("VV(PP)", "VA(PP)"),
    ("VV(INF)", "VA(INF)", "VM(INF)", "VV(IZU)"),
    ("NN",),
    ("NE",),
    ("ART",),
    ("APPR", "APPRART", "APPO"),
    ("PPER", "PDS", "PIS", "PRELS", "PDAT", "PIAT", "PPOSAT", "PWS", "PRF"),
    ("KON", "KOUS", "KOUI", "KOKOM"),
    ("ADJ(A)", "ADJ(D)"),
    ("ADV", "PROAV"),
    ("PTKZU", "PTKVZ", "PTKNEG"),
)
_OPENS, _CLOSES = ("„", "»", '"'), ("“", "«", "”", '"')
# Tokens that tell something where they stand: before the message, first in it, last in it, behind it.
_TELLING = {
    "before": ((",",), (":",), _OPENS, _CLOSES),
    "first": (("dass", "daß"), ("ob",), ("um",), _OPENS),
    "last": ((",",), (".", "!", "?"), _CLOSES),
    "after": ((",",), (".",), _CLOSES, ("–", "-"), (":",)),
    "anywhere": (tuple('„“"»«”'), ("(",), (")",)),
}


@cache
def _edges() -> Ints:
    """Return the number of the group of each tag; 0 for none."""
    group = {tag: i + 1 for i, tags in enumerate(_GROUPS) for tag in tags}
    return np.array([group.get(tag, 0) for tag in tagger.labels()], dtype=np.int32)


def edges(tags: Ints) -> NDArray[np.bool_]:
    """Return a row for each tag that tells its group: what it says of an edge."""
    return _edges()[tags][:, None] == np.arange(len(_GROUPS) + 1)


def _telling(forms: list[str]) -> Floats:
    """Return for each word form which of the sets of ``_TELLING`` it is in."""
    sets = [one for some in _TELLING.values() for one in some]
    known = {form: [form in one for one in sets] for form in chain.from_iterable(sets)}
    made = np.zeros((len(forms), len(sets)), dtype=np.float32)
    for i in (i for i, form in enumerate(forms) if form in known):
        made[i] = known[forms[i]]
    return made


class View:
    """What the network sees of a batch, summed up once so that candidates are looked up in no time."""

    def __init__(self, batch: Batch, probabilities: Floats, sight: Floats) -> None:
        self.batch, self.probabilities, self.sight = batch, probabilities, sight
        self.inside = 1 - probabilities[:, 0]
        kinds = np.stack([probabilities[:, k == KIND_OF_LABEL].sum(axis=1) for k in range(5)], axis=1)
        self.begin = probabilities[:, _BEGIN].sum(axis=1)
        flags = batch.flags
        width = sum(map(len, _TELLING.values()))
        self.telling = batch.words.rows("telling", width, _telling)
        marks = self._at("anywhere", np.arange(batch.size, dtype=np.int32))
        self.running = {
            "inside": _sums(self.inside),
            "kinds": _sums(kinds),
            "log": _sums(np.log(np.maximum(self.inside, 1e-3))),
            "begin": _sums(self.begin),
            "roles": _sums(sight[:, 1:].sum(axis=1)),
            "cues": _sums(sight[:, 2]),
            "subjunctive": _sums((flags & lx.KONJUNKTIV) > 0),
            "acting": _sums(((flags & lx.ACTING) > 0) & (batch.columns["lead"] > 0)),
            "told": _sums(batch.columns["act"] > 0),
            "finite": _sums(batch.finite),
            "marks": _sums(marks[0]),
            "brackets": _sums(marks[1] - marks[2]),
            "breaks": _sums((flags & BREAK) > 0),
            "verbs": _sums((flags & lx.CUE_VERB) > 0),
            "marked": _sums(batch.state > 0),
        }
        self._ruled()

    def numbers(self, own: Sequence[int], options: Sequence[Candidate]) -> Floats:
        """Return one row of numbers a candidate; ``own`` is the number of its text."""
        b, p, sight, total = self.batch, self.probabilities, self.sight, self.running
        many = np.array([len(c.pieces) for c in options])
        heads = np.cumsum(many) - many
        offsets = np.repeat(np.array(b.offsets)[np.array(own)], many)
        begins = np.array([a for c in options for a, _ in c.pieces]) + offsets
        ends = np.array([e for c in options for _, e in c.pieces]) + offsets
        first, last = begins[heads], ends[heads + many - 1]
        n = np.add.reduceat(ends - begins, heads)
        s0, s1 = b.sentence[first], b.sentence[last - 1]
        start, stop = b.sentence_first[s0], b.sentence_last[s1] + 1
        earlier = b.sentence_first[np.maximum(s0 - 1, 0)]
        kind = np.array([KINDS.index(c.kind) for c in options])
        going = p[:, 2::2][:, :5]  # the labels I-x

        def within(name: str) -> Numbers:
            sums = total[name]
            return np.add.reduceat(sums[ends] - sums[begins], heads)

        def between(name: str, a: Ints, e: Ints) -> Numbers:
            return total[name][e] - total[name][a]

        kinds = within("kinds") / n[:, None]
        inside, roles = within("inside"), within("roles")
        finite, marks = within("finite"), within("marks")
        columns = [
            *((np.array([c.sources for c in options])[:, None] >> np.arange(7)) & 1).T,
            *(np.array([c.moved for c in options])[:, None] == np.arange(5)).T,
            *(kind[:, None] == np.arange(5)).T,
            inside / n,
            np.minimum.reduceat(highest(-self.inside, begins, ends) * -1, heads),
            np.exp(within("log") / n),
            *kinds.T,
            kinds[np.arange(len(kind)), kind],
            p[first, 1 + 2 * kind],
            going[first, kind],
            self.begin[first],
            p[last, 0],
            going[last, kind],
            self.begin[last],
            self.inside[first - 1],
            self.inside[last - 1],
            going[last - 1, kind],
            many - 1,
            between("begin", first, last) - self.begin[first],
            highest(self.begin, first + 1, last),
            np.log(n),
            n < 3,
            first == start,
            last >= stop,
            last == stop - 1,
            s1 - s0,
            (last - first) / (stop - start),
            *(highest(sight[:, k], start, stop) for k in (1, 2, 3)),
            sight[first - 1, 1:].sum(axis=1),
            sight[last, 1:].sum(axis=1),
            sight[first - 1, 1],
            sight[last, 1],
            *(highest(sight[:, k], first, last) for k in (2, 3)),
            roles / n,
            roles,
            between("inside", start, first),
            between("inside", last, stop),
            between("roles", start, first),
            between("roles", last, stop),
            between("inside", earlier, start) / np.maximum(start - earlier, 1),
            between("cues", earlier, start),
            within("subjunctive") > 0,
            within("acting") > 0,
            within("told") / n,
            np.minimum(finite, 3),
            finite == 0,
            marks % 2,
            np.abs(within("brackets")),
            np.minimum(within("breaks"), 6),
            within("verbs") > 0,
            within("marked") / n,
            between("subjunctive", start, stop) > 0,
            between("finite", start, stop) - finite,
            b.state[first],
            b.state[last - 1],
            b.columns["par"][start],
            *self._at("before", first - 1),
            *self._at("first", first),
            *self._at("last", last - 1),
            *self._at("after", last),
            b.finite[last - 1],
            *(column for place in (first - 1, first, last - 1, last) for column in edges(b.tags[place]).T),
            *self._agreement(begins, ends, np.repeat(np.arange(len(many)), many), n, kind),
        ]
        return in_rows(columns)

    def _at(self, where: str, places: Ints) -> Floats:
        """Return a row for each set of telling tokens: whether one of them stands at the places."""
        begin = sum(len(some) for name, some in list(_TELLING.items())[: list(_TELLING).index(where)])
        own = slice(begin, begin + len(_TELLING[where]))
        return self.telling[self.batch.numbers[places], own].T

    def _ruled(self) -> None:
        """Number what the rules found: which of it each token is part of (0: none), its size and type."""
        self.rule = np.zeros(self.batch.size, dtype=np.int32)
        sizes, kinds = [1], [-1]
        for offset, found in zip(self.batch.offsets, self.batch.found, strict=True):
            for f in (f for f in found if f.nested_in is None):
                for a, b in f.quote:
                    self.rule[offset + a : offset + b] = len(sizes)
                sizes.append(sum(b - a for a, b in f.quote))
                kinds.append(KINDS.index(TYPE_OF[f.type]))
        self.rule_size, self.rule_kind = np.array(sizes), np.array(kinds)

    def _agreement(
        self, begins: Ints, ends: Ints, of: Ints, n: Ints, kind: Ints
    ) -> tuple[Numbers, NDArray[np.bool_]]:
        """Tell how far the rules agree with each candidate: best overlap (Dice), and whether in the type.

        Pieces from ``begins`` to ``ends`` belong to the candidates ``of``, of ``n`` tokens and a ``kind``.
        """
        long = ends - begins
        tokens = np.arange(long.sum()) + np.repeat(begins - np.cumsum(long) + long, long)
        pair = np.repeat(of, long) * len(self.rule_size) + self.rule[tokens]
        pair, both = np.unique(pair[self.rule[tokens] > 0], return_counts=True)
        candidate, rule = np.divmod(pair, len(self.rule_size))
        share = 2 * both / (n[candidate] + self.rule_size[rule])
        best, same = np.zeros(len(n)), np.zeros(len(n), dtype=np.bool_)
        order = np.argsort(share, kind="stable")  # the best of a candidate is written last
        best[candidate[order]] = share[order]
        same[candidate[order]] = (self.rule_kind[rule] == kind[candidate])[order]
        return best, same


def _sums(values: NDArray[Any]) -> Numbers:
    """Return running sums, from 0: the sum of a stretch is the difference of two."""
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0, dtype=np.float64)])


def highest(values: Floats, begins: Ints, ends: Ints) -> Numbers:
    """Return the highest value of each stretch; 0 for an empty one."""
    pairs = np.stack([begins, np.maximum(ends, begins + 1)], axis=1).reshape(-1)
    return np.where(ends > begins, np.maximum.reduceat(np.append(values, 0), pairs)[::2], 0)
