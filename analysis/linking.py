"""Corpus -> Corpus, across articles: one speaker's names, stories and copies.

Annotating looks at each article by itself, so that it streams and caches; whatever needs the other
articles happens here, afterwards.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pandas as pd

from analysis.duplicates import find_copies
from analysis.language.gazetteer import is_role, parties
from analysis.language.names import PARTICLES
from analysis.sources.kinds import endings
from analysis.tables import Corpus

VERSION = "4"


def link(corpus: Corpus, prints: Path | None = None) -> Corpus:
    """Return ``corpus`` with speaker_id in quotes and story_id and duplicate_of in articles filled.

    ``prints``: a file that keeps the texts' fingerprints between runs (see find_copies).

    ``story_id`` groups an article with its exact, near and agency copies; an article without copies
    is a story of its own. ``duplicate_of`` names the earliest copy and is missing for that one.

    >>> from analysis import annotate, link, read_articles
    >>> linked = link(annotate(read_articles("data/raw/demo").head(5)))
    >>> bool(linked.articles["story_id"].notna().all())
    True
    """
    outlets = frozenset(corpus.articles["outlet"].dropna())
    return dataclasses.replace(
        corpus, articles=link_copies(corpus.articles, prints), quotes=link_speakers(corpus.quotes, outlets)
    )


def link_copies(articles: pd.DataFrame, prints: Path | None = None) -> pd.DataFrame:
    """Return ``articles`` with story_id and duplicate_of filled from the copies found among them."""
    copies = find_copies(articles, kept=prints).set_index("article_id")
    linked = articles.copy()
    linked["duplicate_of"] = linked["article_id"].map(copies["duplicate_of"]).astype("str")
    linked["story_id"] = linked["article_id"].map(copies["story_id"]).astype("str")
    return linked


def link_speakers(quotes: pd.DataFrame, outlets: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Return ``quotes`` with speaker_id: one person, one id; two people of one surname stay two.

    A surname (one word, or von der Leyen) joins a fuller name only where the corpus knows exactly one
    person of that surname; titles do not count. An acronym joins the one name of the corpus with these
    initials (MA: Marenburger Allgemeine), the forms of a party's name are one (SL, Soziale Liste). A
    speaker without a name (a role, a group) has no id. Whoever bears the name of one of the ``outlets``
    is media.
    """
    named = quotes["speaker_name"].where(quotes["speaker_naming"] == "named")
    names = named.dropna().unique()
    full = {name: _parts(name) for name in names}
    by_surname: dict[str, set[str]] = defaultdict(set)
    for parts in full.values():
        if not _is_surname(parts):
            by_surname[_slug(parts[-1])].add(_slug(" ".join(parts)))
    ids = {}
    for name, parts in full.items():
        slug = _party(name) or _slug(" ".join(parts)) or _slug(name)
        fuller = (
            by_surname.get(_slug(parts[-1]), set()) if _is_surname(parts) and not _is_group(name) else set()
        )
        ids[name] = next(iter(fuller)) if len(fuller) == 1 else slug
    ids |= _acronyms(ids)
    linked = quotes.copy()
    linked["speaker_id"] = named.map(ids).astype("str")
    papers = {ids[name] for name in names if name in outlets}
    outlet = linked["speaker_id"].isin(papers) & linked["speaker_type"].eq("other").fillna(value=False)
    linked["speaker_type"] = linked["speaker_type"].mask(outlet, "media").astype("str")
    return _known_elsewhere(linked)


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


def _known_elsewhere(quotes: pd.DataFrame) -> pd.DataFrame:
    """Fill the kind ("other") and the gender of a speaker that one article leaves open from the others.

    Only where the rest of the corpus agrees: one kind in at least two thirds of the speaker's
    statements with a kind, one gender in all with a gender.
    """
    kind = _agreed(quotes[quotes["speaker_type"].ne("other")], "speaker_type", 2 / 3)
    gender = _agreed(quotes, "speaker_gender", 1)
    filled = quotes.copy()
    open_kind = filled["speaker_type"].eq("other").fillna(value=False)
    elsewhere = filled["speaker_id"].map(kind)
    filled["speaker_type"] = (
        filled["speaker_type"].mask(open_kind & elsewhere.notna(), elsewhere).astype("str")
    )
    missing = filled["speaker_gender"].isna() & filled["speaker_id"].notna()
    elsewhere = filled["speaker_id"].map(gender)
    filled["speaker_gender"] = filled["speaker_gender"].mask(missing, elsewhere).astype("str")
    return filled


def _agreed(quotes: pd.DataFrame, column: str, share: float) -> pd.Series:
    """Return by speaker_id the value that at least ``share`` of a speaker's filled rows have in a column."""
    counts = quotes.groupby(["speaker_id", column]).size()
    agreed = counts[counts / counts.groupby("speaker_id").transform("sum") >= share]
    return agreed.reset_index(column)[column]


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
