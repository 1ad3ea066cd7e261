"""The filters: widgets that together are a Choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as widgets

from analysis import wording
from analysis.explore.choice import Choice
from analysis.explore.index import Index

ALL = "alle"
MOST_SPEAKERS = 300
WIDTH = {"width": "230px"}


class Filters:
    """The widgets of the filters for one corpus; ``changed`` is called after every change.

    ``period`` are the days that the corpus was cut to: what the filters begin with.
    """

    def __init__(
        self, index: Index, changed: Callable[[], object], period: tuple[str, str] = ("", "")
    ) -> None:
        articles = index.articles
        self.outlets = _several("Medien", articles["outlet"], "outlets")
        self.sections = _several("Ressorts", articles["section"], "sections")
        self.genres = _several("Genres", articles["genre"], "genres")
        self.date_from, self.date_to = _line("vom", "JJJJ-MM-TT", "from"), _line("bis", "JJJJ-MM-TT", "to")
        self.query = _line("Thema", "brücke* fähre|boot", "query")
        self.speaker = widgets.Dropdown(options=_speakers(index), layout=WIDTH)
        frames = [(ALL, ""), *((wording.label(frame), frame) for frame in index.frames)]
        self.frame = widgets.Dropdown(options=frames, layout=WIDTH)
        counts = [("mit Kopien", "copies"), ("Geschichten", "stories")]
        self.count = widgets.ToggleButtons(options=counts, style={"button_width": "108px"}, layout=WIDTH)
        self.reset = widgets.Button(description="Alles zurücksetzen", icon="undo", layout=WIDTH)
        self._changed, self._quiet, self._period = changed, False, period
        self.date_from.value, self.date_to.value = period
        for widget in self._all():
            widget.observe(lambda _: None if self._quiet else self._changed(), "value")
        self.reset.on_click(lambda _: self.clear())
        self.widget = widgets.VBox(
            [
                *_labelled("Medien", self.outlets),
                *_labelled("Zeitraum", self.date_from, self.date_to),
                *_labelled("Thema (Wörter, die alle vorkommen)", self.query),
                *_labelled("Zitiert wird", self.speaker),
                *_labelled("Rahmen vorhanden", self.frame),
                *_labelled("Ressorts", self.sections),
                *_labelled("Genres", self.genres),
                *_labelled("Mehrfach Gedrucktes", self.count),
                self.reset,
            ],
            layout={"width": "256px", "min_width": "256px", "padding": "0 12px 0 0"},
        )

    def _all(self) -> Iterable[Any]:
        return (self.outlets, self.sections, self.genres, self.date_from, self.date_to, self.query,
                self.speaker, self.frame, self.count)  # fmt: skip

    def choice(self) -> Choice:
        """Return what is chosen now."""
        return Choice(
            outlets=self.outlets.value,
            genres=self.genres.value,
            date_from=self.date_from.value.strip(),
            date_to=self.date_to.value.strip(),
            query=self.query.value.strip(),
            count=self.count.value,
            sections=self.sections.value,
            speaker=self.speaker.value,
            frame=self.frame.value,
        )

    def clear(self) -> None:
        """Let everything through again that is in the corpus."""
        self._quiet = True
        for widget in self._all():
            several = isinstance(widget, widgets.SelectMultiple)
            widget.value = () if several else "copies" if widget is self.count else ""
        self.date_from.value, self.date_to.value = self._period
        self._quiet = False
        self._changed()


def _several(name: str, values: Any, key: str) -> widgets.SelectMultiple:
    counts = values[values != ""].value_counts()
    options = [(f"{wording.label(value)} ({n})", value) for value, n in counts.items()]
    widget = widgets.SelectMultiple(options=options, rows=min(5, max(2, len(options))), layout=WIDTH)
    widget.add_class(f"ps-{key}")
    widget.tooltip = f"{name}: mit Strg mehrere wählen"
    return widget


def _line(name: str, placeholder: str, key: str) -> widgets.Text:
    widget = widgets.Text(placeholder=f"{name}: {placeholder}", continuous_update=False, layout=WIDTH)
    widget.add_class(f"ps-{key}")
    return widget


def _labelled(text: str, *shown: widgets.Widget) -> list[widgets.Widget]:
    return [widgets.HTML(f"<b>{text}</b>"), *shown]


def _speakers(index: Index) -> list[tuple[str, str]]:
    """Return the named speakers who are quoted most, private persons left out."""
    rows = index.speakers[(index.speakers["speaker_type"] != "citizen").to_numpy()].dropna(
        subset="speaker_id"
    )
    names = rows.groupby("speaker_id")["speaker_name"].agg(["first", "size"])
    top = names.sort_values("size", ascending=False, kind="stable").head(MOST_SPEAKERS)
    return [(ALL, ""), *((f"{name} ({n})", str(key)) for key, name, n in top.itertuples())]
