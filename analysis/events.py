"""Events to mark in charts over time: texts such as „2026-03-09 Sperrung der Brücke“ -> day and name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from analysis.errors import InputError
from analysis.selection import parse_day


def parse_events(texts: Sequence[str]) -> list[tuple[dt.date, str]]:
    """Return the events in the order of their days; InputError for a text without day or name.

    >>> parse_events(["2026-03-09 Sperrung der Brücke"])
    [(datetime.date(2026, 3, 9), 'Sperrung der Brücke')]
    """
    events = []
    for text in texts:
        written, _, name = text.strip().partition(" ")
        day = parse_day("events", written)
        if not day or not name.strip():
            raise InputError(f"events: „{text}“ braucht Tag und Namen, zum Beispiel „2026-03-09 Sperrung“.")
        events.append((day, name.strip()))
    return sorted(events)
