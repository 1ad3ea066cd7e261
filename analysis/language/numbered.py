"""Many articles -> their words as numbers: what is counted over a corpus is arithmetic, and each text is
split once a process, whichever measures ask for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.language.segment import segment

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("title", "teaser", "text")
KEPT = 50_000  # articles whose words are kept, about 3 kB each

Numbers = NDArray[np.int32]
T = TypeVar("T")


class Tokens(NamedTuple):
    """The tokens of many articles, one a place of each array, in the order of rows, fields and texts."""

    word: Numbers  # the number of the word in the vocabulary
    start: Numbers  # the character of its field at which it begins
    sentence: Numbers  # the number of its sentence, counted through all articles
    field: Numbers  # the number of its field in FIELDS
    row: Numbers  # the number of its article

    def of(self, rows: NDArray[np.bool_]) -> Tokens:
        """Return the tokens of some articles, which keep their numbers."""
        chosen = rows[self.row]
        return Tokens(*(values[chosen] for values in self))

    def map(self, function: Callable[[str], T]) -> list[T | None]:
        """Return ``function`` of each word of the vocabulary that occurs here, at the word's number."""
        found: list[T | None] = [None] * len(_words)
        for number in np.unique(self.word).tolist():
            found[number] = function(_words[number])
        return found


_numbers: dict[str, int] = {}  # the vocabulary of the process
_words: list[str] = []
_kept: OrderedDict[bytes, NDArray[np.int32]] = OrderedDict()
_LOCK = Lock()  # a word has one number, whichever thread meets it first


def number(articles: pd.DataFrame) -> Tokens:
    """Return the tokens of the fields of ``articles``.

    >>> import pandas as pd
    >>> tokens = number(pd.DataFrame({"title": ["Ja."], "teaser": [""], "text": ["Ja. Nein."]}))
    >>> written(tokens.word), tokens.sentence.tolist(), tokens.start.tolist()
    (['Ja', '.', 'Ja', '.', 'Nein', '.'], [0, 0, 1, 1, 2, 2], [0, 2, 0, 2, 4, 8])
    """
    parts = [_numbered(*values) for values in articles[list(FIELDS)].itertuples(index=False, name=None)]
    if not parts:
        return Tokens(*(np.zeros(0, np.int32) for _ in Tokens._fields))
    word, start, sentence, field = np.concatenate(parts, axis=1)
    sizes = [part.shape[1] for part in parts]
    sentences = np.cumsum([0, *(part[2, -1] + 1 if part.size else 0 for part in parts)])[:-1]
    row = np.repeat(np.arange(len(parts), dtype=np.int32), sizes)
    return Tokens(word, start, sentence + sentences.astype(np.int32)[row], field, row)


def written(words: Sequence[int] | Numbers) -> list[str]:
    """Return the words that have these numbers."""
    return [_words[number] for number in words]


def _numbered(*fields: str | None) -> NDArray[np.int32]:
    """Return word, start, sentence and field of the tokens of one article."""
    values = [value or "" for value in fields]
    key = blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    with _LOCK:
        found = _kept.get(key)
        if found is None:
            _kept[key] = found = _split(values)
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def _split(values: list[str]) -> NDArray[np.int32]:
    rows: tuple[list[int], ...] = ([], [], [], [])
    sentences = 0
    for field, value in enumerate(values):
        text = segment(value)
        rows[0].extend(map(_number, text.words))
        rows[1].extend(text.starts)
        rows[2].extend(sentences + i for i in text.sentence_of)
        rows[3].extend([field] * len(text))
        sentences += len(text.sentences)
    return np.array(rows, dtype=np.int32)


def _number(word: str) -> int:
    if (found := _numbers.get(word)) is None:
        found = _numbers[word] = len(_words)
        _words.append(word)
    return found
