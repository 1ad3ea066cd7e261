"""Train a sequence model with python-crfsuite on the features of a batch, and write its weights as arrays.

python-crfsuite is needed here only (extra ``train``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.sources import weights
from analysis.sources.words import Floats, Ints, attributes, slot

Slots = Mapping[int, Sequence[str]]


def strings(columns: Mapping[str, Ints], names: Sequence[str]) -> Callable[[int], list[str]]:
    """Return a function from a row number to its features "column=value"."""
    forms = [[f"{name}={v}" for v in range(int(columns[name].max()) + 1)] for name in names]
    values = np.stack([columns[name] for name in names], axis=1)

    def row(number: int) -> list[str]:
        return [some[v] for some, v in zip(forms, values[number].tolist(), strict=True)]

    return row


def word_strings(tokens: Sequence[str], slots: Slots) -> Callable[[int], list[str]]:
    """Return a function from a token number to the features "offset|slot=value" of its window."""
    seen: dict[tuple[str, int], list[str]] = {}

    def of(word: str, offset: int) -> list[str]:
        key = (word, offset)
        if key not in seen:
            seen[key] = [f"{offset}|{a}" for a in attributes(word) if slot(a) in slots[offset]]
        return seen[key]

    return lambda i: [f for offset in slots for f in of(tokens[i + offset], offset)]


def items(
    tokens: Sequence[str],
    columns: Mapping[str, Ints],
    names: Sequence[str],
    slots: Slots,
    bounds: Sequence[tuple[int, int]],
) -> list[Any]:
    """Return one pycrfsuite.ItemSequence for each stretch of ``bounds``: the features of its tokens."""
    import pycrfsuite

    row, words = strings(columns, names), word_strings(tokens, slots)
    return [
        pycrfsuite.ItemSequence([row(i) + words(i) for i in range(first, last)]) for first, last in bounds
    ]


def fit(
    sequences: Sequence[Any],
    labels: Sequence[Sequence[str]],
    c1: float = 0.1,
    c2: float = 0.05,
    rounds: int = 80,
    minimum: int = 2,
) -> tuple[list[str], dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Train on sequences; return the labels, the weights of (feature, label) and of (label, label)."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(
        {
            "c1": c1,
            "c2": c2,
            "max_iterations": rounds,
            "feature.minfreq": minimum,
            "feature.possible_transitions": False,
        }
    )
    for sequence, gold in zip(sequences, labels, strict=True):
        trainer.append(sequence, gold)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    return list(info.labels), dict(info.state_features), dict(info.transitions)


def as_arrays(
    state: Mapping[tuple[str, str], float],
    transitions: Mapping[tuple[str, str], float],
    labels: Sequence[str],
    least: float = 0.01,
) -> tuple[list[str], Floats, Floats]:
    """Return features, rows and transitions in the order of ``labels``; unseen transitions are barred."""
    number = {label: i for i, label in enumerate(labels)}
    features: dict[str, int] = {}
    entries = []
    for (feature, label), weight in state.items():
        if abs(weight) >= least and label in number:
            entries.append((features.setdefault(feature, len(features)), number[label], weight))
    rows = np.zeros((len(features), len(labels)), dtype=np.float32)
    for row, column, weight in entries:
        rows[row, column] = weight
    steps = np.full((len(labels), len(labels)), -8.0, dtype=np.float32)
    for (a, b), weight in transitions.items():
        steps[number[a], number[b]] = weight
    return list(features), rows, steps


def model(
    name: str,
    sequences: Sequence[Any],
    gold: Sequence[Ints],
    labels: Sequence[str],
    **settings: float,
) -> tuple[weights.Weights, tuple[list[str], Floats, Floats]]:
    """Train and return the model, ready to use, and its arrays, ready to save."""
    names = [[labels[v] for v in row] for row in gold]
    _, state, transitions = fit(sequences, names, **settings)  # type: ignore[arg-type]
    features, rows, steps = as_arrays(state, transitions, labels)
    return weights.Weights(name, list(labels), features, rows, steps), (features, rows, steps)
