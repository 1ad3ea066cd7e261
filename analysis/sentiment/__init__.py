"""Sentences -> polarity and its evidence; towards a target; in whose voice.

Methods stand side by side under one signature: ``news`` (the default), ``textblob_de`` (the library
as it comes), ``lexicon:FILE`` (a user's own word list under the rules of news), ``transformer:NAME`` (a
Hugging Face classifier). All are pure, offline and deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.errors import InputError, nearest
from analysis.language import Text
from analysis.sentiment.german import is_german, language_note
from analysis.sentiment.polarity import SILENT, Hit, Polarity, score_article
from analysis.sentiment.targets import towards

__all__ = [
    "METHODS",
    "VERSION",
    "Hit",
    "Polarity",
    "describe",
    "identify_method",
    "is_german",
    "language_note",
    "score_article",
    "score_sentences",
    "towards",
]

VERSION = "1.7"  # part of the cache key: bump on any change of results

METHODS: dict[str, str] = {
    "news": (
        "Methode „news“: Polaritätslexikon von textblob-de (German Polarity Lexicon, Klenner u. a. 2010, "
        "Apache 2.0), für Nachrichten berichtigt und erweitert (CC0), mit Regeln für Verneinung, "
        "Verstärkung, Zusammensetzungen, Möglichkeitsform und Anführung; ein schlimmes Ereignis und ein "
        "schlechtes Urteil trennt sie nur nach der Art des Eintrags, Ironie erkennt sie nicht."
    ),
    "textblob_de": (
        "Methode „textblob_de“: die Bibliothek textblob-de 0.4.3 (MIT) unverändert, mit dem German "
        "Polarity Lexicon (Klenner u. a. 2010, Apache 2.0); polare Substantive zählen dort nicht, Verneinung "
        "reicht ein Wort weit, ein neutrales Band gibt es nicht."
    ),
    "lexicon": "Methode „lexicon“: eigenes Lexikon unter den Regeln von „news“.",
    "transformer": (
        "Methode „transformer“: ein Klassifikator von Hugging Face, Satz für Satz; "
        "welche Wörter den Ausschlag gaben, sagt er nicht."
    ),
}
_WITH_NAME = ("lexicon", "transformer")


def describe(method: str = "news") -> str:
    """Return the German sentence that a report prints about ``method``: source, licence, limits.

    >>> describe("textblob_de")[:46]
    'Methode „textblob_de“: die Bibliothek textblob'
    """
    kind, name = _known(method)
    if kind == "lexicon":
        from analysis.sentiment.own import load_lexicon

        own = load_lexicon(name)
        licence = own.licence or "nicht angegeben"
        return (
            f"Methode „lexicon“: eigenes Lexikon {own.name} ({len(own.words)} Wörter, Lizenz: {licence}, "
            f"Prüfsumme {own.digest}) unter den Regeln von „news“."
        )
    return METHODS[kind] + (f" Modell: {name}." if name else "")


def identify_method(method: str = "news") -> str:
    """Return what identifies the results of ``method``, for a cache key: name, VERSION, file's hash."""
    kind, name = _known(method)
    if kind == "lexicon":
        from analysis.sentiment.own import load_lexicon

        name = load_lexicon(name).digest
    return f"{kind}:{name}@{VERSION}"


def _known(method: str) -> tuple[str, str]:
    kind, _, name = method.partition(":")
    if kind not in METHODS:
        raise InputError(
            f"Unbekannte Methode „{method}“ für die Tonlage; es gibt {', '.join(METHODS)}."
            + nearest(kind, METHODS)
        )
    if (kind in _WITH_NAME) != bool(name):
        wanted = f"{kind}:NAME" if kind in _WITH_NAME else kind
        raise InputError(f"Die Methode „{method}“ ist unvollständig angegeben: „{wanted}“ schreiben.")
    return kind, name


def score_sentences(
    text: Text,
    quotes: Sequence[Any] = (),
    method: str = "news",
    heading: bool = False,
    names: Sequence[tuple[int, int]] = (),
) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``.

    ``quotes`` are the quotations found in it: accepted by every method for the sake of one signature;
    a quoted word keeps its polarity, and whose voice it is in is told by ``sources.voices``.
    ``heading`` tells that the text is a headline; ``names`` are the characters of proper names, whose
    words say nothing in the methods with a lexicon of ours. A text that is not German stays silent
    (nan), see language_note.
    InputError for an unknown method, a lexicon that cannot be read, a missing model.
    """
    kind, name = _known(method)
    if not heading and not is_german(text):
        return [SILENT] * len(text.sentences)
    if kind == "textblob_de":
        from analysis.sentiment import textblob

        return textblob.score(text)
    if kind == "transformer":
        from analysis.sentiment import transformer

        return transformer.score(text, name)
    from analysis.sentiment import news

    if kind == "lexicon":
        from analysis.sentiment.own import load_lexicon

        return news.score(text, heading, load_lexicon(name).find, tuple(names))
    return news.score(text, heading, names=tuple(names))
