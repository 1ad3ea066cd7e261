"""Train the quotation model on annotated articles, choose by cross-validation, write the weights.

One command does all: ``train(path, folder)``. Each stage learns from what the stage before says
about articles it has not seen (jackknife), or it would trust it too much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.language.segment import Text
from analysis.sources import model, nested, rank, reader, roles, speakers, weights
from analysis.sources.candidates import Candidate, Places, candidates, moved
from analysis.sources.features import Batch
from analysis.sources.found import Found
from analysis.sources.labels import MESSAGE_LABELS, ROLE_LABELS, put_labels
from analysis.sources.network import Network, save
from analysis.sources.rank import Judge
from analysis.sources.training import gold, network, sequence
from analysis.sources.training import rank as ranking
from analysis.sources.training.network import Material
from analysis.sources.words import Floats, Ints, Words

FOLDS = 5
# Least estimate to keep a candidate, by type (rank.KINDS): chosen by cross-validation on train.
LEAST = (0.4, 0.4, 0.32, 0.38, 0.4)
LEAST_SPEAKER = 0.25  # the same for a candidate speaker
MARK_SLOTS = {
    -3: ("w",),
    -2: ("w", "s3"),
    -1: ("w", "s3", "h"),
    0: ("w",),
    1: ("w", "sh", "s3"),
    2: ("w", "s3"),
}
Articles = list[tuple[Text, list[Found]]]
Arrays = tuple[list[str], Floats, Floats]


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


def taught(c: Corpus, teacher: Network, judge: Judge) -> Corpus:
    """Label the texts that nobody annotated with what ``teacher`` and ``judge`` find in them."""
    probabilities, sight = read_with(c, teacher)
    view, places = rank.View(c.batch, probabilities, sight), Places(c.batch, sight)
    message, role = c.message.copy(), c.role.copy()
    read = candidates(c.batch, probabilities)
    for n in np.flatnonzero(c.fold < 0).tolist():
        if not (some := read[n] + moved(read[n], c.batch, n, places)):
            continue
        kept = rank.choose(some, judge.estimate(view.numbers([n] * len(some), some)), LEAST)
        at = slice(*c.batch.bounds()[n])
        put_labels(message, np.zeros_like(role), c.batch.offsets[n], [rank.as_found(*one) for one in kept])
        role[at] = sight[at].argmax(axis=1)
    return Corpus(c.batch, c.gold, message, role, c.fold)


def _material(c: Corpus) -> Material:
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


def _roles(c: Corpus, only: Ints | None = None) -> Arrays:
    """Train the role model on annotated messages (of the articles in ``only``)."""
    import pycrfsuite

    messages = [
        (n, f, some[k - 1] if k else None)
        for n, some in enumerate(c.flat())
        if only is None or n in set(only.tolist())
        for k, f in enumerate(some)
    ]
    made = roles.sequences(c.batch, messages, c.message)
    static = sequence.strings(c.batch.columns, roles.COLUMNS)
    moving = sequence.strings(made.columns, list(made.columns))
    words = sequence.word_strings(c.batch.tokens, roles.SLOTS)
    items = [
        pycrfsuite.ItemSequence(
            [
                moving(p) + ((static(i) + words(i)) if (i := int(made.tokens[p])) else [])
                for p in range(first, last)
            ]
        )
        for first, last in made.bounds
    ]
    truth = [roles.gold_labels(c.batch, *m) for m in messages]
    return sequence.model("roles", items, truth, ROLE_LABELS)[1]


def _speakers(
    c: Corpus, sight: Floats, chosen: Sequence[list[Found]], say: Callable[[str], None]
) -> tuple[rank.Numbers, rank.Numbers]:
    """Return the candidate speakers of the ``chosen`` messages, and what each shares with the true one.

    The roles are those of models that have not seen the article; a message that nobody annotated has no
    speaker, so that the judge learns to doubt with the message.
    """
    rows, worth = [], []
    for k in range(FOLDS):
        part = weights.Weights(
            "roles", list(ROLE_LABELS), *_roles(c, np.flatnonzero(c.fold != k).astype(np.int32))
        )
        found = [some if c.fold[n] == k else [] for n, some in enumerate(chosen)]
        c.batch.words.forget("roles")
        base = model.role_base(part, c.batch)
        tape = roles.assign(part, c.batch, base, found, model.labels_of(c.batch, found))
        of, first, last, sources = speakers.candidates(c.batch, tape)
        rows.append(speakers.numbers(c.batch, sight, tape, of, first, last, sources))
        for m, a, e in zip(of.tolist(), tape.tokens[first], tape.tokens[last - 1] + 1, strict=True):
            number, message, _ = tape.messages[m]
            offset = c.batch.offsets[number]
            true = roles.overlapping(c.flat()[number], message)
            spans = [[span] for span in true.speaker] if true else []
            worth.append(ranking.worth([(int(a) - offset, int(e) - offset)], spans))
        say(f"speakers: fold {k + 1} of {FOLDS}")
    return np.concatenate(rows), np.array(worth)


def _is_speech(c: Corpus) -> Ints:
    """Tell for each stretch in quotation marks whether an annotator marked it as direct speech."""
    truth = []
    for number, first, last in c.batch.marked:
        offset = c.batch.offsets[number]
        a, b = first - offset, last + 1 - offset
        truth.append(
            any(
                f.type == "Direct" and (min(b, e) - max(a, s)) > 0.75 * max(b - a, e - s)
                for f in c.gold[number]
                for s, e in f.quote[:1]
            )
        )
    return np.array(truth, dtype=np.int32)


def _marks(c: Corpus, labels: Ints, only: Ints | None = None) -> Arrays:
    """Train the model of the stretches in quotation marks (sequences of length one)."""
    import pycrfsuite

    columns = nested.columns(c.batch, labels)
    rows = sequence.strings(columns, list(columns))
    words = sequence.word_strings(c.batch.tokens, MARK_SLOTS)
    truth = _is_speech(c)
    used = [j for j, (n, _, _) in enumerate(c.batch.marked) if only is None or n in set(only.tolist())]
    items = [pycrfsuite.ItemSequence([rows(j) + words(c.batch.marked[j][1])]) for j in used]
    return sequence.model("marks", items, [truth[j : j + 1] for j in used], ("no", "yes"), c2=0.3, minimum=1)[
        1
    ]


def _candidates(
    c: Corpus, probabilities: Floats, sight: Floats
) -> tuple[list[int], list[Candidate], rank.Numbers, rank.Numbers]:
    view, places = rank.View(c.batch, probabilities, sight), Places(c.batch, sight)
    own, options, worth = [], [], []
    for n, (some, read) in enumerate(zip(c.flat(), candidates(c.batch, probabilities), strict=True)):
        for candidate in read + moved(read, c.batch, n, places):
            own.append(n)
            options.append(candidate)
            worth.append(ranking.worth(candidate.pieces, [f.quote for f in some]))
    return own, options, view.numbers(own, options), np.array(worth)


def _chosen(
    c: Corpus, own: Sequence[int], options: Sequence[Candidate], values: rank.Numbers
) -> list[list[Found]]:
    found: list[list[Found]] = [[] for _ in c.gold]
    for n in range(len(c.gold)):
        at = [j for j, owner in enumerate(own) if owner == n]
        for candidate, value in rank.choose([options[j] for j in at], values[at], LEAST):
            found[n].append(rank.as_found(candidate, value))
    return found


def train(path: Path, more: Path, folder: Path, say: Callable[[str], None] = print) -> dict[str, float]:
    """Train all stages on annotated articles and write the weights to ``folder``.

    ``path``: one article a line with "text" and "quotes" (character spans); ``more``: articles that nobody
    annotated. The reading network learns first from what another one and the judge find in those as well
    (self-training; Yarowsky 1995, Xie et al. 2020), then from the annotated ones alone. Takes about an hour
    on one core. Returns the number of articles, quotations and features.
    """
    articles = gold.read(path)
    c, everything = corpus(articles), corpus(articles, gold.texts(more))
    teachers = []
    for k in range(FOLDS + 1):  # the last has no fold to leave out
        teachers.append(network.fit(_material(everything), c.without(k), say))
        say(f"teacher {k + 1} of {FOLDS + 1}")
    own, _, rows, worth = _candidates(c, *unseen(c, teachers[:FOLDS]))
    students = []
    for k, teacher in enumerate(teachers):
        seen = c.fold[np.array(own)] != k
        judge = ranking.several(rows[seen], worth[seen])
        material = _material(taught(everything, teacher, judge))
        nobody = np.flatnonzero(everything.fold < 0).tolist()
        students.append(network.fit(material, c.without(k), say, nobody))
        say(f"student {k + 1} of {FOLDS + 1}")
    return finish(c, *unseen(c, students[:FOLDS]), students[FOLDS], folder, say)


def finish(
    c: Corpus,
    probabilities: Floats,
    sight: Floats,
    read: Network,
    folder: Path,
    say: Callable[[str], None] = print,
) -> dict[str, float]:
    """Train what stands on what the networks say of articles they have not seen; write everything."""
    c.batch.add_marginals(sight)
    own, options, rows, worth = _candidates(c, probabilities, sight)
    values = np.zeros(len(worth))
    for k in range(FOLDS):
        held = c.fold[np.array(own)] == k
        values[held] = ranking.fit(rows[~held], worth[~held]).estimate(rows[held])
    say("candidates judged")
    judge = ranking.several(rows, worth)
    chosen = _chosen(c, own, options, values)
    labels = model.labels_of(c.batch, chosen)
    marks = _marks(c, labels)
    told = _roles(c)
    say("marks and roles trained")
    weights.save(folder / "marks.npz", ["no", "yes"], *marks)
    save(folder / "reader.npz", read)
    weights.save(folder / "roles.npz", list(ROLE_LABELS), *told)
    rank.save(folder / "rank.npz", judge, LEAST)
    rank.save(folder / "speakers.npz", ranking.several(*_speakers(c, sight, chosen, say)), (LEAST_SPEAKER,))
    return {
        "articles": len(c.gold),
        "quotes": sum(map(len, c.gold)),
        "features": len(read.number) + len(told[0]) + len(marks[0]),
    }
