"""Linear-chain conditional random fields in numpy: best labels and marginals of many sequences at once.

Lafferty, McCallum and Pereira (2001). The scores of all tokens of a batch come in one array; the
sequences are stretches of it. Steps run over positions, all sequences side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
    incoming = np.ascontiguousarray(transitions.T)[None]  # (1, to, from)
    state = scores[token[0]]
    back: list[NDArray[np.intp]] = []
    ends = np.empty_like(state)
    for step in range(1, len(token)):
        n = alive[step]
        if n < len(state):
            ends[n : len(state)] = state[n:]
            state = state[:n]
        paths = state[:, None, :] + incoming
        arg = paths.argmax(axis=2)
        back.append(arg)
        state = np.take_along_axis(paths, arg[:, :, None], axis=2)[:, :, 0] + scores[token[step, :n]]
    ends[: len(state)] = state
    label = ends.argmax(axis=1)
    for step in range(len(token) - 1, -1, -1):
        n = alive[step]
        result[token[step, :n]] = label[:n]
        if step:
            label[:n] = np.take_along_axis(back[step - 1], label[:n, None], axis=1)[:, 0]
    return result


def marginals(scores: Floats, bounds: Sequence[tuple[int, int]], transitions: Floats) -> Floats:
    """Return the probability of each label at each token, (tokens, labels); zero outside ``bounds``."""
    result = np.zeros_like(scores)
    bounds = [pair for pair in bounds if pair[1] > pair[0]]
    if not bounds:
        return result
    _, lengths, token = _padded(bounds)
    alive = _alive(lengths)
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = np.exp(transitions)
    forward = [shifted[token[0]]]
    for step in range(1, len(token)):
        n = alive[step]
        row = (forward[-1][:n] @ weights) * shifted[token[step, :n]]
        forward.append(_normal(row) if step % 3 == 0 else row)
    backward = np.ones((alive[0], scores.shape[1]), dtype=scores.dtype)
    turned = weights.T
    for step in range(len(token) - 1, -1, -1):
        n = alive[step]
        result[token[step, :n]] = forward[step] * backward[:n]
        if step:
            row = (shifted[token[step, :n]] * backward[:n]) @ turned
            backward[:n] = _normal(row) if step % 3 == 0 else row
    return _normal(result)


def _normal(rows: Floats) -> Floats:
    return rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-30)
