"""Content without a clause of saying: laut X, so X, wie X sagte; what points back or goes on; hearsay."""

from __future__ import annotations

from analysis import resources
from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan, is_name_like, noun_phrase_end, phrase_start, trim
from analysis.sources.found import Found
from analysis.sources.rules.clause import FINAL, Reader, subject, verb_in, within


def _message(r: Reader, first: int, end: int, frame: TokenSpan) -> list[TokenSpan]:
    """The sentence without its frame and its final mark, in one or two parts."""
    parts = [trim(r.text, first, frame[0]), trim(r.text, frame[1], end)]
    return [part for part in parts if part[1] > part[0]]


def according(r: Reader, first: int, end: int) -> list[Found]:
    """laut X, nach Angaben von X, X zufolge, gemäß X, so X."""
    words, flags = r.words, r.flags
    if _SOURCE.isdisjoint(words[first:end]) and words[first].lower() not in _SOURCE:
        return []
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
            if _says(r, i + 1, min(stop, i + 5)):
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


_SOURCE = frozenset("laut gemäß nach zufolge so".split())


def _says(r: Reader, first: int, end: int) -> bool:
    """Tell whether the phrase after "nach" names what somebody says, and not what happened before."""
    events = resources.words("event_nouns")
    articled = bool(r.flags[first] & lx.DETERMINER)
    return any(
        r.flags[j] & lx.CUE_NOUN and not (articled and r.words[j] in events) for j in range(first, end)
    )


def _source_end(r: Reader, first: int, i: int, end: int) -> int:
    """Return the end of the source after a preposition at ``i``."""
    stop = noun_phrase_end(r.text, r.flags, i + 1, end, attached=i == first)
    return stop


def _framed(r: Reader, first: int, end: int, frame: TokenSpan, speaker: TokenSpan, cue: TokenSpan) -> Found:
    return Found("Indirect", _message(r, first, end, frame), [speaker], [cue], [frame])


_AS = frozenset(("Wie", "wie"))
_BUT = frozenset("Doch Denn Und Aber".split())


def as_reported(r: Reader, first: int, end: int) -> list[Found]:
    """Wie X mitteilte, …  and  …, wie X mitteilte, …"""
    words = r.words
    for i in range(first, end - 2) if not _AS.isdisjoint(words[first:end]) else ():
        if words[i] not in _AS or r.inside[i]:
            continue
        opens = i == first or words[i - 1] == "," or (i == first + 1 and words[first] in _BUT)
        if not opens:
            continue
        stop = next((j for j in range(i + 1, end) if words[j] in ",.;"), end)
        cue = verb_in(r, i + 1, stop)
        if cue is None:
            continue
        speaker = _phrase_after(r, i + 1, stop)
        a = first if i <= first + 1 and words[i - 1] != "," else i - 1
        b = stop + 1 if stop < end and words[stop] == "," else stop
        return [Found("Indirect", _message(r, first, end, (a, b)), speaker, [(i, i + 1), *cue[0]], [(a, b)])]
    return []


def _phrase_after(r: Reader, i: int, end: int) -> list[TokenSpan]:
    while i < end and r.flags[i] & lx.ADVERB and not is_name_like(r.words[i]):
        i += 1
    stop = noun_phrase_end(r.text, r.flags, i, end, attached=False)
    return [(i, stop)] if stop > i else []


def confirms(r: Reader, first: int, end: int) -> list[Found]:
    """Das bestätigte X: the message is the sentence before, unless it is one already."""
    if r.words[first] not in ("Das", "Dies") or first == 0 or end - first > 30:
        return []
    cue = verb_in(r, first + 1, end)
    if cue is None or cue[0][0][0] != first + 1 or not cue[1] & (lx.SAYING | lx.ACTING):
        return []
    tail = end - 1 if r.words[end - 1] in FINAL else end
    if any(r.words[j] in ("dass", "daß", ":") for j in range(first, tail)):
        return []
    speaker = subject(r, first + 1, tail, first + 1)
    number = r.text.sentence_of[first] - 1
    before = trim(r.text, *r.text.sentences[number])
    told = r.found and r.found[-1].quote[-1][1] > before[0]
    if not speaker or told or r.text.paragraph_of[before[0]] != r.text.paragraph_of[first]:
        return []
    return [Found("Indirect", [before, (first, first + 1)], speaker, cue[0], [(first + 1, tail)])]


_BACK = frozenset("demnach Demnach demzufolge Demzufolge wonach Wonach".split())


def points_back(r: Reader, first: int, end: int) -> list[Found]:
    """Demnach …; … wonach …: the clause after it is the message."""
    for i in range(first, end - 2) if not _BACK.isdisjoint(r.words[first:end]) else ():
        word = r.words[i].lower()
        if word in ("demnach", "demzufolge") or (word == "wonach" and i > first):
            a, b = trim(r.text, i + 1, end)
            parts = [(a, b)] if i == first or word == "wonach" else _message(r, first, end, (i, i + 1))
            frame = (first, i + 1) if word == "wonach" else (i, i + 1)
            speaker = [] if word == "wonach" else [(i, i + 1)]
            return [Found("Indirect", parts, speaker, [(i, i + 1)], [frame], confidence=0.6)]
    return []


def continuation(r: Reader, first: int, end: int, last: Found | None) -> list[Found]:
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


def hearsay(r: Reader, first: int, end: int) -> list[Found]:
    """X soll Y getan haben: hearsay without a source."""
    words = r.words
    for i in within(r.telling, first, end):
        if r.flags[i] & lx.SOLLEN and not r.inside[i]:
            for j in range(i + 1, end):
                if words[j] in ("haben", "sein", "worden") and (
                    j + 1 == end or words[j + 1] in ",.;" or words[j + 1] in ("und", "sein")
                ):
                    return [Found("FreeIndirect", [(first, end)], confidence=0.5)]
    return []
