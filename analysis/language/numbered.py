"""Many articles -> their words as numbers: what is counted over a corpus is arithmetic, and each text is
split once a process, whichever measures ask for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.language.segment import VERSION, segment

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("title", "teaser", "text")
UTF8 = ("utf-8", "surrogatepass")
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
        for number in np.flatnonzero(np.bincount(self.word, minlength=1)).tolist():
            found[number] = function(_words[number])
        return found


_numbers: dict[str, int] = {}  # the vocabulary of the process
_words: list[str] = []
_kept: OrderedDict[bytes, NDArray[np.int32]] = OrderedDict()
_offered: set[Path] = set()  # files with words that are read when the first are asked for
_LOCK = RLock()  # a word has one number, whichever thread meets it first


def number(articles: pd.DataFrame) -> Tokens:
    """Return the tokens of the fields of ``articles``.

    >>> import pandas as pd
    >>> tokens = number(pd.DataFrame({"title": ["Ja."], "teaser": [""], "text": ["Ja. Nein."]}))
    >>> written(tokens.word), tokens.sentence.tolist(), tokens.start.tolist()
    (['Ja', '.', 'Ja', '.', 'Nein', '.'], [0, 0, 1, 1, 2, 2], [0, 2, 0, 2, 4, 8])
    """
    with _LOCK:
        while _offered:
            _take(_offered.pop())
    parts = [_numbered(*values) for values in articles[list(FIELDS)].itertuples(index=False, name=None)]
    if not parts:
        return Tokens(*(np.zeros(0, np.int32) for _ in Tokens._fields))
    word, start, sentence, field = np.concatenate(parts, axis=1)
    sizes = [part.shape[1] for part in parts]
    sentences = np.cumsum([0, *(part[2, -1] + 1 if part.size else 0 for part in parts)])[:-1]
    row = np.repeat(np.arange(len(parts), dtype=np.int32), sizes)
    return Tokens(word, start, sentence + sentences.astype(np.int32)[row], field, row)


def forget(more_than: int = 0) -> None:
    """Forget all words where they are more than ``more_than``; numbers given out before mean nothing then."""
    with _LOCK:
        if len(_words) > more_than:
            for kept in (_numbers, _words, _kept):
                kept.clear()


def written(words: Sequence[int] | Numbers) -> list[str]:
    """Return the words that have these numbers."""
    return [_words[number] for number in words]


def to_parquet(articles: pd.DataFrame) -> bytes:
    """Return the words of ``articles`` as a Parquet file for ``offer``: a row an article, the words beside.

    Columns: key (hash of its fields) and, a list each, word (its number among the words of the file), start,
    sentence, field. Of more than ``KEPT`` articles it holds the first.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    articles = articles.head(KEPT)
    tokens = number(articles)
    word, used = pd.factorize(tokens.word)  # in the order in which they occur: the same bytes each time
    ends = np.searchsorted(tokens.row, np.arange(len(articles) + 1)).astype(np.int32)
    rows = articles[list(FIELDS)].itertuples(index=False, name=None)
    firsts = tokens.sentence[ends[:-1].clip(max=max(len(word) - 1, 0))] if len(word) else tokens.sentence
    columns = {
        "word": word.astype(np.int32),
        "start": tokens.start,
        "sentence": tokens.sentence - firsts[tokens.row],
        "field": tokens.field,
    }
    lists = {name: pa.ListArray.from_arrays(ends, values) for name, values in columns.items()}
    table = pa.table({"key": [_key([value or "" for value in row]) for row in rows], **lists})
    table = table.replace_schema_metadata(
        {"version": VERSION, "words": "\n".join(written(used)).encode(*UTF8)}
    )
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    data: bytes = buffer.getvalue().to_pybytes()
    return data


def offer(path: Path) -> None:
    """Let ``number`` find at ``path`` what ``to_parquet`` wrote, once it is needed; a file may be missing."""
    if path.is_file():
        with _LOCK:
            _offered.add(path)


def _take(path: Path) -> None:
    """Keep the words in a file; one of another version, or that is none, says nothing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path).combine_chunks()
        known = table.schema.metadata or {}
        if known.get(b"version") != VERSION.encode():
            return
        lists = [table[name].combine_chunks() for name in Tokens._fields[:4]]
    except (OSError, KeyError, pa.ArrowInvalid):
        return
    own = np.array([_number(word) for word in known[b"words"].decode(*UTF8).split("\n")], dtype=np.int32)
    values = [part.flatten().to_numpy() for part in lists]
    arrays = np.stack([own[values[0]], *values[1:]]) if len(values[0]) else np.zeros((4, 0), np.int32)
    ends = lists[0].offsets.to_numpy()
    for key, first, last in zip(table["key"].to_pylist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        _kept[key] = arrays[:, first:last]


def _numbered(*fields: str | None) -> NDArray[np.int32]:
    """Return word, start, sentence and field of the tokens of one article."""
    values = [value or "" for value in fields]
    key = _key(values)
    with _LOCK:
        found = _kept.get(key)
        if found is None:
            _kept[key] = found = _split(values)
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def _key(values: Sequence[str]) -> bytes:
    return blake2b("\0".join(values).encode(*UTF8), digest_size=16).digest()


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
