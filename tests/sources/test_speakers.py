"""Speakers are phrases: no candidate breaks off a name, the chosen one ends where its phrase does."""

import numpy as np
import pytest

from analysis.language import segment
from analysis.sources import find_quotes, speakers
from analysis.sources.judge import best_set

TAGS = {
    "ein Gericht das Urteil": ["ART", "NN", "ART", "NN"],
    "und der Präsident der Bank , Anna Wolf ,": ["KON", "ART", "NN", "ART", "NN", "$,", "NE", "NE", "$,"],
}


@pytest.mark.parametrize(
    ("words", "first", "last", "offered"),
    [
        ("ein Gericht das Urteil", 0, 4, {(0, 2), (0, 4)}),  # the next phrase can be left out
        ("ein Gericht das Urteil", 1, 2, {(0, 2), (1, 2), (0, 4), (1, 4)}),  # the article taken in
        ("und der Präsident der Bank , Anna Wolf ,", 0, 3, {(0, 3), (1, 3), (0, 5), (1, 5), (0, 8), (1, 8)}),
    ],
)
def test_ends_move_to_phrases(words, first, last, offered):
    tags = TAGS[words]
    assert set(speakers._variants(first, last, 0, len(tags), tags)) == offered


def test_the_best_set_has_no_overlap_and_only_gains():
    stretches = [(0, 4), (0, 2), (3, 4), (6, 9), (6, 7)]
    gains = np.array([0.3, 0.2, 0.2, -0.1, 0.05])
    assert best_set(stretches, gains) == [1, 2, 4]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Der Rat bestätigte es. Das sei richtig, sagte die Richterin Lang.", "die Richterin Lang"),
        ("„Wir kommen wieder“, sagte Trainer Uwe Rapp nach dem Spiel.", "Trainer Uwe Rapp"),
        ("Der Chef der Kammer, Emil Horn, erklärte, die Lage sei ernst.", "Der Chef der Kammer, Emil Horn"),
    ],
)  # fmt: skip
def test_the_speaker_ends_with_its_phrase(text, speaker):
    (quote,) = find_quotes(segment(text))
    assert [text[a:b] for a, b in quote.speaker] == [speaker]
