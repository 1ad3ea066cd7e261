"""Tokens -> noun phrases, by closed-class words and capitals alone: what the rules stand on."""

from __future__ import annotations

from analysis.language.segment import Text
from analysis.sources import lexicon as lx
from analysis.sources.kinds import role_at_end, role_of
from analysis.sources.marks import MARKS

TokenSpan = tuple[int, int]  # token numbers: first, end (exclusive)

_BREAKS = frozenset(",;:.!?–—()…")
_NAME_LINKS = frozenset("von van de del der bin al el und den ten zu di da la".split())
_GENITIVE = frozenset(
    "des der dieses dieser eines einer seiner ihrer seines ihres von vom aller mehrerer zweier".split()
)
_PURPOSE = frozenset("für ohne gegen".split())  # Bundesagentur für Arbeit, Ärzte ohne Grenzen
_TITLES = frozenset("Prof Dr Mag Dipl Ing St Sr Jr Univ phil med".split())
_APPOSED = frozenset("der die ein eine".split())
_ATTACHED = frozenset("von vom für aus im in beim bei zu zur zum am an".split())


def is_name_like(word: str) -> bool:
    """Tell whether ``word`` is written like a noun or name."""
    dash = word.find("-")  # al-Arabiya, dpa-Meldung
    return word[0].isupper() or word[0].isdigit() or (0 < dash < len(word) - 1 and word[dash + 1].isupper())


def noun_phrase_end(text: Text, flags: list[int], first: int, stop: int, attached: bool = False) -> int:
    """Return the end of the noun phrase that begins at ``first`` (``first`` itself where there is none).

    Takes determiner, adjectives, nouns and names, genitives, brackets and appositions between
    commas; with ``attached`` prepositional phrases too. ``stop`` bounds it.
    """
    words = text.words
    i, nouns = first, 0
    while i < stop:
        word, flag = words[i], flags[i]
        if is_name_like(word) and not (i > first and flag & lx.AUXILIARY):
            nouns += not (i == first and flag & (lx.DETERMINER | lx.PRONOUN))
            i += 1
        elif word in MARKS:
            after = _marked_name_end(words, i, stop)
            if after == i:
                break
            nouns, i = nouns + 1, after
        elif nouns == 0:
            if flag & lx.PRONOUN and not flag & lx.DETERMINER:
                return i + 1 if i == first else i
            if flag & (lx.CUE_VERB | lx.AUXILIARY | lx.SUBJUNCTION | lx.ADVERB) and not (
                flag & lx.DETERMINER
            ):
                break
            if flag & lx.PREPOSITION or word in _BREAKS:
                break
            i += 1
        elif (after := _continued(text, flags, i, stop, attached)) > i:
            i = after
        else:
            break
    if nouns == 0:
        return first + 1 if first < stop and flags[first] & lx.PRONOUN else first
    return i


def _marked_name_end(words: list[str], i: int, stop: int) -> int:
    """Return the end of a short name in quotation marks that opens at ``i``, or ``i``."""
    for j in range(i + 2, min(i + 8, stop)):
        if words[j] in MARKS:
            return j + 1
    return i


def _continued(text: Text, flags: list[int], i: int, stop: int, attached: bool) -> int:
    """Return where the phrase goes on to after a noun: genitive, bracket, apposition, link; else ``i``."""
    words = text.words
    word = words[i]
    following = words[i + 1] if i + 1 < stop else "."
    if word == "(":
        for j in range(i + 1, min(i + 8, stop)):
            if words[j] == ")":
                return j + 1
        return i
    if (
        word in _GENITIVE
        or (attached and word in _ATTACHED)
        or (word == "und" and not flags[i + 1 if i + 1 < stop else i] & lx.AUXILIARY)
    ):
        end = noun_phrase_end(text, flags, i + 1, stop)
        return (
            end
            if (end > i + 1 and is_name_like(words[end - 1])) or (end > i + 1 and words[end - 1] in MARKS)
            else i
        )
    if word in _NAME_LINKS and is_name_like(following) and words[i - 1][0].isupper():
        return i + 2
    if word == "." and is_name_like(following) and (words[i - 1] in _TITLES or len(words[i - 1]) == 1):
        return i + 2
    if word == "und" and words[i - 1].endswith("-") and is_name_like(following):
        return i + 2  # Such- und Rettungsagentur
    if (
        word in _PURPOSE
        and words[i - 1][0].isupper()
        and (role := role_of(words[i - 1]))
        and role.kind != "document"
    ):
        end = noun_phrase_end(text, flags, i + 1, stop)
        return end if end > i + 1 and is_name_like(words[end - 1]) else i
    if word == "," and i + 1 < stop and (is_name_like(following) or following in _APPOSED):
        return _apposition(text, flags, i, stop)
    return i


def _apposition(text: Text, flags: list[int], i: int, stop: int) -> int:
    """Return the end of the apposition after the comma at ``i`` (", der Chef der Bank"), else ``i``."""
    words = text.words
    j = i + 1
    while j < stop and (is_name_like(words[j]) or words[j] in _NAME_LINKS):
        j += 1
    if j > i + 1 and (j == stop or words[j] == ","):
        return j
    end = noun_phrase_end(text, flags, i + 1, stop, attached=True)
    if end <= i + 2 or not any(map(is_person_noun, words[i + 1 : end])):
        return i
    after = words[end] if end < stop else ","
    return end if after == "," or flags[end] & lx.CUE_VERB else i


def is_person_noun(word: str) -> bool:
    """Tell whether the word names a person by role: Generalsekretär, Sprecherin, Vorsitzender."""
    role = role_at_end(word) if word[0].isupper() else None
    return role is not None and role.kind in ("person", "carrier")


def phrase_start(text: Text, flags: list[int], end: int, stop: int) -> int:
    """Return the begin of the noun phrase that ends before ``end``, not before ``stop``."""
    words = text.words
    i = end
    while i > stop:
        word, flag = words[i - 1], flags[i - 1]
        if word in _BREAKS or (
            flag & (lx.CUE_VERB | lx.AUXILIARY | lx.SUBJUNCTION)
            and not (flag & (lx.DETERMINER | lx.CUE_NOUN))
        ):
            break
        if flag & (lx.PREPOSITION | lx.ADVERB) and word not in _ATTACHED and not is_name_like(word):
            break
        i -= 1
        if flag & lx.DETERMINER and word not in _GENITIVE:
            break
        if word in ("der", "Der", "Des", "Einer") and (i == stop or not is_name_like(words[i - 1])):
            break
    return i


def trim(text: Text, first: int, end: int) -> TokenSpan:
    """Strip commas and final full stops from both ends of a stretch of tokens."""
    words = text.words
    while first < end and words[first] in ",.;:!?":
        first += 1
    while end > first and words[end - 1] in ",.;:!?":
        end -= 1
    return first, end
