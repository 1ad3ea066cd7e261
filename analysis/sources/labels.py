"""Messages and roles as labels of tokens: written from quotations, and read back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.sources.found import Found
from analysis.sources.words import Ints

MESSAGE_LABELS = ("O", "B-D", "I-D", "B-I", "I-I", "B-R", "I-R", "B-F", "I-F", "B-C", "I-C", "M-I")
TYPE_OF = {"Direct": "D", "Indirect": "I", "Reported": "R", "FreeIndirect": "F", "IndirectFreeIndirect": "C"}
ROLE_LABELS = ("O", "F", "C", "S", "A")
Pieces = tuple[tuple[int, int], ...]
Message = tuple[str, Pieces]  # type letter, pieces in tokens of the text


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


def read_labels(labels: Ints, offsets: Sequence[int] = (0,)) -> list[tuple[int, Message]]:
    """Read messages from the labels of texts that begin at ``offsets``, each with the number of its text."""
    firsts = np.flatnonzero(np.diff(labels, prepend=-1))
    ends = np.append(firsts, len(labels))[1:]
    numbers = np.searchsorted(offsets, firsts, side="right") - 1
    runs = np.stack([labels[firsts], numbers, firsts, ends], axis=1)[labels[firsts] > 0]
    runs[:, 2:] -= np.array(offsets)[runs[:, 1], None]
    found: list[tuple[int, str, list[tuple[int, int]]]] = []
    for label, n, a, b in runs.tolist():
        position, _, kind = MESSAGE_LABELS[label].partition("-")
        pieces = found[-1][2] if found and found[-1][:2] == (n, kind) else []
        if position == "I" and pieces and pieces[-1][1] == a:
            pieces[-1] = pieces[-1][0], b
            continue
        anew = [(a, b)] if position == "I" else [(i, i + 1) for i in range(a, b)]
        if position == "M" and pieces:
            pieces += anew
        elif position == "M":
            found.append((n, kind, anew))
        else:
            found += [(n, kind, [piece]) for piece in anew]
    return [(n, (kind, tuple(pieces))) for n, kind, pieces in found]
