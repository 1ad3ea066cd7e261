"""Quotations by rules alone: no trained weights, every decision can be read.

The patterns follow the German reporting constructions: quotation marks with a reporting clause,
laut / nach Angaben / zufolge / so X, reporting verb with content clause, colon, wie-clauses,
continuation in the Konjunktiv, hearsay "sollen", and speech acts reported as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis import resources
from analysis.language.segment import Text
from analysis.language.words import is_known
from analysis.sources import lexicon as lx
from analysis.sources.clauses import (
    TokenSpan,
    is_name_like,
    noun_phrase_end,
    phrase_start,
    trim,
)
from analysis.sources.kinds import is_place, known_at, role_of
from analysis.sources.marks import Marked, find_marked

_FINAL = frozenset(".!?…")
_RELATIVE = frozenset("der die das den dem deren dessen welche welcher welches was wo".split())
_QUESTION = frozenset("wie warum wann wer wo welche welcher welches wieso weshalb was".split())
_TITLED = frozenset(
    "Zeitung Film Buch Titel Namen Name Lied Album Magazin Sendung Zeitschrift Motto Projekt Begriff "
    "Wort Gruppe Band Schiff Serie Roman Verein Stadtteil Operation Aktion Partei Initiative namens "
    "genannte genannten genannter Nachrichtenmagazin Fernsehsender Tageszeitung Radiosender Stück".split()
)


@dataclass
class Found:
    """A quotation in token numbers, before it is written as characters."""

    type: str
    quote: list[TokenSpan]
    speaker: list[TokenSpan] = field(default_factory=list)
    cue: list[TokenSpan] = field(default_factory=list)
    frame: list[TokenSpan] = field(default_factory=list)
    addressee: list[TokenSpan] = field(default_factory=list)
    nested_in: int | None = None
    confidence: float = 0.7


class _Reader:
    """One pass over a text: what all rules look at, and the quotations found so far."""

    def __init__(self, text: Text) -> None:
        known = lx.lexicon().flags
        self.text = text
        self.words = text.words
        self.flags = [known.get(word, -1) for word in text.words]
        flags = self.flags
        for i, flag in enumerate(flags):
            if flag < 0:
                flags[i] = _of_capital(text.words[i]) if text.words[i][0].isupper() else 0
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


def _of_capital(word: str) -> int:
    """Return the flags of a capitalised word: only closed words and auxiliaries forget their capital."""
    flags = lx.flags_of(word)
    return flags if flags & lx.AUXILIARY else flags & ~(lx.KONJUNKTIV | lx.FINITE | lx.VERB_LAST)


def find(text: Text) -> list[Found]:
    """Find the quotations of ``text`` by rules, in text order."""
    if not len(text):
        return []
    reader = _Reader(text)
    marked = [mark for mark in reader.marked if mark.depth == 0]
    interesting = lx.CUE_VERB | lx.PARTICIPLE | lx.KONJUNKTIV | lx.SOLLEN | lx.CUE_NOUN
    flags, words = reader.flags, reader.words
    next_mark = 0
    last: Found | None = None
    last_sentence = -9
    paragraph_of = text.paragraph_of
    n = len(text.sentences)
    s = 0
    while s < n:
        first, end = text.sentences[s]
        while next_mark < len(marked) and marked[next_mark].last < first:
            next_mark += 1
        here = []
        k = next_mark
        while k < len(marked) and marked[k].first < end:
            here.append(marked[k])
            # a sentence that ends inside the marks goes on to the end of the marks' sentence
            while marked[k].last >= end and s + 1 < n:
                s += 1
                end = text.sentences[s][1]
            k += 1
        combined = 0
        for flag in flags[first:end]:
            combined |= flag
        new: list[Found] = []
        if here or combined & interesting or _has_small_cue(words, first, end):
            follows = last if last is not None and s - last_sentence <= 2 else None
            if follows and paragraph_of[follows.quote[0][0]] + 1 < paragraph_of[first]:
                follows = None
            new = _sentence(reader, first, end, here, follows)
        if new:
            reader.found.extend(new)
            with_speaker = [f for f in new if f.nested_in is None]
            last = with_speaker[-1] if with_speaker else new[-1]
            last_sentence = s
        s += 1
    return reader.found


def _has_small_cue(words: list[str], first: int, end: int) -> bool:
    return any(w in _SMALL for w in words[first:end])


_SMALL = frozenset("laut Laut zufolge gemäß Gemäß so nach Nach wonach demnach Demnach Wie wie".split())


def _sentence(r: _Reader, first: int, end: int, here: list[Marked], last: Found | None) -> list[Found]:
    """Apply the rules to one sentence, strongest first; nested direct quotations come with their host."""
    found = _direct(r, first, end, here, last)
    covered = [span for f in found for span in (*f.quote, *f.frame)]
    if not any(span[1] - span[0] > (end - first) // 2 for span in covered) and not found:
        for rule in (_confirms, _according, _as_reported, _verb_clause, _points_back):
            found = rule(r, first, end)
            if found:
                break
        else:
            found = _continuation(r, first, end, last) or _hearsay(r, first, end) or _act(r, first, end)
    found += _nested(r, first, end, here, found)
    return [f for f in found if any(a < b for a, b in f.quote)]


def _verb_in(r: _Reader, first: int, end: int) -> tuple[list[TokenSpan], int] | None:
    """Find the reporting verb of a clause: its tokens (with particle or auxiliary) and its class flags."""
    flags, words = r.flags, r.words
    lexicon = lx.lexicon()
    for i in range(first, end):
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
            if words[i] in lexicon.bare and not (flag & lx.PARTICIPLE and _has_auxiliary(r, first, i)):
                return [(i, i + 1)], flag
        if flag & lx.VERB_LAST:
            return [(i, i + 1)], flag
        if flag & lx.PARTICIPLE and (aux := _has_auxiliary(r, first, end)):
            return [(aux - 1, aux), (i, i + 1)], flag
    return None


def _has_auxiliary(r: _Reader, first: int, end: int) -> int:
    """Return one past the token of a finite auxiliary between ``first`` and ``end``, or 0."""
    for i in range(first, end):
        if r.flags[i] & lx.AUXILIARY and not r.inside[i]:
            return i + 1
    return 0


_PASSIVE = frozenset("wird werden wurde wurden worden ist sind war waren sei seien".split())


def _subject(r: _Reader, first: int, end: int, verb: int) -> list[TokenSpan]:
    """Find the subject of the verb at ``verb`` in the clause: the phrase before it, or the one after it."""
    words, flags = r.words, r.flags
    start, before = trim(r.text, first, verb)
    if verb + 1 < end and words[verb + 1] in ("er", "man", "wir", "ich"):
        return [(verb + 1, verb + 2)]
    alone = start < verb and (verb - start == 1 or not is_name_like(words[start + 1]))
    if words[start] in _RELATIVE_SUBJECTS and verb >= end - 2 and words[start - 1] == "," and start and alone:
        return [(start, start + 1)]
    before_verb: list[TokenSpan] = []
    while start < before - 1 and words[start] in _LEADING:
        start += 1
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
    stop = noun_phrase_end(r.text, flags, i, end)
    if stop > i and not flags[i] & lx.PREPOSITION and (words[i] != "es" or words[verb][1:3] in ("ei", "ie")):
        return [(i, stop)]
    return before_verb


_LEADING = frozenset("Auch Selbst Sogar Einzig Allein Nur Unterdessen Wie wie Während während auch".split())
# Prepositions that open a sentence and are no part of the closed list the model was trained with.
_FIRST = frozenset(
    "Bezüglich Hinsichtlich Entsprechend Ungeachtet Abseits Jenseits Anstelle Gegenüber".split()
)
_RELATIVE_SUBJECTS = frozenset("der die das welcher welche".split())


def _no_noun(r: _Reader, i: int) -> bool:
    """Tell whether the word at ``i`` is capitalised only for its place: Besorgt sagte er; 2008 sagte er."""
    word = r.words[i]
    if word[0].isdigit():
        return True
    opens = i == 0 or r.words[i - 1] in _FINAL
    if not opens or r.flags[i] & lx.PRONOUN or role_of(word):
        return False
    return is_known(word.lower()) or word.endswith(("end", "lich", "weise"))


def _past_adverbials(r: _Reader, i: int, end: int) -> int:
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


def _one_noun(r: _Reader, i: int, end: int) -> int:
    """Return the end of a short phrase with one noun (am Freitag, bei einem Pressegespräch); else ``end``."""
    for j in range(i, min(i + 5, end)):
        if is_name_like(r.words[j]):
            return j + 1
        if not r.words[j][0].isalnum():
            break
    return end


def _speaker_of(r: _Reader, first: int, end: int, cue: list[TokenSpan]) -> list[TokenSpan]:
    """Find the speaker of a reporting clause; none in the passive ("wurde bekannt")."""
    verb = cue[0][0]
    if r.words[verb] in _PASSIVE and len(cue) > 1 and r.words[verb] not in ("ist", "sind"):
        for i in range(first, end):
            if r.words[i] in ("von", "vom"):
                stop = noun_phrase_end(r.text, r.flags, i + 1, end)
                if stop > i + 1:
                    return [(i + 1, stop)]
        return []
    return _subject(r, first, end, verb)


# --- direct speech -------------------------------------------------------------------------------


def _direct(r: _Reader, first: int, end: int, here: list[Marked], last: Found | None) -> list[Found]:
    """Quotations in marks that are whole clauses: before or after their reporting clause, or alone."""
    found: list[Found] = []
    for number, mark in enumerate(here):
        if mark.last - mark.first < 4 and mark.first > first:
            continue
        a, b = mark.first, min(mark.last + 1, len(r.words))
        if found and _goes_on(r, found[-1], a):
            found[-1].quote.append((a, b))
            continue
        after = b
        if after < end and r.words[after] == ",":
            after += 1
        tail_end = end - 1 if r.words[end - 1] in _FINAL else end
        tail_end = min(tail_end, len(r.words))
        following = here[number + 1].first if number + 1 < len(here) else tail_end
        if a > first and r.words[a - 1] == ":":
            start = _clause_start(r, first, a - 1)
            cue = _verb_in(r, start, a - 1)
            speaker = _speaker_of(r, start, a - 1, cue[0]) if cue else _subject_only(r, start, a - 1)
            found.append(Found("Direct", [(a, b)], speaker, cue[0] if cue else [], [(first, a)]))
        elif after < end and (said := _tail(r, b, after, min(tail_end, max(following, after + 2)))):
            head = [] if a == first or found else [(first, a)]
            stop = following if after < following < tail_end else tail_end
            found.append(Found("Direct", [(a, b)], said[0], said[1], [*head, (b, stop)]))
        elif a == first and b >= tail_end and mark.last - mark.first > 3:
            speaker = list(last.speaker) if last else []
            found.append(Found("Direct", [(a, b)], speaker, confidence=0.5))
    return found


def _goes_on(r: _Reader, before: Found, a: int) -> bool:
    """Tell whether marks at ``a`` are the second half of the quotation before: „…“, sagte sie, „…“."""
    frame = before.frame[-1] if before.frame else (0, 0)
    return frame[1] == a and frame[0] >= before.quote[-1][1] and r.words[a - 1] in ",:"


def _tail(r: _Reader, start: int, after: int, end: int) -> tuple[list[TokenSpan], list[TokenSpan]] | None:
    """Read a reporting clause that follows its quotation: ", sagte X", ", so X", ", laut X"."""
    word, flag = r.words[after], r.flags[after]
    if word in ("so", "laut"):
        stop = noun_phrase_end(r.text, r.flags, after + 1, end, attached=True)
        if stop > after + 1:
            return [(after + 1, stop)], [(after, after + 1)]
    if (flag & (lx.FINITE | lx.AUXILIARY) and start != after) or flag & lx.FINITE:
        stop = next((i for i in range(after, end) if r.words[i] in ",:;" and i > after + 3), end)
        cue = _verb_in(r, after, end)
        if cue:
            return _speaker_of(r, after, min(max(stop, after + 2), end), cue[0]), cue[0]
    return None


def _clause_start(r: _Reader, first: int, end: int) -> int:
    """Return where the clause that ends at ``end`` begins: after the last comma that a verb follows."""
    for i in range(end - 1, first, -1):
        if r.words[i] == ";" or (
            r.words[i] in ("und", ",")
            and _verb_in(r, i + 1, end)
            and (not r.flags[i + 1] & lx.SUBJUNCTION and r.words[i + 1] not in _RELATIVE)
        ):
            return i + 1
    return first


def _subject_only(r: _Reader, first: int, end: int) -> list[TokenSpan]:
    stop = noun_phrase_end(r.text, r.flags, first, end)
    return [(first, stop)] if stop > first and stop == end else []


def _nested(r: _Reader, first: int, end: int, here: list[Marked], found: list[Found]) -> list[Found]:
    """Words quoted inside a reported message or clause are direct speech of the same speaker."""
    taken = [span for f in found if f.type == "Direct" for span in f.quote]
    host = next((f for f in found if f.type != "Direct"), None)
    new = []
    for mark in here:
        a, b = mark.first, mark.last + 1
        if any(s <= a < e for s, e in taken) or not mark.closed:
            continue
        inner = r.words[a + 1 : mark.last]
        before = r.words[a - 1] if a > first else ""
        if before in _TITLED or before.endswith(("zeitung", "magazin", "sender")):
            continue
        lower = sum(w[0].islower() for w in inner)
        if len(inner) < 2 or lower * 2 < len(inner):
            continue
        if host:
            same = Found(
                "Direct", [(a, b)], list(host.speaker), list(host.cue), list(host.frame), nested_in=0
            )
            new.append(same)
        else:
            cue = _verb_in(r, first, end)
            if cue or len(inner) > 3:
                tail = end - 1 if r.words[end - 1] in _FINAL else end
                frame = [s for s in ((first, a), (b, tail)) if s[0] < s[1]]
                speaker = _speaker_of(r, first, end, cue[0]) if cue else []
                new.append(Found("Direct", [(a, b)], speaker, cue[0] if cue else [], frame, confidence=0.4))
    return new


# --- indirect speech -----------------------------------------------------------------------------


def _message(r: _Reader, first: int, end: int, frame: TokenSpan) -> list[TokenSpan]:
    """The sentence without its frame and its final mark, in one or two parts."""
    parts = [trim(r.text, first, frame[0]), trim(r.text, frame[1], end)]
    return [part for part in parts if part[1] > part[0]]


def _according(r: _Reader, first: int, end: int) -> list[Found]:
    """laut X, nach Angaben von X, X zufolge, gemäß X, so X."""
    words, flags = r.words, r.flags
    for i in range(first, end):
        word = words[i].lower() if i == first else words[i]
        if r.inside[i]:
            continue
        if word in ("laut", "gemäß") and i + 1 < end:
            stop = _source_end(r, first, i, end)
            if stop > i + 1 and words[i + 1] not in ("und",):
                return [_framed(r, first, end, (i, stop), (i + 1, stop), (i, i + 1))]
        elif word == "nach" and i + 1 < end:
            stop = _source_end(r, first, i, end)
            if any(flags[j] & lx.CUE_NOUN for j in range(i + 1, min(stop, i + 5))):
                return [_framed(r, first, end, (i, stop), (i + 1, stop), (i, i + 1))]
            if flags[i - 1] & lx.CUE_NOUN and i > first:
                start = phrase_start(r.text, flags, i, first)
                return [_framed(r, first, end, (start, i + 1), (start, i), (i, i + 1))]
        elif word == "zufolge" and i > first:
            start = phrase_start(r.text, flags, i, first)
            return [_framed(r, first, end, (start, i + 1), (start, i), (i, i + 1))]
        elif word == "so" and i > first and words[i - 1] == "," and i + 1 < end:
            stop = noun_phrase_end(r.text, flags, i + 1, end, attached=True)
            if stop > i + 1 and (stop >= end or words[stop] in ",.;"):
                tail = stop + 1 if stop < end and words[stop] == "," else stop
                return [_framed(r, first, end, (i - 1, tail), (i + 1, stop), (i, i + 1))]
    return []


def _source_end(r: _Reader, first: int, i: int, end: int) -> int:
    """Return the end of the source after a preposition at ``i``."""
    stop = noun_phrase_end(r.text, r.flags, i + 1, end, attached=i == first)
    return stop


def _framed(r: _Reader, first: int, end: int, frame: TokenSpan, speaker: TokenSpan, cue: TokenSpan) -> Found:
    return Found("Indirect", _message(r, first, end, frame), [speaker], [cue], [frame])


_BUT = frozenset("Doch Denn Und Aber".split())


def _as_reported(r: _Reader, first: int, end: int) -> list[Found]:
    """Wie X mitteilte, …  and  …, wie X mitteilte, …"""
    words = r.words
    for i in range(first, end - 2):
        if words[i] not in ("Wie", "wie") or r.inside[i]:
            continue
        opens = i == first or words[i - 1] == "," or (i == first + 1 and words[first] in _BUT)
        if not opens:
            continue
        stop = next((j for j in range(i + 1, end) if words[j] in ",.;"), end)
        cue = _verb_in(r, i + 1, stop)
        if cue is None:
            continue
        speaker = _phrase_after(r, i + 1, stop)
        a = first if i <= first + 1 and words[i - 1] != "," else i - 1
        b = stop + 1 if stop < end and words[stop] == "," else stop
        return [Found("Indirect", _message(r, first, end, (a, b)), speaker, [(i, i + 1), *cue[0]], [(a, b)])]
    return []


def _phrase_after(r: _Reader, i: int, end: int) -> list[TokenSpan]:
    while i < end and r.flags[i] & lx.ADVERB and not is_name_like(r.words[i]):
        i += 1
    stop = noun_phrase_end(r.text, r.flags, i, end, attached=False)
    return [(i, stop)] if stop > i else []


def _verb_clause(r: _Reader, first: int, end: int) -> list[Found]:
    """X sagte, dass …;  X sagte, Y sei …;  Y sei …, sagte X;  X forderte Y auf, … zu …."""
    words, flags = r.words, r.flags
    tail_end = end - 1 if words[end - 1] in _FINAL else end
    start = first
    for i in range(first + 1, tail_end):
        if words[i] not in ",:;" or r.inside[i]:
            continue
        nxt = i + 1
        if (
            (
                nxt < tail_end
                and words[i] == ","
                and flags[nxt] & (lx.FINITE | lx.AUXILIARY)
                and (said := _tail(r, i, nxt, tail_end))
            )
            and said[0]
            and any(s >= nxt for s, _ in said[0])
        ):
            stop = next((j for j in range(said[0][-1][1], tail_end) if words[j] == ","), tail_end)
            quote = trim(r.text, start, i)
            if stop == tail_end or not flags[stop + 1] & lx.SUBJUNCTION:
                return [Found("Indirect", [quote], said[0], said[1], [(i, stop)])]
        cue = _verb_in(r, start, i)
        if cue and nxt < tail_end and not _subordinate(r, start):
            kind = _opens(r, nxt, tail_end, cue[1])
            if kind:
                speaker = _speaker_of(r, start, i, cue[0])
                a, b = trim(r.text, nxt, _until_colon(r, nxt, tail_end))
                return [Found("Indirect", [(a, b)], speaker, cue[0], [(start, nxt)])]
            if words[i] == ":" and _plain_speech(r, nxt, tail_end, cue[1]):
                speaker = _speaker_of(r, start, i, cue[0])
                return [Found("Direct", [(nxt, end)], speaker, cue[0], [(start, nxt)], confidence=0.5)]
        if words[i] == ";" or (
            cue is None
            and nxt < tail_end
            and flags[nxt] & lx.SUBJUNCTION == 0
            and _main_follows(r, nxt, tail_end)
        ):
            start = nxt
    return []


def _until_colon(r: _Reader, first: int, end: int) -> int:
    """Return where a content clause ends at the latest: a colon after it opens something of its own."""
    return next((j for j in range(first + 3, end) if r.words[j] == ":" and not r.inside[j]), end)


def _plain_speech(r: _Reader, first: int, end: int, kind: int) -> bool:
    """Tell whether a whole clause without marks follows the colon: Er sagt: Das geht nicht."""
    clause = range(first, end)
    return (
        bool(kind & (lx.SAYING | lx.THINKING))
        and len(clause) > 3
        and r.words[first][0].isupper()
        and not any(r.inside[j] for j in clause)
        and any(r.flags[j] & (lx.AUXILIARY | lx.FINITE) for j in clause)
    )


def _subordinate(r: _Reader, start: int) -> bool:
    """Tell whether a subordinate clause begins at ``start``, after which the main clause is no message."""
    word = r.words[start].lower()
    return bool(r.flags[start] & lx.SUBJUNCTION) and word not in ("dass", "daß", "als")


def _main_follows(r: _Reader, i: int, end: int) -> bool:
    return r.words[i] in ("und", "aber", "doch", "jedoch") or bool(r.flags[i] & lx.CONJUNCTION)


def _opens(r: _Reader, i: int, end: int, kind: int) -> bool:
    """Tell whether a content clause begins at ``i``: dass, ob, question, infinitive, verb second."""
    words, flags = r.words, r.flags
    if words[i] in ("dass", "daß", "ob"):
        return True
    if words[i] in _QUESTION and kind & lx.SAYING:
        return True
    if flags[i] & lx.SUBJUNCTION:
        return False
    stop = next((j for j in range(i, end) if words[j] in ",;:"), end)
    if any(flags[j] & lx.KONJUNKTIV for j in range(i, end)):
        return not (words[i] in _RELATIVE and flags[stop - 1] & (lx.KONJUNKTIV | lx.AUXILIARY))
    if any(
        (words[j] == "zu" and j + 2 >= stop)
        or ("zu" in words[j][2:-4] and j + 1 == stop and words[j].endswith("en") and words[j][0].islower())
        for j in range(i, stop)
    ):
        return bool(kind & (lx.ACTING | lx.SAYING | lx.THINKING)) and words[i] not in ("um", "ohne", "statt")
    if words[i] in _RELATIVE or flags[i] & (lx.PREPOSITION | lx.CONJUNCTION):
        return False
    return (
        bool(kind & (lx.SAYING | lx.THINKING))
        and _has_auxiliary(r, i, stop) > 0
        and not flags[stop - 1] & lx.AUXILIARY
    )


def _confirms(r: _Reader, first: int, end: int) -> list[Found]:
    """Das bestätigte X: the message is the sentence before, unless it is one already."""
    if r.words[first] not in ("Das", "Dies") or first == 0 or end - first > 30:
        return []
    cue = _verb_in(r, first + 1, end)
    if cue is None or cue[0][0][0] != first + 1 or not cue[1] & (lx.SAYING | lx.ACTING):
        return []
    tail = end - 1 if r.words[end - 1] in _FINAL else end
    if any(r.words[j] in ("dass", "daß", ":") for j in range(first, tail)):
        return []
    speaker = _subject(r, first + 1, tail, first + 1)
    number = r.text.sentence_of[first] - 1
    before = trim(r.text, *r.text.sentences[number])
    told = r.found and r.found[-1].quote[-1][1] > before[0]
    if not speaker or told or r.text.paragraph_of[before[0]] != r.text.paragraph_of[first]:
        return []
    return [Found("Indirect", [before, (first, first + 1)], speaker, cue[0], [(first + 1, tail)])]


def _points_back(r: _Reader, first: int, end: int) -> list[Found]:
    """Demnach …; … wonach …: the clause after it is the message."""
    for i in range(first, end - 2):
        word = r.words[i].lower()
        if word in ("demnach", "demzufolge") or (word == "wonach" and i > first):
            a, b = trim(r.text, i + 1, end)
            parts = [(a, b)] if i == first or word == "wonach" else _message(r, first, end, (i, i + 1))
            frame = (first, i + 1) if word == "wonach" else (i, i + 1)
            speaker = [] if word == "wonach" else [(i, i + 1)]
            return [Found("Indirect", parts, speaker, [(i, i + 1)], [frame], confidence=0.6)]
    return []


def _continuation(r: _Reader, first: int, end: int, last: Found | None) -> list[Found]:
    """A main clause in the Konjunktiv after a quotation goes on with it (berichtete Rede)."""
    if last is None or (r.inside[first] and r.inside[end - 1]):
        return []
    if r.words[first] == "Wenn":
        return []  # hypothetical
    for i in range(first, min(end, first + 25)):
        if r.words[i] in ",;" and i > first:
            break
        if r.flags[i] & lx.KONJUNKTIV and not r.inside[i] and "ich" not in r.words[i - 1 : i + 2]:
            return [Found("IndirectFreeIndirect", [(first, end)], list(last.speaker), confidence=0.6)]
    return []


def _hearsay(r: _Reader, first: int, end: int) -> list[Found]:
    """X soll Y getan haben: hearsay without a source."""
    words = r.words
    for i in range(first, end):
        if r.flags[i] & lx.SOLLEN and not r.inside[i]:
            for j in range(i + 1, end):
                if words[j] in ("haben", "sein", "worden") and (
                    j + 1 == end or words[j + 1] in ",.;" or words[j + 1] in ("und", "sein")
                ):
                    return [Found("FreeIndirect", [(first, end)], confidence=0.5)]
    return []


def _act(r: _Reader, first: int, end: int) -> list[Found]:
    """A speech act that is reported as an act: X kritisierte Y; X forderte Z."""
    cue = _verb_in(r, first, end)
    if cue is None or not cue[1] & lx.ACTING or r.words[cue[0][0][0]] in _PASSIVE:
        return []
    after = cue[0][-1][1]
    if _lemma(r, cue[0]) in resources.words("no_acts") or (
        after < end and r.words[after] in ("werden", "worden")
    ):
        return []
    stop = next((i for i in range(cue[0][-1][1], end) if r.words[i] in ",;"), end)
    speaker = _subject(r, first, stop, cue[0][0][0])
    if not speaker or not _speaks(r, speaker[0]):
        return []
    return [Found("Reported", [(first, end)], speaker, confidence=0.4)]


def _lemma(r: _Reader, cue: list[TokenSpan]) -> str:
    """Return the infinitive of the reporting verb, with its particle."""
    lemmas = lx.lexicon().lemmas
    words = [r.words[i] for a, b in cue for i in range(a, b)]
    if len(words) > 1 and not r.flags[cue[-1][0]] & lx.PARTICIPLE:
        return words[-1] + lemmas.get(words[0], words[0])
    return lemmas.get(words[-1], words[-1])


# Courts and parliaments decide where others speak.
_DECIDING = (
    *("gericht", "gerichtshof", "strafkammer", "parlament", "bundestag", "landtag"),
    *("stadtrat", "gemeinderat", "nationalrat", "bundesrat"),
)


def _speaks(r: _Reader, span: TokenSpan) -> bool:
    """Tell whether the phrase is someone who can speak: a pronoun, a role, an organisation, a name."""
    words = r.words[span[0] : span[1]]
    if len(words) == 1 and words[0].lower() in ("er", "sie", "wir", "ich"):
        return True
    nouns = [w for w in words if is_name_like(w) and not lx.flags_of(w) & lx.DETERMINER]
    if nouns and nouns[0].lower().endswith(_DECIDING):
        return False
    return any(role_of(w) or not is_known(w) or known_at([w], 0) or is_place(w) for w in nouns)


def marked_of(text: Text) -> list[Marked]:
    """Return the stretches in quotation marks of ``text`` (as ``find_marked``)."""
    return find_marked(text)
