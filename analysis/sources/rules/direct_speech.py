"""Direct speech: clauses in quotation marks with their reporting clause, and those inside other speech."""

from __future__ import annotations

from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan, noun_phrase_end
from analysis.sources.found import Found
from analysis.sources.marks import Marked
from analysis.sources.rules.clause import FINAL, Reader, clause_start, speaker_of, subject_only, verb_in

_TITLED = frozenset(
    "Zeitung Film Buch Titel Namen Name Lied Album Magazin Sendung Zeitschrift Motto Projekt Begriff "
    "Wort Gruppe Band Schiff Serie Roman Verein Stadtteil Operation Aktion Partei Initiative namens "
    "genannte genannten genannter Nachrichtenmagazin Fernsehsender Tageszeitung Radiosender Stück".split()
)


def direct(r: Reader, first: int, end: int, here: list[Marked], last: Found | None) -> list[Found]:
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
        tail_end = end - 1 if r.words[end - 1] in FINAL else end
        tail_end = min(tail_end, len(r.words))
        following = here[number + 1].first if number + 1 < len(here) else tail_end
        if a > first and r.words[a - 1] == ":":
            start = clause_start(r, first, a - 1)
            cue = verb_in(r, start, a - 1)
            speaker = speaker_of(r, start, a - 1, cue[0]) if cue else subject_only(r, start, a - 1)
            found.append(Found("Direct", [(a, b)], speaker, cue[0] if cue else [], [(first, a)]))
        elif after < end and (said := tail(r, b, after, min(tail_end, max(following, after + 2)))):
            head = [] if a == first or found else [(first, a)]
            stop = following if after < following < tail_end else tail_end
            found.append(Found("Direct", [(a, b)], said[0], said[1], [*head, (b, stop)]))
        elif a == first and b >= tail_end and mark.last - mark.first > 3:
            speaker = list(last.speaker) if last else []
            found.append(Found("Direct", [(a, b)], speaker, confidence=0.5))
    return found


def _goes_on(r: Reader, before: Found, a: int) -> bool:
    """Tell whether marks at ``a`` are the second half of the quotation before: „…“, sagte sie, „…“."""
    frame = before.frame[-1] if before.frame else (0, 0)
    return frame[1] == a and frame[0] >= before.quote[-1][1] and r.words[a - 1] in ",:"


def tail(r: Reader, start: int, after: int, end: int) -> tuple[list[TokenSpan], list[TokenSpan]] | None:
    """Read a reporting clause that follows its quotation: ", sagte X", ", so X", ", laut X"."""
    word, flag = r.words[after], r.flags[after]
    if word in ("so", "laut"):
        stop = noun_phrase_end(r.text, r.flags, after + 1, end, attached=True)
        if stop > after + 1:
            return [(after + 1, stop)], [(after, after + 1)]
    if (flag & (lx.FINITE | lx.AUXILIARY) and start != after) or flag & lx.FINITE:
        stop = next((i for i in range(after, end) if r.words[i] in ",:;" and i > after + 3), end)
        cue = verb_in(r, after, end)
        if cue:
            return speaker_of(r, after, min(max(stop, after + 2), end), cue[0]), cue[0]
    return None


def nested(r: Reader, first: int, end: int, here: list[Marked], found: list[Found]) -> list[Found]:
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
            cue = verb_in(r, first, end)
            if cue or len(inner) > 3:
                tail = end - 1 if r.words[end - 1] in FINAL else end
                frame = [s for s in ((first, a), (b, tail)) if s[0] < s[1]]
                speaker = speaker_of(r, first, end, cue[0]) if cue else []
                new.append(Found("Direct", [(a, b)], speaker, cue[0] if cue else [], frame, confidence=0.4))
    return new
