"""The flow of texts: from agencies and first printers on the left to the outlets on the right."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis import wording
from analysis.chart import style

GAP = 0.03  # between two ends of the same side, as a part of the whole height
LEFT, RIGHT, WIDE = 0.0, 1.0, 0.03


def flow(table: pd.DataFrame) -> Figure:
    """Draw bands from each source (left) to each outlet (right), as thick as the articles are many.

    ``table`` as ``measures.flows`` gives it: source, outlet, n.

    >>> from analysis import chart, measures, prepare
    >>> chart.flow(measures.flows(prepare("data/raw/demo")))
    <Chart size ...>
    """
    sources = table.groupby("source")["n"].sum().sort_values(ascending=False, kind="stable")
    outlets = table.groupby("outlet")["n"].sum().sort_values(ascending=False, kind="stable")
    most = max(len(sources), len(outlets))
    figure, axes = style.canvas(min(12.0, max(2.4, 0.45 * most + 1.0)))
    colours = style.colours(list(sources.index))
    left, right = _stacked(sources), _stacked(outlets)
    whole = int(table["n"].sum())
    for source in sources.index:
        for outlet in outlets.index:
            n = int(table.loc[(table["source"] == source) & (table["outlet"] == outlet), "n"].sum())
            if n:
                tall, start, end = n / whole, left[source], right[outlet]
                _band(axes, start, end, tall, colours[source])
                key: dict[str, object] = {"source": source, "outlet": outlet}
                style.place(axes, key, 0.8, RIGHT, end - tall, end, margin=1)
                style.place(axes, key, LEFT, 0.2, start - tall, start, margin=1)
                left[source], right[outlet] = start - tall, end - tall
    _names(axes, sources, LEFT, colours)
    _names(axes, outlets, RIGHT, {})
    axes.set_xlim(-0.45, 1.45)
    axes.set_ylim(-GAP * most, 1 + GAP)
    axes.set_axis_off()
    return figure


def _stacked(sums: pd.Series) -> dict[object, float]:
    """Return the upper end of each name, from the top down."""
    shares = sums.to_numpy(float) / float(sums.sum())
    tops = 1 - (shares.cumsum() - shares) - GAP * np.arange(len(sums))
    return dict(zip(sums.index, tops.tolist(), strict=True))


def _band(axes: Axes, start: float, end: float, tall: float, colour: str) -> None:
    upper = [(LEFT, start), (0.5, start), (0.5, end), (RIGHT, end)]
    lower = [(RIGHT, end - tall), (0.5, end - tall), (0.5, start - tall), (LEFT, start - tall)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    shape = Path([*upper, *lower, upper[0]], codes)
    axes.add_patch(PathPatch(shape, facecolor=colour, alpha=0.55, linewidth=0))


def _names(axes: Axes, sums: pd.Series, side: float, colours: dict[object, str]) -> None:
    """Draw the ends of the bands on one side, each with its name and number."""
    tops = _stacked(sums)
    begin, away, align = (-WIDE, -0.05, "right") if side == LEFT else (RIGHT, 0.05, "left")
    for name, n in sums.items():
        tall = n / float(sums.sum())
        axes.add_patch(
            Rectangle((begin, tops[name] - tall), WIDE, tall, facecolor=colours.get(name, style.QUIET))
        )
        text = f"{style.short(name)}  {wording.number(n)}"
        axes.text(side + away, tops[name] - tall / 2, text, ha=align, va="center", fontsize=9.5)
