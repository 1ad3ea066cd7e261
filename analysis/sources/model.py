"""Quotations by trained weights: stacked conditional random fields, every step an array operation.

1. roles in sight: which tokens look like reporting clause, cue, speaker, addressee (marginals);
2. messages: which stretches are quotations of which type, with the marginals as features;
3. marks: which stretches in quotation marks inside a message are speech of their own;
4. roles of each message, left to right, with what the message before it had.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.sources.features import MESSAGE_LABELS
from analysis.sources.rules import Found
from analysis.sources.words import Floats, Ints

_TYPES = {"D": "Direct", "I": "Indirect", "R": "Reported", "F": "FreeIndirect", "C": "IndirectFreeIndirect"}

# What the stages read: attributes of the words in the window, and columns of the batch.
SIGHT_SLOTS = {
    -3: ("w", "v"),
    -2: ("w", "f", "v", "s3"),
    -1: ("w", "f", "v", "s3", "sh"),
    0: ("w", "s2", "s3", "s4", "s6", "p5", "sh", "f", "h", "v"),
    1: ("w", "f", "v", "s3", "sh"),
    2: ("w", "f", "v", "s3"),
    3: ("w", "v"),
}
_TAG = "t-3 t-2 t-1 t+0 t+1 t+2 t+3 t-2-1 t-1+0 t+0+1 t+1+2".split()
_QUOTE = "q q-1 q+1 qk qsk qi".split()
_AROUND = ("", "p", "n", "pp", "nn", "b", "a")
_CLAUSE = [f"ca{x}" for x in _AROUND] + [f"cb{x}" for x in _AROUND]
_CLAUSE += "cl cap cf cff ck cn".split()
_SENTENCE = "s sp sn sf sc scs ssp sm par pn dl dr".split()
_RULES = "rm-1 rm+0 rm+1 rm-1+0 rm+0+1 rr-1 rr+0 rr+1 rmr rmt rrt rs rsp rsn".split()
_VERB = "v vp vn vb va vs vsp vsq sub sube obj lead".split()
SIGHT_COLUMNS = [*_TAG, *_QUOTE, *_CLAUSE, *_SENTENCE, *_VERB, *_RULES]
MESSAGE_SLOTS = {
    -3: ("w",),
    -2: ("w", "f", "v"),
    -1: ("w", "f", "v", "sh"),
    0: ("w", "s3", "s6", "sh", "f", "v"),
    1: ("w", "f", "v", "sh"),
    2: ("w", "f", "v"),
    3: ("w",),
}
_MARGINAL = [f"m{k}{o}" for k in "FCS" for o in ("-1", "+0", "+1", "-1+0", "+0+1")]
_MARGINAL += [f"mc{k}{x}" for k in "FCS" for x in ("", "p", "n", "b", "a")]
_MARGINAL += [f"ms{k}{x}" for k in "FCS" for x in ("", "p")]
_MARGINAL += "mFCS mcC3 mcCs".split()
MESSAGE_COLUMNS = [*SIGHT_COLUMNS, *_MARGINAL]


def messages(labels: Ints, first: int, last: int) -> list[Found]:
    """Read the quotations from the labels of the tokens ``first`` to ``last`` of a batch."""
    found: list[Found] = []
    kind, begin = "", first
    names = [MESSAGE_LABELS[v] for v in labels[first:last]] + ["O"]
    pieces: list[tuple[str, str, int, int]] = []
    for i, name in enumerate(names):
        position, _, new = name.partition("-")
        if kind and (position != "I" or new != kind[1:]):
            pieces.append((kind[0], kind[1:], begin, i))
            kind = ""
        if not kind and position != "O":
            kind, begin = position + new, i
    for position, new, a, b in pieces:
        if position == "M" and found and found[-1].type == "Indirect":
            found[-1].quote.append((a, b))
        else:
            found.append(Found(_TYPES[new], [(a, b)], confidence=1.0))
    return found
