"""Sentiment towards a target: a person, a party, a country, or any span of characters.

A hit counts for the target by its place: in the target's own phrase (der umstrittene Minister), in its
clause by what the verb says of subject, object and others (roles), in other clauses hardly. What a speaker
says of others is not said of the speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

from analysis.errors import InputError
from analysis.language import Text, lemma
from analysis.language.dictionary import german
from analysis.language.words import Decided
from analysis.sentiment.clauses import clauses, separated
from analysis.sentiment.lexicon import CAPACITY, entries, groups
from analysis.sentiment.news import Found, all_hits
from analysis.sentiment.polarity import Hit, Polarity, weigh
from analysis.sentiment.roles import Role, roles

# Share of a hit that counts for the target, by where it stands.
SHARES = {
    "phrase": 1.0,
    "subject": 1.0,
    "object": 0.5,
    "other": 0.5,
    "place": 0.5,
    "elsewhere": 0.25,
    "told": 0.15,
}
BAND = 0.2  # half-width of the neutral band towards a target; shares leave less than whole words

# tokens on either side: what lies further away in an endless sentence is not about the target
WINDOW = 150

_PREPOSITIONS = frozenset(
    "an auf aus bei beim durch für gegen gegenüber hinter im in ins am ans mit nach neben ohne über um "
    "unter von vom vor wegen während zu zum zur zwischen seit trotz bis laut ab".split()
)
# prepositions of place and time: who loses in Berlin says nothing about Berlin
_PLACES = frozenset("in im ins aus bei beim während seit nach neben zwischen hinter bis ab".split())
_ACCUSATIVE, _DATIVE = frozenset({"den", "einen", "ihn"}), frozenset({"dem", "einem", "ihm"})
_BE = frozenset({"sein", "bleiben", "werden", "gelten", "wirken", "scheinen"})


Said = tuple[int, int, Sequence[tuple[int, int]]]  # the characters of a speaker, and of what it says


class Scope(NamedTuple):
    """Where a target stands: its tokens, its sentence's tokens and its clauses."""

    first: int
    last: int
    sentence: tuple[int, int]
    parts: list[tuple[int, int]]
    clause: tuple[int, int]


def towards(
    text: Text,
    targets: Sequence[tuple[int, int]],
    quotes: Sequence[Any] = (),
    names: Sequence[tuple[int, int]] = (),
) -> list[Polarity]:
    """Return one Polarity for each target, a span of characters of ``text``.

    ``quotes`` (attributes quote, speaker: tuples of spans) tell who speaks: what a target says counts
    for others; ``names`` as in ``score_sentences``. Raise InputError for a target that lies outside the
    text, is empty or covers no word.
    """
    hits = all_hits(text, False, tuple(names)) if targets else []
    said = [(*speaker, quote.quote) for quote in quotes for speaker in quote.speaker]
    return [weigh(target_hits(text, scope(text, target), said, hits), BAND) for target in targets]


def scope(text: Text, target: tuple[int, int]) -> Scope:
    """Find the place of a target in its sentence; InputError where it is not in the text."""
    start, end = target
    if not 0 <= start < end <= len(text.text):
        raise InputError(
            f"Das Ziel [{start}, {end}] liegt nicht im Text (0 bis {len(text.text)}): "
            "Anfang und Ende in Zeichen angeben, das Ende ausschließlich."
        )
    first = text.token_at(start)
    if first >= len(text) or text.starts[first] >= end:
        raise InputError(f"Das Ziel [{start}, {end}] enthält kein Wort: eine andere Stelle angeben.")
    whole = text.sentences[text.sentence_of[first]]
    sentence = max(whole[0], first - WINDOW), min(whole[1], first + WINDOW)
    last = first + 1
    while last < sentence[1] and text.starts[last] < end:
        last += 1
    parts = _clauses(text, *sentence)
    clause = next((part for part in parts if part[0] <= first < part[1]), sentence)
    return Scope(first, last, sentence, parts, clause)


@lru_cache(maxsize=64)  # targets of one sentence stand side by side
def _clauses(text: Text, first: int, last: int) -> list[tuple[int, int]]:
    return clauses(text, first, last)


def target_hits(text: Text, place: Scope, said: Sequence[Said], hits: Sequence[Found]) -> list[Hit]:
    """Return the hits of the target's sentence, each with the share of its value that is about it.

    ``said`` are the speakers and what they say, ``hits`` those of every sentence (``news.all_hits``); a very
    long sentence counts near the target.
    """
    words, (begin, stop) = text.words, place.sentence
    near = [(i, hit) for i, hit in hits[text.sentence_of[place.first]] if begin <= i < stop]
    verb, token, passive = predicate(text, *place.clause)
    if not near and not verb:
        return []
    role = role_of(words, place, token, passive)
    speaks = bool(near) and _speaks(words, place, role)
    silent = _spoken(text, place, said) if near else []
    found, told = [], False
    for i, (start, end, cue, value) in near:
        if i == token and verb:
            told, value = True, _by_verb(verb, role, value)
        else:
            share = _share(words, place, i, role, verb)
            if (speaks and share < 1) or any(a <= start < b for a, b in silent):
                continue
            value *= share
        if value:
            found.append(Hit(start, end, cue, value))
    if token is not None and verb and not told and (value := _by_verb(verb, role, None)):
        found.append(Hit(text.starts[token], text.ends[token], verb, value))
    return found


@lru_cache(maxsize=64)  # targets of one clause stand side by side
def predicate(text: Text, start: int, end: int) -> tuple[str | None, int | None, bool]:
    """Return (infinitive, token, passive) of the clause's verb that has roles, or (None, None, False)."""
    words = text.words
    found = separated(text, start, end)
    if found and found[1] in roles():
        return found[1], found[0], False
    bases = [*map(_BASES.__getitem__, words[start:end])]
    for i in reversed([*compress(range(start, end), bases)]):
        base = bases[i - start]
        attributive = i > start and words[i - 1].lower() in _DETERMINERS
        if base in roles() and not (attributive and words[i + 1 : i + 2] and words[i + 1][0].isupper()):
            participle = words[i] != base or words[i].startswith(("über", "ver", "be", "ent", "er"))
            return base, i, "werden" in bases and participle
    return None, None, False


@lru_cache(maxsize=CAPACITY)
def verb_base(word: str) -> str:
    """Return the infinitive of a verb form, as far as the lemma list knows it."""
    base = lemma(word)
    if base in roles():
        return base
    for form in (lemma(base), base + "en", base.removesuffix("t") + "en"):
        if form in roles():
            return form
    return base


def _base_with_role(word: str) -> str:
    """Return the infinitive of a verb with roles or of *werden*; nothing for any other word, as most are."""
    base = verb_base(word) if word[0].islower() else ""
    return base if base in roles() or base == "werden" else ""


_BASES = Decided(_base_with_role)


def role_of(words: list[str], place: Scope, verb: int | None, passive: bool) -> str:
    """Return the target's role in its clause: subject, object, place or other.

    The first phrase without a preposition is the subject, unless its article says otherwise; in the passive
    the subject of the clause is the object of the deed, and its von-phrase the subject.
    """
    case = _case(words, place.first, place.clause[0])
    if case == "place":
        return case
    if passive:
        return {"von": "subject", "bare": "object", "accusative": "object"}.get(case, "other")
    if case == "accusative":
        return "object"
    if case != "bare":
        return "other"
    clause = range(place.clause[0], place.first)
    if any(words[i].lower() in _SUBJECTS for i in clause):
        return "object"
    heads = (
        words[i][0].isupper()
        and _is_noun(words, i, place)
        and _case(words, i, place.clause[0]) == "bare"
        and not _same_phrase(words, i, place.first)
        for i in clause
    )
    return "object" if any(heads) else "subject"


_SUBJECTS = frozenset("er sie ich wir man wer jemand niemand".split())


def _is_noun(words: list[str], i: int, place: Scope) -> bool:
    """Tell whether a capitalised word is a noun: the first of a sentence may be any word (Zudem)."""
    if i > place.sentence[0]:
        return True
    as_noun, as_other = german().get(words[i]), german().get(words[i].lower())
    return as_other is None or (as_noun or "")[:1].isupper()


def _same_phrase(words: list[str], i: int, j: int) -> bool:
    """Tell whether two capitalised words belong to one phrase: der Manager Weber, SPD und Grüne."""
    between = words[i + 1 : j]
    return all(word[0].isupper() or word in ("und", "sowie", "der", "des", "-", "&") for word in between)


def _case(words: list[str], i: int, start: int) -> str:
    """Return how the phrase of noun ``i`` is marked: bare, accusative, dative, von, place, preposition."""
    for j in range(i - 1, max(start, i - 5) - 1, -1):
        word = words[j].lower()
        if word in ("von", "vom", "durch"):
            return "von"
        if word in _PREPOSITIONS:
            return _kind(word)
        if word in _ACCUSATIVE:
            return _before_article(words, j, start) or "accusative"
        if word in _DATIVE:
            return _before_article(words, j, start) or "dative"
        if word in _ARTICLES:
            return _before_article(words, j, start) or "bare"
        if not (words[j][0].isupper() or word.endswith(("e", "en", "er", "es", "em"))):
            return "bare"
        if verb_base(words[j]) in roles() and words[j][0].islower():
            return "bare"
    return "bare"


_ARTICLES = frozenset("der die das des ein eine einer eines ihr ihre sein seine sie er es".split())


_DETERMINERS = _ARTICLES | _ACCUSATIVE | _DATIVE | frozenset("eines keine kein keinen viele alle".split())


def _before_article(words: list[str], j: int, start: int) -> str | None:
    if j <= start:
        return None
    before = words[j - 1].lower()
    if before in ("von", "vom", "durch"):
        return "von"
    return _kind(before) if before in _PREPOSITIONS else None


def _kind(preposition: str) -> str:
    return "place" if preposition in _PLACES else "preposition"


def _by_verb(verb: str, role: str, value: float | None) -> float:
    """Return what the verb says of the role, turned round where the verb's own hit was negated."""
    given: Role = roles()[verb]
    own = 0.0 if role == "place" else getattr(given, role)
    if value is None or not own:
        return own
    entry = entries().get(verb)
    factor = value / entry.value if entry and entry.value else 1.0
    return own * min(1.0, factor) if factor > 0 else -0.5 * own


def _speaks(words: list[str], place: Scope, role: str) -> bool:
    """Tell whether the target is who says what the clause tells."""
    before, after = words[place.first - 1 : place.first], words[place.last : place.last + 1]
    if before in (["Laut"], ["laut"]) or after == ["zufolge"]:
        return True
    return role == "subject" and any(map(_REPORTS.__getitem__, words[slice(*place.clause)]))


_REPORTS = Decided(lambda word: word[0].islower() and lemma(word) in groups()["report"])


def _share(words: list[str], place: Scope, i: int, role: str, verb: str | None) -> float:
    """Return the share of the hit at token ``i`` that is about the target."""
    start, end = place.clause
    if place.first <= i < place.last or _attribute(words, i, place):
        return SHARES["phrase"]
    if not start <= i < end:
        if _relative(words, place, i):
            return SHARES["subject"]
        return SHARES["elsewhere"]
    if verb in ("nennen", "bezeichnen"):
        return SHARES["subject"] if role == "object" else 0.0
    if verb:
        return SHARES["told"]  # the verb has said who stands how
    if _attribute_of_other(words, i, place):
        return SHARES["object" if role == "subject" else "elsewhere"]
    return SHARES[role]


def _attribute(words: list[str], i: int, place: Scope) -> bool:
    """Tell whether the word ``i`` stands in the target's own phrase: before it, or as its head noun."""
    if i < place.first:
        between = words[i + 1 : place.first]
        if words[i][0].islower() and not words[i].endswith(("e", "en", "er", "es", "em")):
            return False
        return (
            len(between) <= 3
            and all(
                word[0].isupper() or word in _LINKS or word.endswith(("e", "en", "er", "es"))
                for word in between
            )
            and not any(lemma(word) in _BE for word in between)
        )
    between = words[place.last : i]
    return words[i][0].isupper() and not between


_LINKS = frozenset("von der des und eines einer".split())


def _attribute_of_other(words: list[str], i: int, place: Scope) -> bool:
    """Tell whether the word ``i`` is an adjective before another noun than the target."""
    after = words[i + 1 : i + 2]
    inflected = words[i][0].islower() and words[i].endswith(("e", "en", "er", "es", "em"))
    return inflected and bool(after) and after[0][0].isupper() and i + 1 != place.first


def _relative(words: list[str], place: Scope, i: int) -> bool:
    """Tell whether the token ``i`` stands in a relative clause right behind the target."""
    after = place.last
    if words[after : after + 1] != [","] or words[after + 1 : after + 2] == []:
        return False
    part = next((part for part in place.parts if part[0] <= i < part[1]), (0, 0))
    return part[0] == after + 1 and words[after + 1].lower() in ("der", "die", "das")


def _spoken(text: Text, place: Scope, said: Sequence[Said]) -> list[tuple[int, int]]:
    """Return the spans of what the target says itself."""
    start, end = text.starts[place.first], text.ends[place.last - 1]
    return [span for a, b, spans in said if a < end and start < b for span in spans]


__all__ = ["SHARES", "scope", "target_hits", "towards"]
