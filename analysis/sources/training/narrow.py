"""A narrow network that learns what a wide one reads (Hinton, Vinyals and Dean 2015), far quicker."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from analysis.sources.network import Network
from analysis.sources.training import network
from analysis.sources.training.network import Drops, Inputs, Learner, Material
from analysis.sources.words import Floats

WIDTH, ROUNDS, DROPS, DECAY = 32, 36, Drops(0.05, 0.05, 0.05), 0.005


def fit(m: Material, wide: Network, reading: tuple[Floats, Floats], say: Callable[[str], None]) -> Network:
    """Train a network of ``WIDTH`` to give the probabilities that ``wide`` gives, its ``reading`` of ``m``.

    It begins with the words and tags of the wide one, and keeps its transitions.
    """
    torch.manual_seed(0)
    known = {attribute: i for i, attribute in enumerate(wide.known)}
    net = Learner(len(known), m, WIDTH, DROPS)
    net.rows.weight.data[:] = torch.tensor(wide.rows)
    net.tags.weight.data[:] = torch.tensor(wide.tags)
    net.steps.requires_grad_(False)
    net.steps.data[:] = torch.tensor(wide.transitions) - net.barred
    messages, roles = map(torch.tensor, reading)

    def loss_of(chain: Tensor, side: Tensor, steps: Tensor, d: Inputs) -> Tensor:
        alive = d.alive[:, 0] > 0
        own = torch.tensor(d.at)[alive]
        lost = torch.stack([network.norm(chain, steps, some) for some in d.chains]).sum()
        # cross entropy, but for the transitions, which stay
        lost = lost - (chain[alive] * messages[own]).sum()
        return (lost - 0.5 * (F.log_softmax(side[alive], 1) * roles[own]).sum()) / alive.sum()

    everything = [range(len(m.bounds))] * ROUNDS
    groups = network.shuffled(m, everything, 0)
    network.learn(net, network.parameters(net, decay=DECAY), m, known, groups, say, loss_of=loss_of)
    return network.arrays(net, known)
