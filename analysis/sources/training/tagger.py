"""Distil the tagger: texts tagged by a larger tagger -> two tables of weights.

The teacher (HanTa, LGPL) is used here only, to make training data; nothing of it ships.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from analysis.language.segment import segment
from analysis.sources import tagger, weights
from analysis.sources.words import PAD, WINDOW, Floats, Ints, attributes, slot

# Which attributes are seen from which place.
SLOTS = {
    -2: ("w", "s3"),
    -1: ("w", "s3", "sh", "s2"),
    0: ("w", "s2", "s3", "s4", "s6", "p3", "p5", "sh", "f", "n", "h"),
    1: ("w", "s3", "s4", "sh", "s2"),
    2: ("w", "s3"),
}
JOINED = {
    "XY": "FM",
    "ITJ": "FM",
    "APZR": "PTKVZ",
    "VM(PP)": "VM(INF)",
    "VA(IMP)": "VV(IMP)",
    "PPOSS": "PIS",
    "NNA": "NN",
    "NNI": "NN",
}

Tagged = list[tuple[str, str]]


def teach(texts: Iterable[str]) -> Iterator[Tagged]:
    """Tag the sentences of ``texts`` with the teacher (about 4,700 words a second)."""
    from HanTa.HanoverTagger import HanoverTagger

    teacher = HanoverTagger("morphmodel_ger.pgz")
    for source in texts:
        text = segment(source)
        for first, last in text.sentences:
            words = text.words[first:last]
            if len(words) <= 120:
                yield [(w, t[2]) for w, t in zip(words, teacher.tag_sent(words, 1), strict=True)]


def _flat(sentences: Iterable[Tagged]) -> tuple[list[str], list[str]]:
    words, tags = [PAD] * WINDOW, ["$("] * WINDOW
    for sentence in sentences:
        for word, tag in sentence:
            words.append(word)
            tags.append(JOINED.get(tag, tag))
    return words + [PAD] * WINDOW, tags + ["$("] * WINDOW


def _word_features(words: list[str]) -> list[list[str]]:
    sloted: dict[str, dict[int, list[str]]] = {}
    for word in set(words):
        some = attributes(word)
        sloted[word] = {o: [f"{o}|{a}" for a in some if slot(a) in slots] for o, slots in SLOTS.items()}
    rows: list[list[str]] = [[]] * WINDOW
    for i in range(WINDOW, len(words) - WINDOW):
        rows.append([f for o in SLOTS for f in sloted[words[i + o]][o]])
    return rows + [[]] * WINDOW


def _matrix(rows: list[list[str]], known: dict[str, int]):  # type: ignore[no-untyped-def]
    from scipy.sparse import csr_matrix

    columns: list[int] = []
    ends = [0]
    for row in rows:
        columns.extend(known[f] for f in row if f in known)
        ends.append(len(columns))
    return csr_matrix(
        (np.ones(len(columns), dtype=np.float32), np.array(columns), np.array(ends)),
        shape=(len(rows), len(known)),
    )


def fit(x, gold: Ints, n_labels: int, base: Floats, penalty: float, rounds: int) -> Floats:  # type: ignore[no-untyped-def]
    """Fit a multinomial logistic regression on top of ``base`` scores (L2, L-BFGS)."""
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    transposed = x.T.tocsr()
    n = len(gold)
    index = np.arange(n)

    def loss(flat: Floats) -> tuple[float, Floats]:
        w = flat.reshape(-1, n_labels).astype(np.float32)
        scores = x @ w + base
        norm = logsumexp(scores, axis=1, keepdims=True)
        value = float((norm[:, 0] - scores[index, gold]).sum()) + penalty / 2 * float((w * w).sum())
        scores -= norm
        np.exp(scores, out=scores)
        scores[index, gold] -= 1
        return value, (transposed @ scores + penalty * w).ravel().astype(np.float64)

    start = np.zeros(x.shape[1] * n_labels)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 5})
    return result.x.reshape(-1, n_labels).astype(np.float32)


def train(sentences: list[Tagged], folder: Path, rounds: int = 60) -> None:
    """Train both passes on tagged sentences and write them to ``folder``."""
    words, tags = _flat(sentences)
    labels = sorted(set(tags))
    number = {label: i for i, label in enumerate(labels)}
    gold = np.array([number[t] for t in tags], dtype=np.int32)
    rows = _word_features(words)
    counts = Counter(f for row in rows for f in row)
    known = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= 3))}
    x = _matrix(rows, known)
    zero = np.zeros((len(words), len(labels)), dtype=np.float32)
    first = fit(x, gold, len(labels), zero, 0.3, rounds)
    scores = x @ first
    guessed = scores.argmax(axis=1).astype(np.int32)
    columns = tagger.neighbours(guessed, len(labels))
    pairs = [[f"{name}={values[i]}" for name, values in columns.items()] for i in range(len(words))]
    counts = Counter(f for row in pairs for f in row)
    known_2 = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= 3))}
    second = fit(_matrix(pairs, known_2), gold, len(labels), scores, 1.0, rounds)
    none = np.zeros((0, 0), dtype=np.float32)
    kept = np.abs(first).max(axis=1) > 0.15
    names = [f for f, keep in zip(known, kept, strict=True) if keep]
    weights.save(folder / "tagger_words.npz", labels, names, first[kept], none)
    weights.save(folder / "tagger_context.npz", labels, list(known_2), second, none)
