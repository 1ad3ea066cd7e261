"""Messages and roles as labels of tokens: written from quotations, and read back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from analysis.sources.found import Found
from analysis.sources.words import Ints

MESSAGE_LABELS = ("O", "B-D", "I-D", "B-I", "I-I", "B-R", "I-R", "B-F", "I-F", "B-C", "I-C", "M-I")
TYPE_OF = {"Direct": "D", "Indirect": "I", "Reported": "R", "FreeIndirect": "F", "IndirectFreeIndirect": "C"}
ROLE_LABELS = ("O", "F", "C", "S", "A")
Pieces = tuple[tuple[int, int], ...]


def put_labels(message: Ints, role: Ints, offset: int, found: Sequence[Found]) -> None:
    """Write the label of each token of one text's quotations (nested ones are left out) into arrays."""
    for f in found:
        for name in ("frame", "addressee", "speaker", "cue"):
            label = ROLE_LABELS.index(name[0].upper())
            for a, b in getattr(f, name):
                role[offset + a : offset + b] = label
    taken: list[tuple[int, int]] = []
    for f in sorted(found, key=lambda f: (f.nested_in is not None, f.quote[0][0], -f.quote[-1][1])):
        first, last = f.quote[0][0], f.quote[-1][1]
        if f.nested_in is not None or any(a < last and first < b for a, b in taken):
            continue
        taken.append((first, last))
        kind = TYPE_OF[f.type]
        for piece, (a, b) in enumerate(f.quote):
            message[offset + a : offset + b] = MESSAGE_LABELS.index("I-" + kind)
            begin = "M-I" if piece and kind == "I" else "B-" + kind
            message[offset + a] = MESSAGE_LABELS.index(begin)


def read_labels(labels: Ints, offsets: Sequence[int] = (0,)) -> list[tuple[str, Pieces]]:
    """Read (type letter, pieces) from the message labels of texts that begin at ``offsets``."""
    found: list[tuple[str, list[tuple[int, int]]]] = []
    if not len(labels):
        return []
    changes = np.flatnonzero(np.diff(labels, prepend=-1)).tolist()
    kind, begin = "", 0
    runs: list[tuple[str, int, int]] = []
    for at, end in zip(changes, [*changes[1:], len(labels)], strict=True):
        position, _, new = MESSAGE_LABELS[labels[at]].partition("-")
        if position == "I" and kind and kind[1] == new:
            continue  # goes on
        if kind:
            runs.append((kind, begin, at))
        kind = "" if position == "O" else position + new
        begin = at
        if position in "BM":
            runs.extend((kind, i, i + 1) for i in range(at, end - 1))
            begin = end - 1
    if kind:
        runs.append((kind, begin, len(labels)))
    for name, a, b in runs:
        position, new = name[0], name[1]
        begun = found[-1][1][0][0] if found and found[-1][0] == "I" else -1
        if position == "M" and begun >= offsets[bisect_right(offsets, a) - 1]:
            found[-1][1].append((a, b))
        else:
            found.append((new, [(a, b)]))
    return [(kind, tuple(pieces)) for kind, pieces in found]
