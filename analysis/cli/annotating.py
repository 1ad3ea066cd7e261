"""The command annotate: JSON lines to JSON lines, Parquet to Parquet, here or on a Dask cluster."""

from __future__ import annotations

import os
from pathlib import Path

import click

from analysis.cli.options import WORKERS, Progress
from analysis.errors import InputError


@click.command()
@click.argument("source")
@click.argument("target")
@click.option("--only", help="Nur diese Schritte: quotes, sentiment, frames (mit Komma).")
@click.option("--codebook", help="Ein eigenes Codebuch (YAML) statt der generischen Rahmen.")
@click.option("--quote-method", default="model", show_default=True, help="model oder rules.")
@WORKERS
@click.option("--scheduler", help="Adresse eines Dask-Schedulers (tcp://…), statt eigener Prozesse.")
def annotate(
    source: str,
    target: str,
    only: str | None,
    codebook: str | None,
    quote_method: str,
    workers: int,
    scheduler: str | None,
) -> None:
    """Artikel (JSON Lines) Zeile für Zeile auswerten; Text und Reihenfolge bleiben, wie sie sind.

    Ist SOURCE ein Ordner mit Parquet-Dateien (auch s3://…), so ist TARGET ein Ordner, in den die Tabellen
    Partition für Partition kommen; nach einem Abbruch macht derselbe Aufruf dort weiter.

    Beispiel:  pressespiegel annotate artikel.jsonl ausgewertet.jsonl --only quotes,frames --workers 2
    """
    # products of small matrices: a second thread would be started for nothing, in each worker too
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from analysis.annotation.article import Settings
    from analysis.annotation.jsonl import annotate_file, parse_steps

    settings = Settings(only=parse_steps(only), codebook=codebook, quote_method=quote_method)
    if not _is_partitioned(source):
        good, bad = annotate_file(Path(source), Path(target), settings, workers, scheduler)
        click.echo(f"{good} Artikel ausgewertet, {bad} Zeilen mit Fehler: {target}", err=True)
        return
    if only:
        raise InputError("--only gibt es nur für JSON Lines: Die Tabellen brauchen alle Schritte.")
    from analysis.annotation.partitions import annotate_partitions  # loads pandas

    with Progress() as progress:
        count = annotate_partitions(
            source,
            target,
            settings,
            workers,
            scheduler,
            progress=lambda done, total: progress("annotate", done, total),
        )
    click.echo(f"{count} Artikel ausgewertet: {target}", err=True)


def _is_partitioned(source: str) -> bool:
    """Tell whether ``source`` is for annotate_partitions: a URL, a Parquet file, a folder with some in it."""
    path = Path(source)
    return "://" in source or path.suffix == ".parquet" or (path.is_dir() and any(path.glob("*.parquet")))
