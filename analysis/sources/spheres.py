"""Words about a speaker -> what kind of source it is (the sphere).

The sphere follows the words: the first word with a sphere of its own decides; a carrier (Sprecher,
Chef, Präsident) takes the sphere of the words it governs, a statement (Bericht, Angaben) that of
whoever made it, an association (Verband) that of its trade.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from analysis import resources
from analysis.language.gazetteer import places
from analysis.sources import lexicon as lx
from analysis.sources.compounds import of_compound
from analysis.sources.kinds import (
    Role,
    endings,
    is_cue_noun,
    is_noun,
    is_place,
    known_at,
    party_in,
    role_of,
)

_ARTICLES = ("Die", "Der", "Das")  # "Die Zeit", but not at the begin of a phrase


def sphere(words: Sequence[str]) -> tuple[str, str] | None:
    """Return the sphere of a source described by ``words`` and the kind of word that decided, or None.

    >>> sphere("ein Sprecher des Auswärtigen Amtes".split())
    ('government', 'carrier')
    """
    if _is_confidant(words):
        return "anonymous", "anonymous"
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
        name = None if number == 0 and word in _ARTICLES else known_at(words, number)
        name = None if name and _is_origin(words, number, name[1]) else name
        role = (
            Role(name[0], "group", False)
            if name
            else of_compound(word)
            if is_noun(word) or "." in word
            else None
        )
        i = number + name[1] if name else i
        if role is None or role.kind == "adjective":
            adjective = _adjective(word) if len(words) > 1 else None
            if adjective and _states(words[-1]):
                said = said or (adjective, "unnamed" if adjective == "government" else "carrier")
            elif adjective and i < len(words) and (head := role_of(words[i])) and head.kind == "carrier":
                return adjective, "carrier"  # wissenschaftlicher Leiter, innenpolitische Sprecherin
            elif adjective and carried:
                governed = governed or (adjective, "carrier")  # Sprecher der oppositionellen Gruppierung
        elif role.kind == "anonymous":
            nobody = nobody or (role.type, role.kind)
        elif role.kind == "statement":
            said = said or (role.type, role.kind)
        elif role.kind == "carrier":
            carried = carried or (role.type, "carrier")
        elif party and role.type in ("expert", "citizen"):
            return "party", role.kind
        elif (said or carried) and role.kind == "document":
            said = (role.type, role.kind) if said and said[0] == "anonymous" else said  # Aussage der Studie
        elif role[:2] == ("expert", "person") and word.lower().endswith(_SPOKESMEN) and _of_society(words, i):
            return "civil_society", "person"
        else:
            kind = _trade(words, i) if role[:2] == ("civil_society", "group") and not name else None
            return kind or role.type, "carrier" if carried else role.kind
    if nobody and not (party or carried):
        return nobody
    return governed or _without_sphere(words, party, carried, said) or nobody


def _is_origin(words: Sequence[str], begin: int, size: int) -> bool:
    """Tell whether a known name only says where from: New Yorker Gesundheitsbehörden."""
    end = begin + size
    if not words[end - 1].endswith("er") or size < 2 or end >= len(words):
        return False
    return words[end][:1].isupper() and role_of(words[end]) is not None


def _without_sphere(
    words: Sequence[str],
    party: str | None,
    carried: tuple[str, str] | None,
    said: tuple[str, str] | None,
) -> tuple[str, str] | None:
    """Decide where no word has a sphere of its own: a party, a country, a carrier alone."""
    if party:
        return "party", "carrier" if carried else "group"
    if carried and carried[0] in ("other", "government"):
        if any(map(_is_country, words)) or any(map(_is_nation, words)):
            return "government", "carrier"
        if any(map(is_place, words)):
            # Kölns Präsident: a town has a mayor, its club a president
            return "culture_sport" if carried[0] == "government" else "government", "carrier"
    if carried:
        return carried[0], "alone"
    nouns = [w for w in words if w[:1].isupper() and not lx.flags_of(w) & lx.DETERMINER]
    capitals = resources.words("capitals")
    lands = [w for w in nouns if _is_country(w) or w in capitals or w.removesuffix("s") in capitals]
    if lands and all(w in lands or _states(w) for w in nouns):
        return "government", "group"  # Moskau; nach Ansicht Athens; Angaben aus Khartum
    if said:
        return said
    if any(map(_states, words)) and any(map(_is_nation, words)):
        return "government", "unnamed"
    return None


def _is_confidant(words: Sequence[str]) -> bool:
    """Tell whether someone unnamed is only said to know: eine mit der Sache vertraute Person."""
    knows = any(w.lower().startswith(("vertraut", "eingeweiht", "informiert")) for w in words[:-1])
    return knows and words[-1].lower() in (
        "person",
        "personen",
        "quelle",
        "quellen",
        "leute",
        "kreise",
        "kreisen",
    )


_SPOKESMEN = ("experte", "expertin", "referent", "referentin")


def _of_society(words: Sequence[str], i: int) -> bool:
    """Tell whether an expert speaks for an organisation of civil society: Klimaexperte von Greenpeace."""
    if i >= len(words) or words[i] not in ("von", "vom", "bei", "beim", "der", "des"):
        return False
    known = (known_at(words, j) for j in range(i + 1, min(i + 3, len(words))))
    return any(name is not None and name[0] == "civil_society" for name in known)


_ASSOCIATIONS = ("verband", "verbands", "verbandes", "vereinigung", "bund", "bundes")


def _trade(words: Sequence[str], i: int) -> str | None:
    """Return business where the association that ends before ``i`` is one of a trade: Verband der Banken."""
    if not words[i - 1].lower().endswith(_ASSOCIATIONS) or i >= len(words):
        return None
    of = [r for w in words[i : i + 4] if w[:1].isupper() and (r := of_compound(w.rpartition("-")[2]))]
    return "business" if of and of[0].type == "business" else None


def _adjective(word: str) -> str | None:
    """Return the sphere of an adjective of origin (behördlichen Angaben), or None."""
    low = word.lower()
    for cut in ("en", "er", "em", "es", "e"):
        base = low.removesuffix(cut)
        if base != low and (found := endings().get(base)) and found[1] == "adjective":
            return found[0]
        if base != low and base.endswith("politisch") and base != "politisch":
            return "party"  # innenpolitischer Sprecher
    return None


def _states(word: str) -> bool:
    """Tell whether the word names a statement, not the source: Angaben, Meinung, Worte, Quellen."""
    return is_cue_noun(word) or word.lower() in ("quellen", "kreise", "kreisen", "stellen", "seite")


@cache
def _countries() -> frozenset[str]:
    return frozenset(place[0] for place in places() if len(place) == 1) - resources.words("places")


def _is_country(word: str) -> bool:
    return word in _countries() or (word.endswith("s") and word[:-1] in _countries())


_NATIONS = ("ische", "ischen", "ischer", "ischem", "deutsche", "deutschen", "deutscher")


def _is_nation(word: str) -> bool:
    """Tell whether the word is an adjective of nationality (chinesischen) or a prefix of one (US-)."""
    return word[:3] in ("US-", "EU-", "UN-") or (word[0].islower() and word.endswith(_NATIONS))
