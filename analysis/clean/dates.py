"""Dates as German and international sources write them -> UTC; never from the future, never a guess."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from email.utils import parsedate_to_datetime

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan jän january",
            "februar feber feb february",
            "märz maerz mär mrz mar march",
            "april apr",
            "mai may",
            "juni jun june",
            "juli jul july",
            "august aug",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "dezember dez dec december",
        ),
        1,
    )
    for name in names.split()
}
GERMAN = re.compile(r"(?<!\d)(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?!\d)")
ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?")
WORDS = re.compile(r"(?<!\d)(\d{1,2})\.? ([A-Za-zä]{3,9})\.?,? (\d{4}|\d{2})(?!\d)")
ENGLISH = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
SLASHES = re.compile(r"(\d{4})/(\d{2})/(\d{2})")
CLOCK = re.compile(r"(?<![\d.:])(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?![\d.]\d)(?: ?Uhr)?")
ZONE = re.compile(r"(?:\b(UTC|GMT|MEZ|MESZ|CET|CEST)\b|(Z)$|([+-])(\d{2}):?(\d{2})$)")
OFFSETS = {"UTC": 0, "GMT": 0, "Z": 0, "MEZ": 1, "CET": 1, "MESZ": 2, "CEST": 2}
EARLIEST = 1600


class NoDate(ValueError):
    """A date that does not exist, cannot be read or lies in the future; the message is German."""


def parse_date(text: str, now: dt.datetime, zone: str = "Europe/Berlin") -> dt.datetime | None:
    """Return the moment that ``text`` names, in UTC; None for an empty text.

    Day before month (25.04.2024), ISO 8601, RFC 2822, "12. Jänner 2024, 14.30 Uhr", epoch seconds.
    A time without a zone is one of ``zone``. A date without a time is 00:00 UTC, which is the same
    day in Berlin, Vienna and Zurich. Raises NoDate for 31.02.2024, for what is no date, and for a
    moment more than a day after ``now``.
    """
    text = " ".join(text.split())
    if not text:
        return None
    moment = epoch(text) or iso(text, zone) or mail_date(text) or written(text, zone)
    if moment is None:
        raise NoDate(f"„{text[:60]}“ ist als Datum nicht zu lesen")
    if moment > now + dt.timedelta(days=1):
        raise NoDate(f"das Datum „{text[:60]}“ liegt in der Zukunft")
    if moment.year < EARLIEST:
        raise NoDate(f"das Datum „{text[:60]}“ liegt vor dem Jahr {EARLIEST}")
    return moment


def epoch(text: str) -> dt.datetime | None:
    """Return the moment of epoch seconds (10 digits) or milliseconds (13 digits)."""
    if text.isdecimal() and len(text) in (10, 13):
        return dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)
    return None


def iso(text: str, zone: str) -> dt.datetime | None:
    """Return the moment of an ISO 8601 date or date and time."""
    try:
        moment = dt.datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        return None
    if len(text) <= 10:
        return moment.replace(tzinfo=dt.UTC)
    return to_utc(moment, zone)


def to_utc(moment: dt.datetime, zone: str) -> dt.datetime:
    """Return ``moment`` in UTC; without a time zone it is one of ``zone``."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise NoDate("das Datum liegt außerhalb des Kalenders") from error


def mail_date(text: str) -> dt.datetime | None:
    """Return the moment of an RFC 2822 date, as feeds and mails have it."""
    if not re.search(r"\d{2}:\d{2}.* (?:[+-]\d{4}|[A-Z]{1,4})$", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo else None


def written(text: str, zone: str) -> dt.datetime | None:
    """Return the moment of a date as people write it, with or without a time."""
    found = first_date(text)
    if found is None:
        return None
    (year, month, day), rest = found
    try:
        date = dt.datetime(full_year(year), month, day, tzinfo=dt.UTC)
    except ValueError as error:
        raise NoDate(f"das Datum „{text[:60]}“ gibt es nicht") from error
    clock = CLOCK.search(rest)
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return date
    naive = date.replace(tzinfo=None, hour=int(clock[1]), minute=int(clock[2]))
    if offset := ZONE.search(rest):
        hours = OFFSETS.get(offset[1] or offset[2] or "", 0)
        minutes = hours * 60 if offset[3] is None else int(offset[4]) * 60 + int(offset[5])
        sign = -1 if offset[3] == "-" else 1
        return (naive - sign * dt.timedelta(minutes=minutes)).replace(tzinfo=dt.UTC)
    return to_utc(naive, zone)


def first_date(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return (year, month, day) of the first date in ``text`` and the text around it."""
    for pattern, order in ((ISO, (0, 1, 2)), (GERMAN, (2, 1, 0)), (SLASHES, (0, 1, 2))):
        if found := pattern.search(text):
            parts = [int(part) for part in found.groups()]
            return (parts[order[0]], parts[order[1]], parts[order[2]]), without(text, found)
    if (found := WORDS.search(text)) and (month := MONTHS.get(found[2].lower())):
        return (int(found[3]), month, int(found[1])), without(text, found)
    if (found := ENGLISH.search(text)) and (month := MONTHS.get(found[1].lower())):
        return (int(found[3]), month, int(found[2])), without(text, found)
    if found := COMPACT.fullmatch(text):
        clock = f"{found[4]}:{found[5]}" if found[4] else ""
        return (int(found[1]), int(found[2]), int(found[3])), clock
    return None


def without(text: str, found: re.Match[str]) -> str:
    """Return ``text`` without the match."""
    return f"{text[: found.start()]} {text[found.end() :]}".strip()


def full_year(year: int) -> int:
    """Return a year of two digits in full: 70 to 99 are of the last century."""
    return year if year > 99 else year + (1900 if year >= 70 else 2000)
