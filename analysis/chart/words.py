"""Charts of words: which words set one part of a corpus apart from another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style


def keyness(table: pd.DataFrame, first: str, second: str, n: int = 12) -> Figure:
    """Draw the ``n`` words most typical of each side as bars of their z score.

    ``table``: columns word, z (positive: typical of ``first``), count_first, count_second.
    """
    ranked = table.sort_values("z", ascending=False)
    chosen = pd.concat([ranked[ranked["z"] > 0].head(n), ranked[ranked["z"] < 0].tail(n)])
    figure, axes = style.canvas(style.rows_height(len(chosen), 0.27) + 0.4)
    places = np.arange(len(chosen))[::-1]
    colours = [style.COLOURS[0] if z > 0 else style.COLOURS[1] for z in chosen["z"]]
    axes.barh(places, chosen["z"], 0.7, color=colours)
    counts = zip(
        places, chosen["z"], chosen["word"], chosen["count_first"], chosen["count_second"], strict=True
    )
    for place, z, word, a, b in counts:
        axes.text(
            z + (0.08 if z > 0 else -0.08), place, f"{word} ({wording.number(a)} : {wording.number(b)})",
            va="center", ha="left" if z > 0 else "right", fontsize=8.5,
        )  # fmt: skip
    reach = float(chosen["z"].abs().max()) if len(chosen) else 1.0
    axes.set_xlim(-reach * 1.7, reach * 1.7)
    axes.set_yticks([])
    axes.axvline(0, color=style.INK, linewidth=0.8)
    axes.set_xlabel(wording.say("axis_keyness", first=style.short(first), second=style.short(second)))
    axes.spines["left"].set_visible(False)
    return figure
