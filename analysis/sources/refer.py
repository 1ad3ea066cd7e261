"""What a pronoun, a description or a short form points to: the source it stands for, and how sure that is.

Candidates are weighed by distance in sentences, whether they are a subject, who spoke last, and
gender; what stands inside the message itself is hardly ever its speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis import resources
from analysis.language.names import Name
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.cast import Cast
from analysis.sources.gender import gender_of
from analysis.sources.groups import Source, is_verb
from analysis.sources.quote import Quote, Span

_FARTHEST = 6  # sentences


@dataclass
class Reference:
    """The cast of an article and where its messages stand."""

    cast: Cast
    messages: list[Span]

    def sentence(self, place: int) -> int:
        """Return the number of the sentence at a character."""
        return self.cast.text.sentence_of[self.cast.text.token_at(place)]

    def quoted(self, place: int) -> bool:
        """Tell whether the character stands inside a message."""
        at = bisect_right(self.messages, (place, len(self.cast.text.text) + 1))
        return any(a <= place < b for a, b in self.messages[max(0, at - 4) : at])

    def sources(self) -> Iterable[Source]:
        """Yield every source once."""
        yield from self.cast.persons.values()
        yield from {id(s): s for s in self.cast.organisations.values()}.values()
        yield from self.cast.described

    def weigh(self, source: Source, quote: Quote, last: Source | None) -> float | None:
        """Return how well ``source`` fits as the one meant at the speaker of ``quote``, or None."""
        start = quote.speaker[0][0]
        places = [p for p in source.places if p < start and not any(a <= p < b for a, b in quote.quote)]
        if not places:
            return None
        place = max(places)
        distance = self.sentence(start) - self.sentence(place)
        if distance > _FARTHEST and source is not last:
            return None
        score = -0.5 * min(distance, _FARTHEST) + 0.1 * min(len(places), 5)
        score += 0.9 * self.is_subject(place) - 0.5 * self.quoted(place)
        return (
            score
            + 0.9 * (source is last)
            + {"person": 0.5, "described": -0.3, "organisation": -0.8}[source.kind]
        )

    def is_subject(self, place: int) -> bool:
        """Tell whether what stands at ``place`` opens its sentence or follows its verb."""
        text = self.cast.text
        i = text.token_at(place)
        first, _ = text.sentences[text.sentence_of[i]]
        before = text.words[first:i]
        if len(before) <= 6 and not any(
            lx.flags_of(w) & lx.PREPOSITION or w in ("des", "dem", "den") for w in before
        ):
            return True
        return i > 0 and bool(lx.flags_of(text.words[i - 1]) & (lx.CUE_VERB | lx.AUXILIARY))

    def subject(self, start: int) -> tuple[Source, float] | None:
        """Return the first source in the sentence at ``start``: who "nach eigenen Angaben" says it."""
        text = self.cast.text
        first, end = text.sentences[self.sentence(start)]
        a, b = text.starts[first], text.ends[end - 1]
        here = [(min(p), s) for s in self.sources() if (p := [x for x in s.places if a <= x < b])]
        named = [pair for pair in here if pair[1].name is not None] or here
        return (min(named, key=lambda pair: pair[0])[1], 0.6) if named else None

    def context(self, start: int, last: str | None) -> str | None:
        """Return the sphere in which a mere "Sprecher" speaks: that of the organisation named before."""
        text = self.cast.text
        token = text.token_at(start)
        floor = text.sentences[max(0, self.sentence(start) - 2)][0]
        for i in range(token - 1, floor - 1, -1):
            word = text.words[i]
            if not word[0].isupper():
                continue
            known = kinds.known_at(text.words, i)
            role = kinds.role_of(word)
            if known and known[0] != "media":
                return known[0]
            if role and role.kind == "group" and role.type != "media":
                return role.type
        return last


def _fits(source: Source, gender: str) -> bool:
    return source.gender in (gender, None) and not source.plural


def pronoun(
    reference: Reference, quote: Quote, gender: str, plural: bool, last: Source | None
) -> tuple[Source, float] | None:
    """Return whom "er" or "sie" means, with confidence, or None where nobody fits."""
    scores = []
    for source in reference.sources():
        if plural and (source.kind == "person" or (source.kind == "described" and not source.plural)):
            continue
        if not plural and not _fits(source, gender):
            continue
        if source.kind == "organisation" and not plural and source is not last:
            near = [p for p in source.places if 0 < quote.speaker[0][0] - p < 250]
            if gender == "male" or not near or not reference.is_subject(near[-1]):
                continue
        score = reference.weigh(source, quote, last)
        if score is not None:
            scores.append((score + 0.6 * (source.gender == gender and not plural), -source.places[0], source))
    if not scores:
        return None
    scores.sort(key=lambda item: item[:2], reverse=True)
    best = scores[0][0]
    lead = best - scores[1][0] if len(scores) > 1 else 2.0
    return scores[0][2], round(min(0.9, 0.5 + 0.2 * min(lead, 2.0)), 2)


def antecedent(reference: Reference, start: int) -> tuple[Name | None, list[str]]:
    """Return the name and the words of the phrase that a relative pronoun at ``start`` follows."""
    cast, text = reference.cast, reference.cast.text
    i = text.token_at(start)
    first, _ = text.sentences[text.sentence_of[i]]
    while i > first and not text.words[i - 1][0].isalnum():
        i -= 1
    begin = i
    while (
        begin > first
        and i - begin < 8
        and text.words[begin - 1] not in ",;:–"
        and not is_verb(text.words[begin - 1])
    ):
        begin -= 1
        if lx.flags_of(text.words[begin]) & lx.DETERMINER and not (
            begin > first
            and text.words[begin - 1][0].isupper()
            and text.words[begin] in ("der", "des", "eines")
        ):
            break
    words = list(text.words[begin:i])
    near = [n for n in cast.names if text.starts[first] <= n.start and n.end <= start and start - n.end < 4]
    return (near[-1] if near else None), words


_DEFINITE = frozenset("der die das dem den dieser diese dieses diesem diesen jener jene des".split())
# spheres that a general word may stand for
_GENERAL = {
    "politiker": ("party", "government"),
    "sportler": ("culture_sport",),
    "künstler": ("culture_sport",),
    "experte": ("expert",),
    "wissenschaftler": ("expert",),
    "wissenschafter": ("expert",),
    "forscher": ("expert",),
    "diplomat": ("government",),
    "manager": ("business",),
    "unternehmer": ("business",),
    "jurist": ("citizen", "authority", "expert"),
    "geistliche": ("civil_society",),
}


def described(
    reference: Reference, words: Sequence[str], quote: Quote, last: Source | None
) -> tuple[Source, float] | None:
    """Return the person that a definite description means (die Ministerin, der Kasache), or None."""
    if not words or words[0].lower() not in _DEFINITE or len(words) > 5 or not words[-1][0].isalnum():
        return None
    head = words[-1]
    if sum(w[0].isupper() for w in words[1:]) != 1 and not re.match(r"\d+-", head):
        return None
    role = kinds.role_of(head.rpartition("-")[2])
    aged = re.match(r"(\d\d)-[jJ]ährig", head) or next(
        (m for w in words[1:-1] if (m := re.match(r"(\d\d)-jährig", w))), None
    )
    if role is not None and role.kind not in ("person", "carrier") and not aged:
        return None
    if words[0].lower() in ("die", "diese") and role is not None and gender_of(words) is None and not aged:
        return None  # die Wissenschaftler: several
    gender = gender_of(words) or {"der": "male", "dem": "male"}.get(words[0].lower())
    if head.endswith("in") and role is None:
        gender = "female"
    scores = []
    for person in (*reference.cast.persons.values(), *reference.cast.described):
        match = _match(person, head, role, aged.group(1) if aged else None)
        if not match or (gender and person.gender not in (gender, None)):
            continue
        if person.kind == "described" and person.roles[0][0].lower() not in (
            "ein",
            "eine",
            "einen",
            "einem",
            "einer",
        ):
            continue
        score = reference.weigh(person, quote, last)
        if score is None and (before := [p for p in person.places if p < quote.speaker[0][0]]) and match > 1:
            score = -2.0 + 0.001 * len(before)
        if score is not None:
            scores.append((match + score, -person.places[0], person))
    if scores:
        return max(scores, key=lambda item: item[:2])[2], 0.75
    if role is None and names_people(words[0], head) and not kinds.known_at(list(words), len(words) - 1):
        found = pronoun(reference, quote, gender or "male", False, last) if gender else None
        return (found[0], 0.5) if found and found[0].kind == "person" else None
    return None


_PEOPLE = ("er", "e", "ist", "ant", "mann", "eur", "ege", "or")


def names_people(article: str, head: str) -> bool:
    """Tell whether a noun looks like one of people: der Kasache, die Vorarlbergerin, der ÖFB-Teamspieler."""
    return head.endswith("in") if article.lower() in ("die", "diese") else head.endswith(_PEOPLE)


def _match(person: Source, head: str, role: kinds.Role | None, age: str | None) -> float:
    """Return how well the description fits what the article says of the person: 0 to 3."""
    if age:
        return 3.0 if person.age == age else 0.5 if person.age is None and person.kind == "person" else 0.0
    low = head.lower().rpartition("-")[2]
    bases = {low, low.removesuffix("in"), low.removesuffix("n"), low.removesuffix("s")}
    stem = low.removesuffix("in").removesuffix("e").removesuffix("er")
    best = 0.0
    for words in person.roles:
        for word in words:
            one = word.lower()
            if any(one.endswith(base) for base in bases) or (len(one) > 4 and low.endswith(one)):
                best = max(best, 3.0)
            elif (
                role is None
                and len(stem) > 3
                and word[0].islower()
                and one.startswith(stem[: max(4, len(stem) - 1)])
            ):
                best = max(best, 2.0)
            elif role is None and len(stem) > 3 and kinds.is_place(word) and one.startswith(stem[:4]):
                best = max(best, 2.0)
    general = _GENERAL.get(low) or _GENERAL.get(low.removesuffix("in"))
    if not best and general and any((s := kinds.sphere(w)) and s[0] in general for w in person.roles):
        return 1.0
    return best


def generic(reference: Reference, words: Sequence[str], start: int) -> tuple[Source, float] | None:
    """Return the organisation that "das Unternehmen", "der Sender" means: the last one of its sphere."""
    words = [w for w in words if not kinds.is_cue_noun(w)]
    if (
        len(words) > 2
        and words[0].lower() in _DEFINITE
        and words[-2][0].islower()
        and words[-2] not in _DEFINITE
    ):
        words = [words[0], words[-1]]  # der in Graz ansässigen Firma
    if len(words) < 2 or words[0].lower() not in _DEFINITE or sum(w[0].isupper() for w in words[1:]) != 1:
        return None
    head = words[-1].lower()
    kindless = resources.words("generic_sources")
    if (
        head not in kindless
        and head.removesuffix("s") not in kindless
        and head.removesuffix("es") not in kindless
    ):
        return None
    role = kinds.role_of(words[-1])
    best: tuple[int, Source] | None = None
    for source in {id(s): s for s in reference.cast.organisations.values()}.values():
        found = kinds.sphere((source.name or "").split()) or next(
            (s for w in source.roles if (s := kinds.sphere(w))), None
        )
        if (
            role
            and found
            and found[0] != role.type
            and not (head.startswith("agentur") and found[0] == "business")
        ):
            continue
        before = [p for p in source.places if p < start]
        if before and reference.sentence(start) - reference.sentence(max(before)) <= _FARTHEST:
            known = max(before) + 200 * bool(found)
            if best is None or known > best[0]:
                best = known, source
    return (best[1], 0.65) if best else None
