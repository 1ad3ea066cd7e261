"""The commands: read, annotate, report, lab …; each with --help and an example.

Exit codes: 0 done, 1 a run failed, 2 something in the input is wrong. A message of one sentence,
never a traceback. Imports of the work itself are inside the commands, so that --help answers at
once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from analysis.errors import InputError, RunError
from analysis.fetch.commands import fetch
from analysis.schedule.commands import schedule

WORKERS = click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="Prozesse."
)
ALLOW = click.option(
    "--allow", multiple=True, type=click.Path(), help="Weiterer Ordner, in dem Artikel liegen dürfen."
)
CORPUS = click.option("--corpus", default="data/raw/demo", show_default=True, help="Ordner mit den Artikeln.")


def main() -> None:
    """Run the command line; turn the errors a user can mend into one sentence and an exit code."""
    try:
        commands(standalone_mode=False)
    except (InputError, click.UsageError) as error:
        message = error.format_message() if isinstance(error, click.UsageError) else str(error)
        sys.exit(_say(message, 2))
    except RunError as error:
        sys.exit(_say(str(error), 1))
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_say("Abgebrochen.", 130))
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        sys.exit(_say(f"Das Betriebssystem meldet: {error}. Bitte Pfad, Rechte und freien Platz prüfen.", 1))


def _say(message: str, code: int) -> int:
    click.echo(f"pressespiegel: {message}", err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="pressespiegel")
def commands() -> None:
    """Medienanalyse deutschsprachiger Nachrichten: Tonlage, Quellen, Framing, mit Belegen.

    Beispiel:  pressespiegel report --corpus data/raw/demo
    """


commands.add_command(fetch)
commands.add_command(schedule)


@commands.command()
@CORPUS
@click.option("--name", default="", help="Name des Berichts; ohne Angabe der des Korpus.")
@click.option(
    "-p", "--parameter", "assignments", multiple=True, metavar="NAME=WERT", help="Parameter der Notebooks."
)
@WORKERS
@ALLOW
@click.pass_context
def report(
    context: click.Context,
    corpus: str,
    name: str,
    assignments: tuple[str, ...],
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

    _allow(allow)
    defaults: dict[str, Any] = {}
    for stem in NOTEBOOKS:
        notebook = paths.root() / "notebooks" / f"{stem}.ipynb"
        defaults |= {key: entry["default"] for key, entry in parameters.declared(notebook).items()}
    given = parameters.parse(list(assignments), defaults)
    if "corpus" not in given or context.get_parameter_source("corpus") != click.core.ParameterSource.DEFAULT:
        given["corpus"] = corpus
    with _Progress() as progress:
        page = run_report(name, given, workers, progress)
    click.echo(str(page))


@commands.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--only", help="Nur diese Schritte: quotes, sentiment, frames (mit Komma).")
@click.option("--codebook", help="Ein eigenes Codebuch (YAML) statt der generischen Rahmen.")
@click.option("--quote-method", default="model", show_default=True, help="model oder rules.")
@WORKERS
def annotate(
    source: Path, target: Path, only: str | None, codebook: str | None, quote_method: str, workers: int
) -> None:
    """Artikel (JSON Lines) Zeile für Zeile auswerten; Text und Reihenfolge bleiben, wie sie sind.

    Beispiel:  pressespiegel annotate artikel.jsonl ausgewertet.jsonl --only quotes,frames --workers 2
    """
    from analysis.annotation.article import Settings
    from analysis.annotation.jsonl import annotate_file, parse_steps

    settings = Settings(only=parse_steps(only), codebook=codebook, quote_method=quote_method)
    good, bad = annotate_file(source, target, settings, workers)
    click.echo(f"{good} Artikel ausgewertet, {bad} Zeilen mit Fehler: {target}", err=True)


@commands.command()
@click.argument("corpus", default="data/raw/demo")
@ALLOW
def read(corpus: str, allow: tuple[str, ...]) -> None:
    """Lesen und abrechnen: was wurde gelesen, was zurückgestellt, warum.

    Beispiel:  pressespiegel read data/raw/demo
    """
    from analysis import paths
    from analysis.linking import link_copies
    from analysis.preparation import nothing_read
    from analysis.read import read as read_folder

    _allow(allow)
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
    for outlet, n in articles["outlet"].value_counts().items():
        click.echo(f"  {outlet or '(ohne Medium)'}: {n}")
    for row in reading.quarantine.itertuples(index=False):
        click.echo(f"  zurückgestellt: {row.source_file} {row.item}: {row.reason} {row.advice}")


@commands.group()
def evaluate() -> None:
    """Ein Verfahren an einer eigenen Kodierung messen."""


@commands.command()
@click.option("--port", default=8888, show_default=True, type=int)
@click.option("--no-browser", is_flag=True, help="Keinen Browser öffnen.")
def lab(port: int, no_browser: bool) -> None:
    """JupyterLab auf den Notebooks öffnen.

    Beispiel:  pressespiegel lab
    """
    from importlib.util import find_spec

    from analysis import paths

    if find_spec("jupyterlab") is None:
        raise InputError("JupyterLab ist nicht installiert: `pip install 'pressespiegel[lab]'`.")
    arguments = [sys.executable, "-m", "jupyterlab", f"--port={port}", str(paths.root() / "notebooks")]
    if no_browser:
        arguments.append("--no-browser")
    os.execv(sys.executable, arguments)  # the same terminal goes on with JupyterLab


def _allow(folders: tuple[str, ...]) -> None:
    """Let parameters point into ``folders`` too, in this process and in the kernels it starts."""
    known = os.environ.get("PRESSESPIEGEL_ALLOW", "")
    os.environ["PRESSESPIEGEL_ALLOW"] = os.pathsep.join(
        filter(None, [known, *(str(Path(folder).resolve()) for folder in folders)])
    )


class _Progress:
    """Shows how far long steps are: a bar on a terminal, a line at each tenth otherwise."""

    LABELS = {"annotate": "Artikel auswerten", "notebooks": "Notebooks ausführen"}  # noqa: RUF012

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}
        self._tenths: dict[str, int] = {}

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.render_finish()

    def __call__(self, step: str, done: int, total: int) -> None:
        label = self.LABELS.get(step, step)
        if sys.stderr.isatty():
            if step not in self._bars:
                self._bars[step] = click.progressbar(
                    length=total, label=label, file=sys.stderr, show_pos=True
                )
            bar = self._bars[step]
            bar.update(done - bar.pos)
        elif self._tenths.get(step) != (tenth := 10 * done // total):
            self._tenths[step] = tenth
            click.echo(f"{label}: {done} von {total}", err=True)
