"""Who appears in one article: persons with their roles, organisations with short forms, people described.

What ``who`` chooses from when it tells who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.language.names import Name, find_names, given_names
from analysis.language.segment import Text
from analysis.language.words import is_known
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.gender import gender_of, gender_of_name, gender_of_title


@dataclass
class Source:
    """Someone the article speaks of: where, in which words, of which party, gender and age."""

    name: str | None  # None: only described
    kind: str  # person, organisation, described
    places: list[int] = field(default_factory=list)  # characters
    roles: list[list[str]] = field(default_factory=list)
    party: str | None = None
    gender: str | None = None
    age: str | None = None
    plural: bool = False


@dataclass
class Cast:
    """The persons by full name, the organisations by every way of writing them, and people described."""

    text: Text
    names: list[Name]
    persons: dict[str, Source]
    organisations: dict[str, Source]
    described: list[Source]

    def by_surname(self, surname: str) -> Source | None:
        """Return the one person of that surname, or None where there are none or several."""
        found = [p for n, p in self.persons.items() if n.split()[-1] == surname]
        full = [p for p in found if " " in (p.name or "")] or found
        return full[0] if len(full) == 1 else None


def read(text: Text, spans: Sequence[tuple[int, int]], title: Text | None) -> Cast:
    """Collect who appears in ``text``; ``spans`` are the speakers, where names no list knows may stand."""
    names = [
        _whole(text, n) for n in find_names(text) if not (n.kind == "person" and kinds.known_name(n.name))
    ]
    names = sorted([*names, *_unlisted(text, names, spans)])
    full = [n.name for n in find_names(title) if n.kind == "person"] if title is not None else []
    persons: dict[str, Source] = {}
    for name in names:
        if name.kind == "person":
            known = _fuller(name.name, [*persons, *full])
            _add_mention(text, name, persons.setdefault(known, Source(known, "person")))
    for person in persons.values():
        guess = gender_of_name(person.name or "")
        if person.gender != "female":  # a feminine form is surer than a given name
            person.gender = guess or person.gender
    _relations(persons)
    return Cast(text, names, persons, _organisations(text, names), _described(text, names))


def _whole(text: Text, name: Name) -> Name:
    """Return a person's name with a given name before it that is also a place: Montserrat Sanz."""
    i = text.token_at(name.start)
    if name.kind != "person" or " " in name.name or i < 2 or not _is_person_noun(text.words[i - 2]):
        return name
    first = text.words[i - 1]
    if not first[0].isupper() or kinds.role_of(first) or lx.flags_of(first):
        return name
    return Name(text.starts[i - 1], name.end, f"{first} {name.name}", "person")


_RELATED = ("kollege", "kollegen", "kollegin", "nachfolger", "nachfolgerin", "vorgänger", "vorgängerin")


def _relations(persons: dict[str, Source]) -> None:
    """Give a colleague or successor the office of the person named just before: sein Kollege X."""
    by_place = sorted(((p.places[0], p) for p in persons.values()), key=lambda pair: pair[0])
    for number, (place, person) in enumerate(by_place):
        related = any(w.lower().endswith(_RELATED) for words in person.roles for w in words)
        if related and number:
            before = max(
                (p for p in persons.values() if any(x < place for x in p.places) and p is not person),
                key=lambda p: max(x for x in p.places if x < place),
            )
            person.roles.extend(before.roles[:1])


def _fuller(name: str, full: Sequence[str]) -> str:
    if " " in name:
        return name
    found = {f for f in full if f.split()[-1] == name}
    return found.pop() if len(found) == 1 else name


def _add_mention(text: Text, name: Name, person: Source) -> None:
    person.places.append(name.start)
    before, after = around(text, name)
    for words in (before, after):
        if words:
            person.roles.append(words)
            person.party = person.party or kinds.party_in(words)
            person.gender = person.gender or (gender_of_title(words) if words is before else gender_of(words))
            age = next((w for w in words if re.fullmatch(r"\d\d", w) or "jährig" in w), None)
            person.age = person.age or (age[:2] if age else None)


def around(text: Text, name: Name) -> tuple[list[str], list[str]]:
    """Return the words that describe a name: the phrase before it; the bracket or apposition after it."""
    first, last = text.token_at(name.start), text.token_at(name.end - 1) + 1
    before = _phrase_before(text.words, first)
    near = bool(before) and (before[-1][0].isupper() or "jährig" in before[-1])
    if not near or not (kinds.party_in(before) or any(_describes(w) for w in before)):
        before = before if before[:1] in (["Herr"], ["Herrn"], ["Frau"]) else []
    return before, _phrase_after(text.words, last)


def _describes(word: str) -> bool:
    return kinds.role_of(word.rpartition("-")[2]) is not None or word.lower().endswith(
        ("jährige", "jähriger", "jährigen", *_RELATED)
    )


def _is_verb(word: str) -> bool:
    flags = lx.flags_of(word)
    return word[0].islower() and bool(flags & (lx.CUE_VERB | lx.AUXILIARY)) and not flags & lx.DETERMINER


_ARTICLES = ("der", "die", "ein", "eine", "dem", "einem", "seinem", "ihrem", "seine", "ihre")


def _phrase_before(words: Sequence[str], first: int) -> list[str]:
    i = first
    while i > 0 and first - i < 12:
        word = words[i - 1]
        if word == "," and i == first and i > 1 and words[i - 2][0].isalnum():
            i -= 1  # an apposition: der Präsident des Verbands, Max Muster
            continue
        if not (word[0].isalnum() or word in '„“"-') or _is_verb(word):
            break
        i -= 1
        if word.lower() in _ARTICLES and not (
            i and words[i - 1][0].isupper() and word == "der" and kinds.role_of(words[i - 1])
        ):
            break
    return [w for w in words[i:first] if w != ","]


def _phrase_after(words: Sequence[str], last: int) -> list[str]:
    if last < len(words) and words[last] == "(":
        return list(words[last + 1 : last + 4])
    if last + 1 >= len(words) or words[last] not in (",", "–", "vom", "von"):
        return []
    begin = last + (words[last] in ",–")
    j = begin
    while j < min(begin + 14, len(words)) and words[j] not in ",.;:!?“”–()":
        if _is_verb(words[j]) or (j == begin and words[j] in ("und", "aber", "dass", "wie", "so")):
            return []
        j += 1
    phrase = list(words[begin:j])
    relative = phrase[:1] and phrase[0] in ("dem", "den", "welcher", "welche")
    return [] if relative or (j < len(words) and words[j] == ":") else phrase


# --- names that no list knows ---------------------------------------------------------------------


def _unlisted(text: Text, names: Sequence[Name], spans: Sequence[tuple[int, int]]) -> list[Name]:
    """Return persons in speaker spans that ``find_names`` missed, and their surname further on."""
    taken = {text.token_at(n.start) for n in names if n.kind == "person"}
    found: dict[str, str] = {}
    new = []
    for start, end in spans:
        first, last = text.token_at(start), text.token_at(end - 1) + 1
        if any(t in taken for t in range(first, last)):
            continue
        run = _unknown_run(text.words, first, last)
        if run:
            a, b = text.span(*run)
            name = text.text[a:b]
            new.append(Name(a, b, " ".join(name.split()), "person"))
            found.setdefault(name.split()[-1], " ".join(name.split()))
    placed = {n.start for n in (*new, *names)}
    for i, word in enumerate(text.words if found else ()):
        if (
            word in found
            and text.starts[i] not in placed
            and not any(n.start <= text.starts[i] < n.end for n in new)
        ):
            new.append(Name(text.starts[i], text.ends[i], found[word], "person"))
    return new


def _unknown_run(words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return the token range of an unknown name beside a role: Edmon Chung, CEO …; Minister Straw."""
    for i in range(first, last):
        if i > first and _is_person_noun(words[i - 1]) and _may_be_name(words[i]):
            j = i
            while j < last and _may_be_name(words[j]):
                j += 1
            return i, j
    j = first
    while j < last and _may_be_name(words[j]):
        j += 1
    role = j + 1 < last and words[j] == "," and any(map(_is_person_noun, words[j + 1 : last]))
    if j - first >= 2 and any(_is_unknown(w) or w in given_names() for w in words[first:j]):
        alone = j == last and words.count(words[j - 1]) > 1 and _is_unknown(words[j - 1])
        return (first, j) if role or alone else None
    if j - first == 1 and j == last and words[first] in given_names():
        return first, j
    return None


def _may_be_name(word: str) -> bool:
    return (
        word[0].isupper()
        and word.replace("-", "").isalpha()
        and not word.isupper()
        and not kinds.role_of(word)
        and not kinds.known_at([word], 0)
        and not lx.flags_of(word)
        and not kinds.is_place(word)
        and not kinds.party_in([word])
    )


def _is_person_noun(word: str) -> bool:
    role = kinds.role_of(word.rpartition("-")[2]) if word[0].isupper() else None
    return role is not None and role.kind in ("person", "carrier")


def _is_unknown(word: str) -> bool:
    return _may_be_name(word) and not is_known(word) and not is_known(word.removesuffix("s"))


# --- organisations --------------------------------------------------------------------------------


def _organisations(text: Text, names: Sequence[Name]) -> dict[str, Source]:
    """Return the organisations by every way of writing them: "VIG" is the Vienna Insurance Group (VIG)."""
    found: dict[str, Source] = {}
    for name in names:
        if name.kind in ("organisation", "party"):
            found.setdefault(name.name, Source(name.name, "organisation")).places.append(name.start)
    i = 0
    while i < len(text):
        if text.words[i][0].isupper() and (known := kinds.known_at(text.words, i)):
            start, end = text.span(i, i + known[1])
            name_ = text.text[start:end]
            name_ = (
                name_.removesuffix("s")
                if known[1] == 1 and len(name_) > 4 and not kinds.known_name(name_)
                else name_
            )
            source = found.setdefault(name_, Source(name_, "organisation"))
            if start not in source.places:
                source.places.append(start)
            i += known[1]
        else:
            i += 1
    for short, source in _short_forms(text).items():
        if short in found:
            source.places.extend(found[short].places)
        found[short] = source
        found.setdefault(source.name or short, source)
    for name_ in sorted(found, key=len):  # Energie Steiermark is the Energie Steiermark AG
        longer = [other for other in found if other.startswith(name_ + " ")]
        if len(longer) == 1 and " " in name_:
            found[longer[0]].places.extend(found[name_].places)
            found[name_] = found[longer[0]]
    return found


def _short_forms(text: Text) -> dict[str, Source]:
    """Return the acronyms that a bracket explains: Internationaler Währungsfonds (IWF)."""
    words, found = text.words, {}
    for i in range(1, len(words) - 2):
        short = words[i + 1]
        if (
            words[i] != "("
            or words[i + 2] != ")"
            or not (short[:1].isupper() and sum(map(str.isupper, short)) > 1)
        ):
            continue
        j, initials = i, short.replace("-", "").lower()
        while j > 0 and i - j < 8 and (words[j - 1][0].isupper() or words[j - 1] in _INSIDE):
            j -= 1
        phrase = list(words[j:i])
        while j < i and words[j].lower()[0] != initials[0]:
            j += 1
        if phrase and not kinds.party_in([short]):
            start, end = text.span(j, i) if i - j > 1 else text.span(i + 1, i + 2)
            source = Source(" ".join(text.text[start:end].split()), "organisation", [start])
            source.roles.append(phrase)
            found[short] = source
    return found


_INSIDE = frozenset("für der des und von gegen ohne zur".split())


# --- people described -----------------------------------------------------------------------------


_INDEFINITE = frozenset("ein eine einer einem einen".split())


def _described(text: Text, names: Sequence[Name]) -> list[Source]:
    """Return people only described: ein 45-jähriger Mann, die Forscher, zahlreiche Anwohner."""
    named = {text.token_at(n.start) for n in names if n.kind == "person"}
    words = text.words
    found: dict[str, Source] = {}
    for i, word in enumerate(words):
        if not word[0].isupper() and "-J" not in word:
            continue
        role = kinds.role_of(word.rpartition("-")[2])
        aged = word.endswith(("-Jährige", "-Jähriger", "-Jährigen"))
        if (not aged and (role is None or role.kind != "person")) or i + 1 in named or i in named:
            continue
        begin = i
        while (
            begin > 0 and i - begin < 4 and words[begin - 1][0].islower() and not _is_verb(words[begin - 1])
        ):
            begin -= 1
            if lx.flags_of(words[begin]) & (lx.DETERMINER | lx.PREPOSITION):
                break
        phrase = list(words[begin : i + 1])
        source = found.setdefault(word.lower(), Source(None, "described"))
        source.places.append(text.starts[begin])
        if not source.roles or words[begin].lower() in _INDEFINITE:
            source.roles.insert(0, phrase)
        gender = gender_of(phrase)
        source.gender = source.gender or gender
        source.plural = source.plural or (gender is None and words[begin].lower() not in _INDEFINITE)
    return list(found.values())
