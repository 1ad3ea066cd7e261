"""Organisations with their short forms, and people who are only described: who else an article speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from analysis import resources
from analysis.language.gazetteer import Name, given_names
from analysis.language.segment import Text
from analysis.language.words import is_known
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.gender import gender_of


@dataclass
class Source:
    """Someone the article speaks of: where, in which words, of which party, gender and age."""

    name: str | None  # None: only described
    kind: str  # person, organisation, described
    places: list[int] = field(default_factory=list)  # characters
    roles: list[list[str]] = field(default_factory=list)
    role_places: list[int] = field(default_factory=list)  # of a person's roles: where the name stands
    party: str | None = None
    gender: str | None = None
    age: str | None = None
    plural: bool = False


def is_verb(word: str) -> bool:
    """Tell whether the word is a finite verb of saying or an auxiliary, so that no phrase goes over it."""
    flags = lx.flags_of(word)
    return word[0].islower() and bool(flags & (lx.CUE_VERB | lx.AUXILIARY)) and not flags & lx.DETERMINER


def organisations(text: Text, names: Sequence[Name]) -> dict[str, Source]:
    """Return the organisations by every way of writing them: "VIG" is the Vienna Insurance Group (VIG)."""
    found: dict[str, Source] = {}
    for name in names:
        if name.kind in ("organisation", "party") and name.name not in resources.words("legal_forms"):
            found.setdefault(name.name, Source(name.name, "organisation")).places.append(name.start)
    after, first_words = 0, kinds.first_words()
    for i in [i for i in text.capitals if text.words[i] in first_words]:
        known = kinds.known_at(text.words, i) if i >= after else None
        if known and not (known == ("media", 1) and is_known(text.words[i]) and not _as_name(text, i)):
            more = i + known[1] < len(text) and text.words[i + known[1]] in resources.words("legal_forms")
            start, end = text.span(i, i + known[1] + more)
            name_ = text.text[start:end]
            name_ = (
                name_.removesuffix("s")
                if known[1] == 1 and len(name_) > 4 and not kinds.known_name(name_)
                else name_
            )
            source = found.setdefault(name_, Source(name_, "organisation"))
            if start not in source.places:
                source.places.append(start)
            after = i + known[1]
    for start, name_ in _after_kind(text):
        found.setdefault(name_, Source(name_, "organisation", roles=[["Unternehmen"]])).places.append(start)
    for short, source in _short_forms(text).items():
        if short in found:
            source.places.extend(found[short].places)
        found[short] = source
        found.setdefault(source.name or short, source)
    for name_ in sorted(found, key=len):  # Energie Steiermark is the Energie Steiermark AG
        longer = [other for other in found if other.startswith(name_ + " ")] if " " in name_ else []
        if len(longer) == 1:
            found[longer[0]].places.extend(found[name_].places)
            found[name_] = found[longer[0]]
    return found


def _as_name(text: Text, i: int) -> bool:
    """Tell whether a word that is also a noun stands as the name of a paper: laut „Zeit“."""
    return i > 0 and text.words[i - 1] in ("„", "»", "“", '"', "laut", "Laut", "Zeitung", "Magazin")


@lru_cache(maxsize=4)  # of the text at hand
def roles_in(text: Text) -> list[tuple[int, kinds.Role]]:
    """Return the capitalised words of the text that say something about a source, and what."""
    roles = map(kinds.role_at_end, map(text.words.__getitem__, text.capitals))
    return [(i, role) for i, role in zip(text.capitals, roles, strict=True) if role]


def _after_kind(text: Text) -> list[tuple[int, str]]:
    """Return unknown names after a word for a company: der Zulieferer Japan Display, die Firma UP Air."""
    words, found = text.words, []
    for i, role in roles_in(text):
        if role.type != "business" or role.kind not in ("group", "person"):
            continue
        j = i + 1
        while j < min(i + 5, len(words)) and words[j][0].isupper() and not kinds.role_of(words[j]):
            j += 1
        name = words[i + 1 : j]
        person = role.kind == "person" and any(w in given_names() for w in name)
        if name and not person and not any(kinds.is_place(w) or lx.flags_of(w) for w in name):
            start, end = text.span(i + 1, j)
            found.append((start, " ".join(text.text[start:end].split())))
    return found


def _short_forms(text: Text) -> dict[str, Source]:
    """Return the acronyms that a bracket explains: Internationaler Währungsfonds (IWF)."""
    words, found = text.words, {}
    for i in [i for i, word in enumerate(words[:-2]) if word == "(" and i and words[i + 2] == ")"]:
        short = words[i + 1]
        if not (short[:1].isupper() and sum(map(str.isupper, short)) > 1):
            continue
        last = i - (words[i - 1] in "“”«")  # „Reporter ohne Grenzen“ (ROG)
        j = last
        while j > 0 and last - j < 8 and (words[j - 1][0].isupper() or words[j - 1] in _INSIDE):
            j -= 1
        phrase = list(words[j:last])
        while j < last and words[j][0] != short[0]:
            j += 1
        if phrase and not kinds.party_in([short]):
            start, end = text.span(j, last) if last - j > 1 else text.span(i + 1, i + 2)
            source = Source(" ".join(text.text[start:end].split()), "organisation", [start])
            source.roles.append(phrase)
            found[short] = source
    return found


_INSIDE = frozenset("für der des und von gegen ohne zur".split())


def _goes_before(word: str) -> bool:
    """Tell whether the word may belong to the phrase of the noun after it: Ein 45-jähriger …."""
    lower = word[0].islower() or word[0].isdigit()
    return (lower and not is_verb(word)) or bool(lx.flags_of(word) & lx.DETERMINER)


_INDEFINITE = frozenset("ein eine einer einem einen".split())


def _describing(text: Text) -> list[int]:
    """Return the words that describe a person: Forscher, 45-Jährige."""
    found = {i for i, role in roles_in(text) if role.kind == "person"}
    for i, word in enumerate(text.words if "-J" in text.text else ()):
        if "-J" in word and ((role := kinds.role_at_end(word)) is not None and role.kind == "person"):
            found.add(i)
        elif word.endswith(("-Jährige", "-Jähriger", "-Jährigen")):
            found.add(i)
    return sorted(found)


def described(text: Text, names: Sequence[Name]) -> list[Source]:
    """Return people only described: ein 45-jähriger Mann, die Forscher, zahlreiche Anwohner."""
    named = {text.token_at(n.start) for n in names if n.kind == "person"}
    words = text.words
    found: dict[str, Source] = {}
    for i in _describing(text):
        if i + 1 in named or i in named:
            continue
        begin = i
        while begin > 0 and i - begin < 4 and _goes_before(words[begin - 1]):
            begin -= 1
            if lx.flags_of(words[begin]) & (lx.DETERMINER | lx.PREPOSITION):
                break
        phrase = list(words[begin : i + 1])
        source = found.setdefault(words[i].lower(), Source(None, "described"))
        source.places.append(text.starts[begin])
        if not source.roles or words[begin].lower() in _INDEFINITE:
            source.roles.insert(0, phrase)
        gender = gender_of(phrase)
        source.gender = source.gender or gender
        source.plural = source.plural or (gender is None and words[begin].lower() not in _INDEFINITE)
    return list(found.values())
