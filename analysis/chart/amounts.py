"""Charts of amounts: shares that add up to a whole, the most quoted speakers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis import wording
from analysis.chart import style


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
        for place, name, value, start in zip(places, wide.index, values, left, strict=True):
            style.place(axes, {rows: name, parts: part}, start, start + value, place - 0.33, place + 0.33)
            if value >= 0.06:
                axes.text(
                    start + value / 2, place, wording.percent(value), ha="center", va="center",
                    color=style.on(colour), fontsize=8.5,
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
    """Draw the most quoted speakers: their statements as bars coloured by type, beside it their words.

    ``table`` as ``measures.top_speakers`` gives it: speaker_id, name, speaker_type, statements, words.

    >>> from analysis import chart, prepare, top_speakers
    >>> chart.top_speakers(top_speakers(prepare("data/raw/demo")))
    <Chart size ...>
    """
    figure, (said, worded) = style.panels(2, style.rows_height(len(table), 0.34) + 0.5, share=False)
    places = np.arange(len(table))[::-1]
    kinds = table["speaker_type"].fillna("unknown")
    colours = style.colours(list(kinds))
    for axes, column in ((said, "statements"), (worded, "words")):
        axes.barh(places, table[column], 0.7, color=[colours[kind] for kind in kinds])
        for place, speaker, count in zip(places, table["speaker_id"], table[column], strict=True):
            axes.text(count, place, f" {wording.number(count)}", va="center", fontsize=8.5, color="#555555")
            style.place(axes, {"speaker_id": speaker}, 0, count, place - 0.35, place + 0.35, margin=1)
        axes.set_xlim(0, max(table[column], default=1) * 1.18 or 1)
        axes.set_ylim(-0.6, len(table) - 0.4)
        style.whole_numbers(axes, "x", most=4)  # 100.000 and 125.000 would run into each other
        axes.set_xlabel(wording.say(f"axis_{column}"))
    said.set_yticks(places, [style.short(name) for name in table["name"]])
    worded.set_yticks([])
    handles = [Patch(color=colour, label=style.short(kind)) for kind, colour in colours.items()]
    figure.legend(
        handles=handles, loc="outside upper left", ncols=min(5, len(handles)), frameon=False, fontsize=9
    )
    return figure
