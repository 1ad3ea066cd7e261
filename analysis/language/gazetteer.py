"""What lists and endings say of words: given names, parties, places, offices, kinds of organisations."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis import resources
from analysis.language.segment import Text, tokens
from analysis.language.words import decided


class Name(NamedTuple):
    """A name in a text: character span, the name as reported, its kind."""

    start: int
    end: int
    name: str
    kind: str  # person, party, organisation, place


@cache
def given_names() -> dict[str, str]:
    """Return the gender (male, female, either) that convention gives each known given name."""
    return {row["name"]: row["gender"] for row in resources.rows("given_names")}


@cache
def parties() -> dict[tuple[str, ...], str]:
    """Return the short name of a party for each way of writing it (as a tuple of tokens)."""
    forms = {}
    for line in resources.lines("parties"):
        name, _, written = line.partition(" = ")
        for form in written.split(", "):
            forms[_split(form)] = name
    return forms


@cache
def places() -> frozenset[tuple[str, ...]]:
    """Return the known places as tuples of tokens: countries, states, regions, cities."""
    return frozenset(map(_split, resources.words("countries") | resources.words("places")))


@cache
def _organisations() -> frozenset[tuple[str, ...]]:
    return frozenset(map(_split, resources.words("known_organisations")))


def _split(name: str) -> tuple[str, ...]:
    return tuple(tokens(name))


@cache
def listed() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """Return, for each first token, the listed names that begin with it, the longest first."""
    entries = [(form, "party", name) for form, name in parties().items()]
    entries += [(form, "place", " ".join(form)) for form in places()]
    entries += [(form, "organisation", " ".join(form)) for form in _organisations()]
    by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for entry in sorted(entries, key=lambda entry: (-len(entry[0]), entry)):
        by_first.setdefault(entry[0][0], []).append(entry)
    return by_first


@decided
def is_role(word: str) -> bool:
    """Tell whether a noun is a title or role that stands before a name (EU-Kommissarin)."""
    return word in resources.words("titles") or word.lower().endswith(resources.lines("role_endings"))


@decided
def is_kind_of_organisation(word: str) -> bool:
    """Tell whether the word names a kind of organisation: Amtsgericht, Volkspartei."""
    return word in resources.words("organisation_endings") or word.lower().endswith(_organisation_endings())


@cache
def _organisation_endings() -> tuple[str, ...]:
    return tuple(e[1:] for e in resources.words("organisation_endings") if e[0] == "-")


@decided
def is_name_like(word: str) -> bool:
    """Tell whether the word, by its capital, may be part of a name."""
    return word[0].isupper() and len(word) > 1 and word not in resources.words("no_names")


def is_acronym(word: str) -> bool:
    """Tell whether the word is an acronym of two to six capitals: DGB."""
    return 2 <= len(word) <= 6 and word.isupper() and word.isalpha() and is_name_like(word)


def is_given(word: str) -> bool:
    """Tell whether the word is a given name, also of two (Karl-Heinz)."""
    first = word.split("-")[0]
    return word in given_names() or ("-" in word and first in given_names() and word[-1] != "-")


@decided
def is_plain(word: str) -> bool:
    """Tell whether ``word`` standing alone is no name: not listed, not in the genitive, no acronym."""
    known = listed()
    return word not in known and word.removesuffix("s") not in known and not is_acronym(word)


def listed_at(text: Text, i: int) -> tuple[int, Name] | None:
    """Return the listed party, place or organisation at token ``i``, genitive included, and its tokens."""
    words, first = text.words, text.words[i]
    for key in (first, first[:-1] if first.endswith("s") and len(first) > 4 else None):
        for form, kind, name in listed().get(key or "", ()):
            size = len(form)
            if form[1:] == tuple(words[i + 1 : i + size]) and (key == first or size == 1):
                if kind == "party" and name == "SP" and has_role(words, i - 1):
                    continue
                return size, Name(*text.span(i, i + size), name, kind)
    return None


def has_role(words: list[str], i: int) -> bool:
    """Tell whether a title or role stands at token ``i``."""
    return i >= 0 and is_role(words[i])
