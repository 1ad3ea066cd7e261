"""Words as numbers: what the trained parts see of one word form, computed once for each distinct form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.sources import lexicon as lx

CAPACITY = 80_000  # distinct words kept at a time; then the memory is emptied
ROOM = CAPACITY + 40_000  # with those of the batch that goes over it
PAD = "\x00"  # stands before, between and after the texts of a batch
WINDOW = 16  # pads between texts: no window of features or of the network reaches over it

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Numbers = NDArray[Any]


def shape(word: str) -> str:
    """Return the outline of a word: Xx capitalised, XX capitals, x lower, d number, else the mark itself."""
    if word == PAD:
        return "<pad>"
    if word[0].isdigit():
        return "d"
    if not word[0].isalnum():
        return word[:1]
    if word[0].isupper():
        kind = "XX" if len(word) > 1 and word.isupper() else "X" if len(word) == 1 else "Xx"
    else:
        kind = "x"
    return kind + ("-" if "-" in word else "") + (":" if ":" in word or "*" in word else "")


SLOTS = ("w", "sh", "f", "s2", "s3", "s4", "s6", "p3", "p5", "n", "h", "v")
Slots = dict[str, Iterable[str | None]]  # slot -> what fills it for each of some forms; None for nothing


def _of_all(forms: Sequence[str]) -> Slots:
    """Return the slots that every form has: word, outline, flags."""
    return {
        "w": ["<pad>" if form == PAD else form.lower() for form in forms],
        "sh": map(shape, forms),
        "f": [None if form == PAD else f"{lx.flags_of(form):x}" for form in forms],
    }


_CUTS = {"s2": (-2, None), "s3": (-3, None), "s4": (-4, None), "s6": (-6, None), "p3": (0, 3), "p5": (0, 5)}


def _of_words(forms: Sequence[str]) -> Slots:
    """Return the other slots, those of forms that begin with a letter: ends, length, last part, verb."""
    low = [form.lower() for form in forms]
    return {
        **{slot: map(itemgetter(slice(*cut)), low) for slot, cut in _CUTS.items()},
        "n": [str(min(len(form), 12)) for form in forms],
        "h": [word.rpartition("-")[2] if "-" in word else None for word in low],
        "v": map(lx.lexicon().lemmas.get, low),
    }


@lru_cache(maxsize=10_000)
def attributes(word: str) -> tuple[str, ...]:
    """Return the attributes of one word form, each "slot=value"."""
    slots = _of_all([word]) | (_of_words([word]) if word[0].isalpha() else {})
    return tuple(f"{slot}={v}" for slot, (v,) in slots.items() if v is not None)


NO_ROW = 1 << 30  # the number of an attribute that no model knows
_STRETCH = 200  # words whose rows stay in the processor's cache
# Attributes that some model has a row for, by slot and value: those of a word are looked up once for all.
_known: dict[str, dict[str, int]] = {slot: {} for slot in SLOTS}


def count_known() -> int:
    """Return how many attributes the models loaded so far have rows for."""
    return sum(map(len, _known.values()))


def number_rows(known: Iterable[str]) -> Ints:
    """Return by attribute number the row in a table of those ``known``, its last row for all others."""
    many, numbers = count_known(), []
    for attribute in known:
        slot, _, value = attribute.partition("=")
        numbers.append(number := _known[slot].setdefault(value, many))
        many += number == many
    row_of = np.full(many + 1, len(numbers), dtype=np.int32)
    row_of[numbers] = np.arange(len(numbers))
    return row_of


def number_attributes(forms: Sequence[str]) -> Ints:
    """Return the numbers of the attributes of each form, (forms, slots); NO_ROW where no model knows it."""
    made = np.full((len(forms), len(SLOTS)), NO_ROW, dtype=np.int32)
    words = [i for i, form in enumerate(forms) if form[0].isalpha()]
    for at, slots in ((slice(None), _of_all(forms)), (words, _of_words([forms[i] for i in words]))):
        for slot, values in slots.items():
            number: Callable[[Any, int], int] = _known[slot].get
            made[at, SLOTS.index(slot)] = np.fromiter(map(number, values, repeat(NO_ROW)), dtype=np.int32)
    return made


def summed(table: Floats, row_of: Ints, numbers: Ints) -> Floats:
    """Return for each row of attributes' ``numbers`` the sum of their rows of ``table``."""
    made = np.empty((len(numbers), table.shape[1]), dtype=np.float32)
    for begin in range(0, len(numbers), _STRETCH):
        rows = row_of.take(numbers[begin : begin + _STRETCH], mode="clip")
        own = made[begin : begin + _STRETCH]
        own[:] = table.take(rows[:, 0], axis=0)
        for column in rows.T[1:]:
            own += table.take(column, axis=0)
    return made


def slot(attribute: str) -> str:
    """Return the slot of an attribute: "w" of "w=Haus"."""
    return attribute.partition("=")[0]


class Words:
    """Distinct word forms and their numbers; the rows of weights that the models keep for them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {PAD: 0}
        self._forms: list[str] = [PAD]
        self._rows: dict[str, Numbers] = {}
        self._filled: dict[str, int] = {}
        self._known = 0  # attributes that some model knew when those of the words were numbered

    def forms(self) -> list[str]:
        """Return the distinct forms in the order of their numbers."""
        return self._forms

    def forget(self, name: str) -> None:
        """Forget the table ``name``: other weights are to fill it."""
        self._rows.pop(name, None)
        self._filled.pop(name, None)

    def number(self, words: Sequence[str]) -> Ints:
        """Return the numbers of ``words``; new ones are learnt."""
        if len(self._numbers) > CAPACITY:
            self.__init__()  # type: ignore[misc]
        numbers = self._numbers
        found = np.fromiter(map(numbers.get, words, repeat(-1)), dtype=np.int32, count=len(words))
        for i in np.flatnonzero(found < 0).tolist():
            word = words[i]
            if word not in numbers:
                numbers[word] = len(self._forms)
                self._forms.append(word)
            found[i] = numbers[word]
        return found

    def rows(self, name: str, width: int, make: Callable[[list[str]], Numbers]) -> Numbers:
        """Return the table ``name`` with one row of ``width`` numbers a word, filled up by ``make``."""
        filled = self._filled.get(name, 0)
        if filled < len(self._forms):
            made = make(self._forms[filled:])
            table = self._rows.get(name)
            if table is None or len(table) < len(self._forms):
                # rows that are not filled yet take no memory, so there is room for all from the start
                larger = np.zeros((max(ROOM, 2 * len(self._forms)), width), dtype=made.dtype)
                if table is not None:
                    larger[:filled] = table[:filled]
                table = self._rows[name] = larger
            table[filled : len(self._forms)] = made
            self._filled[name] = len(self._forms)
        return self._rows[name]

    def attributes(self) -> Ints:
        """Return the numbers of the attributes of each word, (words, SLOTS)."""
        if self._known < count_known():  # a model was loaded since
            self.forget("attributes")
            self._known = count_known()
        return self.rows("attributes", len(SLOTS), number_attributes)

    def sums(self, name: str, table: Floats, row_of: Ints) -> Floats:
        """Return the table ``name``: for each word the sum of its attributes' rows of ``table``."""
        numbers, filled = self.attributes(), self._filled.get(name, 0)
        new = numbers[filled : len(self._forms)]
        return self.rows(name, table.shape[1], lambda _: summed(table, row_of, new))
