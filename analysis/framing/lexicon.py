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
from analysis.language.words import Decided

_ENDINGS = ("", *"e se s es n en ern sen er em".split())  # of inflected nouns and adjectives
_PARTICIPLE = frozenset({"", "e", "en", "er", "es", "em", "est", "et"})
KEY = 3  # letters by which beginnings and heads are looked up; none is shorter
_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}


class Lexicon(Decided[tuple[int, ...]]):
    """Maps a word form to the sorted numbers of the slots it fills; decides unknown words when asked."""

    def __init__(self, slots: Sequence[tuple[str, ...]], base: Callable[[str], str] = lemma) -> None:
        super().__init__(self.slots)
        self._base = base
        self._second = _second_lemmas()
        self._exact: dict[str, list[int]] = defaultdict(list)  # form
        self._words: dict[str, list[int]] = defaultdict(list)  # lemma
        self._starts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        # inflected heads of compounds: whether they want a capitalised word, the slot
        self._tails: dict[str, list[tuple[bool, int]]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)  # of the heads with these last letters
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
            for form in (head + ending for head in {bare, _umlauted(bare)} for ending in _ENDINGS):
                self._add_tail(form, False, number)
                if form[0].isupper():  # inside a compound the head is small
                    self._add_tail(form[0].lower() + form[1:], True, number)
        else:
            self._exact[bare].append(number)
            self._words[bare].append(number)

    def _add_tail(self, form: str, capital: bool, number: int) -> None:
        self._tails[form].append((capital, number))
        self._lengths[form[-KEY - 1 :]].add(len(form))

    def slots(self, word: str) -> tuple[int, ...]:
        """Decide a word, without keeping what was found."""
        found = self._found(word)
        return tuple(sorted(set(found))) if found else ()

    def _found(self, word: str) -> list[int]:
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
        for end in (word[-KEY - 1 :], word[-KEY:]):  # the second for heads of KEY letters
            if end in self._lengths:
                self._by_tail(word, capital, end, found)
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

    def _by_tail(self, word: str, capital: bool, end: str, found: list[int]) -> None:
        """Add the heads that the word is, or ends in after two letters or more."""
        for length in self._lengths[end]:
            first_part = len(word) - length
            if (first_part > 1 or first_part == 0) and (heads := self._tails.get(word[-length:])):
                found += [number for wants, number in heads if capital or not wants]


@cache
def _second_lemmas() -> dict[str, str]:
    pairs = (line.split(maxsplit=1) for line in resources.lines("codebooks/second_lemmas"))
    return dict(pairs)


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
