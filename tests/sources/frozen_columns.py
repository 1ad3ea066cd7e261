"""What the models of the quotations are shown of a text, one number a column.

    python -m tests.sources.frozen_columns     writes columns.json anew

A column that changes makes trained weights wrong without any error: this is where it shows. The texts are
those of cases.txt, twelve cases a text; what the networks say in between is made up, so that no training
changes it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from analysis.language import segment
from analysis.sources import candidates, nested, reader, roles, speakers
from analysis.sources.features import Batch
from analysis.sources.labels import MESSAGE_LABELS, ROLE_LABELS
from analysis.sources.model import labels_of
from analysis.sources.roles import Tape
from analysis.sources.view import View
from analysis.sources.words import Words

HERE = Path(__file__).parent
Columns = dict[str, Any]


def texts() -> Iterator[str]:
    """Yield the cases without their marks, twelve a text, a paragraph after every third."""
    lines = (HERE / "cases.txt").read_text("utf-8").splitlines()
    cases = [line.split(" | ", 2)[2] for line in lines if line and line[0] != "#"]
    plain = [re.sub(r"\{[QSC]:|\}", "", case) for case in cases]
    for begin in range(0, len(plain), 12):
        some = plain[begin : begin + 12]
        yield "\n\n".join(" ".join(some[i : i + 3]) for i in range(0, len(some), 3))


def made_up(alive: Any, labels: int, long: int) -> Any:
    """Return probabilities of labels that come in stretches of ``long`` tokens, none where not ``alive``."""
    token, label = np.arange(len(alive))[:, None], np.arange(labels)[None]
    noise = (token * 7919 + label * 104729) % 97 / 97
    values = noise + 2 * (label == token // long * 7 % labels)
    values[~alive] = label == 0
    return (values / values.sum(axis=1, keepdims=True)).astype(np.float32)


class Seen:
    """All steps of the models over the texts, each a table of columns."""

    def __init__(self) -> None:
        self.batch = b = Batch([segment(text) for text in texts()], Words())
        alive = b.numbers > 0
        self.sight, self.read = made_up(alive, len(ROLE_LABELS), 4), made_up(alive, len(MESSAGE_LABELS), 6)
        b.add_marginals(self.sight)
        self.labels = labels_of(b, b.found)
        flat = [[f for f in some if f.nested_in is None] for some in b.found]
        self.messages = [
            (n, f, some[i - 1] if i else None) for n, some in enumerate(flat) for i, f in enumerate(some)
        ]

    def words(self) -> Columns:
        """Return the columns of the words."""
        b = self.batch
        own = (
            "flags",
            "tags",
            "state",
            "finite",
            "clause",
            "sentence",
            "clause_verb",
            "sentence_verb",
            "starts",
        )
        acts = [act for some in b.acts for act in some]
        lists = {"acts": acts, "marked": b.marked, "offsets": b.offsets, "sentences": b.sentences}
        return b.columns | {name: getattr(b, name) for name in own} | lists

    def places(self) -> Columns:
        """Return what the reading network is shown of each place."""
        rows = reader.rows(self.batch)
        inputs = {f"number {k}": column for k, column in enumerate(rows.numbers.T)}
        return inputs | {"words": rows.words, "tags": rows.tags, "alive": rows.alive}

    def roles(self) -> Columns:
        """Return the columns of the sequences of messages, and their labels as training has them."""
        made = roles.sequences(self.batch, self.messages, self.labels)
        gold = [label for message in self.messages for label in roles.gold_labels(self.batch, *message)]
        return made.columns | {"tokens": made.tokens, "bounds": made.bounds, "gold": gold}

    def candidates(self) -> Columns:
        """Return the candidate messages, and all numbers by which one is judged."""
        places = candidates.Places(self.batch, self.sight)
        view = View(self.batch, self.read, self.sight)
        own, options = [], []
        for n, some in enumerate(candidates.candidates(self.batch, self.read)):
            every = [*some, *candidates.moved(some[:8], self.batch, n, places)]
            own += [n] * len(every)
            options += every
        pieces = [(n, *piece) for n, c in zip(own, options, strict=True) for piece in c.pieces]
        how = [(candidates.KINDS.index(c.kind), c.sources, c.moved) for c in options]
        numbers = {f"number {k}": column for k, column in enumerate(view.numbers(own, options).T)}
        return numbers | {"pieces": pieces, "how": how}

    def speakers(self) -> Columns:
        """Return the candidate speakers, and all numbers by which one is judged."""
        made = roles.sequences(self.batch, self.messages, self.labels)
        sizes = [last - first for first, last in made.bounds]
        size = len(made.tokens)
        tape = Tape(
            self.messages,
            [None] * len(self.messages),
            made.bounds,
            np.repeat(np.arange(len(sizes)), sizes),
            made.tokens,
            np.arange(size) // 3 * 7 % 5,
            made_up(made.tokens > 0, 5, 3),
            made.relation % 6 == 1,
        )
        options = speakers.candidates(self.batch, tape)
        numbers = speakers.numbers(self.batch, self.sight, tape, *options)
        named = dict(zip(("message", "first", "last", "sources"), options, strict=True))
        return named | {f"number {k}": column for k, column in enumerate(numbers.T)}

    def marks(self) -> Columns:
        """Return the columns of the stretches in quotation marks."""
        return nested.columns(self.batch, self.labels)


STEPS = ("words", "places", "roles", "candidates", "speakers", "marks")


def told(values: Any) -> float:
    """Return one number for a column, which tells another order or another value."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    return float(flat @ (1 + np.arange(len(flat)) * 7919 % 101)) + len(flat)


def numbers(seen: Seen, step: str) -> dict[str, float]:
    """Return the number of each column of a step."""
    return {name: told(values) for name, values in getattr(seen, step)().items()}


def frozen() -> dict[str, dict[str, float]]:
    """Return what was written down, by step and column."""
    return json.loads((HERE / "columns.json").read_text("utf-8"))


if __name__ == "__main__":
    seen = Seen()
    (HERE / "columns.json").write_text(
        json.dumps({step: numbers(seen, step) for step in STEPS}, indent=0) + "\n", "utf-8"
    )
