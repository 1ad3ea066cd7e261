"""Sentences -> polarity and its evidence; towards a target; in whose voice.

Methods stand side by side under one signature: ``news`` (the default), ``textblob_de`` (the library
as it comes). All are pure, offline and deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.errors import InputError, nearest
from analysis.language import Text
from analysis.sentiment.polarity import Hit, Polarity, score_article
from analysis.sentiment.targets import towards

__all__ = [
    "METHODS",
    "VERSION",
    "Hit",
    "Polarity",
    "describe",
    "score_article",
    "score_sentences",
    "towards",
]

VERSION = "0.1"  # part of the cache key: bump on any change of results

METHODS: dict[str, str] = {
    "news": (
        "Methode „news“: Polaritätslexikon von textblob-de (German Polarity Lexicon, "
        "Klenner u. a. 2010, Apache 2.0), für Nachrichten erweitert und berichtigt."
    ),
    "textblob_de": (
        "Methode „textblob_de“: die Bibliothek textblob-de 0.4.3 (MIT) unverändert, mit dem German "
        "Polarity Lexicon (Klenner u. a. 2010, Apache 2.0); polare Substantive zählen dort nicht, "
        "Verneinung reicht ein Wort weit."
    ),
}


def describe(method: str = "news") -> str:
    """Return the German sentence that a report prints about ``method``: source, licence, limits."""
    return METHODS[_known(method)]


def _known(method: str) -> str:
    if method not in METHODS:
        raise InputError(
            f"Unbekannte Methode „{method}“ für die Tonlage; es gibt {', '.join(METHODS)}."
            + nearest(method, METHODS)
        )
    return method


def score_sentences(
    text: Text, quotes: Sequence[Any] = (), method: str = "news", heading: bool = False
) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``.

    ``quotes`` are the quotations found in it (attributes quote, speaker, cue: tuples of spans);
    ``heading`` tells that the text is a headline. InputError for an unknown method.
    """
    if _known(method) == "textblob_de":
        from analysis.sentiment import textblob

        return textblob.score(text)
    from analysis.sentiment import news

    return news.score(text, heading)
