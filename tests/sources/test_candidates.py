"""Candidate messages: what labels say, and how grammar moves their ends; what is chosen."""

import numpy as np
import pytest

from analysis.language import segment
from analysis.sources.candidates import Candidate, Places, candidates, moved
from analysis.sources.features import Batch
from analysis.sources.labels import MESSAGE_LABELS, ROLE_LABELS, read_labels
from analysis.sources.rank import choose
from analysis.sources.words import Words


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("O O O", []),
        ("O B-D I-D O", [("D", ((1, 3),))]),
        ("B-I I-I O M-I I-I", [("I", ((0, 2), (3, 5)))]),
        ("B-I B-I I-I", [("I", ((0, 1),)), ("I", ((1, 3),))]),
        ("B-I I-D I-D", [("I", ((0, 1),)), ("D", ((1, 3),))]),
        ("M-I I-I O", [("I", ((0, 2),))]),
        ("", []),
    ],
)
def test_labels_read(labels, expected):
    numbers = np.array([MESSAGE_LABELS.index(label) for label in labels.split()], dtype=np.int32)
    assert read_labels(numbers) == [(0, message) for message in expected]


def batch_of(text, spoken=""):
    """Return a batch of one text, and sight that takes the words of ``spoken`` for a reporting clause."""
    batch = Batch([segment(text)], Words())
    sight = np.zeros((batch.size, len(ROLE_LABELS)), dtype=np.float32)
    for i, token in enumerate(batch.tokens):
        sight[i, 1] = float(token in spoken.split())
    return batch, Places(batch, sight)


def words_of(batch, candidate):
    return [" ".join(batch.texts[0].words[a:b]) for a, b in candidate.pieces]


def test_the_part_before_an_inserted_source_is_offered():
    batch, places = batch_of("Die Linien haben laut Gericht das Gehalt nicht bezahlt.", "laut Gericht")
    read = Candidate("I", ((5, 9),), 1, 0)
    assert words_of(batch, read) == ["das Gehalt nicht bezahlt"]
    added = [words_of(batch, c) for c in moved([read], batch, 0, places) if c.moved == 4]
    assert ["Die Linien haben", "das Gehalt nicht bezahlt"] in added


def test_ends_move_to_clauses_and_sentences():
    batch, places = batch_of("Er sagt, dass es regnet, und er geht. Danach schläft er.")
    read = Candidate("I", ((4, 5),), 1, 0)  # „es“
    offered = {tuple(words_of(batch, c)) for c in moved([read], batch, 0, places)}
    assert ("dass es regnet",) in offered
    assert all("Danach" not in " ".join(pieces) for pieces in offered)


def test_nothing_is_offered_twice_and_everything_lies_in_the_text():
    batch, places = batch_of("„Nein“, sagte er, „das ist, wie gesagt, falsch.“ Er schwieg.")
    read = [Candidate("D", ((0, 3),), 1, 0), Candidate("D", ((6, 15),), 1, 0)]
    offered = moved(read, batch, 0, places)
    keys = [(c.kind, c.pieces) for c in [*read, *offered]]
    assert len(keys) == len(set(keys))
    for c in offered:
        assert all(0 <= a < b <= len(batch.texts[0]) for a, b in c.pieces)
        assert all(b <= c2 for (_, b), (c2, _) in zip(c.pieces, c.pieces[1:], strict=False))


def test_the_best_set_without_overlap_is_chosen():
    options = [
        Candidate("I", ((0, 4),), 1, 0),
        Candidate("I", ((4, 8),), 1, 0),
        Candidate("I", ((0, 8),), 1, 0),
        Candidate("R", ((9, 12),), 1, 0),
    ]
    least = (0.4, 0.4, 0.3, 0.4, 0.4)
    assert choose(options, np.array([0.5, 0.5, 0.9, 0.35]), least) == [(options[2], 0.9), (options[3], 0.35)]
    assert choose(options, np.array([0.8, 0.8, 0.9, 0.2]), least) == [(options[0], 0.8), (options[1], 0.8)]


def test_a_clause_that_tells_an_act_is_offered_though_nothing_was_read():
    batch, _ = batch_of("Die Sonne schien. Der Verband lehnt die Steuer ab, und das Wetter ist gut.")
    probabilities = np.zeros((batch.size, len(MESSAGE_LABELS)), dtype=np.float32)
    probabilities[:, 0] = 1
    (offered,) = candidates(batch, probabilities)
    told = [(c.kind, words_of(batch, c)) for c in offered if c.sources & 1 << 6]
    assert told == [("R", ["Der Verband lehnt die Steuer ab"])]


def test_readings_of_several_texts_keep_apart():
    batch = Batch([segment("Es regnet."), segment("Es schneit.")], Words())
    probabilities = np.zeros((batch.size, len(MESSAGE_LABELS)), dtype=np.float32)
    probabilities[:, 0] = 1
    first, second = batch.offsets
    for at, label in ((first, "B-I"), (first + 1, "I-I"), (second, "M-I"), (second + 1, "I-I")):
        probabilities[at] = np.eye(len(MESSAGE_LABELS))[MESSAGE_LABELS.index(label)]
    read = [[(c.kind, c.pieces) for c in some] for some in candidates(batch, probabilities)]
    assert read == [[("I", ((0, 2),))], [("I", ((0, 2),))]]
