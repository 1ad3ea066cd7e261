"""Candidate speakers of a message -> the ones to keep: a small network judges each, the best set is chosen.

The role model alone runs on into the next phrase ("ein Gericht das Urteil") or gives a bystander as a second
speaker. What it reads at several thresholds, what the rules and the message before say, and the same with the
ends moved to phrases, is therefore offered to a judge of its own (as ``rank`` does for messages).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.sources import roles, tagger
from analysis.sources.features import BREAK, Batch
from analysis.sources.judge import Judge, Numbers, in_rows
from analysis.sources.roles import TYPES, Tape
from analysis.sources.view import edges, highest
from analysis.sources.words import Floats, Ints

SPEAKER, CUE, FRAME = 3, 2, 1  # numbers of the role labels
LEVELS = (0.1, 0.3, 0.6)  # at which probability a token counts as part of some speaker
FALLBACK, BEFORE, RULES, MOVED = 16, 32, 64, 128  # bits of the sources of a candidate; 1 to 8 are readings
BITS = 8
WIDEST = 10  # tokens that an end may be moved
_NOUNS = frozenset(("NN", "NE", "FM", "CARD", "XY", "TRUNC"))
_OPENING = frozenset(("KON", "KOUS", "ADV", "$,", "KOKOM", "$(", "APPR", "APPRART"))
_PHRASE = frozenset(("ART", "ADJ(A)", "PPOSAT", "PIAT", "PDAT", "CARD", "NN", "NE"))
_PRONOUNS = ("PPER", "PDS", "PIS", "PRELS", "PWS")
_AND = ("und", "sowie", "oder")
_SOURCE = ("laut", "nach", "so", "gemäß", "von", "vom")
_BEHIND = ("zufolge", ":")
_GENITIVE = ("des", "der")


def assign(judge: Judge, least: float, batch: Batch, sight: Floats, tape: Tape) -> None:
    """Give each message on the tape its speaker, in place: the best candidate, if above ``least``."""
    of, first, last, sources = candidates(batch, tape)
    values = judge.estimate(numbers(batch, sight, tape, of, first, last, sources)) if len(of) else np.zeros(0)
    offsets = np.array([batch.offsets[number] for number, _, _ in tape.messages], dtype=np.int32)[of]
    spans = list(
        zip(
            (tape.tokens[first] - offsets).tolist(),
            (tape.tokens[last - 1] + 1 - offsets).tolist(),
            strict=True,
        )
    )
    begins = np.searchsorted(of, np.arange(len(tape.messages) + 1)).tolist()
    gains = values - least
    for m, (_, message, _) in enumerate(tape.messages):
        own = range(begins[m], begins[m + 1])
        best = max(own, key=gains.__getitem__, default=None)
        giver = tape.inherited[m]
        if best is not None and gains[best] > 0:
            message.speaker = [spans[best]]
        else:
            message.speaker = list(giver.speaker) if giver else []


def candidates(batch: Batch, tape: Tape) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the candidates: number of the message, first and last + 1 place on the tape, bits of sources."""
    names = [*map(tagger.labels().__getitem__, batch.tags[tape.tokens].tolist())]
    rows: list[tuple[int, int, int, int]] = []
    given = _given(batch, tape)
    for m, (begin, end) in enumerate(tape.bounds):
        read = given[m]
        for first, last in list(read):
            for moved in _variants(first, last, begin + 1, end, names):
                if moved not in read and _together(tape.tokens, *moved):
                    read[moved] = MOVED
        rows += [(m, a, e, bits) for (a, e), bits in read.items()]
    return tuple(np.array(rows, dtype=np.int32).reshape(-1, 4).T)  # type: ignore[return-value]


def _given(batch: Batch, tape: Tape) -> list[dict[tuple[int, int], int]]:
    """Return for each message what models or rules take for a speaker: stretches of the tape with bits."""
    found: list[dict[tuple[int, int], int]] = [{} for _ in tape.messages]
    speaks = tape.probabilities[:, SPEAKER]
    readings = [tape.labels == SPEAKER, *(speaks > level for level in LEVELS)]
    for bit, mask in enumerate(readings):
        for m, stretch in _stretches(tape, mask):
            found[m][stretch] = found[m].get(stretch, 0) | 1 << bit
    for m, (number, message, before) in enumerate(tape.messages):
        begin, end = tape.bounds[m]
        rule = roles.overlapping(batch.found[number], message)
        said = (
            (FALLBACK, () if any(bits & 1 for bits in found[m].values()) else message.speaker),
            (BEFORE, before.speaker if before else ()),
            (RULES, rule.speaker if rule else ()),
        )
        for bit, spans in said:
            for a, e in spans:
                a, e = a + batch.offsets[number], e + batch.offsets[number]
                at = begin + 1 + int(np.searchsorted(tape.tokens[begin + 1 : end], a))
                to = at + e - a
                if at < to <= end and tape.tokens[at] == a and tape.tokens[to - 1] == e - 1:
                    found[m][at, to] = found[m].get((at, to), 0) | bit
    return found


def _stretches(tape: Tape, mask: Ints) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield message and stretch of neighbouring tokens where ``mask`` holds."""
    mask = mask & (tape.tokens > 0)
    goes_on = np.append(False, mask[1:] & mask[:-1] & (np.diff(tape.tokens) == 1))
    first = np.flatnonzero(mask & ~goes_on)
    last = np.flatnonzero(mask & ~np.append(goes_on[1:], False)) + 1
    yield from zip(tape.of[first].tolist(), zip(first.tolist(), last.tolist(), strict=True), strict=True)


def _together(tokens: Ints, first: int, last: int) -> bool:
    return bool(tokens[last - 1] - tokens[first] == last - 1 - first)


def _variants(first: int, last: int, begin: int, end: int, tags: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretch with its start moved to a phrase and its end to the end of a group of nouns."""
    ends = {last}
    limit = min(end, last + WIDEST)
    for i in range(first, limit):
        if tags[i] in _NOUNS and (i + 1 == limit or tags[i + 1] not in _NOUNS):
            ends.add(i + 1)
        if i >= last and tags[i].endswith("(FIN)"):
            break
    starts, s = {first}, first
    while s + 1 < last and tags[s] in _OPENING:
        s += 1
        starts.add(s)
    s = first
    while s > begin and first - s < 6 and tags[s - 1] in _PHRASE:
        s -= 1
    starts.add(s)
    nearest = sorted(ends, key=lambda e: abs(e - last))[:5]
    yield from ((a, e) for a in sorted(starts) for e in nearest if a < e)


def numbers(
    batch: Batch, sight: Floats, tape: Tape, of: Ints, first: Ints, last: Ints, sources: Ints
) -> Floats:
    """Return one row of numbers a candidate: its probabilities, place, words, edges and its message."""
    b, t = batch, tape
    begin, end = np.array(t.bounds, dtype=np.int32).T
    p = t.probabilities
    offset = np.array([b.offsets[n] for n, _, _ in t.messages])
    quote = np.array([(f.quote[0][0], f.quote[-1][1] - 1) for _, f, _ in t.messages]) + offset[:, None]
    kind = np.array([TYPES.index(f.type) for _, f, _ in t.messages])[of]
    speaks = np.array([before is not None and bool(before.speaker) for _, _, before in t.messages])
    a, e = t.tokens[first], t.tokens[last - 1]
    q0, q1 = quote[of].T
    left, right = e < q0, a > q1
    distance = np.where(left, q0 - e, np.where(right, a - q1, 0))
    length = last - first
    running = np.concatenate([np.zeros((1, 5)), np.cumsum(p, axis=0, dtype=np.float64)])
    inside = (running[last] - running[first]) / length[:, None]
    logs = np.append(0, np.cumsum(np.log(np.maximum(p[:, SPEAKER], 1e-3)), dtype=np.float64))
    whole = running[end] - running[begin + 1]
    surest = np.maximum.reduceat(np.where(t.tokens > 0, p[:, SPEAKER], 0), begin)
    most = highest(p[:, SPEAKER], first, last)
    near = np.minimum(np.abs(_nearest_cue(t, first) - first), np.abs(_nearest_cue(t, last - 1) - last + 1))
    seen = np.append(0, np.cumsum(sight[:, SPEAKER], dtype=np.float64))
    counts = _counts(b)
    named = counts[e + 1] - counts[a]
    before_it, behind = [b.tokens[i - 1].lower() for i in a], [b.tokens[i + 1].lower() for i in e]
    adjacent = (t.tokens[first - 1] == a - 1) & (first - 1 > begin[of])
    following = np.minimum(last, len(t.tokens) - 1)
    columns = [
        *((sources[:, None] >> np.arange(BITS)) & 1).T,
        inside[:, SPEAKER],
        -highest(-p[:, SPEAKER], first, last),
        most,
        p[first, SPEAKER],
        p[last - 1, SPEAKER],
        p[first - 1, SPEAKER] * adjacent,
        p[following, SPEAKER] * (t.tokens[following] == e + 1),
        np.exp((logs[last] - logs[first]) / length),
        surest[of],
        most - surest[of],
        inside[:, SPEAKER] * length,
        whole[of, SPEAKER] - inside[:, SPEAKER] * length,
        inside[:, FRAME],
        highest(p[:, CUE], first, last),
        length,
        np.log(length),
        left,
        right,
        t.inside[first] & t.inside[last - 1],
        np.minimum(distance, 40),
        np.log1p(distance),
        b.sentence[q0] - b.sentence[a],
        b.sentence[q0] == b.sentence[a],
        np.abs(b.clause[a] - b.clause[np.where(left, q0, q1)]),
        np.minimum(near, 30),
        near < 3,
        p[begin, SPEAKER][of],
        (seen[e + 1] - seen[a]) / length,
        sight[a, SPEAKER],
        sight[e, SPEAKER],
        sight[a - 1, SPEAKER],
        sight[e + 1, SPEAKER],
        *named.T,
        b.sentence_first[b.sentence[a]] == a,
        *_among(before_it, (_AND, (",",), _SOURCE)),
        *_among(behind, (_AND, (",",), _BEHIND)),
        speaks[of],
        np.array([f.confidence for _, f, _ in t.messages])[of],
        *(kind[:, None] == np.arange(len(TYPES))).T,
        *(column for at in (a - 1, a, e, e + 1) for column in edges(b.tags[at]).T),
    ]
    return in_rows(columns)


def _counts(batch: Batch) -> Numbers:
    """Return running counts: finite verbs, breaks, conjunctions, names, nouns, pronouns, new phrases."""
    noun = tagger.among(batch.tags, [*_NOUNS])
    anew = np.append(False, tagger.among(batch.tags, ["ART"])[1:] & noun[:-1])
    for i in np.flatnonzero(anew):  # "ein Gericht das Urteil", but "die Polizei der Stadt"
        anew[i] = batch.tokens[i].lower() not in _GENITIVE
    of_tags = (tagger.among(batch.tags, some) for some in (["KON"], ["NE"], ["NN"], _PRONOUNS))
    rows = [batch.finite, (batch.flags & BREAK) > 0, *of_tags, anew]
    return np.concatenate([np.zeros((1, len(rows))), np.cumsum(np.stack(rows, axis=1), axis=0)])


def _nearest_cue(tape: Tape, at: Ints) -> Ints:
    """Return for each place that of the nearest cue of its message (far away where there is none)."""
    places = np.flatnonzero(tape.labels == CUE)
    far = np.full(len(at), 10**6)
    if not len(places):
        return far
    k = np.searchsorted(places, at)
    left, right = places[np.maximum(k - 1, 0)], places[np.minimum(k, len(places) - 1)]
    found = far
    for place in (left, right):
        nearer = (tape.of[place] == tape.of[at]) & (np.abs(place - at) < np.abs(found - at))
        found = np.where(nearer, place, found)
    return found


def _among(words: list[str], sets: tuple[tuple[str, ...], ...]) -> list[Ints]:
    return [np.array([word in some for word in words], dtype=np.int32) for some in sets]
