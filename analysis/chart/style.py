"""The one style of all charts: size, colours that colour-blind readers can tell apart, German numbers."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis import wording

# Okabe & Ito 2008 without the yellow that vanishes on white
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#4d4d4d", "#8C6D46")
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "*")
NEGATIVE, POSITIVE, QUIET, INK = "#C8553D", "#2C7FB8", "#8a8a8a", "#222222"
WIDTH = 8.0  # inches
LONGEST = 34  # characters of a label before it is cut

RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9a9a9a",
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "grid.color": "#e3e3e3",
    "svg.fonttype": "path",
    "svg.hashsalt": "pressespiegel",
    "figure.dpi": 100,
}


class Chart(Figure):
    """A figure that shows itself in a notebook, without pyplot and the state it keeps.

    ``places`` remembers where each bar, cell or point stands (see ``place``), so that the page can lead
    from it to its evidence.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.places: list[tuple[Axes, dict[str, object], tuple[float, float, float, float], float]] = []

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with rc_context(RC):
            self.savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of the suite's width and the given height in inches, with its axes."""
    with rc_context(RC):
        figure = Chart(figsize=(WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
    return figure, axes


def panels(count: int, height: float, share: bool = True) -> tuple[Figure, list[Axes]]:
    """Return a figure with ``count`` panels, two side by side.

    ``height`` is one panel's in inches; ``share`` gives all the same axes.
    """
    columns = min(2, count)
    lines = -(-count // columns)
    with rc_context(RC):
        figure = Chart(figsize=(WIDTH, min(20.0, height * lines)), layout="constrained")
        grid = figure.subplots(lines, columns, sharex=share, sharey=share, squeeze=False)
    flat = [axes for row in grid for axes in row]
    for axes, above in zip(flat[count:], flat[count - columns :], strict=False):
        axes.set_visible(False)
        above.xaxis.set_tick_params(labelbottom=True)  # no panel below bears its figures
    return figure, flat[:count]


def settle(figure: Figure, dpi: int) -> None:
    """Place axes and labels for good: each drawing would place them anew, and draw all twice to do so."""
    if (engine := figure.get_layout_engine()) is not None:
        kept, figure.dpi = figure.dpi, dpi  # the more dots, the nearer are widths of letters to those in SVG
        engine.execute(figure)
        figure.set_layout_engine(None)  # not "none", which savefig takes for a reason to draw twice
        figure.dpi = kept


def place(
    axes: Axes, key: dict[str, object], left: float, right: float, low: float, high: float, margin: float = 0
) -> None:
    """Remember what stands in an area of ``axes`` (in the units of the data, ``margin`` in points more).

    ``key`` names the row of the table, by the columns that tell it from the others. A suppressed figure
    (nan) is not drawn and has no place.
    """
    figure = axes.get_figure()
    if isinstance(figure, Chart) and np.isfinite([left, right, low, high]).all():
        figure.places.append((axes, key, (left, right, low, high), margin))


def areas(figure: Figure) -> list[tuple[dict[str, object], list[float]]]:
    """Return key and area (left, top, width, height, each 0..1 of the drawn ``figure``) of each place."""
    wide, tall = figure.bbox.width, figure.bbox.height
    found = []
    for axes, key, (left, right, low, high), margin in getattr(figure, "places", ()):
        (x0, y0), (x1, y1) = axes.transData.transform([(left, low), (right, high)])
        more = margin * figure.dpi / 72
        x0, x1 = min(x0, x1) - more, max(x0, x1) + more
        y0, y1 = min(y0, y1) - more, max(y0, y1) + more
        area = [x0 / wide, 1 - y1 / tall, (x1 - x0) / wide, (y1 - y0) / tall]
        found.append((key, [round(float(part), 4) for part in area]))
    return found


def rows_height(rows: int, per_row: float = 0.42) -> float:
    """Return the height in inches of a chart with ``rows`` rows."""
    return min(14.0, 1.2 + per_row * max(rows, 2))


def colours(values: Sequence[object]) -> dict[object, str]:
    """Return a colour for each value, the same in every chart that shows the same values."""
    return {value: COLOURS[i % len(COLOURS)] for i, value in enumerate(sorted(set(values), key=str))}


def short(text: object) -> str:
    """Return the label of a value, cut where it is too long for a chart."""
    whole = " ".join(_drawable(wording.label(text)).split())
    cut = whole if len(whole) <= LONGEST else whole[: LONGEST - 1].rstrip() + "…"
    if cut.startswith("_"):
        cut = f" {cut}"  # matplotlib leaves such names out of a legend
    # between two dollar signs matplotlib reads mathematics, and stops where it is none
    return cut.replace("$", r"\$")


def _drawable(text: str) -> str:
    """Return ``text`` without the pictures that the font lacks: it would draw boxes over their neighbours."""
    known = _glyphs()
    pictures = ("So", "Mn", "Cf", "Sk")
    kept = (c for c in text if ord(c) in known or unicodedata.category(c) not in pictures)
    return "".join(kept).replace("\ufe0f", "")  # the sign that a picture is meant


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=RC["font.family"]))).get_charmap())


def on(colour: str) -> str:
    """Return the colour of letters that can be read on ``colour``: white, or ink on a light one."""
    red, green, blue = to_rgb(colour)
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.53 else INK


def percent_axis(axes: Axes, which: str = "x") -> None:
    """Write the ticks of an axis of shares as per cent."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))  # never 2.5: ticks are whole per cents
    axis.set_major_formatter(FuncFormatter(lambda value, _: wording.percent(abs(value), _digits(value))))


def _digits(share: float) -> int:
    """Return how many decimals a tick in per cent needs: none unless all shares are tiny."""
    return next((n for n in (0, 1) if abs(100 * share - round(100 * share, n)) < 1e-9), 2)


def time_label(day: pd.Timestamp, unit: str) -> str:
    """Return a short label for the week, month or year that begins on ``day``."""
    if unit == "week":
        return wording.date(day, "short")
    return f"{day:%Y}" if unit == "year" else f"{day.month}/{day:%y}"


def whole_numbers(axes: Axes, which: str, most: int = 6) -> None:
    """Put ticks at whole numbers only, ``most`` of them and one more."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=most, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: wording.number(value)))


def legend_above(axes: Axes, columns: int) -> None:
    """Put the legend above the plot, where it hides nothing; its entries read line by line."""
    handles, names = axes.get_legend_handles_labels()
    order = [n for first in range(columns) for n in range(first, len(handles), columns)]
    axes.legend(
        [handles[n] for n in order],
        [names[n] for n in order],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns,
        frameon=False,
        borderaxespad=0.2,
        fontsize=9,
    )
