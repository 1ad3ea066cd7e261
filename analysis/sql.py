"""SQL over the tables of a corpus: DuckDB on the Parquet files, or on a Corpus in memory.

The database sees the tables of that corpus and nothing else: no other file, no network, no setting can
be reached from a query, and a query only reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis import partitions, paths, tables
from analysis.errors import InputError
from analysis.partitions import Partitions
from analysis.partitions.folder import LINKED, TABLES
from analysis.tables import Corpus

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 1_000_000  # of a result: more is no table to read but a copy of the corpus
ZONE = "Europe/Berlin"


def query(sql: str, corpus: str | Path | Corpus = "data/raw/demo", memory: str = "1GB") -> pd.DataFrame:
    """Return the result of one SQL query over the tables of ``corpus`` (see ``tables.SCHEMAS``).

    ``corpus`` is the folder that ``prepare`` prepared (of articles, or of partitions), whose Parquet files
    are read as far as the query needs them, or a Corpus in memory (a selection, say). ``memory`` bounds what
    DuckDB holds; beyond it works on disk. Times are local times in Germany. InputError for a query that is
    wrong, that does more than read, or that returns more than a million rows.

    >>> from analysis import prepare, query
    >>> _ = prepare("data/raw/demo")
    >>> list(query("select outlet, count(*) as n from quotes join articles using (article_id) group by 1"))
    ['outlet', 'n']
    """
    import duckdb

    try:
        with duckdb.connect(":memory:") as connection:
            _attach(connection, corpus, memory)
            _only_reading(duckdb.extract_statements(sql))
            return _fetched(connection, sql)
    except duckdb.Error as error:
        raise InputError(_sentence(error)) from None


def _attach(connection: duckdb.DuckDBPyConnection, corpus: str | Path | Corpus, memory: str) -> None:
    """Give the connection the tables as views, then shut everything else."""
    spill = paths.root() / "data" / "processed" / ".cache" / "duckdb"
    settings = {"memory_limit": memory, "temp_directory": str(spill), "TimeZone": ZONE, "threads": "2"}
    for name, value in settings.items():
        connection.execute(f"set {name} = {_quoted(value)}")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set python_enable_replacements = false")
    if isinstance(corpus, Corpus):
        for name in tables.SCHEMAS:
            connection.register(name, getattr(corpus, name))
    elif isinstance(corpus, Partitions):
        raise InputError("query nimmt den Ordner der Partitionen oder in_memory(select(…)).")
    elif folder := _of_partitions(paths.inside(corpus)):
        for name in tables.SCHEMAS:
            connection.execute(f"create view {name} as {_linked(folder, name, corpus)}")
        connection.execute(f"set allowed_directories = [{_quoted(str(folder))}]")
    else:
        folder = paths.root() / "data" / "processed" / paths.name_of(paths.inside(corpus))
        if not (folder / "stamp.txt").is_file():
            raise InputError(f"„{corpus}“ ist noch nicht aufbereitet. Zuerst `prepare({str(corpus)!r})`.")
        for name in tables.SCHEMAS:
            files = _quoted(str(folder / name / "part-*.parquet"))
            connection.execute(f"create view {name} as select * from read_parquet({files})")
        connection.execute(f"set allowed_directories = [{_quoted(str(folder))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _of_partitions(source: Path) -> Path | None:
    """Return the folder of the partitions at ``source`` or, as prepare keeps them, of those made of it."""
    kept = paths.root() / "data" / "processed" / paths.name_of(source) / TABLES
    return next((folder for folder in (source, kept) if partitions.are_in(folder)), None)


def _linked(folder: Path, name: str, corpus: str | Path) -> str:
    """Return the query for a table of partitions, with what linking found of them."""
    from analysis.linking.partitions import SPEAKERS, STORIES, is_linked

    table, linked = (
        f"read_parquet({_quoted(str(place / name / 'part-*.parquet'))})"
        for place in (folder, folder / LINKED)
    )
    filled = {"articles": STORIES, "quotes": SPEAKERS}.get(name)
    if filled is None:
        return f"select * from {table}"
    if not is_linked(folder):
        raise InputError(f"„{corpus}“ ist noch nicht verknüpft. Zuerst `prepare({str(corpus)!r})`.")
    key, *found = filled
    columns = ", ".join(f"linked.{column} as {column}" for column in found)
    return f"select own.* replace ({columns}) from {table} as own join {linked} as linked using ({key})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _only_reading(statements: list[duckdb.Statement]) -> None:
    if len(statements) != 1:
        raise InputError(f"query nimmt eine Abfrage auf einmal, nicht {len(statements)}.")
    if statements[0].type.name not in ("SELECT", "EXPLAIN"):
        raise InputError(
            f"query liest nur (select …, summarize …); {statements[0].type.name} ist nicht vorgesehen."
        )


def _fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    result = connection.execute(sql)
    parts = [result.fetch_df_chunk()]
    rows = len(parts[0])
    while len(part := result.fetch_df_chunk()):
        rows += len(part)
        if rows > MOST_ROWS:
            raise InputError(
                f"Das Ergebnis hat mehr als {MOST_ROWS:,} Zeilen".replace(",", ".")
                + "; bitte mit group by zusammenfassen oder mit limit begrenzen."
            )
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    texts = [name for name, kind, *_ in result.description or () if str(kind) == "VARCHAR"]
    return table.astype(dict.fromkeys(texts, "str"))  # also where there are no rows to show it


def _sentence(error: duckdb.Error) -> str:
    """Return DuckDB's message with the place it points at, introduced in German."""
    message = str(error).strip()
    kind, _, rest = message.partition(": ")
    meanings = {
        "Catalog Error": f"Diesen Namen gibt es nicht (Tabellen: {', '.join(tables.SCHEMAS)})",
        "Binder Error": "Diese Spalte passt nicht; `describe articles` nennt die Spalten",
        "Parser Error": "Die Abfrage ist so kein SQL",
        "Permission Error": "Abfragen lesen nur die Tabellen des Korpus",
        "Out of Memory Error": "Die Abfrage braucht mehr Speicher als erlaubt (memory=…)",
    }
    return f"{meanings.get(kind, 'Die Abfrage scheiterte')}. DuckDB meldet: {rest or message}"
