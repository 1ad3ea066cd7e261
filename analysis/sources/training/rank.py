"""Fit the small network that judges candidate messages, with torch (extra ``train``)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from analysis.sources.judge import Judge, Numbers
from analysis.sources.words import Floats

Pieces = Sequence[tuple[int, int]]
WIDTH, ROUNDS, GROUP, RATE, DECAY = 24, 60, 512, 4e-3, 0.05
DROP_NUMBERS, DROP_INNER = 0.1, 0.2


def worth(pieces: Pieces, true: Sequence[Pieces]) -> float:
    """Return how much a candidate has in common with the best of the true ones (Jaccard, in tokens)."""
    own = {i for a, b in pieces for i in range(a, b)}
    best = 0.0
    for stretches in true:
        other = {i for a, b in stretches for i in range(a, b)}
        if both := len(own & other):
            best = max(best, both / len(own | other))
    return best


def several(x: Floats, y: Numbers, many: int = 3) -> Judge:
    """Fit several networks from different starts; return one that gives the mean of their log odds."""
    fitted = [fit(x, y, seed) for seed in range(many)]
    return Judge(
        fitted[0].mean,
        fitted[0].scale,
        np.concatenate([f.hidden for f in fitted], axis=1),
        np.concatenate([f.bias for f in fitted]),
        np.concatenate([f.out for f in fitted]) / many,
        np.mean([f.out_bias for f in fitted], axis=0),
    )


def fit(x: Floats, y: Numbers, seed: int = 0) -> Judge:
    """Fit a network of one hidden layer to targets between 0 and 1 (cross entropy, dropout, Adam)."""
    torch.manual_seed(seed)
    mean, scale = x.mean(axis=0, dtype=np.float64), x.std(axis=0, dtype=np.float64) + 1e-3
    z = torch.tensor((x - mean) / scale, dtype=torch.float32)
    target = torch.tensor(y, dtype=torch.float32)
    hidden, out = nn.Linear(z.shape[1], WIDTH), nn.Linear(WIDTH, 1)
    parameters = [*hidden.parameters(), *out.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    groups = -(-len(z) // GROUP)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=ROUNDS * groups)
    for _ in range(ROUNDS):
        for some in torch.randperm(len(z)).split(GROUP):
            inner = F.dropout(torch.tanh(hidden(F.dropout(z[some], DROP_NUMBERS))), DROP_INNER)
            loss = F.binary_cross_entropy_with_logits(out(inner)[:, 0], target[some])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rate.step()
    arrays = [p.detach().numpy().astype(np.float64) for p in parameters]
    return Judge(mean, scale, arrays[0].T, arrays[1], arrays[2][0], arrays[3])
