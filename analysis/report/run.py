"""One run of a report: check, prepare, execute the notebooks, write the page, move the pointer."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import paths, selection, sentiment, sources, wording
from analysis.annotation import Settings
from analysis.errors import InputError, RunError
from analysis.framing import load_codebook
from analysis.partitions import AnyCorpus
from analysis.preparation import input_hashes, prepare
from analysis.report import parameters
from analysis.report.contents import collect, write_files
from analysis.report.kernels import execute_notebook, kernel
from analysis.report.page import render
from analysis.tables import write_atomically

NOTEBOOKS = ("00_ueberblick", "01_korpus", "02_sentiment", "03_quellen", "04_framing", "05_vergleich")
DEAREST = ("00_ueberblick", "05_vergleich", "03_quellen", "04_framing", "02_sentiment")  # by their time
VERSIONED = ("pressespiegel", "pandas", "numpy", "matplotlib", "textblob-de", "papermill", "trafilatura")
SELECTION = ("outlets", "genres", "date_from", "date_to", "query", "count", "sections", "speakers", "frames")

Progress = Callable[[str, int, int], object]


def _silent(step: str, done: int, total: int) -> None:
    """Show nothing."""


def run_report(
    name: str = "",
    given: Mapping[str, Any] | None = None,
    workers: int = 1,
    progress: Progress = _silent,
    now: dt.datetime | None = None,
    chosen: Sequence[str] = NOTEBOOKS,
    warnings: Sequence[str] = (),
) -> Path:
    """Run the ``chosen`` notebooks with the parameters ``given``; return the path of the report's index.html.

    Everything of the run lies in reports/<name>/<run>/; reports/<name>/latest points to it only
    when all is done. InputError for a wrong parameter (nothing is written); RunError where a
    notebook fails: the last good report stays, the partial notebooks and the reason lie in
    <run>-failed. ``warnings`` are sentences that the page prints before its findings: a source was missing.
    """
    notebooks = [paths.root() / "notebooks" / f"{stem}.ipynb" for stem in chosen]
    values = parameters.check(notebooks, given or {})
    _check_name(name)
    wording.use(values["language"])
    source = paths.inside(values["corpus"])
    started = now or dt.datetime.now().astimezone()
    methods = (values["quote_method"], values["sentiment_method"], values["codebook"])
    corpus = prepare(values["corpus"], *methods, workers=workers, progress=progress)
    selected = selection.select(corpus, **{key: values[key] for key in SELECTION})
    folder = paths.root() / "reports" / (name or paths.name_of(source))
    run, work = _claim(folder, started)
    try:
        executed = _execute_all(notebooks, values, work / "notebooks", progress)
        contents = collect(executed)
        write_files(contents, work)
        manifest = _manifest(values, source, corpus, selected, started) | {"warnings": list(warnings)}
        write_atomically(work / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode())
        page = render(contents, values, manifest, corpus, selected, name)
        write_atomically(work / "index.html", page.encode("utf-8"))
        work.replace(run)
    except BaseException as error:
        raise _failed(work, run, error) from error
    _point(folder / "latest", run)
    return run / "index.html"


def _check_name(name: str) -> None:
    """Raise InputError for a ``name`` that would lead out of reports/ or that a file system refuses."""
    plain = Path(name).name == name and not name.startswith(".") and name.isprintable()
    if not plain or len(name) > 100:
        raise InputError(
            f"„{name[:100]}“ taugt nicht als Name eines Berichts: bitte höchstens 100 Zeichen, "
            "ohne Schrägstriche und ohne Punkt am Anfang."
        )


def _claim(folder: Path, started: dt.datetime) -> tuple[Path, Path]:
    """Return the folder that the run will have and the one it works in, which is made."""
    while True:
        run = folder / _free_name(folder, started)
        work = folder / f".{run.name}-running"
        try:
            work.mkdir(parents=True)
        except FileExistsError:  # another process was faster
            continue
        (work / "notebooks").mkdir()
        return run, work


def _free_name(folder: Path, started: dt.datetime) -> str:
    """Return a name for the run from its time; a second run within the second gets a number."""
    stem = started.strftime("%Y-%m-%dT%H-%M-%S")
    taken = {path.name.strip(".") for path in folder.iterdir()} if folder.is_dir() else set()
    names = [stem, *(f"{stem}-{n}" for n in range(2, 1000))]
    return next(n for n in names if not {n, f"{n}-running", f"{n}-failed"} & taken)


def _execute_all(
    notebooks: list[Path], values: dict[str, Any], folder: Path, progress: Progress
) -> list[Path]:
    """Run the notebooks in two kernels, each as soon as one is free; return the executed ones in order.

    Those that take longest begin, so that no kernel waits long for the other at the end.
    """
    done = 0
    # before the threads begin: CPython 3.11 may fail where two of them parse at once (gh-106905)
    names = [parameters.declared(notebook).keys() for notebook in notebooks]
    first = [*DEAREST, *(path.stem for path in notebooks)]
    waiting = iter(sorted(zip(notebooks, names, strict=True), key=lambda each: first.index(each[0].stem)))

    def work() -> None:
        nonlocal done
        with kernel(notebooks[0].parent) as manager:
            for notebook, known in waiting:
                own = {key: value for key, value in values.items() if key in known}
                try:
                    execute_notebook(notebook, folder / notebook.name, own, manager)
                except Exception as error:
                    list(waiting)  # the other kernel starts nothing more
                    raise RunError(f"{error}\n{notebook.name} bricht ab. {_last_line(error)}") from error
                done += 1
                progress("notebooks", done, len(notebooks))

    count = min(2, os.cpu_count() or 1, len(notebooks))
    with ThreadPoolExecutor(count) as pool:
        for running in [pool.submit(work) for _ in range(count)]:
            running.result()
    return [folder / notebook.name for notebook in notebooks]


def _last_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]


def _failed(work: Path, run: Path, error: BaseException) -> BaseException:
    """Keep what the failed run left beside the good ones and say where; interruptions go on as they are."""
    kept = run.with_name(f"{run.name}-failed")
    if work.is_dir():
        work.replace(kept)
        write_atomically(kept / "reason.txt", f"{type(error).__name__}: {error}\n".encode())
    if not isinstance(error, Exception):
        return error
    return RunError(
        f"Der Bericht ist nicht fertig geworden: {_last_line(error)[:300]} "
        f"Das halbfertige Notebook und der Grund liegen in {kept}; der letzte gute Bericht ist unverändert."
    )


def _point(pointer: Path, run: Path) -> None:
    """Let ``pointer`` lead to ``run`` in one step; where links are not allowed, a small page leads there."""
    temporary = pointer.with_name(f".{pointer.name}-{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(run.name, target_is_directory=True)
        temporary.replace(pointer)
    except OSError:
        temporary.unlink(missing_ok=True)
        target = f"{run.name}/index.html"
        refresh = f'<meta http-equiv="refresh" content="0; url={target}">'
        page = f'<!DOCTYPE html>{refresh}<a href="{target}">{target}</a>'
        write_atomically(pointer.with_suffix(".html"), page.encode())


def _settings(values: dict[str, Any]) -> Settings:
    return Settings(
        quote_method=values["quote_method"],
        sentiment_method=values["sentiment_method"],
        codebook=paths.codebook(values["codebook"]),
    )


def _manifest(
    values: dict[str, Any], source: Path, corpus: AnyCorpus, selected: AnyCorpus, started: dt.datetime
) -> dict[str, Any]:
    """Return the record of a run: parameters, inputs with hashes, versions, methods, times, accounting."""
    codebook = load_codebook(paths.codebook(values["codebook"]))
    return {
        "parameters": values,
        "inputs": {"corpus": str(values["corpus"]), "sha256": input_hashes(source)},
        "versions": {"python": sys.version.split()[0], **{name: version(name) for name in VERSIONED}},
        "methods": {
            "quotes": sources.describe(values["quote_method"]),
            "sentiment": sentiment.describe(values["sentiment_method"]),
            "codebook": f"{codebook.name}, Version {codebook.version}, {codebook.hash}",
            "steps": _settings(values).versions(),
        },
        "accounting": selection.account(corpus, selected, values["count"])._asdict(),
        "started": started.isoformat(timespec="seconds"),
        "finished": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
    }
