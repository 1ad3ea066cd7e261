"""Linear weights as arrays: attributes of the words in a window and columns of small numbers -> scores.

A feature is written "offset|slot=value" (a word's attribute seen from ``offset`` tokens away) or
"column=number" (a property of the place). The scores of a token are the sum of its features' rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np

from analysis.sources.words import WINDOW, Floats, Ints, Words, number_rows, summed

STRETCH = 2000  # tokens


class Weights:
    """The rows of one linear model: ``labels``, one row of scores a feature, transitions."""

    def __init__(
        self, name: str, labels: list[str], features: list[str], rows: Floats, transitions: Floats
    ) -> None:
        self.name, self.labels, self.transitions = name, labels, transitions
        placed = [i for i, feature in enumerate(features) if "|" in feature]
        split = [features[i].split("|", 1) for i in placed]
        known = {attribute: i for i, attribute in enumerate(dict.fromkeys(a for _, a in split))}
        self._offsets = sorted({int(offset) for offset, _ in split})
        self._row_of = number_rows(known)
        place = {offset: i for i, offset in enumerate(self._offsets)}
        at = np.array([(known[a], place[int(offset)]) for offset, a in split], dtype=np.intp).reshape(-1, 2)
        blocks = np.zeros((len(known) + 1, len(self._offsets), len(labels)), dtype=np.float32)
        blocks[at[:, 0], at[:, 1]] = rows[placed]
        self._blocks = blocks.reshape(len(blocks), -1)  # the last row: attributes never seen
        self._tables = _tables(features, rows)

    def word_scores(self, words: Words, numbers: Ints) -> Floats:
        """Return the scores that the words in the window give, (tokens, labels); ends must be padded."""
        width = len(self.labels)
        scores = np.zeros((len(numbers), width), dtype=np.float32)
        if not self._offsets:
            return scores
        table = words.sums(self.name, self._blocks, self._row_of)
        for begin, end in _stretches(WINDOW, len(numbers) - WINDOW):
            blocks = table.take(numbers[begin - WINDOW : end + WINDOW], axis=0)
            for k, offset in enumerate(self._offsets):
                seen = slice(WINDOW + offset, WINDOW + offset + end - begin)
                scores[begin:end] += blocks[seen, k * width : (k + 1) * width]
        return scores

    def word_scores_at(self, words: Words, numbers: Ints, places: Ints) -> Floats:
        """Return the same for some places only; no table of words is kept."""
        around = numbers[places[:, None] + self._offsets]
        forms, which = np.unique(around, return_inverse=True)
        rows = summed(self._blocks, self._row_of, words.attributes()[forms])
        blocks = rows.reshape(len(forms), len(self._offsets), len(self.labels))
        scores: Floats = blocks[which.reshape(around.shape), np.arange(len(self._offsets))].sum(axis=1)
        return scores

    def add_columns(self, scores: Floats, columns: Mapping[str, Ints]) -> Floats:
        """Add to ``scores`` what those columns of small numbers give that are there (in place); return it."""
        known = [(table, columns[name]) for name, table in self._tables.items() if name in columns]
        for begin, end in _stretches(0, len(scores)):
            own = scores[begin:end]
            for table, values in known:
                own += table.take(values[begin:end], axis=0, mode="clip")
        return scores


def _tables(features: list[str], rows: Floats) -> dict[str, Floats]:
    """Return for each column a table of the rows of its values; the last row is for values never seen."""
    columns: dict[str, list[tuple[int, int]]] = {}
    for number, (column, _, value) in enumerate(feature.partition("=") for feature in features):
        if "|" not in column:
            columns.setdefault(column, []).append((int(value), number))
    tables: dict[str, Floats] = {}
    for column, pairs in columns.items():
        tables[column] = np.zeros((max(pairs)[0] + 2, rows.shape[1]), dtype=np.float32)
        for at, number in pairs:
            tables[column][at] = rows[number]
    return tables


def _stretches(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a row of tokens into stretches whose scores stay in the processor's cache."""
    for begin in range(first, end, STRETCH):
        yield begin, min(begin + STRETCH, end)


def save(path: Path, labels: list[str], features: list[str], rows: Floats, transitions: Floats) -> None:
    """Write weights as arrays (no pickle), rows as half precision, features sorted."""
    order = sorted(range(len(features)), key=features.__getitem__)
    text = "\n".join(features[i] for i in order)
    np.savez_compressed(
        path,
        labels=np.frombuffer("\n".join(labels).encode(), dtype=np.uint8),
        features=np.frombuffer(text.encode(), dtype=np.uint8),
        rows=rows[order].astype(np.float16),
        transitions=transitions.astype(np.float32),
    )


def load(name: str) -> Weights:
    """Read the weights ``name`` from the resources; takes some tenths of a second."""
    path = files("analysis.resources").joinpath(f"models/{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        return Weights(
            name,
            bytes(data["labels"]).decode().split("\n"),
            bytes(data["features"]).decode().split("\n"),
            data["rows"].astype(np.float32),
            data["transitions"],
        )
