"""One article -> highlighted HTML: quotes, speakers, cues, names, polar words and frame cues in layers.

Spans of different layers overlap, so the text is cut at every boundary and each piece carries the
classes of all spans over it. Everything from the article is escaped; nothing in the result can run.
"""

from __future__ import annotations

import html
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import pandas as pd

from analysis import wording
from analysis.errors import InputError
from analysis.tables import Corpus, missing
from analysis.voices import Voices, voices_html, voices_of

_CLAUSE = {"frame": "clause", "addressee": "clause"}  # the reporting clause; `frame` is a news frame here
LAYERS = ("quote", "speaker", "cue", "clause", "mention", "polar", "frame")

STYLE = """
.reader { --quiet-ink: #595959; --quote: #dcecf8; --clause: #eef2f5; --speaker: #0b5a8c; --cue: #a33b00;
  --mention: #8a8a8a; --negative: #a3250f; --positive: #0a5f38; --frame: #f3d9a0;
  color: #1c1c1c; background: #ffffff; }
@media screen and (prefers-color-scheme: dark) {
  .reader { --quiet-ink: #b5b5b5; --quote: #12384f; --clause: #2a3038; --speaker: #8cc8f0; --cue: #ffab7a;
    --mention: #9a9a9a; --negative: #ffb3a3; --positive: #8be0b0; --frame: #6b5600;
    color: #ececec; background: #16181b; }
}
.reader .others { font-size: .8em; text-decoration: none; padding: 0 .25em; color: var(--speaker); }
.reader .voices { border-top: 1px solid var(--mention); margin-top: 1.2em; font-size: .92em;
  max-width: 48em; }
.reader mark { background: var(--quote); color: inherit; }
.reader p { max-width: 44em; line-height: 1.65; }
.reader .meta { color: var(--quiet-ink); font-size: .86em; }
.reader .l-clause { background: var(--clause); } .reader .l-quote { background: var(--quote); }
.reader .l-speaker { border-bottom: 2px solid var(--speaker); }
.reader .l-cue { border-bottom: 2px dotted var(--cue); }
.reader .l-mention { outline: 1px solid var(--mention); outline-offset: 1px; border-radius: 2px; }
.reader .l-polar { font-weight: 600; }
.reader .l-polar.negative { color: var(--negative); } .reader .l-polar.positive { color: var(--positive); }
.reader .l-frame { background-image: linear-gradient(var(--frame), var(--frame)); background-size: 100% .28em;
  background-position: 0 100%; background-repeat: no-repeat; }
"""


class Mark(NamedTuple):
    """A stretch of a field to highlight: its layer, further classes, the note a pointer shows."""

    start: int
    end: int
    layer: str
    classes: str
    note: str
    link: str = ""  # the id of the speaker's other quotes, told at the end of a quote


def article_html(
    corpus: Corpus,
    article_id: str,
    layers: Sequence[str] = LAYERS,
    styled: bool = True,
    voices: Voices | None = None,
) -> str:
    """Return the article as an HTML fragment with the wanted layers highlighted.

    The fragment is a ``div`` of class ``reader``; each highlighted piece is a ``span`` with the class
    ``l-`` and its layer's name. Behind each quote a link leads to its speaker's other quotes: those in
    ``corpus``, listed below the text, or the lists ``voices`` of a page of many articles. Such a page has
    the style once, so ``styled`` is False there. InputError for unknown articles and layers.

    >>> from analysis import article_html, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> "l-quote" in article_html(corpus, corpus.quotes["article_id"].iloc[0], ["quote"])
    True
    """
    found = corpus.articles[corpus.articles["article_id"] == article_id]
    if found.empty:
        raise InputError(f"Den Artikel „{article_id}“ gibt es in diesem Korpus nicht.")
    if unknown := [layer for layer in layers if layer not in LAYERS]:
        raise InputError(f"Die Ebene „{unknown[0]}“ gibt es nicht; möglich sind {', '.join(LAYERS)}.")
    article = found.iloc[0]
    others: Voices = {}
    if "quote" in layers:
        others = voices_of(corpus, article_id) if voices is None else voices
    below = voices_html(others, linked=False) if others and voices is None else ""
    marks = {
        name: [mark for mark in marks_of(corpus, article_id, name, others) if mark.layer in layers]
        for name in ("title", "teaser", "text")
    }
    day = article["published_at"]
    meta = [
        article["outlet"],
        "" if pd.isna(day) else wording.date(day),
        article["authors"],
        article["agency"],
    ]
    title = highlighted(str(article["title"]), marks["title"])
    teaser = highlighted(str(article["teaser"]), marks["teaser"])
    text = paragraphs(str(article["text"]), marks["text"])
    return (
        f'<div class="reader">{f"<style>{STYLE}</style>" if styled else ""}<h3>{title}</h3>'
        f'<p class="meta">{html.escape(" · ".join(filter(None, map(str, meta))))}</p>'
        f"<p><strong>{teaser}</strong></p>{text}{below}</div>"
    )


def marks_of(
    corpus: Corpus, article_id: str, field: str, others: Voices = MappingProxyType({})
) -> list[Mark]:
    """Return all marks of one field of an article, in the order of their beginnings.

    ``others``: the other quotes of its speakers (see ``voices_of``), to which quotes then lead.
    """
    marks = []
    for row in _rows(corpus.mentions, article_id, field):
        note = f"{row['name']}: {wording.label(row['kind'])}"
        marks.append(Mark(row["start"], row["end"], "mention", row["kind"], note))
    for row in _rows(corpus.evidence, article_id, field):
        if row["measure"] == "polarity":
            tone = "negative" if row["value"] < 0 else "positive"
            note = f"{row['cue']}: {wording.number(row['value'], 2, True)}"
            marks.append(Mark(row["start"], row["end"], "polar", tone, note))
        else:
            note = f"{wording.label(row['measure'])}: {row['cue']}"
            marks.append(Mark(row["start"], row["end"], "frame", row["measure"], note))
    if field == "text":
        marks += _quote_marks(corpus, article_id, others)
    return sorted(marks)


def _rows(table: pd.DataFrame, article_id: str, field: str) -> list[dict[str, Any]]:
    chosen = table[(table["article_id"] == article_id) & (table["field"] == field)]
    return cast("list[dict[str, Any]]", chosen.to_dict("records"))


def _quote_marks(corpus: Corpus, article_id: str, others: Voices) -> list[Mark]:
    quotes = corpus.quotes[corpus.quotes["article_id"] == article_id]
    notes = {quote["quote_id"]: _note(quote) for quote in quotes.to_dict("records")}
    spans = corpus.spans[corpus.spans["article_id"] == article_id]
    ends = spans[spans["role"] == "quote"].groupby("quote_id")["end"].max()
    links = {
        quote["quote_id"]: others[quote["speaker_id"]]["id"]
        for quote in quotes.to_dict("records")
        if quote["speaker_id"] in others
    }
    marks = []
    for span in spans.to_dict("records"):
        quote, role, end = span["quote_id"], span["role"], span["end"]
        link = links.get(quote, "") if end == ends.get(quote) else ""
        marks.append(Mark(span["start"], end, _CLAUSE.get(role, role), "", notes[quote], link))
    return marks


def _note(quote: Mapping[Hashable, Any]) -> str:
    who = wording.label("unattributed") if missing(quote["speaker_name"]) else quote["speaker_name"]
    kind = "" if missing(quote["speaker_type"]) else f", {wording.label(quote['speaker_type'])}"
    return f"{wording.label(quote['type'])}: {who}{kind}"


def highlighted(text: str, marks: Iterable[Mark], offset: int = 0) -> str:
    """Return ``text`` (from ``offset`` of its field on) escaped, with ``marks`` as spans side by side."""
    local = [
        mark._replace(start=max(0, mark.start - offset), end=min(len(text), mark.end - offset))
        for mark in marks
        if mark.start < offset + len(text) and mark.end > offset
    ]
    edges = sorted({0, len(text), *(mark.start for mark in local), *(mark.end for mark in local)})
    pieces = []
    active: list[Mark] = []
    begins = sorted(local)
    for start, end in pairwise(edges):
        while begins and begins[0].start <= start:
            active.append(begins.pop(0))
        active = [mark for mark in active if mark.end > start]
        pieces.append(_piece(text[start:end], active))
        pieces += [_to_others(mark) for mark in active if mark.link and mark.end == end]
    return "".join(pieces)


def _piece(text: str, over: list[Mark]) -> str:
    if not over:
        return html.escape(text)
    classes = " ".join(dict.fromkeys(f"l-{mark.layer} {mark.classes}".strip() for mark in over))
    note = "; ".join(dict.fromkeys(mark.note for mark in over))
    return f'<span class="{html.escape(classes)}" title="{html.escape(note)}">{html.escape(text)}</span>'


def _to_others(mark: Mark) -> str:
    label = html.escape(wording.say("to_other_quotes"))
    return f'<a class="others" href="#{html.escape(mark.link)}" title="{label}" aria-label="{label}">↘</a>'


def paragraphs(text: str, marks: list[Mark]) -> str:
    """Return ``text`` as HTML paragraphs, cut at blank lines, with ``marks`` highlighted."""
    parts, start = [], 0
    for block in text.split("\n\n"):
        if block.strip():
            near = [mark for mark in marks if mark.start < start + len(block) and mark.end > start]
            parts.append(f"<p>{highlighted(block, near, start)}</p>")
        start += len(block) + 2
    return "".join(parts)
