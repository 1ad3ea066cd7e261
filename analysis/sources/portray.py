"""Who was found -> a Speaker: the kind of source, the gender, the party, how the source is named.

The capacity in the span itself comes first, then that of the other mentions, then what is known of
a public figure, at last the sphere that the article mostly moves in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis import resources
from analysis.language.gazetteer import Name, given_names
from analysis.language.segment import Text
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.cast import Cast
from analysis.sources.gender import gender_of, gender_of_title
from analysis.sources.groups import Source
from analysis.sources.people import public_figure
from analysis.sources.phrases import clean, core_of, is_generic, unspecified, without_topic
from analysis.sources.quote import Speaker
from analysis.sources.refer import Reference, names_people
from analysis.sources.spheres import sphere

_NO_CAPACITY = ("anonymous", "document", "statement", "unnamed", "alone")
_ANYONE = ("jährige", "jähriger", "jährigen", "mann", "frau", "vater", "mutter")  # say nothing of a capacity
_FORMER = ("früher", "ehemalig", "einst", "damalig", "alt-", "ex-")


def person(reference: Reference, found: Source | None, words: Sequence[str], confidence: float) -> Speaker:
    """Describe a named person who speaks in ``words``."""
    if found is None or found.name is None:
        return Speaker(clean(words), "other", "named", None, None, 0.4)
    figure = public_figure(found.name)
    own = [w for w in words if w not in found.name.split()]
    said = sphere(reference.cast.written_out(own)) if own else None
    kind = said[0] if said and said[1] not in _NO_CAPACITY else None
    if kind == "citizen" and any(w.lower().endswith(_ANYONE) for w in own):
        kind = None
    kind = kind or capacity(reference, found) or ("party" if found.party else None) or figure.type
    if kind is None and found.name in given_names():
        kind = "citizen"  # only a given name: a private person
    kind = kind or field(reference.cast) or "other"
    gender = gender_of_title(own) if own else None
    gender = gender if gender == "female" else found.gender or gender or figure.gender
    return Speaker(found.name, kind, "named", gender, kinds.party_in(own) or found.party, confidence)


def capacity(reference: Reference, person: Source) -> str | None:
    """Return the sphere that most mentions give the person; former offices and private roles count little.

    A mere "Sprecher" speaks for the organisation named before.
    """
    votes: Counter[str] = Counter()
    for words, place in zip(person.roles, person.role_places, strict=True):
        found = sphere(reference.cast.written_out(words))
        if found is None or found[1] in ("anonymous", "document", "statement"):
            continue
        kind = found[0]
        if found[1] == "alone" and field(reference.cast) == "culture_sport":
            kind = "culture_sport"  # Präsident Perez, of a club
        elif found == ("other", "alone"):
            kind = reference.context(place, None) or kind
        weak = kind in ("citizen", "other") or found[1] == "alone"
        former = any(w.lower().startswith(_FORMER) for w in words)
        votes[kind] += 1 if weak else 5 if former else 10
    return votes.most_common(1)[0][0] if votes else None


_TOPICS = frozenset("government party authority expert business civil_society culture_sport".split())


def field(cast: Cast) -> str | None:
    """Return the sphere that most of the roles and known names in the article belong to, if one is clear.

    Words of matches, books and stages (resources/culture_sport_words.txt) count as culture and sport.
    """
    if cast.field is None:
        topics = resources.words("culture_sport_words")
        votes: Counter[str] = Counter()
        for i in cast.text.capitals:
            word = cast.text.words[i]
            if (role := kinds.role_at_end(word)) and role.type in _TOPICS:
                votes[role.type] += 1
            elif role is None and word.rpartition("-")[2] in topics:
                votes["culture_sport"] += 1
        kind, most = votes.most_common(1)[0] if votes else ("", 0)
        cast.field = kind if most >= 3 and most >= 0.5 * sum(votes.values()) else ""
    return cast.field or None


def organisation(cast: Cast, source: Source, words: Sequence[str], confidence: float) -> Speaker:
    """Describe an organisation, or people who are only described, that a pronoun or short form points to."""
    described = source.roles[0] if source.roles else []
    known = (source.name or "").split()
    short = [name for name, other in cast.organisations.items() if other is source]
    found = next((s for w in (known, short, described, words) if w and (s := sphere(w))), None)
    kind = found[0] if found else "other"
    party = kinds.party_in(known) or kinds.party_in(described)
    if kind == "party" and party is None and source.name is not None:
        party = next(
            (short for short, s in cast.organisations.items() if s is source and short.isupper()), None
        )
    if source.name is None:
        gender = None if source.plural else source.gender
        return Speaker(clean(described), kind, "role", gender, party, confidence)
    return Speaker(source.name, kind, "named", None, party, confidence)


def unnamed(
    reference: Reference, words: Sequence[str], inside: Sequence[Name], start: int, last: str | None
) -> Speaker:
    """Describe a source without a person's name: organisation, role, document or nobody in particular.

    ``last`` is the sphere of who spoke before.
    """
    cast = reference.cast
    words = without_topic(words)
    found = sphere(words)
    party = kinds.party_in(words)
    gender = gender_of(words)
    named = next((n for n in inside if n.kind in ("organisation", "party")), None)
    if found is None and named is not None:
        source = cast.organisations.get(named.name)
        if source is not None and source.roles and (by_name := sphere(source.roles[0])):
            found = by_name[0], "group"
            party = party or (named.name if by_name[0] == "party" else None)
    small = lx.DETERMINER | lx.PREPOSITION | lx.PRONOUN
    nouns = [w for w in core_of(words) if w[:1].isupper() and not lx.flags_of(w) & small]
    nothing = all(map(kinds.is_cue_noun, nouns))
    kind = found[0] if found else "anonymous" if nothing else "other"
    if found and found[1] == "alone" and kind == "other":
        kind = reference.context(start, last) or kind
    if found and found[:2] == ("expert", "person") and unspecified(words):
        kind = "anonymous"
    if found and (found[0] == "document" or found[1] in ("group", "unnamed", "anonymous", "statement")):
        gender = None
    if found is None and _is_nation(words):
        kind, found = (field(cast) == "culture_sport" and "culture_sport") or "government", ("", "people")
    confidence = 0.8 if found else 0.4
    if found is None and words[0].lower() in _ONE and names_people(words[0], words[-1]):
        kind, gender = "citizen", gender or ("female" if words[-1].endswith("in") else "male")  # der Sachse
    if found is None and len(words) <= 2 and _publishes(cast.text, start):
        kind = "media"
    if kind == "anonymous" or (found and (found[1] == "unnamed" or found == ("media", "statement"))):
        return Speaker(clean(words), kind, "unnamed", gender, party, 0.8)
    if _is_named(words, found, named):
        full = cast.organisations.get(clean(words) or "")
        name = full.name if full is not None else clean(words)
        return Speaker(name, kind, "named", None, party, confidence)
    return Speaker(clean(words), kind, "role", gender, party, confidence)


def _is_nation(words: Sequence[str]) -> bool:
    """Tell whether the speakers are a nation: die Franzosen, which means their team or their government."""
    return len(words) <= 2 and words[-1] in resources.words("nations") and words[0].lower() in ("die", "den")


def _is_named(words: Sequence[str], found: tuple[str, str] | None, named: Name | None) -> bool:
    """Tell whether an organisation is named or unique (die Polizei); a mere kind (die Firma) is a role."""
    if found is None:
        nouns = [w for w in words if w[:1].isupper() and not lx.flags_of(w)]
        alone = len(words) == 1 and bool(nouns) and not kinds.is_cue_noun(words[0])
        return named is not None or alone or (bool(nouns) and all(not kinds.is_common(w) for w in nouns))
    if found[1] != "group" or found[0] == "citizen" or words[0].lower() in _POSSESSIVE:
        return False
    if any(w[0].islower() and kinds.known_at([w], 0) for w in words):
        return True  # die Gewerkschaft ver.di
    core = [w for w in core_of(words) if kinds.is_noun(w) and not kinds.is_cue_noun(w)]
    core = [w for w in core if not lx.flags_of(w) & (lx.DETERMINER | lx.PREPOSITION)]
    if len(core) == 1:
        before = [w.lower() for w in words[: list(words).index(core[0])] if lx.flags_of(w) & lx.DETERMINER]
        if before and before[-1] in _INDEFINITE:
            return False  # eine Polizeistreife
    return not (len(core) == 1 and (is_generic(core[0]) or core[0].startswith(("Behörde", "Medien"))))


_INDEFINITE = frozenset("ein eine einer einem einen eines".split())
_ONE = ("der", "die", "ein", "eine")
_POSSESSIVE = frozenset("sein seine seiner seinem ihr ihre ihrer ihrem deren dessen unser unsere".split())
_PUBLISHES = frozenset("berichtet berichtete meldet meldete schreibt schrieb zitiert zitierte".split())


def _publishes(text: Text, start: int) -> bool:
    """Tell whether an unknown name publishes: berichtet Techradar."""
    i = text.token_at(start)
    return bool(_PUBLISHES & set(text.words[max(0, i - 1) : i] + text.words[i + 1 : i + 2]))
