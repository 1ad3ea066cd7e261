"""One word or name -> what it says about a source: its sphere, the kind of word, whether it is feminine.

Lists: resources/speaker_roles.csv (endings of words), known_sources.csv (names). What a phrase says
is told by ``spheres``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analysis import resources
from analysis.language.gazetteer import parties, places
from analysis.language.segment import tokens
from analysis.language.words import decided, is_known
from analysis.sources import lexicon as lx


class Role(NamedTuple):
    """What a word says about a source: its sphere, the kind of word, and whether it is feminine.

    >>> role_of("Finanzministerin").type, role_of("Landespolizeidirektion").type
    ('government', 'authority')
    """

    type: str
    kind: str  # as in speaker_roles.csv
    feminine: bool


@cache
def endings() -> dict[str, tuple[str, str]]:
    """Return sphere and kind for each ending of speaker_roles.csv; "=" opens words without compounds."""
    return {row["ending"]: (row["type"], row["kind"]) for row in resources.rows("speaker_roles")}


@cache
def _known() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return, for each first word, the names of known sources that begin with it, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in resources.rows("known_sources"):
        form = tuple(tokens(row["name"]))
        by_first.setdefault(form[0], []).append((form, row["type"]))
    for forms in by_first.values():
        forms.sort(key=lambda form: -len(form[0]))
    return by_first


@cache
def first_words() -> frozenset[str]:
    """Return the words that the name of a known source may begin with, genitives included."""
    return frozenset(_known()).union(word + "s" for word in _known())


def known_at(words: Sequence[str], i: int) -> tuple[str, int] | None:
    """Return the sphere of the known source whose name begins at word ``i``, and its length in words."""
    word = words[i]
    if word not in first_words():
        return None
    for first in (word, word[:-1]) if word.endswith("s") and len(word) > 2 else (word,):
        for form, kind in _known().get(first, ()):
            if form[1:] == tuple(words[i + 1 : i + len(form)]) and (first == word or len(form) == 1):
                return kind, len(form)
    return None


def known_name(name: str) -> bool:
    """Tell whether ``name`` as a whole is the name of a known source."""
    words = name.split()
    return any(form == tuple(words) for form, _ in _known().get(words[0], ()))


def is_common(word: str) -> bool:
    """Tell whether ``word`` is a noun that the German dictionary or our lists know, no proper name."""
    return is_known(word) or is_known(word.removesuffix("s")) or role_of(word) is not None


def is_place(word: str) -> bool:
    """Tell whether ``word`` is a place or country, genitive included (Kaliforniens)."""
    return (word,) in places() or (word.removesuffix("s"),) in places()


INFLECTIONS = ("", "s", "es", "n", "en", "e", "er", "em", "ern", "ns")
_CUTS = {last: tuple(cut for cut in INFLECTIONS if cut[-1:] in ("", last)) for last in "snerm"}
_SHORTEST = 4  # letters of an ending that may close a compound
_PLAIN = dict(zip("äöü", "aou", strict=True))


@decided
def role_of(word: str) -> Role | None:
    """Return what ``word`` says about a source, or None; the longest known ending decides."""
    low = word.lower()
    if not word.isalpha():
        low = low.strip("„“\"'").replace(":in", "in").replace("*in", "in")
        if low.startswith("www.") or low.endswith((".de", ".com", ".at", ".ch", ".org", ".net")):
            return Role("media", "group", False)
    found = _ending(low)
    if found and found[1] not in ("person", "carrier"):
        return Role(*found, False)
    for suffix in ("innen", "in"):
        stem = low.removesuffix(suffix)
        if stem != low and len(stem) > 3:
            for base in (stem, stem + "e", _without_umlaut(stem)):
                person = _ending(base)
                if person and person[1] in ("person", "carrier"):
                    return Role(*person, feminine=suffix == "in")
    if found is None and low.endswith(("e", "en", "er", "ern")) and not _PLAIN.keys().isdisjoint(low):
        for cut in ("e", "en", "er", "ern"):
            stem = low.removesuffix(cut)
            plain = _without_umlaut(stem)
            if stem != low and plain != stem and (found := _ending(plain)):
                break  # Rechtsanwälte, Verbände
    return Role(*found, False) if found else None


@decided
def role_at_end(word: str) -> Role | None:
    """Return the role of the word, or of its part behind the last hyphen: EU-Kommissarin."""
    return role_of(word.rpartition("-")[2])


def _without_umlaut(stem: str) -> str:
    """Return ``stem`` without its last umlaut: Anwält, Ständerät."""
    at = max(map(stem.rfind, _PLAIN))
    return stem[:at] + _PLAIN[stem[at]] + stem[at + 1 :] if at >= 0 else stem


def _ending(low: str) -> tuple[str, str] | None:
    stems = [low[: len(low) - len(cut)] for cut in _CUTS.get(low[-1:], ("",)) if low.endswith(cut)]
    whole = _whole()
    for stem in stems:
        if found := whole.get(stem):
            return found
    closing = _closing()
    stems = [stem for stem in stems if stem[-_SHORTEST:] in _tails()]
    for start in range(1, len(low) - _SHORTEST + 1) if stems else ():
        for stem in stems:
            if found := closing.get(stem[start:]):
                return found
    return None


@cache
def _whole() -> dict[str, tuple[str, str]]:
    """Return sphere and kind by whole word: of the words without compounds, then of the endings."""
    alone = {ending[1:]: found for ending, found in endings().items() if ending[0] == "="}
    return {**endings(), **alone}


@cache
def _closing() -> dict[str, tuple[str, str]]:
    """Return sphere and kind of the endings that may close a compound."""
    return {e: found for e, found in endings().items() if len(e) >= _SHORTEST and found[1] != "anonymous"}


@cache
def _tails() -> frozenset[str]:
    """Return the last letters of the endings that may close a compound: most words have none of them."""
    return frozenset(ending[-_SHORTEST:] for ending in _closing())


def is_noun(word: str) -> bool:
    """Tell whether the word is written like a noun: Angaben, dpa-Meldung."""
    return word[0].isupper() or ("-" in word and word[word.index("-") + 1 :][:1].isupper())


def is_cue_noun(word: str) -> bool:
    """Tell whether the word names the statement only: Angaben, Meinung, Worte."""
    return bool(lx.flags_of(word) & lx.CUE_NOUN) and (
        (role := role_of(word)) is None or role.kind == "statement"
    )


def is_statement(word: str) -> bool:
    """Tell whether the word names what is said: Angaben, Kernaussage, Bericht."""
    return is_cue_noun(word) or ((role := role_of(word)) is not None and role.kind == "statement")


def party_in(words: Sequence[str]) -> str | None:
    """Return the short name of the first party among ``words`` (SPD-Chef, (CDU), der Grünen), or None."""
    return next((party for word in words if (party := _party_of(word))), None)


@decided
def _party_of(word: str) -> str | None:
    parts = () if "-nah" in word else (word, word.partition("-")[0], word.rpartition("-")[2])
    return next((parties()[(part,)] for part in parts if (part,) in parties()), None)
