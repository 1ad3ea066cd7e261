"""The clauses of a sentence, and the verbs that stand apart in them (brach … ein)."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import compress

from analysis.language import Text, lemma
from analysis.sentiment.lexicon import CAPACITY, entries, groups
from analysis.sentiment.roles import roles

BOUNDARIES = frozenset(",;:–—()")
_MARKS = frozenset(".!?…\"„“”»«‚‘'")
_RELATIVE = frozenset({"der", "die", "das", "den", "dem", "dessen", "deren", "denen", "wer", "was"})
_REACH = 40  # tokens: how far a particle looks back for its verb


def clauses(text: Text, first: int, last: int) -> list[tuple[int, int]]:
    """Return the clauses of the sentence as half-open token ranges: stretches between commas.

    A comma between two words of a list (schöne, gute Tage) begins a clause too: their scopes are then
    too short by a word, never too long.
    """
    found, start, words = [], first, text.words
    for i in compress(range(first, last), map(_breaks().__contains__, words[first:last])):
        if i > start:
            found.append((start, i))
        start = i + 1 if words[i] in BOUNDARIES else i
    if start < last:
        found.append((start, last))
    return found


@cache
def _breaks() -> frozenset[str]:
    return BOUNDARIES | groups()["contrast"] - {"sondern"}


@cache
def closing() -> frozenset[str]:
    """Return the words before which a particle may close a clause."""
    return BOUNDARIES | _MARKS | {"und", "oder"} | groups()["contrast"]


def separated(text: Text, first: int, last: int) -> tuple[int, str] | None:
    """Return (token of the finite verb, infinitive) of a separable verb in the clause, if there is one.

    >>> from analysis.language import segment
    >>> separated(segment("Die Umsätze brachen ein."), 0, 5)
    (2, 'einbrechen')
    """
    particles, words = groups()["particle"], text.words
    for end in range(last - 1, max(first, last - _REACH), -1):
        if words[end] not in particles:
            continue
        if end + 1 < last and words[end + 1] not in _MARKS and words[end + 1] not in ("und", "oder"):
            continue
        for i in range(end - 1, max(first - 1, end - _REACH), -1):
            verb = _infinitive(words[i], words[end])
            if verb:
                return i, verb
    return None


@lru_cache(maxsize=CAPACITY)
def _infinitive(word: str, particle: str) -> str | None:
    if not word.isalpha() or word[0].isupper():
        return None
    base = lemma(word)
    for stem in (base, lemma(base + "en") if not base.endswith("n") else base, base + "en"):
        verb = particle + stem
        if verb in roles() or verb in _known() or entries().get(verb):
            return verb
    return _STRONG.get(word) and _infinitive(_STRONG[word], particle)


# forms that simplemma gives back unchanged
_STRONG = {"brach": "brechen", "sprach": "sprechen", "stach": "stechen", "lud": "laden"}


@cache
def _known() -> frozenset[str]:
    table = groups()
    return table["falling"] | table["rising"] | table["resolve"]
