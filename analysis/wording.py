"""The words of charts and reports in German or English, and numbers and dates as each writes them."""

from __future__ import annotations

import datetime as dt
import math
import string
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("de", "en")
NO_BREAK = "\u00a0"  # a space at which no line breaks
_current = "de"  # like matplotlib's style: one setting for all charts of a notebook


def use(language: str) -> None:
    """Choose the language of charts, captions and findings: "de" or "en".

    >>> use("de")
    >>> use("fr")
    Traceback (most recent call last):
    analysis.errors.InputError: Sprache „fr“ gibt es nicht; möglich sind de und en.
    """
    global _current
    if language not in LANGUAGES:
        raise InputError(f"Sprache „{language}“ gibt es nicht; möglich sind de und en.")
    _current = language


def current() -> str:
    """Return the language in use.

    >>> current()
    'de'
    """
    return _current


@cache
def _wording() -> dict[str, dict[str, str]]:
    text = files("analysis.resources").joinpath("wording.yaml").read_text("utf-8")
    entries: dict[str, dict[str, str]] = yaml.safe_load(text)
    return {key: {code: tight(form) for code, form in entry.items()} for key, entry in entries.items()}


def tight(text: str) -> str:
    """Return ``text`` in which no line breaks between a number and its sign: 41 %, n = 312, +2 Pp.

    >>> tight("41 % (n = 312)")
    '41\\xa0% (n\\xa0=\\xa0312)'
    """
    for sign in (" %", " Pp.", " pp."):
        text = text.replace(sign, f"{NO_BREAK}{sign[1:]}")
    return text.replace("n = ", f"n{NO_BREAK}={NO_BREAK}")


class _Forms(string.Formatter):
    """Fills a wording in which ``{n:Artikel|Artikeln}`` is the one word beside 1, the other beside any n."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else many
        return str(super().format_field(value, format_spec))


def say(key: str, **values: object) -> str:
    """Return the wording ``key`` in the language in use, filled with ``values``; KeyError if unknown.

    >>> say("from_to", low="4", high="12")
    '4 bis 12'
    >>> [say("n_words_written", n=n) for n in (1, 2)]
    ['1 Wort', '2 Wörter']
    """
    return _Forms().format(_wording()[key][_current], **values)


def label(kind: object) -> str:
    """Return the label of a value such as ``government`` or ``female``; the value itself if it has none.

    >>> label("government"), label("Abendblitz")
    ('Regierung', 'Abendblitz')
    """
    entry = _wording().get("no_value" if kind == "" else str(kind))
    # a template is no label: an outlet may be called "caption"
    return entry[_current] if entry and "{" not in entry[_current] else str(kind)


def labels(kind: str) -> tuple[str, ...]:
    """Return the labels of a value in all languages, German first: what a person may write for it.

    >>> labels("conflict")
    ('Konflikt', 'conflict')
    """
    return tuple(_wording()[kind][language] for language in LANGUAGES)


def without(name: str) -> str:
    """Return the sentence that stands in place of the exhibit ``name`` where there is nothing to show.

    >>> without("01-genres")
    'Hierzu gibt es in der Auswahl nichts zu zeigen.'
    """
    return say(f"{name}-leer" if f"{name}-leer" in _wording() else "nothing_to_show")


def number(value: float, digits: int = 0, sign: bool = False) -> str:
    """Return ``value`` as written in the language in use: 1.234,5 or 1,234.5; "–" for NaN.

    >>> number(1234.5, 1), number(-0.04, 1), number(math.nan)
    ('1.234,5', '0,0', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    text = f"{value:{'+' if sign else ''}z,.{digits}f}".replace("-", "−")  # z: no minus before a zero
    return text.translate(str.maketrans(",.", ".,")) if _current == "de" else text


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0..1) in per cent: 41 % or 41%.

    >>> percent(0.413)
    '41\\xa0%'
    """
    if share is None or math.isnan(share):
        return "–"
    return number(100 * share, digits) + (f"{NO_BREAK}%" if _current == "de" else "%")


def points(gap: float) -> str:
    """Return a difference of shares (-1..1) in percentage points: +4,1 Pp. or +4.1 pp.

    >>> points(0.041)
    '+4,1\\xa0Pp.'
    """
    if gap is None or math.isnan(gap):
        return "–"
    return number(100 * gap, 1, sign=True) + NO_BREAK + ("Pp." if _current == "de" else "pp.")


def interval(low: float, high: float, digits: int = 0) -> str:
    """Return an interval of shares: 36–46 %; "" where there is none, one narrower than a point more exactly.

    >>> interval(0.36, 0.46), interval(0.2281, 0.2319)
    ('36–46\\xa0%', '22,8–23,2\\xa0%')
    """
    if math.isnan(low) or math.isnan(high):
        return ""
    digits = max(digits, int(high - low < 0.01))
    unit = f"{NO_BREAK}%" if _current == "de" else "%"
    return f"{number(100 * low, digits)}–{number(100 * high, digits)}{unit}"


def date(day: Any, form: str = "long") -> str:
    """Return a day as written in the language in use (long: 2. März 2026; short: 2.3.).

    >>> date(dt.date(2026, 3, 2)), date(dt.date(2026, 3, 2), "short")
    ('2. März 2026', '2.3.')
    """
    from babel.dates import format_date

    if form == "short":
        return format_date(day, "d.M." if _current == "de" else "d MMM", locale=_current)
    return format_date(day, "long", locale=_current)


def times(days: Sequence[Any]) -> list[str]:
    """Return the first days of years as 2026, of months as März 2026, of weeks as the day itself.

    What they begin shows in all of them together: weeks begin on Mondays.

    >>> times([dt.date(2025, 1, 1), dt.date(2026, 1, 1)])
    ['2025', '2026']
    """
    from babel.dates import format_date

    if all(day.day == 1 for day in days) and any(day.weekday() for day in days):
        form = "y" if all(day.month == 1 for day in days) else "MMMM y"
        return [format_date(day, form, locale=_current) for day in days]
    return [date(day) for day in days]


def period(first: dt.date | None, last: dt.date | None) -> str:
    """Return the period between two days, or a note that there is none.

    >>> period(dt.date(2026, 3, 2), dt.date(2026, 3, 29))
    '2. März 2026 – 29. März 2026'
    """
    if first is None or last is None:
        return say("no_period")
    return date(first) if first == last else f"{date(first)} – {date(last)}"


def period_of(times: pd.Series) -> str:
    """Return the period from the first to the last of some times (UTC; missing ones do not count).

    >>> import pandas as pd
    >>> period_of(pd.to_datetime(pd.Series(["2026-03-01T23:30:00Z", None, "2026-03-02T12:00:00Z"])))
    '2. März 2026'
    """
    known = times.dropna()
    if known.empty:
        return say("no_period")
    first, last = (time.tz_convert("Europe/Berlin").date() for time in (known.min(), known.max()))
    return period(first, last)
