"""Linear-chain conditional random fields in numpy: best labels and marginals of many sequences at once.

Lafferty, McCallum and Pereira (2001). The scores of all tokens of a batch come in one array; the
sequences are stretches of it. Steps run over positions, all sequences side by side; for marginals,
long ones are cut into blocks that are worked on side by side as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.sources.words import Floats, Ints


def _padded(bounds: Sequence[tuple[int, int]]) -> tuple[Ints, Ints, Ints]:
    """Return order (longest first), lengths in that order, and the token number at (step, sequence)."""
    lengths = np.array([last - first for first, last in bounds], dtype=np.int32)
    order = np.argsort(-lengths, kind="stable").astype(np.int32)
    lengths = lengths[order]
    starts = np.array([first for first, _ in bounds], dtype=np.int32)[order]
    steps = np.arange(lengths[0] if len(lengths) else 0, dtype=np.int32)[:, None]
    return order, lengths, starts[None, :] + np.minimum(steps, lengths[None, :] - 1)


def _alive(lengths: Ints) -> list[int]:
    """Return for each step how many sequences (longest first) still have a token there."""
    counts = np.bincount(lengths, minlength=int(lengths[0]) + 1)
    return [int(n) for n in len(lengths) - np.cumsum(counts)[:-1]]


def best(scores: Floats, bounds: Sequence[tuple[int, int]], transitions: Floats) -> Ints:
    """Return the best label of each token (Viterbi); tokens outside ``bounds`` get 0."""
    result = np.zeros(len(scores), dtype=np.int32)
    bounds = [pair for pair in bounds if pair[1] > pair[0]]
    if not bounds:
        return result
    _, lengths, token = _padded(bounds)
    alive = _alive(lengths)
    placed = scores[token]  # (steps, sequences, labels)
    states, steps = [placed[0]], transitions[:, None, :]
    for own, n in zip(placed[1:], alive[1:], strict=True):
        paths = states[-1][:n].T[:, :, None] + steps  # (from, sequences, to)
        state = np.maximum.reduce(paths)
        state += own[:n]
        states.append(state)
    into = np.ascontiguousarray(transitions.T)
    label = np.zeros(alive[0], dtype=np.intp)
    for step in range(len(token) - 1, -1, -1):
        n = alive[step + 1] if step + 1 < len(token) else 0  # the others end here
        if n < alive[step]:
            label[n : alive[step]] = states[step][n:].argmax(axis=1)
        if n:
            label[:n] = (states[step][:n] + into[label[:n]]).argmax(axis=1)
        result[token[step, : alive[step]]] = label[: alive[step]]
    return result


def marginals(scores: Floats, bounds: Sequence[tuple[int, int]], transitions: Floats) -> Floats:
    """Return the probability of each label at each token, (tokens, labels); zero outside ``bounds``."""
    result = np.zeros_like(scores)
    bounds = [pair for pair in bounds if pair[1] > pair[0]]
    if not bounds:
        return result
    blocks = [(at, min(at + BLOCK, last)) for first, last in bounds for at in range(first, last, BLOCK)]
    order, lengths, token = _padded(blocks)
    alive = _alive(lengths)
    local = np.exp(scores - scores.max(axis=1, keepdims=True))[token]  # (steps, blocks, labels)
    weights = np.exp(transitions)
    entry, leave = _ends(_products(local, weights, alive)[np.argsort(order)], bounds, weights)
    forward = [entry[order] * local[0]]
    for step in range(1, len(token)):
        n = alive[step]
        row = (forward[-1][:n] @ weights) * local[step, :n]
        forward.append(_normal(row) if step % 3 == 0 else row)
    backward = leave[order]
    for step in range(len(token) - 1, -1, -1):
        n = alive[step]
        result[token[step, :n]] = forward[step] * backward[:n]
        if step:
            row = (local[step, :n] * backward[:n]) @ weights.T
            backward[:n] = _normal(row) if step % 3 == 0 else row
    return _normal(result)


BLOCK = 32  # tokens: about as many steps within a block as there are blocks in a long text


def _products(local: Floats, weights: Floats, alive: list[int]) -> Floats:
    """Return for each block what it makes of a distribution at its first token, up to a factor."""
    product = local[0][:, :, None] * np.eye(len(weights), dtype=local.dtype)
    for step in range(1, len(local)):
        n = alive[step]
        part = (product[:n].reshape(-1, len(weights)) @ weights).reshape(n, *weights.shape)
        part *= local[step, :n, None, :]
        product[:n] = part / part.sum(axis=(1, 2), keepdims=True) if step % 3 == 0 else part
    return product


def _ends(products: Floats, bounds: Sequence[tuple[int, int]], weights: Floats) -> tuple[Floats, Floats]:
    """Return what reaches the first token of each block from the left, and its last one from the right."""
    entry = np.ones(products.shape[:2], dtype=products.dtype)
    leave = np.ones_like(entry)
    _, counts, block = _padded(_numbered(bounds))
    alive = _alive(counts)
    for step in range(1, len(block)):
        n, before = alive[step], block[step - 1]
        reached = np.matmul(entry[before[:n], None, :], products[before[:n]])[:, 0]
        entry[block[step, :n]] = _normal(reached @ weights)
    for step in range(len(block) - 1, 0, -1):
        here = block[step, : alive[step]]
        reached = np.matmul(products[here], leave[here][:, :, None])[:, :, 0]
        leave[block[step - 1, : alive[step]]] = _normal(reached @ weights.T)
    return entry, leave


def _numbered(bounds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return for each sequence the half-open range of the numbers of its blocks."""
    ends = np.cumsum([-(-(last - first) // BLOCK) for first, last in bounds]).tolist()
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _normal(rows: Floats) -> Floats:
    return rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-30)
