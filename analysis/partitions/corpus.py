"""Partitions: what answers as a Corpus does, with a few partitions of a folder in memory at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.partitions.alike import shared
from analysis.partitions.folder import made_at, parts_of, read_part
from analysis.tables import SCHEMAS, Corpus, OfArticles, among, make

BLOCK = 5_000  # articles in memory at a time, with all their rows: about 250 MB
WORDS = 2_000_000  # different words that may be known at a time, about 300 MB
WIDE = frozenset({"title", "teaser", "text", "subheadings", "authors", "author_codes", "url", "source_file"})

TableOf = Callable[[Corpus], pd.DataFrame]


class NotOfParts(InputError, AttributeError):
    """What a DataFrame can do and Rows cannot."""


class Part(Corpus):
    """Some articles of a corpus in partitions: each table is read when it is first asked for."""

    def __init__(
        self,
        read: Callable[[str], pd.DataFrame],
        places: Sequence[int],
        heads: pd.DataFrame,
        extent: pd.Series,
    ) -> None:
        # the period is that of the whole corpus: it decides whether weeks are told apart or months
        self.__dict__.update(read=read, places=places, rows=heads, extent=extent)

    @property
    def heads(self) -> pd.DataFrame:
        """The articles without their texts."""
        heads: pd.DataFrame = self.__dict__["rows"]
        return heads

    def of(self, article_ids: Iterable[str]) -> Corpus:  # type: ignore[override]
        """Return some of these articles, in memory."""
        return Corpus(**{name: getattr(self, name) for name in SCHEMAS}).of(article_ids)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in SCHEMAS:
            raise AttributeError(name)
        table: pd.DataFrame = self.__dict__["read"](name)
        self.__dict__[name] = table
        return table


class Rows:
    """Rows of a table of a corpus in partitions: what is done to them is done part by part, later."""

    def __init__(self, corpus: Partitions, table_of: TableOf) -> None:
        self.corpus, self.of = corpus, table_of
        self.n: int | None = None  # once they are counted

    def __repr__(self) -> str:
        """Say of which corpus the rows are; how many, nobody knows yet."""
        return f"<Rows of {self.corpus!r}>"

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

    def within(self, corpus: AnyCorpus) -> Partitions:
        """Return the articles that the rows are of, with the period of ``corpus``: it decides about weeks."""
        if corpus is self.corpus:
            return self.corpus
        own = dataclasses.replace(self.corpus)
        own.__dict__["extent"] = corpus.extent
        return own

    def __getattr__(self, name: str) -> Any:
        raise NotOfParts(
            f"„{name}“ gibt es nicht für ein Korpus in Partitionen, nur query, dropna, merge, pipe und len. "
            "Eine Auswahl kommt mit in_memory(select(…)) in den Speicher."
        )

    def __getitem__(self, key: object) -> Any:
        return self.__getattr__(str(key))

    def __len__(self) -> int:
        if self.n is None:
            self.n = sum(len(self.of(part)) for part in self.corpus.parts())
        return self.n


@dataclasses.dataclass(frozen=True)
class Partitions(OfArticles):
    """The articles of ``folder`` without their texts, each with its partition; its other tables are Rows."""

    folder: Path
    articles: pd.DataFrame
    names: tuple[str, ...]  # of the partitions
    place: np.ndarray  # the partition of each article; they stand in the order of partitions
    sizes: tuple[int, ...]  # of the partitions, whatever is selected
    shared: np.ndarray  # the numbers of the stories with several articles, whatever is selected
    made: tuple[int, int]  # tells these partitions from others that may come in their place
    notes: pd.DataFrame
    quarantine: pd.DataFrame

    def __repr__(self) -> str:
        """Name the numbers of articles and partitions."""
        return f"<Partitions: {len(self.articles)} articles in {len(np.unique(self.place))} partitions>"

    def __getattr__(self, name: str) -> Rows:
        if name not in SCHEMAS:
            raise AttributeError(name)
        return Rows(self, lambda part: getattr(part, name))

    def of(self, article_ids: Iterable[str]) -> Self:
        """Return the part that belongs to ``article_ids``; notes and quarantine stay whole."""
        ids = self.articles["article_id"]
        if isinstance(article_ids, pd.Series) and article_ids.reset_index(drop=True).equals(ids):
            return self  # millions of names in a set take a gigabyte
        kept = among(ids, article_ids).to_numpy()
        articles = self.articles[kept].reset_index(drop=True)
        return dataclasses.replace(self, articles=articles, place=self.place[kept])

    def parts(self) -> Iterator[Corpus]:
        """Yield the articles with all their rows, about BLOCK at a time."""
        from analysis.language.numbered import forget

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
            yield Part(partial(self._read, wanted), list(wanted), heads, self.extent)
            forget(WORDS)  # of a part nobody asks for again

    def _read(self, wanted: Mapping[int, slice], name: str) -> pd.DataFrame:
        return pd.concat([self._chosen(name, *partition) for partition in wanted.items()], ignore_index=True)

    def _chosen(self, name: str, number: int, rows: slice) -> pd.DataFrame:
        """Return a table of a partition, as far as it belongs to the articles in these rows."""
        if "article_id" not in SCHEMAS[name]:
            return make(name)  # notes and quarantine are those of the whole
        table = self._table(name, number)
        if rows.stop - rows.start == self.sizes[number]:
            return table
        return table[among(table["article_id"], self.articles["article_id"].iloc[rows])]

    def _table(self, name: str, number: int) -> pd.DataFrame:
        if made_at(self.folder) != self.made:
            raise InputError(
                f"Die Partitionen in {self.folder} sind neu entstanden, seit dieses Korpus geöffnet wurde. "
                "Bitte `prepare` noch einmal rufen."
            )
        return read_part(self.folder, name, self.names[number])


AnyRows = pd.DataFrame | Rows
AnyCorpus = Corpus | Partitions
SomeCorpus = TypeVar("SomeCorpus", bound=Corpus | Partitions)  # what comes in goes out


def only(corpus: SomeCorpus, article_ids: Iterable[str]) -> SomeCorpus:
    """Return the part of a corpus of either kind that belongs to ``article_ids``."""
    return cast(SomeCorpus, corpus.of(article_ids))


def with_texts(corpus: AnyCorpus) -> pd.DataFrame:
    """Return the articles with their texts; InputError for a corpus in partitions, which has too many."""
    if isinstance(corpus, Corpus):
        return corpus.articles
    raise InputError(
        "Wörter werden an Texten im Speicher gezählt. Von einem Korpus in Partitionen eine Zufallsauswahl "
        "nehmen, measures.sampled(corpus), oder eine Auswahl, in_memory(select(…))."
    )


def spread(corpus: AnyCorpus, rows: AnyRows) -> AnyRows:
    """Return a table in memory, of a corpus in partitions, as Rows that lie where their articles do."""
    if isinstance(corpus, Corpus) or isinstance(rows, Rows):
        return rows
    place_of = pd.Series(corpus.place, corpus.articles["article_id"])
    held = dict(list(rows.groupby(rows["article_id"].map(place_of).to_numpy())))
    nothing = rows.head(0)

    def of_part(part: Corpus) -> pd.DataFrame:
        places = part.__dict__["places"] if isinstance(part, Part) else []  # where nothing is selected
        return pd.concat([nothing, *(held[place] for place in places if place in held)])

    return Rows(corpus, of_part)


def rows_by(corpus: AnyCorpus, table_of: TableOf) -> Any:
    """Return the table that ``table_of`` makes of a corpus in memory, else the Rows it makes of each part."""
    return table_of(corpus) if isinstance(corpus, Corpus) else Rows(corpus, table_of)


def open_partitions(folder: Path) -> Partitions:
    """Return the corpus in ``folder``, as ``annotate_partitions`` and ``link_partitions`` write it."""
    made, names = made_at(folder), parts_of(folder)
    narrow = [name for name in SCHEMAS["articles"] if name not in WIDE]
    parts = [read_part(folder, "articles", name, narrow) for name in names]
    sizes = tuple(map(len, parts))
    notes, quarantine = (
        pd.concat([read_part(folder, table, name) for name in names], ignore_index=True)
        for table in ("notes", "quarantine")
    )
    articles = pd.concat(parts, ignore_index=True)
    place = np.repeat(np.arange(len(names)), sizes)
    several = shared(articles)
    return Partitions(folder, articles, tuple(names), place, sizes, several, made, notes, quarantine)
