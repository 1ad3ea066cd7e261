"""What a batch looks like to the network: for each token the probabilities of message labels and roles."""

from __future__ import annotations

import numpy as np

from analysis.sources import crf, network
from analysis.sources.features import Batch
from analysis.sources.network import Network, Rows, bits, one
from analysis.sources.words import Floats


def places(batch: Batch) -> Floats:
    """Return what grammar, marks and rules say of each token, as numbers between 0 and 1."""
    c = batch.columns
    mark = np.maximum(c["qk"] - 1, 0)
    marked = (c["qk"] > 0)[:, None]
    parts = [
        bits(batch.flags, 21),
        one(batch.state, 4),
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
    parts += [one(batch.rule_message, 12), one(batch.rule_role, 5), one(c["rs"], 12)]
    return np.concatenate(parts, axis=1, dtype=np.float32, casting="unsafe")


def rows(batch: Batch) -> Rows:
    """Return the rows of all tokens of the batch."""
    verbs = (batch.clause_verb, batch.sentence_verb)
    return Rows(
        words=(batch.numbers, *(batch.numbers[v] for v in verbs)),
        tags=(batch.tags, batch.columns["ca"] >> 5),
        numbers=places(batch),
        alive=(batch.numbers > 0)[:, None].astype(np.float32),
        sentence=batch.sentence,
    )


def read(reader: Network, batch: Batch) -> tuple[Floats, Floats]:
    """Return the probabilities of the message labels and of the roles, (tokens, labels) each."""
    made = rows(batch)
    x = network.hidden(reader, "reader", batch.words, made)
    messages = crf.marginals(x @ reader.chain + reader.chain_bias, batch.bounds(), reader.transitions)
    scores = x @ reader.side + reader.side_bias
    roles = np.exp(scores - scores.max(axis=1, keepdims=True))
    roles /= roles.sum(axis=1, keepdims=True)
    for result in (messages, roles):
        result[made.alive[:, 0] == 0] = 0
        result[result.sum(axis=1) == 0, 0] = 1
    # to three places, so that the size of a batch does not show in the last bits
    return messages.round(3), roles.round(3)
