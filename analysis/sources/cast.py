"""Who appears in one article: persons with their roles, organisations with short forms, people described.

What ``who`` chooses from when it tells who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.language.names import Name, find_names, given_names
from analysis.language.segment import Text
from analysis.language.words import is_known
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.gender import gender_of, gender_of_name, gender_of_title
from analysis.sources.groups import Source, described, is_verb, organisations


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
        _whole(text, n) for n in find_names(text) if not (n.kind == "person" and _is_institution(n.name))
    ]
    names = sorted([*names, *_unlisted(text, names, spans)])
    full = [n.name for n in (*names, *(find_names(title) if title else ())) if n.kind == "person"]
    full = [name for name in full if " " in name]
    persons: dict[str, Source] = {}
    for name in names:
        if name.kind == "person":
            known = _fuller(name.name, full)
            _add_mention(text, name, persons.setdefault(known, Source(known, "person")))
    for person in persons.values():
        guess = gender_of_name(person.name or "")
        if person.gender != "female":  # a feminine form is surer than a given name
            person.gender = guess or person.gender
    _relations(persons)
    return Cast(text, names, persons, organisations(text, names), described(text, names))


def _is_institution(name: str) -> bool:
    """Tell whether what looks like a person is none: Friedrich-Schiller-Universität, France Football."""
    groups = (kinds.role_of(w.rpartition("-")[2]) for w in name.split() if "-" in w or w.endswith("s"))
    return kinds.known_name(name) or any(role is not None and role.kind == "group" for role in groups)


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


_ARTICLES = ("der", "die", "ein", "eine", "dem", "einem", "seinem", "ihrem", "seine", "ihre")


def _phrase_before(words: Sequence[str], first: int) -> list[str]:
    i = first
    while i > 0 and first - i < 12:
        word = words[i - 1]
        if word == "," and i == first and i > 1 and words[i - 2][0].isalnum():
            i -= 1  # an apposition: der Präsident des Verbands, Max Muster
            continue
        if not (word[0].isalnum() or word in '„“"-') or is_verb(word):
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
        if is_verb(words[j]) or (j == begin and words[j] in ("und", "aber", "dass", "wie", "so")):
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
        run = _unknown_run(text.words, first, last) or _fuller_run(text.words, first, last)
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


def _fuller_run(words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return where the text gives the lone surname of a span with a given name after a role."""
    if last - first != 1 or not _may_be_name(words[first]):
        return None
    for i in range(2, len(words)):
        given = _is_person_noun(words[i - 2]) or words[i - 1] in given_names()
        if words[i] == words[first] and given and _may_be_name(words[i - 1]):
            return i - 1, i + 1
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
