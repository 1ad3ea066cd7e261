"""What has changed against the previous report, counted only on outlets that both have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analysis import wording
from analysis.deliver.archive import Report, number, of, read_manifest, rows
from analysis.intervals import benjamini_hochberg

Row = dict[str, str]
COLUMNS = ["measure", "before", "after", "difference", "low", "high", "n_before", "n_after", "stands"]


class Changes(NamedTuple):
    """The changes from ``before`` to ``after``.

    ``table``: one row a measure (negative: share of negative sentences; frames by their id: share of
    articles) over all common outlets, with the difference, its 95 % interval and whether it
    ``stands`` at a false discovery rate of 5 %. ``articles``: number by outlet, before and after.
    ``warnings`` and ``sentences`` are German.
    """

    before: Report
    after: Report
    table: pd.DataFrame
    articles: pd.DataFrame
    warnings: tuple[str, ...]
    sentences: tuple[str, ...]


def previous_of(report: Report) -> Report | None:
    """Return the report that ``report`` should be compared with: that of the last earlier period.

    Where the reports have no periods, the last one made before; None if there is none.
    """
    others = of(report.name)
    if report.first:
        earlier = [
            (other.last, n) for n, other in enumerate(others) if other.last and other.last < report.first
        ]
        return others[max(earlier)[1]] if earlier else None
    made = [other for other in others if (other.made, other.run) < (report.made, report.run)]
    return made[-1] if made else None


def compare(before: Report, after: Report, missing: Sequence[str] = ()) -> Changes:
    """Return what has changed from ``before`` to ``after``; ``missing`` are sources that could not be read.

    An outlet that only one of the two has is left out and named. Intervals are made from those of
    the two reports (normal approximation, both periods taken as independent), which is coarser than
    those within a report. Where methods or parameters differ, no difference stands.
    """
    outlets = [{row["outlet"]: row for row in rows(report.folder, "01-medien")} for report in (before, after)]
    common = [name for name in outlets[0] if name in outlets[1]]
    warnings = _absent(outlets[0], outlets[1]) + [f"{name}: Diese Quelle fehlt." for name in missing]
    differing = _differing(before, after)
    warnings += differing
    table = _differences(before, after, common)
    if differing:
        table["stands"] = False
    counts = [(name, *(number(o[name], "articles") or 0 for o in outlets)) for name in common]
    articles = pd.DataFrame(counts, columns=["outlet", "before", "after"]).astype(
        {"outlet": "str", "before": "int64", "after": "int64"}
    )
    return Changes(
        before, after, table, articles, tuple(warnings), _sentences(before, table, articles, not differing)
    )


def _absent(before: dict[str, Row], after: dict[str, Row]) -> list[str]:
    gone = [f"{name} kommt im vorigen Zeitraum vor, in diesem nicht" for name in before if name not in after]
    new = [f"{name} kommt im vorigen Zeitraum nicht vor" for name in after if name not in before]
    return [f"{text}; der Vergleich lässt das Medium weg." for text in gone + new]


def _differing(before: Report, after: Report) -> list[str]:
    """Return why the two reports cannot be compared."""
    first, second = read_manifest(before.folder), read_manifest(after.folder)
    told = []
    if first.get("methods") != second.get("methods"):
        told.append("Die Verfahren haben sich seit dem vorigen Bericht geändert: Unterschiede sagen nichts.")
    given = [dict(m.get("parameters", {})) for m in (first, second)]
    for parameters in given:
        for name in ("date_from", "date_to"):
            parameters.pop(name, None)
    if names := [key for key in {**given[0], **given[1]} if given[0].get(key) != given[1].get(key)]:
        listed = ", ".join(names)
        told.append(f"Die Berichte haben verschiedene Parameter ({listed}): Unterschiede sagen nichts.")
    return told


def _differences(before: Report, after: Report, common: Sequence[str]) -> pd.DataFrame:
    found = []
    measures = [("02-tonlage-medien", "label", "negative")]
    frames = dict.fromkeys(row.get("frame", "") for row in rows(after.folder, "04-rahmen-medien"))
    measures += [("04-rahmen-medien", "frame", frame) for frame in frames if frame]
    for table, column, measure in measures:
        sides = [_pooled(rows(report.folder, table), column, measure, common) for report in (before, after)]
        if sides[0] and sides[1]:
            found.append((measure, *_difference(sides[0], sides[1])))
    stands = benjamini_hochberg([_p(row) for row in found])
    return pd.DataFrame([(*row, ok) for row, ok in zip(found, stands, strict=True)], columns=COLUMNS)


def _pooled(
    table: Sequence[Row], column: str, measure: str, common: Sequence[str]
) -> tuple[float, float, float] | None:
    """Return the value over the common outlets, its standard error and n."""
    parts = []
    for row in table:
        if row.get(column) == measure and row.get("outlet") in common:
            value, low, high, n = (number(row, name) for name in ("value", "low", "high", "n"))
            if value is not None and n:
                error = (high - low) / 3.92 if low is not None and high is not None else math.nan
                parts.append((value, error, n))
    total = sum(n for *_, n in parts)
    if not total:
        return None
    value = sum(value * n for value, _, n in parts) / total
    return value, math.sqrt(sum((error * n / total) ** 2 for _, error, n in parts)), total


def _difference(
    before: tuple[float, float, float], after: tuple[float, float, float]
) -> tuple[float, float, float, float, float, float, float]:
    change = after[0] - before[0]
    reach = 1.96 * math.hypot(before[1], after[1])
    return before[0], after[0], change, change - reach, change + reach, before[2], after[2]


def _p(row: tuple[str, float, float, float, float, float, float, float]) -> float:
    """Return the two-sided p value of a difference from its interval; NaN where there is none."""
    error = (row[5] - row[4]) / 3.92
    if math.isnan(error) or not error:
        return math.nan
    return math.erfc(abs(row[3]) / error / math.sqrt(2))


def _sentences(
    before: Report, table: pd.DataFrame, articles: pd.DataFrame, comparable: bool
) -> tuple[str, ...]:
    if articles.empty:
        return ("Kein Medium kommt in beiden Zeiträumen vor; ein Vergleich ist nicht möglich.",)
    since = f"Gegenüber dem vorigen Bericht ({wording.period(before.first, before.last)})"
    if not before.first:
        since = f"Gegenüber dem vorigen Bericht (vom {wording.date(before.made)})"
    media = "in dem einen Medium, das" if len(articles) == 1 else f"in den {len(articles)} Medien, die"
    verb = "vorkommt" if len(articles) == 1 else "vorkommen"
    told = [
        f"{since}: {articles['after'].sum()} statt {articles['before'].sum()} Artikel "
        f"{media} in beiden Zeiträumen {verb}."
    ]
    for row in table[table["stands"]].to_dict("records"):
        label = wording.label(row["measure"])
        what = "Anteil negativer Sätze" if row["measure"] == "negative" else f"Rahmen „{label}“"
        told.append(
            f"{what}: {wording.percent(row['after'])} statt {wording.percent(row['before'])} "
            f"(Unterschied {wording.number(100 * row['difference'], sign=True)} Prozentpunkte, "
            f"{wording.number(100 * row['low'])} bis {wording.number(100 * row['high'])})."
        )
    if len(told) == 1 and comparable:
        known = table["low"].notna().any()
        few = "Für einen Vergleich von Tonlage und Rahmen sind es zu wenige Geschichten."
        none = "Kein Unterschied in Tonlage oder Rahmen ist größer, als der Zufall erwarten lässt."
        told.append(none if known else few)
    return tuple(told)
