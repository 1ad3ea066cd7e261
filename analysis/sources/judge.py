"""A small network that estimates how good a candidate is, and the best choice among candidates that overlap.

One judges messages (``rank``), one speakers (``speakers``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.sources.words import Floats

Numbers = NDArray[np.float64]


class Judge(NamedTuple):
    """A network of one hidden layer over standardised numbers."""

    mean: Numbers
    scale: Numbers
    hidden: Numbers
    bias: Numbers
    out: Numbers
    out_bias: Numbers

    def estimate(self, x: Floats) -> Numbers:
        """Return the estimate (0..1) for each row of ``x``."""
        hidden = self.hidden / self.scale[:, None]  # the numbers are standardised on the way
        bias = self.bias - self.mean @ hidden
        inner = np.tanh(x @ hidden.astype(np.float32) + bias.astype(np.float32))
        return 1 / (1 + np.exp(-(inner @ self.out.astype(np.float32) + self.out_bias[0])))


def in_rows(columns: Sequence[NDArray[Any]]) -> Floats:
    """Return one row a candidate from ``columns`` of numbers or truth values."""
    made = np.empty((len(columns), len(columns[0])), dtype=np.float32)
    for own, column in zip(made, columns, strict=True):
        own[:] = column
    return made.T


def save(path: Path, judge: Judge, least: Sequence[float]) -> None:
    """Write the network and the least estimates to keep a candidate, without pickle."""
    fields = {name: value.astype(np.float32) for name, value in judge._asdict().items()}
    np.savez_compressed(path, least=np.array(least, dtype=np.float32), **fields)


def load(name: str) -> tuple[Judge, tuple[float, ...]]:
    """Read the network ``name`` and its least estimates from the resources."""
    path = files("analysis.resources").joinpath(f"models/{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        judge = Judge(*(data[field].astype(np.float64) for field in Judge._fields))
        return judge, tuple(float(v) for v in data["least"])


def best_set(stretches: Sequence[tuple[int, int]], gains: Numbers) -> list[int]:
    """Return which of the stretches (first, last + 1) to keep: without overlap, the largest sum of gains."""
    worth = sorted(
        (end, begin, gain, i)
        for i, ((begin, end), gain) in enumerate(zip(stretches, gains.tolist(), strict=True))
        if gain > 0
    )
    ends: list[int] = []
    total = [0.0]
    back: list[tuple[int, int] | None] = [None]
    for n, (end, begin, gain, i) in enumerate(worth):
        k = bisect_right(ends, begin)
        ends.append(end)
        taken = total[k] + gain
        total.append(max(taken, total[n]))
        back.append((k, i) if taken > total[n] else None)
    chosen, n = [], len(worth)
    while n:
        step = back[n]
        if step is None:
            n -= 1
        else:
            n, i = step
            chosen.append(i)
    return chosen[::-1]
