"""Stretches in quotation marks inside a message: speech of their own, or a name, a title, irony."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.sources import tagger
from analysis.sources.features import Batch
from analysis.sources.found import Found
from analysis.sources.weights import Weights
from analysis.sources.words import Floats, Ints

# A marked stretch counts as speech above this score (log odds).
SPEECH = -0.5


def columns(batch: Batch, labels: Ints) -> dict[str, Ints]:
    """Return the columns of the stretches in quotation marks (``batch.marked``), one value a stretch.

    ``labels`` are the message labels of the batch's tokens.
    """
    first = np.array([a for _, a, _ in batch.marked], dtype=np.int64)
    last = np.array([b for _, _, b in batch.marked], dtype=np.int64)
    c = batch.columns
    rows: dict[str, Ints] = {}
    if not len(first):
        return rows
    for name in (
        "qk",
        "qi",
        "s",
        "sp",
        "sn",
        "sc",
        "sf",
        "sm",
        "rs",
        "msC",
        "msF",
        "msS",
        "dl",
        "dr",
        "pn",
        "mcC",
        "mcCp",
        "mcCn",
    ):
        rows["q:" + name] = c[name][first]
    size = len(tagger.labels())
    tags = batch.tags
    for name, at in (
        ("a-2", first - 2),
        ("a-1", first - 1),
        ("a+1", first + 1),
        ("a+2", first + 2),
        ("b-1", last - 1),
        ("b+1", last + 1),
        ("b+2", last + 2),
    ):
        rows[name] = tags[at]
        rows["l" + name] = labels[at]
    rows["a-2-1"] = rows["a-2"] * size + rows["a-1"]
    rows["a+1+2"] = rows["a+1"] * size + rows["a+2"]
    rows["a-1+1"] = rows["a-1"] * size + rows["a+1"]
    n = last - first - 1
    rows["n"] = np.minimum(n, 15)
    few = batch.lower[last] - batch.lower[first]
    rows["few"] = np.minimum(few, 6) * 16 + rows["n"]
    rows["share"] = (8 * few // np.maximum(n, 1)).astype(np.int64)
    some = np.append(0, np.cumsum(batch.finite))
    rows["fin"] = np.minimum(some[last] - some[first], 2)
    rows["lab"] = labels[first] * 12 + labels[last]
    rows["labk"] = rows["lab"] * 5 + np.minimum(few, 4)
    rows["rule"] = batch.rule_message[first] * 12 + batch.rule_message[last]
    rows["rs-few"] = rows["q:rs"] * 112 + rows["few"]
    rows["ms-few"] = rows["q:msC"] * 112 + rows["few"]
    nested = {
        (o + f.quote[0][0], o + f.quote[-1][1] - 1)
        for o, fs in zip(batch.offsets, batch.found, strict=True)
        for f in fs
        if f.type == "Direct"
    }
    rows["says"] = np.array([(a, b) in nested for _, a, b in batch.marked], dtype=np.int64)
    return {name: values.astype(np.int32) for name, values in rows.items()}


def scores(part: Weights, batch: Batch, labels: Ints) -> Floats:
    """Return for each stretch in quotation marks the log odds that it is speech."""
    if not batch.marked:
        return np.zeros(0, dtype=np.float32)
    first = np.array([a for _, a, _ in batch.marked])
    both = part.word_scores_at(batch.words, batch.numbers, first)
    part.add_columns(both, columns(batch, labels))
    return both[:, 1] - both[:, 0]


def add(part: Weights, batch: Batch, labels: Ints, found: list[list[Found]]) -> None:
    """Add the stretches in marks that are speech and not found yet, with the roles of the message around."""
    for (number, first, last), score in zip(batch.marked, scores(part, batch, labels), strict=True):
        if score <= SPEECH:
            continue
        a, b = first - batch.offsets[number], last + 1 - batch.offsets[number]
        some = found[number]
        if any(f.type == "Direct" and 2 * (min(b, e) - max(a, c)) > b - a for f in some for c, e in f.quote):
            continue
        host = next((f for f in some if any(c <= a and b <= e for c, e in f.quote)), None)
        new = Found("Direct", [(a, b)], nested_in=0, confidence=float(1 / (1 + np.exp(-score))))
        near = host or _nearest(some, batch, number, a)
        if near is not None:
            new.speaker, new.cue, new.frame = list(near.speaker), list(near.cue), list(near.frame)
            new.addressee = list(near.addressee)
        some.append(new)


def _nearest(some: Sequence[Found], batch: Batch, number: int, place: int) -> Found | None:
    """Return the message of the same sentence that stands nearest, if there is one."""
    sentence_of = batch.texts[number].sentence_of
    same = [f for f in some if f.nested_in is None and sentence_of[f.quote[0][0]] == sentence_of[place]]
    return min(same, key=lambda f: abs(f.quote[0][0] - place), default=None)
