"""Cron lines -> the moments at which a report should be made, in the time zone of its definition.

The rules are those of Debian's cron, by cronsim (BSD): a moment that the change to summer time skips
falls on the first minute after it; one that comes twice in autumn counts once.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

from analysis.errors import InputError


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Return the time zone ``name`` (Europe/Berlin); InputError if there is none of that name."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"„{name}“ ist keine Zeitzone; gemeint ist etwas wie Europe/Berlin.") from None


def check(line: str) -> None:
    """Raise InputError if the cron ``line`` is wrong or never comes about."""
    following(line, "UTC", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def latest(line: str, timezone: str, now: dt.datetime) -> dt.datetime:
    """Return the last moment of the cron ``line`` that is not after ``now`` (time zone aware)."""
    # the search backwards leaves out its start, so that it begins a minute later
    return _first(line, now.astimezone(zone(timezone)) + dt.timedelta(minutes=1), now, reverse=True)


def following(line: str, timezone: str, now: dt.datetime) -> dt.datetime:
    """Return the next moment of the cron ``line`` after ``now``."""
    return _first(line, now.astimezone(zone(timezone)), now, reverse=False)


def _first(line: str, start: dt.datetime, now: dt.datetime, reverse: bool) -> dt.datetime:
    from cronsim import CronSim, CronSimError

    try:
        for moment in CronSim(line, start, reverse=reverse):
            if (moment <= now) == reverse:
                return moment
    except CronSimError as error:
        raise InputError(
            f"„{line}“ ist keine Cron-Zeile ({error}). Gemeint sind fünf Felder: Minute Stunde Tag Monat "
            "Wochentag; „0 7 * * 1“ heißt montags um sieben."
        ) from None
    raise InputError(f"Die Cron-Zeile „{line}“ trifft nie zu.")
