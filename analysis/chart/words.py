"""Charts of words: which words set one outlet apart from all others, and the last week from those before."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis import wording
from analysis.chart import style

TICKS = [step * 10**power for power in range(7) for step in (1, 2, 5)]


def themes(table: pd.DataFrame) -> Figure:
    """Draw the words that were typical of the last period as bars, with their counts then and before.

    ``table`` as ``measures.themes`` gives it: term, z, count, count_reference.

    >>> from analysis import chart, measures, prepare
    >>> chart.themes(measures.themes(prepare("data/raw/demo")))
    <Chart size ...>
    """
    figure, axes = style.canvas(style.rows_height(len(table), 0.3))
    places = np.arange(len(table))[::-1]
    axes.barh(places, table["z"], 0.72, color=style.COLOURS[0])
    axes.set_yticks(places, [style.short(term) for term in table["term"]])
    rows = zip(places, table["term"], table["z"], table["count"], table["count_reference"], strict=True)
    for place, term, z, here, before in rows:
        text = wording.say("last_and_before", last=wording.number(here), before=wording.number(before))
        axes.text(z, place, f" {text}", va="center", fontsize=8.5, color="#555555")
        style.place(axes, {"term": term}, 0, z, place - 0.36, place + 0.36)
    axes.set_xlim(0, float(table["z"].max()) * 1.25)
    axes.set_xlabel(wording.say("axis_themes"))
    return figure


def key_words(table: pd.DataFrame, by: str = "outlet") -> Figure:
    """Draw the words typical of each group as points, one panel a group, named at the panel's right edge.

    Further right is more frequent in the group (logarithmic), further up more typical of it.

    ``table`` as ``measures.key_words`` gives it: ``by``, term, z, count, count_reference.

    >>> from analysis import chart, measures, prepare
    >>> chart.key_words(measures.key_words(prepare("data/raw/demo")))
    <Chart size ...>
    """
    groups = list(dict.fromkeys(table[by]))
    most = int(table[by].value_counts().max())
    figure, panels = style.panels(len(groups), style.rows_height(most, 0.21))
    for axes, group in zip(panels, groups, strict=True):
        part = table[table[by] == group].sort_values("z", kind="stable")
        axes.scatter(part["count"], part["z"], s=22, color=style.COLOURS[0], zorder=3)
        for term, count, z in zip(part["term"], part["count"], part["z"], strict=True):
            style.place(axes, {by: group, "term": term}, count, count, z, z, margin=6)
        axes.set_title(style.short(group), fontsize=10, loc="left", fontweight="bold")
    _common_axes(panels, table)
    for axes, group in zip(panels, groups, strict=True):
        _named(axes, table[table[by] == group].sort_values("z", kind="stable"))
    figure.supxlabel(wording.say("axis_occurrences"), fontsize=10)
    figure.supylabel(wording.say("axis_keyness"), fontsize=10)
    return figure


def _common_axes(panels: list[Axes], table: pd.DataFrame) -> None:
    low, high = float(table["count"].min()), float(table["count"].max())
    for axes in panels:
        axes.set_xscale("log")
        axes.set_xlim(low / 1.3, high * (high / low) ** 0.9 * 3)  # the right half is for the names
        axes.set_ylim(0, float(table["z"].max()) * 1.1)
        axes.xaxis.set_major_locator(FixedLocator([t for t in TICKS if low / 1.3 <= t <= high * 1.05]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: wording.number(value)))
        axes.grid(visible=False, axis="x")
        axes.grid(visible=True, axis="y")


def _named(axes: Axes, part: pd.DataFrame) -> None:
    """Write each word at the right edge, moved apart, with a fine line from its point."""
    low, high = axes.get_ylim()
    gap = (high - low) / 11.5
    heights = np.asarray(part["z"], float).copy()
    for n in range(1, len(heights)):
        heights[n] = max(heights[n], heights[n - 1] + gap)
    if len(heights):
        heights -= max(0.0, heights[-1] - high + gap / 2)
        for n in range(len(heights) - 2, -1, -1):
            heights[n] = min(heights[n], heights[n + 1] - gap)
    edge = float(part["count"].max()) * 1.0
    left, right = axes.get_xlim()
    column = left * (right / left) ** 0.56 if edge < left * (right / left) ** 0.5 else edge * 1.25
    for term, count, z, height in zip(part["term"], part["count"], part["z"], heights, strict=True):
        axes.plot([count, column], [z, height], color="#c4c4c4", linewidth=0.7)
        axes.text(column, height, f" {style.short(term)}", va="center", fontsize=9)
