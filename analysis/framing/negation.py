"""Is a cue negated where it stands? By the words around it in its clause, without a parser."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.framing.matching import Match
from analysis.language import Text

NEGATION_BEFORE = 4  # words between "kein" or "nicht" and the cue it negates
NEGATION_WITHIN = 2  # adjectives between "kein" and the noun it negates
NEGATION_AFTER = 4  # words between a verb and the "nicht" that follows it

_CLAUSE_BREAK = frozenset(",;:–—()") | {"und", "aber", "sondern", "oder", "doch"}
_NO_NEGATION = frozenset({"nur", "zuletzt", "bloß", "allein", "einmal", "länger", "mehr"})


def is_negated(match: Match, text: Text, negators: frozenset[str]) -> bool:
    """Tell whether the cue stands in the scope of a negation that is no part of it.

    "kein Streit", "ohne neue Kosten", "streikt nicht"; but not "kritisiert nicht nur", "kein Ende im
    Streit" (the negated noun comes first), "nicht genehmigte Demonstration" (the adjective is negated).
    """
    return (
        _negated_before(match, text, negators)
        or _negated_within(match, text, negators)
        or _negated_after(match, text)
    )


def _negated_before(match: Match, text: Text, negators: frozenset[str]) -> bool:
    words = text.words
    first, _ = text.sentences[match.sentence]
    is_noun = words[match.first][0].isupper()
    for i in range(match.first - 1, max(first, match.first - NEGATION_BEFORE - 1) - 1, -1):
        if words[i] in _CLAUSE_BREAK:
            return False
        if words[i].lower() in negators:
            return words[i + 1] not in _NO_NEGATION and not _negates_attribute(words, i)
        if is_noun and i > first and words[i][0].isupper():
            return False
    return False


def _negated_within(match: Match, text: Text, negators: frozenset[str]) -> bool:
    """Tell whether a noun of a cue of several words is negated there: "leistete keinen Widerstand"."""
    words = text.words
    for noun in match.tokens[1:]:
        if words[noun][0].isupper():
            for i in range(noun - 1, max(match.first, noun - NEGATION_WITHIN - 1), -1):
                if i in match.tokens or words[i][0].isupper() or words[i] in _CLAUSE_BREAK:
                    break
                if words[i].startswith("kein") and words[i] in negators:
                    return words[i + 1] not in _NO_NEGATION
    return False


def _negated_after(match: Match, text: Text) -> bool:
    words = text.words
    if not words[match.first][0].islower():
        return False
    _, end = text.sentences[match.sentence]
    for i in range(match.first + 1, min(end, match.last + NEGATION_AFTER + 1)):
        if words[i] in _CLAUSE_BREAK:
            return False
        if i not in match.tokens and words[i] == "nicht":
            return i + 1 >= end or (words[i + 1] not in _NO_NEGATION and not _negates_attribute(words, i))
    return False


def _negates_attribute(words: Sequence[str], i: int) -> bool:
    """Tell whether the "nicht" at ``i`` belongs to an adjective before a noun: "nicht genehmigte Demo"."""
    if words[i] != "nicht" or i + 2 >= len(words):
        return False
    follower = words[i + 1]
    inflected = len(follower) > 4 and follower.islower() and follower.endswith(("e", "en", "er", "es", "em"))
    return inflected and words[i + 2][0].isupper()
