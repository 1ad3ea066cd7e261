"""Charts over weeks, months or years: how many articles, and figures with their intervals and events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style

STEPS = {"week": "W-MON", "month": "MS", "year": "YS"}
Events = Sequence[tuple[dt.date, str]]


def articles_over_time(table: pd.DataFrame, every: str) -> Figure:
    """Draw stacked columns of the articles of each outlet in each week, month or year (``every``).

    ``table``: columns time (first day), outlet, n. Times without any article stay empty columns; of many
    outlets the largest have a colour each, the rest one together.

    >>> from analysis import chart, measures, prepare
    >>> table = measures.articles_by(prepare("data/raw/demo"), "time", "outlet")
    >>> chart.articles_over_time(table, "week")
    <Chart size ...>
    """
    wide = table.pivot_table(index="time", columns="outlet", values="n", aggfunc="sum", fill_value=0)
    wide = _with_rest(wide.reindex(_all_times(wide.index, every), fill_value=0))
    figure, axes = style.canvas(3.6)
    colours = style.colours(list(wide.columns))
    bottom = np.zeros(len(wide))
    places = np.arange(len(wide))
    for outlet in wide.columns:
        axes.bar(places, wide[outlet], 0.72, bottom, color=colours[outlet], label=style.short(outlet))
        for place, day, start, n in zip(places, wide.index, bottom, wide[outlet], strict=True):
            style.place(axes, {"time": day, "outlet": outlet}, place - 0.36, place + 0.36, start, start + n)
        bottom += wide[outlet].to_numpy()
    shown = slice(None, None, max(1, -(-len(wide) // 12)))
    axes.set_xticks(places[shown], [style.time_label(day, every) for day in wide.index[shown]])
    axes.set_xlim(-0.6, max(len(wide), 3) - 0.4)
    axes.set_xlabel(wording.say(f"axis_{every}"))
    axes.set_ylabel(wording.say("axis_articles"))
    axes.grid(axis="x", visible=False)
    axes.grid(axis="y", visible=True)
    style.whole_numbers(axes, "y")
    style.legend_above(axes, min(4, len(wide.columns)))
    return figure


def _all_times(times: pd.Index, every: str) -> pd.DatetimeIndex:
    return pd.date_range(times.min(), times.max(), freq=STEPS[every])


def _with_rest(wide: pd.DataFrame) -> pd.DataFrame:
    """Return ``wide`` with its largest columns and the sum of all others as the last one."""
    most = len(style.COLOURS) - 1
    if len(wide.columns) <= most + 1:
        return wide
    largest = wide.sum().sort_values(ascending=False, kind="stable").index[:most]
    others = wide.columns.difference(largest)
    rest = wording.say("n_others", n=len(others))
    return wide[sorted(largest)].assign(**{rest: wide[others].sum(axis=1)})


def over_time(
    table: pd.DataFrame, series: str, axis: str, every: str, events: Events = (), percent: bool = True
) -> Figure:
    """Draw figures over weeks, months or years (``every``) as lines with their intervals as bands.

    ``table``: columns time, ``series``, value, low, high. Two series share a panel and carry their
    names at the end of the line; more get a panel each, so that the bands stay readable. A time without a
    value interrupts the line. ``events`` (day, text) are marked where they happened; ``percent`` tells
    whether the values are shares.

    >>> from analysis import chart, frames_by, prepare
    >>> table = frames_by(prepare("data/raw/demo"), "time")
    >>> chart.over_time(table, series="frame", axis="axis_share_articles", every="week")
    <Chart size ...>
    """
    kinds = list(dict.fromkeys(table[series]))
    times = _all_times(pd.DatetimeIndex(table["time"]), every)
    if len(kinds) <= 2:
        figure, axes = style.canvas(3.8)
        panels = {axes: kinds}
        axes.set_xlabel(wording.say(f"axis_{every}"))
        axes.set_ylabel(wording.say(axis))
    else:
        figure, all_axes = style.panels(len(kinds), 2.1)
        panels = {axes: [kind] for axes, kind in zip(all_axes, kinds, strict=True)}
        figure.supxlabel(wording.say(f"axis_{every}"), fontsize=10)
        figure.supylabel(wording.say(axis), fontsize=10)
    # all lines before the first axis is set: panels share theirs, and one that is set grows no more
    drawn = {
        axes: [_line(axes, table, series, kind, times) for kind in shown] for axes, shown in panels.items()
    }
    for axes, shown in panels.items():
        ends = drawn[axes]
        _time_axes(axes, times, every, percent)
        if len(kinds) == 2:
            _label_ends(axes, [end for end in ends if end])
        elif len(kinds) > 2:
            axes.set_title(style.short(shown[0]), fontsize=10, loc="left")
        _mark_events(axes, events, times, len(kinds) <= 2)
    return figure


def _line(
    axes: Axes, table: pd.DataFrame, series: str, kind: object, times: pd.DatetimeIndex
) -> tuple[float, float, str, str] | None:
    """Draw one series; return where its line ends, its name and its colour."""
    part = table[table[series] == kind].set_index("time")[["value", "low", "high"]].reindex(times)
    colour = {"negative": style.NEGATIVE, "positive": style.POSITIVE}.get(str(kind), style.COLOURS[0])
    days = date2num(times)
    axes.plot(days, part["value"], color=colour, marker="o", markersize=4, clip_on=False)
    axes.fill_between(days, part["low"], part["high"], color=colour, alpha=0.15, linewidth=0)
    for day, time, value in zip(days, times, part["value"], strict=True):
        if not np.isnan(value):
            style.place(axes, {"time": time, series: kind}, day, day, value, value, margin=8)
    last = part["value"].last_valid_index()
    return None if last is None else (float(part["value"][last]), date2num(last), style.short(kind), colour)


def _time_axes(axes: Axes, times: pd.DatetimeIndex, every: str, percent: bool) -> None:
    shown = times[:: max(1, -(-len(times) // 9))]
    axes.set_xticks(date2num(shown), [style.time_label(day, every) for day in shown])
    first, last = date2num(times[0]), date2num(times[-1])
    if first < last:  # all of the period, also where the ends have no value
        axes.set_xlim(first - 0.05 * (last - first), last + 0.05 * (last - first))
    axes.grid(axis="y", visible=True)
    if percent:
        axes.set_ylim(bottom=0)
        style.percent_axis(axes, "y")
    else:
        axes.axhline(0, color=style.INK, linewidth=0.8)
        axes.yaxis.set_major_formatter(lambda value, _: wording.number(value, 2, sign=value != 0))


def _mark_events(axes: Axes, events: Events, times: pd.DatetimeIndex, named: bool) -> None:
    """Draw a line where something happened, numbered in small panels, named where there is room."""
    first, last = times[0], times[-1] + (times[-1] - times[-2] if len(times) > 1 else pd.Timedelta(days=7))
    inside = [(day, text) for day, text in events if first <= pd.Timestamp(day) < last]
    for number, (day, text) in enumerate(inside):
        axes.axvline(float(date2num(day)), color=style.QUIET, linewidth=1, linestyle=(0, (4, 3)))
        if named:
            late = pd.Timestamp(day) - first > (last - first) * 0.6
            axes.annotate(
                f" {style.short(text)} ", (float(date2num(day)), 1), xycoords=axes.get_xaxis_transform(),
                xytext=(0, -2 - 11 * (number % 4)), textcoords="offset points", va="top",
                ha="right" if late else "left", fontsize=8.5, color="#555555",
            )  # fmt: skip
    if inside and named:
        low, high = axes.get_ylim()
        axes.set_ylim(low, high + 0.07 * min(4, len(inside)) * (high - low))  # room for the names


def _label_ends(axes: Axes, ends: list[tuple[float, float, str, str]]) -> None:
    """Write each line's name at its end, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    gap = (high - low) * 0.065
    height = low - gap
    for value, day, name, colour in sorted(ends):
        height = max(value, height + gap)
        axes.text(day, height, f"  {name}", color=colour, fontsize=9, va="center")
