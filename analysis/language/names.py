"""Names in a text: persons, parties, organisations, places.

German writes every noun with a capital, so a capital alone says little. Evidence is needed: a given
name, a title or role before, a surname that the same text gave in full, a legal form, an acronym, a
list of places and parties. What has no such evidence is left out. Measured by eye on a sample: see
docs/methoden-namen.md.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from analysis import resources
from analysis.language.gazetteer import (
    Name,
    has_role,
    is_acronym,
    is_given,
    is_kind_of_organisation,
    is_name_like,
    is_plain,
    is_role,
    listed,
    listed_at,
    places,
)
from analysis.language.organisations import club, organisation
from analysis.language.segment import Text
from analysis.language.words import decided, is_known

VERSION = "7"

PARTICLES = frozenset("von van de del della di da dos du la le al el bin ibn ben abu ter ten af".split())
_GOES_ON = PARTICLES | {".", "&"}  # what a name may have behind its first word, beside capitalised words
_ARABIC = re.compile(r"(?:al|el|as|asch|ash|at|ar|ad|an|ul)-[A-ZÄÖÜ]")  # Abdel-Malek al-Mikhlafi
LONGEST = 16  # tokens of a name; bounds the time for texts all in capitals
_AFTER_PARTICLE = frozenset({"der", "den", "la", "las", "los"})  # van der Bellen, de la Rúa
_OF_SURNAMES = PARTICLES | _AFTER_PARTICLE


@lru_cache(maxsize=4)  # several rooms ask for the names of the text at hand
def find_names(text: Text) -> tuple[Name, ...]:
    """Return the names in ``text`` in their order; they do not overlap.

    A surname alone counts as a person once the text gives it with a given name or a title.
    """
    words = text.words
    found: list[Name] = []
    surnames: dict[str, str] = {}
    lone: list[int] = []
    companies = _before_legal_forms(text)
    after, n = 0, len(words)
    for i, following in pairwise([*text.capitals, n]):
        if i < after:
            continue
        word = words[i]
        if "/" in word and (pair := _slashed_places(text, i)):
            found += pair
            continue
        alone = following > i + 1 and not _goes_on(words[i + 1])
        if (_is_noun(word) and word not in surnames) if alone else not (_opens(word) or i in companies):
            lone.append(i)  # most nouns
            continue
        step, name = _name_at(text, i, surnames)
        if name:
            found.append(name)
        else:
            lone.append(i)
        after = i + step
    found += _surnames_alone(text, lone, surnames)
    return tuple(sorted(found))


@decided
def _goes_on(word: str) -> bool:
    """Tell whether a name may go on with ``word``, which has no capital: von, al-Mikhlafi."""
    return word in _GOES_ON or bool(_ARABIC.match(word))


@decided
def _is_noun(word: str) -> bool:
    """Tell whether ``word`` before no capital is no name, nor the kind of a club: VfB 1893 Stuttgart."""
    return is_plain(word) and word not in resources.words("club_forms")


@decided
def _opens(word: str) -> bool:
    """Tell whether a name may begin with ``word``, other than that of a company told by its legal form."""
    listed = not is_plain(word) or word in resources.words("club_forms")
    return listed or is_given(word) or is_role(word) or is_kind_of_organisation(word)


def _before_legal_forms(text: Text) -> set[int]:
    """Return the tokens where the name of a company may begin, by the legal forms behind them."""
    words, forms = text.words, resources.words("legal_forms")
    return {j for i in text.capitals if words[i] in forms for j in range(i - LONGEST, i)}


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
    forms = {*surnames, *(surname + "s" for surname in surnames)}
    alone = set(lone)
    for i in lone:
        word = text.words[i]
        if word not in forms or not is_name_like(word):
            continue
        # the genitive: Tokajews, Merkels; after s a mere apostrophe
        surname = word if word in surnames else word[:-1] if word.endswith("s") else ""
        if surname not in surnames:
            continue
        first = i - _own_particles(text.words, i, surnames[surname])
        if any(text.words[j][0].isupper() and j not in alone for j in range(first, i)):
            first = i  # the end of another name
        before = (text.words[i - 1] if i else "").lower()
        if first < i or not (before in _ARTICLES or (before in _DEFINITE and is_known(word))):
            names.append(Name(text.starts[first], text.ends[i], surnames[surname], "person"))
    return names


def _own_particles(words: list[str], i: int, name: str) -> int:
    """Return how many particles before the surname at ``i`` are its own, if all: Van der Bellen."""
    own = [word.lower() for word in name.split()[:-1]]
    size = next((k for k, word in enumerate(reversed(own)) if word not in _OF_SURNAMES), len(own))
    same = [word.lower() for word in words[max(0, i - size) : i]] == own[len(own) - size :]
    # after a noun it is a preposition: ein Sprecher von Bismarck
    preposition = 0 < size < i and words[i - size] == "von" and words[i - size - 1][0].isupper()
    return size if same and not preposition else 0


_ARTICLES = frozenset("ein eine einen einem einer kein keine".split())
_DEFINITE = frozenset("der die das dem den des im am".split())  # the summer, though someone is called Sommer


def _name_at(text: Text, i: int, surnames: dict[str, str]) -> tuple[int, Name | None]:
    """Return how many tokens to go on, and the name that begins at token ``i``, if any."""
    if found := club(text, i):
        return found
    word = text.words[i]
    known = None if word in surnames else listed_at(text, i)
    if known and not (is_given(word) or is_role(word)):
        return known
    run = _run(text.words, i)
    if run > 1 and (person := _person(text, i, run, surnames)):
        return person
    if known:
        return known
    if run > 1 and (found := organisation(text, i, run)):
        return found
    if is_acronym(word):
        return 1, Name(text.starts[i], text.ends[i], word, "organisation")
    return 1, None


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
    return bool(listed().get(word)) or (size == 2 and is_known(word))


def _person(text: Text, i: int, run: int, surnames: dict[str, str]) -> tuple[int, Name] | None:
    """Find the person whose given name or title stands at token ``i``."""
    words = text.words
    last = i + run
    if is_given(words[i]):
        end = _end_of_name(words, i + 1, last)
        if end > i + 1 and not is_kind_of_organisation(words[end - 1]):
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
    return not listed_at(text, i) and not is_acronym(word) and not is_kind_of_organisation(word)


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
        if listed().get(word) and (word,) in places() and end > begin:
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
        and not is_given(owner)
        and not has_role(words, i - 1)
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
