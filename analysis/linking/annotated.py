"""The keys of all articles in a folder of partitions, each there once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.partitions.folder import columns


def keys_of(folder: Path, parts: list[str]) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the keys of all articles, and their outlets.

    Output: one row an article, in the order of the partitions: article_id, published_at, part (its
    place in ``parts``). InputError where an article is there twice.
    """
    keys, outlets = [], set[str]()
    for part, name in enumerate(parts):
        read = columns(folder, "articles", name, ["article_id", "published_at", "outlet"])
        outlets.update(read["outlet"].dropna())
        keys.append(read[["article_id", "published_at"]].assign(part=part))
    every = pd.concat(keys, ignore_index=True)
    if every["article_id"].duplicated().any():
        raise InputError(_twice(every, parts))
    return every, frozenset(outlets)


def _twice(keys: pd.DataFrame, parts: list[str]) -> str:
    article = keys.loc[keys["article_id"].duplicated(), "article_id"].iloc[0]
    one, other = (parts[part] for part in keys.loc[keys["article_id"] == article, "part"].head(2))
    return (
        f"Der Artikel „{article}“ steht in zwei Partitionen, {one} und {other}. Bitte in den Parquet-Dateien "
        "jede article_id nur einmal vergeben und sie mit `pressespiegel annotate` in einen leeren Ordner "
        "neu auswerten."
    )


def slices_of(parts: list[str], keys: pd.DataFrame) -> Iterator[tuple[str, slice]]:
    """Yield each partition with its rows in ``keys``."""
    ends = np.searchsorted(keys["part"], np.arange(len(parts) + 1)).tolist()
    for part, (start, end) in zip(parts, pairwise(ends), strict=True):
        yield part, slice(start, end)
