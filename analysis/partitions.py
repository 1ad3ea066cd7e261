"""A corpus of any size: a folder of partitions, of which a few at a time are in memory.

``Partitions`` answers as a Corpus does, but its tables are ``Rows``: what is done to them is noted and done
part by part once a figure asks for it. A measure adds up what each part gives (``summed``), so that what
stays in memory are sums by story, or by speaker, and never the rows themselves. Of the articles the table
without their texts is in memory, about 150 bytes each.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import SCHEMAS, Corpus, among, in_order, make

BLOCK = 5_000  # articles in memory at a time, with all their rows: about 250 MB
WIDE = frozenset({"title", "teaser", "text", "subheadings", "authors", "author_codes", "url", "source_file"})
MARKS = "done"  # the folder of the marks of annotated partitions
MOST = 20_000  # articles that are taken into memory together, about 1 GB
MERGED = 16  # parts whose sums are held apart before they are added up

TableOf = Callable[[Corpus], pd.DataFrame]


class Part(Corpus):
    """Some articles of a corpus in partitions: each table is read when it is first asked for."""

    def __init__(self, read: Callable[[str], pd.DataFrame], heads: pd.DataFrame, extent: pd.Series) -> None:
        # the period is that of the whole corpus: it decides whether weeks are told apart or months
        self.__dict__.update(read=read, rows=heads, extent=extent)

    @property
    def heads(self) -> pd.DataFrame:
        """The articles without their texts."""
        heads: pd.DataFrame = self.__dict__["rows"]
        return heads

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in SCHEMAS:
            raise AttributeError(name)
        table: pd.DataFrame = self.__dict__["read"](name)
        self.__dict__[name] = table
        return table


class Rows:
    """Rows of a table of a corpus in partitions: what is done to them is done part by part, later."""

    def __init__(self, corpus: Partitions, make: TableOf) -> None:
        self.corpus, self.of = corpus, make
        self.n: int | None = None  # once they are counted

    def pipe(self, function: Callable[..., pd.DataFrame], *args: Any, **options: Any) -> Rows:
        """Return what ``function`` makes of the rows of each part."""
        return Rows(self.corpus, lambda part: function(self.of(part), *args, **options))

    def query(self, condition: str) -> Rows:
        """Return the rows that fulfil a condition, as DataFrame.query does."""
        return self.pipe(pd.DataFrame.query, condition)

    def dropna(self, subset: str | Sequence[str]) -> Rows:
        """Return the rows that have a value in each column of ``subset``."""
        return self.pipe(pd.DataFrame.dropna, subset=subset)

    def merge(self, table: pd.DataFrame, on: str | Sequence[str]) -> Rows:
        """Return the rows joined with a table in memory."""
        return self.pipe(pd.DataFrame.merge, table, on=on)

    def __len__(self) -> int:
        if self.n is None:
            self.n = sum(len(self.of(part)) for part in self.corpus.parts())
        return self.n


AnyRows = pd.DataFrame | Rows


@dataclasses.dataclass(frozen=True)
class Partitions:
    """The articles of ``folder`` without their texts, each with its partition; its other tables are Rows."""

    folder: Path
    articles: pd.DataFrame
    place: np.ndarray  # the partition of each article; they stand in the order of partitions
    sizes: Mapping[int, int]  # of the partitions, whatever is selected
    notes: pd.DataFrame
    quarantine: pd.DataFrame

    def __repr__(self) -> str:
        """Name the numbers of articles and partitions."""
        return f"<Partitions: {len(self.articles)} articles in {len(np.unique(self.place))} partitions>"

    def __getattr__(self, name: str) -> Rows:
        if name not in SCHEMAS:
            raise AttributeError(name)
        return Rows(self, lambda part: getattr(part, name))

    @cached_property
    def extent(self) -> pd.Series:
        """The first and the last time at which an article was published."""
        return self.articles["published_at"].agg(["min", "max"])

    @property
    def heads(self) -> pd.DataFrame:
        """The articles without their texts."""
        return self.articles

    def of(self, article_ids: Iterable[str]) -> Self:
        """Return the part that belongs to ``article_ids``; notes and quarantine stay whole."""
        ids = self.articles["article_id"]
        if isinstance(article_ids, pd.Series) and np.array_equal(article_ids.to_numpy(), ids.to_numpy()):
            return self  # millions of names in a set take a gigabyte
        kept = among(ids, article_ids).to_numpy()
        articles = self.articles[kept].reset_index(drop=True)
        return dataclasses.replace(self, articles=articles, place=self.place[kept])

    def parts(self) -> Iterator[Corpus]:
        """Yield the articles with all their rows, about BLOCK at a time."""
        if self.articles.empty:
            yield Corpus(make("articles"))
            return
        numbers, first = np.unique(self.place, return_index=True)  # articles stand in the order of partitions
        ends = [*first[1:].tolist(), len(self.place)]
        blocks = zip(numbers.tolist(), first.tolist(), ends, strict=True)
        for _, block in groupby(blocks, key=lambda partition: partition[1] // BLOCK):
            wanted = {number: slice(low, high) for number, low, high in block}
            rows = list(wanted.values())
            heads = self.articles.iloc[rows[0].start : rows[-1].stop]
            yield Part(partial(self._read, wanted), heads, self.extent)

    def _read(self, wanted: Mapping[int, slice], name: str) -> pd.DataFrame:
        return pd.concat([self._chosen(name, *partition) for partition in wanted.items()], ignore_index=True)

    def _chosen(self, name: str, number: int, rows: slice) -> pd.DataFrame:
        """Return a table of a partition, as far as it belongs to the articles in these rows."""
        table = read_part(self.folder, name, number)
        if rows.stop - rows.start == self.sizes[number]:
            return table
        return table[among(table["article_id"], self.articles["article_id"].iloc[rows])]


AnyCorpus = Corpus | Partitions
SomeCorpus = TypeVar("SomeCorpus", bound=Corpus | Partitions)  # what comes in goes out


def only(corpus: SomeCorpus, article_ids: Iterable[str]) -> SomeCorpus:
    """Return the part of a corpus of either kind that belongs to ``article_ids``."""
    return cast(SomeCorpus, corpus.of(article_ids))


def read_part(folder: Path, name: str, number: int, columns: list[str] | None = None) -> pd.DataFrame:
    """Return a table of one partition, with what linking found across all of them."""
    file = f"{name}/part-{number:05}.parquet"
    table = pd.read_parquet(folder / file, columns=columns)
    if name in ("articles", "quotes"):
        linked = pd.read_parquet(folder / "linked" / file)
        table[linked.columns] = linked
    return table


def are_in(folder: Path) -> bool:
    """Tell whether ``annotate_partitions`` wrote what is in ``folder``."""
    return (folder / MARKS).is_dir() and (folder / "articles").is_dir()


def other_steps(folder: Path, versions: Mapping[str, str]) -> list[str]:
    """Return the steps whose results in ``folder`` have another version than one of ``versions``."""
    made = [
        json.loads(path.read_bytes())["versions"] for path in sorted((folder / MARKS).glob("part-*.json"))
    ]
    return [step for step, version in versions.items() if any(of.get(step) != version for of in made)]


def open_partitions(folder: Path) -> Partitions:
    """Return the corpus in ``folder``, as ``annotate_partitions`` and ``link_partitions`` write it."""
    numbers = [
        int(path.stem.removeprefix("part-")) for path in sorted(folder.glob("articles/part-*.parquet"))
    ]
    columns = [name for name in SCHEMAS["articles"] if name not in WIDE]
    parts = [read_part(folder, "articles", number, columns) for number in numbers]
    return Partitions(
        folder,
        pd.concat(parts, ignore_index=True),
        np.repeat(numbers, [len(part) for part in parts]),
        {number: len(part) for number, part in zip(numbers, parts, strict=True)},
        *(
            pd.concat([pd.read_parquet(path) for path in sorted((folder / name).glob("part-*.parquet"))])
            for name in ("notes", "quarantine")
        ),
    )


def in_memory(corpus: AnyCorpus, most: int = MOST) -> Corpus:
    """Return a corpus with all its rows in memory; InputError for one of more than ``most`` articles."""
    if isinstance(corpus, Corpus):
        return corpus
    if len(corpus.articles) > most:
        raise InputError(
            f"{len(corpus.articles)} Artikel sind hierfür zu viele (höchstens {most}). Bitte mit select "
            "auswählen: Zeitraum, Medien oder Thema."
        )
    rows = {name: gathered(corpus, attrgetter(name)) for name in SCHEMAS if "article_id" in SCHEMAS[name]}
    return in_order(Corpus(**rows, notes=corpus.notes, quarantine=corpus.quarantine))


def rows_of(part: Corpus, rows: AnyRows) -> pd.DataFrame:
    """Return those of ``rows`` that belong to a part."""
    if isinstance(rows, Rows):
        return rows.of(part)
    return (
        rows if not isinstance(part, Part) else rows[among(rows["article_id"], part.articles["article_id"])]
    )


def gathered(corpus: AnyCorpus, table_of: TableOf) -> pd.DataFrame:
    """Return what ``table_of`` gives for each part, one below the other: for few rows."""
    if isinstance(corpus, Corpus):
        return table_of(corpus)
    return pd.concat([table_of(part) for part in corpus.parts()], ignore_index=True)


def gathered_rows(corpus: AnyCorpus, rows: AnyRows) -> pd.DataFrame:
    """Return ``rows`` as one table: for few of them."""
    return gathered(corpus, rows.of) if isinstance(rows, Rows) else rows


def summed(corpus: AnyCorpus, table_of: TableOf, by: Sequence[str]) -> pd.DataFrame:
    """Return what ``table_of`` gives for each part, the rows of one key ``by`` added up.

    A row an article becomes a row a story, if ``by`` names story_id: then with the column articles, their
    number, and a number for the name of the story.
    """
    if isinstance(corpus, Corpus):
        return table_of(corpus)
    held: list[pd.DataFrame] = []
    for part in corpus.parts():
        held.append(_added([_countable(table_of(part), by)], by))
        if len(held) == MERGED:
            held = [_added(held, by)]
    return _added(held, by)


def _countable(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    if "story_id" not in by:
        return table
    story = pd.util.hash_pandas_object(table["story_id"], index=False).to_numpy()
    return table.drop(columns="article_id", errors="ignore").assign(story_id=story, articles=1)


def _added(tables: list[pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
    whole = pd.concat(tables, ignore_index=True)
    keys = list(by)
    numbers = [name for name in whole.columns.astype(str) if name not in keys]
    whole[numbers] = whole[numbers].fillna(0)  # what a part did not meet
    return whole.groupby(keys, as_index=False, observed=True, sort=False)[numbers].sum()
