"""Who speaks: names, types, gender and party of the speakers of one article.

Within the article, surnames, titles, descriptions and pronouns lead to the fullest name; a
continuation inherits its speaker through the spans. A doubt stays a doubt: no name, low confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.language.gazetteer import Name
from analysis.language.segment import Text
from analysis.sources import portray
from analysis.sources.cast import Cast, read
from analysis.sources.descriptions import described, generic
from analysis.sources.gender import gender_of
from analysis.sources.groups import Source, is_verb
from analysis.sources.own import subject_of_own
from analysis.sources.phrases import (
    FEMALE,
    MALE,
    RELATIVE,
    core_of,
    is_own,
    is_owner,
    plural_cue,
    pronoun_in,
    without_attribute,
    words_of,
)
from analysis.sources.quote import Quote, Span, Speaker
from analysis.sources.refer import Reference, antecedent, pronoun

_BACK = frozenset("demnach danach wonach demzufolge".split())


@dataclass
class _Talk:
    """What has been resolved so far in the article, in text order."""

    last: Speaker | None = None
    source: Source | None = None  # the person or organisation of ``last``


def identify(text: Text, quotes: Sequence[Quote], title: Text | None = None) -> list[Speaker]:
    """Tell who speaks in each quotation of ``text``: one Speaker a quotation, in order.

    ``title`` may give full names that the text only gives as surnames.
    """
    if not quotes:
        return []
    spans = [span for quote in quotes for span in quote.speaker]
    cast = read(text, spans, title)
    reference = Reference(cast, sorted(span for quote in quotes for span in quote.quote))
    talk = _Talk()
    speakers: list[Speaker] = []
    by_span: dict[tuple[Span, ...], tuple[Speaker, Source | None]] = {}
    for quote in quotes:
        if not quote.speaker:
            speakers.append(Speaker(None, None, "unattributed", None, None, quote.confidence))
            continue
        if quote.speaker not in by_span:
            by_span[quote.speaker] = _one(reference, quote, talk)
        speaker, source = by_span[quote.speaker]
        speakers.append(speaker._replace(confidence=round(speaker.confidence * quote.confidence, 3)))
        talk = _Talk(speaker, source)
    return speakers


def _one(reference: Reference, quote: Quote, talk: _Talk) -> tuple[Speaker, Source | None]:
    """Name one speaker from the span, who appears in the article, and the speaker before."""
    cast = reference.cast
    text, start = cast.text, quote.speaker[0][0]
    words = without_attribute(words_of(text, quote))
    if is_own(words) and (subject := subject_of_own(cast, start)):
        meant = quote._replace(speaker=(subject,))
        if not is_own(words_of(text, meant)):
            return _one(reference, meant, talk)
    inside = _names_in(cast, quote.speaker)
    people = [n for n in inside if n.kind == "person" and not is_owner(text, n, words)]
    if len(people) > 1 and "und" in words:
        both = [portray.person(reference, cast.persons.get(n.name), words, 0.9) for n in people[:2]]
        if both[0].name != both[1].name:
            name = f"{both[0].name} und {both[1].name}"
            return both[0]._replace(name=name, gender=_same(both[0].gender, both[1].gender)), None
    if people:
        source = _known(cast, people[0].name)
        return portray.person(reference, source, words, 0.95), source
    if (named := _named_behind(cast, quote, words)) is not None:
        return portray.person(reference, named, words, 0.9), named
    if (word := pronoun_in(words)) in _BACK:
        return Speaker(None, "document", "unnamed", None, None, 0.5), None
    found: tuple[Source, float] | None = None
    if len(words) == 1 and (
        word in ("ich", "wir", "man") or (word in RELATIVE and not _after_comma(text, start))
    ):
        if word == "man" or talk.last is None or talk.last.naming == "unattributed":
            return Speaker(None, None, "unattributed", None, None, 0.2), None
        return talk.last._replace(confidence=0.5), talk.source
    if len(words) == 1 and word in RELATIVE and _after_comma(text, start):
        return _relative(reference, start)
    if word in MALE or word in FEMALE:
        plural = word in FEMALE and plural_cue(text, quote)
        found = pronoun(reference, quote, "male" if word in MALE else "female", plural, talk.source)
        if found is None:
            return Speaker(None, None, "unattributed", None, None, 0.2), None
    elif is_own(words):
        found = reference.subject(start) or ((talk.source, 0.5) if talk.source else reference.nearest(quote))
    else:
        core = core_of(words)
        found = (
            described(reference, core, quote, talk.source)
            or generic(reference, core, start)
            or generic(reference, words, start)
        )
    if found is not None:
        source, confidence = found
        if source.kind == "person" and source.gender is None and not is_own(words):
            source.gender = {**dict.fromkeys(MALE, "male"), **dict.fromkeys(FEMALE, "female")}.get(word)
        if source.kind == "person":
            return portray.person(reference, source, words, confidence), source
        return portray.organisation(cast, source, words, confidence), source
    source = next((cast.organisations[n.name] for n in inside if n.name in cast.organisations), None)
    speaker = portray.unnamed(reference, words, inside, start, talk.last.type if talk.last else None)
    owner = next((p for n in inside if n.kind == "person" and (p := _known(cast, n.name))), None)
    if (
        owner is not None
        and speaker.type in ("other", "anonymous")
        and (kind := portray.capacity(reference, owner))
    ):
        speaker = speaker._replace(type=kind, naming="role")  # Kerrys Sprecher
    return speaker, source


def _names_in(cast: Cast, spans: Sequence[Span]) -> list[Name]:
    first, last = min(spans)[0], max(end for _, end in spans)
    near = [n for n in cast.names if n.start < last and first < n.end]
    return [n for n in near if any(n.start < b and a < n.end for a, b in spans)]


def _same(a: str | None, b: str | None) -> str | None:
    return a if a == b else None


def _known(cast: Cast, name: str) -> Source | None:
    return cast.persons.get(name) or cast.by_surname(name.split()[-1])


def _named_behind(cast: Cast, quote: Quote, words: Sequence[str]) -> Source | None:
    """Return who is named right behind a role: der Chef⟧ der Ukip, Nigel Farage, schrieb."""
    if gender_of(words) is None:
        return None
    text = cast.text
    first = text.token_at(quote.speaker[-1][1] - 1) + 1
    for i in range(first, min(first + 9, len(text) - 1)):
        word = text.words[i]
        if word == ",":
            start = text.starts[i + 1]
            name = next((n for n in cast.names if n.start == start and n.kind == "person"), None)
            return _known(cast, name.name) if name is not None else None
        if word in ".;:!?–“”" or is_verb(word):
            return None
    return None


def _after_comma(text: Text, start: int) -> bool:
    before = text.text[:start].rstrip()
    return before.endswith((",", " nach", ", von", " laut"))


def _relative(reference: Reference, start: int) -> tuple[Speaker, Source | None]:
    """Resolve a relative pronoun: the name or phrase that ends before the comma."""
    cast = reference.cast
    name, words = antecedent(reference, start)
    if name is not None and name.kind == "person" and not is_owner(cast.text, name, words):
        source = _known(cast, name.name)
        return portray.person(reference, source, [], 0.7), source
    return portray.unnamed(reference, words or [""], [name] if name else [], start, None), None
