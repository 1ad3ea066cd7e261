"""Training: what can be told without torch or a trainer; see test_training_networks for the rest."""

import numpy as np
import pytest

from analysis.sources import tagger, weights
from analysis.sources.training import gold, sequence
from analysis.sources.training import tagger as distilling
from analysis.sources.words import PAD, WINDOW, Words


def test_features_of_a_window_are_named_by_offset_and_value() -> None:
    tokens = [PAD, PAD, PAD, "Er", "sagt", "Ja", PAD, PAD, PAD]
    row = sequence.word_strings(tokens, {-1: ("w",), 0: ("w", "s2"), 1: ("w",)})
    assert row(4) == ["-1|w=er", "0|w=sagt", "0|s2=gt", "1|w=ja"]
    assert row(3) == ["-1|w=<pad>", "0|w=er", "0|s2=er", "1|w=sagt"]


def test_features_of_columns_are_named_by_value() -> None:
    row = sequence.strings({"a": np.array([0, 2]), "b": np.array([1, 0]), "c": np.array([9, 9])}, ["b", "a"])
    assert [row(0), row(1)] == [["b=1", "a=0"], ["b=0", "a=2"]]


def test_weights_become_arrays_in_the_order_of_the_labels() -> None:
    state = {
        ("w=a", "yes"): 0.5,
        ("w=a", "no"): -0.25,
        ("w=b", "yes"): 0.01,
        ("w=c", "no"): 0.009,
        ("w=d", "x"): 9.0,
    }
    features, rows, steps = sequence.as_arrays(
        state, {("no", "yes"): 2.0, ("yes", "yes"): -1.0}, ["no", "yes"]
    )
    assert features == ["w=a", "w=b"]
    assert rows.tolist() == [[-0.25, 0.5], [0, pytest.approx(0.01)]]
    assert steps.tolist() == [[-8, 2], [-8, -1]]


def test_spans_of_characters_become_tokens(tmp_path) -> None:
    text = "„Wir bleiben“, sagte Berg."
    quote = {"type": "Direct", "quote": [[0, 13]], "speaker": [[21, 25]], "cue": [[15, 20]], "nested": True}
    path = tmp_path / "gold.jsonl"
    path.write_text(
        f'{{"text": "{text}", "quotes": [{quote}]}}\n'.replace("'", '"').replace("True", "true"), "utf-8"
    )
    ((read, (found,)),) = gold.read(path)
    assert read.words == ["„", "Wir", "bleiben", "“", ",", "sagte", "Berg", "."]
    assert (found.type, found.quote, found.speaker, found.cue) == ("Direct", [(0, 4)], [(6, 7)], [(5, 6)])
    assert (found.frame, found.addressee, found.nested_in, found.confidence) == ([], [], 0, 1.0)
    assert [one.words for one in gold.texts(path)] == [read.words]


def test_tags_of_the_teacher_are_joined_and_padded() -> None:
    words, tags = distilling._flat([[("Er", "PPER"), ("ach", "ITJ")], [(".", "$.")]])
    assert words == [PAD] * WINDOW + ["Er", "ach", "."] + [PAD] * WINDOW
    assert tags == ["$("] * WINDOW + ["PPER", "FM", "$."] + ["$("] * WINDOW
    rows = distilling._word_features(words)
    assert (len(rows), rows[WINDOW - 1], rows[WINDOW + 3]) == (len(words), [], [])
    assert [f for f in rows[WINDOW + 1] if "|w=" in f] == [
        "-2|w=<pad>",
        "-1|w=er",
        "0|w=ach",
        "1|w=.",
        "2|w=<pad>",
    ]


def test_a_tagger_learns_its_sentences(tmp_path, monkeypatch) -> None:
    sentences = [
        [("Der", "ART"), ("Rat", "NN"), ("tagt", "VV(FIN)"), (".", "$.")],
        [("Die", "ART"), ("Kammer", "NN"), ("wartet", "VV(FIN)"), (".", "$.")],
        [
            ("Er", "PPER"),
            ("wartet", "VV(FIN)"),
            (",", "$,"),
            ("Sie", "PPER"),
            ("tagt", "VV(FIN)"),
            (".", "$."),
        ],
    ] * 4
    distilling.train(sentences, tmp_path, rounds=30)
    first = weights_of(tmp_path / "tagger_words.npz")
    second = weights_of(tmp_path / "tagger_context.npz")
    words, tags = distilling._flat(sentences)
    table = Words()
    scores = first.word_scores(table, table.number(words))
    guessed = scores.argmax(axis=1).astype(np.int32)
    second.add_columns(scores, tagger.neighbours(guessed, len(first.labels)))
    found = [first.labels[i] for i in scores.argmax(axis=1)]
    assert found[WINDOW:-WINDOW] == tags[WINDOW:-WINDOW]
    assert first.labels == second.labels == sorted(set(tags))


def weights_of(path) -> weights.Weights:
    with np.load(path, allow_pickle=False) as data:
        lists = (bytes(data[name]).decode().split("\n") for name in ("labels", "features"))
        return weights.Weights(path.stem, *lists, data["rows"].astype(np.float32), data["transitions"])
