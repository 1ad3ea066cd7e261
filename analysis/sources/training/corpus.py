"""Annotated articles, and others, as one batch; what networks say of articles they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.language.segment import Text
from analysis.sources import crf, reader
from analysis.sources.features import Batch
from analysis.sources.found import Found
from analysis.sources.labels import MESSAGE_LABELS, ROLE_LABELS, put_labels
from analysis.sources.network import Network
from analysis.sources.training import teacher
from analysis.sources.training.network import Material
from analysis.sources.words import Floats, Ints, Words

FOLDS = 5
Articles = list[tuple[Text, list[Found]]]


@dataclass
class Corpus:
    """Annotated articles as one batch, with the labels of its tokens and the fold of each article."""

    batch: Batch
    gold: list[list[Found]]
    message: Ints
    role: Ints
    fold: Ints

    def flat(self) -> list[list[Found]]:
        """Return the quotations that lie in no other, in text order."""
        return [
            sorted((f for f in some if f.nested_in is None and f.quote), key=lambda f: f.quote[0])
            for some in self.gold
        ]

    def without(self, fold: int) -> list[int]:
        """Return the numbers of the annotated articles that are not in ``fold``."""
        return np.flatnonzero((self.fold != fold) & (self.fold >= 0)).tolist()


def corpus(articles: Articles, more: Sequence[Text] = ()) -> Corpus:
    """Lay annotated articles side by side, and behind them texts that nobody annotated (fold -1)."""
    batch = Batch([*(text for text, _ in articles), *more], Words())
    message, role = np.zeros(batch.size, dtype=np.int32), np.zeros(batch.size, dtype=np.int32)
    for offset, (_, found) in zip(batch.offsets, articles, strict=False):
        put_labels(message, role, offset, found)
    fold = np.array([i * 7919 % len(articles) % FOLDS for i in range(len(articles))] + [-1] * len(more))
    return Corpus(batch, [*(found for _, found in articles), *([] for _ in more)], message, role, fold)


def taught(c: Corpus, more: Sequence[Text], reads: teacher.Reads) -> Corpus:
    """Label the texts that nobody annotated (``more``, the last of ``c``) with what a teacher reads."""
    own = corpus([(text, []) for text in more])
    chain, side, steps = reads(material(own), more)
    best, roles_of = crf.best(chain, own.batch.bounds(), steps), side.argmax(axis=1)
    message, role = c.message.copy(), c.role.copy()
    for here, there in zip(own.batch.bounds(), c.batch.bounds()[-len(more) :], strict=True):
        message[slice(*there)], role[slice(*there)] = best[slice(*here)], roles_of[slice(*here)]
    return Corpus(c.batch, c.gold, message, role, c.fold)


def material(c: Corpus) -> Material:
    """Return the articles as sequences for the reading network."""
    inside = np.array([label[0] == "I" for label in MESSAGE_LABELS])[c.message]
    return Material(
        c.batch.words.forms(),
        reader.rows(c.batch),
        c.batch.bounds(),
        MESSAGE_LABELS,
        c.message,
        inside | (np.diff(c.batch.sentence, prepend=-1) == 0),
        ROLE_LABELS,
        c.role,
    )


def read_with(c: Corpus, part: Network) -> tuple[Floats, Floats]:
    """Return what a network says of all tokens: probabilities of the message labels and of the roles."""
    c.batch.words.forget("reader")
    return reader.read(part, c.batch)


def unseen(c: Corpus, parts: Sequence[Network]) -> tuple[Floats, Floats]:
    """Return what networks, one a fold, say of the articles of the fold that they have not seen."""
    message = np.zeros((c.batch.size, len(MESSAGE_LABELS)), dtype=np.float32)
    role = np.zeros((c.batch.size, len(ROLE_LABELS)), dtype=np.float32)
    message[:, 0] = role[:, 0] = 1
    for k, part in enumerate(parts):
        of_message, of_role = read_with(c, part)
        for n in np.flatnonzero(c.fold == k).tolist():
            at = slice(*c.batch.bounds()[n])
            message[at], role[at] = of_message[at], of_role[at]
    return message, role
