"""Word form -> the numbers of the slots it fills, decided once for each distinct word.

All entries of a codebook are compiled to hash look-ups: exact forms and lemmas, beginnings by
length, ends by length. A text then costs one dictionary look-up a token.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache

from analysis import resources
from analysis.language import lemma
from analysis.language.words import CAPACITY

# endings of inflected nouns and adjectives, by their last letter
_ENDINGS = {"e": ("e", "se"), "s": ("s", "es"), "n": ("n", "en", "ern", "sen"), "r": ("er",), "m": ("em",)}
_ANY_ENDING = ("", *(ending for endings in _ENDINGS.values() for ending in endings))
_PARTICIPLE = frozenset({"", "e", "en", "er", "es", "em", "est", "et"})
KEY = 3  # letters by which beginnings and heads are looked up; none is shorter
_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}


class Lexicon(dict[str, tuple[int, ...]]):
    """Maps a word form to the sorted numbers of the slots it fills; decides unknown words when asked."""

    def __init__(self, slots: Sequence[tuple[str, ...]], base: Callable[[str], str] = lemma) -> None:
        super().__init__()
        self._base = base
        self._second = _second_lemmas()
        self._exact: dict[str, list[int]] = defaultdict(list)  # form
        self._words: dict[str, list[int]] = defaultdict(list)  # lemma
        self._starts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._tails: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._ends: set[str] = set()  # of inflected heads: most words end in none of them
        self._inner: list[tuple[str, bool, int]] = []
        self._numbers: list[int] = []
        for number, entries in enumerate(slots):
            for entry in entries:
                self._add(entry, number)
        self._longest = max(map(len, self._words), default=0) + 6  # an inflected form is not much longer

    def _add(self, entry: str, number: int) -> None:
        bare = entry.strip("-=")
        if entry == "<zahl>":
            self._numbers.append(number)
        elif entry.startswith("="):
            self._exact[bare].append(number)
        elif entry.startswith("-") and entry.endswith("-"):
            self._inner.append((bare.lower(), bare[0].isupper(), number))
        elif entry.endswith("-"):
            self._starts[bare[:KEY]].append((bare, number))
        elif entry.startswith("-"):
            for form in {bare, _umlauted(bare)}:
                self._tails[form[-KEY:].lower()].append((form, number))
                self._ends.update((form + ending)[-KEY - 1 :].lower() for ending in _ANY_ENDING)
        else:
            self._exact[bare].append(number)
            self._words[bare].append(number)

    def __missing__(self, word: str) -> tuple[int, ...]:
        """Decide a word seen for the first time."""
        if len(self) >= CAPACITY:
            self.clear()  # bounds the memory of a run over millions of articles
        found = self._slots(word)
        self[word] = result = tuple(sorted(set(found))) if found else ()
        return result

    def _slots(self, word: str) -> list[int]:
        found: list[int] = []
        if word[0].isdigit():
            found += self._numbers
            word = word.partition("-")[2]  # 39-Jährige: the number, and the word it stands before
        if not word or not word[0].isalpha():
            return found
        capital = word[0].isupper()
        found += self._exact.get(word, ())
        for key in self._keys(word, capital):
            found += self._words.get(key, ())
        for start, number in self._starts.get(word[:KEY], ()):
            if word.startswith(start):
                found.append(number)
        end = word[-KEY - 1 :].lower()
        if end in self._ends or end[1:] in self._ends:  # the second for heads of KEY letters
            self._by_tail(word, capital, found)
        if self._inner:
            small = word.lower()
            found += [n for bare, wants, n in self._inner if bare in small and (capital or not wants)]
        return found

    def _keys(self, word: str, capital: bool) -> list[str]:
        """Return under what else the word may stand: its lemmas, written as the word is."""
        keys: list[str] = []
        if len(word) > self._longest:
            return keys
        base = self._base(word)
        if base != word:
            keys.append(base if base[:1].isupper() == capital else base[:1].swapcase() + base[1:])
        if other := self._second.get(word):
            keys.append(other)
        if "iert" in word:  # eskaliert: the dictionary takes it for an adjective
            stem, _, ending = word.rpartition("iert")
            if ending in _PARTICIPLE:
                keys.append(f"{stem}ieren")
        return keys

    def _by_tail(self, word: str, capital: bool, found: list[int]) -> None:
        """Add the heads of compounds that the word ends in, with or without an ending."""
        tails = self._tails
        for ending in ("", *_ENDINGS.get(word[-1], ())):
            if word.endswith(ending):
                stem = word[: len(word) - len(ending)]
                for head, number in tails.get(stem[-KEY:].lower(), ()):
                    if _is_head(head, stem, capital):
                        found.append(number)


@cache
def _second_lemmas() -> dict[str, str]:
    pairs = (line.split(maxsplit=1) for line in resources.lines("codebooks/second_lemmas"))
    return dict(pairs)


def _is_head(head: str, stem: str, capital: bool) -> bool:
    """Tell whether a stem is the head of a compound itself, or ends in it after two letters or more."""
    first_part = len(stem) - len(head)
    if first_part < 2:
        return stem == head
    # inside a compound the head is small; a head written with a capital wants a capitalised word
    return stem.endswith(head) or (
        capital and head[0].isupper() and stem.endswith(head[1:]) and stem[first_part] == head[0].lower()
    )


def _umlauted(head: str) -> str:
    """Return the head with its last a, o or u turned to ä, ö, ü, as many German plurals do."""
    for i in range(len(head) - 1, 0, -1):
        if head[i] in _UMLAUT:
            if head[i] == "u" and head[i - 1] == "a":
                return head[: i - 1] + "ä" + head[i:]
            return head[:i] + _UMLAUT[head[i]] + head[i + 1 :]
        if head[i] in "eiäöü" and i < len(head) - 2:
            break
    return head
