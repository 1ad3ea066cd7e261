"""The method ``textblob_de``: the library as it comes, offline, for comparison and teaching.

Its weaknesses are left as they are: none of its polar nouns match (a matter of case), a negation
reaches one word, and a label comes from the sign alone, because the library knows no neutral band.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from analysis.language import Text
from analysis.sentiment.polarity import Hit, Polarity, label_of

if TYPE_CHECKING:
    from textblob_de.sentiments import PatternAnalyzer


@cache
def _analyzer() -> PatternAnalyzer:
    # Without a PatternTokenizer the library asks for NLTK data that it cannot fetch offline.
    from textblob_de.sentiments import PatternAnalyzer
    from textblob_de.tokenizers import PatternTokenizer

    return PatternAnalyzer(tokenizer=PatternTokenizer())


def score(text: Text) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``, with the numbers textblob-de gives for it.

    A sentence in which the library assesses no word has polarity nan (the library itself says 0).
    """
    return [_score_sentence(text.text[start:end], start) for start, end in text.sentence_spans()]


def _score_sentence(sentence: str, offset: int) -> Polarity:
    from textblob_de.sentiments import sentiment

    # A line break within a sentence would make the library's parser see two.
    sentence = sentence.translate(_ONE_LINE)
    score = sentiment(_analyzer()._lemmatize(sentence))
    hits = tuple(_locate(score.assessments, sentence, offset))
    if not hits:
        return Polarity(math.nan, "neutral", 0.0, 0.0, ())
    positive = sum(max(hit.value, 0.0) for hit in hits)
    negative = sum(max(-hit.value, 0.0) for hit in hits)
    return Polarity(score[0], label_of(score[0], 0.0), positive, negative, hits)


_ONE_LINE = str.maketrans(dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))


def _locate(assessments: list, sentence: str, offset: int) -> list[Hit]:
    """Give the assessed chunks (lists of lower-case lemmas, in text order) their places."""
    places = _places(sentence) if assessments else []
    hits, first = [], 0
    for chunk, value, _, _ in assessments:
        found = [i for i in range(first, len(places)) if places[i][0] in chunk][: len(chunk)]
        if found:
            first = found[-1] + 1
            start, end = places[found[0]][1], places[found[-1]][2]
        else:  # an emoticon that the library's parser took apart
            start, end = 0, len(sentence)
        hits.append(Hit(offset + start, offset + end, " ".join(chunk), value))
    return hits


def _places(sentence: str) -> list[tuple[str, int, int]]:
    """Return (lower-case lemma, start, end) of every word as the library's parser reads it."""
    places, at = [], 0
    for line in _analyzer().lemmatizer._parse_text(sentence):
        for token in line.split():
            word, *_, lemma = token.split("/")
            if word and (start := sentence.find(word, at)) >= 0:
                at = start + len(word)
                places.append((lemma.replace("ß", "ss").lower(), start, at))
    return places
