"""One article -> its annotations, as plain values that JSON can hold.

The work falls into three steps: quotes, sentiment (which needs the quotes: whose voice is it?), frames
(which need them for the same reason). The annotation of a step depends on nothing but the article's
fields, its targets and the step's version, so it can be cached and computed anywhere.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from analysis import framing, sentiment, sources
from analysis.language import Text, segment
from analysis.language.gazetteer import Name
from analysis.language.names import VERSION as NAMES_VERSION
from analysis.language.names import find_names
from analysis.language.segment import VERSION as LANGUAGE_VERSION

STEPS = ("quotes", "sentiment", "frames")
FIELDS = ("title", "teaser", "text")

Record = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """What to compute and how: the steps, the quote and sentiment methods, the codebook's path."""

    only: tuple[str, ...] = STEPS
    quote_method: str = "model"
    sentiment_method: str = "news"
    codebook: str | None = None

    def versions(self) -> dict[str, str]:
        """Return for each step the version that its cached results carry."""
        quotes = f"{LANGUAGE_VERSION}/{NAMES_VERSION}/{self.quote_method}/{sources.VERSION}"
        return {
            "quotes": quotes,
            "sentiment": f"{quotes}/{sentiment.identify_method(self.sentiment_method)}",
            "frames": f"{quotes}/{framing.VERSION}/{framing.load_codebook(self.codebook).hash}",
        }


@dataclass
class Article:
    """The fields of one article, segmented once for all steps, and the results of earlier steps."""

    fields: Mapping[str, str]
    targets: tuple[tuple[int, int], ...] = ()
    done: Record = field(default_factory=dict)
    found: list[sources.Quote] | None = None  # by find_all_quotes, before the step ``quotes``

    @cached_property
    def texts(self) -> dict[str, Text]:
        """The non-empty fields, segmented."""
        return {name: segment(self.fields[name]) for name in FIELDS if self.fields.get(name)}

    @cached_property
    def body(self) -> Text:
        """The text itself, segmented."""
        return self.texts.get("text") or segment("")

    @cached_property
    def quotes(self) -> list[sources.Quote]:
        """The quotes of the text, from the results of the step ``quotes``."""
        return [quote_of(row) for row in self.done["quotes"]]

    @cached_property
    def voices(self) -> dict[str, list[str]]:
        """For each field the voice of each sentence; headline and teaser speak for the journalist."""
        voices = {name: ["journalist"] * len(text.sentences) for name, text in self.texts.items()}
        if "text" in voices:
            voices["text"] = sources.voices(self.body, self.quotes)
        return voices

    @cached_property
    def names(self) -> dict[str, tuple[Name, ...]]:
        """For each field the names in it."""
        return {name: find_names(text) for name, text in self.texts.items()}

    @cached_property
    def proper(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """For each field the characters of the names of persons and places, whose words have no tone."""
        return {
            field: tuple((name.start, name.end) for name in names if name.kind in ("person", "place"))
            for field, names in self.names.items()
        }


def key_of(fields: Mapping[str, str], targets: Iterable[tuple[int, int]] = ()) -> str:
    """Return the cache key of an article: a hash of all that its annotations depend on."""
    content = [[fields.get(name, "") for name in FIELDS], [list(target) for target in targets]]
    data = json.dumps(content).encode("ascii")  # escaped, so that a lone surrogate has a hash too
    return hashlib.sha256(data).hexdigest()


def annotate_article(article: Article, settings: Settings) -> Record:
    """Return the results of the wanted steps (and of those they need), taking those done as they are."""
    wanted = {"quotes", *settings.only} & set(STEPS)
    for step in STEPS:
        if step in wanted and step not in article.done:
            article.done[step] = _STEPS[step](article, settings)
    return article.done


def find_all_quotes(articles: Sequence[Article], settings: Settings) -> None:
    """Find the quotes of many articles at once, which a method on arrays does faster."""
    waiting = [article for article in articles if "quotes" not in article.done]
    found = sources.find_quotes_many([article.body for article in waiting], settings.quote_method)
    for article, quotes in zip(waiting, found, strict=True):
        article.found = quotes


def _quotes(article: Article, settings: Settings) -> list[Record]:
    text = article.body
    if article.found is None:
        find_all_quotes([article], settings)
    quotes = article.found or []
    speakers = sources.identify(text, quotes, article.texts.get("title"))
    rows = []
    for quote, speaker in zip(quotes, speakers, strict=True):
        rows.append(
            {
                "type": quote.type,
                "quote": [list(span) for span in quote.quote],
                "speaker": [list(span) for span in quote.speaker],
                "cue": [list(span) for span in quote.cue],
                "frame": [list(span) for span in quote.frame],
                "addressee": [list(span) for span in quote.addressee],
                "nested_in": quote.nested_in,
                "speaker_name": speaker.name,
                "speaker_type": speaker.type,
                "speaker_naming": speaker.naming,
                "speaker_gender": speaker.gender,
                "speaker_party": speaker.party,
                "confidence": round(min(quote.confidence, speaker.confidence), 4),
            }
        )
    return rows


def quote_of(row: Record) -> sources.Quote:
    """Return a row of the step ``quotes`` as the Quote it was made from."""
    spans = {
        role: tuple((start, end) for start, end in row[role])
        for role in ("quote", "speaker", "cue", "frame", "addressee")
    }
    return sources.Quote(type=row["type"], nested_in=row["nested_in"], confidence=row["confidence"], **spans)


def _sentiment(article: Article, settings: Settings) -> Record:
    sentences: list[Record] = []
    evidence: list[Record] = []
    of_text: list[sentiment.Polarity] = []
    for name, text in article.texts.items():
        quotes = article.quotes if name == "text" else []
        scores = sentiment.score_sentences(
            text, quotes, settings.sentiment_method, name == "title", article.proper[name]
        )
        if name == "text":
            of_text = scores
        for (start, end), voice, score in zip(
            text.sentence_spans(), article.voices[name], scores, strict=True
        ):
            place = {"field": name, "voice": voice}
            sentences.append({**place, "start": start, "end": end, **_polarity(score)})
            evidence += [
                {**place, "start": hit.start, "end": hit.end, "cue": hit.cue, "value": _number(hit.value)}
                for hit in score.hits
            ]
    return {
        **_polarity(sentiment.score_article(of_text)),
        "sentences": sentences,
        "evidence": evidence,
        "mentions": _mentions(article),
        "targets": _targets(article),
        "language": sentiment.language_note(article.body),
    }


def _mentions(article: Article) -> list[Record]:
    rows = []
    for name, text in article.texts.items():
        names = article.names[name]
        quotes = article.quotes if name == "text" else []
        spans = [(found.start, found.end) for found in names]
        scores = sentiment.towards(text, spans, quotes, article.proper[name])
        for found, score in zip(names, scores, strict=True):
            rows.append({"field": name, **found._asdict(), **_polarity(score)})
    return rows


def _targets(article: Article) -> list[Record]:
    proper = article.proper.get("text", ())
    scores = sentiment.towards(article.body, article.targets, article.quotes, proper)
    return [
        {"start": start, "end": end, **_polarity(score)}
        for (start, end), score in zip(article.targets, scores, strict=True)
    ]


def _polarity(score: Any) -> Record:
    return {"polarity": _number(score.polarity), "label": score.label}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _frames(article: Article, settings: Settings) -> Record:
    codebook = framing.load_codebook(settings.codebook)
    scores, cues = framing.find_frames(article.texts, codebook)
    return {
        "codebook": f"{codebook.name}@{codebook.hash}",
        "scores": [
            {"frame": frame, "question": question, "score": _number(score), "n_cues": n_cues}
            for frame, question, score, n_cues in scores
        ],
        "evidence": [
            {
                "field": cue.field,
                "measure": cue.measure,
                "start": cue.start,
                "end": cue.end,
                "cue": cue.cue,
                "value": _number(cue.value),
                "voice": article.voices[cue.field][cue.sentence],
            }
            for cue in cues
        ],
    }


_STEPS: dict[str, Callable[[Article, Settings], Any]] = {
    "quotes": _quotes,
    "sentiment": _sentiment,
    "frames": _frames,
}
