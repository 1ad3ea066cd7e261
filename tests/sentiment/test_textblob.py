"""The method textblob_de gives what the library gives."""

import math

import pytest

from analysis.language import segment
from analysis.sentiment import score_sentences

SENTENCES = [
    "Das Konzert war schön und gut.",
    "Der Krieg ist schrecklich!",
    "Das ist nicht gut.",
    "Ein gutes Ergebnis :-)",
    "Die Sitzung beginnt am Montag.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_same_number_as_the_library(sentence: str) -> None:
    from textblob_de import TextBlobDE
    from textblob_de.sentiments import PatternAnalyzer
    from textblob_de.tokenizers import PatternTokenizer

    tokenizer = PatternTokenizer()
    blob = TextBlobDE(sentence, tokenizer=tokenizer, analyzer=PatternAnalyzer(tokenizer))
    (mine,) = score_sentences(segment(sentence), method="textblob_de")
    expected = blob.sentiment.polarity
    assert (0.0 if math.isnan(mine.polarity) else mine.polarity) == pytest.approx(expected)


def test_hits_lie_on_their_words() -> None:
    text = segment("Das Wetter ist schön. Das Buch war sehr schlecht, aber der Schluss gut.")
    hits = [hit for part in score_sentences(text, method="textblob_de") for hit in part.hits]
    assert [text.text[hit.start : hit.end] for hit in hits] == ["schön", "schlecht", "gut"]
