"""Charts of matrices: shares or counts as a heat map with the number in every cell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style
from analysis.errors import InputError, nearest
from analysis.measures import speakers_by
from analysis.tables import Corpus

FEWEST_EXPECTED = 3.7  # Poisson: with so many expected, none at all happens in 2.5 % of cases
MOST_COLUMNS = 10  # of a heat map that has fewer rows
MOST_ACROSS = 7  # names side by side that need no turning
_WORSE_TO_BETTER = LinearSegmentedColormap.from_list("apart", ["#c8631f", "#f4f5f6", "#0b5a8c"])
_WHITE_TO_BLUE = LinearSegmentedColormap.from_list("quiet", ["#f7f9fb", "#0b5a8c"])


def speakers(corpus: Corpus, by: str = "outlet", column: str = "speaker_type") -> Figure:
    """Draw who gets to speak in ``corpus``: what share of the statements each kind of speaker has.

    ``by`` is what stands side by side: outlet, genre, section or time; ``column`` what is told apart:
    speaker_type, speaker_gender, speaker_naming, speaker_party or type. InputError for anything else.

    >>> from analysis import chart, prepare
    >>> figure = chart.speakers(prepare("data/raw/demo"), by="outlet")
    >>> [label.get_text() for label in figure.axes[0].get_xticklabels()][0]
    'Abendblitz'
    """
    choices = {
        "by": (by, ("outlet", "genre", "section", "time")),
        "column": (column, ("speaker_type", "speaker_gender", "speaker_naming", "speaker_party", "type")),
    }
    for name, (given, known) in choices.items():
        if given not in known:
            hint = nearest(given, known)
            raise InputError(f"{name}: „{given}“ geht nicht; möglich sind {', '.join(known)}.{hint}")
    return share_matrix(speakers_by(corpus, by, column=column), rows=column, columns=by)


def share_matrix(table: pd.DataFrame, rows: str, columns: str) -> Figure:
    """Draw the shares of ``table`` (``rows``, ``columns``, value, stories) as a heat map.

    The largest rows stand on top. Cells that rest on fewer than ten stories stand in brackets.

    >>> from analysis import chart, measures, prepare
    >>> table = measures.frames_by(prepare("data/raw/demo"), "outlet")
    >>> chart.share_matrix(table, rows="frame", columns="outlet")
    <Chart size ...>
    """
    values = table.pivot_table(index=rows, columns=columns, values="value", observed=True)
    order = values.mean(axis=1).sort_values(ascending=False).index
    small = table.pivot_table(index=rows, columns=columns, values="stories", observed=True) < 10
    return heat_map(values.loc[order], small=small.loc[order])


def lift_matrix(table: pd.DataFrame) -> Figure:
    """Draw how much likelier each type of speaker is to carry each frame; what is not told stays empty.

    ``table`` as ``framing.sponsorship`` gives it. Blue is likelier than any statement, orange less likely;
    lifts whose interval includes 1, or that have none, stand in brackets without a colour, and so do zeros
    where fewer than FEWEST_EXPECTED statements would be expected, since none among so few may be chance.

    >>> from analysis import chart, measures, prepare
    >>> chart.lift_matrix(measures.sponsorship(prepare("data/raw/demo")))
    <Chart size ...>
    """
    told = table[table["told"]]
    kinds = list(dict.fromkeys(told.sort_values("quotes", ascending=False, kind="stable")["speaker_type"]))
    by_chance = (told["with_frame"] == 0) & (told["quotes"] * told["base"] < FEWEST_EXPECTED)
    told = told.assign(unsure=~((told["low"] > 1) | (told["high"] < 1)) | by_chance)
    values = told.pivot_table(index="speaker_type", columns="frame", values="lift", sort=False).loc[kinds]
    unsure = (
        told.pivot_table(index="speaker_type", columns="frame", values="unsure", sort=False).loc[kinds] != 0
    )
    shades = values.clip(0.25, 4).astype(float).map(np.log2).mask(unsure, 0.0)
    return _drawn(
        values, shades, _WORSE_TO_BETTER, (-2, 2), lambda lift: f"{wording.number(lift, 1)}×", unsure
    )


def difference_matrix(table: pd.DataFrame) -> Figure:
    """Draw the differences of many outlets in percentage points; those that do not stand are in brackets.

    ``table`` as ``measures.differences`` gives it: outlet, figure, difference, stands.

    >>> from analysis import chart, measures, prepare
    >>> chart.difference_matrix(measures.differences(prepare("data/raw/demo")))
    <Chart size ...>
    """
    told = table.assign(unsure=~table["stands"].astype(bool))
    values = told.pivot_table(index="outlet", columns="figure", values="difference", sort=False)
    unsure = told.pivot_table(index="outlet", columns="figure", values="unsure", sort=False) != 0
    reach = float(np.nanmax(values.abs().to_numpy())) or 1.0
    return _drawn(
        values, values.mask(unsure, 0.0), _WORSE_TO_BETTER, (-reach, reach),
        lambda gap: wording.number(100 * gap, sign=True), unsure,
    )  # fmt: skip


def heat_map(matrix: pd.DataFrame, cells: str = "share", small: pd.DataFrame | None = None) -> Figure:
    """Draw a matrix with its numbers: ``cells`` is "share" (0..1, in per cent) or "count".

    ``small`` marks cells (True) that rest on few articles; they are shown in brackets. The names of index
    and columns are those of the table's columns.

    >>> from analysis import chart, prepare, quoting
    >>> chart.heat_map(quoting(prepare("data/raw/demo")), cells="count")
    <Chart size ...>
    """
    top = float(np.nanmax(matrix.to_numpy(float))) if np.isfinite(matrix.to_numpy(float)).any() else 1.0
    write = wording.percent if cells == "share" else wording.number
    unsure = small if small is not None else matrix.isna()
    return _drawn(matrix, matrix, _WHITE_TO_BLUE, (0, top or 1.0), write, unsure)


def _drawn(
    values: pd.DataFrame,
    shades: pd.DataFrame,
    colours: LinearSegmentedColormap,
    reach: tuple[float, float],
    write: Callable[[float], str],
    unsure: pd.DataFrame,
) -> Figure:
    """Draw ``values`` as text on ``shades``; many columns and few rows change places."""
    if values.shape[1] > max(MOST_COLUMNS, values.shape[0]):
        values, shades, unsure = values.T, shades.T, unsure.T
    figure, axes = style.canvas(style.rows_height(len(values), 0.36) + 0.5)
    axes.imshow(shades.to_numpy(float), cmap=colours, vmin=reach[0], vmax=reach[1], aspect="auto")
    paint = colours((shades.to_numpy(float) - reach[0]) / (reach[1] - reach[0]))
    for (row, column), value in np.ndenumerate(values.to_numpy(float)):
        key: dict[str, object] = {
            str(values.index.name): values.index[row],
            str(values.columns.name): values.columns[column],
        }
        style.place(axes, key, column - 0.5, column + 0.5, row - 0.5, row + 0.5)
        text = "–" if np.isnan(value) else write(value)
        text = f"({text})" if unsure.iat[row, column] and not np.isnan(value) else text
        ink = style.on(to_hex(tuple(paint[row, column])))
        axes.text(column, row, text, ha="center", va="center", fontsize=9, color=ink)
    axes.set_xticks(range(values.shape[1]), [_wrapped(name) for name in values.columns])
    if values.shape[1] > MOST_ACROSS:
        axes.tick_params("x", labelrotation=40)
        for label in axes.get_xticklabels():
            label.set(ha="left", rotation_mode="anchor", fontsize=9)
    axes.set_yticks(range(values.shape[0]), [style.short(name) for name in values.index])
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    axes.grid(visible=False)
    axes.set_xticks(np.arange(values.shape[1] - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(values.shape[0] - 1) + 0.5, minor=True)
    axes.tick_params(which="minor", length=0)
    axes.grid(which="minor", axis="both", color="white", linewidth=1.5)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def _wrapped(name: object) -> str:
    text = style.short(name)
    return text.replace(" ", "\n", 1) if len(text) > 12 else text
