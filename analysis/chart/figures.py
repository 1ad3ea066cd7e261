"""Charts of figures with their intervals: tone per outlet, shares side by side, differences."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style
from analysis.chart.matrices import difference_matrix, share_matrix
from analysis.intervals import COMPARABLE

MOST_SERIES = 5  # side by side in one row
MOST_PANELS = 6


def tone(table: pd.DataFrame, rows: str = "outlet") -> Figure:
    """Draw the shares of negatively (left) and positively (right) classified sentences, one row each.

    ``table`` as ``measures.tone_by`` gives it: ``rows``, label, value, low, high, n.

    >>> from analysis import chart, prepare, tone_by
    >>> chart.tone(tone_by(prepare("data/raw/demo"), "outlet"))
    <Chart size ...>
    """
    negative, positive = (table[table["label"] == name].set_index(rows) for name in ("negative", "positive"))
    names = negative["value"].sort_values(ascending=False).index
    figure, axes = style.canvas(style.rows_height(len(names)) + 0.3)
    places = np.arange(len(names))[::-1]
    for part, side, colour in ((negative, -1, style.NEGATIVE), (positive, 1, style.POSITIVE)):
        part = part.loc[names]
        kind = "negative" if side < 0 else "positive"
        axes.barh(places, side * part["value"], 0.6, color=colour, label=wording.label(kind))
        _whiskers(axes, part, places, side)
        for place, name in zip(places, names, strict=True):
            value, low, high = part.loc[name, ["value", "low", "high"]]
            style.place(axes, {rows: name, "label": kind}, 0, side * value, place - 0.3, place + 0.3)
            reach = np.nanmax([value, low, high, 0.0])  # 0 for a suppressed cell
            axes.text(
                side * (reach + 0.006), place, wording.percent(value), va="center",
                ha="right" if side < 0 else "left", fontsize=8.5,
            )  # fmt: skip
    widest = float(np.nanmax([*table["value"], *table["high"], 0.0])) or 1.0
    axes.set_xlim(-widest * 1.2, widest * 1.2)
    axes.axvline(0, color=style.INK, linewidth=0.8)
    axes.set_yticks(
        places, [f"{style.short(name)}\n(n = {wording.number(negative.loc[name, 'n'])})" for name in names]
    )
    axes.set_xlabel(wording.say("axis_tone"))
    style.percent_axis(axes)
    style.legend_above(axes, 2)
    return figure


def _whiskers(axes: Axes, part: pd.DataFrame, places: np.ndarray, side: int) -> None:
    known = part["low"].notna().to_numpy()
    axes.hlines(
        places[known], side * part["low"][known], side * part["high"][known], color=style.INK, linewidth=1.2
    )


def with_intervals(table: pd.DataFrame, rows: str, series: str, axis: str) -> Figure:
    """Draw a dot with its interval for each row (and series); small n are shown hollow.

    ``table``: columns ``rows``, ``series``, value, low, high, n, stories. ``axis`` is a key of the wording.
    Without a series ("") value and n stand beside each dot. More than five series would hide one another and
    become a heat map.

    >>> from analysis import chart, frames_by, prepare
    >>> table = frames_by(prepare("data/raw/demo"), "outlet")
    >>> chart.with_intervals(table, rows="frame", series="outlet", axis="axis_share_articles")
    <Chart size ...>
    """
    kinds = list(dict.fromkeys(table[series])) if series else [""]
    if len(kinds) > MOST_SERIES:
        return share_matrix(table, rows, series)
    names = list(dict.fromkeys(table[rows]))
    figure, axes = style.canvas(style.rows_height(len(names), 0.26 + 0.13 * len(kinds)) + 0.3)
    offsets = np.linspace(0.3, -0.3, len(kinds)) if len(kinds) > 1 else [0.0]
    base = {name: len(names) - 1 - i for i, name in enumerate(names)}
    for number, (kind, offset) in enumerate(zip(kinds, offsets, strict=True)):
        part = table[table[series] == kind] if series else table
        places = np.array([base[name] + offset for name in part[rows]])
        _dots(axes, part, places, number, style.short(kind) if series else "")
        for place, name, value in zip(places, part[rows], part["value"], strict=True):
            key = {rows: name, series: kind} if series else {rows: name}
            style.place(axes, key, value, value, place, place, margin=7)
    axes.set_yticks(list(base.values()), [style.short(name) for name in base])
    axes.set_ylim(-0.6, len(names) - 0.4)
    for line in range(len(names) - 1):
        axes.axhline(line + 0.5, color="#efefef", linewidth=0.8)
    axes.set_xlim(left=-0.015 * axes.get_xlim()[1])  # room for marks at zero
    axes.set_xlabel(wording.say(axis))
    style.percent_axis(axes)
    if series:
        style.legend_above(axes, min(4, len(kinds)))
    else:
        _beside(axes, table, [base[name] for name in table[rows]])
    return figure


def _dots(axes: Axes, part: pd.DataFrame, places: np.ndarray, number: int, label: str) -> None:
    colour, marker = style.COLOURS[number], style.MARKERS[number]
    known = part["low"].notna().to_numpy()
    axes.hlines(places[known], part["low"][known], part["high"][known], color=colour, linewidth=1.6)
    faces = ["white" if few else colour for few in part["stories"] < COMPARABLE]
    axes.scatter(part["value"], places, s=34, marker=marker, c=faces, edgecolors=colour, zorder=3)
    axes.scatter([], [], s=34, marker=marker, color=colour, label=label)


def _beside(axes: Axes, table: pd.DataFrame, places: list[int]) -> None:
    """Write value and n of each row at the right edge."""
    for place, value, n in zip(places, table["value"], table["n"], strict=True):
        share = wording.percent(value, 1 if 0 < value < 0.01 else 0)
        text = f"  {share}  (n = {wording.number(n)})"
        axes.text(1, place, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)


def differences(table: pd.DataFrame) -> Figure:
    """Draw each difference with its interval around zero, one panel an outlet, or all in a heat map.

    Differences that do not stand at the false discovery rate are grey (in the heat map in brackets).

    ``table`` as ``measures.differences`` gives it: outlet, figure, difference, low, high, stands.

    >>> from analysis import chart, measures, prepare
    >>> chart.differences(measures.differences(prepare("data/raw/demo"), "Kontorblatt"))
    <Chart size ...>
    """
    outlets = list(dict.fromkeys(table["outlet"]))
    names = list(dict.fromkeys(table["figure"]))
    if len(outlets) > MOST_PANELS:
        return difference_matrix(table)
    figure, panels = style.panels(len(outlets), style.rows_height(len(names), 0.26))
    reach = float(np.nanmax(table[["low", "high"]].abs().to_numpy())) * 1.05 or 1.0
    for axes, outlet in zip(panels, outlets, strict=True):
        part = table[table["outlet"] == outlet].set_index("figure").reindex(names)
        places = np.arange(len(names))[::-1]
        colours = [style.COLOURS[0] if stands is True else style.QUIET for stands in part["stands"].tolist()]
        axes.hlines(places, part["low"], part["high"], color=colours, linewidth=1.6)
        axes.scatter(part["difference"], places, color=colours, s=26, zorder=3)
        for place, name, value in zip(places, names, part["difference"], strict=True):
            if not np.isnan(value):
                style.place(axes, {"outlet": outlet, "figure": name}, value, value, place, place, margin=7)
        axes.axvline(0, color=style.INK, linewidth=0.8)
        axes.set_xlim(-reach, reach)
        axes.set_title(style.short(outlet), fontsize=9.5, loc="left", fontweight="bold")
        axes.set_yticks(places, [style.short(name) for name in names])
        axes.xaxis.set_major_formatter(lambda value, _: wording.number(100 * value, sign=value != 0))
    figure.supxlabel(wording.say("axis_difference"), fontsize=10)
    return figure
