"""The reader: one article, highlighted as it counts, with the panel to correct and code it beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets

from analysis import corrections
from analysis.annotation import annotate
from analysis.corrections import Corrections
from analysis.errors import InputError
from analysis.explore.judging import Judging
from analysis.preparation import kept_annotations
from analysis.reader import LAYERS, article_html
from analysis.tables import Corpus

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


class Reading:
    """One article of ``corpus`` and what a reader says of it.

    ``path`` is the file of corrections; what is saved is written at once and stays when the notebook closes.
    """

    def __init__(self, corpus: Corpus, frames: list[str], path: Path, saved: Callable[[], object]) -> None:
        self.corpus, self.path, self._saved = corpus, path, saved
        self.corrections: Corrections = corrections.read(path)
        self.article_id = ""
        self._layers = {name: _toggle(LAYER_NAMES[name], name in SHOWN) for name in LAYERS}
        for toggle in self._layers.values():
            toggle.observe(lambda _: self._draw(), "value")
        self._page = widgets.HTML("<p>Einen Artikel aus der Liste wählen.</p>")
        self._page.add_class("ps-page")
        self.panel = Judging(frames, self._save)
        layers = widgets.HBox(list(self._layers.values()), layout={"flex_flow": "row wrap"})
        left = widgets.VBox([layers, self._page], layout={"flex": "1 1 auto", "padding": "0 16px 0 0"})
        self.widget = widgets.HBox([left, self.panel.widget])

    def open(self, article_id: str, start: int | None = None, words: str = "", kind: str = "") -> None:
        """Show the article; the quote at ``start`` chosen, or ``words`` ready to be added as one."""
        self.article_id = article_id
        self._articles = self.corpus.of([article_id]).articles
        found = annotate(self._articles, cache=kept_annotations())  # as the tool found it, corrections aside
        self._draw()
        self.panel.show(found, self.corrections)
        self.panel.choose(start, words, kind)

    def _draw(self) -> None:
        if self.article_id:
            layers = [name for name, toggle in self._layers.items() if toggle.value]
            now = annotate(self._articles, cache=kept_annotations(), corrections=self.corrections)
            self._page.value = article_html(now, self.article_id, layers)

    def _save(self, change: Callable[[Corrections], Corrections], what: str) -> str:
        """Write a change down; return the sentence to show."""
        try:
            # read anew: someone else may have saved in the meantime
            changed = change(corrections.read(self.path))
            corrections.save(self.path, changed)
        except (InputError, OSError) as error:
            return f"Nicht gesichert: {error}"
        self.corrections = changed
        self._draw()
        self.panel.mark(changed)
        self._saved()
        return f"{what} in {self.path.name} und im Codierbogen."


def _toggle(name: str, value: bool) -> widgets.ToggleButton:
    return widgets.ToggleButton(value=value, description=name, layout={"width": "auto"})
