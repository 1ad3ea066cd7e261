"""Tone towards a target: the verb of the clause, who does it to whom, and what that says of either."""

import math

import pytest

from analysis.language import segment
from analysis.sentiment.targets import predicate, role_of, scope, towards, verb_base


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("kritisierte", "kritisieren"),
        ("gelobt", "loben"),
        ("angegriffen", "angreifen"),
        ("beschimpften", "beschimpfen"),
        ("würdigt", "würdigen"),
        ("geht", "gehen"),  # has no roles: the lemma
        ("Haus", "Haus"),
    ],
)
def test_the_infinitive_of_a_form(form: str, base: str) -> None:
    assert verb_base(form) == base


@pytest.mark.parametrize(
    ("sentence", "verb", "roles"),
    [
        (
            "Der Verband kritisierte den Minister scharf.",
            ("kritisieren", 2, False),
            {"Verband": ("subject", math.nan), "Minister": ("object", -1)},
        ),
        (
            "Der Minister wurde vom Verband kritisiert.",
            ("kritisieren", 5, True),
            {"Verband": ("subject", math.nan), "Minister": ("object", -1)},
        ),
        (
            "Der Chef lehnt den Plan ab.",
            ("ablehnen", 2, False),
            {"Chef": ("subject", math.nan), "Plan": ("object", -0.6)},
        ),
        (
            "Die Partei griff den Kanzler an.",
            ("angreifen", 2, False),
            {"Partei": ("subject", -0.8), "Kanzler": ("object", -0.6)},
        ),
        ("Der gelobte Trainer ging.", (None, None, False), {"Trainer": ("subject", 0.9)}),
        ("Der Minister geht.", (None, None, False), {"Minister": ("subject", math.nan)}),
    ],
)
def test_what_a_clause_says_of_either_side(sentence, verb, roles) -> None:
    text = segment(sentence)
    assert predicate(text, 0, len(text)) == verb
    for target, (role, polarity) in roles.items():
        start = sentence.index(target)
        place = scope(text, (start, start + len(target)))
        assert role_of(text.words, place, verb[1], verb[2]) == role
        (found,) = towards(text, [(start, start + len(target))])
        assert found.polarity == pytest.approx(polarity, nan_ok=True)


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("Dem Minister zufolge ist das ein Skandal.", math.nan),  # says it, is not meant
        ("Laut Minister ist das ein Skandal.", math.nan),
        ("Der Minister ist ein Skandal.", -1),
    ],
)
def test_a_source_is_not_what_it_speaks_of(sentence: str, polarity: float) -> None:
    start = sentence.index("Minister")
    (found,) = towards(segment(sentence), [(start, start + 8)])
    assert found.polarity == pytest.approx(polarity, nan_ok=True)
