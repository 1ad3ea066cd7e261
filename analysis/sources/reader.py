"""The network that reads a batch: for each token the probabilities of message labels and of roles.

Words (sums of their attributes' rows), tags, the verbs of clause and sentence and what grammar and the
rules say of a place go in; convolutions of growing reach (Yu and Koltun 2016) and the strongest traces
of the sentence and its neighbours mix them; message labels come out as a conditional random field's
marginals. Trained elsewhere (``training.reader``); here every step is an array operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.sources import crf
from analysis.sources.features import Batch
from analysis.sources.words import Floats, Ints, attributes

REACH = (1, 2, 4, 8, 1)  # how far the convolutions look; no further than the pads between texts
MIXED = (2, 4)  # before which convolutions the sentence's traces are mixed in


class Reader(NamedTuple):
    """The trained arrays; ``number`` tells the row of each attribute."""

    number: dict[str, int]
    rows: Floats
    tags: Floats
    into: Floats
    into_bias: Floats
    convolutions: Floats
    biases: Floats
    traces: Floats
    trace_biases: Floats
    mix: Floats
    mix_biases: Floats
    message: Floats
    message_bias: Floats
    role: Floats
    role_bias: Floats
    transitions: Floats

    def embed(self, forms: list[str]) -> Floats:
        """Return for each word form the sum of its attributes' rows."""
        made = np.zeros((len(forms), self.rows.shape[1]), dtype=np.float32)
        for i, form in enumerate(forms):
            if known := [self.number[a] for a in attributes(form) if a in self.number]:
                made[i] = self.rows[known].sum(axis=0)
        return made


def save(path: Path, reader: Reader) -> None:
    """Write the arrays without pickle, in half precision."""
    arrays = {k: v.astype(np.float16) for k, v in reader._asdict().items() if k != "number"}
    text = "\n".join(sorted(reader.number, key=reader.number.__getitem__))
    np.savez_compressed(path, number=np.frombuffer(text.encode(), dtype=np.uint8), **arrays)


@cache
def load() -> Reader:
    """Load the network from the resources, once."""
    path = files("analysis.resources").joinpath("models/reader.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        names = bytes(data["number"]).decode().split("\n")
        arrays = {k: data[k].astype(np.float32) for k in Reader._fields if k != "number"}
    return Reader({name: i for i, name in enumerate(names)}, **arrays)


def places(batch: Batch) -> Floats:
    """Return what grammar, marks and rules say of each token, as numbers between 0 and 1."""
    c = batch.columns
    mark = np.maximum(c["qk"] - 1, 0)
    marked = (c["qk"] > 0)[:, None]
    parts = [
        _bits(batch.flags, 21),
        _one(batch.state, 4),
        c["qi"][:, None],
        marked,
        *(_one(mark // step % size, size) * marked for step, size in ((1, 4), (4, 3), (12, 3), (36, 5))),
    ]
    for name in ("", "p", "n"):
        parts += [_bits(c["ca" + name], 3), _bits(c["cb" + name] >> 2, 6), _one(c["cb" + name] & 3, 4)]
    parts += [_one(c["cl"] // 3, 3), _one(c["cl"] % 3, 3), _bits(c["s"], 7), _bits(c["sp"], 7)]
    for name, size in (("sf", 5), ("sc", 3), ("sm", 6)):
        parts += [_one(c[name] // size, size), _one(c[name] % size, size)]
    parts += [_bits(c["sn"], 4), c["par"][:, None], _one(c["dl"], 10), _one(c["dr"], 10), _one(c["lead"], 3)]
    parts += [_one(batch.rule_message, 12), _one(batch.rule_role, 5), _one(c["rs"], 12)]
    return np.concatenate(parts, axis=1, dtype=np.float32, casting="unsafe")


def _one(values: Ints, size: int) -> Floats:
    return np.eye(size, dtype=np.float32)[np.minimum(values, size - 1)]


def _bits(values: Ints, size: int) -> Ints:
    return (values[:, None] >> np.arange(size)) & 1


def read(reader: Reader, batch: Batch) -> tuple[Floats, Floats]:
    """Return the probabilities of the message labels and of the roles, (tokens, labels) each."""
    words = batch.words.rows("reader", reader.rows.shape[1], reader.embed)[batch.numbers]
    verbs = (batch.clause_verb, batch.sentence_verb)
    tags = (batch.tags, batch.columns["ca"] >> 5)
    inputs = [words, *(words[v] for v in verbs), *(reader.tags[t] for t in tags)]
    alive = (batch.numbers > 0)[:, None].astype(np.float32)  # nothing of a pad: texts do not see each other
    x = _relu(np.concatenate([*inputs, places(batch)], axis=1) @ reader.into + reader.into_bias) * alive
    for step, reach in enumerate(REACH):
        if step in MIXED:
            k = MIXED.index(step)
            traces = _relu(x @ reader.traces[k] + reader.trace_biases[k]) * alive
            whole = _relu(_around(traces, batch) @ reader.mix[k] + reader.mix_biases[k])
            x = (x + whole[batch.sentence]) * alive
        x = (x + _relu(_seen(x, reach) @ reader.convolutions[step] + reader.biases[step])) * alive
    messages = crf.marginals(x @ reader.message + reader.message_bias, batch.bounds(), reader.transitions)
    scores = x @ reader.role + reader.role_bias
    roles = np.exp(scores - scores.max(axis=1, keepdims=True))
    roles /= roles.sum(axis=1, keepdims=True)
    for result in (messages, roles):
        result[alive[:, 0] == 0] = 0
        result[result.sum(axis=1) == 0, 0] = 1
    # to three places, so that the size of a batch does not show in the last bits
    return messages.round(3), roles.round(3)


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0, out=x)


def _seen(x: Floats, reach: int) -> Floats:
    """Return each token beside those ``reach`` before and after it."""
    width = x.shape[1]
    seen = np.zeros((len(x), 3 * width), dtype=np.float32)
    seen[reach:, :width] = x[:-reach]
    seen[:, width : 2 * width] = x
    seen[:-reach, 2 * width :] = x[reach:]
    return seen


def _around(traces: Floats, batch: Batch) -> Floats:
    """Return for each sentence its strongest traces and those of the sentences before and after."""
    top = np.maximum.reduceat(traces, batch.sentence_first)
    none = np.zeros((1, top.shape[1]), dtype=np.float32)
    return np.concatenate([top, np.vstack([none, top[:-1]]), np.vstack([top[1:], none])], axis=1)


def bars(labels: Sequence[str]) -> Floats:
    """Return -12 where a label may not follow another (I-x without its beginning), else 0."""
    barred = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after[0] == "I" and before[2:] != after[2:]:
                barred[i, j] = -12
    return barred
