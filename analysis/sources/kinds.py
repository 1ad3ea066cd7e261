"""Words about a speaker -> what kind of source it is (the sphere), its gender and party.

The sphere follows the words: the first word with a sphere of its own decides; a carrier (Sprecher,
Chef, Präsident) takes the sphere of the words it governs. Lists: resources/speaker_roles.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from analysis.language.names import given_names, parties, places
from analysis.sources import lexicon as lx


class Role(NamedTuple):
    """What a word says about a source: its sphere, the kind of word, and whether it is feminine."""

    type: str
    kind: str  # person, group, document, anonymous, carrier
    feminine: bool


@cache
def _roles() -> dict[str, tuple[str, str]]:
    path = files("analysis.resources").joinpath("speaker_roles.csv")
    rows = csv.DictReader(line for line in path.read_text("utf-8").splitlines() if line[:1] != "#")
    return {row["ending"]: (row["type"], row["kind"]) for row in rows}


_INFLECTIONS = ("", "s", "es", "n", "en", "e", "er", "em", "ern", "ns")
_SHORTEST = 4  # letters of an ending that may close a compound


@lru_cache(maxsize=50_000)
def role_of(word: str) -> Role | None:
    """Return what ``word`` says about a source, or None; the longest known ending decides.

    >>> role_of("Finanzministerin").type, role_of("Landespolizeidirektion").type
    ('government', 'authority')
    """
    low = word.lower().strip("„“\"'").replace(":in", "in").replace("*in", "in")
    if low.startswith("www.") or low.endswith((".de", ".com", ".at", ".ch", ".org", ".net")):
        return Role("media", "group", False)
    feminine = False
    for suffix in ("innen", "in"):
        if low.endswith(suffix) and len(low) - len(suffix) > 3:
            found = _ending(low[: -len(suffix)]) or _ending(low[: -len(suffix)] + "e")
            if found and found[1] in ("person", "carrier"):
                return Role(*found, feminine=suffix == "in")
    found = _ending(low)
    return Role(*found, feminine) if found else None


def _exact(low: str) -> tuple[str, str] | None:
    known = _roles()
    for cut in (*_INFLECTIONS, "in", "innen"):
        if low.endswith(cut) and low[: len(low) - len(cut)] in known:
            return known[low[: len(low) - len(cut)]]
    return None


def _ending(low: str) -> tuple[str, str] | None:
    known = _roles()
    for cut in _INFLECTIONS:
        if cut and not low.endswith(cut):
            continue
        base = low[: len(low) - len(cut)]
        if base in known:
            return known[base]
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
    nobody: tuple[str, str] | None = None
    party = party_in(words)
    for number, word in enumerate(words):
        if not word[:1].isalpha() or (word[0].islower() and number):
            continue
        first, dash, last = word.rpartition("-")
        role = role_of(word) if not dash else _whole(word) or role_of(last)
        if _is_cue_noun(word) and (role is None or role.kind == "document"):
            if (inner := _owner(word)) is not None:
                return inner.type, "carrier"
            if number and words[number - 1].endswith(("ischen", "ische", "ischer")):
                nobody = nobody or ("government", "carrier")
            if role is None:
                continue
        if role is None:
            if _is_country(word) and carried is None and len(words) <= 2:
                return "government", "group"
            continue
        if role.kind == "anonymous":
            nobody = nobody or (role.type, role.kind)
        elif role.kind == "carrier":
            inner = role_of(first) if dash else _modifier(word)
            if inner and inner.kind not in ("carrier", "anonymous"):
                return inner.type, "carrier"
            if dash:
                return (
                    "party" if party_in([first]) else "business" if role.type == "business" else role.type
                ), "carrier"
            carried = carried or (role.type, "carrier")
        elif party and role.type in ("expert", "citizen"):
            return "party", role.kind
        else:
            return role.type, "carrier" if carried else role.kind
    if party:
        return "party", "carrier" if carried else "group"
    return carried or nobody


def _whole(word: str) -> Role | None:
    """Return the role of a word with a hyphen if the list has it as a whole."""
    found = _roles().get(word.lower())
    return Role(*found, feminine=False) if found else None


def _owner(word: str) -> Role | None:
    """Return the role of the first part of a statement compound: Polizei-angaben, Behörden-kreise."""
    low = word.lower().replace("-", "")
    for noun in (
        "angaben",
        "bericht",
        "berichten",
        "berichte",
        "kreise",
        "kreisen",
        "auskunft",
        "informationen",
        "meldung",
        "mitteilung",
    ):
        if low.endswith(noun) and len(low) - len(noun) > 3:
            role = role_of(low[: -len(noun)].rstrip("s")) or role_of(low[: -len(noun)])
            if role is not None and role.kind != "anonymous":
                return role
    return None


def _modifier(word: str) -> Role | None:
    """Return the role of the first part of a compound with a carrier: Konzern-sprecher."""
    low = word.lower()
    for length in range(len(low) - 4, 3, -1):
        rest = low[length:]
        known = _exact(rest)
        if known is not None and known[1] == "carrier":
            part = low[:length]
            return role_of(part) or role_of(part.rstrip("s"))
    return None


def _is_cue_noun(word: str) -> bool:
    """Tell whether the word names the statement, not the source: Angaben, Meinung, Worte."""
    return bool(lx.flags_of(word) & lx.CUE_NOUN) and role_of(word) is None


@cache
def _countries() -> frozenset[str]:
    return frozenset(place[0] for place in places() if len(place) == 1)


def _is_country(word: str) -> bool:
    return word in _countries() or (word.endswith("s") and word[:-1] in _countries())


def party_in(words: Sequence[str]) -> str | None:
    """Return the short name of the first party among ``words`` (SPD-Chef, (CDU), der Grünen), or None."""
    known = parties()
    for word in words:
        for part in (word, word.partition("-")[0], word.rpartition("-")[2]):
            if (part,) in known:
                return known[(part,)]
    return None


def gender_of(words: Sequence[str]) -> str | None:
    """Return the gender that a description shows: Frau, -in, der/die/ein/eine + person; or None."""
    low = [word.lower() for word in words]
    if "frau" in low[:2]:
        return "female"
    if low[:1] and low[0] in ("herr", "herrn"):
        return "male"
    number, role = next(
        (
            (i, r)
            for i, w in enumerate(words)
            if w[:1].isupper()
            and not (i == 0 and lx.flags_of(w) & lx.DETERMINER)
            and (r := role_of(w.rpartition("-")[2])) is not None
        ),
        (0, None),
    )
    if role is None or role.kind not in ("person", "carrier"):
        return None
    if role.feminine:
        return "female"
    before = low[:number]
    head = low[number]
    if head.endswith(("innen", "leute")):
        return None
    if any(d in before for d in ("die", "eine", "diese", "ihre", "seine")):
        return (
            "female"
            if head.endswith(("te", "ige")) and not head.endswith(("leute",)) and "eine" in before + low[:1]
            else None
        )
    if any(
        d in before
        for d in (
            "der",
            "ein",
            "dem",
            "des",
            "einem",
            "eines",
            "den",
            "dieser",
            "sein",
            "ihr",
            "vom",
            "beim",
            "einen",
        )
    ):
        return None if _plural(head, before) else "male"
    return (
        None if _plural(head, before) else "male" if number == 0 and not before and len(words) > 1 else None
    )


def _plural(head: str, before: Sequence[str]) -> bool:
    if any(d in before for d in ("ein", "einem", "eines", "des", "dem")):
        return False
    if "den" in before and head.endswith("n") and not head.endswith(("enten", "isten", "osen", "anten")):
        return True
    base = head[:-1] if head.endswith("n") else head
    known = _roles()
    return (
        head.endswith(("en", "ern", "eute"))
        and head not in known
        and base not in known
        and not any(head.endswith(ending) for ending in ("präsidenten", "experten", "soldaten", "studenten"))
    ) or (head in ("politiker", "sprecher") and not before)


def gender_of_name(name: str) -> str | None:
    """Return the gender that convention gives the given name of a full name, or None."""
    parts = name.split()
    if len(parts) < 2:
        return None
    known = given_names()
    for part in parts[:-1]:
        gender = known.get(part) or known.get(part.partition("-")[0])
        if gender in ("male", "female"):
            return gender
    return None
