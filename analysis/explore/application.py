"""The app of notebooks/erkunden.ipynb: filters on the left, what they leave on the right, all linked.

Every change of a filter asks the Index and redraws bars and list; charts with intervals are drawn when
they are asked for, because a chart takes longer than a click may.
"""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets
import numpy as np

from analysis import paths, wording
from analysis.annotation.corrected import STALE
from analysis.corrections import file_of
from analysis.errors import InputError
from analysis.explore.filters import Filters
from analysis.explore.index import Index
from analysis.explore.overview import Overview
from analysis.explore.reading import Reading
from analysis.explore.tables import Articles, Methods, Places
from analysis.explore.taking import Taking
from analysis.partitions import AnyCorpus, in_memory
from analysis.preparation import prepare
from analysis.selection import select
from analysis.tables import Corpus

NOTHING = "Zu dieser Auswahl passt kein Artikel. Eine Bedingung weglassen, etwa das Thema oder den Zeitraum."
SAVED = " Berichtigungen sind gesichert; in den Zahlen stehen sie nach dem nächsten Öffnen."


def app(
    corpus: str = "data/raw/demo", whole: AnyCorpus | None = None, date_from: str = "", date_to: str = ""
) -> App:
    """Return the app on ``corpus`` (a folder), with the corrections beside the articles in it.

    ``whole`` may be the prepared corpus where it is at hand already; ``date_from`` and ``date_to`` are days
    as in ``select``, for a part of a corpus that is too large as a whole. InputError as in ``prepare``.

    >>> from analysis.explore import app
    >>> app("data/raw/demo").status.value  # in a notebook the app itself is shown
    '<p role="status" ...131 von 131 Artikeln...'
    """
    found = prepare(corpus) if whole is None else whole
    return App(corpus, in_memory(select(found, date_from=date_from, date_to=date_to)), (date_from, date_to))


class App:
    """The widgets and what is chosen in them: ``widget`` is the whole, ``keep`` marks the chosen articles."""

    def __init__(self, name: str, whole: Corpus, period: tuple[str, str] = ("", "")) -> None:
        stale = int((whole.notes["step"] == STALE).sum())
        self._note = f" {stale} Berichtigungen fanden ihre Stelle nicht mehr." if stale else ""
        self.index = Index(whole)
        self.keep = np.ones(len(self.index.articles), bool)
        self.status = widgets.HTML()
        self.status.add_class("ps-status")
        self.filters = Filters(self.index, self.refresh, period)
        self.overview = Overview(self.chosen, self._clicked)
        self.articles = Articles(self.read)
        self.reading = Reading(whole, self.index.frames, file_of(paths.inside(name)), self._saved)
        self.places = Places(self.chosen, self.read)
        self.methods = Methods(self.chosen, self.read, lambda: self.reading.corrections)
        self.taking = Taking(name, self.index.corpus, self.chosen, lambda: self.reading.corrections)
        panes: dict[str, Any] = {
            "Überblick": self.overview,
            "Artikel": self.articles,
            "Lesen und codieren": self.reading,
            "Stellen im Text": self.places,
            "Methoden": self.methods,
            "Mitnehmen": self.taking,
        }
        self._titles = list(panes)
        growing = {"flex": "1 1 auto", "min_width": "0"}
        self.tabs = widgets.Tab([p.widget for p in panes.values()], titles=self._titles, layout=growing)
        self.tabs.observe(lambda _: self._turned(), "selected_index")
        self._turned()
        right = widgets.VBox([self.status, self.tabs], layout=growing)
        self.widget = widgets.HBox([self.filters.widget, right])
        self.refresh()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.widget)

    def refresh(self) -> None:
        """Show what fits the filters; a sentence where the choice is wrong or nothing fits."""
        choice = self.filters.choice()
        try:
            self.keep = self.index.fits(choice)
        except InputError as error:
            self._say(html.escape(str(error)), wrong=True)
            return
        chosen = self.index.articles[self.keep]
        found = f"<b>{wording.number(len(chosen))} von {wording.number(len(self.keep))} Artikeln</b>"
        stories = wording.number(chosen["story_id"].nunique())
        self._say(
            f"{found} in {stories} Geschichten.{self._note}" if len(chosen) else NOTHING, not len(chosen)
        )
        self.overview.show(self.index.counts(self.keep))
        self.articles.list(chosen)
        self.taking.show(choice)

    def chosen(self) -> Corpus:
        """Return the chosen articles with all their tables, corrections included."""
        return self.index.corpus_of(self.keep)

    def read(self, article_id: str, *place: Any) -> None:
        """Open an article in the reader (at a place, see ``Reading.open``)."""
        self.reading.open(article_id, *place)
        self._turn_to("Lesen und codieren")

    def _clicked(self, kind: str, key: str, title: str) -> None:
        behind = self.index.behind(kind, key, self.keep)
        self.articles.list(self.index.articles[behind], f"{title}: {self.index.label(kind, key)}")
        self._turn_to("Artikel")

    def _turned(self) -> None:
        self.articles.turn(self._titles[self.tabs.selected_index or 0] == "Artikel")

    def _turn_to(self, title: str) -> None:
        self.tabs.selected_index = self._titles.index(title)

    def _say(self, text: str, wrong: bool = False) -> None:
        colour = "#a3250f" if wrong else "inherit"
        self.status.value = f'<p role="status" style="color:{colour}">{text}</p>'

    def _saved(self) -> None:
        self.taking.keep_sheets()
        self._note = SAVED
