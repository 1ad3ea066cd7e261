"""What a batch looks like to the network: for each token the probabilities of message labels and roles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.sources import crf, network
from analysis.sources.features import Batch
from analysis.sources.network import Network, Rows, bits, one
from analysis.sources.words import Floats

PASS = 2000  # tokens that go through the network at a time: they stay in the processor's cache


def places(batch: Batch, at: slice = slice(None)) -> Floats:
    """Return what grammar, marks and rules say of each token, as numbers between 0 and 1."""
    c = {name: values[at] for name, values in batch.columns.items()}
    mark = np.maximum(c["qk"] - 1, 0)
    marked = (c["qk"] > 0)[:, None]
    parts = [
        bits(batch.flags[at], 21),
        one(batch.state[at], 4),
        c["qi"][:, None],
        marked,
        *(one(mark // step % size, size) * marked for step, size in ((1, 4), (4, 3), (12, 3), (36, 5))),
    ]
    for name in ("", "p", "n"):
        parts += [bits(c["ca" + name], 3), bits(c["cb" + name] >> 2, 6), one(c["cb" + name] & 3, 4)]
    parts += [one(c["cl"] // 3, 3), one(c["cl"] % 3, 3), bits(c["s"], 7), bits(c["sp"], 7)]
    for name, size in (("sf", 5), ("sc", 3), ("sm", 6)):
        parts += [one(c[name] // size, size), one(c[name] % size, size)]
    parts += [bits(c["sn"], 4), c["par"][:, None], one(c["dl"], 10), one(c["dr"], 10), one(c["lead"], 3)]
    parts += [one(batch.rule_message[at], 12), one(batch.rule_role[at], 5), one(c["rs"], 12)]
    return np.concatenate(parts, axis=1, dtype=np.float32, casting="unsafe")


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
    with network.one_thread():
        for at in _passes(batch):
            x = network.hidden(reader, "reader", batch.words, rows(batch, at))
            chain[at] = x @ reader.chain + reader.chain_bias
            side[at] = x @ reader.side + reader.side_bias
        messages = crf.marginals(chain, batch.bounds(), reader.transitions)
    roles = np.exp(side - side.max(axis=1, keepdims=True))
    roles /= roles.sum(axis=1, keepdims=True)
    for result in (messages, roles):
        result[batch.numbers == 0] = 0
        result[result.sum(axis=1) == 0, 0] = 1
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
