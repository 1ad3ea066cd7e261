"""The overview: clickable bars at once, and on demand a chart with intervals."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets
import pandas as pd
from matplotlib.figure import Figure

from analysis import chart, measures
from analysis.chart.style import Chart
from analysis.explore.bars import Bars
from analysis.tables import Corpus

BARS = {
    "outlet": ("Artikel je Medium", "#7fb2d9"),
    "tone": ("Negativ klassifizierte Sätze", "#e3a294"),
    "frame": ("Artikel mit diesem Rahmen", "#e6c270"),
    "speaker_type": ("Aussagen nach Art der Quelle", "#9ccfb4"),
    "speaker": ("Am häufigsten zitiert (Aussagen)", "#c7b1d6"),
}


def tone(part: Corpus) -> Figure:
    """Draw the shares of negatively and positively classified sentences by outlet."""
    return chart.tone(measures.tone_by(part, "outlet"))


def frames(part: Corpus) -> Figure:
    """Draw the shares of articles with each frame by outlet."""
    table = measures.frames_by(part, "outlet")
    return chart.with_intervals(table, rows="frame", series="outlet", axis="axis_share_articles")


def sources(part: Corpus) -> Figure:
    """Draw the shares of statements by kinds of sources for each outlet."""
    return chart.share_matrix(measures.speakers_by(part, "outlet"), rows="speaker_type", columns="outlet")


def over_time(part: Corpus) -> Figure:
    """Draw the articles of each outlet over time."""
    return chart.articles_over_time(
        measures.articles_by(part, "time", "outlet"), measures.time_unit(part.articles["published_at"])
    )


CHARTS: dict[str, Callable[[Corpus], Figure]] = {
    "Tonlage je Medium": tone,
    "Rahmen je Medium": frames,
    "Arten von Quellen je Medium": sources,
    "Artikel im Zeitverlauf": over_time,
}


class Overview:
    """Five charts of clickable bars, and one chart with intervals that is drawn when asked for.

    ``clicked`` is called with the kind of a bar, its key and its title; ``chosen`` gives the corpus to draw.
    """

    def __init__(self, chosen: Callable[[], Corpus], clicked: Callable[[str, str, str], object]) -> None:
        self._chosen, self._clicked = chosen, clicked
        self.bars = {kind: self._bars(kind) for kind in BARS}
        self.which = widgets.Dropdown(options=list(CHARTS))
        self.draw = widgets.Button(description="Mit Intervallen zeichnen", layout={"width": "200px"})
        self.draw.add_class("ps-draw")
        self.draw.on_click(lambda _: self.drawn())
        self.figure = widgets.Image(format="png", layout={"max_width": "880px", "display": "none"})
        self.figure.add_class("ps-figure")
        rows = widgets.HBox([bars.widget for bars in self.bars.values()], layout={"flex_flow": "row wrap"})
        self.widget = widgets.VBox([rows, widgets.HBox([self.which, self.draw]), self.figure])

    def _bars(self, kind: str) -> Bars:
        title, colour = BARS[kind]
        return Bars(title, colour, lambda key: self._clicked(kind, key, title))

    def show(self, counts: dict[str, pd.DataFrame]) -> None:
        """Show ``counts`` (see ``Index.counts``); a chart drawn for an earlier choice goes."""
        for kind, table in counts.items():
            self.bars[kind].show(table)
        self.figure.value, self.figure.layout.display = b"", "none"

    def drawn(self) -> None:
        """Draw the chart that is asked for."""
        part = self._chosen()
        figure = CHARTS[self.which.value](part) if len(part.articles) else None
        if isinstance(figure, Chart):
            self.figure.value, self.figure.layout.display = figure._repr_png_(), "block"
