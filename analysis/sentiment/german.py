"""Is it German at all? A text in another language is not scored, and that is said."""

from __future__ import annotations

from functools import lru_cache

from analysis import resources
from analysis.language import Text
from analysis.language.words import CAPACITY

LEAST_WORDS = 12  # fewer tell too little of the language and count as German
LEAST_SHARE = 0.1


@lru_cache(maxsize=8)  # a text is asked twice: for its sentences and for the note on it
def is_german(text: Text) -> bool:
    """Tell whether ``text`` looks German: at least one word in ten is a German function word.

    Looks at the first 2,000 tokens; a text of fewer than 12 words counts as German.
    """
    counted = [*map(_counts, text.words[:2000])]
    words = len(counted) - counted.count(None)
    return words < LEAST_WORDS or counted.count(True) >= LEAST_SHARE * words


@lru_cache(maxsize=CAPACITY)
def _counts(word: str) -> bool | None:
    """Tell whether a token is a German function word; None for what is no word."""
    return word.lower() in resources.words("german_function_words") if word[0].isalpha() else None


def language_note(text: Text) -> str | None:
    """Return the German sentence to show for a text that is not scored, or None for a German one."""
    if is_german(text):
        return None
    return "Der Text ist wohl nicht deutsch; seine Tonlage wurde nicht bestimmt."
