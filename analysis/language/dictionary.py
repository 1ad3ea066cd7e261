"""simplemma's German dictionary in a file that is ready at once, instead of decoded anew in every process.

Its 1.1 million forms are kept in this checkout's data/processed/.cache/ by the hash of the form: first where
the slot of each hash begins, then the slots, each a run of "\\n<form>\\t<lemma>". The file is mapped, not
read, so that the processes of one machine share it. Where it cannot be kept (a package installed without a
checkout, a folder that may not be written), simplemma decodes its own, which takes two seconds a process.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

DATA = Path(__file__).resolve().parents[2] / "data"  # of the checkout, whatever the project's root
SLOTS = 2**20
HEAD = 4 * (SLOTS + 1)  # bytes before the slots


@cache
def german() -> Mapping[str, str]:
    """Return form -> lemma for all forms that simplemma's German dictionary has."""
    path = DATA / "processed" / ".cache" / f"simplemma-{version('simplemma')}-de.1"
    try:
        return Kept(path)
    except (OSError, ValueError):  # not there yet, or damaged
        words = _decoded()
    if not DATA.is_dir():
        return words
    try:
        write(path, words)
        return Kept(path)
    except (OSError, ValueError):
        return words


def _decoded() -> Mapping[str, str]:
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    return DefaultDictionaryFactory().get_dictionary("de")


class Kept(Mapping[str, str]):
    """The dictionary in the file ``path``; OSError or ValueError where there is none or it is not whole."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._bytes) < HEAD:
            raise ValueError(f"{path} is not whole")
        self._starts = memoryview(self._bytes)[:HEAD].cast("I")
        if len(self._bytes) != self._starts[SLOTS]:
            raise ValueError(f"{path} is not whole")

    def get(self, form: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return the lemma of ``form``; UnicodeEncodeError for half a surrogate pair."""
        key = form.encode()
        slot = crc32(key) % SLOTS
        begin, end = self._starts[slot], self._starts[slot + 1]
        if begin == end or (found := self._bytes.find(b"\n%b\t" % key, begin, end)) < 0:
            return default
        begin = found + len(key) + 2
        stop = self._bytes.find(b"\n", begin, end)
        return self._bytes[begin : stop if stop >= 0 else end].decode()

    def __getitem__(self, form: str) -> str:
        lemma = self.get(form)
        if lemma is None:
            raise KeyError(form)
        return lemma

    def __iter__(self) -> Iterator[str]:
        entries = self._bytes[HEAD + 1 :].decode().split("\n")
        return (entry.partition("\t")[0] for entry in entries)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def write(path: Path, words: Mapping[str, str]) -> None:
    """Write a dictionary to ``path``, for ``Kept`` to open."""
    import numpy as np

    from analysis.tables import write_atomically

    count = len(words)
    slots = np.fromiter((crc32(form.encode()) % SLOTS for form in words), np.uint32, count)
    sizes = np.fromiter((len(f.encode()) + len(w.encode()) + 2 for f, w in words.items()), np.uint32, count)
    order = np.argsort(slots, kind="stable")
    begins = np.empty(count, np.uint32)
    begins[order] = HEAD + np.cumsum(sizes[order]) - sizes[order]
    starts = HEAD + np.append(0, np.cumsum(np.bincount(slots, sizes, SLOTS)))
    content = bytearray(int(starts[-1]))
    content[:HEAD] = starts.astype(np.uint32).tobytes()
    for (form, lemma), at, size in zip(words.items(), begins, sizes, strict=True):
        content[at : at + size] = f"\n{form}\t{lemma}".encode()
    write_atomically(path, content)
