"""The reading network's arithmetic, and that texts of one batch do not see each other."""

import numpy as np
import pytest

from analysis.language import segment
from analysis.sources import model, network, reader
from analysis.sources.features import Batch
from analysis.sources.words import WINDOW, Words

TEXTS = [
    "Die Regierung hat laut Opposition versagt. Das sei unerhört, sagte Müller.",
    "„Wir bleiben“, sagte die Trainerin. Am Freitag wird gespielt.",
    "Ohne Rede.",
]


def test_a_convolution_sees_its_row_and_those_at_its_reach():
    x = np.array([[1.0], [10.0], [100.0], [1000.0]], dtype=np.float32)
    weights = np.array([[2.0], [3.0], [5.0]], dtype=np.float32)  # before, here, after
    window = np.full((4, 3), 7.0, dtype=np.float32)  # what the step before left there
    network._look_around(window, x, 2)
    assert window.tolist() == [[0, 1, 100], [0, 10, 1000], [1, 100, 0], [10, 1000, 0]]
    made = network._layer(window, weights, np.array([0.5], dtype=np.float32))
    assert made[:, 0].tolist() == [503.5, 5030.5, 302.5, 3020.5]
    assert network._layer(window, -weights, np.array([0.5], dtype=np.float32)).max() == 0


def test_traces_of_the_sentences_around():
    traces = np.array([[1.0], [5.0], [2.0], [0.0], [3.0]], dtype=np.float32)
    around = network._around(traces, np.array([0, 2, 4]))
    assert around.tolist() == [[5, 0, 2], [2, 5, 3], [3, 2, 0]]


def test_bars_and_rows_of_numbers():
    barred = network.bars(("O", "B-D", "I-D", "M-D"))
    assert (barred == -12).tolist() == [
        [False, False, True, False],
        [False, False, False, False],
        [False, False, False, False],
        [False, False, False, False],
    ]
    assert network.one(np.array([0, 7]), 3).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert network.bits(np.array([5]), 4).tolist() == [[1, 0, 1, 0]]


def test_no_convolution_reaches_over_the_pads_between_texts():
    assert max(network.REACH) <= WINDOW


@pytest.mark.parametrize("alone", range(len(TEXTS)))
def test_a_text_is_read_the_same_in_any_company(alone):
    part = model.load().reader
    texts = [segment(text) for text in TEXTS]
    together = Batch(texts, Words())
    single = Batch([texts[alone]], Words())
    one, many = reader.read(part, single), reader.read(part, together)
    for a, b in zip(one, many, strict=True):
        (first, last), (begin, end) = single.bounds()[0], together.bounds()[alone]
        assert np.array_equal(a[first:last], b[begin:end])
        assert np.allclose(b[begin:end].sum(axis=1), 1, atol=0.01)


def test_places_are_numbers_between_0_and_1():
    values = reader.places(Batch([segment(text) for text in TEXTS], Words()))
    assert values.min() == 0
    assert values.max() == 1
    assert values.shape[1] == 186


def test_words_score_the_same_at_some_places_as_at_all():
    part, batch = model.load().marks, Batch([segment(text) for text in TEXTS], Words())
    places = np.flatnonzero(batch.numbers)[::3]
    some = part.word_scores_at(batch.words, batch.numbers, places)
    assert len(some) > 5 and np.abs(some).max() > 0
    assert np.allclose(some, part.word_scores(batch.words, batch.numbers)[places], atol=1e-5)
