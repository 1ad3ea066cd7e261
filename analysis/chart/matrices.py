"""Charts of matrices: shares or counts as a heat map with the number in every cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style
from analysis.errors import InputError, nearest
from analysis.measures import speakers_by
from analysis.tables import Corpus

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

    ``table`` as ``framing.sponsorship`` gives it. Lifts whose interval includes 1 stand in brackets.

    >>> from analysis import chart, measures, prepare
    >>> chart.lift_matrix(measures.sponsorship(prepare("data/raw/demo")))
    <Chart size ...>
    """
    told = table[table["told"]]
    values = told.pivot_table(index="speaker_type", columns="frame", values="lift")
    unsure = told.assign(unsure=(told["low"] <= 1) & (told["high"] >= 1))
    small = unsure.pivot_table(index="speaker_type", columns="frame", values="unsure") > 0
    return heat_map(values, cells="lift", small=small)


def heat_map(matrix: pd.DataFrame, cells: str = "share", small: pd.DataFrame | None = None) -> Figure:
    """Draw a matrix with its numbers: ``cells`` is "share" (0..1, in per cent), "count" or "lift".

    ``small`` marks cells (True) that rest on few articles; they are shown in brackets.

    >>> from analysis import chart, prepare, quoting
    >>> chart.heat_map(quoting(prepare("data/raw/demo")), cells="count")
    <Chart size ...>
    """
    values = matrix.to_numpy(float)
    figure, axes = style.canvas(style.rows_height(len(matrix), 0.36) + 0.5)
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    axes.imshow(values, cmap=_WHITE_TO_BLUE, vmin=0, vmax=top or 1.0, aspect="auto")
    thin = small.to_numpy(bool) if small is not None else np.zeros(values.shape, bool)
    for (row, column), value in np.ndenumerate(values):
        text = wording.percent(value) if cells == "share" else wording.number(value, int(cells == "lift"))
        text = f"({text})" if thin[row, column] else text
        colour = "white" if value > 0.55 * top else style.INK
        axes.text(column, row, text, ha="center", va="center", fontsize=9, color=colour)
    axes.set_xticks(range(matrix.shape[1]), [_wrapped(name) for name in matrix.columns])
    axes.set_yticks(range(matrix.shape[0]), [style.short(name) for name in matrix.index])
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def _wrapped(name: object) -> str:
    text = style.short(name)
    return text.replace(" ", "\n", 1) if len(text) > 12 else text
