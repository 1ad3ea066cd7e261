"""Articles in Parquet -> the tables in Parquet, partition by partition, so that a corpus of any size fits.

A partition is written as soon as its articles are done and is marked last; the same call after an
interruption takes up at the first partition without its mark. Paths are folders of this machine or,
with the extra ``scale``, anything fsspec knows (s3://bucket/artikel).
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis import tables
from analysis.annotation.article import Record, Settings
from analysis.annotation.batches import Item, annotate_records
from analysis.annotation.corpus import count_words, items_of, lay_out, with_reading
from analysis.errors import InputError
from analysis.partitions.folder import MARKS, PLAN

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

ROWS = 1000  # articles in a partition: bounds the memory; with their annotations about 150 MB

Progress = Callable[[int, int], object]
Lay = Callable[[pd.DataFrame, list[Record]], tables.Corpus]


class Part(NamedTuple):
    """A partition: its number, the file that its articles come from, the first row there, their number."""

    number: int
    file: str
    first: int
    rows: int


def annotate_partitions(
    source: str | Path,
    target: str | Path,
    settings: Settings = Settings(),
    workers: int = 1,
    scheduler: Any = None,
    progress: Progress | None = None,
    cache: Path | None = None,
    lay: Lay = lay_out,
) -> int:
    """Annotate the articles in ``source`` (a Parquet file or a folder of them) into tables in ``target``.

    ``source`` has the columns article_id and text and may have the others of the table ``articles``, and
    beside its files quarantine/ and notes/ of reading (``read.stored``); the
    tables are laid out as by tables.save and read by tables.load; across articles nothing is linked.
    Partitions that are done with these settings are skipped. ``progress`` is called with the number of
    articles done and of all; ``cache`` is the file that keeps annotations between runs; ``lay`` makes the
    tables of a partition from its articles and their records. Return the number of articles annotated now.
    InputError for a source without articles and for a target that holds partitions of something else.
    """
    fs, files = _files(source)
    parts = list(_parts(fs, files))
    out, folder = _place(target)
    if not parts:
        raise InputError(f"Die Parquet-Dateien in {source} enthalten keinen Artikel.")
    done = _done(out, folder, parts, settings, str(target))
    todo = [part for part in parts if part.number not in done]
    before, total = sum(part.rows for part in parts if part.number in done), sum(p.rows for p in parts)
    read: deque[tuple[Part, pd.DataFrame]] = deque()  # the partitions whose articles are under way

    def items() -> Iterator[Item]:
        for part, articles in _read(fs, todo):
            read.append((part, articles))
            yield from items_of(articles)

    results = annotate_records(items(), settings, workers, cache, scheduler)
    if progress and before:
        progress(before, total)
    count, records = 0, list[Record]()
    for count, record in enumerate(results, start=1):
        records.append(record)
        if progress:
            progress(before + count, total)
        if len(records) == read[0][0].rows:
            part, articles = read.popleft()
            corpus = with_reading(lay(articles, records), *_beside(fs, part))
            _write(out, folder, corpus, part, settings)
            if part is todo[0]:
                _plan(out, folder, len(parts))
            records = []
    return count


def _place(path: str | Path) -> tuple[FileSystem, str]:
    """Return the file system of ``path`` and the path there; InputError for one that is not known."""
    from pyarrow.fs import FSSpecHandler, LocalFileSystem, PyFileSystem

    if "://" not in str(path):
        return LocalFileSystem(), str(Path(path).absolute())
    try:
        import fsspec

        other, place = fsspec.core.url_to_fs(str(path))
    except ImportError as error:
        raise InputError(
            f"Für „{path}“ fehlt ein Paket ({error.name or error}): `pip install 'pressespiegel[scale]'` "
            "und, was fsspec für diese Art von Pfad braucht."
        ) from None
    except ValueError as error:
        raise InputError(f"Der Pfad „{path}“ ist fsspec unbekannt: {error}.") from None
    return PyFileSystem(FSSpecHandler(other)), place


def _files(source: str | Path) -> tuple[FileSystem, list[str]]:
    from pyarrow.fs import FileSelector, FileType

    fs, place = _place(source)
    found = fs.get_file_info(place)
    if found.type == FileType.File:
        return fs, [place]
    inside = [] if found.type == FileType.NotFound else fs.get_file_info(FileSelector(place))
    files = sorted(info.path for info in inside if info.is_file and info.path.endswith(".parquet"))
    if not files:
        raise InputError(f"In {source} liegen keine Parquet-Dateien mit Artikeln. Bitte den Pfad prüfen.")
    return fs, files


def _parts(fs: FileSystem, files: list[str]) -> Iterator[Part]:
    """Yield the partitions: each file cut into pieces of at most ROWS articles of equal size."""
    number = 0
    for file in files:
        total = _opened(fs, file).metadata.num_rows
        size = math.ceil(total / math.ceil(total / ROWS)) if total else 1
        for first in range(0, total, size):
            yield Part(number, file, first, min(size, total - first))
            number += 1


def _opened(fs: FileSystem, file: str) -> Any:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(fs.open_input_file(file))
    except pa.ArrowInvalid as error:
        raise InputError(f"{file} ist keine lesbare Parquet-Datei ({error}). Bitte neu schreiben.") from None


def _read(fs: FileSystem, parts: list[Part]) -> Iterator[tuple[Part, pd.DataFrame]]:
    """Yield the articles of each of ``parts``; every file is read once, what is not wanted is passed over."""
    import pyarrow as pa

    by_file: dict[str, list[Part]] = {}
    for part in parts:
        by_file.setdefault(part.file, []).append(part)
    for file, wanted in by_file.items():
        opened = _opened(fs, file)
        columns = [name for name in tables.SCHEMAS["articles"] if name in opened.schema_arrow.names]
        rows = _Rows(opened.iter_batches(batch_size=ROWS, columns=columns))
        for part in wanted:
            piece = pa.Table.from_batches(rows.between(part.first, part.first + part.rows))
            yield part, _articles(piece.to_pandas(), file)


class _Rows:
    """The rows of a file, taken from front to back."""

    def __init__(self, batches: Iterator[Any]):
        self.batches, self.at = batches, 0
        self.kept: Any = None  # what is left of a batch

    def between(self, first: int, after: int) -> list[Any]:
        """Return the rows from ``first`` up to ``after``, which lie behind those taken before."""
        found = []
        while self.at < after:
            if self.kept is None or not self.kept.num_rows:
                self.kept = next(self.batches)
            size = min(self.kept.num_rows, (after if self.at >= first else first) - self.at)
            if self.at >= first:
                found.append(self.kept.slice(0, size))
            self.kept, self.at = self.kept.slice(size), self.at + size
        return found


def _beside(fs: FileSystem, part: Part) -> Iterator[pd.DataFrame]:
    """Yield what reading put aside and noted, as it lies beside the file: with its first partition."""
    from pyarrow.fs import FileType

    folder, _, name = part.file.rpartition("/")
    for table in ("quarantine", "notes"):
        path = f"{folder}/{table}/{name}"
        there = part.first == 0 and fs.get_file_info(path).type == FileType.File
        yield _opened(fs, path).read().to_pandas() if there else tables.make(table)


_GIVEN = {"genre": "report", "truncated": False}


def _articles(given: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return ``given`` as a whole articles table; InputError, naming the file, where it is none."""
    if absent := [name for name in ("article_id", "text") if name not in given]:
        raise InputError(f"In {file} fehlt die Spalte „{absent[0]}“; eine Tabelle von Artikeln braucht sie.")
    made = {}
    for name, kind in tables.SCHEMAS["articles"].items():
        if name in given:
            column = given[name]
            made[name] = column.fillna("") if kind == tables.TEXT and name != "article_id" else column
        elif name == "n_words":
            made[name] = given["text"].fillna("").map(count_words)
        else:
            made[name] = pd.Series([None if kind[-1] == "?" else _GIVEN.get(name, "")] * len(given))
    try:
        types = {name: kind.rstrip("?") for name, kind in tables.SCHEMAS["articles"].items()}
        return tables.check("articles", pd.DataFrame(made).astype(types))
    except (ValueError, TypeError) as error:
        raise InputError(f"Die Artikel in {file} sind nicht in Ordnung: {str(error)[:300]}") from None


def _mark(part: Part, settings: Settings) -> dict[str, Any]:
    """Return what a partition's mark says: which articles, annotated how."""
    name = part.file.rsplit("/", 1)[-1]
    return {"file": name, "first": part.first, "rows": part.rows, "versions": settings.versions()}


def _path_of_mark(folder: str, number: int) -> str:
    return f"{folder}/{MARKS}/part-{number:05}.json"


def _done(fs: FileSystem, folder: str, parts: list[Part], settings: Settings, shown: str) -> set[int]:
    """Return the numbers of the partitions whose mark is there; InputError where it is another's."""
    from pyarrow.fs import FileSelector

    known = {_path_of_mark(folder, part.number): part for part in parts}
    done = set()
    for info in fs.get_file_info(FileSelector(f"{folder}/{MARKS}", allow_not_found=True)):
        if not info.path.endswith(".json"):
            continue
        with fs.open_input_stream(info.path) as file:
            data = file.read()
        try:
            mark = json.loads(data)
        except ValueError:
            continue  # cut off while it was written: the partition is done again
        part = known.get(info.path)
        if part is None or mark != _mark(part, settings):
            raise InputError(
                f"In {shown} liegen Partitionen anderer Artikel oder eines anderen Verfahrens "
                f"({MARKS}/{info.base_name}). Bitte einen leeren Ordner nennen."
            )
        done.add(part.number)
    return done


def _plan(fs: FileSystem, folder: str, partitions: int) -> None:
    """Write how many partitions there will be, so that whoever reads them knows whether they are all."""
    with fs.open_output_stream(f"{folder}/{PLAN}") as file:
        file.write(json.dumps({"partitions": partitions}).encode())


def _write(fs: FileSystem, folder: str, corpus: tables.Corpus, part: Part, settings: Settings) -> None:
    """Write the tables of a partition, and only then its mark."""
    from pyarrow.fs import LocalFileSystem, copy_files

    if isinstance(fs, LocalFileSystem):
        tables.save(corpus, Path(folder), part.number)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            tables.save(corpus, Path(scratch), part.number)
            for name in tables.SCHEMAS:
                fs.create_dir(f"{folder}/{name}", recursive=True)
            copy_files(scratch, folder, destination_filesystem=fs)
    fs.create_dir(f"{folder}/{MARKS}", recursive=True)
    with fs.open_output_stream(_path_of_mark(folder, part.number)) as file:
        file.write(json.dumps(_mark(part, settings), sort_keys=True).encode())
