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


def test_long_sequences_in_blocks_are_as_one_by_one() -> None:
    random = np.random.default_rng(2)
    lengths = [3 * crf.BLOCK + 5, crf.BLOCK, 1, crf.BLOCK + 1, 700]
    scores = (4 * random.normal(size=(sum(lengths), 5))).astype(np.float32)
    transitions = (3 * random.normal(size=(5, 5))).astype(np.float32)
    ends = np.cumsum(lengths).tolist()
    bounds = list(zip([0, *ends[:-1]], ends, strict=True))
    found = crf.marginals(scores, bounds, transitions)
    steps = np.exp(transitions.astype(np.float64))
    for first, last in bounds:
        local = np.exp(scores[first:last].astype(np.float64))
        forward, backward = [local[0]], [np.ones(5)]
        for row in local[1:]:
            forward.append((forward[-1] @ steps) * row / (forward[-1] @ steps @ row))
        for row in local[:0:-1]:
            backward.append(steps @ (row * backward[-1]) / (row @ backward[-1]))
        both = np.array(forward) * np.array(backward[::-1])
        expected = both / both.sum(axis=1, keepdims=True)
        assert np.allclose(found[first:last], expected, atol=1e-5)
        alone = crf.marginals(scores[first:last], [(0, last - first)], transitions)
        assert np.allclose(found[first:last], alone, atol=1e-6)
