"""A word by itself: its lemma and its shape, computed once for each distinct word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from analysis.language.dictionary import german

if TYPE_CHECKING:
    from simplemma.strategies import DictionaryLookupStrategy
    from simplemma.strategies import LemmatizationStrategy as Step

CAPACITY = 200_000  # distinct words kept: bounds the memory of a run over millions of articles

T = TypeVar("T")

_GENDER = re.compile(r"(?<=\w)[*:_·](?=in(?:nen)?\b)")
_APOSTROPHE = re.compile("['’ʼ]")


class Decided(dict[str, T], Generic[T]):
    """Gives for each word what ``decide`` returns, and asks it once a word.

    For the words of whole texts: a look costs a quarter of one in an lru_cache. Full, it forgets all.
    """

    def __init__(self, decide: Callable[[str], T]) -> None:
        super().__init__()
        self._decide = decide

    def __missing__(self, word: str) -> T:
        """Decide a word seen for the first time."""
        if len(self) >= CAPACITY:
            self.clear()
        self[word] = found = self._decide(word)
        return found


def decided(decide: Callable[[str], T]) -> Callable[[str], T]:
    """Have a function of a word asked once a word: for functions called on the words of whole texts."""
    return Decided(decide).__getitem__


@lru_cache(maxsize=CAPACITY)
def lemma(word: str) -> str:
    """Return the lemma of one German word form (simplemma); gender marks are read as plain forms.

    >>> lemma("Häusern"), lemma("Kritiker:innen")
    ('Haus', 'Kritikerin')
    """
    token = word if word.isalpha() else _GENDER.sub("", word)
    token = unicodedata.normalize("NFC", token)
    if token.isnumeric():
        return token
    try:
        return _look_up(token) or _derived(token) or token
    except UnicodeEncodeError:  # half of a surrogate pair: no word that anything is known of
        return word


def _look_up(token: str) -> str | None:
    """Return the lemma that the dictionary has for ``token``, as written or in the other case."""
    if not token.isalpha() and _APOSTROPHE.search(token):
        return _dictionary().get_lemma(token, "de")  # tries every kind of apostrophe
    words = german()
    if (found := words.get(token)) is not None:
        return found
    return words.get(token.lower() if token[:1].isupper() else token.capitalize())


class _German:
    """Gives simplemma its German dictionary, whatever the language."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return german()


@cache
def _dictionary() -> DictionaryLookupStrategy:
    from simplemma.strategies import DictionaryLookupStrategy

    return DictionaryLookupStrategy(_German())


def _derived(token: str) -> str | None:
    """Return the lemma of a word that no dictionary has, as simplemma's DefaultStrategy does for German."""
    hyphens, rules, prefixes = _steps()
    if ("-" in token or "_" in token) and (found := hyphens.get_lemma(token, "de")):
        return found
    return rules.get_lemma(token, "de") or prefixes.get_lemma(token, "de")


@cache
def _steps() -> tuple[Step, Step, Step]:
    from simplemma.strategies import HyphenRemovalStrategy, PrefixDecompositionStrategy, RulesStrategy

    prefixes = PrefixDecompositionStrategy(dictionary_lookup=_dictionary())
    return HyphenRemovalStrategy(_dictionary()), RulesStrategy(), prefixes


@lru_cache(maxsize=CAPACITY)
def is_known(word: str) -> bool:
    """Tell whether the German dictionary of simplemma knows the form ``word``."""
    try:
        return _look_up(unicodedata.normalize("NFC", word)) is not None
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=CAPACITY)
def is_capitalised(word: str) -> bool:
    """Tell whether ``word`` begins with a capital letter."""
    return word[:1].isupper()
