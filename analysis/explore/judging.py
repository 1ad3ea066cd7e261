"""The panel beside an article: accept, reject, mend or add a quote; code the frames."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, NamedTuple

import ipywidgets as widgets

from analysis import tables, wording
from analysis.annotation.corrected import places
from analysis.corrections import WORDS, Corrections, QuoteVerdict
from analysis.explore.methods import place_of
from analysis.sources.quote import SPEAKER_TYPES
from analysis.tables import Corpus, missing

CODES = [("–", None), ("ja", 1), ("nein", 0)]
WIDE = {"width": "390px"}
MARKS = {"richtig": "✓ ", "falsch": "✗ ", "fehlt": "+ "}
Save = Callable[[Callable[[Corrections], Corrections], str], str]  # change, what it is -> sentence


class Entry(NamedTuple):
    """A quote in the list: its place, its words, and what the tool says of it (nothing if it was added)."""

    place: tuple[int, int]
    content: str
    type: str
    speaker: str
    kind: str


class Judging:
    """What a reader says of one article; ``save`` writes it down and answers with a sentence."""

    def __init__(self, frames: list[str], save: Save) -> None:
        self._save = save
        self._article, self._text = "", ""
        self._found: list[Entry] = []
        self._verdicts: list[QuoteVerdict] = []
        self.quote = widgets.Select(options=[], rows=8, layout=WIDE)
        self.words = widgets.Textarea(description="Wortlaut", rows=3, layout=WIDE)
        types = _labelled(tables.CHOICES["quotes", "type"])
        self.type = widgets.Dropdown(options=types, description="Typ", layout=WIDE)
        self.speaker = widgets.Text(description="Sprecher", placeholder="niemand genannt", layout=WIDE)
        self.kind = widgets.Dropdown(
            options=[("–", ""), *_labelled(SPEAKER_TYPES)], description="Art", layout=WIDE
        )
        self.accept = _button("stimmt so", "check", "success", lambda: self._judge("richtig"))
        self.reject = _button("ist kein Zitat", "times", "danger", lambda: self._judge("falsch"))
        self.add = _button("fehlt: ergänzen", "plus", "info", lambda: self._judge("fehlt"))
        self.undo = _button("zurücknehmen", "undo", "", self._undo)
        style = {"button_width": "58px", "description_width": "150px"}
        self.frames = {
            frame: widgets.ToggleButtons(options=CODES, description=wording.label(frame), style=style)
            for frame in frames
        }
        self.code = _button("Codierung sichern", "save", "", self._code)
        self.message = widgets.HTML()
        self.message.add_class("ps-message")
        for name in ("quote", "words", "speaker"):
            getattr(self, name).add_class(f"ps-{name}")
        self.quote.observe(lambda _: self._fill(), "value")
        buttons = widgets.HBox(
            [self.accept, self.reject, self.add, self.undo], layout={"flex_flow": "row wrap"}
        )
        self.widget = widgets.VBox(
            [
                widgets.HTML("<b>Zitate</b> (ändern, was nicht stimmt, dann „stimmt so“)"),
                self.quote, self.words, self.speaker, self.type, self.kind,
                buttons, self.message,
                widgets.HTML("<b>Rahmen codieren</b> (ist er im Artikel vorhanden?)"),
                *self.frames.values(), self.code,
            ],
            layout={"width": "420px", "min_width": "420px"},
        )  # fmt: skip

    def show(self, found: Corpus, corrections: Corrections) -> None:
        """List the quotes ``found`` by the tool in one article, and what was said of them before."""
        article = found.articles.iloc[0]
        self._article, self._text = str(article["article_id"]), str(article["text"])
        where = place_of(found)
        self._found = sorted(_entry(row, where) for row in found.quotes.itertuples(index=False))
        self.message.value = ""
        self.mark(corrections)
        codes = corrections.frames.get(self._article, {})
        for frame, toggles in self.frames.items():
            toggles.value = codes.get(frame)

    def mark(self, corrections: Corrections) -> None:
        """Mark in the list what was said of each quote; the chosen one stays chosen."""
        self._verdicts, _ = corrections.of(self._article)
        chosen = self.quote.value
        added = [Entry(v.stelle, v.wortlaut, "", "", "") for v in self._verdicts if v.urteil == "fehlt"]
        listed = sorted([*self._found, *added])
        self.quote.options = [(self._name(entry), entry) for entry in listed]
        self.quote.value = chosen if chosen in listed else next(iter(listed), None)
        self._fill()

    def choose(self, start: int | None, words: str, kind: str) -> None:
        """Choose the quote at ``start``; where there is none, put ``words`` into the fields, to be added."""
        at = next((entry for _, entry in self.quote.options if entry.place[0] == start), None)
        if at:
            self.quote.value = at
        elif words:
            self.words.value, self.type.value, self.speaker.value, self.kind.value = words, kind, "", ""

    def _name(self, entry: Entry) -> str:
        verdict = self._verdict(entry)
        speaker = (verdict.sprecher if verdict else "") or entry.speaker or "ohne Sprecher"
        return f"{MARKS[verdict.urteil] if verdict else ''}{speaker}: {entry.content[:60]}"

    def _verdict(self, entry: Entry | None) -> QuoteVerdict | None:
        """Return what was said of a quote: of one with its words, at its place or nearest to it."""
        if entry is None:
            return None
        same = [v for v in self._verdicts if v.wortlaut[:WORDS] == entry.content[:WORDS]]
        return min(same, key=lambda v: abs(v.stelle[0] - entry.place[0]), default=None)

    def _fill(self) -> None:
        """Show in the fields what holds of the chosen quote."""
        entry, verdict = self.quote.value, self._verdict(self.quote.value)
        said = verdict or QuoteVerdict("", (0, 0), "", "")
        self.words.value = said.besser or (entry.content if entry else "")
        self.type.value = said.typ or (entry and entry.type) or "Direct"
        self.speaker.value = said.sprecher or (entry.speaker if entry else "")
        self.kind.value = said.art or (entry.kind if entry else "")

    def _judge(self, said: str) -> None:
        verdict = self._said(said)
        if isinstance(verdict, str):
            self.message.value = verdict
            return
        self._tell(self._save(lambda now: now.with_quote(verdict), "Zitat gesichert"))

    def _said(self, said: str) -> QuoteVerdict | str:
        """Return the verdict that the fields make, or what is wrong with them."""
        words, entry = self.words.value.strip(), self.quote.value
        if entry is None and said != "fehlt":
            return "In diesem Artikel ist kein Zitat zu beurteilen."
        near = entry.place[0] if entry else 0
        spans = places(self._text, words, near)
        if not spans and said != "falsch":
            return "Dieser Wortlaut steht nicht im Artikel. Bitte aus dem Text kopieren („ … “ trennt Teile)."
        mended = {"typ": self.type.value, "sprecher": self.speaker.value.strip(), "art": self.kind.value}
        if said == "fehlt":
            if any(
                spans[0][0] == other.place[0] and words == other.content for _, other in self.quote.options
            ):
                return "Dieses Zitat steht schon in der Liste. Zum Ergänzen den Wortlaut ändern."
            return QuoteVerdict(self._article, (spans[0][0], spans[-1][1]), words, said, **mended)
        added = self._verdict(entry)
        if added is not None and added.urteil == "fehlt":  # an added one is mended as it was added
            return added._replace(**mended) if said == "richtig" else "Mit „zurücknehmen“ wieder entfernen."
        better = {"besser": words} if words.split() != entry.content.split() else {}
        given = {**mended, **better} if said == "richtig" else {}
        return QuoteVerdict(self._article, entry.place, entry.content[:WORDS], said, **given)

    def _undo(self) -> None:
        verdict = self._verdict(self.quote.value)
        if verdict is None:
            self.message.value = "Über dieses Zitat ist noch nichts gesagt."
            return
        self._tell(self._save(lambda now: now.without_quote(verdict), "Urteil zurückgenommen"))

    def _code(self) -> None:
        codes = {frame: t.value for frame, t in self.frames.items() if t.value is not None}
        article = self._article
        if article:
            self._tell(
                self._save(lambda now: now.with_frames(article, codes), f"{len(codes)} Rahmen gesichert")
            )

    def _tell(self, sentence: str) -> None:
        self.message.value = html.escape(sentence)


def _entry(row: Any, where: dict[str, tuple[int, int]]) -> Entry:
    speaker = row.speaker if missing(row.speaker_name) else row.speaker_name
    named = [str(value) if not missing(value) else "" for value in (row.type, speaker, row.speaker_type)]
    return Entry(where[str(row.quote_id)], str(row.content), *named)


def _button(name: str, icon: str, style: str, pressed: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=name, icon=icon, button_style=style, layout={"width": "auto"})
    button.on_click(lambda _: pressed())
    return button


def _labelled(values: Any) -> list[tuple[str, str]]:
    return [(wording.label(value), value) for value in values]
