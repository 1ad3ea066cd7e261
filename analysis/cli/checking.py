"""The commands that check a method: evaluate against gold labels, agreement with coders."""

from __future__ import annotations

from pathlib import Path

import click


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


@agreement.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--corpus", default="data/raw/demo", show_default=True, help="Ordner mit den Artikeln.")
@click.option("-n", default=100, show_default=True, type=click.IntRange(1), help="Artikel in der Stichprobe.")
@click.option("--coders", default="1,2", show_default=True, help="Namen der Kodierenden, mit Komma.")
@click.option("--codebook", default="", help="Ein eigenes Codebuch (YAML) statt der generischen Rahmen.")
def sheet(folder: Path, corpus: str, n: int, coders: str, codebook: str) -> None:
    """Eine geschichtete Stichprobe ziehen und blinde Kodierbögen (XLSX, CSV) nach FOLDER schreiben.

    Beispiel:  pressespiegel agreement sheet kodierung/ -n 80 --coders anna,ben
    """
    from analysis import paths
    from analysis.agreement import write_sheets
    from analysis.framing import load_codebook
    from analysis.preparation import prepare

    articles = prepare(corpus, codebook=codebook).articles
    names = [name.strip() for name in coders.split(",") if name.strip()]
    for path in write_sheets(articles, load_codebook(paths.codebook(codebook)), folder, n, names):
        click.echo(str(path))


@agreement.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--corpus", default="data/raw/demo", show_default=True, help="Ordner mit den Artikeln.")
@click.option("--codebook", default="", help="Das Codebuch, nach dem kodiert wurde.")
def score(folder: Path, files: tuple[Path, ...], corpus: str, codebook: str) -> None:
    """Ausgefüllte Bögen (FILES) mit dem Schlüssel in FOLDER auswerten: Alpha, Treffer, Abweichungen.

    Beispiel:  pressespiegel agreement score kodierung/ kodierung/bogen-anna.xlsx kodierung/bogen-ben.csv
    """
    from analysis import paths
    from analysis.agreement import score_sheets, summary
    from analysis.annotation import annotate
    from analysis.framing import load_codebook
    from analysis.preparation import kept_annotations, prepare

    book = paths.codebook(codebook)
    articles = prepare(corpus, codebook=codebook).articles
    # what the tool says by itself: corrected frames would agree with whoever corrected them
    alone = annotate(articles, codebook=book, cache=kept_annotations())
    found = score_sheets(files, folder, load_codebook(book), alone.frames, alone.evidence)
    click.echo(summary(found))
