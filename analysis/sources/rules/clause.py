"""What the rules look at: a text with its flags and marks; the verb of a clause, its subject, its speaker."""

from __future__ import annotations

from bisect import bisect_left
from itertools import compress

from analysis.language.names import PARTICLES, find_names
from analysis.language.segment import Text
from analysis.language.words import decided, is_known
from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan, is_name_like, noun_phrase_end, trim
from analysis.sources.found import Found
from analysis.sources.kinds import role_of
from analysis.sources.marks import find_marked

FINAL = frozenset(".!?…")
RELATIVE = frozenset("der die das den dem deren dessen welche welcher welches was wo".split())


class Reader:
    """One pass over a text: what all rules look at, and the quotations found so far."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.words = text.words
        self.flags = [*map(_flags_in_text, text.words)]
        flags = self.flags
        flagged = [*compress(range(len(flags)), map((_TELLS | lx.AUXILIARY).__and__, flags))]
        self.telling = [i for i in flagged if flags[i] & _TELLS]
        self.verbs = [i for i in flagged if flags[i] & _VERB]
        self.auxiliaries = [i for i in flagged if flags[i] & lx.AUXILIARY]
        self.marked = find_marked(text)
        self.inside = self._inside()
        self.found: list[Found] = []

    def _inside(self) -> list[int]:
        """Number for each token the outermost quotation marks around it, 0 outside."""
        inside = [0] * len(self.words)
        for number, mark in enumerate(self.marked, 1):
            if mark.depth == 0 and mark.last - mark.first > 2:
                inside[mark.first : mark.last + 1] = [number] * (mark.last + 1 - mark.first)
        return inside


_VERB = lx.FINITE | lx.VERB_LAST | lx.PARTICIPLE  # one of them has a word that may be a reporting verb
_TELLS = _VERB | lx.KONJUNKTIV | lx.SOLLEN | lx.CUE_NOUN  # without one of them hardly anybody is quoted


def within(places: list[int], first: int, end: int) -> list[int]:
    """Return those of the ascending ``places`` that lie from ``first`` to before ``end``."""
    return places[bisect_left(places, first) : bisect_left(places, end)]


@decided
def _flags_in_text(word: str) -> int:
    """Return the flags of a word; of capitalised ones only closed words and auxiliaries keep all theirs."""
    if word in lx.lexicon().flags:
        return lx.lexicon().flags[word]
    flags = lx.flags_of(word)
    return flags if flags & lx.AUXILIARY else flags & ~(lx.KONJUNKTIV | lx.FINITE | lx.VERB_LAST)


def verb_in(r: Reader, first: int, end: int) -> tuple[list[TokenSpan], int] | None:
    """Find the reporting verb of a clause: its tokens (with particle or auxiliary) and its class flags."""
    flags, words = r.flags, r.words
    lexicon = lx.lexicon()
    for i in within(r.verbs, first, end):
        flag = flags[i]
        if r.inside[i] and not r.inside[first]:
            continue
        if flag & lx.FINITE and words[i] in (
            lexicon.bare if words[i] not in lexicon.particles else lexicon.particles
        ):
            particles = lexicon.particles.get(words[i], frozenset())
            for j in range(i + 1, end):
                if words[j] in particles and (
                    j + 1 == end or words[j + 1] in ",.;:!?" or flags[j + 1] & lx.CONJUNCTION
                ):
                    return [(i, i + 1), (j, j + 1)], flag
            if words[i] == "geht" or words[i] == "ging" or words[i] == "gehen" or words[i] == "gingen":
                continue
            if words[i] in lexicon.bare and not (flag & lx.PARTICIPLE and has_auxiliary(r, first, i)):
                return [(i, i + 1)], flag
        if flag & lx.VERB_LAST:
            return [(i, i + 1)], flag
        if flag & lx.PARTICIPLE and (aux := has_auxiliary(r, first, end)):
            return [(aux - 1, aux), (i, i + 1)], flag
    return None


def has_auxiliary(r: Reader, first: int, end: int) -> int:
    """Return one past the token of a finite auxiliary between ``first`` and ``end``, or 0."""
    return next((i + 1 for i in within(r.auxiliaries, first, end) if not r.inside[i]), 0)


PASSIVE = frozenset("wird werden wurde wurden worden ist sind war waren sei seien".split())


def subject(r: Reader, first: int, end: int, verb: int) -> list[TokenSpan]:
    """Find the subject of the verb at ``verb`` in the clause: the phrase before it, or the one after it."""
    words, flags = r.words, r.flags
    start, before = trim(r.text, first, verb)
    if verb + 1 < end and words[verb + 1] in ("er", "man", "wir", "ich"):
        return [(verb + 1, verb + 2)]
    alone = start < verb and (verb - start == 1 or not is_name_like(words[start + 1]))
    if words[start] in _RELATIVE_SUBJECTS and verb >= end - 2 and words[start - 1] == "," and start and alone:
        return [(start, start + 1)]
    before_verb: list[TokenSpan] = []
    while start < before - 1 and words[start] in LEADING:
        start += 1
    if start < before and (stop := _end_of_name(r, start, before)):
        return [(start, stop)]
    if start < before and words[start] in _FIRST:
        start = before
    if start < before and not flags[start] & (lx.PREPOSITION | lx.SUBJUNCTION | lx.ADVERB | lx.CONJUNCTION):
        stop = noun_phrase_end(r.text, flags, start, before, attached=True)
        if stop > start:
            before_verb = [(start, stop)]
            if not (stop == start + 1 and _no_noun(r, start)):
                return before_verb
    if start < before and flags[start] & lx.CONJUNCTION and before - start > 1:
        stop = noun_phrase_end(r.text, flags, start + 1, before, attached=True)
        if stop > start + 1 and stop == before:
            return [(start + 1, stop)]
    i = _past_adverbials(r, verb + 1, end)
    if i < end and (stop := _end_of_name(r, i, end)):
        return [(i, stop)]
    stop = noun_phrase_end(r.text, flags, i, end)
    if stop > i and not flags[i] & lx.PREPOSITION and (words[i] != "es" or words[verb][1:3] in ("ei", "ie")):
        return [(i, stop)]
    return before_verb


LEADING = frozenset("Auch Selbst Sogar Einzig Allein Nur Unterdessen Wie wie Während während auch".split())


# Prepositions that open a sentence and are no part of the closed list the model was trained with.
_FIRST = frozenset(
    "Bezüglich Hinsichtlich Entsprechend Ungeachtet Abseits Jenseits Anstelle Gegenüber".split()
)


_RELATIVE_SUBJECTS = frozenset("der die das welcher welche".split())


def _end_of_name(r: Reader, first: int, end: int) -> int:
    """Return where the phrase ends that begins with a person's particle there, or 0: Von der Leyen sagte."""
    if r.words[first].lower() not in PARTICLES:
        return 0
    start = r.text.starts[first]
    name = next((n for n in find_names(r.text) if n.start == start and n.kind == "person"), None)
    if name is None:
        return 0
    stop = r.text.token_at(name.end - 1) + 1
    genitive = r.words[stop - 1].endswith("s") and not name.name.endswith(r.words[stop - 1])
    if genitive and stop < end and r.words[stop][0].isupper():
        return 0  # Von der Leyens Sprecher
    return max(stop, noun_phrase_end(r.text, r.flags, stop - 1, end))


def _no_noun(r: Reader, i: int) -> bool:
    """Tell whether the word at ``i`` is capitalised only for its place: Besorgt sagte er; 2008 sagte er."""
    word = r.words[i]
    if word[0].isdigit():
        return True
    opens = i == 0 or r.words[i - 1] in FINAL
    if not opens or r.flags[i] & lx.PRONOUN or role_of(word):
        return False
    return is_known(word.lower()) or word.endswith(("end", "lich", "weise"))


def _past_adverbials(r: Reader, i: int, end: int) -> int:
    """Return where the subject may begin after the verb: past "auch", "am Freitag", "in Berlin"."""
    while i < end:
        if (r.flags[i] & lx.ADVERB or r.words[i] == "sich") and not is_name_like(r.words[i]):
            i += 1
        elif r.words[i] in _WHEN and (stop := _one_noun(r, i + 1, end)) < end:
            i = stop
        else:
            break
    return i


_WHEN = frozenset("am im in bei beim nach vor auf".split())


def _one_noun(r: Reader, i: int, end: int) -> int:
    """Return the end of a short phrase with one noun (am Freitag, bei einem Pressegespräch); else ``end``."""
    for j in range(i, min(i + 5, end)):
        if is_name_like(r.words[j]):
            return j + 1
        if not r.words[j][0].isalnum():
            break
    return end


def speaker_of(r: Reader, first: int, end: int, cue: list[TokenSpan]) -> list[TokenSpan]:
    """Find the speaker of a reporting clause; none in the passive ("wurde bekannt")."""
    verb = cue[0][0]
    if r.words[verb] in PASSIVE and len(cue) > 1 and r.words[verb] not in ("ist", "sind"):
        for i in range(first, end):
            if r.words[i] in ("von", "vom"):
                stop = noun_phrase_end(r.text, r.flags, i + 1, end)
                if stop > i + 1:
                    return [(i + 1, stop)]
        return []
    return subject(r, first, end, verb)


def clause_start(r: Reader, first: int, end: int) -> int:
    """Return where the clause that ends at ``end`` begins: after the last comma that a verb follows."""
    for i in range(end - 1, first, -1):
        if r.words[i] == ";" or (
            r.words[i] in ("und", ",")
            and verb_in(r, i + 1, end)
            and (not r.flags[i + 1] & lx.SUBJUNCTION and r.words[i + 1] not in RELATIVE)
        ):
            return i + 1
    return first


def subject_only(r: Reader, first: int, end: int) -> list[TokenSpan]:
    """Return the phrase that these tokens are as a whole, if they are one."""
    stop = noun_phrase_end(r.text, r.flags, first, end)
    return [(first, stop)] if stop > first and stop == end else []
