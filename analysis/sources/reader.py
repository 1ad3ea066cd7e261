"""What a batch looks like to the network: for each token the probabilities of message labels and roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import numpy as np

from analysis.sources import crf, network
from analysis.sources.features import Batch
from analysis.sources.network import Network, Rows, bits, one
from analysis.sources.words import Floats, Ints

PASS = 1000  # tokens that go through the network at a time: they stay in the processor's cache


def places(batch: Batch, at: slice = slice(None)) -> Floats:
    """Return what grammar, marks and rules say of each token, as numbers between 0 and 1."""
    seen = {**batch.columns, "q": batch.state, "rm": batch.rule_message, "rr": batch.rule_role}
    told = (table.take(seen[name][at], axis=0, mode="clip") for name, table in _tables())
    return np.concatenate([bits(batch.flags[at], FLAGS), *told], axis=1, dtype=np.float32, casting="unsafe")


FLAGS = 21  # those of the lexicon, and the three that ``features`` adds


@cache
def _tables() -> list[tuple[str, Floats]]:
    """Return the columns that the network sees, each with the numbers that stand for its values 0, 1, 2 …."""
    told: list[tuple[str, int, Callable[[Ints], list[Any]]]] = [
        ("q", 4, lambda v: [one(v, 4)]),
        ("qi", 2, lambda v: [v[:, None]]),
        ("qk", 181, lambda v: [(v > 0)[:, None], *_of_marks(v)]),
    ]
    for letter in ("", "p", "n"):
        told.append((f"ca{letter}", _HEADS * 32 * 9, lambda v: [bits(v, 3)]))  # "cap" also tells a place
        told.append((f"cb{letter}", 256, lambda v: [bits(v >> 2, 6), one(v & 3, 4)]))
    told.append(("cl", 9, lambda v: _pair(v, 3)))
    told += [(name, 128, lambda v: [bits(v, 7)]) for name in ("s", "sp")]
    for name, size in (("sf", 5), ("sc", 3), ("sm", 6)):
        told.append((name, size * size, partial(_pair, size=size)))
    told += [("sn", 16, lambda v: [bits(v, 4)]), ("par", 2, lambda v: [v[:, None]])]
    for name, size in (("dl", 10), ("dr", 10), ("lead", 3), ("rm", 12), ("rr", 5), ("rs", 12)):
        told.append((name, size, partial(_one, size=size)))
    return [
        (name, np.concatenate(make(np.arange(n, dtype=np.int32)), axis=1, dtype=np.float32, casting="unsafe"))
        for name, n, make in told
    ]


_HEADS = 64  # at least as many tags as there are


def _one(values: Ints, size: int) -> list[Any]:
    return [one(values, size)]


def _pair(values: Ints, size: int) -> list[Any]:
    """Return what stands for two numbers below ``size`` in one."""
    return [one(values // size, size), one(values % size, size)]


def _of_marks(kind: Ints) -> list[Any]:
    """Return what stands for a stretch in marks: what follows, what precedes, small letters, its length."""
    steps = ((1, 4), (4, 3), (12, 3), (36, 5))
    return [one(np.maximum(kind - 1, 0) // step % size, size) * (kind > 0)[:, None] for step, size in steps]


def rows(batch: Batch, at: slice = slice(None)) -> Rows:
    """Return the rows of the batch's tokens, or of a stretch of them."""
    numbers = batch.numbers
    return Rows(
        words=(numbers[at], *(numbers[verb[at]] for verb in (batch.clause_verb, batch.sentence_verb))),
        tags=(batch.tags[at], batch.columns["ca"][at] >> 5),
        numbers=places(batch, at),
        alive=(numbers[at] > 0)[:, None].astype(np.float32),
        sentence=batch.sentence[at],
    )


def read(reader: Network, batch: Batch) -> tuple[Floats, Floats]:
    """Return the probabilities of the message labels and of the roles, (tokens, labels) each."""
    chain = np.zeros((batch.size, len(reader.chain_bias)), dtype=np.float32)
    side = np.zeros((batch.size, len(reader.side_bias)), dtype=np.float32)
    for at in _passes(batch):
        x = network.hidden(reader, "reader", batch.words, rows(batch, at))
        chain[at] = x @ reader.chain + reader.chain_bias
        side[at] = x @ reader.side + reader.side_bias
    messages = crf.marginals(chain, batch.bounds(), reader.transitions)
    roles = np.exp(side - side.max(axis=1, keepdims=True))
    roles /= roles.sum(axis=1, keepdims=True)
    pads = np.flatnonzero(batch.numbers == 0)
    for result in (messages, roles):
        result[pads] = 0
        result[pads, 0] = 1
    # to three places, so that the size of a batch does not show in the last bits
    return messages.round(3), roles.round(3)


def _passes(batch: Batch) -> Iterator[slice]:
    """Cut the batch before the pads of a text, where nothing reaches across, into stretches of some size."""
    begin = 0
    for _, end in batch.bounds():
        if end - begin >= PASS:
            yield slice(begin, end)
            begin = end
    if begin < batch.size:
        yield slice(begin, batch.size)
