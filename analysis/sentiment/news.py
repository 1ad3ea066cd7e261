"""The method ``news``: the words that carry polarity, as their surroundings modify them."""

from __future__ import annotations

from analysis.language import Text, lemma
from analysis.sentiment.lexicon import textblob_entries
from analysis.sentiment.polarity import Hit, Polarity, weigh

_NEGATIONS = frozenset({"nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie", "ohne"})


def score(text: Text) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``."""
    return [weigh(_hits(text, first, last)) for first, last in text.sentences]


def _hits(text: Text, first: int, last: int) -> list[Hit]:
    entries, hits = textblob_entries(), []
    for i in range(first, last):
        word = text.words[i]
        value = entries.get(word) or entries.get(lemma(word))
        if value:
            negated = any(text.words[j].lower() in _NEGATIONS for j in range(max(first, i - 3), i))
            value = -0.5 * value if negated else value
            hits.append(Hit(text.starts[i], text.ends[i], word, value))
    return hits
