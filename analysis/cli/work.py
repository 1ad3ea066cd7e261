"""The commands of the daily work: read, report, lab."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.options import ALLOW, CORPUS, WORKERS, Progress, allow_folders
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@CORPUS
@click.option("--name", default="", help="Name des Berichts; ohne Angabe der des Korpus.")
@click.option(
    "-p", "--parameter", "assignments", multiple=True, metavar="NAME=WERT", help="Parameter der Notebooks."
)
@click.option(
    "-f",
    "--file",
    type=click.Path(path_type=Path),
    help="Parameterdatei (YAML), wie erkunden.ipynb sie schreibt; -p geht vor.",
)
@WORKERS
@ALLOW
@click.pass_context
def report(
    context: click.Context,
    corpus: str,
    name: str,
    assignments: tuple[str, ...],
    file: Path | None,
    workers: int,
    allow: tuple[str, ...],
) -> None:
    """Die Notebooks ausführen und einen Bericht als eine HTML-Datei schreiben.

    Beispiel:  pressespiegel report --corpus data/raw/demo -p outlets="Abendblitz,Kontorblatt" -p
    date_from=2026-03-02
    """
    from analysis import paths
    from analysis.report import parameters, run_report
    from analysis.report.run import NOTEBOOKS

    allow_folders(allow)
    defaults: dict[str, Any] = {}
    for stem in NOTEBOOKS:
        notebook = paths.root() / "notebooks" / f"{stem}.ipynb"
        defaults |= {key: entry["default"] for key, entry in parameters.declared(notebook).items()}
    given = (parameters.from_file(file) if file else {}) | parameters.parse(list(assignments), defaults)
    if "corpus" not in given or context.get_parameter_source("corpus") != click.core.ParameterSource.DEFAULT:
        given["corpus"] = corpus
    with Progress() as progress:
        page = run_report(name, given, workers, progress)
    click.echo(str(page))


@click.command()
@click.argument("corpus", default="data/raw/demo")
@ALLOW
@click.option(
    "--to", type=click.Path(path_type=Path), help="Die Artikel als Parquet in diesen Ordner schreiben."
)
def read(corpus: str, allow: tuple[str, ...], to: Path | None) -> None:
    """Lesen und abrechnen: was wurde gelesen, was zurückgestellt, warum.

    Mit --to wird Stück für Stück gelesen und geschrieben, was `pressespiegel annotate` nimmt: um ein Archiv,
    das nicht in den Speicher passt, auf einem Cluster auszuwerten.

    Beispiel:  pressespiegel read data/raw/demo
    """
    from analysis import paths
    from analysis.linking import link_copies
    from analysis.preparation import is_large, nothing_read
    from analysis.read import read as read_folder

    allow_folders(allow)
    if to:
        _store(paths.inside(corpus), to)
        return
    if is_large(paths.inside(corpus)):
        _count(paths.inside(corpus))
        return
    reading = read_folder(paths.inside(corpus))
    if reading.articles.empty and reading.quarantine.empty:
        raise InputError(nothing_read(paths.inside(corpus), 0))
    articles = link_copies(reading.articles)
    copies = int(articles["duplicate_of"].notna().sum())
    quarantined = len(reading.quarantine)
    click.echo(
        f"gelesen {len(articles) + quarantined} = ausgewertet {len(articles) - copies} + Kopien {copies} "
        f"+ zurückgestellt {quarantined}"
    )
    _list_outlets(Counter(articles["outlet"]))
    _list(reading.quarantine)


def _list_outlets(counts: Counter[str]) -> None:
    for outlet, n in counts.most_common():
        click.echo(f"  {outlet or '(ohne Medium)'}: {n}")


def _list(quarantine: pd.DataFrame) -> None:
    for row in quarantine.itertuples(index=False):
        click.echo(f"  zurückgestellt: {row.source_file} {row.item}: {row.reason} {row.advice}")


def _count(source: Path) -> None:
    """Read piece by piece and count; copies are found only where all articles are compared."""
    from analysis.preparation import nothing_read
    from analysis.read import read_batches

    outlets, quarantined = Counter[str](), 0
    for piece in read_batches(source):
        outlets.update(piece.articles["outlet"])
        quarantined += len(piece.quarantine)
        _list(piece.quarantine)
        click.echo(f"{outlets.total()} Artikel gelesen", err=True)
    if not outlets and not quarantined:
        raise InputError(nothing_read(source, 0))
    click.echo(
        f"gelesen {outlets.total() + quarantined} = Artikel {outlets.total()} + zurückgestellt {quarantined} "
        "(großes Korpus: Kopien unter den Artikeln zählt erst der Bericht)"
    )
    _list_outlets(outlets)


def _store(source: Path, target: Path) -> None:
    """Read into Parquet files, and say what was put aside as it comes."""
    from analysis.preparation import nothing_read
    from analysis.read.stored import store

    articles = quarantined = 0
    for piece in store(source, target):
        articles += len(piece.articles)
        quarantined += len(piece.quarantine)
        _list(piece.quarantine)
        click.echo(f"{articles} Artikel gelesen", err=True)
    if not articles:
        raise InputError(nothing_read(source, quarantined))
    click.echo(
        f"gelesen {articles + quarantined} = Artikel {articles} + zurückgestellt {quarantined}: {target}"
    )


@click.command()
@click.option("--port", default=8888, show_default=True, type=int)
@click.option("--no-browser", is_flag=True, help="Keinen Browser öffnen.")
def lab(port: int, no_browser: bool) -> None:
    """JupyterLab auf den Notebooks öffnen.

    Beispiel:  pressespiegel lab
    """
    from importlib.resources import files
    from importlib.util import find_spec

    from analysis import paths

    if find_spec("jupyterlab") is None:
        raise InputError("JupyterLab ist nicht installiert: `pip install 'pressespiegel[lab]'`.")
    settings = Path(str(files("analysis.resources") / "jupyter"))  # German, and no news from the network
    arguments = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--port={port}",
        f"--LabApp.app_settings_dir={settings}",
    ]
    arguments.append(str(paths.root() / "notebooks"))
    if no_browser:
        arguments.append("--no-browser")
    os.execv(sys.executable, arguments)  # the same terminal goes on with JupyterLab
