"""German text -> tokens, sentences, lemmas, names: the ground floor that every measure stands on."""

from analysis.language.segment import Text, segment, tokens
from analysis.language.words import lemma

__all__ = ["Text", "lemma", "segment", "tokens"]
