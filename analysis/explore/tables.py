"""Tables to pick from: a picked row opens its article."""

from __future__ import annotations

import html
import time
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import pandas as pd
from itables.widget import ITable

from analysis import wording
from analysis.corrections import WORDS, Corrections
from analysis.errors import InputError
from analysis.explore.methods import disagreements
from analysis.kwic import concordance
from analysis.selection import ZONE
from analysis.tables import Corpus

LISTED = 500  # rows shown; the number of all stands above
COMPARED = 300  # articles that two methods are compared on at once
SETTING_UP = 30  # seconds in which a browser, however busy, has set up a table
GERMAN = {
    "search": "Suchen:",
    "info": "_START_ bis _END_ von _TOTAL_",
    "infoEmpty": "",
    "infoFiltered": "(aus _MAX_)",
    "lengthMenu": "_MENU_ Zeilen",
    "zeroRecords": "Nichts gefunden",
    "emptyTable": "Nichts zu zeigen",
}
OPTIONS: dict[str, Any] = {
    "select": "single",
    "maxBytes": 0,
    "showIndex": False,
    "pageLength": 15,
    "lengthMenu": [15, 50, 150],
    "style": "table-layout:auto;width:100%;margin:0",
    "classes": "display compact",
    "language": GERMAN,
}
Open = Callable[..., object]  # called with an article_id, and a place in it where the row has one


class Table(ITable):
    """An ITable that a browser gets whole, not empty and then filled.

    anywidget (0.11) gives a browser two seconds to set one up; a message that comes before and has waited
    for longer is lost, with an error on the console.
    """

    _whole = False

    def __init__(self, rows: pd.DataFrame, **options: Any) -> None:
        super().__init__(rows, **options)
        self._whole = True
        self.open()

    def open(self) -> None:
        """Send it, once it is whole."""
        if self._whole:
            super().open()


class PickTable:
    """A table with a heading; a click on a row calls ``opened`` with its article_id."""

    def __init__(self, heading: str, opened: Open) -> None:
        self.heading = widgets.HTML(heading)
        self._rows: list[tuple[Any, ...]] = []
        self._opened = opened
        self._place = widgets.VBox()
        self._replaced: list[tuple[float, widgets.Widget]] = []
        self._waiting: pd.DataFrame | None = None
        self._seen = True
        self.widget = widgets.VBox([self.heading, self._place])
        self.widget.add_class(f"ps-{type(self).__name__.lower()}")

    def show(self, heading: str, rows: pd.DataFrame, columns: dict[str, Any]) -> None:
        """Show ``columns`` (heading -> values); a picked row opens what stands in that row of ``rows``."""
        self._rows = list(rows.head(LISTED).itertuples(index=False, name=None))
        cut = f" Gezeigt sind die ersten {LISTED}." if len(rows) > LISTED else ""
        self.heading.value = f"<p>{heading}{cut}</p>"
        self._waiting = pd.DataFrame(
            {name: pd.Series(values).head(LISTED).to_numpy() for name, values in columns.items()}
        )
        self._draw()

    def turn(self, seen: bool) -> None:
        """Say whether the table can be seen: one that cannot is drawn when it can."""
        self._seen = seen
        self._draw()

    def _draw(self) -> None:
        if self._waiting is None or not self._seen:
            return
        # a new table each time: one that is updated (itables 2.9) no longer tells which row is picked
        table, self._waiting = Table(self._waiting, **OPTIONS), None
        table.observe(self._picked, "selected_rows")
        now = time.monotonic()
        self._replaced += [(now, widget) for widget in self._place.children]
        self._place.children = (table,)
        # not sooner: one that is closed while a browser sets it up is an error there
        for _, widget in (old for old in self._replaced if now - old[0] > SETTING_UP):
            widget.close()
        self._replaced = [old for old in self._replaced if now - old[0] <= SETTING_UP]

    def _picked(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self._opened(*self._rows[change["new"][0]])


class Articles(PickTable):
    """The list of articles."""

    def __init__(self, opened: Open) -> None:
        super().__init__("", opened)

    def list(self, articles: pd.DataFrame, what: str = "") -> None:
        """Show ``articles`` in the order of their days; ``what`` says what they have in common."""
        chosen = articles.sort_values("published_at", kind="stable")
        about = f"{html.escape(what)} – " if what else ""
        self.show(
            f"<b>{about}{wording.number(len(chosen))} Artikel.</b> Eine Zeile anklicken, um zu lesen.",
            chosen[["article_id"]],
            {
                "Tag": chosen["published_at"].dt.tz_convert(ZONE).dt.strftime("%Y-%m-%d").fillna(""),
                "Medium": chosen["outlet"],
                "Genre": chosen["genre"].map(wording.label),
                "Überschrift": chosen["title"],
                "Wörter": chosen["n_words"],
            },
        )


class Places(PickTable):
    """The concordance: a pattern, and every place where it occurs in the chosen articles."""

    def __init__(self, chosen: Callable[[], Corpus], opened: Open) -> None:
        super().__init__("Ein Wort eingeben; * steht für beliebige Buchstaben, {a,b} für a oder b.", opened)
        self.pattern = widgets.Text(placeholder="Rüc{k,ken}*", continuous_update=False)
        self.pattern.add_class("ps-pattern")
        self.pattern.observe(lambda _: self.search(), "value")
        self._chosen = chosen
        self.widget.children = (self.pattern, *self.widget.children)

    def search(self) -> None:
        """Look the pattern up in what is chosen."""
        if not self.pattern.value.strip():
            return
        try:
            hits = concordance(self._chosen(), self.pattern.value)
        except InputError as error:
            self.heading.value = html.escape(str(error))
            return
        heading = f"<b>{wording.number(len(hits))} Stellen in {hits['article_id'].nunique()} Artikeln.</b>"
        names = {"davor": "left", "Treffer": "hit", "danach": "right", "Medium": "outlet"}
        self.show(heading, hits[["article_id"]], {name: hits[column] for name, column in names.items()})


class Methods(PickTable):
    """Where the two methods of finding quotes disagree, to work through."""

    def __init__(
        self, chosen: Callable[[], Corpus], opened: Open, corrections: Callable[[], Corrections]
    ) -> None:
        super().__init__("Wo sich die beiden Zitaterkennungen widersprechen, lohnt das Nachlesen.", opened)
        self.compare = widgets.Button(description="model und rules vergleichen", layout={"width": "220px"})
        self.compare.on_click(lambda _: self.work())
        self._chosen, self._corrections = chosen, corrections
        self.widget.children = (self.compare, *self.widget.children)

    def work(self) -> None:
        """Annotate what is chosen by both methods and list the disagreements."""
        part = self._chosen()
        asked = part.of(part.articles["article_id"].head(COMPARED))
        self.heading.value = f"{len(asked.articles)} Artikel werden ausgewertet …"
        every = disagreements(asked)
        judged = {(v.artikel, v.wortlaut[:WORDS]) for v in self._corrections().quotes}
        pairs = zip(every["article_id"], every["content"].str[:WORDS], strict=True)
        found = every[[pair not in judged for pair in pairs]]
        first = f" (den ersten {COMPARED} der Auswahl)" if len(part.articles) > COMPARED else ""
        done = f" Dazu {len(every) - len(found)} schon beurteilte." if len(every) > len(found) else ""
        heading = f"<b>{len(found)} Unterschiede in {len(asked.articles)} Artikeln{first}.</b>{done}"
        names = {
            "Unterschied": "kind",
            "Stelle": "content",
            "model": "first",
            "rules": "second",
            "Medium": "outlet",
        }
        # where rules alone found a quote its type stands in "second"
        places = found.assign(type=found["second"].where(found["kind"] == "nur rules", "Direct"))
        columns = {name: found[column] for name, column in names.items()}
        self.show(heading, places[["article_id", "start", "content", "type"]], columns)
