"""The reports that lie in reports/: each run with its period and a few figures."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from analysis import paths

RUN = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:-\d{1,3})?")


class Report(NamedTuple):
    """One finished report: ``folder`` holds index.html, manifest.json and tables.

    ``made`` is when it was finished; ``first`` and ``last`` are the days of its period, None where it
    has none; ``articles`` were analysed, ``negative`` is the share of negative sentences (0..1),
    ``statements`` the quoted statements an article; None where the report does not tell.
    """

    name: str
    run: str
    folder: Path
    made: dt.datetime
    first: dt.date | None
    last: dt.date | None
    articles: int | None
    negative: float | None
    statements: float | None

    @property
    def page(self) -> str:
        """The path of the page from the folder of all reports."""
        return f"{self.name}/{self.run}/index.html"


def root() -> Path:
    """Return the folder of all reports."""
    return paths.root() / "reports"


def all_reports() -> dict[str, list[Report]]:
    """Return the finished reports by name, the oldest first."""
    found = {}
    for folder in sorted(root().iterdir()) if root().is_dir() else ():
        if folder.is_dir() and not folder.name.startswith(".") and (reports := of(folder.name)):
            found[folder.name] = reports
    return found


def of(name: str) -> list[Report]:
    """Return the finished reports of this ``name``, that of the oldest period first."""
    folder = root() / name
    runs = folder.iterdir() if folder.is_dir() else ()
    found = [read(path) for path in runs if RUN.fullmatch(path.name) and (path / "index.html").is_file()]
    # one made up for later stands where it belongs; without a period, when it was made counts
    return sorted(found, key=lambda report: (report.last or report.made.date(), report.made, report.run))


def read(folder: Path) -> Report:
    """Return the report in ``folder``; what its manifest or tables do not tell is None."""
    manifest = read_manifest(folder)
    parameters = manifest.get("parameters", {})
    outlets = rows(folder, "01-medien")
    tone = [row for row in rows(folder, "02-tonlage-medien") if row.get("label", "negative") == "negative"]
    statements, articles = (_sum(outlets, column) for column in ("statements", "articles"))
    return Report(
        name=folder.parent.name,
        run=folder.name,
        folder=folder,
        made=_made(manifest.get("finished"), folder),
        first=_day(parameters.get("date_from")),
        last=_day(parameters.get("date_to")),
        articles=manifest.get("accounting", {}).get("analysed"),
        negative=_mean(tone),
        statements=statements / articles if statements is not None and articles else None,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the report in ``folder``, empty if there is none to read."""
    try:
        content = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table of the report in ``folder``, none if it has no such table."""
    try:
        with (folder / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error):
        return []


def number(row: dict[str, str], column: str) -> float | None:
    """Return the number in a cell, None where there is none."""
    try:
        found = float(row.get(column) or "nan")
    except ValueError:
        return None
    return found if found == found else None


def _sum(table: list[dict[str, str]], column: str) -> float | None:
    found = [value for row in table if (value := number(row, column)) is not None]
    return sum(found) if found else None


def _mean(table: list[dict[str, str]]) -> float | None:
    """Return the mean of the column value, weighted by the column n."""
    pairs = [(number(row, "value"), number(row, "n")) for row in table]
    known = [(value, n) for value, n in pairs if value is not None and n]
    return sum(value * n for value, n in known) / sum(n for _, n in known) if known else None


def _made(text: object, folder: Path) -> dt.datetime:
    try:
        made = dt.datetime.fromisoformat(str(text))
    except ValueError:
        made = dt.datetime.strptime(folder.name[:19], "%Y-%m-%dT%H-%M-%S")
    return made if made.tzinfo else made.astimezone()


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None
