"""What a pronoun, a description or a short form points to: the source it stands for, and how sure that is.

Candidates are weighed by distance in sentences, whether they are a subject, who spoke last, and
gender; what stands inside the message itself is hardly ever its speaker.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.language.gazetteer import Name
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.cast import Cast
from analysis.sources.groups import Source, is_verb
from analysis.sources.quote import Quote, Span

FARTHEST = 6  # sentences


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
        if distance > FARTHEST and source is not last:
            return None
        score = -0.5 * min(distance, FARTHEST) + 0.1 * min(len(places), 5)
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

    def nearest(self, quote: Quote) -> tuple[Source, float] | None:
        """Return the named source that fits best before the speaker: whose "eigene Angaben" they are."""
        weighed = [(w, s) for s in self.sources() if s.name and (w := self.weigh(s, quote, None)) is not None]
        return (max(weighed, key=lambda pair: pair[0])[1], 0.4) if weighed else None

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


_PEOPLE = ("er", "e", "ist", "ant", "mann", "eur", "ege", "or")


def names_people(article: str, head: str) -> bool:
    """Tell whether a noun looks like one of people: der Kasache, die Vorarlbergerin, der ÖFB-Teamspieler."""
    return head.endswith("in") if article.lower() in ("die", "diese") else head.endswith(_PEOPLE)
