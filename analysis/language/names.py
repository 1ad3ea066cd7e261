"""Names in a text: persons, parties, organisations, places.

German writes every noun with a capital, so a capital alone says little. Evidence is needed: a given
name, a title or role before, a surname that the same text gave in full, a legal form, an acronym, a
list of places and parties. What has no such evidence is left out. Measured by eye on a sample: see
docs/methoden-namen.md.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from analysis import resources
from analysis.language.segment import Text
from analysis.language.words import CAPACITY, is_known

VERSION = "5"

PARTICLES = frozenset("von van de del della di da dos du la le al el bin ibn ben abu ter ten af".split())
LONGEST = 16  # tokens of a name; bounds the time for texts all in capitals
_AFTER_PARTICLE = frozenset({"der", "den", "la", "las", "los"})  # van der Bellen, de la Rúa


class Name(NamedTuple):
    """A name in a text: character span, the name as reported, its kind."""

    start: int
    end: int
    name: str
    kind: str  # person, party, organisation, place


@cache
def given_names() -> dict[str, str]:
    """Return the gender (male, female, either) that convention gives each known given name."""
    path = files("analysis.resources").joinpath("given_names.csv")
    rows = csv.DictReader(line for line in path.read_text("utf-8").splitlines() if line[:1] != "#")
    return {row["name"]: row["gender"] for row in rows}


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
    """Return the known places as tuples of tokens: German names of countries (CLDR) and a list of cities."""
    from babel import Locale

    countries = Locale("de").territories
    names = {name for code, name in countries.items() if not code.isdigit() and len(name) > 2}
    return frozenset(map(_split, names | resources.words("places")))


@cache
def _organisations() -> frozenset[tuple[str, ...]]:
    return frozenset(map(_split, resources.words("known_organisations")))


def _split(name: str) -> tuple[str, ...]:
    from analysis.language.segment import segment

    return tuple(segment(name).words)


@cache
def _listed() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """Return, for each first token, the listed names that begin with it, the longest first."""
    entries = [(form, "party", name) for form, name in parties().items()]
    entries += [(form, "place", " ".join(form)) for form in places()]
    entries += [(form, "organisation", " ".join(form)) for form in _organisations()]
    by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for entry in sorted(entries, key=lambda entry: (-len(entry[0]), entry)):
        by_first.setdefault(entry[0][0], []).append(entry)
    return by_first


@lru_cache(maxsize=CAPACITY)
def is_role(word: str) -> bool:
    """Tell whether a noun is a title or role that stands before a name (EU-Kommissarin)."""
    return word in resources.words("titles") or word.lower().endswith(resources.lines("role_endings"))


@lru_cache(maxsize=CAPACITY)
def _kind_of_organisation(word: str) -> bool:
    return word in resources.words("organisation_endings") or word.lower().endswith(_organisation_endings())


@cache
def _organisation_endings() -> tuple[str, ...]:
    return tuple(e[1:] for e in resources.words("organisation_endings") if e[0] == "-")


@lru_cache(maxsize=CAPACITY)
def _is_name_like(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and word not in resources.words("no_names")


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 6 and word.isupper() and word.isalpha() and _is_name_like(word)


def _is_given(word: str) -> bool:
    first = word.split("-")[0]
    return word in given_names() or ("-" in word and first in given_names() and word[-1] != "-")


@lru_cache(maxsize=4)  # several rooms ask for the names of the text at hand
def find_names(text: Text) -> tuple[Name, ...]:
    """Return the names in ``text`` in their order; they do not overlap.

    A surname alone counts as a person once the text gives it with a given name or a title.
    """
    words = text.words
    found: list[Name] = []
    surnames: dict[str, str] = {}
    lone: list[int] = []
    after, n = 0, len(words)
    for i in text.capitals:
        if i < after:
            continue
        word = words[i]
        if "/" in word and (pair := _slashed_places(text, i)):
            found += pair
            continue
        if i + 1 < n and _ends_run(words[i + 1]) and _is_plain(word) and word not in surnames:
            step, name = 1, None  # most nouns: one word alone that no list knows
        else:
            step, name = _name_at(text, i, surnames)
        if name:
            found.append(name)
        elif _is_name_like(word):
            lone.append(i)
        after = i + step
    found += _surnames_alone(text, lone, surnames)
    return tuple(sorted(found))


@lru_cache(maxsize=CAPACITY)
def _ends_run(word: str) -> bool:
    """Tell whether ``word`` behind a capitalised one goes on with no name."""
    return not word[0].isupper() and word != "." and word != "&" and word not in PARTICLES


@lru_cache(maxsize=CAPACITY)
def _is_plain(word: str) -> bool:
    """Tell whether ``word`` standing alone is no name: not listed, not in the genitive, no acronym."""
    listed = _listed()
    return word not in listed and word.removesuffix("s") not in listed and not _is_acronym(word)


def _slashed_places(text: Text, i: int) -> list[Name]:
    """Return the places of a dateline such as Almaty/Moskau, if all its parts are places."""
    parts = text.words[i].split("/")
    if not all((part,) in places() for part in parts):
        return []
    names, start = [], text.starts[i]
    for part in parts:
        names.append(Name(start, start + len(part), part, "place"))
        start += len(part) + 1
    return names


def _surnames_alone(text: Text, lone: list[int], surnames: dict[str, str]) -> list[Name]:
    names = []
    for i in lone:
        word = text.words[i]
        # the genitive: Tokajews, Merkels; after s a mere apostrophe
        surname = word if word in surnames else word[:-1] if word.endswith("s") else ""
        before = (text.words[i - 1] if i else "").lower()
        if surname in surnames and before not in _ARTICLES and not (before in _DEFINITE and is_known(word)):
            names.append(Name(text.starts[i], text.ends[i], surnames[surname], "person"))
    return names


_ARABIC = re.compile(r"(?:al|el|as|asch|ash|at|ar|ad|an|ul)-[A-ZÄÖÜ]")  # Abdel-Malek al-Mikhlafi
_ARTICLES = frozenset("ein eine einen einem einer kein keine".split())
_DEFINITE = frozenset("der die das dem den des im am".split())  # the summer, though someone is called Sommer


def _name_at(text: Text, i: int, surnames: dict[str, str]) -> tuple[int, Name | None]:
    """Return how many tokens to go on, and the name that begins at token ``i``, if any."""
    if club := _club(text, i):
        return club
    listed = None if text.words[i] in surnames else _listed_at(text, i)
    run = _run(text.words, i)
    if run > 1 and (person := _person(text, i, run, surnames)):
        return person
    if listed:
        return listed
    if run > 1 and (organisation := _organisation(text, i, run)):
        return organisation
    if _is_acronym(text.words[i]):
        return 1, Name(text.starts[i], text.ends[i], text.words[i], "organisation")
    return 1, None


def _listed_at(text: Text, i: int) -> tuple[int, Name] | None:
    words, first = text.words, text.words[i]
    for key in (first, first[:-1] if first.endswith("s") and len(first) > 4 else None):
        for form, kind, name in _listed().get(key or "", ()):
            size = len(form)
            if form[1:] == tuple(words[i + 1 : i + size]) and (key == first or size == 1):
                if kind == "party" and name == "SP" and _is_role(words, i - 1):
                    continue
                return size, Name(*text.span(i, i + size), name, kind)
    return None


def _is_role(words: list[str], i: int) -> bool:
    return i >= 0 and is_role(words[i])


def _run(words: list[str], i: int) -> int:
    """Return the length of the capitalised sequence at ``i``, particles (von, al) inside included."""
    j, n = i, len(words)
    while j < n and j - i < LONGEST:
        if words[j][0].isupper() and (size := _particles(words, j)) == 2:
            j += size  # Alexander Van der Bellen
        elif words[j][0].isupper() and words[j] not in resources.words("no_names"):
            j += 1
        elif (
            words[j] == "." and j > i and (words[j - 1] in resources.words("titles") or words[j - 1] == "Co")
        ):
            j += 1
        elif words[j] == "&" and i < j < n - 1 and words[j + 1][0].isupper():
            j += 1
        elif j > i and (size := _particles(words, j)):
            j += size
        elif j > i and _ARABIC.match(words[j]):
            j += 1
        elif j > i and words[j] == "." and len(words[j - 1]) == 1 and j + 1 < n and words[j + 1][0].isupper():
            j += 1
        else:
            break
    return j - i


def _particles(words: list[str], j: int) -> int:
    """Return how many particles stand at token ``j`` before a capitalised word: 0, 1 (von) or 2 (van der)."""
    size = 0
    if words[j].lower() in PARTICLES:
        size = 2 if j + 1 < len(words) and words[j + 1] in _AFTER_PARTICLE else 1
    if not size or j + size >= len(words) or not words[j + size][0].isupper():
        return 0
    # "Müller von Greenpeace", "Jackson von der Vorderseite": a preposition, no part of the name
    return 0 if words[j].lower() == "von" and _is_other_noun(words[j + size], size) else size


def _is_other_noun(word: str, size: int) -> bool:
    return bool(_listed().get(word)) or (size == 2 and is_known(word))


def _person(text: Text, i: int, run: int, surnames: dict[str, str]) -> tuple[int, Name] | None:
    """Find the person whose given name or title stands at token ``i``."""
    words = text.words
    last = i + run
    if _is_given(words[i]):
        end = _end_of_name(words, i + 1, last)
        if end > i + 1 and not _kind_of_organisation(words[end - 1]):
            return _named(text, i, i, end, surnames)
    if is_role(words[i]):
        begin = i + 1
        while begin < last and (words[begin] == "." or is_role(words[begin])):
            begin += 1
        if begin < last and words[begin] not in PARTICLES and _unlisted(text, begin):
            end = _end_of_name(words, begin, last)
            if end - begin > 1 or (end > begin and _looks_like_surname(words, i, begin)):
                return _named(text, i, begin, end, surnames)
    return None


def _unlisted(text: Text, i: int) -> bool:
    word = text.words[i]
    return not _listed_at(text, i) and not _is_acronym(word) and not _kind_of_organisation(word)


def _looks_like_surname(words: list[str], role: int, begin: int) -> bool:
    """After a role one capitalised word is a surname unless it is a noun that German knows."""
    word = words[begin]
    if words[role] in ("Herr", "Herrn", "Frau", "Dr", "Prof"):
        return True
    return not is_known(word.removesuffix("s")) and not is_known(word)


def _end_of_name(words: list[str], begin: int, last: int) -> int:
    """Return where the name that begins at or before ``begin`` ends: at most five tokens."""
    end = begin
    while end < last and end - begin < 5:
        word = words[end]
        if (
            word == "&"
            or word in resources.words("legal_forms")
            or (end > begin and is_role(word) and (is_known(word) or "-" in word))
        ):
            break
        if end > begin and _is_genitive(words, end - 1):
            break
        if _listed().get(word) and (word,) in places() and end > begin:
            break
        end += 1
    while end > begin and (
        (words[end - 1][0].islower() and not _ARABIC.match(words[end - 1])) or words[end - 1] == "."
    ):
        end -= 1
    return end


def _is_genitive(words: list[str], i: int) -> bool:
    """Tell whether a surname in the genitive stands at ``i`` before a noun: Angela Merkels Nachfolger."""
    owner = words[i]
    return (
        len(owner) > 3
        and owner.endswith("s")
        and not _is_given(owner)
        and not _is_role(words, i - 1)
        and i + 1 < len(words)
        and words[i + 1][0].isupper()
        and is_known(words[i + 1])
    )


def _named(text: Text, i: int, begin: int, end: int, surnames: dict[str, str]) -> tuple[int, Name]:
    words = text.words[begin:end]
    written = text.text[text.starts[begin] : text.ends[end - 1]]
    surname = words[-1]
    if len(words) == 1:
        known = surname if surname in surnames else surname.removesuffix("s")
        name = surnames.get(known, surname)
        surnames.setdefault(surname, name)
    else:
        owns = surname.endswith("s") and surname not in surnames
        owns = owns and (surname[:-1] in surnames or _is_genitive(text.words, end - 1))
        base = surname[:-1] if owns else surname
        name = written[: len(written) - len(surname) + len(base)]
        fuller = surnames.get(base, "")
        name = surnames[base] = fuller if fuller.endswith(f" {name}") else name  # Präsident Van der Bellen
    return end - i, Name(text.starts[begin], text.ends[end - 1], name, "person")


def _club(text: Text, i: int) -> tuple[int, Name] | None:
    """Find the sports club whose kind stands at token ``i``: FC Bayern München, FSV Mainz 05."""
    words = text.words
    if words[i] not in resources.words("club_forms"):
        return None
    j = i + 1 + _is_number(words, i + 1, 4)
    begin = j
    while j < min(len(words), begin + 3) and _in_club(text, j):
        j += 1
        if _listed_at(text, j - 1) and words[j - 1] != "Bayern":  # Bayern München: the one club of two places
            break
    if j == begin:
        return None
    j += _is_number(words, j, 2)
    start, end = text.span(i, j)
    return j - i, Name(start, end, " ".join(text.text[start:end].split()), "organisation")


def _in_club(text: Text, i: int) -> bool:
    """Tell whether the word at ``i`` belongs to a club: a place, an unknown word, one before a place."""
    word = text.words[i]
    if text.words[i : i + 2] == ["St", "."] or text.words[i - 1 : i + 1] == ["St", "."]:
        return True  # St. Pauli
    if not word[0].isupper() or is_role(word):
        return False
    before_place = i + 1 < len(text) and text.words[i + 1][0].isupper() and _listed_at(text, i + 1)
    return bool(_listed_at(text, i) or before_place) or not is_known(word) or text.words[i - 1] == "."


def _is_number(words: list[str], i: int, digits: int) -> bool:
    return i < len(words) and len(words[i]) == digits and words[i].isdigit()


def _organisation(text: Text, i: int, run: int) -> tuple[int, Name] | None:
    words = text.words[i : i + run]
    if words[0] in resources.words("sentence_starters"):
        return None  # Die Torwald GmbH: the name begins after the article
    for size in range(run, 1, -1):
        if words[size - 1] in resources.words("legal_forms"):
            start, end = text.span(i, i + size)
            return size, Name(start, end, " ".join(text.text[start:end].split()), "organisation")
    if _kind_of_organisation(words[0]) and not is_role(words[0]) and _is_proper(text, i + 1):
        return 2, Name(*text.span(i, i + 2), " ".join(words[:2]), "organisation")
    return None


def _is_proper(text: Text, i: int) -> bool:
    """Tell whether the word at ``i`` is a place or a word that no German dictionary knows."""
    word = text.words[i]
    return bool(_listed_at(text, i)) or not (_is_given(word) or is_known(word))
