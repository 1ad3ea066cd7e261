"""Word form -> the numbers of the slots it fills, decided once for each distinct word.

All entries of a codebook are compiled to hash look-ups: exact forms and lemmas, beginnings by
length, ends by length. A text then costs one dictionary look-up a token.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.language import lemma
from analysis.language.words import CAPACITY

# endings of inflected nouns and adjectives, by their last letter
_ENDINGS = {"e": ("e", "se"), "s": ("s", "es"), "n": ("n", "en", "ern", "sen"), "r": ("er",), "m": ("em",)}
KEY = 3  # letters at the end of a head by which heads are looked up; no head is shorter
_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}


class Lexicon(dict[str, tuple[int, ...]]):
    """Maps a word form to the sorted numbers of the slots it fills; decides unknown words when asked."""

    def __init__(self, slots: Sequence[tuple[str, ...]]) -> None:
        super().__init__()
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, list[int]] = defaultdict(list)  # capital: written so; form or lemma
        self._starts: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._tails: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._inner: list[tuple[str, bool, int]] = []
        self._numbers: list[int] = []
        for number, entries in enumerate(slots):
            for entry in entries:
                self._add(entry, number)

    def _add(self, entry: str, number: int) -> None:
        bare = entry.strip("-=")
        if entry == "<zahl>":
            self._numbers.append(number)
        elif entry.startswith("="):
            self._exact[bare].append(number)
        elif entry.startswith("-") and entry.endswith("-"):
            self._inner.append((bare.lower(), bare[0].isupper(), number))
        elif entry.endswith("-"):
            self._starts[len(bare)][bare].append(number)
        elif entry.startswith("-"):
            for form in {bare, _umlauted(bare)}:
                self._tails[form[-KEY:].lower()].append((form, number))
        else:
            self._words[bare].append(number)

    def __missing__(self, word: str) -> tuple[int, ...]:
        """Decide a word seen for the first time."""
        if len(self) >= CAPACITY:
            self.clear()  # bounds the memory of a run over millions of articles
        found = tuple(sorted(set(self._slots(word))))
        self[word] = found
        return found

    def _slots(self, word: str) -> Iterable[int]:
        if word[0].isdigit():
            yield from self._numbers
            word = word.partition("-")[2]  # 39-Jährige: the number, and the word it stands before
        if not word or not word[0].isalpha():
            return
        yield from self._exact.get(word, ())
        base = lemma(word)
        capital = word[0].isupper()
        keys = {word, base[:1].upper() + base[1:] if capital else base[:1].lower() + base[1:]}
        for key in keys:
            yield from self._words.get(key, ())
        for size, entries in self._starts.items():
            yield from entries.get(word[:size], ())
        yield from self._by_tail(word, capital)
        if self._inner:
            small = word.lower()
            for bare, needs_capital, number in self._inner:
                if bare in small and (capital or not needs_capital):
                    yield number

    def _by_tail(self, word: str, capital: bool) -> Iterable[int]:
        yield from self._heads(word, capital)
        for ending in _ENDINGS.get(word[-1], ()):
            if word.endswith(ending):
                yield from self._heads(word[: -len(ending)], capital)

    def _heads(self, stem: str, capital: bool) -> Iterable[int]:
        for head, number in self._tails.get(stem[-KEY:].lower(), ()):
            if _is_head(head, stem, capital):
                yield number


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
