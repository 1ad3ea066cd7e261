"""A reporting verb and the clause it takes: dass, ob, question, infinitive, Konjunktiv, colon."""

from __future__ import annotations

from analysis.sources import lexicon as lx
from analysis.sources.clauses import trim
from analysis.sources.found import Found
from analysis.sources.rules.clause import FINAL, RELATIVE, Reader, has_auxiliary, speaker_of, verb_in
from analysis.sources.rules.direct_speech import tail

_QUESTION = frozenset("wie warum wann wer wo welche welcher welches wieso weshalb was".split())


def verb_clause(r: Reader, first: int, end: int) -> list[Found]:
    """X sagte, dass …;  X sagte, Y sei …;  Y sei …, sagte X;  X forderte Y auf, … zu …."""
    words, flags = r.words, r.flags
    tail_end = end - 1 if words[end - 1] in FINAL else end
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
                and (said := tail(r, i, nxt, tail_end))
            )
            and said[0]
            and any(s >= nxt for s, _ in said[0])
        ):
            stop = next((j for j in range(said[0][-1][1], tail_end) if words[j] == ","), tail_end)
            quote = trim(r.text, start, i)
            if stop + 1 >= tail_end or not flags[stop + 1] & lx.SUBJUNCTION:
                return [Found("Indirect", [quote], said[0], said[1], [(i, stop)])]
        cue = verb_in(r, start, i)
        if cue and nxt < tail_end and not _subordinate(r, start):
            kind = _opens(r, nxt, tail_end, cue[1])
            if kind:
                speaker = speaker_of(r, start, i, cue[0])
                a, b = trim(r.text, nxt, _until_colon(r, nxt, tail_end))
                return [Found("Indirect", [(a, b)], speaker, cue[0], [(start, nxt)])]
            if words[i] == ":" and _plain_speech(r, nxt, tail_end, cue[1]):
                speaker = speaker_of(r, start, i, cue[0])
                return [Found("Direct", [(nxt, end)], speaker, cue[0], [(start, nxt)], confidence=0.5)]
        if words[i] == ";" or (
            cue is None
            and nxt < tail_end
            and flags[nxt] & lx.SUBJUNCTION == 0
            and _main_follows(r, nxt, tail_end)
        ):
            start = nxt
    return []


def _until_colon(r: Reader, first: int, end: int) -> int:
    """Return where a content clause ends at the latest: a colon after it opens something of its own."""
    return next((j for j in range(first + 3, end) if r.words[j] == ":" and not r.inside[j]), end)


def _plain_speech(r: Reader, first: int, end: int, kind: int) -> bool:
    """Tell whether a whole clause without marks follows the colon: Er sagt: Das geht nicht."""
    clause = range(first, end)
    return (
        bool(kind & (lx.SAYING | lx.THINKING))
        and len(clause) > 3
        and r.words[first][0].isupper()
        and not any(r.inside[j] for j in clause)
        and any(r.flags[j] & (lx.AUXILIARY | lx.FINITE) for j in clause)
    )


def _subordinate(r: Reader, start: int) -> bool:
    """Tell whether a subordinate clause begins at ``start``, after which the main clause is no message."""
    word = r.words[start].lower()
    return bool(r.flags[start] & lx.SUBJUNCTION) and word not in ("dass", "daß", "als")


def _main_follows(r: Reader, i: int, end: int) -> bool:
    return r.words[i] in ("und", "aber", "doch", "jedoch") or bool(r.flags[i] & lx.CONJUNCTION)


def _opens(r: Reader, i: int, end: int, kind: int) -> bool:
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
        return not (words[i] in RELATIVE and flags[stop - 1] & (lx.KONJUNKTIV | lx.AUXILIARY))
    if any(
        (words[j] == "zu" and j + 2 >= stop)
        or ("zu" in words[j][2:-4] and j + 1 == stop and words[j].endswith("en") and words[j][0].islower())
        for j in range(i, stop)
    ):
        return bool(kind & (lx.ACTING | lx.SAYING | lx.THINKING)) and words[i] not in ("um", "ohne", "statt")
    if words[i] in RELATIVE or flags[i] & (lx.PREPOSITION | lx.CONJUNCTION):
        return False
    return (
        bool(kind & (lx.SAYING | lx.THINKING))
        and has_auxiliary(r, i, stop) > 0
        and not flags[stop - 1] & lx.AUXILIARY
    )
