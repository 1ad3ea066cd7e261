"""Which reports stay: the last ``keep``, always the one that ``latest`` leads to, the last failed ones."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

RUN = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d{1,3})?")
FAILED = re.compile(RUN.pattern + "-failed")
FAILED_KEPT = 3
STAMP = "%Y-%m-%dT%H-%M-%S"


def runs_in(folder: Path, pattern: re.Pattern[str] = RUN) -> list[Path]:
    """Return the folders of finished runs (or those that fit ``pattern``) in ``folder``, the oldest first."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if pattern.fullmatch(path.name) and path.is_dir()]
    # "…-2" is a second run within the second: 10 comes after 2
    return sorted(
        found,
        key=lambda path: (
            path.name[:19],
            int(path.name[20:].partition("-")[0] or 0) if path.name[20:21].isdigit() else 0,
        ),
    )


def retire(folder: Path, keep: int) -> list[Path]:
    """Delete the runs in ``folder`` beyond the last ``keep`` (0: none) and return them.

    The run that ``latest`` leads to is never deleted. Of failed runs the last three stay.
    """
    latest = (folder / "latest").resolve()
    old = [run for run in runs_in(folder)[: -keep or None] if run.resolve() != latest] if keep else []
    old += runs_in(folder, FAILED)[:-FAILED_KEPT]
    for run in old:
        _remove(run)
    return old


def clear_leftovers(folder: Path, started: Iterable[dt.datetime]) -> None:
    """Delete what runs that were killed left in ``folder``, and what an earlier deletion left behind.

    ``started`` are the moments at which the killed runs began: their folders are named by them.
    """
    stamps = {moment.astimezone().strftime(STAMP) for moment in started}
    for path in folder.glob(".*") if folder.is_dir() else ():
        running = path.name.endswith("-running") and path.name[1:20] in stamps
        if path.is_dir() and (running or path.name.startswith(".deleted-")):
            shutil.rmtree(path, ignore_errors=True)


def _remove(run: Path) -> None:
    """Delete a folder so that it is never seen half deleted."""
    aside = run.with_name(f".deleted-{run.name}")
    run.replace(aside)
    shutil.rmtree(aside, ignore_errors=True)
