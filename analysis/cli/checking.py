"""The commands that check a method: evaluate against gold labels, agreement with coders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

    from analysis.agreement import Task
    from analysis.tables import Corpus


@click.group()
def evaluate() -> None:
    """Ein Verfahren an einer eigenen Kodierung messen."""


@evaluate.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--method", default="model", show_default=True, help="model oder rules.")
@click.option("--errors", default=10, show_default=True, type=click.IntRange(0), help="Schlimmste Fehler.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Fehlerbogen (CSV) zum Lesen.")
def quotes(gold: Path, method: str, errors: int, sheet: Path | None) -> None:
    """Zitate mit annotierten Artikeln (JSON Lines) vergleichen.

    Beispiel:  pressespiegel evaluate quotes gold.jsonl --method rules --sheet fehler.csv
    """
    from analysis.sources.evaluate import evaluate as evaluate_quotes

    click.echo(evaluate_quotes(gold, method, errors, sheet))


@evaluate.command(name="sentiment")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--method",
    "methods",
    multiple=True,
    default=("news", "textblob_de"),
    show_default=True,
    help="Verfahren; mehrere mit je einem --method.",
)
def evaluate_sentiment(gold: Path, methods: tuple[str, ...]) -> None:
    """Tonlage mit Urteilen (CSV: id, text, label, vielleicht start, end) vergleichen, je Verfahren.

    Beispiel:  pressespiegel evaluate sentiment gold.csv --method news
    """
    from analysis.sentiment.evaluate import evaluate as compare_with_gold
    from analysis.sentiment.evaluate import read_gold, render

    labels = read_gold(gold)
    click.echo(render([compare_with_gold(labels, method) for method in methods]))


@click.group()
def agreement() -> None:
    """Von Hand kodieren und die Übereinstimmung messen: Kodierbögen hinaus und herein."""


WHAT = click.Choice(["frames", "quotes", "speakers", "tone"])
WHAT_HELP = (
    "frames: Rahmen je Artikel; quotes: Form je Aussage (oder keine); speakers: Art der Quelle je Aussage; "
    "tone: Wertung je Satz."
)


@agreement.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--corpus", default="data/raw/demo", show_default=True, help="Ordner mit den Artikeln.")
@click.option("--what", default="frames", show_default=True, type=WHAT, help=WHAT_HELP)
@click.option("-n", default=100, show_default=True, type=click.IntRange(1), help="Größe der Stichprobe.")
@click.option("--coders", default="1,2", show_default=True, help="Namen der Kodierenden, mit Komma.")
@click.option("--codebook", default="", help="Ein eigenes Codebuch (YAML) statt der generischen Rahmen.")
def sheet(folder: Path | None, corpus: str, what: str, n: int, coders: str, codebook: str) -> None:
    """Eine geschichtete Stichprobe ziehen und blinde Kodierbögen (XLSX, CSV) schreiben.

    Ohne FOLDER liegen sie unter data/kodierung/, wo der Bericht sie ausgefüllt wiederfindet.

    Beispiel:  pressespiegel agreement sheet -n 80 --coders anna,ben
    """
    from analysis.agreement import articles_of, draw_sample, folder_of, pool_of, units_of, write_sheets
    from analysis.measures import sampled
    from analysis.preparation import prepare

    whole, task = prepare(corpus, codebook=codebook), _task(what, codebook)
    names = [name.strip() for name in coders.split(",") if name.strip()]
    target = folder or folder_of(corpus, task)
    articles = sampled(whole).articles
    found = _as_found(articles, codebook)
    sample = draw_sample(pool_of(task, found), n, chance=len(articles) / len(whole.articles))
    units = units_of(task, found.of(articles_of(task, sample[task.unit])))
    for path in write_sheets(sample, units, task, target, names):
        click.echo(str(path))


@agreement.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--corpus", default="data/raw/demo", show_default=True, help="Ordner mit den Artikeln.")
@click.option("--what", default="frames", show_default=True, type=WHAT, help=WHAT_HELP)
@click.option("--codebook", default="", help="Das Codebuch, nach dem kodiert wurde.")
def score(folder: Path | None, files: tuple[Path, ...], corpus: str, what: str, codebook: str) -> None:
    """Ausgefüllte Bögen auswerten: Alpha, Treffer, Abweichungen.

    FOLDER ist der Ordner mit dem Schlüssel (sonst der unter data/kodierung/), FILES sind die Bögen (sonst
    alle ausgefüllten darin).

    Beispiel:  pressespiegel agreement score kodierung/ kodierung/bogen-anna.xlsx kodierung/bogen-ben.csv
    """
    from analysis.agreement import (
        coded_part,
        filled_sheets,
        folder_of,
        ids_of,
        read_key,
        score_sheets,
        summary,
    )
    from analysis.preparation import prepare

    task = _task(what, codebook)
    target = folder or folder_of(corpus, task)
    files, coded = files or tuple(filled_sheets(target)), ids_of(read_key(target), task)
    part = coded_part(task, prepare(corpus, codebook=codebook), coded)
    click.echo(summary(score_sheets(files, target, task, _as_found(part.articles, codebook))))


def _as_found(articles: pd.DataFrame, codebook: str) -> Corpus:
    """Return what the tool alone finds in articles: corrected, it would agree with whoever corrected it."""
    import dataclasses

    from analysis import paths
    from analysis.annotation import annotate
    from analysis.linking import link_speakers
    from analysis.preparation import kept_annotations

    found = annotate(articles, codebook=paths.codebook(codebook), cache=kept_annotations())
    outlets = frozenset(articles["outlet"].dropna())
    return dataclasses.replace(found, quotes=link_speakers(found.quotes, outlets))


def _task(what: str, codebook: str) -> Task:
    from analysis import paths
    from analysis.agreement import frame_task, quote_task, speaker_task, tone_task
    from analysis.framing import load_codebook

    if what == "frames":
        return frame_task(load_codebook(paths.codebook(codebook)))
    return {"quotes": quote_task, "speakers": speaker_task, "tone": tone_task}[what]()
