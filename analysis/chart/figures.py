"""Charts of figures with their intervals: tone per outlet, shares side by side, figures over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style


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
        label = wording.label("negative" if side < 0 else "positive")
        axes.barh(places, side * part["value"], 0.6, color=colour, label=label)
        _whiskers(axes, part, places, side)
        for place, value, low, high in zip(places, part["value"], part["low"], part["high"], strict=True):
            reach = np.nanmax([value, low, high])
            axes.text(
                side * (reach + 0.006), place, wording.percent(value), va="center",
                ha="right" if side < 0 else "left", fontsize=8.5,
            )  # fmt: skip
    widest = float(np.nanmax(table[["value", "high"]].to_numpy())) or 1.0
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
    """Draw a dot with its interval for each row and series; small n are shown hollow.

    ``table``: columns ``rows``, ``series``, value, low, high, n, stories. ``axis`` is a key of the wording.

    >>> from analysis import chart, frames_by, prepare
    >>> table = frames_by(prepare("data/raw/demo"), "outlet")
    >>> chart.with_intervals(table, rows="frame", series="outlet", axis="axis_share_articles")
    <Chart size ...>
    """
    names = list(dict.fromkeys(table[rows]))
    kinds = list(dict.fromkeys(table[series]))
    figure, axes = style.canvas(style.rows_height(len(names), 0.26 + 0.13 * len(kinds)) + 0.3)
    colours = {kind: style.COLOURS[n % len(style.COLOURS)] for n, kind in enumerate(kinds)}
    offsets = np.linspace(0.3, -0.3, len(kinds)) if len(kinds) > 1 else [0.0]
    base = {name: len(names) - 1 - i for i, name in enumerate(names)}
    for number, (kind, offset) in enumerate(zip(kinds, offsets, strict=True)):
        part = table[table[series] == kind]
        places = np.array([base[name] + offset for name in part[rows]])
        known = part["low"].notna().to_numpy()
        axes.hlines(
            places[known], part["low"][known], part["high"][known], color=colours[kind], linewidth=1.6
        )
        few = (part["stories"] < 10).to_numpy()
        marker = style.MARKERS[number % len(style.MARKERS)]
        faces = ["white" if thin else colours[kind] for thin in few]
        axes.scatter(part["value"], places, s=34, marker=marker, c=faces, edgecolors=colours[kind], zorder=3)
        axes.scatter([], [], s=34, marker=marker, color=colours[kind], label=style.short(kind))
    axes.set_yticks(list(base.values()), [style.short(name) for name in base])
    axes.set_ylim(-0.6, len(names) - 0.4)
    for line in range(len(names) - 1):
        axes.axhline(line + 0.5, color="#efefef", linewidth=0.8)
    axes.set_xlim(left=-0.015 * axes.get_xlim()[1])  # room for marks at zero
    axes.set_xlabel(wording.say(axis))
    style.percent_axis(axes)
    style.legend_above(axes, min(4, len(kinds)))
    return figure


def over_time(table: pd.DataFrame, series: str, axis: str) -> Figure:
    """Draw figures over weeks, months or years as lines with their intervals as bands.

    ``table``: columns time, ``series``, value, low, high. Two series share a panel and carry their
    names at the end of the line; more get a panel each, so that the bands stay readable.

    >>> from analysis import chart, frames_by, prepare
    >>> table = frames_by(prepare("data/raw/demo"), "time")
    >>> chart.over_time(table, series="frame", axis="axis_share_articles")
    <Chart size ...>
    """
    kinds = list(dict.fromkeys(table[series]))
    if len(kinds) > 2:
        return _panels_over_time(table, series, axis, kinds)
    figure, axes = style.canvas(3.8)
    ends = []
    for kind in kinds:
        part = table[table[series] == kind].sort_values("time")
        colour = {"negative": style.NEGATIVE, "positive": style.POSITIVE}.get(str(kind), style.COLOURS[0])
        _line(axes, part, colour)
        ends.append((float(part["value"].iloc[-1]), style.short(kind), colour))
    _label_ends(axes, ends, table["time"].max())
    _time_axes(axes, table)
    axes.set_xlabel(_time_name(table))
    axes.set_ylabel(wording.say(axis))
    return figure


def _panels_over_time(table: pd.DataFrame, series: str, axis: str, kinds: list[object]) -> Figure:
    figure, panels = style.panels(len(kinds), 2.1)
    for axes, kind in zip(panels, kinds, strict=True):
        _line(axes, table[table[series] == kind].sort_values("time"), style.COLOURS[0])
        _time_axes(axes, table)
        axes.set_title(style.short(kind), fontsize=10, loc="left")
    figure.supxlabel(_time_name(table), fontsize=10)
    figure.supylabel(wording.say(axis), fontsize=10)
    return figure


def _line(axes: Axes, part: pd.DataFrame, colour: str) -> None:
    axes.plot(part["time"], part["value"], color=colour, marker="o", markersize=4)
    axes.fill_between(part["time"], part["low"], part["high"], color=colour, alpha=0.15, linewidth=0)


def _time_axes(axes: Axes, table: pd.DataFrame) -> None:
    times = pd.DatetimeIndex(sorted(table["time"].unique()))
    unit = style.unit_of(times)
    shown = times[:: max(1, len(times) // 8)]
    axes.set_xticks(date2num(shown), [style.time_label(day, unit) for day in shown])
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", visible=True)
    style.percent_axis(axes, "y")


def _time_name(table: pd.DataFrame) -> str:
    return wording.say(f"axis_{style.unit_of(pd.DatetimeIndex(table['time'].unique()))}")


def _label_ends(axes: Axes, ends: list[tuple[float, str, str]], last: pd.Timestamp) -> None:
    """Write each line's name at its end, moved apart where they would overlap."""
    gap = axes.get_ylim()[1] * 0.065
    height = -gap
    for value, name, colour in sorted(ends):
        height = max(value, height + gap)
        axes.text(float(date2num(last)), height, f"  {name}", color=colour, fontsize=9, va="center")


def differences(table: pd.DataFrame) -> Figure:
    """Draw each difference with its interval around zero, one panel an outlet.

    Differences whose interval includes zero are grey.

    ``table`` as ``measures.differences`` gives it: outlet, figure, value, low, high.

    >>> from analysis import chart, measures, prepare
    >>> chart.differences(measures.differences(prepare("data/raw/demo"), "Kontorblatt"))
    <Chart size ...>
    """
    outlets = list(dict.fromkeys(table["outlet"]))
    names = list(dict.fromkeys(table["figure"]))
    figure, panels = style.panels(len(outlets), style.rows_height(len(names), 0.3))
    reach = float(np.nanmax(table[["low", "high"]].abs().to_numpy())) * 1.05 or 1.0
    for axes, outlet in zip(panels, outlets, strict=True):
        part = table[table["outlet"] == outlet].set_index("figure").reindex(names)
        places = np.arange(len(names))[::-1]
        clear = ((part["low"] > 0) | (part["high"] < 0)).to_numpy()
        colours = [style.COLOURS[0] if stands else style.QUIET for stands in clear]
        axes.hlines(places, part["low"], part["high"], color=colours, linewidth=1.6)
        axes.scatter(part["value"], places, color=colours, s=26, zorder=3)
        axes.axvline(0, color=style.INK, linewidth=0.8)
        axes.set_xlim(-reach, reach)
        axes.set_title(style.short(outlet), fontsize=9.5, loc="left")
        axes.set_yticks(places, [style.short(name) for name in names])
        axes.xaxis.set_major_formatter(lambda value, _: wording.number(100 * value, sign=value != 0))
    figure.supxlabel(wording.say("axis_difference"), fontsize=10)
    return figure
