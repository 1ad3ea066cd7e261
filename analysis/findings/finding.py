"""A finding: a sentence with its figure, its interval and its n, perhaps with a claim that may not stand."""

from __future__ import annotations

import html
import math
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analysis import measures, wording
from analysis.agreement.correction import CORRECTED, UNCORRECTED, corrected_difference
from analysis.exhibits import FINDINGS_MIME
from analysis.intervals import difference, ratio_by

SMALLEST = 0.05  # a difference of less than five percentage points is of no interest, however certain
ENOUGH = 20  # an outlet with a smaller denominator takes part in no claim


@dataclass(frozen=True)
class Finding:
    """A sentence with its figure, the exhibit with its evidence, perhaps a claim and its p value.

    A claim is printed only if its p stands; a comparison without anything to say has a p and no claim,
    so that it counts among those tested. A ``warning`` qualifies the exhibits that it ``touches`` and
    stands before all findings.
    """

    text: str
    exhibit: str
    claim: str = ""
    p: float | None = None
    stories: int = 0
    warning: bool = False
    touches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """The findings of one notebook: shown as a list, left in the output for the report."""

    items: tuple[Finding, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        listed = "".join(f"<li>{html.escape(item.text)}</li>" for item in self.items if item.text)
        payload: dict[str, Any] = {"findings": [asdict(item) for item in self.items]}
        plain = "\n".join(item.text for item in self.items if item.text)
        display({FINDINGS_MIME: payload, "text/html": f"<ul>{listed}</ul>", "text/plain": plain}, raw=True)


def overall(sums: pd.DataFrame) -> pd.Series:
    """Return the ratio of all sums with its interval (see ``ratio_by``)."""
    return ratio_by(sums.assign(all=1), ["all"]).iloc[0]


def interval(row: Any) -> str:
    """Return the interval of a row as text, or that there is none."""
    return wording.interval(row["low"], row["high"]) or wording.say("no_interval")


def figures(row: pd.Series) -> dict[str, str]:
    """Return share, interval and n of a row as a sentence needs them."""
    return {
        "share": wording.percent(row["value"]),
        "interval": interval(row),
        "n": wording.number(row["n"]),
    }


def not_surely_more(first: pd.Series, others: pd.DataFrame, column: str) -> str:
    """Return, for the largest of ``others``, that ``first`` is not surely larger; "" where intervals part.

    Intervals that do not meet carry a difference; where there are none, the sentence says so already.
    """
    near = others[others["high"] >= first["low"]]
    if near.empty:
        return ""
    rival = near.sort_values("value", kind="stable").iloc[-1]
    return wording.say(
        "finding_rival",
        name=wording.label(rival[column]),
        share=wording.percent(rival["value"]),
        interval=interval(rival),
    )


def points_interval(low: float, high: float, correction: str = UNCORRECTED) -> str:
    """Return an interval of percentage points and what it holds: "4 bis 12, nur Stichprobenfehler"."""
    points = wording.say("from_to", low=wording.number(100 * low), high=wording.number(100 * high))
    return f"{points}, {wording.label(correction)}"


def outlet_of(row: pd.Series) -> str:
    """Return the outlet of a row as a sentence names it, or that it is none with a name."""
    return str(row["outlet"]) or wording.say("no_outlet")


def widest_gap(
    sums: pd.DataFrame, key: str, coded: pd.DataFrame | None = None, **values: str
) -> tuple[str, float | None]:
    """Return the claim about the two outlets furthest apart, and its p value.

    The p value is multiplied by the number of pairs of outlets, since the widest of all gaps was picked.
    Shares and gap are corrected for the tool's errors where enough of every outlet is ``coded``
    (``measures.coded_units``, of ``sums`` that tell them apart); the claim says which.
    """
    by_outlet = ratio_by(sums, ["outlet"]) if len(sums) else pd.DataFrame()
    if len(by_outlet):
        by_outlet = by_outlet[by_outlet["n"] >= ENOUGH]
    if len(by_outlet) < 2:
        return "", None
    correction = UNCORRECTED
    if coded is not None:
        better = measures.corrected(by_outlet, sums, coded, ["outlet"])
        if (better["correction"] == CORRECTED).all():  # else the shares could not be compared
            by_outlet, correction = better, CORRECTED
    by_outlet = by_outlet.sort_values("value", kind="stable")
    low, high = by_outlet.iloc[0], by_outlet.iloc[-1]
    names = str(high["outlet"]), str(low["outlet"])
    if coded is not None and correction == CORRECTED:
        gap = corrected_difference(sums, coded, "outlet", *names)
    else:
        gap = difference(sums, "outlet", *names)
    if math.isnan(gap["p"]):
        return "", None
    pairs = len(by_outlet) * (len(by_outlet) - 1) / 2
    p = min(1.0, gap["p"] * pairs)
    if gap["value"] < SMALLEST:
        return "", p
    text = wording.say(
        key,
        high=outlet_of(high),
        high_value=wording.percent(high["value"]),
        low=outlet_of(low),
        low_value=wording.percent(low["value"]),
        gap=wording.number(100 * gap["value"]),
        gap_interval=points_interval(gap["low"], gap["high"], correction),
        **values,
    )
    return text, p
