"""Shares and means over a folder of partitions of any size: DuckDB sums by story, no table in memory.

What comes into memory is one pair of sums a story of one group at a time (16 bytes each): 10 million
stories take 160 MB, however many sentences they have. The figures are those of ``ratio_by``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import tables
from analysis.errors import InputError
from analysis.intervals import interval_of
from analysis.sql import ZONE

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"  # that DuckDB holds; beyond it works on disk


def ratio_over(
    folder: str | Path, table: str, value: str, *by: str, where: str = "true", level: float = 0.95
) -> pd.DataFrame:
    """Return for each group the mean of ``value`` over the rows of ``table``, with interval by story.

    ``folder`` holds partitions as ``annotate_partitions`` and ``prepare`` write them; ``value`` (a
    condition: its share; a number: its mean), ``where`` and ``by`` are SQL over the columns of ``table``
    and of ``articles``. Columns: ``by``, value, low, high, n (rows), articles, stories. Where nothing is
    linked yet, each article is a story. InputError for a folder without tables and for wrong SQL.

    >>> from analysis import paths, prepare
    >>> _ = prepare("data/raw/demo")
    >>> folder = paths.root() / "data" / "processed" / "demo"
    >>> list(ratio_over(folder, "sentences", "label = 'negative'", "outlet").columns[:4])
    ['outlet', 'value', 'low', 'high']
    """
    import duckdb

    if table not in tables.SCHEMAS or not (Path(folder) / table).is_dir():
        raise InputError(f"In {folder} liegt keine Tabelle „{table}“. Den Ordner der Partitionen angeben.")
    try:
        with duckdb.connect(":memory:") as connection:
            _sum_up(connection, Path(folder), table, value, by, where)
            rows = [(*key, *_figures(connection, key, level)) for key in _groups(connection, len(by))]
    except duckdb.Error as error:
        raise InputError(f"Diese Angaben passen nicht zu den Tabellen. DuckDB meldet: {error}") from None
    return pd.DataFrame(rows, columns=[*by, "value", "low", "high", "n", "articles", "stories"])


def _sum_up(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: str,
    value: str,
    by: Sequence[str],
    where: str,
) -> None:
    """Make the table ``sums``: one row a group (g0, g1 …) and story."""
    spill = folder.parent / ".duckdb"
    for name, setting in (("memory_limit", MEMORY), ("temp_directory", spill), ("TimeZone", ZONE)):
        connection.execute(f"set {name} = {_quoted(setting)}")
    keys = "".join(f"{expression} as g{number}, " for number, expression in enumerate(by))
    own = tables.SCHEMAS[table]
    others = ["article_id", *(name for name in tables.SCHEMAS["articles"] if name not in own)]
    articles = f"(select {', '.join(others)} from {_articles(folder)}) as others"
    whole = table == "articles"
    source = _articles(folder) if whole else f"{_files(folder, table)} join {articles} using (article_id)"
    connection.execute(
        f"create table sums as select {keys}coalesce(story_id, article_id) as story, "
        f"sum(({value})::double) as numerator, count(*)::double as denominator, "
        f"count(distinct article_id) as articles from {source} "
        f"where ({where}) and ({value}) is not null group by all"
    )


def _groups(connection: duckdb.DuckDBPyConnection, keys: int) -> list[tuple[Any, ...]]:
    """Return the keys of the groups in order; groups without a name are left out, as pandas does."""
    if not keys:
        return [()] if connection.execute("select 1 from sums limit 1").fetchall() else []
    names = [f"g{number}" for number in range(keys)]
    known = " and ".join(f"{name} is not null" for name in names)
    return connection.execute(
        f"select distinct {', '.join(names)} from sums where {known} order by all"
    ).fetchall()


def _figures(connection: duckdb.DuckDBPyConnection, key: tuple[Any, ...], level: float) -> tuple[Any, ...]:
    """Return value, low, high, n, articles, stories of one group."""
    same = " and ".join(f"g{number} = ?" for number in range(len(key))) or "true"
    found = connection.execute(
        f"select numerator, denominator, articles from sums where {same} order by story", list(key)
    ).fetchnumpy()
    stories = np.stack([found["numerator"], found["denominator"]], axis=1)
    n = float(stories[:, 1].sum())
    low, high = interval_of(stories, level)
    return (
        float(stories[:, 0].sum()) / n,
        low,
        high,
        n,
        int(np.asarray(found["articles"]).sum()),
        len(stories),
    )


def _articles(folder: Path) -> str:
    """Return the articles with the stories that linking found, where it is done."""
    from analysis.linking.partitions import is_linked

    if not is_linked(folder):
        return _files(folder, "articles")
    found = f"(select article_id, story_id as linked from {_files(folder / 'linked', 'articles')})"
    return (
        f"(select * replace (linked as story_id) from {_files(folder, 'articles')} "
        f"join {found} using (article_id)) as with_stories"
    )


def _files(folder: Path, table: str) -> str:
    return f"read_parquet({_quoted(folder / table / 'part-*.parquet')}) as of_{table}"


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
