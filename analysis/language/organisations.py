"""Organisations that no list knows: sports clubs, companies by their legal form, groups by their kind."""

from __future__ import annotations

from analysis import resources
from analysis.language.gazetteer import Name, is_given, is_kind_of_organisation, is_role, listed_at
from analysis.language.segment import Text
from analysis.language.words import is_known


def organisation(text: Text, i: int, run: int) -> tuple[int, Name] | None:
    """Find the organisation that begins at token ``i`` of ``run`` capitalised words: its tokens, its name."""
    words = text.words[i : i + run]
    if words[0] in resources.words("sentence_starters"):
        return None  # Die Torwald GmbH: the name begins after the article
    for size in range(run, 1, -1):
        if words[size - 1] in resources.words("legal_forms"):
            start, end = text.span(i, i + size)
            return size, Name(start, end, " ".join(text.text[start:end].split()), "organisation")
    if is_kind_of_organisation(words[0]) and not is_role(words[0]) and _is_proper(text, i + 1):
        return 2, Name(*text.span(i, i + 2), " ".join(words[:2]), "organisation")
    return None


def club(text: Text, i: int) -> tuple[int, Name] | None:
    """Find the sports club whose kind stands at token ``i``: FC Bayern München, FSV Mainz 05."""
    words = text.words
    if words[i] not in resources.words("club_forms"):
        return None
    j = i + 1 + _is_number(words, i + 1, 4)
    begin = j
    while j < min(len(words), begin + 3) and _in_club(text, j):
        j += 1
        if listed_at(text, j - 1) and words[j - 1] != "Bayern":  # Bayern München: the one club of two places
            break
    if j == begin:
        return None
    j += _is_number(words, j, 2)
    start, end = text.span(i, j)
    return j - i, Name(start, end, " ".join(text.text[start:end].split()), "organisation")


def _in_club(text: Text, i: int) -> bool:
    """Tell whether the word at ``i`` belongs to a club: a place, an unknown word, one before these."""
    word = text.words[i]
    if text.words[i : i + 2] == ["St", "."] or text.words[i - 1 : i + 1] == ["St", "."]:
        return True  # St. Pauli
    if not word[0].isupper() or is_role(word):
        return False
    before_place = i + 1 < len(text) and text.words[i + 1][0].isupper() and listed_at(text, i + 1)
    year = _is_number(text.words, i + 1, 2) and text.words[i + 1][0] == "0"  # FC Schalke 04
    before = before_place or year
    return bool(listed_at(text, i) or before) or not is_known(word) or text.words[i - 1] == "."


def _is_number(words: list[str], i: int, digits: int) -> bool:
    return i < len(words) and len(words[i]) == digits and words[i].isdigit()


def _is_proper(text: Text, i: int) -> bool:
    """Tell whether the word at ``i`` is a place or a word that no German dictionary knows."""
    word = text.words[i]
    return bool(listed_at(text, i)) or not (is_given(word) or is_known(word))
