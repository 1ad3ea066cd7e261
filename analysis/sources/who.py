"""Who speaks: names, types, gender and party of the speakers of one article.

Within the article, surnames, titles, descriptions and pronouns lead to the fullest name; a
continuation inherits its speaker through the spans. A doubt stays a doubt: no name, low confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis import resources
from analysis.language.names import Name, given_names
from analysis.language.segment import Text
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.cast import Cast, read
from analysis.sources.gender import gender_of, gender_of_title
from analysis.sources.groups import Source
from analysis.sources.quote import Quote, Span, Speaker
from analysis.sources.refer import Reference, antecedent, described, generic, names_people, pronoun

_MALE = frozenset("er ihm ihn sein seine seiner seinem seinen seines dessen dieser jener letzterer".split())
_FEMALE = frozenset("sie ihr ihre ihrer ihrem ihren ihres deren diese letztere".split())
_RELATIVE = frozenset("der die das dem den denen dessen deren welcher welche welchem welches".split())
_BACK = frozenset("demnach danach wonach demzufolge".split())
_OPENING = frozenset(
    "der die das des dem den ein eine einer einem eines einen auch nach von vom laut seitens aus".split()
)
_OWNED = frozenset("von um".split())


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
    words = _words(text, quote)
    inside = [n for n in cast.names if any(n.start < b and a < n.end for a, b in quote.speaker)]
    people = [n for n in inside if n.kind == "person" and not _is_owner(text, n, words)]
    if len(people) > 1 and "und" in words:
        both = [_person(cast, cast.persons.get(n.name), words, 0.9) for n in people[:2]]
        if both[0].name != both[1].name:
            name = f"{both[0].name} und {both[1].name}"
            return both[0]._replace(name=name, gender=_same(both[0].gender, both[1].gender)), None
    if people:
        source = _known(cast, people[0].name)
        return _person(cast, source, words, 0.95), source
    if (word := _pronoun_in(words)) in _BACK:
        return Speaker(None, "document", "unnamed", None, None, 0.5), None
    found: tuple[Source, float] | None = None
    if len(words) == 1 and (
        word in ("ich", "wir", "man") or (word in _RELATIVE and not _after_comma(text, start))
    ):
        if word == "man" or talk.last is None or talk.last.naming == "unattributed":
            return Speaker(None, None, "unattributed", None, None, 0.2), None
        return talk.last._replace(confidence=0.5), talk.source
    if len(words) == 1 and word in _RELATIVE and _after_comma(text, start):
        return _relative(reference, start)
    if word in _MALE or word in _FEMALE:
        plural = word in _FEMALE and _plural_cue(text, quote)
        found = pronoun(reference, quote, "male" if word in _MALE else "female", plural, talk.source)
        if found is None:
            return Speaker(None, None, "unattributed", None, None, 0.2), None
    elif _is_own(words):
        found = reference.subject(start) or ((talk.source, 0.5) if talk.source else None)
    else:
        core = _core(words)
        found = (
            described(reference, core, quote, talk.source)
            or generic(reference, core, start)
            or generic(reference, words, start)
        )
    if found is not None:
        source, confidence = found
        if source.kind == "person":
            return _person(cast, source, words, confidence), source
        return _of_source(cast, source, words, confidence), source
    source = next((cast.organisations[n.name] for n in inside if n.name in cast.organisations), None)
    speaker = _source(reference, words, inside, start, talk)
    owner = next((p for n in inside if n.kind == "person" and (p := _known(cast, n.name))), None)
    if owner is not None and speaker.type in ("other", "anonymous") and (kind := _capacity(owner)):
        speaker = speaker._replace(type=kind, naming="role")  # Kerrys Sprecher
    return speaker, source


def _words(text: Text, quote: Quote) -> list[str]:
    """Return the words of the speaker without quotation marks; „Reuters“-Reporterin is one word."""
    found: list[str] = []
    for start, end in quote.speaker:
        for word in text.words[text.token_at(start) : text.token_at(end - 1) + 1]:
            if word in '„“”"»«‚‘':
                continue
            if found and (word[0] == "-" or found[-1].endswith("-")) and found[-1] not in ("–", "-"):
                found[-1] += word
            else:
                found.append(word)
    return found or [""]


def _same(a: str | None, b: str | None) -> str | None:
    return a if a == b else None


def _pronoun_in(words: Sequence[str]) -> str:
    """Return the pronoun that the span is, or that opens it before an apposition; else ""."""
    first = words[0].lower()
    if first in _MALE | _FEMALE and len(words) in (2, 3) and kinds.is_cue_noun(words[-1]):
        return first  # ihrer Meinung
    if len(words) == 1 or (first in ("er", "sie", "letzterer", "letztere") and len(words) <= 4):
        return first
    return ""


def _is_own(words: Sequence[str]) -> bool:
    return any(w in ("eigenen", "eigener", "eigene") for w in words) and kinds.is_cue_noun(words[-1])


def _plural_cue(text: Text, quote: Quote) -> bool:
    """Tell whether the verb of the reporting clause is plural: sagten, fordern, haben … gesagt."""
    for start, end in quote.cue:
        word = text.text[start:end].split()[0]
        if lx.flags_of(word) & (lx.FINITE | lx.AUXILIARY | lx.VERB_LAST):
            return word.endswith("n") and word != "an"
    token = text.token_at(quote.speaker[0][0])
    near = text.words[max(0, token - 1) : token] + text.words[token + 1 : token + 2]
    return any(w[0].islower() and w.endswith("en") and not lx.flags_of(w) & lx.DETERMINER for w in near)


def _is_owner(text: Text, name: Name, words: Sequence[str]) -> bool:
    """Tell whether the person only owns the speaker: Kerrys Sprecher, die Anwältin von X, Forscher um X."""
    others = [
        w for w in words if w not in name.name.split() and w not in text.text[name.start : name.end].split()
    ]
    if not any((role := kinds.role_of(w.rpartition("-")[2])) and role.kind != "statement" for w in others):
        return False
    i = text.token_at(name.start)
    if i and text.words[i - 1] in _OWNED and text.words[i - 1] in words:
        return not kinds.is_statement(text.words[i - 2])
    written = text.text[name.start : name.end].split()[-1]
    return written.endswith("s") and not name.name.endswith(written)


def _known(cast: Cast, name: str) -> Source | None:
    return cast.persons.get(name) or cast.by_surname(name.split()[-1])


def _after_comma(text: Text, start: int) -> bool:
    before = text.text[:start].rstrip()
    return before.endswith((",", " nach", ", von", " laut"))


def _relative(reference: Reference, start: int) -> tuple[Speaker, Source | None]:
    """Resolve a relative pronoun: the name or phrase that ends before the comma."""
    cast = reference.cast
    name, words = antecedent(reference, start)
    if name is not None and name.kind == "person" and not _is_owner(cast.text, name, words):
        source = _known(cast, name.name)
        return _person(cast, source, [], 0.7), source
    return _source(reference, words or [""], [name] if name else [], start, _Talk()), None


# --- what is known of the speaker ----------------------------------------------------------------


def _person(cast: Cast, person: Source | None, words: Sequence[str], confidence: float) -> Speaker:
    """Describe a named person: the capacity in the span itself first, then that of the other mentions."""
    if person is None or person.name is None:
        return Speaker(_clean(words), "other", "named", None, None, 0.4)
    own = [w for w in words if w not in person.name.split()]
    found = kinds.sphere(own) if own else None
    kind = found[0] if found and found[1] not in _NO_CAPACITY else None
    if kind == "citizen" and any(w.lower().endswith(_ANYONE) for w in own):
        kind = _capacity(person)
    kind = kind or _capacity(person) or ("party" if person.party else None)
    if kind is None and person.name in given_names():
        kind = "citizen"  # only a given name: a private person
    kind = kind or _field(cast) or "other"
    gender = gender_of_title(own) if own else None
    gender = gender if gender == "female" else person.gender or gender
    return Speaker(person.name, kind, "named", gender, kinds.party_in(words) or person.party, confidence)


_NO_CAPACITY = ("anonymous", "document", "statement", "unnamed", "alone")
_ANYONE = ("jährige", "jähriger", "jährigen", "mann", "frau", "vater", "mutter")  # say nothing of a capacity
_FORMER = ("früher", "ehemalig", "einstig", "damalig", "alt-", "ex-")


def _capacity(person: Source) -> str | None:
    """Return the sphere that most mentions give the person; former offices and private roles count little."""
    votes: Counter[str] = Counter()
    for words in person.roles:
        found = kinds.sphere(words)
        if found is None or found[1] in ("anonymous", "document", "statement"):
            continue
        weak = found[0] in ("citizen", "other") or found[1] == "alone"
        former = any(w.lower().startswith(_FORMER) for w in words)
        votes[found[0]] += 1 if weak else 5 if former else 10
    return votes.most_common(1)[0][0] if votes else None


_TOPICS = frozenset("government party authority expert business civil_society culture_sport".split())


def _field(cast: Cast) -> str | None:
    """Return the sphere that most of the roles and known names in the article belong to, if one is clear."""
    votes = Counter(
        role.type
        for word in cast.text.words
        if word[0].isupper() and (role := kinds.role_of(word.rpartition("-")[2])) and role.type in _TOPICS
    )
    if not votes:
        return None
    kind, most = votes.most_common(1)[0]
    return kind if most >= 3 and most >= 0.5 * sum(votes.values()) else None


def _of_source(cast: Cast, source: Source, words: Sequence[str], confidence: float) -> Speaker:
    """Describe an organisation, or people who are only described, that a pronoun or short form points to."""
    described = source.roles[0] if source.roles else []
    known = (source.name or "").split()
    short = [name for name, other in cast.organisations.items() if other is source]
    found = next((s for w in (known, short, described, words) if w and (s := kinds.sphere(w))), None)
    kind = found[0] if found else "other"
    party = kinds.party_in(known) or kinds.party_in(described)
    if kind == "party" and party is None and source.name is not None:
        party = next(
            (short for short, s in cast.organisations.items() if s is source and short.isupper()), None
        )
    if source.name is None:
        gender = None if source.plural else source.gender
        return Speaker(_clean(described), kind, "role", gender, party, confidence)
    return Speaker(source.name, kind, "named", None, party, confidence)


_CUTTING = frozenset(
    "in im am an auf bei beim zu zur zum gegenüber nach vor mit via per unter während seit ohne".split()
)


def _core(words: Sequence[str]) -> list[str]:
    """Return the phrase without what hangs on behind: in einer Aussendung, am Montag, die nun …."""
    for i in range(1, len(words)):
        word, after = words[i], words[i + 1] if i + 1 < len(words) else ""
        place = word in ("in", "im", "bei") and kinds.is_place(after)
        if (word in _CUTTING and not place) or (word == "vom" and after == "gestrigen"):
            return list(words[:i])
        if word == "," and (after in _RELATIVE or after in _CUTTING or not after):
            return list(words[:i])
    return list(words)


def _clean(words: Sequence[str]) -> str | None:
    """Return the description without articles, prepositions, kinds of organisation, nouns of saying."""
    kept = [w for w in _core(words) if w not in '„“"»«:']
    while kept and (
        kept[0].lower() in _OPENING or (kinds.is_cue_noun(kept[0]) and len(kept) > 1) or kept[0] in ",."
    ):
        kept = kept[1:]
    for i in range(len(kept) - 1):
        proper = (
            kept[i + 1][0].isupper() and not kinds.role_of(kept[i + 1]) and not kinds.is_place(kept[i + 1])
        )
        if any(w[0].isupper() for w in kept[:i]):
            break
        if _is_generic(kept[i]) and (proper or kinds.known_at(kept, i + 1)):
            kept = kept[i + 1 :]  # die Zeitung Premium Times
            break
    text = " ".join(kept).replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    return text or None


def _is_generic(word: str) -> bool:
    return word.lower().removesuffix("s") in resources.words("generic_sources") or (
        word.lower() in resources.words("generic_sources")
    )


def _source(
    reference: Reference, words: Sequence[str], inside: Sequence[Name], start: int, talk: _Talk
) -> Speaker:
    """Describe a source without a person's name: organisation, role, document or nobody in particular."""
    cast = reference.cast
    found = kinds.sphere(words)
    party = kinds.party_in(words)
    gender = gender_of(words)
    organisation = next((n for n in inside if n.kind in ("organisation", "party")), None)
    if found is None and organisation is not None:
        source = cast.organisations.get(organisation.name)
        if source is not None and source.roles and (by_name := kinds.sphere(source.roles[0])):
            found = by_name[0], "group"
            party = party or (organisation.name if by_name[0] == "party" else None)
    nothing = all(kinds.is_cue_noun(w) or not w[:1].isupper() for w in words)
    kind = found[0] if found else "anonymous" if nothing else "other"
    if found and found[1] == "alone" and kind == "other":
        kind = reference.context(start, talk.last.type if talk.last else None) or kind
    if found and found[0] == "expert" and found[1] == "person" and _unspecified(words):
        kind = "anonymous"
    if found and (found[0] == "document" or found[1] in ("group", "unnamed", "anonymous", "statement")):
        gender = None
    confidence = 0.8 if found else 0.4
    if found is None and words[0] in ("Der", "der", "Die", "die") and names_people(words[0], words[-1]):
        kind, gender = "citizen", gender or ("female" if words[-1].endswith("in") else "male")  # der Sachse
    if found is None and len(words) <= 2 and _publishes(cast.text, start):
        kind = "media"
    if kind == "anonymous" or (found and (found[1] == "unnamed" or found == ("media", "statement"))):
        return Speaker(_clean(words), kind, "unnamed", gender, party, 0.8)
    if _is_named(words, found, organisation):
        full = cast.organisations.get(_clean(words) or "")
        name = full.name if full is not None else _clean(words)
        return Speaker(name, kind, "named", None, party, confidence)
    return Speaker(_clean(words), kind, "role", gender, party, confidence)


def _is_named(words: Sequence[str], found: tuple[str, str] | None, organisation: Name | None) -> bool:
    """Tell whether an organisation is named or unique (die Polizei); a mere kind (die Firma) is a role."""
    if found is None:
        nouns = [w for w in words if w[:1].isupper() and not lx.flags_of(w)]
        alone = len(words) == 1 and bool(nouns) and not kinds.is_cue_noun(words[0])
        return (
            organisation is not None or alone or (bool(nouns) and all(not kinds.is_common(w) for w in nouns))
        )
    if found[1] != "group":
        return False
    core = [w for w in _core(words) if kinds.is_noun(w) and not kinds.is_cue_noun(w)]
    core = [w for w in core if not lx.flags_of(w) & (lx.DETERMINER | lx.PREPOSITION)]
    return not (len(core) == 1 and (_is_generic(core[0]) or core[0].startswith(("Behörde", "Medien"))))


_PUBLISHES = frozenset("berichtet berichtete meldet meldete schreibt schrieb zitiert zitierte".split())


def _publishes(text: Text, start: int) -> bool:
    """Tell whether an unknown name publishes: berichtet Techradar."""
    i = text.token_at(start)
    return bool(_PUBLISHES & set(text.words[max(0, i - 1) : i] + text.words[i + 1 : i + 2]))


_VAGUE = frozenset(
    "experten expert:innen fachleute analysten beobachter beobachtern fachleuten kenner kennern".split()
)


def _unspecified(words: Sequence[str]) -> bool:
    """Tell whether experts are wholly unspecified: Experten, viele Beobachter, manche Analysten."""
    content = [w for w in words if not kinds.is_cue_noun(w) and (w[0].isupper() or not lx.flags_of(w))]
    content = [w for w in content if not lx.flags_of(w) & (lx.DETERMINER | lx.PRONOUN | lx.PREPOSITION)]
    return len({w.lower() for w in content}) == 1 and content[-1].lower() in _VAGUE
