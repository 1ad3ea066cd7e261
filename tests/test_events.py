"""Events: day and name, in order, or a sentence that says what is wrong."""

import datetime as dt

import pytest

from analysis.errors import InputError
from analysis.events import parse_events


def test_events_are_read_and_ordered():
    assert parse_events(["2026-04-15 Rücktritt der Ministerin", " 2026-03-13  Einsturz "]) == [
        (dt.date(2026, 3, 13), "Einsturz"),
        (dt.date(2026, 4, 15), "Rücktritt der Ministerin"),
    ]
    assert parse_events([]) == []


@pytest.mark.parametrize("text", ["Einsturz", "2026-03-13", "13.3.2026 Einsturz", "2026-02-30 Nie", ""])
def test_events_without_day_or_name_are_refused(text):
    with pytest.raises(InputError, match="events"):
        parse_events([text])
