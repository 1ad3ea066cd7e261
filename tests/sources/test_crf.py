"""The sequence model's arithmetic against a count of all paths."""

import itertools

import numpy as np

from analysis.sources import crf


def test_best_and_marginals_against_all_paths() -> None:
    random = np.random.default_rng(1)
    labels = 3
    lengths = [4, 1, 5, 2]
    scores = random.normal(size=(sum(lengths) + 2, labels)).astype(np.float32)
    transitions = random.normal(size=(labels, labels)).astype(np.float32)
    bounds, at = [], 1
    for n in lengths:
        bounds.append((at, at + n))
        at += n
    best = crf.best(scores, bounds, transitions)
    probability = crf.marginals(scores, bounds, transitions)
    for first, last in bounds:
        total = np.zeros((last - first, labels))
        top, weight = None, -np.inf
        for path in itertools.product(range(labels), repeat=last - first):
            value = sum(scores[first + i, y] for i, y in enumerate(path))
            value += sum(transitions[a, b] for a, b in itertools.pairwise(path))
            if value > weight:
                top, weight = path, value
            for i, y in enumerate(path):
                total[i, y] += np.exp(value)
        assert tuple(best[first:last]) == top
        expected = total / total.sum(axis=1, keepdims=True)
        assert np.allclose(probability[first:last], expected, atol=1e-4)
    assert probability[0].sum() == 0


def test_nothing_to_label() -> None:
    empty = np.zeros((0, 3), dtype=np.float32)
    assert len(crf.best(empty, [], np.zeros((3, 3), dtype=np.float32))) == 0
