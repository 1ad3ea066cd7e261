"""Is it German at all? A text in another language is not scored, and that is said."""

from __future__ import annotations

from functools import cache, lru_cache

from analysis import resources
from analysis.language import Text

FIRST = 2000  # tokens that are looked at
LEAST_WORDS = 12  # fewer tell too little of the language and count as German
LEAST_SHARE = 0.1


@lru_cache(maxsize=8)  # a text is asked twice: for its sentences and for the note on it
def is_german(text: Text) -> bool:
    """Tell whether ``text`` looks German: at least one word in ten is a German function word.

    Looks at the first 2,000 tokens; a text of fewer than 12 words counts as German.
    """
    tokens = text.words[:FIRST]
    if sum(map(_as_written().__contains__, tokens)) >= LEAST_SHARE * len(tokens):
        return True  # as nearly always: no need to look closer
    words = [word.lower() for word in tokens if word[0].isalpha()]
    known = sum(map(resources.words("german_function_words").__contains__, words))
    return len(words) < LEAST_WORDS or known >= LEAST_SHARE * len(words)


@cache
def _as_written() -> frozenset[str]:
    """Return the function words in small letters and as they begin a sentence."""
    small = resources.words("german_function_words")
    return small | {word.capitalize() for word in small}


def language_note(text: Text) -> str | None:
    """Return the German sentence to show for a text that is not scored, or None for a German one."""
    if is_german(text):
        return None
    return "Der Text ist wohl nicht deutsch; seine Tonlage wurde nicht bestimmt."
