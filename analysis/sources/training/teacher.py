"""A larger reader to learn from: a multilingual transformer below the same network and chain.

It is trained on the annotated articles and reads those that nobody annotated; the network that ships learns
from what it finds there too (a small network taught by a large one: Hinton, Vinyals and Dean 2015). The lower
layers stay as they are, so that each text goes through them once. Used in training only; nothing of it ships.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from analysis.language.segment import Text
from analysis.sources.training import network
from analysis.sources.training.network import Inputs, Learner, Material
from analysis.sources.words import WINDOW, Floats, Ints

KEPT = 8  # layers of the transformer that are not trained
LONGEST = 254  # sub-words it reads at a time
GROUP = 16  # stretches that go through the lower layers together
ROUNDS, RATE, DECAY, DROP = 4, 2e-4, 0.01, 0.2


class Encoder(NamedTuple):
    """A transformer of the BERT kind (Devlin et al. 2019) and its tokenizer, from a local folder."""

    tokenizer: Any
    model: Any

    def masked(self, lengths: Sequence[int]) -> Tensor:
        """Return what is added to the attention: 0, and behind the end of a stretch the lowest number."""
        behind = torch.arange(max(lengths))[None] >= torch.tensor(lengths)[:, None]
        return torch.zeros(behind.shape).masked_fill(behind, torch.finfo(torch.float32).min)[:, None, None]


def load(folder: Path) -> Encoder:
    """Load the transformer and its tokenizer (transformers' format) from ``folder``, never from a network."""
    from transformers import AutoModel, AutoTokenizer

    return Encoder(
        AutoTokenizer.from_pretrained(folder, local_files_only=True),
        AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True),
    )


class Stretches:
    """Texts as the lower layers make them, in stretches of whole sentences, and where each token's begins."""

    def __init__(self, encoder: Encoder, texts: Sequence[Text]) -> None:
        self.encoder = encoder
        self.begins: list[Ints] = []  # for each text and token: stretch and place in it
        ids: list[list[int]] = []
        for text in texts:
            own, stretch, place = _stretches(encoder.tokenizer, text)
            self.begins.append(np.stack([stretch + len(ids), place]))
            ids += own
        self.low: list[Tensor] = [torch.empty(0)] * len(ids)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for begin in range(0, len(order), GROUP):
            self._read(order[begin : begin + GROUP], ids)

    @torch.no_grad()
    def _read(self, some: list[int], ids: list[list[int]]) -> None:
        model = self.encoder.model.eval()
        lengths = [len(ids[i]) for i in some]
        padded = torch.ones(len(some), max(lengths), dtype=torch.long)
        for row, i in zip(padded, some, strict=True):
            row[: len(ids[i])] = torch.tensor(ids[i])
        x, mask = model.embeddings(padded), self.encoder.masked(lengths)
        for layer in model.encoder.layer[:KEPT]:
            x = _through(layer, x, mask)
        for row, i, length in zip(x, some, lengths, strict=True):
            self.low[i] = row[:length].half()

    def of(self, texts: list[int]) -> tuple[Tensor, list[int], Tensor]:
        """Return a row for each stretch of some texts, padded; the lengths; the place of each token.

        Places are -1 for the pads between and around the texts, as ``network.inputs`` lays them out.
        """
        wanted = sorted({int(s) for n in texts for s in self.begins[n][0]})
        lengths = [len(self.low[s]) for s in wanted]
        size = max(lengths)
        x = torch.stack([F.pad(self.low[s].float(), (0, 0, 0, size - len(self.low[s]))) for s in wanted])
        row = {s: i for i, s in enumerate(wanted)}
        gap = np.full(WINDOW, -1)
        parts = [gap]
        for n in texts:
            stretch, place = self.begins[n]
            parts += [np.array([row[s] for s in stretch.tolist()]) * size + place, gap]
        return x, lengths, torch.tensor(np.concatenate(parts))


def _stretches(tokenizer: Any, text: Text) -> tuple[list[list[int]], Ints, Ints]:
    """Cut a text before sentences: the sub-words of each stretch; stretch and place of each token."""
    read = tokenizer(text.text, add_special_tokens=False, return_offsets_mapping=True, truncation=False)
    ids, ends = read["input_ids"], np.array([end for _, end in read["offset_mapping"]])
    first = np.minimum(np.searchsorted(ends, text.starts, side="right"), len(ids) - 1)
    cuts = [0]
    for begin in [*(int(first[a]) for a, _ in text.sentences), len(ids)]:
        while begin - cuts[-1] > LONGEST:
            fitting = (int(first[a]) for a, _ in text.sentences)
            cuts.append(
                max((b for b in fitting if cuts[-1] < b <= cuts[-1] + LONGEST), default=cuts[-1] + LONGEST)
            )
    cuts.append(len(ids))
    stretch = np.searchsorted(cuts[:-1], first, side="right") - 1
    around = (tokenizer.cls_token_id, tokenizer.sep_token_id)
    own = [[around[0], *ids[a:b], around[1]] for a, b in pairwise(cuts)]
    place = first - np.array(cuts)[stretch] + 1
    return own, stretch.astype(np.int32), place.astype(np.int32)


def _through(layer: nn.Module, x: Tensor, mask: Tensor) -> Tensor:
    made = layer(x, mask)
    return made if isinstance(made, Tensor) else made[0]


class Teacher(Learner):
    """The network with what the upper layers of the transformer make of each token as one more input."""

    def __init__(self, known: int, m: Material, encoder: Encoder) -> None:
        super().__init__(known, m)
        self.encoder = encoder
        self.upper = nn.ModuleList(encoder.model.encoder.layer[KEPT:])
        self.project = nn.Linear(encoder.model.config.hidden_size, network.WIDTH)
        nn.init.normal_(self.project.weight, 0, 0.02)

    def forward(self, d: Inputs, *seen: Any) -> tuple[Tensor, Tensor]:
        """Return the scores of both sets of labels; ``seen`` is what ``Stretches.of`` gives."""
        low, lengths, places = seen
        made = self._upper(low, lengths).reshape(-1, low.shape[-1])
        own = made[places.clamp(min=0)] * (places >= 0)[:, None]
        return self.scored(self.entered(d) + self.project(self.drop(own, DROP)), d)

    def _upper(self, low: Tensor, lengths: list[int]) -> Tensor:
        """Return the output of the upper layers; stretches of like length go together."""
        order = sorted(range(len(lengths)), key=lengths.__getitem__)
        made = torch.zeros_like(low)
        for some in np.array_split(order, min(3, len(order))):
            size = max(lengths[i] for i in some)
            x, mask = low[some, :size], self.encoder.masked([lengths[i] for i in some])
            for layer in self.upper:
                x = _through(layer, x, mask)
            made = made.index_put((torch.tensor(some),), F.pad(x, (0, 0, 0, low.shape[1] - size)))
        return made


Reads = Callable[[Material, Sequence[Text]], tuple[Floats, Floats, Floats]]


def fit(m: Material, texts: Sequence[Text], folder: Path, say: Callable[[str], None], seed: int = 0) -> Reads:
    """Train a teacher on annotated ``texts``; return what reads others with it.

    The transformer is loaded from ``folder``. What is returned takes material and texts and gives the
    scores of the labels of both sets, (tokens, labels) each, and those of one label after another.
    """
    torch.manual_seed(seed)
    encoder = load(folder)
    known = m.known(range(len(texts)))
    net = Teacher(len(known), m, encoder)
    upper = network.parameters(net.upper, RATE, DECAY)
    of_upper = {id(p) for group in upper for p in group["params"]}
    rest = [
        group | {"params": [p for p in group["params"] if id(p) not in of_upper]}
        for group in network.parameters(net)
    ]
    stretches = Stretches(encoder, texts)
    rounds = network.shuffled(m, [range(len(texts))] * ROUNDS, seed)
    network.learn(net, [*rest, *upper], m, known, rounds, say, stretches.of)

    def reads(m: Material, texts: Sequence[Text]) -> tuple[Floats, Floats, Floats]:
        chain, side = (
            np.zeros((len(m.gold), len(some)), dtype=np.float32) for some in (m.labels, m.side_labels)
        )
        stretches = Stretches(encoder, texts)
        for at, own, roles in _scores(net.eval(), m, known, stretches, len(texts)):
            chain[at], side[at] = own, roles
        return chain, side, net.transitions().detach().numpy()

    return reads


@torch.no_grad()
def _scores(
    net: Teacher, m: Material, known: dict[str, int], stretches: Stretches, many: int
) -> Iterator[tuple[Ints, Floats, Floats]]:
    """Yield the rows of some sequences and their scores, until all ``many`` are read."""
    for group in m.groups(range(many)):
        d = network.inputs(m, group, known)
        chain, side = net(d, *stretches.of(group))
        alive = d.alive[:, 0] > 0
        at = np.concatenate([np.arange(*m.bounds[n]) for n in group])
        yield at, chain[alive].numpy(), side[alive].numpy()
