"""Sentiment towards a target: a person, a party, a country, or any span of characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.errors import InputError
from analysis.language import Text
from analysis.sentiment.news import score
from analysis.sentiment.polarity import Polarity


def towards(
    text: Text, targets: Sequence[tuple[int, int]], quotes: Sequence[Any] = ()
) -> list[Polarity]:
    """Return one Polarity for each target, a span of characters of ``text``.

    Raise InputError for a target that lies outside the text, is empty or covers no word.
    """
    sentences = score(text)
    return [sentences[text.sentence_of[_token(text, target)]] for target in targets]


def _token(text: Text, target: tuple[int, int]) -> int:
    start, end = target
    if not 0 <= start < end <= len(text.text):
        raise InputError(
            f"Das Ziel [{start}, {end}] liegt nicht im Text (0 bis {len(text.text)}): "
            "Anfang und Ende in Zeichen angeben, das Ende ausschließlich."
        )
    token = text.token_at(start)
    if token >= len(text) or text.starts[token] >= end:
        raise InputError(
            f"Das Ziel [{start}, {end}] enthält kein Wort: eine andere Stelle angeben."
        )
    return token
