"""Who speaks: names, types, gender and party of the speakers of one article.

Within the article, surnames, titles, descriptions and pronouns lead to the fullest name; a
continuation inherits its speaker through the spans. A doubt stays a doubt: no name, low confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.language.names import Name, find_names
from analysis.language.segment import Text
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.quote import Quote, Span, Speaker

_MALE = frozenset("er ihm ihn sein seine seiner seinem seinen seines dessen dieser jener".split())
_FEMALE = frozenset("sie ihr ihre ihrer ihrem ihren ihres deren".split())
_RELATIVE = frozenset("der die das dem den denen dessen deren welcher welche welchem welches".split())
_BACK = frozenset("demnach danach wonach demzufolge".split())
_OPENING = frozenset(
    "der die das des dem den ein eine einer einem eines einen auch nach von vom laut".split()
)


@dataclass
class _Person:
    """What the article says about one person: where, in which roles, of which party."""

    name: str
    places: list[int] = field(default_factory=list)  # characters
    roles: list[list[str]] = field(default_factory=list)
    party: str | None = None
    gender: str | None = None


@dataclass
class _Article:
    text: Text
    names: list[Name]
    persons: dict[str, _Person]


def identify(text: Text, quotes: Sequence[Quote], title: Text | None = None) -> list[Speaker]:
    """Tell who speaks in each quotation of ``text``: one Speaker a quotation, in order.

    ``title`` may give full names that the text only gives as surnames.
    """
    if not quotes:
        return []
    article = _read(text, title)
    speakers: list[Speaker] = []
    by_span: dict[tuple[Span, ...], Speaker] = {}
    last: Speaker | None = None
    for quote in quotes:
        if not quote.speaker:
            speakers.append(Speaker(None, None, "unattributed", None, None, quote.confidence))
            continue
        if quote.speaker not in by_span:
            by_span[quote.speaker] = _one(article, quote, last)
        speaker = by_span[quote.speaker]
        speakers.append(speaker._replace(confidence=round(speaker.confidence * quote.confidence, 3)))
        last = speaker
    return speakers


def _read(text: Text, title: Text | None) -> _Article:
    """Collect the persons of the article with their roles, parties and genders."""
    names = find_names(text)
    persons: dict[str, _Person] = {}
    full = [n.name for n in find_names(title) if n.kind == "person"] if title is not None else []
    for name in names:
        if name.kind != "person":
            continue
        known = _fuller(name.name, full)
        person = persons.setdefault(known, _Person(known))
        person.places.append(name.start)
        before, after = _around(text, name)
        for words in (before, after):
            if words:
                person.roles.append(words)
                person.party = person.party or kinds.party_in(words)
                if (gender := kinds.gender_of(words)) and person.gender is None:
                    person.gender = gender
    for person in persons.values():
        person.gender = kinds.gender_of_name(person.name) or person.gender
    return _Article(text, names, persons)


def _fuller(name: str, full: Sequence[str]) -> str:
    if " " in name:
        return name
    found = {f for f in full if f.split()[-1] == name}
    return found.pop() if len(found) == 1 else name


def _around(text: Text, name: Name) -> tuple[list[str], list[str]]:
    """Return the words that describe a name: the phrase before it; the bracket or apposition after it."""
    first, last = text.token_at(name.start), text.token_at(name.end - 1) + 1
    words = text.words
    i = first
    while i > 0 and first - i < 10:
        word = words[i - 1]
        if not (word[0].isalnum() or word in "„“-") or (
            lx.flags_of(word) & (lx.CUE_VERB | lx.AUXILIARY)
            and word[0].islower()
            and not lx.flags_of(word) & lx.DETERMINER
        ):
            # an apposition: der Präsident des Verbands, Max Muster
            if word == "," and i - 1 > 0 and i == first and words[i - 2][0].isalnum():
                i -= 1
                continue
            break
        i -= 1
        if lx.flags_of(word) & lx.DETERMINER and word.lower() in ("der", "die", "ein", "eine", "dem", "den"):
            if i and (words[i - 1][0].isupper() and word.lower() == "der"):
                continue
            break
    before = [w for w in words[i:first] if w != ","]
    after: list[str] = []
    if last < len(words) and words[last] == "(":
        after = words[last + 1 : last + 4]
    elif last + 1 < len(words) and words[last] == ",":
        j = last + 1
        while j < min(last + 12, len(words)) and words[j] not in ",.;:!?“”":
            j += 1
        if (
            j < len(words)
            and words[j] in ",.“"
            and not any(
                lx.flags_of(w) & (lx.AUXILIARY | lx.CUE_VERB)
                and w[0].islower()
                and not lx.flags_of(w) & lx.DETERMINER
                for w in words[last + 1 : j]
            )
        ):
            after = words[last + 1 : j]
    return (
        before
        if any(kinds.role_of(w.rpartition("-")[2]) or w in ("Herr", "Frau") for w in before)
        or kinds.party_in(before)
        else []
    ), after


def _one(article: _Article, quote: Quote, last: Speaker | None) -> Speaker:
    """Name one speaker from the span, the persons of the article and the speaker before."""
    text = article.text
    start, end = quote.speaker[0][0], quote.speaker[0][1]
    words = [w for a, b in quote.speaker for w in text.words[text.token_at(a) : text.token_at(b - 1) + 1]]
    inside = [n for n in article.names if n.start < end and start < n.end]
    person = next((n for n in inside if n.kind == "person"), None)
    if person is not None:
        return _person(article, article.persons.get(_known(article, person.name)), words, 0.95)
    owner = next((p for w in words if w.endswith("s") and (p := _by_surname(article, w[:-1]))), None)
    if owner is not None:
        return _person(article, owner, words, 0.85)
    single = (
        words[-1].lower()
        if len(words) == 1
        else words[0].lower()
        if len(words) <= 3 and words[0].lower() in _MALE | _FEMALE
        else ""
    )
    if single in _BACK:
        return Speaker(None, "document", "unnamed", None, None, 0.5)
    if len(words) == 1 and single in _RELATIVE and _after_comma(text, start):
        return _antecedent(article, start, last)
    if single in _MALE or single in _FEMALE:
        return _pronoun(article, start, "male" if single in _MALE else "female", words, last)
    described = _described(article, words, start)
    if described is not None:
        return _person(article, described, words, 0.7)
    return _source(words, inside)


def _known(article: _Article, name: str) -> str:
    if name in article.persons:
        return name
    return next((p for p in article.persons if p.split()[-1] == name), name)


def _by_surname(article: _Article, surname: str) -> _Person | None:
    found = [p for p in article.persons.values() if p.name.split()[-1] == surname and " " in p.name]
    return found[0] if len(found) == 1 else None


def _after_comma(text: Text, start: int) -> bool:
    return text.text[:start].rstrip()[-1:] == "," or text.text[:start].rstrip().endswith(
        (" nach", ", von", " laut")
    )


def _person(article: _Article, person: _Person | None, words: Sequence[str], confidence: float) -> Speaker:
    """Describe a named person: the capacity in the span itself first, then that of the other mentions."""
    if person is None:
        return Speaker(_clean(words), "other", "named", None, None, 0.4)
    own = kinds.sphere([w for w in words if w not in person.name.split()])
    found = own if own and own[1] != "anonymous" else None
    if found is None:
        votes = [s for role in person.roles if (s := kinds.sphere(role)) and s[1] != "anonymous"]
        strong = [s for s in votes if s[1] != "carrier"] or votes
        found = strong[0] if strong else None
    kind = found[0] if found and found[0] != "document" else "party" if person.party else "other"
    gender = person.gender or kinds.gender_of([w for w in words if w not in person.name.split()])
    party = kinds.party_in(words) or person.party
    return Speaker(person.name, kind, "named", gender, party, confidence)


def _pronoun(
    article: _Article, start: int, gender: str, words: Sequence[str], last: Speaker | None
) -> Speaker:
    """Resolve a pronoun: the speaker before if the gender fits, else the nearest fitting person before it."""
    near = sorted(
        (
            (max(p for p in person.places if p < start), person)
            for person in article.persons.values()
            if any(p < start for p in person.places)
        ),
        key=lambda pair: -pair[0],
    )
    fitting = [(place, p) for place, p in near if p.gender in (gender, None)]
    subjects = [(place, p) for place, p in fitting if _is_subject(article.text, place)]
    if fitting and last is not None and last.name == fitting[0][1].name:
        return _person(article, fitting[0][1], [], 0.8)
    choice = subjects or fitting
    if last is not None and last.naming == "named" and last.gender in (gender,):
        same = article.persons.get(last.name or "")
        if same is not None and (not choice or choice[0][1].gender != gender or start - choice[0][0] > 150):
            return _person(article, same, [], 0.7)
    if choice and start - choice[0][0] < 700:
        return _person(article, choice[0][1], [], 0.65)
    if (
        last is not None
        and last.naming != "unattributed"
        and (gender == "female" or last.gender in (gender, None))
    ):
        return last._replace(confidence=0.5)
    return Speaker(None, "other", "unnamed", gender if gender == "male" else None, None, 0.3)


def _is_subject(text: Text, place: int) -> bool:
    """Tell whether the name at ``place`` stands first in its sentence or right after its verb."""
    i = text.token_at(place)
    first, _ = text.sentences[text.sentence_of[i]]
    if i - first <= 5 and not any(lx.flags_of(w) & lx.PREPOSITION for w in text.words[first:i]):
        return True
    return i > 0 and bool(lx.flags_of(text.words[i - 1]) & (lx.CUE_VERB | lx.AUXILIARY))


def _antecedent(article: _Article, start: int, last: Speaker | None) -> Speaker:
    """Resolve a relative pronoun: the name or phrase that ends before the comma."""
    text = article.text
    i = text.token_at(start)
    first, _ = text.sentences[text.sentence_of[i]]
    begin = text.starts[first]
    inside = [
        n for n in article.names if begin <= n.start < start and n.kind in ("person", "organisation", "party")
    ]
    if inside and start - inside[-1].end < 60:
        if inside[-1].kind == "person":
            return _person(article, article.persons.get(_known(article, inside[-1].name)), [], 0.7)
        return _source(text.words[max(first, i - 5) : i], [inside[-1]])
    return _source([w for w in text.words[max(first, i - 6) : i] if w != ","], [])


def _described(article: _Article, words: Sequence[str], start: int) -> _Person | None:
    """Resolve a description with the definite article (die Ministerin, der Kasache) to a person before it."""
    if len(words) > 4 or not words or words[0].lower() not in ("der", "die", "dem", "den", "dieser", "diese"):
        return None
    head = words[-1]
    role = kinds.role_of(head)
    if role is not None and role.kind not in ("person", "carrier"):
        return None
    low = head.lower()
    stem = low[: max(4, len(low) - 2)]
    best: tuple[int, _Person] | None = None
    for person in article.persons.values():
        before = [p for p in person.places if p < start]
        if not before:
            continue
        for words_of in person.roles:
            for word in words_of:
                one = word.lower()
                fits = one.endswith(low) or (low.endswith(one) and len(one) > 4)
                if not fits and role is None and word[0].islower():
                    fits = one.startswith(stem[: max(4, len(stem) - 1)]) and len(low) > 5
                if fits and (best is None or max(before) > best[0]):
                    best = (max(before), person)
    return best[1] if best else None


def _clean(words: Sequence[str]) -> str | None:
    """Return the description without articles, prepositions and nouns of saying at its begin."""
    kept = [w for w in words if w not in '„“"»«']
    while kept and (
        kept[0].lower() in _OPENING or (kinds._is_cue_noun(kept[0]) and len(kept) > 1) or kept[0] in ",."
    ):
        kept = kept[1:]
    text = " ".join(kept).replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    return text or None


def _source(words: Sequence[str], inside: Sequence[Name]) -> Speaker:
    """Describe a source without a person's name: organisation, role, document or nobody in particular."""
    found = kinds.sphere(words)
    party = kinds.party_in(words)
    gender = kinds.gender_of(words)
    kind = (
        found[0]
        if found
        else "anonymous"
        if all(kinds._is_cue_noun(w) or w[0].islower() for w in words)
        else "other"
    )
    if found and found[0] == "expert" and _unspecified(words):
        kind = "anonymous"
    names = [n for n in inside if n.kind in ("organisation", "party", "place")]
    if kind == "anonymous" or any(
        w.lower().endswith("kreise") or w.lower().endswith("kreisen") for w in words
    ):
        return Speaker(_clean(words), kind, "unnamed", gender, party, 0.8)
    if (found and found[1] == "group") or (names and not found):
        return Speaker(_clean(words), kind, "named", None, party, 0.8 if found else 0.4)
    return Speaker(_clean(words), kind, "role", gender, party, 0.8 if found else 0.4)


def _unspecified(words: Sequence[str]) -> bool:
    """Tell whether experts are wholly unspecified: Experten, viele Beobachter, manche Analysten."""
    content = [w for w in words if not kinds._is_cue_noun(w) and (w[0].isupper() or not lx.flags_of(w))]
    content = [w for w in content if not lx.flags_of(w) & (lx.DETERMINER | lx.PRONOUN | lx.PREPOSITION)]
    heads = Counter(w.lower() for w in content)
    return len(heads) == 1 and content[-1].lower() in (
        "experten",
        "expert:innen",
        "fachleute",
        "analysten",
        "beobachter",
        "beobachtern",
        "fachleuten",
        "kenner",
        "kennern",
    )
