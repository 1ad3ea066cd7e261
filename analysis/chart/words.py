"""Charts of words: which words set one outlet apart from all others."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import wording
from analysis.chart import style


def key_words(table: pd.DataFrame, by: str = "outlet") -> Figure:
    """Draw the words most typical of each group as bars of their z score, one panel a group.

    ``table`` as ``measures.key_words`` gives it: ``by``, term, z, count, count_reference. The counts here and
    elsewhere stand behind each word.

    >>> from analysis import chart, measures, prepare
    >>> chart.key_words(measures.key_words(prepare("data/raw/demo")))
    <Chart size ...>
    """
    groups = list(dict.fromkeys(table[by]))
    most = int(table[by].value_counts().max())
    figure, panels = style.panels(len(groups), style.rows_height(most, 0.24), share=False)
    for axes, group in zip(panels, groups, strict=True):
        part = table[table[by] == group]
        places = np.arange(len(part))[::-1]
        axes.barh(places, part["z"], 0.72, color=style.COLOURS[0])
        axes.set_yticks(places, [style.short(term) for term in part["term"]])
        counts = zip(places, part["z"], part["count"], part["count_reference"], strict=True)
        for place, z, here, elsewhere in counts:
            axes.text(
                z, place, f" {wording.number(here)} : {wording.number(elsewhere)}",
                va="center", fontsize=8, color="#555555",
            )  # fmt: skip
        axes.set_ylim(len(part) - most - 0.6, len(part) - 0.4)
        axes.set_xlim(0, float(table["z"].max()) * 1.22)
        axes.set_title(style.short(group), fontsize=10, loc="left")
    figure.supxlabel(wording.say("axis_keyness"), fontsize=10)
    return figure
