"""Relative periods and cron lines, with exact days; the changes of summer time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.schedule import periods, slots
from tests.schedule.schedule_desk import moment

CASES = [
    ("last 7 days", "2026-03-02", "2026-02-23", "2026-03-01"),
    ("Letzte 7 Tage", "2026-03-02", "2026-02-23", "2026-03-01"),
    ("last 1 day", "2024-03-01", "2024-02-29", "2024-02-29"),
    ("letzte 2 Wochen", "2026-01-05", "2025-12-22", "2026-01-04"),
    ("yesterday", "2026-01-01", "2025-12-31", "2025-12-31"),
    ("gestern", "2026-03-30", "2026-03-29", "2026-03-29"),
    ("previous calendar week", "2026-03-02", "2026-02-23", "2026-03-01"),
    ("previous calendar week", "2026-03-08", "2026-02-23", "2026-03-01"),
    ("vorige Kalenderwoche", "2026-01-01", "2025-12-22", "2025-12-28"),
    ("previous calendar month", "2026-03-31", "2026-02-01", "2026-02-28"),
    ("voriger  Kalendermonat", "2024-03-01", "2024-02-01", "2024-02-29"),
    ("previous calendar month", "2026-01-15", "2025-12-01", "2025-12-31"),
    ("voriges Quartal", "2026-02-10", "2025-10-01", "2025-12-31"),
    ("previous calendar quarter", "2026-04-01", "2026-01-01", "2026-03-31"),
    ("previous calendar year", "2026-07-01", "2025-01-01", "2025-12-31"),
]


@pytest.mark.parametrize(("period", "day", "first", "last"), CASES)
def test_period(period: str, day: str, first: str, last: str) -> None:
    found = periods.resolve(period, dt.date.fromisoformat(day))
    assert found == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("period", ["last 0 days", "last days", "naechste Woche", "last 7 days ago", ""])
def test_no_period(period: str) -> None:
    with pytest.raises(InputError, match="kein Zeitraum"):
        periods.resolve(period, dt.date(2026, 3, 2))


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.sampled_from(sorted(periods.NAMES)))
def test_a_period_is_over_and_adjoins_its_predecessor(day: dt.date, period: str) -> None:
    first, last = periods.resolve(period, day)
    assert first <= last < day
    assert periods.resolve(period, first)[1] == first - dt.timedelta(days=1)


LATEST = [
    ("0 7 * * 1", "2026-03-02 07:00", "2026-03-02 07:00"),
    ("0 7 * * 1", "2026-03-02 06:59", "2026-02-23 07:00"),
    ("0 7 * * 1", "2026-03-30 07:00", "2026-03-30 07:00"),  # the first Monday of summer time
    ("30 2 * * *", "2026-03-29 12:00", "2026-03-29 03:00"),  # 02:30 does not exist that day
    ("30 2 * * *", "2026-10-25 12:00", "2026-10-25 02:30"),  # 02:30 comes twice: counts once
    ("0 7 1 * *", "2026-03-31 00:00", "2026-03-01 07:00"),
]


@pytest.mark.parametrize(("line", "now", "slot"), LATEST)
def test_latest(line: str, now: str, slot: str) -> None:
    assert slots.latest(line, "Europe/Berlin", moment(now)) == moment(slot)


def test_seven_o_clock_is_seven_o_clock_in_summer_and_winter() -> None:
    winter = slots.following("0 7 * * 1", "Europe/Berlin", moment("2026-03-20 12:00"))
    summer = slots.following("0 7 * * 1", "Europe/Berlin", moment("2026-03-27 12:00"))
    assert [m.astimezone(dt.UTC).hour for m in (winter, summer)] == [6, 5]
    assert summer - winter == dt.timedelta(days=7)  # on the wall
    assert summer.astimezone(dt.UTC) - winter.astimezone(dt.UTC) == dt.timedelta(days=7, hours=-1)


def test_in_autumn_the_repeated_hour_counts_once() -> None:
    now, found = moment("2026-10-24 12:00"), []
    for _ in range(3):
        now = slots.following("30 2 * * *", "Europe/Berlin", now)
        found.append(now.astimezone(dt.UTC).isoformat()[:16])
    assert found == ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"]


@pytest.mark.parametrize("line", ["0 7 * *", "61 * * * *", "0 7 * * mo", "@weekly", "", "0 7 30 2 *"])
def test_bad_lines(line: str) -> None:
    with pytest.raises(InputError, match="Cron-Zeile"):
        slots.check(line)
