"""A name -> the words that describe it: the phrase before, the apposition after, "X ist Trainer"."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language.gazetteer import Name
from analysis.language.segment import Text
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.groups import is_verb

RELATED = ("kollege", "kollegen", "kollegin", "nachfolger", "nachfolgerin", "vorgänger", "vorgängerin")
_ARTICLES = ("der", "die", "ein", "eine", "dem", "einem", "sein", "ihr", "seinem", "ihrem", "seine", "ihre")
_LONGEST = 14  # words of an apposition


def around(text: Text, name: Name) -> tuple[list[str], list[str]]:
    """Return the words that describe a name: the phrase before it; what follows it."""
    first, last = text.token_at(name.start), text.token_at(name.end - 1) + 1
    before = _phrase_before(text.words, first)
    near = bool(before) and (kinds.is_noun(before[-1]) or "jährig" in before[-1])
    if not near or not (kinds.party_in(before) or any(_describes(w) for w in before)):
        before = before if before[:1] in (["Herr"], ["Herrn"], ["Frau"]) else []
    return before, _phrase_after(text.words, last)


def _describes(word: str) -> bool:
    return kinds.role_at_end(word) is not None or word.lower().endswith(
        ("jährige", "jähriger", "jährigen", *RELATED)
    )


def _phrase_before(words: Sequence[str], first: int) -> list[str]:
    """Return the noun phrase that ends at the name: der Präsident des Verbands (XYZ), Max Muster."""
    i = first
    while i > 0 and first - i < 12:
        word = words[i - 1]
        if word == "," and i == first and i > 1 and (words[i - 2][0].isalnum() or words[i - 2] == ")"):
            i -= 1
            continue
        if word == ")" and (opened := [j for j in range(max(0, i - 7), i - 1) if words[j] == "("]):
            i = opened[-1]
            continue
        if word in "“”«" and (opened := [j for j in range(max(0, i - 10), i - 1) if words[j] in "„“»"]):
            i = opened[-1]
            continue
        if not (word[0].isalnum() or word in '„“"-') or is_verb(word):
            break
        i -= 1
        if word.lower() in _ARTICLES and not (
            i and words[i - 1][0].isupper() and word == "der" and kinds.role_of(words[i - 1])
        ):
            break
    return _without_brackets(words[i:first])


def _without_brackets(words: Sequence[str]) -> list[str]:
    """Return the words outside brackets: der Präsident der Agentur (WADA)."""
    kept, depth = [], 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if not depth and word not in (",", ")"):
            kept.append(word)
    return kept


def head_of(phrase: list[str]) -> list[str]:
    """Return the article and the noun right before a name, where that noun is a role by itself.

    der an der Studie beteiligte Politologe; (zitiert) der Kurier Villeneigentümer.
    """
    noun = phrase[-1] if len(phrase) > 1 and phrase[-1][0].isupper() else ""
    role = kinds.role_at_end(noun) if noun else None
    former = any(w.lower().startswith(("früher", "ehemalig", "einstig", "damalig")) for w in phrase)
    if role is None or role.kind != "person" or role.type in ("citizen", "other") or former:
        return phrase
    article = phrase[:1] if phrase[0] in _ARTICLES else []
    return [*article, phrase[-1]] if "und" not in phrase else phrase


def _phrase_after(words: Sequence[str], last: int) -> list[str]:
    """Return the bracket, the apposition, "vom Institut …" or "ist Trainer der …" after a name."""
    if last + 1 >= len(words):
        return []
    mark = words[last]
    if mark == "(":
        return list(words[last + 1 : last + 4])
    if mark in ("von", "vom"):
        return _until_verb(words, last, last + 8)
    if mark in ("ist", "war", "wurde"):
        return _predicate(words, last + 1)
    return _apposition(words, last + 1) if mark in (",", "–") else []


def _until_verb(words: Sequence[str], begin: int, end: int) -> list[str]:
    j = begin
    while j < min(end, len(words)) and not is_verb(words[j]) and words[j] not in ",.;:!?–()":
        j += 1
    return list(words[begin:j])


def _predicate(words: Sequence[str], begin: int) -> list[str]:
    """Return what the subject is said to be: ist (seit 2011) Militärexperte der Zeitung."""
    phrase = _until_verb(words, begin, begin + 8)
    if phrase and lx.flags_of(phrase[0]) & lx.PREPOSITION and phrase[0] not in ("seit", "zum", "zur"):
        return []  # wurde von der Königin empfangen
    noun = next((w for w in phrase if w[0].isupper()), "")
    role = kinds.role_at_end(noun) if noun else None
    return phrase if role is not None and role.kind in ("person", "carrier") else []


def _apposition(words: Sequence[str], begin: int) -> list[str]:
    """Return the phrase between the comma after a name and the next mark, unless it is a clause."""
    j = begin
    while j < min(begin + _LONGEST, len(words)) and words[j] not in ",.;:!?“”–()":
        if is_verb(words[j]) or (j == begin and words[j] in ("und", "aber", "dass", "wie", "so")):
            return []
        j += 1
    phrase = list(words[begin:j])
    relative = phrase[:1] and phrase[0] in ("dem", "den", "welcher", "welche")
    return [] if relative or (j < len(words) and words[j] == ":") else phrase
