"""Quotations by trained weights, every step an array operation.

1. reader: which tokens are part of a message of which type; which look like reporting clause, cue, speaker;
2. rank: which candidate messages to keep, among those that reader, rules and grammar offer;
3. roles of each message, left to right, with what the message before it had;
4. speakers: which candidate speakers of each message to keep;
5. marks: which stretches in quotation marks inside a message are speech of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from analysis.language.segment import Text
from analysis.sources import judge, nested, network, rank, reader, roles, speakers, weights
from analysis.sources.features import Batch
from analysis.sources.found import Found
from analysis.sources.judge import Judge
from analysis.sources.labels import put_labels
from analysis.sources.network import Network
from analysis.sources.weights import Weights
from analysis.sources.words import Floats, Ints, Words


@dataclass(frozen=True)
class Parts:
    """The trained parts: the reading network, the judging network with its thresholds, marks and roles."""

    reader: Network
    judge: Judge
    least: tuple[float, ...]  # least estimate to keep a candidate, by type (candidates.KINDS)
    roles: Weights
    speakers: Judge
    least_speaker: float
    marks: Weights


_READING = threading.local()  # the words seen so far, one memory a thread
BATCH = 80_000  # tokens worked on at a time: bounds the memory, and roles go side by side in as many texts


@cache
def load() -> Parts:
    """Load the weights from the resources, once; about a second."""
    of_messages, least = judge.load("rank")
    of_speakers, least_speaker = judge.load("speakers")
    return Parts(
        network.load("reader"),
        of_messages,
        least,
        weights.load("roles"),
        of_speakers,
        least_speaker[0],
        weights.load("marks"),
    )


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def find(texts: Sequence[Text]) -> list[list[Found]]:
    """Find the quotations of texts with the trained parts; one list a text, in its order."""
    # matrix products keep to one thread: two spend more time waiting for each other than they save
    with _libraries().limit(limits=1, user_api="blas"):
        return [found for group in _groups(texts) for found in find_with(load(), group)]


def _groups(texts: Sequence[Text]) -> Iterator[list[Text]]:
    group: list[Text] = []
    size = 0
    for text in texts:
        if group and size + len(text) > BATCH:
            yield group
            group, size = [], 0
        group.append(text)
        size += len(text)
    if group:
        yield group


def find_with(parts: Parts, texts: Sequence[Text]) -> list[list[Found]]:
    """Find the quotations of one batch of texts with given parts."""
    if not hasattr(_READING, "words"):
        _READING.words = Words()
    batch = Batch(texts, _READING.words)
    probabilities, sight = reader.read(parts.reader, batch)
    batch.add_marginals(sight)
    found = rank.chosen(parts.judge, parts.least, batch, probabilities, sight)
    labels = labels_of(batch, found)
    tape = roles.assign(parts.roles, batch, role_base(parts.roles, batch), found, labels)
    speakers.assign(parts.speakers, parts.least_speaker, batch, sight, tape)
    nested.add(parts.marks, batch, labels, found)
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
