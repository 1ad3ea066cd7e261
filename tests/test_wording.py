"""Numbers, dates and labels as German and English write them; every wording in both languages."""

import datetime as dt
import math
import string

import pandas as pd
import pytest

from analysis import wording
from analysis.errors import InputError


@pytest.fixture(autouse=True)
def _german():
    wording.use("de")
    yield
    wording.use("de")


@pytest.mark.parametrize(
    ("value", "digits", "sign", "german", "english"),
    [
        (1234.5, 1, False, "1.234,5", "1,234.5"),
        (0, 0, False, "0", "0"),
        (-3, 0, False, "−3", "−3"),
        (-0.3, 0, False, "0", "0"),
        (-0.3, 0, True, "+0", "+0"),
        (0.126, 2, True, "+0,13", "+0.13"),
        (-1234567.891, 2, False, "−1.234.567,89", "−1,234,567.89"),
        (math.nan, 0, False, "–", "–"),
        (None, 0, False, "–", "–"),
    ],
)
def test_numbers(value, digits, sign, german, english):
    assert wording.number(value, digits, sign) == german
    wording.use("en")
    assert wording.number(value, digits, sign) == english


def test_shares():
    assert wording.percent(0.413) == "41\u00a0%"
    assert wording.percent(0.4135, 1) == "41,4\u00a0%" or wording.percent(0.4135, 1) == "41,3\u00a0%"
    assert wording.percent(math.nan) == "–"
    assert wording.interval(0.36, 0.46) == "36–46\u00a0%"
    assert wording.interval(math.nan, 0.46) == "" == wording.interval(0.36, math.nan)
    wording.use("en")
    assert (wording.percent(0.413), wording.interval(0.36, 0.46)) == ("41%", "36–46%")


def test_days():
    day = dt.date(2026, 3, 2)
    assert wording.date(day) == "2. März 2026"
    assert wording.date(day, "short") == "2.3."
    assert wording.date(pd.Timestamp(day)) == "2. März 2026"
    assert wording.period(day, dt.date(2026, 4, 26)) == "2. März 2026 – 26. April 2026"
    assert wording.period(day, day) == "2. März 2026"
    assert wording.period(None, None) == wording.say("no_period")
    wording.use("en")
    assert (wording.date(day), wording.date(day, "short")) == ("March 2, 2026", "2 Mar")


def test_labels():
    assert wording.label("female") == wording.say("female")
    assert wording.label("Uhlenbote") == "Uhlenbote"
    assert wording.label(7) == "7"


def test_unknown_keys_and_languages():
    with pytest.raises(KeyError):
        wording.say("no such wording")
    with pytest.raises(InputError, match="Sprache „fr“"):
        wording.use("fr")
    assert wording.current() == "de"


def names_in(template):
    """Return the figures of a wording: one may stand twice, itself and in the form of a word beside it."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_wording_stands_in_both_languages_with_the_same_figures():
    for key, entry in wording._wording().items():
        assert set(entry) == set(wording.LANGUAGES), key
        assert all(text.strip() for text in entry.values()), key
        assert names_in(entry["de"]) == names_in(entry["en"]), key


def test_values_are_filled_in_as_they_are():
    said = wording.say("finding_frame", frame="{n}", share="1 %", interval="{0}", n="5", rival="")
    assert "{n}" in said and "{0}" in said


def test_one_is_said_in_the_singular():
    written = [wording.say("unit_statements", n=wording.number(n)) for n in (0, 1, 2, 1000)]
    assert written == ["Aussagen", "Aussage", "Aussagen", "Aussagen"]
    assert [wording.say("n_outlets", n=n) for n in (1, 2)] == ["einem Medium", "2 Medien"]
    caption = wording.say("caption", n=1, unit=wording.say("unit_sentences", n=1), articles=1, period="2026")
    assert caption == "n\u00a0=\u00a01 Satz in 1 Artikel; 2026."
    assert wording.say("caption_suppressed", n=1).startswith("1 Wert ruht auf zu wenigen Fällen und ist")
