"""A word by itself: its lemma and its shape, computed once for each distinct word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from analysis.language.dictionary import german

if TYPE_CHECKING:
    from simplemma import Lemmatizer
    from simplemma.strategies import DictionaryLookupStrategy

CAPACITY = 200_000  # distinct words kept: bounds the memory of a run over millions of articles

_GENDER = re.compile(r"(?<=\w)[*:_·](?=in(?:nen)?\b)")


@lru_cache(maxsize=CAPACITY)
def lemma(word: str) -> str:
    """Return the lemma of one German word form (simplemma); gender marks are read as plain forms.

    >>> lemma("Häusern"), lemma("Kritiker:innen")
    ('Haus', 'Kritikerin')
    """
    if word.isalpha() and (known := _dictionary().get_lemma(word, "de")):
        return known  # as the lemmatizer would, without its other rules
    try:
        return _lemmatizer().lemmatize(_GENDER.sub("", word), "de")
    except UnicodeEncodeError:  # half of a surrogate pair: no word that anything is known of
        return word


class _German:
    """Gives simplemma its German dictionary, whatever the language."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return german()


@cache
def _dictionary() -> DictionaryLookupStrategy:
    from simplemma.strategies import DictionaryLookupStrategy

    return DictionaryLookupStrategy(_German())


@cache
def _lemmatizer() -> Lemmatizer:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    # ``lemma`` keeps what it found itself
    return Lemmatizer(cache_max_size=0, lemmatization_strategy=DefaultStrategy(dictionary_factory=_German()))


@lru_cache(maxsize=CAPACITY)
def is_known(word: str) -> bool:
    """Tell whether the German dictionary of simplemma knows the form ``word``."""
    try:
        return _dictionary().get_lemma(unicodedata.normalize("NFC", word), "de") is not None
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=CAPACITY)
def is_capitalised(word: str) -> bool:
    """Tell whether ``word`` begins with a capital letter."""
    return word[:1].isupper()
