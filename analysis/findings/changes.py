"""What sets the own outlet apart, and what has changed since the period before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import measures, wording
from analysis.findings.finding import SMALLEST, Finding, Findings, points_interval
from analysis.partitions import AnyCorpus


def of_differences(differences: pd.DataFrame, own: str) -> Findings:
    """Return what sets the ``own`` outlet apart from all others, as claims; nothing without one.

    ``differences`` as ``measures.differences`` gives it.

    >>> from analysis import findings, measures, prepare
    >>> differences = measures.differences(prepare("data/raw/demo"))
    >>> found = findings.of_differences(differences, "Abendblitz")
    >>> len(found.items) == len(differences.query("outlet == 'Abendblitz'"))
    True
    """
    rows = differences[differences["outlet"] == own].to_dict("records")
    return Findings(tuple(_claim(row, "claim_own", "00-eigenes-medium", outlet=own) for row in rows))


def of_change(whole: AnyCorpus, date_from: str = "", date_to: str = "", **selection: Any) -> Findings:
    """Return a warning for each outlet that only one of the periods has (see ``measures.left_out``).

    >>> from analysis import findings, prepare
    >>> findings.of_change(prepare("data/raw/demo"), "2026-03-16", "2026-03-29").items
    ()
    """
    outlets = measures.left_out(whole, date_from, date_to, **selection)
    said = (wording.say("warning_gone" if gone else "warning_new", outlet=o) for o, gone in outlets.items())
    touched = ("00-seit-davor", "00-themen", "00-neu-und-verstummt")
    return Findings(tuple(Finding(text, touched[0], warning=True, touches=touched) for text in said))


def of_changes(since: pd.DataFrame) -> Findings:
    """Return what has changed since the period before, as claims; ``since`` as ``since_before`` gives it.

    >>> from analysis import findings, measures, prepare
    >>> table, _ = measures.since_before(prepare("data/raw/demo"), "2026-03-16", "2026-03-29")
    >>> len(findings.of_changes(table).items) == len(table)
    True
    """
    rows = since.to_dict("records")
    return Findings(tuple(_claim(row, "claim_change", "00-seit-davor") for row in rows))


def _claim(row: dict[Any, Any], key: str, exhibit: str, **values: str) -> Finding:
    stories = int(row["stories"])
    if abs(row["difference"]) < SMALLEST:
        return Finding("", exhibit, "", row["p"], stories)
    side = "more" if row["difference"] > 0 else "less"
    ends = sorted(abs(row[name]) if row["low"] * row["high"] > 0 else row[name] for name in ("low", "high"))
    shares = {
        name: wording.percent(row[f"share_{name}"]) for name in ("before", "after") if f"share_{name}" in row
    }
    claim = wording.say(
        f"{key}_{side}",
        figure=row["figure"],
        gap=wording.number(100 * abs(row["difference"])),
        interval=points_interval(*ends),
        stories=wording.number(stories),
        **shares,
        **values,
    )
    return Finding("", exhibit, claim, row["p"], stories)
