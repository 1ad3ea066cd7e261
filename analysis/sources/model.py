"""Quotations by trained weights: stacked conditional random fields, every step an array operation.

1. roles in sight: which tokens look like reporting clause, cue, speaker, addressee (marginals);
2. messages: which stretches are quotations of which type, with the marginals as features;
3. marks: which stretches in quotation marks inside a message are speech of their own;
4. roles of each message, left to right, with what the message before it had.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from analysis.language.segment import Text
from analysis.sources import crf, roles, weights
from analysis.sources.features import Batch, mark_columns, put_labels
from analysis.sources.rank import Network, View, as_found, candidates, choose
from analysis.sources.rules import Found
from analysis.sources.weights import Weights
from analysis.sources.words import Floats, Ints, Words

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


@dataclass(frozen=True)
class Parts:
    """The trained parts: sequence models of the stages, the mark model, the network, the thresholds."""

    sight: Weights
    messages: Weights
    marks: Weights
    roles: Weights
    network: Network
    least: tuple[float, ...]  # least estimate to keep a candidate, by type (rank.KINDS)


_READING = threading.local()  # the words seen so far, one memory a thread
BATCH = 15_000  # tokens worked on at a time: bounds the memory
# A marked stretch counts as speech above this score (log odds).
SPEECH = -0.5


@cache
def load() -> Parts:
    """Load the weights from the resources, once; about a second."""
    path = files("analysis.resources").joinpath("models/rank.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        network = Network(*(data[name].astype(np.float64) for name in Network._fields))
        least = tuple(float(v) for v in data["least"])
    return Parts(
        sight=weights.load("sight"),
        messages=weights.load("messages"),
        marks=weights.load("marks"),
        roles=weights.load("roles"),
        network=network,
        least=least,
    )


def find(texts: Sequence[Text]) -> list[list[Found]]:
    """Find the quotations of texts with the trained parts; one list a text, in its order."""
    found: list[list[Found]] = []
    group: list[Text] = []
    size = 0
    for text in texts:
        if group and size + len(text) > BATCH:
            found += find_with(load(), group)
            group, size = [], 0
        group.append(text)
        size += len(text)
    return found + (find_with(load(), group) if group else [])


def find_with(parts: Parts, texts: Sequence[Text]) -> list[list[Found]]:
    """Find the quotations of one batch of texts with given parts."""
    if not hasattr(_READING, "words"):
        _READING.words = Words()
    batch = Batch(texts, _READING.words)
    sight = probabilities_of(parts.sight, batch)
    batch.add_marginals(sight)
    probabilities = probabilities_of(parts.messages, batch)
    found = chosen(parts, batch, probabilities, sight)
    labels = labels_of(batch, found)
    base = role_base(parts.roles, batch)
    roles.assign(parts.roles, batch, base, found, labels)
    _add_marked(parts.marks, batch, labels, found)
    return found


def probabilities_of(part: Weights, batch: Batch) -> Floats:
    """Return the label probabilities of every token of the batch, text by text."""
    scores = part.add_columns(part.word_scores(batch.words, batch.numbers), batch.columns)
    result = crf.marginals(scores, batch.bounds(), part.transitions)
    result[result.sum(axis=1) == 0, 0] = 1
    return result


def chosen(parts: Parts, batch: Batch, probabilities: Floats, sight: Floats) -> list[list[Found]]:
    """Choose the messages of each text among the candidates."""
    view = View(batch, probabilities, sight)
    options = [candidates(batch, n, probabilities) for n in range(len(batch.texts))]
    rows = [view.numbers(n, c) for n, some in enumerate(options) for c in some]
    values = parts.network.judge(np.array(rows)) if rows else np.zeros(0)
    found, at = [], 0
    for some in options:
        kept = choose(some, values[at : at + len(some)], parts.least)
        at += len(some)
        found.append([as_found(candidate, value) for candidate, value in kept])
    return found


def labels_of(batch: Batch, found: Sequence[Sequence[Found]]) -> Ints:
    """Return the message label of each token of the batch."""
    message = np.zeros(batch.size, dtype=np.int32)
    role = np.zeros(batch.size, dtype=np.int32)
    for offset, some in zip(batch.offsets, found, strict=True):
        put_labels(message, role, offset, some)
    return message


def role_base(part: Weights, batch: Batch) -> Floats:
    """Return the scores of the roles that do not depend on the message; zero where the leading token is."""
    scores = part.word_scores(batch.words, batch.numbers)
    part.add_columns(scores, {name: batch.columns[name] for name in roles.COLUMNS})
    scores[0] = 0
    return scores


def mark_scores(part: Weights, batch: Batch, labels: Ints) -> Floats:
    """Return for each stretch in quotation marks the log odds that it is speech."""
    if not batch.marked:
        return np.zeros(0, dtype=np.float32)
    first = np.array([a for _, a, _ in batch.marked])
    scores = part.word_scores(batch.words, batch.numbers)[first]
    part.add_columns(scores, mark_columns(batch, labels))
    return scores[:, 1] - scores[:, 0]


def _add_marked(part: Weights, batch: Batch, labels: Ints, found: list[list[Found]]) -> None:
    """Add the stretches in marks that are speech and not found yet, with the roles of the message around."""
    for (number, first, last), score in zip(batch.marked, mark_scores(part, batch, labels), strict=True):
        if score <= SPEECH:
            continue
        a, b = first - batch.offsets[number], last + 1 - batch.offsets[number]
        some = found[number]
        if any(f.type == "Direct" and 2 * (min(b, e) - max(a, c)) > b - a for f in some for c, e in f.quote):
            continue
        host = next((f for f in some if any(c <= a and b <= e for c, e in f.quote)), None)
        new = Found("Direct", [(a, b)], nested_in=0, confidence=float(1 / (1 + np.exp(-score))))
        near = host or _nearest(some, batch, number, a)
        if near is not None:
            new.speaker, new.cue, new.frame = list(near.speaker), list(near.cue), list(near.frame)
            new.addressee = list(near.addressee)
        some.append(new)


def _nearest(some: Sequence[Found], batch: Batch, number: int, place: int) -> Found | None:
    """Return the message of the same sentence that stands nearest, if there is one."""
    sentence_of = batch.texts[number].sentence_of
    same = [f for f in some if f.nested_in is None and sentence_of[f.quote[0][0]] == sentence_of[place]]
    return min(same, key=lambda f: abs(f.quote[0][0] - place), default=None)
