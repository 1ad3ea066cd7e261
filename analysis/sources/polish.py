"""Quotations by rules, finished: whole cues, "heißt es", addressees, continuations that run on."""

from __future__ import annotations

from analysis.language.segment import Text
from analysis.language.words import is_known
from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan, noun_phrase_end
from analysis.sources.found import Found
from analysis.sources.kinds import is_common, is_place, known_at, role_at_end, role_of

_PRONOMINAL = frozenset("davon darauf dafür dagegen daran dazu damit darüber dahin".split())
_BEING = frozenset("worden geworden".split())
_TELLING = ("Reported", "FreeIndirect", "IndirectFreeIndirect")
_FINAL = (".", "!", "?")
_SAYS_IT = frozenset("heißt hieß".split())


def polish(text: Text, found: list[Found]) -> list[Found]:
    """Return the quotations with cues and speakers made whole and continuations joined."""
    for f in found:
        f.cue = _whole_cue(text, f.cue)
        if f.cue and f.type != "Reported":
            _says_it(text, f)
            _told_media(text, f)
    return _joined(text, found)


def correct(text: Text, found: list[Found]) -> list[Found]:
    """Mend what either method may get wrong: headings, "Wie X fürchtet auch er", datelines, who is told."""
    for f in found:
        _also(text, f)
        f.speaker = [_after_dateline(text, _after_colon(text, span)) for span in f.speaker]
        _told_to(text, f)
        if f.cue and f.type != "Reported":
            f.addressee = f.addressee or _addressee(text, f)
        _apart(f)
        f.quote[-1] = f.quote[-1][0], _end(text, f)
    return [f for f in found if not (f.type in _TELLING and _is_heading(text, f))]


def _end(text: Text, f: Found) -> int:
    """A told sentence holds its final mark; a message inside a reporting clause does not."""
    first, last = f.quote[0][0], f.quote[-1][1]
    begin, end = text.sentences[text.sentence_of[last - 1]]
    if text.words[end - 1] not in _FINAL:
        return last
    if f.type == "Indirect" and last == end and last - 1 > f.quote[-1][0]:
        return last - 1
    return end if f.type in _TELLING and first == begin and last == end - 1 else last


def _after_colon(text: Text, span: TokenSpan) -> TokenSpan:
    """A speaker does not reach over a colon: keep what stands after the last one."""
    for i in range(span[1] - 2, span[0] - 1, -1):
        if text.words[i] == ":":
            return i + 1, span[1]
    return span


def _after_dateline(text: Text, span: TokenSpan) -> TokenSpan:
    """A speaker begins behind the dateline: Berlin/Ankara – Die türkische Regierung."""
    for i in range(span[0] + 1, min(span[0] + 5, span[1] - 1)):
        if text.words[i] in "–-" and text.words[i + 1][0].isupper():
            place = all(map(is_place, text.words[span[0]].split("/")))
            return (i + 1, span[1]) if place else span
    return span


def _told_to(text: Text, f: Found) -> None:
    """Behind a name in the speaker stands the outlet that was told: Juri Solosobow ⟨der Zeitung⟩."""
    words = text.words
    for k, (first, last) in enumerate(f.speaker):
        for i in range(first + 1, last - 1):
            named = words[i - 1][0].isupper() and not is_common(words[i - 1])
            if words[i] in ("der", "dem") and named and _is_outlet(words, i + 1):
                f.speaker[k] = first, i
                f.addressee = f.addressee or [(i, last)]
                break


def _is_outlet(words: list[str], i: int) -> bool:
    known, role = known_at(words, i), role_of(words[i])
    return (known is not None and known[0] == "media") or (
        role is not None and role[:2] == ("media", "group")
    )


def _apart(f: Found) -> None:
    """A reported act begins with who acts; any other message ends its speaker where the two overlap."""
    begin, end = f.quote[0]
    for k, (first, last) in enumerate(f.speaker):
        if first < begin < last and f.type == "Reported":
            f.quote[0] = first, end
        elif first < begin < last:
            f.speaker[k] = first, begin


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
    begin = frame[0] + bool(lx.flags_of(words[frame[0]]) & lx.PREPOSITION)
    if begin < verb and words[frame[0]] != "," and any(w[0].isupper() for w in words[begin:verb][1:]):
        flags = [lx.flags_of(w) for w in words[:verb]]
        stop = noun_phrase_end(text, flags, begin, verb)
        f.speaker = [(begin, stop if stop > begin else verb)]
        return
    while end + 1 < frame[1] and lx.flags_of(words[end + 1]) & lx.ADVERB:
        end += 1
    if end + 2 < frame[1] and lx.flags_of(words[end + 1]) & lx.PREPOSITION:
        flags = [lx.flags_of(w) for w in words[: frame[1]]]
        stop = noun_phrase_end(text, flags, end + 2, frame[1])
        f.speaker = [(end + 2, stop)] if stop > end + 2 else []


def _told_media(text: Text, f: Found) -> None:
    """Cut the speaker before the medium that is told: sagte Juri Solosobow der Frankfurter Rundschau."""
    if len(f.speaker) != 1:
        return
    first, last = f.speaker[0]
    for i in range(first + 1, last - 1):
        words = text.words[i + 1 : last]
        name = text.words[i - 1]
        if text.words[i] in ("der", "dem") and name[0].isupper() and not is_known(name) and _hears(words):
            f.speaker, f.addressee = [(first, i)], [(i, last)]
            return


_URGE_STEMS = tuple(
    "forder aufgefor rief ruft aufgeru bat bitte gebet warf wirft werfen vorgewor warn gewarn dräng riet rät "
    "empf mahn ermahn beschuldig".split()
)


def _addressee(text: Text, f: Found) -> list[TokenSpan]:
    """Who is told: gegenüber X; sagte X der dpa; fordert X auf, …; wirft X vor, …"""
    speaker = {i for span in f.speaker for i in range(*span)}
    flags = {i: lx.flags_of(text.words[i]) for first, last in f.frame for i in range(first, last)}
    for first, last in f.frame:
        for i in range(first, min(last, first + 40) - 1):
            if text.words[i] in ("gegenüber", "Gegenüber") and (found := _phrase(text, i + 1, last)):
                return [found]
    verb = f.cue[0][0]
    frame = next((span for span in f.frame if span[0] <= verb < span[1]), None)
    if frame is None:
        return []
    i = verb + 1
    urged = text.words[verb].lower().startswith(_URGE_STEMS) or text.words[f.cue[-1][0]].startswith(
        _URGE_STEMS
    )
    while i < frame[1]:
        if i in speaker or flags.get(i, 0) & (lx.ADVERB | lx.PREPOSITION) == lx.ADVERB:
            i += 1
            continue
        found = _phrase(text, i, frame[1])
        if found is None:
            if (
                text.words[i] in ("im", "in", "am", "zur", "zum")
                and urged
                and (skip := _phrase(text, i + 1, frame[1]))
            ):
                i = skip[1]
                continue
            return _to_media(text, i, frame[1])
        if speaker & set(range(*found)):
            i = max(found[1], i + 1)
            continue
        listener = urged or _hears(text.words[found[0] : found[1]])
        return [found] if listener else []
    return []


def _phrase(text: Text, first: int, last: int) -> TokenSpan | None:
    if first >= last:
        return None
    part = Text(text.text, text.words[first:last], [], [], [], [])
    stop = noun_phrase_end(part, [lx.flags_of(w) for w in part.words], 0, last - first)
    return (first, first + stop) if stop else None


def _to_media(text: Text, i: int, last: int) -> list[TokenSpan]:
    """zur „Bild“, zum STANDARD, im Gespräch mit der APA, vor Journalisten."""
    if text.words[i] in ("zur", "zum", "vor") and (found := _phrase(text, i + 1, last)):
        return [found] if _hears(text.words[found[0] : found[1]]) else []
    for j in range(i, last - 1):
        if text.words[j] == "mit" and text.words[j - 1] in ("Gespräch", "Interview", "Telefonat"):
            return [found] if (found := _phrase(text, j + 1, last)) else []
    return []


def _hears(words: list[str]) -> bool:
    """Tell whether the phrase names media or their people, whom one tells: der dpa, Reportern, der Presse."""
    for i, word in enumerate(words):
        known = known_at(words, i)
        role = role_at_end(word) if word[0].isupper() else None
        if (known and known[0] == "media") or (role and role.type == "media"):
            return True
    return False


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
