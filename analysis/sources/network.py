"""A small convolutional network over tokens, in numpy: what ``reader`` computes with.

Words (sums of their attributes' rows), tags and numbers of each place go in; convolutions of growing reach
(Yu and Koltun 2016) and the strongest traces of the sentence and its neighbours mix them; scores of a linear
chain of labels come out, and of a second set of labels. Trained by ``training.network``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.sources.words import Floats, Ints, Words, number_rows

REACH = (1, 2, 4, 8, 1)  # how far the convolutions look; no further than the pads between sequences
MIXED = (2, 4)  # before which convolutions the sentence's traces are mixed in


class Rows(NamedTuple):
    """What goes in, one row a place; pads between the sequences, and around them, are not ``alive``."""

    words: tuple[Ints, ...]  # word numbers: its own, the verb of its clause, the verb of its sentence
    tags: tuple[Ints, ...]  # its own tag, that of the head of its clause
    numbers: Floats
    alive: Floats  # (rows, 1): 1 or 0
    sentence: Ints  # from 0, ascending


class Network(NamedTuple):
    """The trained arrays; ``known`` are the attributes of words that have a row, the last row is zero."""

    known: tuple[str, ...]
    row_of: Ints  # by the number of an attribute (words.number_rows)
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
    chain: Floats
    chain_bias: Floats
    side: Floats
    side_bias: Floats
    transitions: Floats


ARRAYS = Network._fields[2:]  # what is stored as numbers


def save(path: Path, network: Network) -> None:
    """Write the arrays without pickle, in half precision."""
    arrays = {name: getattr(network, name).astype(np.float16) for name in ARRAYS}
    arrays["rows"] = arrays["rows"][:-1]
    text = "\n".join(network.known)
    np.savez_compressed(path, number=np.frombuffer(text.encode(), dtype=np.uint8), **arrays)


@cache
def load(name: str) -> Network:
    """Load the network ``name`` from the resources, once."""
    path = files("analysis.resources").joinpath(f"models/{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        known = tuple(bytes(data["number"]).decode().split("\n"))
        arrays = {name: data[name].astype(np.float32) for name in ARRAYS}
    arrays["rows"] = np.pad(arrays["rows"], ((0, 1), (0, 0)))
    return Network(known, number_rows(known), **arrays)


def hidden(network: Network, name: str, words: Words, rows: Rows) -> Floats:
    """Return what the network makes of each row; ``name`` is that of its table among ``words``."""
    table = words.sums(name, network.rows, network.row_of)
    inputs = [*(table[w] for w in rows.words), *(network.tags[t] for t in rows.tags), rows.numbers]
    pads = np.flatnonzero(rows.alive[:, 0] == 0)
    x = _layer(np.concatenate(inputs, axis=1), network.into, network.into_bias)
    x[pads] = 0
    sentence = rows.sentence - rows.sentence[0]
    first = np.flatnonzero(np.append(True, sentence[1:] != sentence[:-1])).astype(np.int32)
    window = np.zeros((len(x), 3 * x.shape[1]), dtype=x.dtype)
    for step, reach in enumerate(REACH):
        if step in MIXED:
            k = MIXED.index(step)
            traces = _layer(x, network.traces[k], network.trace_biases[k])
            traces[pads] = 0
            x += _layer(_around(traces, first), network.mix[k], network.mix_biases[k])[sentence]
            x[pads] = 0
        _look_around(window, x, reach)
        x += _layer(window, network.convolutions[step], network.biases[step])
        x[pads] = 0
    return x


def _layer(x: Floats, weights: Floats, bias: Floats) -> Floats:
    made: Floats = x @ weights
    made += bias
    return np.maximum(made, 0, out=made)


def _look_around(window: Floats, x: Floats, reach: int) -> None:
    """Write each row beside those ``reach`` before and after it: one product of all three beats three."""
    width = x.shape[1]
    window[:reach, :width] = 0
    window[reach:, :width] = x[:-reach]
    window[:, width : 2 * width] = x
    window[:-reach, 2 * width :] = x[reach:]
    window[-reach:, 2 * width :] = 0


def _around(traces: Floats, first: Ints) -> Floats:
    """Return for each sentence its strongest traces and those of the sentences before and after."""
    top = np.maximum.reduceat(traces, first)
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


def one(values: Ints, size: int) -> Floats:
    """Return a row of ``size`` with 1 at the value (larger values count as the largest)."""
    return np.eye(size, dtype=np.float32)[np.minimum(values, size - 1)]


def bits(values: Ints, size: int) -> Ints:
    """Return the lowest ``size`` bits of each value as a row."""
    return (values[:, None] >> np.arange(size)) & 1
