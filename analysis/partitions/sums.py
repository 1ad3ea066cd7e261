"""What each part of a corpus gives, put together: rows one below the other, or sums added up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from operator import attrgetter

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.partitions.alike import alike, numbers_of
from analysis.partitions.corpus import AnyCorpus, AnyRows, Part, Rows, SomeCorpus, TableOf
from analysis.tables import SCHEMAS, Corpus, among, in_order

MOST = 20_000  # articles that are taken into memory together, about 1 GB
APART = 100_000  # rows of sums that may be held apart before they are added up

Names = dict[str, dict[str, int] | None]  # of a key that is text, the number of each of its names


def rows_of(part: Corpus, rows: AnyRows) -> pd.DataFrame:
    """Return those of ``rows`` that belong to a part."""
    if isinstance(rows, Rows):
        return rows.of(part)
    return rows[among(rows["article_id"], part.heads["article_id"])] if isinstance(part, Part) else rows


def gathered(corpus: AnyCorpus, table_of: TableOf) -> pd.DataFrame:
    """Return what ``table_of`` gives for each part, one below the other: for few rows."""
    if isinstance(corpus, Corpus):
        return table_of(corpus)
    return pd.concat([table_of(part) for part in corpus.parts()], ignore_index=True)


def gathered_rows(corpus: AnyCorpus, rows: AnyRows) -> pd.DataFrame:
    """Return ``rows`` as one table: for few of them."""
    return gathered(rows.within(corpus), rows.of) if isinstance(rows, Rows) else rows


def in_memory(corpus: AnyCorpus, most: int = MOST) -> Corpus:
    """Return a corpus with all its rows in memory; InputError for one of more than ``most`` articles.

    >>> from analysis import in_memory, prepare
    >>> len(in_memory(prepare("data/raw/demo")).articles)  # it is there already
    131
    """
    if isinstance(corpus, Corpus):
        return corpus
    if len(corpus.articles) > most:
        raise InputError(
            f"{len(corpus.articles)} Artikel sind hierfür zu viele (höchstens {most}). Bitte einen Zeitraum "
            "nennen (date_from, date_to) oder in Python mit select auswählen, auch nach Medien oder Thema."
        )
    rows = {name: gathered(corpus, attrgetter(name)) for name in SCHEMAS if "article_id" in SCHEMAS[name]}
    return in_order(Corpus(**rows, notes=corpus.notes, quarantine=corpus.quarantine))


def told_apart(corpus: SomeCorpus, article_ids: Iterable[str]) -> SomeCorpus:
    """Return a corpus in whose sums the stories of these articles have rows of their own (see ``summed``)."""
    if isinstance(corpus, Corpus):
        return corpus
    rows = corpus.articles[among(corpus.articles["article_id"], article_ids)]
    own = numbers_of(rows["story_id"].fillna(rows["article_id"]))
    apart = dataclasses.replace(corpus, shared=np.union1d(corpus.shared, own))
    apart.__dict__["extent"] = corpus.extent
    return apart


def story_names(corpus: AnyCorpus, stories: pd.Series) -> pd.Series:
    """Return what stands for ``stories`` in the sums of a corpus, where they have rows of their own."""
    return stories if isinstance(corpus, Corpus) else pd.Series(numbers_of(stories), stories.index)


def summed(corpus: AnyCorpus, table_of: TableOf, by: Sequence[str], apart: bool = False) -> pd.DataFrame:
    """Return what ``table_of`` gives for each part, the rows of one key ``by`` added up.

    A row an article becomes a row a story, if ``by`` names story_id, and a row for all stories that are
    ``alike``: then with the columns articles and stories, their numbers, and a number for the name of the
    story. Where groups are compared that one article may be in, they must not be ``apart``.
    """
    if isinstance(corpus, Corpus):
        return table_of(corpus)
    names: Names = dict.fromkeys(by)
    first = numbers_of(corpus.articles["article_id"].head(1)).sum(dtype=np.uint64)
    held: list[pd.DataFrame] = []
    limit = APART
    for part in corpus.parts():
        held.append(_added([_in_numbers(table_of(part), names)], by))
        if "story_id" in names:
            held[-1] = _added([alike(held[-1], by, corpus.shared, first, apart)], by)
        if sum(map(len, held)) > limit:
            held = [_added(held, by)]
            limit = max(APART, 2 * len(held[0]))  # so that each row is added up again only a few times
    return _in_names(_added(held, by), names)


def _in_numbers(table: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return ``table`` with a number for each name among its keys (in ``names``): they need less memory."""
    table = table.dropna(subset=list(names))
    if "story_id" in names:
        table = table.drop(columns="article_id", errors="ignore")
        table = table.assign(story_id=numbers_of(table["story_id"]), articles=1)
    for key in names:
        if pd.api.types.is_string_dtype(table[key]):
            known = names[key] = names[key] or {}
            own = {name: known.setdefault(name, len(known)) for name in table[key].unique()}
            table = table.assign(**{key: table[key].map(own).astype("int32")})
    return table


def _in_names(table: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return ``table`` with the names of its keys again; where it has a row a story, they stay categories."""
    if "story_id" in names:
        table = table.assign(stories=table["stories"].clip(lower=1))
    for key, known in names.items():
        if known is not None:
            codes = np.asarray(table[key], np.int32)
            found = pd.Categorical.from_codes(codes, pd.Index(list(known)))
            column = pd.Series(found.reorder_categories(sorted(known)), table.index)
            table = table.assign(**{key: column if "story_id" in names else column.astype("str")})
    return table


def _added(tables: list[pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
    whole = pd.concat(tables, ignore_index=True)
    keys = list(by)
    numbers = [name for name in whole.columns.astype(str) if name not in keys]
    whole[numbers] = whole[numbers].fillna(0)  # what a part did not meet
    return whole.groupby(keys, as_index=False, observed=True, sort=False)[numbers].sum()
