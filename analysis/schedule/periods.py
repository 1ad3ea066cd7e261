"""Relative periods: "last 7 days" and a day of reference -> the first and the last day."""

from __future__ import annotations

import datetime as dt
import re

from analysis.errors import InputError, nearest

SPAN = re.compile(r"(?:last|letzte) (\d{1,3}) (days?|weeks?|tage?|wochen?)")
NAMES = {
    "yesterday": "day",
    "gestern": "day",
    "previous calendar week": "week",
    "vorige kalenderwoche": "week",
    "previous calendar month": "month",
    "voriger kalendermonat": "month",
    "previous calendar quarter": "quarter",
    "voriges quartal": "quarter",
    "previous calendar year": "year",
    "voriges kalenderjahr": "year",
}


def resolve(period: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day (both included) of ``period`` seen from ``day``.

    The day itself never belongs to it, because it is not over. Known are "last 7 days",
    "letzte 2 Wochen" and the names in NAMES, in any case. InputError for anything else.
    """
    wanted = " ".join(period.lower().split())
    before = day - dt.timedelta(days=1)
    if found := SPAN.fullmatch(wanted):
        length = int(found.group(1)) * (7 if found.group(2).startswith("w") else 1)
        if length:
            return day - dt.timedelta(days=length), before
    if wanted in NAMES:
        return _calendar(NAMES[wanted], day, before)
    raise InputError(
        f"„{period}“ ist kein Zeitraum. Möglich sind „letzte 7 Tage“, „letzte 2 Wochen“ und "
        f"{', '.join(f'„{name}“' for name in NAMES)}.{nearest(wanted, NAMES)}"
    )


def _calendar(unit: str, day: dt.date, before: dt.date) -> tuple[dt.date, dt.date]:
    """Return the whole unit of the calendar before the one that ``day`` lies in; weeks begin on Monday."""
    if unit == "day":
        return before, before
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday - dt.timedelta(days=7), monday - dt.timedelta(days=1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    start = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    last = start - dt.timedelta(days=1)
    return dt.date(last.year, (last.month - 1) // months * months + 1, 1), last
