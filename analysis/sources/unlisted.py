"""Persons in speaker spans whose names no list knows: Edmon Chung, CEO …; Minister Straw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.language.gazetteer import Name, given_names
from analysis.language.segment import Text
from analysis.language.words import is_known
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.clauses import is_person_noun


def unlisted(text: Text, names: Sequence[Name], spans: Sequence[tuple[int, int]]) -> list[Name]:
    """Return persons in speaker spans that ``find_names`` missed, and their surname further on."""
    taken = {text.token_at(n.start) for n in names if n.kind == "person"}
    found: dict[str, str] = {}
    new = []
    for start, end in spans:
        first, last = text.token_at(start), text.token_at(end - 1) + 1
        if not taken.isdisjoint(range(first, last)):
            continue
        run = _unknown_run(text.words, first, last) or _fuller_run(text.words, first, last)
        if run:
            a, b = text.span(*run)
            name = text.text[a:b]
            new.append(Name(a, b, " ".join(name.split()), "person"))
            found.setdefault(name.split()[-1], " ".join(name.split()))
    placed = {n.start for n in (*new, *names)}
    for i, word in enumerate(text.words if found else ()):
        if (
            word in found
            and text.starts[i] not in placed
            and not any(n.start <= text.starts[i] < n.end for n in new)
        ):
            new.append(Name(text.starts[i], text.ends[i], found[word], "person"))
    return new


def _unknown_run(words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return the token range of an unknown name beside a role: Edmon Chung, CEO …; Minister Straw."""
    for i in range(first, last):
        if i > first and is_person_noun(words[i - 1]) and _may_be_name(words[i]):
            j = i
            while j < last and _may_be_name(words[j]):
                j += 1
            return i, j
    j = first
    while j < last and _may_be_name(words[j]):
        j += 1
    if (behind := _behind_comma(words, first, last)) is not None:
        return behind
    role = j + 1 < last and words[j] == "," and any(map(is_person_noun, words[j + 1 : last]))
    if j - first >= 2 and any(_is_unknown(w) or w in given_names() for w in words[first:j]):
        alone = j == last and words.count(words[j - 1]) > 1 and _is_unknown(words[j - 1])
        return (first, j) if role or alone else None
    if j - first == 1 and j == last and words[first] in given_names():
        return first, j
    return None


def _behind_comma(words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return the name that ends the span after a role: der Direktor des Amtes, Smith Dharmmasaroj."""
    last -= words[last - 1] == ","
    i = last
    while i > first and _may_be_name(words[i - 1]):
        i -= 1
    many = 2 <= last - i <= 3 and any(map(_is_unknown, words[i:last]))
    role = i - 1 > first and words[i - 1] == "," and any(map(is_person_noun, words[first : i - 1]))
    return (i, last) if many and role else None


def _fuller_run(words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return where the text gives the lone surname of a span with a given name after a role."""
    if last - first != 1 or not _may_be_name(words[first]):
        return None
    for i in range(2, len(words)):
        if words[i] != words[first]:
            continue
        given = is_person_noun(words[i - 2]) or words[i - 1] in given_names()
        if given and _may_be_name(words[i - 1]):
            return i - 1, i + 1
        if words[i - 1] in _PARTICLES and words[i - 2].partition("-")[0] in given_names():
            return i - 2, i + 1  # Karl-Theodor zu Guttenberg
        if words[i - 1] == "." and _INITIALS.fullmatch(words[i - 2]):
            return i - 2, i + 1  # B.N. Suresh
    return None


_PARTICLES = frozenset("zu zur zum von van de del di".split())
_INITIALS = re.compile(r"[A-Z](\.[A-Z])*")


def _may_be_name(word: str) -> bool:
    return (
        word[0].isupper()
        and word.replace("-", "").isalpha()
        and not word.isupper()
        and not kinds.role_of(word)
        and not kinds.known_at([word], 0)
        and not lx.flags_of(word)
        and not kinds.is_place(word)
        and not kinds.party_in([word])
    )


def _is_unknown(word: str) -> bool:
    return _may_be_name(word) and not is_known(word) and not is_known(word.removesuffix("s"))
