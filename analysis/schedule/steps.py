"""The real steps of a scheduled run: fetching, checking, the notebooks, delivery."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.errors import InputError, RunError
from analysis.schedule import state
from analysis.schedule.definitions import Definition
from analysis.schedule.runs import Steps


def standard(workers: int = 1, fetching: bool = True) -> Steps:
    """Return the steps of a real run with ``workers`` processes; without ``fetching`` no source is asked."""
    return Steps(
        fetch=_fetch if fetching else lambda _: (),
        check=_check,
        inputs=_inputs,
        report=partial(_report, workers=workers),
        deliver=_deliver,
    )


def _fetch(definition: Definition) -> Sequence[str]:
    from analysis.fetch.fetching import fetch

    if not definition.sources:
        return ()
    return fetch(definition.corpus, definition.sources, contact=definition.contact).warnings


def notebooks(definition: Definition) -> list[Path]:
    """Return the notebooks of the definition, else those of every report."""
    from analysis.report.run import NOTEBOOKS

    return [paths.root() / "notebooks" / f"{stem}.ipynb" for stem in definition.notebooks or NOTEBOOKS]


def _check(definition: Definition, parameters: Mapping[str, Any]) -> object:
    from analysis.report.parameters import check

    return check(notebooks(definition), parameters)


def _inputs(definition: Definition, parameters: Mapping[str, Any]) -> str:
    """Return a hash of the articles, the methods and the notebooks."""
    from analysis.annotation import Settings
    from analysis.preparation import fingerprint

    methods = ("quote_method", "sentiment_method", "codebook")
    settings = Settings(**{name: parameters[name] for name in methods if parameters.get(name)})
    files = [hashlib.sha256(path.read_bytes()).hexdigest() for path in notebooks(definition)]
    return " ".join([fingerprint(paths.inside(definition.corpus), settings), *files])


def _report(
    definition: Definition,
    parameters: Mapping[str, Any],
    now: dt.datetime,
    warnings: Sequence[str],
    workers: int = 1,
) -> Path:
    from analysis.report import run_report
    from analysis.report.run import NOTEBOOKS

    chosen = definition.notebooks or NOTEBOOKS
    # the folder's name is the machine's local time, as for reports made by hand
    started = now.astimezone()
    return run_report(definition.name, parameters, workers, now=started, chosen=chosen, warnings=warnings)


def _deliver(definition: Definition, run: state.Run) -> Sequence[str]:
    """Renew index page and feed, send the mails; return what went wrong: the report itself is there."""
    from analysis.deliver.mails import send
    from analysis.deliver.pages import publish

    try:
        publish()
        return send(definition)
    except (InputError, RunError, OSError) as error:
        return [f"Die Zustellung ist nicht gelungen: {error}"]


def redeliver(definition: Definition) -> Sequence[str]:
    """Send the mails about ``definition`` that could not be sent before."""
    from analysis.deliver.mails import send
    from analysis.deliver.pages import publish

    publish()
    return send(definition)
