"""Who appears in one article: persons with their roles, organisations with short forms, people described.

What ``who`` chooses from when it tells who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.language.gazetteer import Name
from analysis.language.names import find_names
from analysis.language.segment import Text
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.appositions import RELATED, around, head_of
from analysis.sources.clauses import is_person_noun
from analysis.sources.gender import gender_of, gender_of_name, gender_of_title
from analysis.sources.groups import Source, described, organisations
from analysis.sources.unlisted import unlisted


@dataclass
class Cast:
    """The persons by full name, the organisations by every way of writing them, and people described."""

    text: Text
    names: list[Name]
    persons: dict[str, Source]
    field: str | None = None  # the sphere most of the article moves in, "" for none; told by ``portray``

    @cached_property
    def organisations(self) -> dict[str, Source]:
        """The organisations by every way of writing them, which one article in four needs not know."""
        return organisations(self.text, self.names)

    @cached_property
    def described(self) -> list[Source]:
        """People only described, which half of the articles need not know."""
        return described(self.text, self.names)

    def written_out(self, words: Sequence[str]) -> list[str]:
        """Return ``words`` with the short forms written out that the article explains: IWF."""
        out: list[str] = []
        for word in words:
            source = self.organisations.get(word) if word.isupper() else None
            out.extend((source.name or word).split() if source is not None and source.roles else (word,))
        return out

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
    names = sorted([*names, *unlisted(text, names, spans)])
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
    return Cast(text, names, persons)


def _is_institution(name: str) -> bool:
    """Tell whether what looks like a person is none: Friedrich-Schiller-Universität, France Football."""
    groups = (kinds.role_at_end(w) for w in name.split() if "-" in w or w.endswith("s"))
    return kinds.known_name(name) or any(role is not None and role.kind == "group" for role in groups)


def _whole(text: Text, name: Name) -> Name:
    """Return a person's name with a given name before it that is also a place: Montserrat Sanz."""
    if name.kind != "person" or " " in name.name:
        return name
    i = text.token_at(name.start)
    if i < 2 or not is_person_noun(text.words[i - 2]):
        return name
    first = text.words[i - 1]
    if not first[0].isupper() or kinds.role_of(first) or lx.flags_of(first):
        return name
    return Name(text.starts[i - 1], name.end, f"{first} {name.name}", "person")


def _relations(persons: dict[str, Source]) -> None:
    """Give a colleague or successor the office of the person named just before: sein Kollege X."""
    by_place = sorted(((p.places[0], p) for p in persons.values()), key=lambda pair: pair[0])
    for number, (place, person) in enumerate(by_place):
        related = any(w.lower().endswith(RELATED) for words in person.roles for w in words)
        if related and number:
            before = max(
                (p for p in persons.values() if any(x < place for x in p.places) and p is not person),
                key=lambda p: max(x for x in p.places if x < place),
            )
            person.roles.extend(before.roles[:1])
            person.role_places.extend(before.role_places[:1])


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
            person.roles.append(head_of(words) if words is before else words)
            person.role_places.append(name.start)
            person.party = person.party or kinds.party_in(words)
            person.gender = person.gender or (gender_of_title(words) if words is before else gender_of(words))
            age = next((w for w in words if (len(w) == 2 and w.isdecimal()) or "jährig" in w), None)
            person.age = person.age or (age[:2] if age else None)
