"""Quotes -> quotes, across articles: one id for one speaker's names, and what other articles tell of her.

Three steps, so that quotes may also come table by table: count the names with kind and gender; from
these counts tell who is who; fill this into each table.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from analysis.language.gazetteer import is_role, parties
from analysis.language.names import PARTICLES
from analysis.sources.kinds import endings

Counts = Counter[tuple[str, str, str]]  # statements by name, kind and gender of a named speaker; "" is open


class Speakers(NamedTuple):
    """Who is who: ids by name; by id the kind and the gender that hold where an article tells none."""

    ids: dict[str, str]
    kinds: dict[str, str]
    genders: dict[str, str]


def link_speakers(quotes: pd.DataFrame, outlets: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Return ``quotes`` with speaker_id: one person, one id; two people of one surname stay two.

    A surname (one word, or von der Leyen) joins a fuller name only where the corpus knows exactly one
    person of that surname; titles do not count. An acronym joins the one name of the corpus with these
    initials (MA: Marenburger Allgemeine), the forms of a party's name are one (SL, Soziale Liste). A
    speaker without a name (a role, a group) has no id. Whoever bears the name of one of the ``outlets``
    is media.
    """
    return fill_in(quotes, who_is_who(count_speakers(quotes), outlets))


def count_speakers(quotes: pd.DataFrame) -> Counts:
    """Return how many of the ``quotes`` each named speaker has, by name, kind and gender."""
    facts = ["speaker_name", "speaker_type", "speaker_gender"]
    named = quotes.loc[quotes["speaker_naming"] == "named", facts].dropna(subset="speaker_name").fillna("")
    return Counter(zip(*(named[fact] for fact in facts), strict=True))


def who_is_who(counts: Counts, outlets: frozenset[str] = frozenset()) -> Speakers:
    """Return the ids of all names, and what the corpus agrees on of each speaker.

    One kind in at least two thirds of the speaker's statements with a kind (not "other"), one gender in
    all with a gender; an outlet is media.
    """
    ids = _ids({name for name, _, _ in counts})
    kinds = ((ids[name], kind, n) for (name, kind, _), n in counts.items() if kind not in ("", "other"))
    genders = ((ids[name], gender, n) for (name, _, gender), n in counts.items() if gender)
    papers = {ids[name]: "media" for name in ids if name in outlets}
    return Speakers(ids, _agreed(kinds, 2 / 3) | papers, _agreed(genders, 1))


def fill_in(quotes: pd.DataFrame, speakers: Speakers) -> pd.DataFrame:
    """Return ``quotes`` with speaker_id and, where they are open, the speaker's kind ("other") and gender."""
    named = quotes["speaker_name"].where(quotes["speaker_naming"] == "named")
    ids = _looked_up(named, speakers.ids)
    kinds, genders = _looked_up(ids, speakers.kinds), _looked_up(ids, speakers.genders)
    open_kind = quotes["speaker_type"].eq("other").fillna(value=False) & kinds.notna()
    return quotes.assign(
        speaker_id=ids,
        speaker_type=quotes["speaker_type"].mask(open_kind, kinds).astype("str"),
        speaker_gender=quotes["speaker_gender"].fillna(genders).astype("str"),
    )


def _looked_up(keys: pd.Series, known: dict[str, str]) -> pd.Series:
    """Return what is known of each key; a call, as ``map`` would make a table of all that is known."""
    return keys.map(known.get, na_action="ignore").astype("str")


def _agreed(counted: Iterable[tuple[str, str, int]], share: float) -> dict[str, str]:
    """Return by id the value that at least ``share`` of its counted statements have."""
    by_id: dict[str, Counter[str]] = defaultdict(Counter)
    for key, value, n in counted:
        by_id[key][value] += n
    most = ((key, values.total(), *values.most_common(1)[0]) for key, values in by_id.items())
    return {key: value for key, total, value, n in most if n / total >= share}


def _ids(names: set[str]) -> dict[str, str]:
    """Return the id of each of the names of a corpus."""
    full = {name: _parts(name) for name in names}
    by_surname: dict[str, set[str]] = defaultdict(set)
    for parts in full.values():
        if not _is_surname(parts):
            by_surname[_slug(parts[-1])].add(_slug(" ".join(parts)))
    ids = {name: _id(name, parts, by_surname) for name, parts in full.items()}
    return ids | _acronyms(ids)


def _id(name: str, parts: list[str], by_surname: dict[str, set[str]]) -> str:
    """Return the id of the one person of a surname, else that of the name itself."""
    if _is_surname(parts) and not _is_group(name):
        fuller = by_surname.get(_slug(parts[-1]), set())
        if len(fuller) == 1:
            return next(iter(fuller))
    return _party(name) or _slug(" ".join(parts)) or _slug(name)


def _party(name: str) -> str:
    """Return the id of the party that the whole name is, or ""."""
    return _slug(parties().get(tuple(name.split()), ""))


def _is_group(name: str) -> bool:
    """Tell whether a single word names a kind of organisation and no surname: Stadt, Polizei."""
    known = endings().get("=" + name.lower()) or endings().get(name.lower())
    return known is not None and known[1] == "group"


def _acronyms(ids: dict[str, str]) -> dict[str, str]:
    """Return the id of the one longer name for each acronym among the names of ``ids``."""
    of: dict[str, set[str]] = defaultdict(set)
    for name, key in ids.items():
        initials = "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())
        if 2 <= len(initials) <= 6 and not name.isupper():
            of[initials].add(key)
    short = (name for name in ids if name.isupper() and name.isalpha())
    return {name: next(iter(of[name])) for name in short if len(of.get(name, ())) == 1 and not _party(name)}


# Adjectives that open the names of organisations; their endings change with the case: Deutsche(n) Bahn.
_ADJECTIVE = re.compile(
    r"^((?:\w+isch|deutsch|vereint|international|national|rot|weiß|auswärtig|frei|neu|groß|heilig))(?:e|en|er|es|em)$",
    re.IGNORECASE,
)


def _parts(name: str) -> list[str]:
    """Return the words of a name without the titles and roles before it."""
    words = name.replace(".", ". ").split()
    while len(words) > 1 and is_role(words[0].rstrip(".")):
        words = words[1:]
    if len(words) > 1 and (adjective := _ADJECTIVE.match(words[0])):
        words = [adjective.group(1) + "e", *words[1:]]
    return words


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _is_surname(parts: list[str]) -> bool:
    return len(parts) == 1 or parts[0].lower() in PARTICLES


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFC", name).lower().translate(_UMLAUTS)  # Müller is Mueller, not Muller
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"\W+", "-", plain).strip("-")
