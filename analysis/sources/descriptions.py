"""What a description (die Ministerin, der Kasache) or a mere kind (das Unternehmen) points to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis import resources
from analysis.sources import kinds
from analysis.sources.gender import gender_of
from analysis.sources.groups import Source
from analysis.sources.quote import Quote
from analysis.sources.refer import FARTHEST, Reference, names_people, pronoun
from analysis.sources.spheres import sphere

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
    role = kinds.role_at_end(head)
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
    if not best and general and any((s := sphere(w)) and s[0] in general for w in person.roles):
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
        found = sphere((source.name or "").split()) or next(
            (s for w in source.roles if (s := sphere(w))), None
        )
        if (
            role
            and found
            and found[0] != role.type
            and not (head.startswith("agentur") and found[0] == "business")
        ):
            continue
        before = [p for p in source.places if p < start]
        if before and reference.sentence(start) - reference.sentence(max(before)) <= FARTHEST:
            known = max(before) + 200 * bool(found)
            if best is None or known > best[0]:
                best = known, source
    return (best[1], 0.65) if best else None
