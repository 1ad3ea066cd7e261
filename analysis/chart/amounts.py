"""Charts of amounts: articles a week, shares that add up to a whole, the most quoted speakers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis import wording
from analysis.chart import style


def articles_over_time(table: pd.DataFrame) -> Figure:
    """Draw stacked columns of the articles of each outlet in each week, month or year.

    ``table``: columns time (first day), outlet, n. Times without any article stay empty columns.

    >>> from analysis import chart, measures, prepare
    >>> table = measures.articles_by(prepare("data/raw/demo"), "time", "outlet")
    >>> chart.articles_over_time(table)
    <Chart size ...>
    """
    wide = table.pivot_table(index="time", columns="outlet", values="n", aggfunc="sum", fill_value=0)
    unit = style.unit_of(pd.DatetimeIndex(wide.index))
    step = {"week": "W-MON", "month": "MS", "year": "YS"}[unit]
    wide = wide.reindex(pd.date_range(wide.index.min(), wide.index.max(), freq=step), fill_value=0)
    figure, axes = style.canvas(3.6)
    colours = style.colours(list(wide.columns))
    bottom = np.zeros(len(wide))
    places = np.arange(len(wide))
    for outlet in wide.columns:
        axes.bar(places, wide[outlet], 0.72, bottom, color=colours[outlet], label=style.short(outlet))
        bottom += wide[outlet].to_numpy()
    shown = slice(None, None, max(1, len(wide) // 10))
    axes.set_xticks(places[shown], [style.time_label(day, unit) for day in wide.index[shown]])
    axes.set_xlim(-0.6, max(len(wide), 3) - 0.4)
    axes.set_xlabel(wording.say(f"axis_{unit}"))
    axes.set_ylabel(wording.say("axis_articles"))
    axes.grid(axis="x", visible=False)
    axes.grid(axis="y", visible=True)
    style.whole_numbers(axes, "y")
    style.legend_above(axes, min(4, len(wide.columns)))
    return figure


def shares(table: pd.DataFrame, rows: str, parts: str, order: list[str] | None = None) -> Figure:
    """Draw one bar a row, divided into parts that add up to 100 %.

    ``table``: columns ``rows``, ``parts``, n. The n of each row stands at its end; parts under 6 %
    carry no number.

    >>> from analysis import chart, measures, prepare
    >>> table = measures.articles_by(prepare("data/raw/demo"), "outlet", "genre")
    >>> chart.shares(table, rows="outlet", parts="genre")
    <Chart size ...>
    """
    wide = table.pivot_table(index=rows, columns=parts, values="n", aggfunc="sum", fill_value=0)
    wide = wide[list(dict.fromkeys([*(part for part in order or [] if part in wide), *wide.columns]))]
    wide = wide.loc[wide.sum(axis=1) > 0]
    totals = wide.sum(axis=1)
    figure, axes = style.canvas(style.rows_height(len(wide)) + 0.3)
    places = np.arange(len(wide))[::-1]
    left = np.zeros(len(wide))
    for number, part in enumerate(wide.columns):
        values = (wide[part] / totals).to_numpy()
        colour = style.COLOURS[number % len(style.COLOURS)]
        axes.barh(places, values, 0.66, left, color=colour, label=style.short(part))
        for place, value, start in zip(places, values, left, strict=True):
            if value >= 0.06:
                axes.text(
                    start + value / 2, place, wording.percent(value), ha="center", va="center",
                    color="white", fontsize=8.5,
                )  # fmt: skip
        left += values
    for place, total in zip(places, totals, strict=True):
        axes.text(1.01, place, f"n = {wording.number(total)}", va="center", fontsize=8.5, color="#555555")
    axes.set_yticks(places, [style.short(name) for name in wide.index])
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    style.percent_axis(axes)
    axes.spines["left"].set_visible(False)
    style.legend_above(axes, min(5, len(wide.columns)))
    return figure


def top_speakers(table: pd.DataFrame) -> Figure:
    """Draw the most quoted speakers as bars, coloured by type.

    ``table`` as ``measures.top_speakers`` gives it: name, speaker_type, statements, words.

    >>> from analysis import chart, prepare, top_speakers
    >>> chart.top_speakers(top_speakers(prepare("data/raw/demo")))
    <Chart size ...>
    """
    figure, axes = style.canvas(style.rows_height(len(table), 0.34) + 0.5)
    places = np.arange(len(table))[::-1]
    kinds = table["speaker_type"].fillna("unknown")
    colours = style.colours(list(kinds))
    axes.barh(places, table["statements"], 0.7, color=[colours[kind] for kind in kinds])
    for place, count, words in zip(places, table["statements"], table["words"], strict=True):
        axes.text(
            count, place, _amount(count, words),
            va="center", fontsize=8.5, color="#555555",
        )  # fmt: skip
    axes.set_yticks(places, [style.short(name) for name in table["name"]])
    axes.set_xlim(0, max(table["statements"], default=1) * 1.28)
    style.whole_numbers(axes, "x")
    axes.set_xlabel(wording.say("axis_statements"))
    handles = [Patch(color=colour, label=wording.label(kind)) for kind, colour in colours.items()]
    axes.legend(handles=handles, loc="lower right", frameon=False, fontsize=8.5)
    return figure


def _amount(statements: int, words: int) -> str:
    written = wording.say("n_words_written", n=wording.number(words))
    return f" {wording.number(statements)}  ({written})"
