"""What the trained model sees of a target: numbers from the rules, not words.

Every feature is a number that means the same in any article: masses of polarity by kind and place, the
target's role, the build of the sentence. No feature names a person, a party or a topic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from analysis.language import Text
from analysis.sentiment.lexicon import entries, find, groups
from analysis.sentiment.news import token_hits
from analysis.sentiment.polarity import weigh
from analysis.sentiment.targets import Scope, predicate, role_of, target_hits, verb_base

KINDS = ("stance", "emotion", "event", "topic", "lexicon")
_NEAR, _FAR = 4.0, 12.0  # tokens: two widths of the window around the target


def features(text: Text, place: Scope, quotes: Sequence[Any] = ()) -> dict[str, float]:
    """Return the features of one target as {name: number}; a name that is missing counts 0."""
    found = {"bias": 1.0}
    found |= _rule(text, place, quotes)
    found |= _masses(text, place)
    found |= _build(text, place)
    return found


def _rule(text: Text, place: Scope, quotes: Sequence[Any]) -> dict[str, float]:
    towards = weigh(target_hits(text, place, quotes))
    polarity = 0.0 if math.isnan(towards.polarity) else towards.polarity
    return {
        "rule": polarity,
        "rule_good": float(polarity > 0.1),
        "rule_bad": float(polarity < -0.1),
        "rule_positive": math.log1p(towards.positive),
        "rule_negative": math.log1p(towards.negative),
        "rule_silent": float(not towards.hits),
    }


def _masses(text: Text, place: Scope) -> dict[str, float]:
    """Return the polar masses by kind, nearness and place."""
    found: dict[str, float] = {}

    def add(name: str, value: float) -> None:
        found[name] = found.get(name, 0.0) + value

    table = entries()
    for i, hit in token_hits(text, *place.sentence):
        sign = "good" if hit.value > 0 else "bad"
        size, distance = abs(hit.value), max(place.first - i, i - place.last + 1, 0)
        kind = table[hit.cue].kind if hit.cue in table else "stance"
        add(f"{kind}_{sign}", size)
        add(f"near_{sign}", size * math.exp(-distance / _NEAR))
        add(f"far_{sign}", size * math.exp(-distance / _FAR))
        add(f"{'before' if i < place.first else 'after'}_{sign}", size)
        if place.clause[0] <= i < place.clause[1]:
            add(f"clause_{sign}", size)
    for number, (first, last) in enumerate(text.sentences):
        if abs(number - text.sentence_of[place.first]) == 1:
            for _, hit in token_hits(text, first, last):
                add("next_good" if hit.value > 0 else "next_bad", abs(hit.value))
    found = {name: math.log1p(value) for name, value in found.items()}
    good = sum(value for name, value in found.items() if name in ("far_good",))
    bad = sum(value for name, value in found.items() if name in ("far_bad",))
    return found | {"balance": good - bad, "mixed": min(good, bad)}


def _build(text: Text, place: Scope) -> dict[str, float]:
    """Return the target's role, its own polarity and the build of its sentence."""
    words, (first, last) = text.words, place.sentence
    verb, _, passive = predicate(text, *place.clause)
    own = find(text.text[text.starts[place.first] : text.ends[place.last - 1]])
    before = words[place.first - 1] if place.first > first else ""
    after = words[place.last] if place.last < last else ""
    sentence = words[first:last]
    small = [word for word in sentence if word[0].islower()]
    return {
        "role_" + role_of(words, place, None, passive): 1.0,
        "role_verb": float(verb is not None),
        "passive": float(passive),
        "own_good": max(own.value, 0.0) if own else 0.0,
        "own_bad": max(-own.value, 0.0) if own else 0.0,
        "name": float(before[:1].isupper() or after[:1].isupper()),
        "article": float(before.lower() in ("der", "die", "das", "den", "dem", "ein", "eine", "einen")),
        "adjective": float(before[:1].islower() and before.endswith(("en", "er", "es", "e"))),
        "position": (place.first - first) / (last - first),
        "long": math.log(last - first),
        "digits": math.log1p(sum(word[0].isdigit() for word in sentence)),
        "quoted": float(any(word in '„“”»«"' for word in sentence)),
        "report": float(any(verb_base(word) in groups()["report"] for word in small)),
        "negated": float(any(word in groups()["negate"] for word in small)),
        "unreal": float(any(word in groups()["unreal"] for word in small)),
        "question": float("?" in sentence),
        "exclaimed": float("!" in sentence),
        "contrast": float(any(word in groups()["contrast"] for word in small)),
    }
