"""Quotations by rules, finished: whole cues, "heißt es", addressees, continuations that run on."""

from __future__ import annotations

from analysis.language.segment import Text
from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan, noun_phrase_end
from analysis.sources.rules import Found

_PRONOMINAL = frozenset("davon darauf dafür dagegen daran dazu damit darüber dahin".split())
_BEING = frozenset("worden geworden".split())
_SAYS_IT = frozenset("heißt hieß".split())


def polish(text: Text, found: list[Found]) -> list[Found]:
    """Return the quotations with cues, speakers and addressees made whole and continuations joined."""
    for f in found:
        f.cue = _whole_cue(text, f.cue)
        if f.cue and f.type != "Reported":
            _says_it(text, f)
            f.addressee = f.addressee or _addressee(text, f)
    return _joined(text, found)


def correct(text: Text, found: list[Found]) -> list[Found]:
    """Mend what either method may get wrong: headings taken for continuations, "Wie X fürchtet auch er"."""
    for f in found:
        _also(text, f)
        f.speaker = [_after_colon(text, span) for span in f.speaker]
    told = ("Reported", "FreeIndirect", "IndirectFreeIndirect")
    return [f for f in found if not (f.type in told and _is_heading(text, f))]


def _after_colon(text: Text, span: TokenSpan) -> TokenSpan:
    """A speaker does not reach over a colon: keep what stands after the last one."""
    for i in range(span[1] - 2, span[0] - 1, -1):
        if text.words[i] == ":":
            return i + 1, span[1]
    return span


def _is_heading(text: Text, f: Found) -> bool:
    """Tell whether the message is a line of its own without a final mark."""
    first, last = text.paragraphs[text.paragraph_of[f.quote[0][0]]]
    return f.quote[0][0] == first and f.quote[-1][1] == last and text.words[last - 1].isalnum()


def _also(text: Text, f: Found) -> None:
    """Wie X fürchtet auch er, dass …: X is the comparison, the speaker stands after "auch"."""
    words = text.words
    for first, last in f.frame:
        if words[first] != "Wie":
            continue
        for i in range(first + 2, min(last, first + 20) - 1):
            if words[i] == "auch" and lx.flags_of(words[i - 1]) & lx.FINITE:
                flags = [lx.flags_of(w) for w in words[i + 1 : last]]
                part = Text(text.text, words[i + 1 : last], [], [], [], [])
                stop = noun_phrase_end(part, flags, 0, last - i - 1)
                if stop:
                    f.speaker = [(i + 1, i + 1 + stop)]
                    f.cue = [span for span in f.cue if span[0] != first]
                    return


def _whole_cue(text: Text, cue: list[TokenSpan]) -> list[TokenSpan]:
    """Add sich, davon, darauf, worden to the verb, and join neighbours."""
    words, n = text.words, len(text)
    wide = []
    for first, last in cue:
        if last < n and (words[last] in _BEING or words[last] == "sich"):
            last += 1
        if len(cue) > 1 and first and words[first - 1] in _PRONOMINAL:
            first -= 1
        wide.append((first, last))
    joined: list[TokenSpan] = []
    for first, last in sorted(wide):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _says_it(text: Text, f: Found) -> None:
    """heißt es: "es" belongs to the cue; the source is the phrase before the verb or after "in"."""
    words = text.words
    verb, end = f.cue[0]
    if words[verb].lower() not in _SAYS_IT or end >= len(words) or words[end] != "es":
        return
    f.cue = [(verb, end + 1)]
    frame = next((span for span in f.frame if span[0] <= verb < span[1]), None)
    f.speaker = []
    if frame is None:
        return
    if frame[0] < verb and words[frame[0]] != ",":
        f.speaker = [(frame[0], verb)]
    elif end + 2 < frame[1] and lx.flags_of(words[end + 1]) & lx.PREPOSITION:
        flags = [lx.flags_of(w) for w in words[: frame[1]]]
        stop = noun_phrase_end(text, flags, end + 2, frame[1])
        f.speaker = [(end + 2, stop)] if stop > end + 2 else []


def _addressee(text: Text, f: Found) -> list[TokenSpan]:
    """gegenüber X inside the reporting clause names the addressee."""
    for first, last in f.frame:
        for i in range(first, min(last, first + 40) - 1):
            if text.words[i] == "gegenüber":
                flags = [lx.flags_of(w) for w in text.words[first:last]]
                part = Text(text.text, text.words[first:last], [], [], [], [])
                stop = noun_phrase_end(part, flags, i + 1 - first, last - first)
                return [(i + 1, first + stop)] if first + stop > i + 1 else []
    return []


def _joined(text: Text, found: list[Found]) -> list[Found]:
    """Join continuations that follow each other without a gap in one paragraph."""
    result: list[Found] = []
    for f in found:
        before = next((g for g in reversed(result) if g.nested_in is None), None)
        if (
            before is not None
            and f.type == before.type == "IndirectFreeIndirect"
            and before.quote[-1][1] == f.quote[0][0]
            and text.paragraph_of[f.quote[0][0]] == text.paragraph_of[before.quote[0][0]]
        ):
            before.quote[-1] = (before.quote[-1][0], f.quote[-1][1])
        else:
            result.append(f)
    return result
