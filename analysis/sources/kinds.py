"""Words about a speaker -> what kind of source it is (the sphere) and its party.

The sphere follows the words: the first word with a sphere of its own decides; a carrier (Sprecher,
Chef, Präsident) takes the sphere of the words it governs, a statement (Bericht, Angaben) that of
whoever made it. Lists: resources/speaker_roles.csv (endings of words), known_sources.csv (names).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from analysis import resources
from analysis.language.names import parties, places
from analysis.language.words import is_known
from analysis.sources import lexicon as lx


class Role(NamedTuple):
    """What a word says about a source: its sphere, the kind of word, and whether it is feminine."""

    type: str
    kind: str  # as in speaker_roles.csv
    feminine: bool


def _rows(name: str) -> list[dict[str, str]]:
    path = files("analysis.resources").joinpath(f"{name}.csv")
    return list(csv.DictReader(line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"))


@cache
def _roles() -> dict[str, tuple[str, str]]:
    return {row["ending"]: (row["type"], row["kind"]) for row in _rows("speaker_roles")}


@cache
def _known() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return, for each first word, the names of known sources that begin with it, the longest first."""
    from analysis.language.segment import segment

    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in _rows("known_sources"):
        form = tuple(segment(row["name"]).words)
        by_first.setdefault(form[0], []).append((form, row["type"]))
    for forms in by_first.values():
        forms.sort(key=lambda form: -len(form[0]))
    return by_first


def known_at(words: Sequence[str], i: int) -> tuple[str, int] | None:
    """Return the sphere of the known source whose name begins at word ``i``, and its length in words."""
    word = words[i]
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


_INFLECTIONS = ("", "s", "es", "n", "en", "e", "er", "em", "ern", "ns")
_SHORTEST = 4  # letters of an ending that may close a compound
_UMLAUTS = str.maketrans("äöü", "aou")  # Ärztin, Anwältin


@lru_cache(maxsize=50_000)
def role_of(word: str) -> Role | None:
    """Return what ``word`` says about a source, or None; the longest known ending decides.

    >>> role_of("Finanzministerin").type, role_of("Landespolizeidirektion").type
    ('government', 'authority')
    """
    low = word.lower().strip("„“\"'").replace(":in", "in").replace("*in", "in")
    if low.startswith("www.") or low.endswith((".de", ".com", ".at", ".ch", ".org", ".net")):
        return Role("media", "group", False)
    found = _ending(low)
    if found and found[1] not in ("person", "carrier"):
        return Role(*found, False)
    for suffix in ("innen", "in"):
        stem = low.removesuffix(suffix)
        if stem != low and len(stem) > 3:
            for base in (stem, stem + "e", stem.translate(_UMLAUTS)):
                person = _ending(base)
                if person and person[1] in ("person", "carrier"):
                    return Role(*person, feminine=suffix == "in")
    return Role(*found, False) if found else None


def _ending(low: str) -> tuple[str, str] | None:
    known = _roles()
    for cut in _INFLECTIONS:
        base = low.removesuffix(cut)
        if base and (not cut or base != low) and (found := known.get("=" + base) or known.get(base)):
            return found
    for start in range(1, len(low) - _SHORTEST + 1):
        for cut in _INFLECTIONS:
            if not cut or low.endswith(cut):
                base = low[start : len(low) - len(cut)]
                if len(base) >= _SHORTEST and base in known and known[base][1] != "anonymous":
                    return known[base]
    return None


def sphere(words: Sequence[str]) -> tuple[str, str] | None:
    """Return the sphere of a source described by ``words`` and the kind of word that decided, or None.

    >>> sphere("ein Sprecher des Auswärtigen Amtes".split())
    ('government', 'carrier')
    """
    carried: tuple[str, str] | None = None
    said: tuple[str, str] | None = None
    nobody: tuple[str, str] | None = None
    governed: tuple[str, str] | None = None
    party = party_in(words)
    i = 0
    while i < len(words):
        word = words[i]
        number, i = i, i + 1
        if not word[:1].isalnum():
            continue
        if not is_noun(word) and len(words) > 1:
            adjective = _adjective(word)
            if adjective and _states(words[-1]):
                said = said or (adjective, "unnamed" if adjective == "government" else "carrier")
            elif adjective and i < len(words) and (head := role_of(words[i])) and head.kind == "carrier":
                return adjective, "carrier"  # wissenschaftlicher Leiter
            elif adjective and carried:
                governed = governed or (adjective, "carrier")  # Sprecher der oppositionellen Gruppierung
            continue
        if (name := known_at(words, number)) and not (number == 0 and word in ("Die", "Der", "Das")):
            i = number + name[1]
            role: Role | None = Role(name[0], "group", False)
        else:
            role = _of_compound(word)
        if role is None or role.kind == "adjective":
            continue
        if role.kind == "anonymous":
            nobody = nobody or (role.type, role.kind)
        elif role.kind == "statement":
            said = said or (role.type, role.kind)
        elif role.kind == "carrier":
            carried = carried or (role.type, "carrier")
        elif party and role.type in ("expert", "citizen"):
            return "party", role.kind
        elif (said or carried) and role.kind == "document":
            continue
        else:
            return role.type, "carrier" if carried else role.kind
    if nobody and not (party or carried):
        return nobody
    return governed or _without_sphere(words, party, carried, said) or nobody


def _without_sphere(
    words: Sequence[str],
    party: str | None,
    carried: tuple[str, str] | None,
    said: tuple[str, str] | None,
) -> tuple[str, str] | None:
    """Decide where no word has a sphere of its own: a party, a country, a carrier alone."""
    if party:
        return "party", "carrier" if carried else "group"
    land = next((w for w in words if _is_country(w)), None)
    if carried and carried[0] in ("other", "government"):
        if land or any(_is_nation(w) for w in words):
            return "government", "carrier"
        if any(map(is_place, words)):
            # Kölns Präsident: a town has a mayor, its club a president
            return "culture_sport" if carried[0] == "government" else "government", "carrier"
    if carried:
        return carried[0], "alone"
    if said:
        return said
    nouns = [w for w in words if w[:1].isupper() and not lx.flags_of(w) & lx.DETERMINER]
    if nouns and all(_is_country(w) or w in resources.words("capitals") for w in nouns):
        return "government", "group"
    if any(_states(w) for w in words) and any(_is_nation(w) for w in words):
        return "government", "unnamed"
    return None


def is_noun(word: str) -> bool:
    """Tell whether the word is written like a noun: Angaben, dpa-Meldung."""
    return word[0].isupper() or ("-" in word and word[word.index("-") + 1 :][:1].isupper())


def _adjective(word: str) -> str | None:
    """Return the sphere of an adjective of origin (behördlichen Angaben), or None."""
    bases = (word.removesuffix(cut).lower() for cut in ("en", "er", "em", "es", "e"))
    found = (_roles().get(base) for base in bases)
    return next((role[0] for role in found if role and role[1] == "adjective"), None)


def _states(word: str) -> bool:
    """Tell whether the word names a statement, not the source: Angaben, Meinung, Worte, Quellen."""
    return is_cue_noun(word) or word.lower() in ("quellen", "kreise", "kreisen", "stellen", "seite")


def is_cue_noun(word: str) -> bool:
    """Tell whether the word names the statement only: Angaben, Meinung, Worte."""
    return bool(lx.flags_of(word) & lx.CUE_NOUN) and (
        (role := role_of(word)) is None or role.kind == "statement"
    )


def is_statement(word: str) -> bool:
    """Tell whether the word names what is said: Angaben, Kernaussage, Bericht."""
    return is_cue_noun(word) or ((role := role_of(word)) is not None and role.kind == "statement")


def _of_compound(word: str) -> Role | None:
    """Return the role of a word by its parts: VW-Sprecher, dpa-Meldung, Konzernsprecher, Polizeiangaben."""
    first, dash, last = word.rpartition("-")
    whole = _roles().get(word.lower())
    if whole:
        return Role(*whole, False)
    role = role_of(last if dash else word)
    if (role is None or role.kind in ("statement", "document")) and (owner := _owner(word)) is not None:
        return owner
    if role is None and dash and (name := known_at([last], 0)):
        return Role(name[0], "group", False)
    if role is None or role.kind not in ("carrier", "statement"):
        return role
    inner = _part(first) if dash else _modifier(word)
    if inner and inner.kind not in ("carrier", "anonymous", "statement"):
        return Role(inner.type, "person" if role.kind == "carrier" else inner.kind, role.feminine)
    if dash and role.kind == "carrier" and party_in([first]):
        return Role("party", "person", role.feminine)
    return role


def _part(word: str) -> Role | None:
    """Return the role of the first part of a hyphened word: a known name or a word with a role."""
    name = known_at([word], 0)
    return Role(name[0], "group", False) if name else role_of(word.rpartition("-")[2])


_STATEMENTS = (
    "angaben bericht berichten berichte kreise kreisen auskunft informationen meldung meldungen "
    "mitteilung aussagen einschätzung schätzung schätzungen sicht meinung ansicht darstellung aussendung"
).split()


def _owner(word: str) -> Role | None:
    """Return the role of the first part of a statement compound: Polizei-angaben, Behörden-kreise."""
    low = word.lower().replace("-", "")
    for noun in _STATEMENTS:
        if low.endswith(noun) and len(low) - len(noun) > 2:
            first = word[: len(word) - len(noun)].rstrip("-")
            role = _part(first) or role_of(first.rstrip("s"))
            if role is not None and role.kind not in ("statement", "anonymous"):
                if role.type == "expert" and role.kind == "person":
                    return Role("anonymous", "anonymous", False)
                unnamed = "unnamed" if noun.startswith("kreis") else role.kind
                return Role(role.type, unnamed if unnamed in ("unnamed", "person") else "group", False)
    return None


@lru_cache(maxsize=20_000)
def _modifier(word: str) -> Role | None:
    """Return the role of the first part of a compound with a carrier: Konzern-sprecher."""
    low = word.lower()
    for length in range(len(low) - 4, 2, -1):
        rest, part = low[length:], low[:length]
        base = next(
            (b for cut in (*_INFLECTIONS, "in", "innen") if (b := rest.removesuffix(cut)) in _roles()), ""
        )
        if base and _roles()[base][1] == "carrier":
            return role_of(part) or role_of(part.rstrip("s")) or role_of(part.removesuffix("s"))
    return None


@cache
def _countries() -> frozenset[str]:
    return frozenset(place[0] for place in places() if len(place) == 1) - resources.words("places")


def _is_country(word: str) -> bool:
    return word in _countries() or (word.endswith("s") and word[:-1] in _countries())


_NATIONS = ("ische", "ischen", "ischer", "ischem", "deutsche", "deutschen", "deutscher")


def _is_nation(word: str) -> bool:
    """Tell whether the word is an adjective of nationality (chinesischen) or a prefix of one (US-)."""
    return word[:3] in ("US-", "EU-", "UN-") or (word[0].islower() and word.endswith(_NATIONS))


def party_in(words: Sequence[str]) -> str | None:
    """Return the short name of the first party among ``words`` (SPD-Chef, (CDU), der Grünen), or None."""
    known = parties()
    for word in words:
        if "-nah" in word:
            continue
        for part in (word, word.partition("-")[0], word.rpartition("-")[2]):
            if (part,) in known:
                return known[(part,)]
    return None
