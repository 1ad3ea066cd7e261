"""The app on a part of a corpus: what is too large as a whole is cut to a period first."""

import pytest

from analysis import prepare
from analysis.errors import InputError
from analysis.explore import app

PERIOD = {"date_from": "2026-03-02", "date_to": "2026-03-08"}


@pytest.fixture(scope="module")
def whole():
    return prepare("data/raw/demo", "rules")


def within(whole) -> int:
    days = whole.articles["published_at"].dt.tz_convert("Europe/Berlin").dt.strftime("%Y-%m-%d")
    return int(days.between(*PERIOD.values()).sum())


def test_a_period_is_what_the_app_holds_and_its_filters_begin_with(whole):
    shown = app("data/raw/demo", whole, **PERIOD)
    many = within(whole)
    assert 0 < many < 131
    assert f"{many} von {many} Artikeln" in shown.status.value
    assert (shown.filters.choice().date_from, shown.filters.choice().date_to) == tuple(PERIOD.values())


def test_clearing_the_filters_leaves_the_period(whole):
    shown = app("data/raw/demo", whole, **PERIOD)
    shown.filters.query.value = "gibtesnicht"
    shown.filters.clear()
    assert f"{within(whole)} von {within(whole)} Artikeln" in shown.status.value
    assert "2026-03-02" in shown.taking.call.value


def test_without_a_period_nothing_is_chosen(whole):
    assert app("data/raw/demo", whole).filters.choice().date_from == ""


def test_a_day_that_is_none_is_named(whole):
    with pytest.raises(InputError, match="date_from: „gestern“ ist kein Tag"):
        app("data/raw/demo", whole, date_from="gestern")
