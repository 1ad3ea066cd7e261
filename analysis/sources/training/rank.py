"""Fit the small networks: which candidate messages to keep, which marks are speech."""

from __future__ import annotations

import numpy as np

from analysis.sources.rank import Network, Numbers
from analysis.sources.rules import Found


def worth(pieces: tuple[tuple[int, int], ...], kind: str, gold: list[Found]) -> float:
    """Return how well a candidate matches the best message: mean of precision and recall in tokens."""
    own = {i for a, b in pieces for i in range(a, b)}
    best = 0.0
    for f in gold:
        other = {i for a, b in f.quote for i in range(a, b)}
        if both := len(own & other):
            best = max(best, (both / len(own) + both / len(other)) / 2)
    return best


def fit(x: Numbers, y: Numbers, width: int = 16, penalty: float = 30.0, seed: int = 0) -> Network:
    """Fit a network of one hidden layer to targets between 0 and 1 (cross entropy, L2, L-BFGS)."""
    from scipy.optimize import minimize

    random = np.random.default_rng(seed)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - mean) / scale
    d = z.shape[1]
    start = np.concatenate(
        [random.normal(0, 0.1, d * width), np.zeros(width), random.normal(0, 0.3, width), [0.0]]
    )

    def parts(flat: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        a = d * width
        return flat[:a].reshape(d, width), flat[a : a + width], flat[a + width : -1], flat[-1:]

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        hidden, bias, out, out_bias = parts(flat)
        inner = np.tanh(z @ hidden + bias)
        p = 1 / (1 + np.exp(-(inner @ out + out_bias)))
        value = -(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9)).sum()
        value += penalty / 2 * ((hidden**2).sum() + (out**2).sum())
        delta = p - y
        back = np.outer(delta, out) * (1 - inner * inner)
        gradient = [z.T @ back + penalty * hidden, back.sum(axis=0), inner.T @ delta + penalty * out]
        return float(value), np.concatenate([gradient[0].ravel(), gradient[1], gradient[2], [delta.sum()]])

    flat = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    hidden, bias, out, out_bias = parts(flat)
    return Network(mean, scale, hidden, bias, out, out_bias)
