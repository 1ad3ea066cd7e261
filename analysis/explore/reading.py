"""The reader with its panel to code and correct: verdicts on quotes, frames coded by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from analysis import tables, wording
from analysis.errors import InputError
from analysis.explore import corrections
from analysis.explore.corrections import WORDS, Corrections, QuoteVerdict
from analysis.reader import LAYERS, article_html
from analysis.tables import Corpus, missing

SHOWN = ("quote", "speaker", "cue")
LAYER_NAMES = {
    "quote": "Zitat",
    "speaker": "Sprecher",
    "cue": "Redesignal",
    "clause": "Redeeinleitung",
    "mention": "Namen",
    "polar": "Wertendes",
    "frame": "Rahmen",
}
KINDS = (
    "government", "party", "authority", "business", "civil_society", "expert", "citizen", "media",
    "culture_sport", "document", "anonymous", "other",
)  # fmt: skip
CODES = [("–", None), ("ja", 1), ("nein", 0)]


class Reading:
    """One article, highlighted, with what a reader says of its quotes and frames.

    ``path`` is the file of corrections; what is saved is written at once and stays when the notebook closes.
    """

    def __init__(self, corpus: Corpus, frames: list[str], path: Path, saved: Callable[[], object]) -> None:
        self.corpus, self.path, self._saved = corpus, path, saved
        self.corrections: Corrections = corrections.read(path)
        self.article_id = ""
        self._places: dict[str, tuple[int, int]] = {}
        self._layers = {name: _toggle(LAYER_NAMES[name], name in SHOWN) for name in LAYERS}
        self._page = widgets.HTML("<p>Einen Artikel aus der Liste wählen.</p>")
        self._page.add_class("ps-page")
        self.quote = widgets.Select(options=[], rows=8, layout={"width": "380px"})
        self.type = widgets.Dropdown(
            options=[("Typ stimmt", ""), *_labelled(tables.CHOICES["quotes", "type"])]
        )
        self.speaker = widgets.Text(placeholder="Sprecher, falls ein anderer", continuous_update=False)
        self.kind = widgets.Dropdown(options=[("Art der Quelle stimmt", ""), *_labelled(KINDS)])
        self.accept = widgets.Button(description="stimmt so", icon="check", button_style="success")
        self.reject = widgets.Button(description="ist kein Zitat", icon="times", button_style="danger")
        self.message = widgets.HTML()
        style = {"button_width": "46px", "description_width": "150px"}
        self.frames = {
            frame: widgets.ToggleButtons(options=CODES, description=wording.label(frame), style=style)
            for frame in frames
        }
        self.code = widgets.Button(description="Codierung sichern", icon="save")
        self._connect()
        panel = widgets.VBox(
            [
                widgets.HTML("<b>Zitate berichtigen</b>"), self.quote, self.type, self.speaker, self.kind,
                widgets.HBox([self.accept, self.reject]),
                widgets.HTML("<b>Rahmen codieren</b> (ist er im Artikel vorhanden?)"),
                *self.frames.values(), self.code, self.message,
            ],
            layout={"width": "400px", "min_width": "400px"},
        )  # fmt: skip
        layers = widgets.HBox(list(self._layers.values()), layout={"flex_flow": "row wrap"})
        left = widgets.VBox([layers, self._page], layout={"flex": "1 1 auto", "padding": "0 16px 0 0"})
        self.widget = widgets.HBox([left, panel])

    def _connect(self) -> None:
        for toggle in self._layers.values():
            toggle.observe(lambda _: self._draw(), "value")
        self.quote.observe(lambda _: self._fill(), "value")
        self.accept.on_click(lambda _: self._judge("richtig"))
        self.reject.on_click(lambda _: self._judge("falsch"))
        self.code.on_click(lambda _: self._code())

    def open(self, article_id: str) -> None:
        """Show the article and what was already said of it."""
        self.article_id, self.message.value = article_id, ""
        part = self.corpus.of([article_id])
        self._places = corrections.place_of(part)
        self._quotes = part.quotes.set_index("quote_id", drop=False)
        self._draw()
        self._list()
        codes = self.corrections.frames.get(article_id, {})
        for frame, toggles in self.frames.items():
            toggles.value = codes.get(frame)

    def _draw(self) -> None:
        if self.article_id:
            layers = [name for name, toggle in self._layers.items() if toggle.value]
            self._page.value = article_html(self.corpus, self.article_id, layers)

    def _list(self) -> None:
        """List the quotes with a mark for what was said of them."""
        marks = {(v.stelle, v.wortlaut): v for v in self.corrections.quotes if v.artikel == self.article_id}
        options = []
        for quote, place in sorted(self._places.items(), key=lambda item: item[1]):
            row = self._quotes.loc[quote]
            verdict = marks.get((place, str(row["content"])[:WORDS]))
            mark = "" if verdict is None else "✗ " if verdict.urteil == "falsch" else "✓ "
            who = "ohne Sprecher" if missing(row["speaker"]) else row["speaker"]
            options.append((f"{mark}{who}: {row['content'][:60]}", quote))
        kept = self.quote.value
        self.quote.options = options
        listed = [quote for _, quote in options]
        self.quote.value = kept if kept in listed else next(iter(listed), None)
        self._fill()

    def _verdict(self) -> QuoteVerdict | None:
        place = self._places.get(self.quote.value)
        return next(
            (v for v in self.corrections.quotes if (v.artikel, v.stelle) == (self.article_id, place)), None
        )

    def _fill(self) -> None:
        verdict = self._verdict()
        self.type.value = verdict.typ if verdict else ""
        self.speaker.value = verdict.sprecher if verdict else ""
        self.kind.value = verdict.art if verdict and verdict.art in KINDS else ""

    def _judge(self, said: str) -> None:
        if self.quote.value is None:
            self.message.value = "In diesem Artikel ist kein Zitat zu beurteilen."
            return
        mended = {"typ": self.type.value, "sprecher": self.speaker.value.strip(), "art": self.kind.value}
        verdict = QuoteVerdict(
            self.article_id,
            self._places[self.quote.value],
            str(self._quotes.loc[self.quote.value, "content"])[:WORDS],
            said,
            **(mended if said == "richtig" else {}),
        )
        self._save(lambda now: now.with_quote(verdict), "Zitat gesichert")

    def _code(self) -> None:
        codes = {frame: t.value for frame, t in self.frames.items() if t.value is not None}
        if self.article_id:
            self._save(lambda now: now.with_frames(self.article_id, codes), f"{len(codes)} Rahmen gesichert")

    def _save(self, change: Callable[[Corrections], Corrections], what: str) -> None:
        try:
            # read anew: someone else may have saved in the meantime
            changed = change(corrections.read(self.path))
            corrections.save(self.path, changed)
        except (InputError, OSError) as error:
            self.message.value = f"Nicht gesichert: {error}"
            return
        self.corrections = changed
        self._list()
        self.message.value = f"{what} in {self.path.name}."
        self._saved()


def _toggle(name: str, value: bool) -> widgets.ToggleButton:
    return widgets.ToggleButton(value=value, description=name, layout={"width": "auto"})


def _labelled(values: Any) -> list[tuple[str, str]]:
    return [(wording.label(value), value) for value in values]
