"""Train the quotation model on annotated articles, choose by cross-validation, write the weights.

One command does all: ``train(path, folder)``. Each stage learns from what the stage before says
about articles it has not seen (jackknife), or it would trust it too much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from analysis.sources import judge, model, nested, rank, roles, speakers, weights
from analysis.sources.candidates import Candidate, Places, candidates, moved
from analysis.sources.found import Found
from analysis.sources.judge import Numbers
from analysis.sources.labels import ROLE_LABELS
from analysis.sources.network import Network, save
from analysis.sources.training import gold, narrow, network, sequence, teacher
from analysis.sources.training import rank as ranking
from analysis.sources.training.corpus import FOLDS, Corpus, corpus, material, read_with, taught, unseen
from analysis.sources.view import View
from analysis.sources.words import Floats, Ints

# Least estimate to keep a candidate, by type (candidates.KINDS): chosen by cross-validation on train.
# For reported acts 0.25 was chosen, the highest at which half are found; with the narrow network 0.2 (dev).
LEAST = (0.4, 0.4, 0.2, 0.38, 0.4)
LEAST_SPEAKER = 0.25  # the same for a candidate speaker
MARK_SLOTS = {
    -3: ("w",),
    -2: ("w", "s3"),
    -1: ("w", "s3", "h"),
    0: ("w",),
    1: ("w", "sh", "s3"),
    2: ("w", "s3"),
}
Arrays = tuple[list[str], Floats, Floats]


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
) -> tuple[Floats, Numbers]:
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
) -> tuple[list[int], list[Candidate], Floats, Numbers]:
    view, places = View(c.batch, probabilities, sight), Places(c.batch, sight)
    own, options, worth = [], [], []
    for n, (some, read) in enumerate(zip(c.flat(), candidates(c.batch, probabilities), strict=True)):
        for candidate in read + moved(read, c.batch, n, places):
            own.append(n)
            options.append(candidate)
            worth.append(ranking.worth(candidate.pieces, [f.quote for f in some]))
    return own, options, view.numbers(own, options), np.array(worth)


def _chosen(
    c: Corpus, own: Sequence[int], options: Sequence[Candidate], values: Numbers
) -> list[list[Found]]:
    found: list[list[Found]] = [[] for _ in c.gold]
    for n in range(len(c.gold)):
        at = [j for j, owner in enumerate(own) if owner == n]
        for candidate, value in rank.choose([options[j] for j in at], values[at], LEAST):
            found[n].append(rank.as_found(candidate, value))
    return found


def train(
    path: Path, more: Path, transformer: Path, folder: Path, say: Callable[[str], None] = print
) -> dict[str, float]:
    """Train all stages on annotated articles and write the weights to ``folder``.

    ``path``: one article a line with "text" and "quotes" (character spans); ``more``: articles that nobody
    annotated, in which the reading network learns first from what a larger one finds (``teacher``), then
    from the annotated ones alone; ``transformer``: folder of the encoder of the larger one. A narrower
    network learns from that and is the one written (``narrow``). Takes about two hours on one core.
    Returns the number of articles, quotations and features.
    """
    articles, others = gold.read(path), gold.texts(more)
    c = corpus(articles)
    readers = []
    for k in range(FOLDS):  # without the teacher, who has seen the articles of every fold
        readers.append(network.fit(material(c), c.without(k), say))
        say(f"reader {k + 1} of {FOLDS}")
    everything = corpus(articles, others)
    reads = teacher.fit(material(c), [text for text, _ in articles], transformer, say)
    learnt = material(taught(everything, others, reads))
    nobody = np.flatnonzero(everything.fold < 0).tolist()
    wide = network.fit(learnt, list(range(len(articles))), say, nobody)
    reader = narrow.fit(learnt, wide, read_with(everything, wide), say)
    return finish(c, *unseen(c, readers), reader, folder, say)


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
    of_messages = ranking.several(rows, worth)
    chosen = _chosen(c, own, options, values)
    marks = _marks(c, model.labels_of(c.batch, chosen))
    told = _roles(c)
    say("marks and roles trained")
    weights.save(folder / "marks.npz", ["no", "yes"], *marks)
    save(folder / "reader.npz", read)
    weights.save(folder / "roles.npz", list(ROLE_LABELS), *told)
    judge.save(folder / "rank.npz", of_messages, LEAST)
    of_speakers = ranking.several(*_speakers(c, sight, chosen, say))
    judge.save(folder / "speakers.npz", of_speakers, (LEAST_SPEAKER,))
    return {
        "articles": len(c.gold),
        "quotes": sum(map(len, c.gold)),
        "features": len(read.known) + len(told[0]) + len(marks[0]),
    }
