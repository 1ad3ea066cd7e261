"""The roles of a message: who says it, by which cue, in which reporting clause, to whom.

One sequence a message: the sentences it stands in and the one before, led by one token that stands
for the speaker of the message before. What does not depend on the message is scored once a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analysis.sources import crf, tagger
from analysis.sources.features import Batch
from analysis.sources.found import Found
from analysis.sources.labels import ROLE_LABELS
from analysis.sources.weights import Weights
from analysis.sources.words import Floats, Ints

LONGEST = 400  # tokens of one sequence: what lies further inside a long message has no role

SLOTS = {
    -2: ("w", "f", "s3"),
    -1: ("w", "f", "v", "s3", "sh"),
    0: ("w", "s3", "s4", "s6", "p5", "sh", "f", "h", "v"),
    1: ("w", "f", "v", "s3", "sh"),
    2: ("w", "f", "s3"),
}
COLUMNS = "t-3 t-2 t-1 t+0 t+1 t+2 t+3 t-2-1 t-1+0 t+0+1 t+1+2 q q-1 q+1 ca cb cap cf s sf par".split()
COLUMNS += [f"m{k}{o}" for k in "FCSA" for o in ("-1", "+0", "+1", "-1+0", "+0+1")]
COLUMNS += "mFCS v lead rr-1 rr+0 rr+1".split()
TYPES = ("Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect")
_WITHIN = {kind: i for i, kind in enumerate(TYPES)}


@dataclass
class Sequences:
    """Sequences of one round: token numbers (0 for the leading one), bounds, columns, positions."""

    tokens: Ints
    bounds: list[tuple[int, int]]
    columns: dict[str, Ints]
    relation: Ints


def _local(batch: Batch, number: int, found: Found) -> Ints:
    """Return the tokens to look at: the message's sentences and the one before, cut in the middle."""
    offset = batch.offsets[number]
    first, last = offset + found.quote[0][0], offset + found.quote[-1][1] - 1
    s, e = batch.sentence[first], batch.sentence[last]
    begin = batch.sentence_first[s]
    if begin > offset and first - batch.sentence_first[s - 1] < LONGEST // 2:
        begin = batch.sentence_first[s - 1]
    end = min(int(batch.sentence_last[e]) + 1, offset + len(batch.texts[number]))
    tokens = np.arange(begin, end, dtype=np.int32)
    if len(tokens) > LONGEST:
        tokens = np.concatenate([tokens[: LONGEST // 2], tokens[-LONGEST // 2 :]])
    return tokens


def sequences(batch: Batch, messages: Sequence[tuple[int, Found, Found | None]], labels: Ints) -> Sequences:
    """Build the sequences of messages given as (text number, message, the message before it).

    ``labels`` are the message labels of the batch's tokens.
    """
    if not messages:
        return Sequences(np.zeros(0, dtype=np.int32), [], {}, np.zeros(0, dtype=np.int32))
    parts = [np.append(np.int32(0), _local(batch, number, found)) for number, found, _ in messages]
    sizes = np.array([len(part) for part in parts])
    ends = np.cumsum(sizes)
    starts = ends - sizes
    tokens = np.concatenate(parts)
    columns = _columns(batch, messages, tokens, starts, sizes, labels)
    bounds = list(zip(starts.tolist(), ends.tolist(), strict=True))
    return Sequences(tokens, bounds, columns, columns["r"])


def _mark(marks: Ints, tokens: Ints, offset: int, spans: Sequence[tuple[int, int]], value: int) -> None:
    """Put ``value`` where the ascending ``tokens`` of one sequence lie in ``spans`` (of the text)."""
    if not spans or not len(tokens):
        return
    begin, size = int(tokens[0]) - offset, len(tokens)
    whole = int(tokens[-1]) - int(tokens[0]) + 1 == size  # nothing cut out of the middle
    for a, b in spans:
        if whole:
            first, last = max(a - begin, 0), max(b - begin, 0)
        else:
            first, last = np.searchsorted(tokens, (offset + a, offset + b))
        marks[first:last] = value


def _columns(
    batch: Batch,
    messages: Sequence[tuple[int, Found, Found | None]],
    tokens: Ints,
    starts: Ints,
    sizes: Ints,
    labels: Ints,
) -> dict[str, Ints]:
    """Return the columns of all sequences side by side; ``starts`` are their leading tokens."""
    inside, rule, old = (np.zeros(len(tokens), dtype=np.int32) for _ in range(3))
    for (number, found, before), start, size in zip(messages, starts.tolist(), sizes.tolist(), strict=True):
        own, offset = slice(start + 1, start + size), batch.offsets[number]
        _mark(inside[own], tokens[own], offset, found.quote, 1)
        _rule_roles(rule[own], tokens[own], batch, number, found)
        if before is not None:
            _mark(old[own], tokens[own], offset, before.frame, 1)
            _mark(old[own], tokens[own], offset, before.cue, 2)
            _mark(old[own], tokens[own], offset, before.speaker, 3)
    firsts = [batch.offsets[number] + found.quote[0][0] for number, found, _ in messages]
    lasts = [batch.offsets[number] + found.quote[-1][1] - 1 for number, found, _ in messages]
    of = np.repeat(np.arange(len(messages)), sizes)  # the message of each token
    first, last = np.array(firsts)[of], np.array(lasts)[of]
    kind = np.array([_WITHIN[found.type] for _, found, _ in messages])[of]
    sentence, s = batch.sentence[tokens], batch.sentence[first]
    left, right = tokens < first, tokens > last
    relation = np.where(inside, 1, np.where(left, 0, np.where(right, 2, 4)))
    relation[sentence < s] = 3
    c = {name: batch.columns[name][tokens] for name in ("t+0", "mS+0", "mC+0", "mF+0", "mA+0", "rr+0")}
    distance = np.where(left, first - tokens, np.where(right, tokens - last, 0))
    near = np.searchsorted([1, 2, 3, 4, 6, 9, 14, 22], distance, side="right")
    place = batch.clause[np.where(left, first, last)]
    clauses = np.minimum(np.abs(batch.clause[tokens] - place), 9)
    other = (labels[tokens] > 0) & (inside == 0)
    cue = c["mC+0"] * (inside == 0) * (sentence >= s)
    cue[starts] = 0
    bests = np.maximum.reduceat(cue, starts)
    best = bests[of]
    r = relation + 6 * kind
    columns = {
        "r": r,
        "rd": r * 10 + near,
        "rc": r * 10 + clauses,
        "rt": r * len(tagger.labels()) + c["t+0"],
        "rS": r * 6 + c["mS+0"],
        "rC": r * 6 + c["mC+0"],
        "rF": r * 6 + c["mF+0"],
        "rA": r * 6 + c["mA+0"],
        "rr": r * 5 + c["rr+0"],
        "rule": r * 6 + rule,
        "rule-1": np.append(0, rule[:-1]),
        "rule+1": np.append(rule[1:], 0),
        "old": r * 4 + old,
        "oth": r * 2 + other,
        "best": (r * 6 + best) * 6 + c["mS+0"],
        "bF": (r * 6 + best) * 6 + c["mF+0"],
        "prev": np.zeros(len(tokens), dtype=np.int32),
    }
    for values in columns.values():
        values[starts] = 0
    for k, ((number, found, before), start) in enumerate(zip(messages, starts.tolist(), strict=True)):
        sentence_number = int(batch.sentence[firsts[k]])
        lead = _lead(batch, batch.offsets[number], found, before, sentence_number, int(bests[k]))
        for name, value in lead.items():
            columns[name][start] = value
    return {name: values.astype(np.int32) for name, values in columns.items()}


def _lead(
    batch: Batch, offset: int, found: Found, before: Found | None, sentence: int, best: int
) -> dict[str, int]:
    """Describe the leading token, which stands for the speaker of the message before."""
    kind = _WITHIN[found.type]
    r = 5 + 6 * kind
    if before is None or not before.speaker:
        return {"r": r, "prev": 1 + kind}
    last = offset + before.quote[-1][1] - 1
    away = min(sentence - int(batch.sentence[last]), 4)
    again = int(batch.paragraph[last] == batch.paragraph[offset + found.quote[0][0]])
    old = _WITHIN[before.type]
    value = (((old * 5 + max(away, 0)) * 2 + again) * 6 + best) * 5 + kind
    return {
        "r": r,
        "prev": 10 + value,
        "rd": r * 10 + max(away, 0),
        "rC": r * 6 + best,
        "old": r * 4 + 1 + again,
    }


def _rule_roles(roles: Ints, tokens: Ints, batch: Batch, number: int, found: Found) -> None:
    """Put the roles that the rules give to a message that overlaps this one, as labels (5: none such)."""
    best = overlapping(batch.found[number], found)
    if best is None:
        roles[:] = 5
        return
    for name in ("frame", "addressee", "speaker", "cue"):
        _mark(roles, tokens, batch.offsets[number], getattr(best, name), ROLE_LABELS.index(name[0].upper()))


def overlapping(some: Sequence[Found], message: Found) -> Found | None:
    """Return which of ``some`` lies most in the stretch of ``message``."""
    first, last = message.quote[0][0], message.quote[-1][1]
    best, most = None, 0
    for other in some:
        begin, end = other.quote[0][0], other.quote[-1][1]
        if begin < last and end > first and other.nested_in is None:  # most lie elsewhere
            both = min(last, end) - max(first, begin)
            if both > most:
                best, most = other, both
    return best


def gold_labels(batch: Batch, number: int, found: Found, before: Found | None) -> Ints:
    """Return the labels of the sequence of an annotated message (for training)."""
    local = _local(batch, number, found)
    offset = batch.offsets[number]
    labels = np.zeros(len(local), dtype=np.int32)
    for name in ("frame", "addressee", "speaker", "cue"):
        _mark(labels, local, offset, getattr(found, name), ROLE_LABELS.index(name[0].upper()))
    lead = 0
    speaker = ROLE_LABELS.index("S")
    if found.speaker and not (labels == speaker).any() and before is not None:
        lead = speaker * any(a < d and c < b for a, b in found.speaker for c, d in before.speaker)
    return np.append(np.int32(lead), labels)


class Tape(NamedTuple):
    """All role sequences of a batch, one after the other, and what was read there."""

    messages: list[tuple[int, Found, Found | None]]  # text number, message, the message before it
    inherited: list[Found | None]  # the message whose speaker it takes, where none stands near
    bounds: list[tuple[int, int]]
    of: Ints  # number of the message of each place
    tokens: Ints  # 0 for a leading token
    labels: Ints
    probabilities: Floats  # of each role label
    inside: Ints  # 1 where the place is part of the message itself


def assign(weights: Weights, batch: Batch, base: Floats, found: list[list[Found]], labels: Ints) -> Tape:
    """Give each message its roles, in place: the first messages of all texts, then the second, and so on."""
    flat = [[f for f in fs if f.nested_in is None] for fs in found]
    spoken: list[Found | None] = [None] * len(found)  # the last message of each text that has a speaker
    messages, inherited, rounds = [], [], []
    for k in range(max((len(fs) for fs in flat), default=0)):
        now = [(n, fs[k], fs[k - 1] if k else None) for n, fs in enumerate(flat) if k < len(fs)]
        made = sequences(batch, now, labels)
        scores = weights.add_columns(base[made.tokens], made.columns)
        best = crf.best(scores, made.bounds, weights.transitions)
        for (number, message, before), (first, last) in zip(now, made.bounds, strict=True):
            own = slice(first, last)
            _write(batch.offsets[number], message, made.tokens[own], best[own], made.relation[own])
            giver = None
            if not message.speaker:
                if best[first] and before is not None and before.speaker:
                    giver = before
                else:
                    message.speaker = _by_rules(batch, number, message)
                if not message.speaker and _continues(batch, number, message, spoken[number]):
                    giver = giver or spoken[number]
                if giver is not None:
                    message.speaker = list(giver.speaker)
            inherited.append(giver)
            if message.speaker:
                spoken[number] = message
        messages += now
        rounds.append((made, scores, best))
    return _tape(messages, inherited, rounds, weights.transitions)


def _tape(
    messages: list[tuple[int, Found, Found | None]],
    inherited: list[Found | None],
    rounds: Sequence[tuple[Sequences, Floats, Ints]],
    transitions: Floats,
) -> Tape:
    bounds: list[tuple[int, int]] = []
    for made, _, _ in rounds:
        begin = bounds[-1][1] if bounds else 0
        bounds += [(begin + first, begin + last) for first, last in made.bounds]
    empty = [np.zeros(0, dtype=np.int32)]
    none = np.zeros((0, len(transitions)), dtype=np.float32)
    scores = np.concatenate([none, *(scores for _, scores, _ in rounds)])
    sizes = [last - first for first, last in bounds]
    return Tape(
        messages,
        inherited,
        bounds,
        of=np.repeat(np.arange(len(messages), dtype=np.int32), sizes),
        tokens=np.concatenate(empty + [made.tokens for made, _, _ in rounds]),
        labels=np.concatenate(empty + [best for _, _, best in rounds]),
        probabilities=crf.marginals(scores, bounds, transitions).round(3),
        inside=np.concatenate(empty + [made.relation % 6 == 1 for made, _, _ in rounds]),
    )


_FURTHEST = 4  # sentences between a continuation and the message whose speaker it inherits


def _by_rules(batch: Batch, number: int, message: Found) -> list[tuple[int, int]]:
    """Return the speaker that the rules give to a message with the same cue in the same sentence."""
    sentence_of = batch.texts[number].sentence_of
    begin = sentence_of[message.quote[0][0]]
    for other in batch.found[number]:
        same = sentence_of[other.quote[0][0]] == begin
        shared = any(a < d and c < b for a, b in other.cue for c, d in message.cue)
        if same and shared and other.speaker and _overlap(message, other):
            return [s for s in other.speaker if not _inside(s, message)]
    return []


def _continues(batch: Batch, number: int, message: Found, last: Found | None) -> bool:
    """Tell whether the message goes on with what the speaker of ``last`` said."""
    if last is None or message.type not in ("Direct", "IndirectFreeIndirect"):
        return False
    sentence_of = batch.texts[number].sentence_of
    away = sentence_of[message.quote[0][0]] - sentence_of[last.quote[-1][1] - 1]
    return set(message.cue) <= set(last.cue) and away <= _FURTHEST


def _overlap(one: Found, other: Found) -> bool:
    return any(a < d and c < b for a, b in one.quote for c, d in other.quote)


def _inside(span: tuple[int, int], message: Found) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in message.quote)


def _write(offset: int, message: Found, tokens: Ints, labels: Ints, relation: Ints) -> None:
    """Turn the labels of one sequence into the roles of its message."""
    labels, tokens = labels[1:], tokens[1:]
    inside = relation[1:] % 6 == 1
    spans: dict[int, list[tuple[int, int]]] = {1: [], 2: [], 3: [], 4: []}
    for label, first, last in _runs(labels, tokens):
        spans[label].append((first - offset, last - offset))
    message.cue, message.speaker, message.addressee = spans[2], spans[3], spans[4]
    framed = np.where(inside, 0, labels > 0)
    message.frame = [
        (a - offset, b - offset)
        for _, a, b in _runs(framed, tokens)
        if any(a - offset <= c < b - offset for k in (1, 2) for c, _ in spans[k])
    ]


def _runs(labels: Ints, tokens: Ints) -> list[tuple[int, int, int]]:
    """Return the stretches of equal labels other than 0: label, first token, last token + 1."""
    runs: list[tuple[int, int, int]] = []
    places = np.flatnonzero(labels)
    for label, token in zip(labels[places].tolist(), tokens[places].tolist(), strict=True):
        if runs and runs[-1][0] == label and runs[-1][2] == token:
            runs[-1] = (label, runs[-1][1], token + 1)
        else:
            runs.append((label, token, token + 1))
    return runs
