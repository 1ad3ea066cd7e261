"""What a place allows: fixed phrases, a particle at the end of its clause, heads of compounds."""

import pytest

from analysis.language import segment
from analysis.sentiment import score_sentences


def cues(sentence: str) -> list[str]:
    text = segment(sentence)
    return [hit.cue for score in score_sentences(text) for hit in score.hits]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Der Minister steht unter Druck.", ["unter druck"]),
        ("Es steht auf der Kippe, ob er in der Kritik bleibt.", ["auf der kippe", "in der kritik"]),
        ("Es geht bergauf.", ["bergauf"]),
        ("Er stand im. Stich um Stich nähte er.", []),  # a phrase stays within its sentence
        ("Er lag auf dem, Spiel und Sport.", []),  # and within its clause
        ("Kippe", []),  # the telling word alone, where no word stands before it
    ],
)
def test_fixed_phrases(sentence: str, found: list[str]) -> None:
    assert cues(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Die Umsätze brachen ein.", ["Umsatz"]),
        ("Die Umsätze brachen ein Stück.", []),  # no particle, an article
    ],
)
def test_a_particle_stands_at_the_end_of_its_clause(sentence: str, found: list[str]) -> None:
    assert cues(sentence) == found


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Bankenkrise", ["Krise"]),
        ("Bankenkrisen", ["Krise"]),
        ("Bauernmord", ["Mord"]),
        ("Anti-Held", ["Held"]),
        ("Krisengipfel", []),  # a neutral head
        ("Skandalkonzert", ["Skandal-"]),
    ],
)
def test_heads_of_compounds(word: str, found: list[str]) -> None:
    assert cues(f"Man sprach von {word} dort.") == found
