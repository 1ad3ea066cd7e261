"""Files -> Parquet, piece by piece, for a folder larger than memory: what ``annotate_partitions`` takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError
from analysis.read import Reading, read_batches
from analysis.tables import write_together


def store(folder: str | Path, target: Path, **how: Any) -> Iterator[Reading]:
    """Read the files below ``folder`` into Parquet files in ``target``, yielding what each of them holds.

    A file holds about two thousand articles; beside it, in quarantine/ and notes/ under the same name, lies
    what reading put aside there and what it did. ``how`` are the options of ``read``. InputError where
    ``target`` holds something already. Where no article is found nothing is written.
    """
    if target.resolve().is_relative_to(Path(folder).resolve()):
        raise InputError(f"{target} liegt in dem Ordner, der gelesen wird. Bitte einen daneben nennen.")
    if target.exists() and any(target.iterdir()):
        raise InputError(f"Der Ordner {target} ist nicht leer. Bitte einen neuen nennen.")
    for number, piece in enumerate(_with_articles(read_batches(folder, **how))):
        name = f"part-{number:05}.parquet"
        files = {
            target / name: piece.articles,
            target / "quarantine" / name: piece.quarantine,
            target / "notes" / name: piece.log,
        }
        if len(piece.articles):  # else there is nothing to annotate
            write_together((path, table.to_parquet(None, index=False)) for path, table in files.items())
        yield piece


def _with_articles(pieces: Iterable[Reading]) -> Iterator[Reading]:
    """Yield the pieces; one without an article joins its neighbour, so that what it put aside is kept."""
    held: Reading | None = None
    for piece in pieces:
        if held is None:
            held = piece
        elif held.articles.empty or piece.articles.empty:
            both = zip(held, piece, strict=True)
            held = Reading(*(pd.concat(tables, ignore_index=True) for tables in both))
        else:
            yield held
            held = piece
    if held is not None:
        yield held
