"""Stories that are alike become one row: what a figure needs of most stories is how many there are of a kind.

Most stories are one article, and nothing is added to them once it is read. Where such a story has one row
of sums, the error of a ratio needs of all with the same denominator their number, their sum and their sum of
squares; where it has several (a row a voice, say, which are compared within it), all stories with the same
rows are counted. Both are done by giving these stories one number, under which their sums are added up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.intervals import squares_of


def numbers_of(names: pd.Series) -> np.ndarray:
    """Return a number for each name, the same for the same name whenever it is asked for."""
    return pd.util.hash_pandas_object(names, index=False).to_numpy()


def shared(articles: pd.DataFrame) -> np.ndarray:
    """Return the numbers of the stories that have several articles, in order."""
    stories, sizes = np.unique(
        numbers_of(articles["story_id"].fillna(articles["article_id"])), return_counts=True
    )
    return stories[sizes > 1]


def alike(
    table: pd.DataFrame, by: Sequence[str], several: np.ndarray, first: np.uint64, apart: bool
) -> pd.DataFrame:
    """Return sums, a row a story and group, with one number as story_id for stories that are alike.

    In: ``by`` the keys; ``several`` the stories of several articles, which stay as they are; ``first`` sets
    these numbers apart from those of other articles; ``apart``: rows of one story count as if each was of
    another. Out: also the columns stories (0: itself) and, of numerators, their squares.
    """
    alone = ~_known(table["story_id"].to_numpy(), several)
    single = alone & (apart | ~table["story_id"].duplicated(keep=False).to_numpy())
    keys = [name for name in by if name != "story_id"]
    sums = [name for name in map(str, table) if name not in {*by, "articles"}]
    rows = pd.Series(numbers_of(pd.Series(_told(table, [*keys, *sums]))))  # a number again: to be added up
    kind = rows.groupby(table["story_id"].to_numpy()).transform("sum").to_numpy(np.uint64)
    if "denominator" in table:
        numerators = [name for name in sums if name != "denominator"]
        own, size = table[numerators], table["denominator"]
        side = own.gt(size, axis=0).astype(int) - (own < 0)  # the scale of an interval depends on it
        of_size = _told(table, [*keys, "denominator"]) + _told(side, numerators)
        kind = np.where(single, of_size, kind)
        squares = own.pow(2).where(pd.Series(single, own.index), 0.0, axis=0)
        table = table.assign(**{squares_of(name): squares[name] for name in numerators})
    story = np.where(alone, numbers_of(pd.Series(kind + first)), table["story_id"])
    return table.assign(story_id=story, stories=alone.astype("int64"))


def _known(numbers: np.ndarray, several: np.ndarray) -> np.ndarray:
    """Tell which ``numbers`` are among ``several``, which are sorted: np.isin would sort them anew."""
    if not len(several):
        return np.zeros(len(numbers), bool)
    found: np.ndarray = several.take(np.searchsorted(several, numbers), mode="clip") == numbers
    return found


def _told(table: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Return a number for what stands in each row under ``names``; a zero tells as much as no column."""
    told = np.zeros(len(table), np.uint64)
    for name, of_name in zip(names, numbers_of(pd.Series(list(names), dtype=object)), strict=True):
        own = numbers_of(table[name]) * (of_name | np.uint64(1))
        told += np.where(table[name].eq(0), np.uint64(0), own)
    return told
