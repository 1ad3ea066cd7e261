"""Train the networks of ``sources.network`` with torch (extra ``train``) and hand them over as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from analysis.sources.network import ARRAYS, MIXED, REACH, Network, Rows, bars
from analysis.sources.words import WINDOW, Ints, attributes, number_rows

WIDTH, EMBEDDED, TAGS, TRACES = 96, 32, 16, 32
ROUNDS, RATE, DECAY = 6, 2e-3, 0.02
FIRST = 3  # of the rounds: those in which sequences that nobody annotated are learnt from as well
TOKENS = 1500  # rows of one step of training, about
LEAST = 3  # an attribute seen less often has no row
MAX_TAGS = 64


class Drops(NamedTuple):
    """Shares that are put to 0 while training (dropout): of what layers hand on, of numbers, of words."""

    inner: float = 0.4
    numbers: float = 0.24
    words: float = 0.15


DROPS = Drops()


@dataclass
class Material:
    """Sequences to learn from: their rows side by side, the bounds of each, and the gold labels."""

    forms: Sequence[str]
    rows: Rows
    bounds: Sequence[tuple[int, int]]
    labels: Sequence[str]
    gold: Ints
    goes_on: NDArray[np.bool_]  # rows that a chain is not cut before
    side_labels: Sequence[str] = ()
    side_gold: Ints | None = None

    def known(self, sequences: Sequence[int]) -> dict[str, int]:
        """Return a number for each attribute that is frequent enough in these sequences."""
        seen: Counter[int] = Counter()
        for n in sequences:
            seen.update(self.rows.words[0][slice(*self.bounds[n])].tolist())
        counts: Counter[str] = Counter()
        for form, times in seen.items():
            counts.update(dict.fromkeys(attributes(self.forms[form]), times))
        return {a: i for i, a in enumerate(sorted(a for a, n in counts.items() if n >= LEAST))}

    def groups(self, sequences: Sequence[int]) -> Iterator[list[int]]:
        """Cut the sequences into groups of some size."""
        group, size = [], 0
        for n in sequences:
            group.append(n)
            size += self.bounds[n][1] - self.bounds[n][0]
            if size >= TOKENS:
                yield group
                group, size = [], 0
        if group:
            yield group


class Inputs(NamedTuple):
    """Some sequences with pads between and around them, as tensors."""

    at: Ints  # row of the material, -1 for pads
    bags: Tensor
    words: list[Tensor]
    tags: list[Tensor]
    numbers: Tensor
    alive: Tensor
    sentence: Tensor
    chains: list[Tensor]
    gold: Tensor
    side: Tensor | None


def inputs(m: Material, sequences: Sequence[int], known: dict[str, int]) -> Inputs:
    """Lay some sequences side by side as tensors."""
    gap = np.full(WINDOW, -1)
    at = np.concatenate([part for n in sequences for part in (gap, np.arange(*m.bounds[n]))] + [gap])
    alive = at >= 0
    number = np.where(alive, m.rows.sentence[at], -1)
    sentence = np.cumsum(np.append(True, (np.diff(number) != 0) | (np.diff(at) != 1) & alive[1:])) - 1
    words = np.stack([np.where(alive, w[at], 0) for w in m.rows.words])
    forms, inverse = np.unique(words, return_inverse=True)
    some = [[known[a] for a in attributes(m.forms[f]) if a in known] for f in forms.tolist()]
    bags = np.full((len(forms), max(map(len, some))), len(known))
    for row, bag in zip(bags, some, strict=True):
        row[: len(bag)] = bag

    def whole(values: Ints) -> Tensor:
        return torch.tensor(np.where(alive, values[at], 0).astype(np.int64))

    return Inputs(
        at=at,
        bags=torch.tensor(bags),
        words=list(torch.tensor(inverse.reshape(words.shape))),
        tags=[whole(t) for t in m.rows.tags],
        numbers=torch.tensor(m.rows.numbers[at] * alive[:, None]),
        alive=torch.tensor(alive[:, None].astype(np.float32)),
        sentence=torch.tensor(sentence),
        chains=list(_chains(at, m.goes_on)),
        gold=whole(m.gold),
        side=None if m.side_gold is None else whole(m.side_gold),
    )


def _chains(at: Ints, goes_on: NDArray[np.bool_], group: int = 80) -> Iterator[Tensor]:
    """Cut where a chain may be cut; yield places, one chain a row, -1 behind its end, longest first."""
    found: list[list[int]] = []
    for i in np.flatnonzero(at >= 0).tolist():
        if found and found[-1][-1] == i - 1 and goes_on[at[i]]:
            found[-1].append(i)
        else:
            found.append([i])
    found.sort(key=len, reverse=True)
    for begin in range(0, len(found), group):
        some = found[begin : begin + group]
        rows = np.full((len(some), len(some[0])), -1)
        for row, chain in zip(rows, some, strict=True):
            row[: len(chain)] = chain
        yield torch.tensor(rows)


class Learner(nn.Module):
    """The same network as ``sources.network``, to be trained."""

    def __init__(self, known: int, m: Material, width: int = WIDTH, drops: Drops = DROPS) -> None:
        super().__init__()
        self.drops = drops
        self.rows = nn.EmbeddingBag(known + 1, EMBEDDED, mode="sum", padding_idx=known)
        nn.init.normal_(self.rows.weight, 0, 0.1)
        self.rows.weight.data[known] = 0  # of an attribute that is not known
        self.tags = nn.Embedding(MAX_TAGS, TAGS)
        size = len(m.rows.words) * EMBEDDED + len(m.rows.tags) * TAGS + m.rows.numbers.shape[1]
        self.into = nn.Linear(size, width)
        self.convolutions = nn.ModuleList(nn.Linear(3 * width, width) for _ in REACH)
        self.traces = nn.ModuleList(nn.Linear(width, TRACES) for _ in MIXED)
        self.mix = nn.ModuleList(nn.Linear(3 * TRACES, width) for _ in MIXED)
        self.chain = nn.Linear(width, len(m.labels))
        self.side = nn.Linear(width, max(1, len(m.side_labels)))
        self.steps = nn.Parameter(torch.zeros(len(m.labels), len(m.labels)))
        self.barred = torch.tensor(bars(m.labels))

    def transitions(self) -> Tensor:
        """Return the scores of one label after another."""
        return self.steps + self.barred

    def forward(self, d: Inputs) -> tuple[Tensor, Tensor]:
        """Return the scores of the chain's labels and of the second set, (rows, labels) each."""
        return self.scored(self.entered(d), d)

    def entered(self, d: Inputs) -> Tensor:
        """Return what goes into the convolutions before it is cut off below 0."""
        forms = self.rows(d.bags)
        if self.training:
            forms = forms * (torch.rand(len(forms), 1) > self.drops.words).float()
        parts = [*(forms[w] for w in d.words), *(self.tags.weight[t] for t in d.tags), d.numbers]
        return self.into(self.drop(torch.cat(parts, 1), self.drops.numbers))

    def scored(self, entered: Tensor, d: Inputs) -> tuple[Tensor, Tensor]:
        """Return the scores of both sets of labels for what ``entered``."""
        x = F.relu(entered) * d.alive
        for step, (reach, layer) in enumerate(zip(REACH, self.convolutions, strict=True)):
            if step in MIXED:
                k = MIXED.index(step)
                traces = F.relu(self.traces[k](x)) * d.alive
                top = torch.zeros(int(d.sentence[-1]) + 1, TRACES)
                top = top.scatter_reduce(0, d.sentence[:, None].expand_as(traces), traces, "amax")
                none = torch.zeros(1, TRACES)
                around = torch.cat([top, torch.cat([none, top[:-1]]), torch.cat([top[1:], none])], 1)
                x = (x + F.relu(self.mix[k](self.drop(around)))[d.sentence]) * d.alive
            y = self.drop(x)
            y = torch.cat([torch.roll(y, reach, 0), y, torch.roll(y, -reach, 0)], 1)
            x = (x + F.relu(layer(y))) * d.alive
        x = self.drop(x)
        return self.chain(x), self.side(x)

    def drop(self, x: Tensor, share: float | None = None) -> Tensor:
        """Put some of the numbers to 0 while training."""
        return F.dropout(x, self.drops.inner if share is None else share, self.training)


def norm(scores: Tensor, steps: Tensor, chain: Tensor) -> Tensor:
    """Return the logarithms of the sums over all labellings of the chains, added up."""
    mask = chain >= 0
    x = scores[chain.clamp(min=0)]
    top = x.max(2, keepdim=True).values.detach()
    weights, shifted = torch.exp(steps), torch.exp(x - top)
    state = shifted[:, 0]
    total = (top[:, :, 0] * mask).sum()
    for i, n in enumerate(mask.sum(0).tolist()):
        if i:
            total = total + torch.log(state[n:].sum(1)).sum()  # chains that are over
            state = (state[:n] @ weights) * shifted[:n, i]
        whole = state.sum(1, keepdim=True)
        total = total + torch.log(whole).sum()
        state = state / whole
    return total


def _loss(scores: Tensor, steps: Tensor, chain: Tensor, gold: Tensor) -> Tensor:
    """Return the negative log likelihood of ``gold`` under a linear chain (Lafferty et al. 2001)."""
    mask = chain >= 0
    x, y = scores[chain.clamp(min=0)], gold[chain.clamp(min=0)]
    own = (x.gather(2, y[:, :, None])[:, :, 0] * mask).sum()
    return norm(scores, steps, chain) - own - (steps[y[:, :-1], y[:, 1:]] * mask[:, 1:]).sum()


def fit(
    m: Material, sequences: Sequence[int], say: Callable[[str], None], more: Sequence[int] = (), seed: int = 0
) -> Network:
    """Train on the sequences with these numbers (Adam with decoupled decay); return the arrays.

    ``more`` are sequences whose labels are a teacher's: they are learnt from in the first rounds only.
    """
    torch.manual_seed(seed)
    known = m.known([*sequences, *more])
    net = Learner(len(known), m)
    learnt = [[*sequences, *more] if number < FIRST else sequences for number in range(ROUNDS)]
    learn(net, parameters(net), m, known, shuffled(m, learnt, seed), say)
    return arrays(net, known)


def parameters(net: nn.Module, rate: float = RATE, decay: float = DECAY) -> list[dict[str, Any]]:
    """Return the parameters in groups for the optimiser: biases do not decay."""
    named = list(net.named_parameters())
    return [
        {"params": [p for n, p in named if "bias" not in n], "lr": rate, "weight_decay": decay},
        {"params": [p for n, p in named if "bias" in n], "lr": rate, "weight_decay": 0.0},
    ]


def shuffled(m: Material, rounds: Sequence[Sequence[int]], seed: int) -> list[list[list[int]]]:
    """Return the groups of sequences of each round, in a new order each."""
    random = np.random.default_rng(seed)
    return [list(m.groups(random.permutation(np.asarray(some)).tolist())) for some in rounds]


def loss_of_gold(chain: Tensor, side: Tensor, steps: Tensor, d: Inputs) -> Tensor:
    """Return the loss of a group: of the chain, and half that of the second set of labels."""
    alive = d.alive[:, 0] > 0
    loss = torch.stack([_loss(chain, steps, some, d.gold) for some in d.chains]).sum() / alive.sum()
    return loss if d.side is None else loss + 0.5 * F.cross_entropy(side[alive], d.side[alive])


def learn(
    net: nn.Module,
    groups_of: list[dict[str, Any]],
    m: Material,
    known: dict[str, int],
    rounds: Sequence[Sequence[list[int]]],
    say: Callable[[str], None],
    more: Callable[[list[int]], tuple[Tensor, ...]] = lambda group: (),
    loss_of: Callable[[Tensor, Tensor, Tensor, Inputs], Tensor] = loss_of_gold,
) -> None:
    """Train ``net`` in place, round after round.

    ``more`` gives what it sees besides the rows of a group; ``loss_of`` what is to become small.
    """
    optimiser = torch.optim.AdamW(groups_of)
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [g["lr"] for g in groups_of], total_steps=sum(map(len, rounds)), pct_start=0.15
    )
    for number, groups in enumerate(rounds):
        net.train()
        lost = 0.0
        for group in groups:
            d = inputs(m, group, known)
            chain, side = net(d, *more(group))
            loss = loss_of(chain, side, net.transitions(), d)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            rate.step()
            lost += loss.item()
        say(f"round {number + 1} of {len(rounds)}, loss {lost / len(groups):.3f}")


def arrays(net: Learner, known: dict[str, int]) -> Network:
    """Hand the trained network over; weights as they stand to the right of a row of numbers."""

    def weight(layer: nn.Linear) -> Any:
        return layer.weight.detach().numpy().T

    def bias(layer: nn.Linear) -> Any:
        return layer.bias.detach().numpy()

    def all_of(layers: nn.ModuleList, what: Callable[[Any], Any]) -> Any:
        return np.stack([what(layer) for layer in layers])

    made = Network(
        tuple(known),
        number_rows(known),
        rows=net.rows.weight.detach().numpy(),  # the last one pads: zero
        tags=net.tags.weight.detach().numpy(),
        into=weight(net.into),
        into_bias=bias(net.into),
        convolutions=all_of(net.convolutions, weight),
        biases=all_of(net.convolutions, bias),
        traces=all_of(net.traces, weight),
        trace_biases=all_of(net.traces, bias),
        mix=all_of(net.mix, weight),
        mix_biases=all_of(net.mix, bias),
        chain=weight(net.chain),
        chain_bias=bias(net.chain),
        side=weight(net.side),
        side_bias=bias(net.side),
        transitions=net.transitions().detach().numpy(),
    )
    # what is used is what is stored: half precision
    return made._replace(
        **{name: getattr(made, name).astype(np.float16).astype(np.float32) for name in ARRAYS}
    )
