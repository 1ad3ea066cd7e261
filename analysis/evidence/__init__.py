"""The sentences behind a figure: snippets with the words that counted, for the whole or for each group."""

from analysis.evidence.figures import of_differences, of_terms, quoted_cues, strongest_cues
from analysis.evidence.rows import of_articles, of_cues, of_marks, of_mentions, of_quotes, of_sentences
from analysis.evidence.snippets import CONTEXT, SHOWN, SHOWN_OF_GROUP, around, key_of

__all__ = [
    "CONTEXT",
    "SHOWN",
    "SHOWN_OF_GROUP",
    "around",
    "key_of",
    "of_articles",
    "of_cues",
    "of_differences",
    "of_marks",
    "of_mentions",
    "of_quotes",
    "of_sentences",
    "of_terms",
    "quoted_cues",
    "strongest_cues",
]
