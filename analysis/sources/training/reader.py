"""Train the reading network with torch (extra ``train``) and hand it over as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from analysis.sources.features import MESSAGE_LABELS, ROLE_LABELS, Batch
from analysis.sources.reader import MIXED, REACH, Reader, bars, places
from analysis.sources.words import WINDOW, Ints, attributes

WIDTH, EMBEDDED, TAGS, TRACES = 64, 32, 16, 32
ROUNDS, GROUP, RATE, DECAY = 5, 6, 2e-3, 0.02
DROP, DROP_PLACES, DROP_WORDS = 0.35, 0.2, 0.15
LEAST = 3  # an attribute seen less often in the articles has no row
MAX_TAGS = 64


class Inputs(NamedTuple):
    """Some articles side by side, as tensors; ``numbers`` are the tokens' places in the batch."""

    numbers: Ints
    attributes: Tensor
    forms: Tensor
    tags: Tensor
    heads: Tensor
    verbs: tuple[Tensor, Tensor]
    places: Tensor
    alive: Tensor
    sentences: Tensor
    chains: list[Tensor]
    message: Tensor
    role: Tensor


class Network(nn.Module):
    """The same network as ``sources.reader``, to be trained."""

    def __init__(self, known: int, n_places: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(known + 1, EMBEDDED, mode="sum", padding_idx=known)
        nn.init.normal_(self.rows.weight, 0, 0.1)
        self.tags = nn.Embedding(MAX_TAGS, TAGS)
        self.into = nn.Linear(3 * EMBEDDED + 2 * TAGS + n_places, WIDTH)
        self.convolutions = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in REACH)
        self.traces = nn.ModuleList(nn.Linear(WIDTH, TRACES) for _ in MIXED)
        self.mix = nn.ModuleList(nn.Linear(3 * TRACES, WIDTH) for _ in MIXED)
        self.message = nn.Linear(WIDTH, len(MESSAGE_LABELS))
        self.role = nn.Linear(WIDTH, len(ROLE_LABELS))
        self.steps = nn.Parameter(torch.zeros(len(MESSAGE_LABELS), len(MESSAGE_LABELS)))
        self.barred = torch.tensor(bars(MESSAGE_LABELS))

    def transitions(self) -> Tensor:
        """Return the scores of one label after another."""
        return self.steps + self.barred

    def forward(self, d: Inputs) -> tuple[Tensor, Tensor]:
        """Return the scores of message labels and roles, (tokens, labels) each."""
        forms = self.rows(d.attributes)
        if self.training:
            forms = forms * (torch.rand(len(forms), 1) > DROP_WORDS).float()
        words = forms[d.forms]
        tags = self.tags.weight
        parts = [words, *(words[v] for v in d.verbs), tags[d.tags], tags[d.heads], d.places]
        x = F.relu(self.into(self._drop(torch.cat(parts, 1), DROP_PLACES))) * d.alive
        for step, (reach, layer) in enumerate(zip(REACH, self.convolutions, strict=True)):
            if step in MIXED:
                k = MIXED.index(step)
                traces = F.relu(self.traces[k](x)) * d.alive
                top = torch.zeros(int(d.sentences[-1]) + 1, TRACES)
                top = top.scatter_reduce(0, d.sentences[:, None].expand_as(traces), traces, "amax")
                none = torch.zeros(1, TRACES)
                around = torch.cat([top, torch.cat([none, top[:-1]]), torch.cat([top[1:], none])], 1)
                x = (x + F.relu(self.mix[k](self._drop(around)))[d.sentences]) * d.alive
            y = self._drop(x)
            y = torch.cat([torch.roll(y, reach, 0), y, torch.roll(y, -reach, 0)], 1)
            x = (x + F.relu(layer(y))) * d.alive
        x = self._drop(x)
        return self.message(x), self.role(x)

    def _drop(self, x: Tensor, share: float = DROP) -> Tensor:
        return F.dropout(x, share, self.training)


class Material:
    """The articles of one batch with their labels, ready to be laid side by side in groups."""

    def __init__(self, batch: Batch, message: Ints, role: Ints) -> None:
        self.batch, self.message, self.role = batch, message, role
        self.places = places(batch)
        self.forms = [attributes(form) for form in batch.words.forms()]
        self.bounds = batch.bounds()

    def known(self, articles: Sequence[int]) -> dict[str, int]:
        """Return a number for each attribute that is frequent enough in these articles."""
        counts: Counter[str] = Counter()
        for n in articles:
            for form in self.batch.numbers[slice(*self.bounds[n])].tolist():
                counts.update(self.forms[form])
        return {a: i for i, a in enumerate(sorted(a for a, n in counts.items() if n >= LEAST))}

    def inputs(self, articles: Sequence[int], known: dict[str, int]) -> Inputs:
        """Lay articles side by side, pads between and around them."""
        b = self.batch
        gap = np.arange(WINDOW)  # the batch begins with pads: these stand for all
        numbers = np.concatenate([p for n in articles for p in (gap, np.arange(*self.bounds[n]))] + [gap])
        alive = numbers >= WINDOW
        new = np.append(True, (np.diff(b.sentence[numbers]) != 0) | (np.diff(numbers) != 1) & alive[1:])
        sentences = np.cumsum(new) - 1
        at = np.zeros(b.size, dtype=np.int64)
        at[numbers[alive]] = np.flatnonzero(alive)
        forms, inverse = np.unique(b.numbers[numbers], return_inverse=True)
        some = [[known[a] for a in self.forms[f] if a in known] for f in forms.tolist()]
        bags = np.full((len(forms), max(map(len, some))), len(known))
        for row, bag in zip(bags, some, strict=True):
            row[: len(bag)] = bag

        def whole(values: Ints) -> Tensor:
            return torch.tensor(values[numbers].astype(np.int64))

        return Inputs(
            numbers=numbers,
            attributes=torch.tensor(bags),
            forms=torch.tensor(inverse.reshape(-1)),
            tags=whole(b.tags),
            heads=whole(b.columns["ca"] >> 5),
            verbs=(torch.tensor(at[b.clause_verb[numbers]]), torch.tensor(at[b.sentence_verb[numbers]])),
            places=torch.tensor(self.places[numbers] * alive[:, None]),
            alive=torch.tensor(alive[:, None].astype(np.float32)),
            sentences=torch.tensor(sentences),
            chains=list(_chains(sentences, alive, self.message[numbers])),
            message=whole(self.message),
            role=whole(self.role),
        )


def _chains(sentences: Ints, alive: Any, message: Ints, group: int = 80) -> Iterator[Tensor]:
    """Cut at sentence starts where no message goes on; yield token numbers, -1 behind the end."""
    found: list[list[int]] = []
    for i in np.flatnonzero(alive).tolist():
        follows = found and found[-1][-1] == i - 1
        if follows and (sentences[i] == sentences[i - 1] or MESSAGE_LABELS[message[i]][0] == "I"):
            found[-1].append(i)
        else:
            found.append([i])
    found.sort(key=len)
    for begin in range(0, len(found), group):
        some = found[begin : begin + group]
        rows = np.full((len(some), len(some[-1])), -1)
        for row, chain in zip(rows, some, strict=True):
            row[: len(chain)] = chain
        yield torch.tensor(rows[::-1].copy())  # longest first


def _loss(scores: Tensor, steps: Tensor, chain: Tensor, gold: Tensor) -> Tensor:
    """Return the negative log likelihood of ``gold`` under a linear chain (Lafferty et al. 2001)."""
    mask = chain >= 0
    x, y = scores[chain.clamp(min=0)], gold[chain.clamp(min=0)]
    top = x.max(2, keepdim=True).values.detach()
    weights, shifted = torch.exp(steps), torch.exp(x - top)
    state = shifted[:, 0]
    norm = (top[:, :, 0] * mask).sum()
    for i, n in enumerate(mask.sum(0).tolist()):
        if i:
            norm = norm + torch.log(state[n:].sum(1)).sum()  # chains that are over
            state = (state[:n] @ weights) * shifted[:n, i]
        total = state.sum(1, keepdim=True)
        norm = norm + torch.log(total).sum()
        state = state / total
    own = (x.gather(2, y[:, :, None])[:, :, 0] * mask).sum()
    return norm - own - (steps[y[:, :-1], y[:, 1:]] * mask[:, 1:]).sum()


def fit(material: Material, articles: Sequence[int], say: Callable[[str], None], seed: int = 0) -> Reader:
    """Train on the articles with these numbers (Adam with decoupled decay); return the network's arrays."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    known = material.known(articles)
    net = Network(len(known), material.places.shape[1])
    named = list(net.named_parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for n, p in named if "bias" not in n], "weight_decay": DECAY},
            {"params": [p for n, p in named if "bias" in n], "weight_decay": 0.0},
        ],
        lr=RATE,
    )
    groups = -(-len(articles) // GROUP)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=ROUNDS * groups, pct_start=0.15)
    for number in range(ROUNDS):
        net.train()
        order, total = random.permutation(np.asarray(articles)), 0.0
        for begin in range(0, len(order), GROUP):
            d = material.inputs(order[begin : begin + GROUP].tolist(), known)
            message, role = net(d)
            alive = d.alive[:, 0] > 0
            parts = [_loss(message, net.transitions(), chain, d.message) for chain in d.chains]
            loss = torch.stack(parts).sum() / alive.sum()
            loss = loss + 0.5 * F.cross_entropy(role[alive], d.role[alive])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            rate.step()
            total += loss.item()
        say(f"reader: round {number + 1} of {ROUNDS}, loss {total / groups:.3f}")
    return _arrays(net, known)


def _arrays(net: Network, known: dict[str, int]) -> Reader:
    """Hand the trained network over; weights as they stand to the right of a row of numbers."""

    def weight(layer: nn.Linear) -> Any:
        return layer.weight.detach().numpy().T

    def bias(layer: nn.Linear) -> Any:
        return layer.bias.detach().numpy()

    def all_of(layers: nn.ModuleList, what: Callable[[Any], Any]) -> Any:
        return np.stack([what(layer) for layer in layers])

    reader = Reader(
        known,
        rows=net.rows.weight.detach().numpy()[:-1],
        tags=net.tags.weight.detach().numpy(),
        into=weight(net.into),
        into_bias=bias(net.into),
        convolutions=all_of(net.convolutions, weight),
        biases=all_of(net.convolutions, bias),
        traces=all_of(net.traces, weight),
        trace_biases=all_of(net.traces, bias),
        mix=all_of(net.mix, weight),
        mix_biases=all_of(net.mix, bias),
        message=weight(net.message),
        message_bias=bias(net.message),
        role=weight(net.role),
        role_bias=bias(net.role),
        transitions=net.transitions().detach().numpy(),
    )
    # what is used is what is stored: half precision
    return Reader(known, *(a.astype(np.float16).astype(np.float32) for a in reader[1:]))
