"""The method ``news``: the words that carry polarity, as their surroundings modify them.

For every sentence: look the words up (lexicon.find), join separable verbs, then modify each value by
what stands in its clause: negation and its scope, intensifiers, what is falling or rising, what is only
possible, wished or asked, what is conceded, and quotation marks that distance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache, reduce
from itertools import compress
from operator import or_

from analysis.language import Text, lemma
from analysis.sentiment.clauses import clauses, separated
from analysis.sentiment.lexicon import CAPACITY, Entry, find, groups, phrases
from analysis.sentiment.polarity import SILENT, Hit, Polarity, weigh
from analysis.sentiment.signs import (
    CLOSES,
    CONCEDES,
    ENDS,
    LOOK,
    MOOD,
    MOVES,
    OPENING,
    OPENS,
    PHRASE,
    QUOTES,
    TONE,
    TURNS,
    LookUp,
    signs,
)

NEGATED_GOOD, NEGATED_BAD = -0.7, -0.45  # not good is rather bad, not bad is only fairly good
FACTORS = {"strengthen": 1.3, "weaken": 0.6, "unreal": 0.2, "condition": 0.2, "wish": 0.6}
CONCEDED = 0.3
REACH, NEXT, FAR = 12, 3, 60  # tokens: how far a negation, a preposition, a contrast reaches
QUANTITY, FALLEN, RESOLVED = 0.6, -0.6, -0.5
UNREAL_BAD = 0.6  # what may turn out badly is bad news now
_QUESTION = 0.2
_CLOSE = frozenset("“«‘‹")


Span = tuple[int, int]
Found = list[tuple[int, Hit]]  # of one sentence: the token and what it says


def score(
    text: Text, heading: bool = False, look_up: LookUp = find, names: tuple[Span, ...] = ()
) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``; ``heading``: every word may begin it.

    ``look_up`` (word, may begin a sentence) -> entry or None: another lexicon under the same rules.
    ``names``: the characters of proper names, whose words say nothing (Frau Harms, Herr Streit).
    """
    hits = all_hits(text, heading, names) if look_up is find else _all_hits(text, heading, names, look_up)
    return [weigh([hit for _, hit in found]) if found else SILENT for found in hits]


@lru_cache(maxsize=8)  # a text is asked for its sentences and for its targets, one after the other
def all_hits(text: Text, heading: bool, names: tuple[Span, ...]) -> list[Found]:
    """Return the hits of every sentence of ``text``; names as in ``score``."""
    return _all_hits(text, heading, names, find)


def _all_hits(text: Text, heading: bool, names: tuple[Span, ...], look_up: LookUp) -> list[Found]:
    silent, bits = _tokens(text, names), signs(text, heading, look_up)
    return [_hits(text, first, last, bits[first:last], look_up, silent) for first, last in text.sentences]


def _tokens(text: Text, spans: tuple[Span, ...]) -> frozenset[int]:
    """Return the numbers of the tokens that begin within ``spans``."""
    return frozenset(
        i
        for start, end in spans
        for i in range(bisect_left(text.starts, start), bisect_left(text.starts, end))
    )


def _hits(
    text: Text, first: int, last: int, bits: list[int], look_up: LookUp, silent: frozenset[int]
) -> Found:
    """Return (token, hit) for each hit of the sentence ``first`` to ``last``, values modified.

    ``bits`` are those of its tokens; the tokens in ``silent`` have no entry.
    """
    does = reduce(or_, bits)
    if not does & LOOK:
        return []
    words, parts = text.words, clauses(text, first, last)
    found: dict[int, Entry] = {}
    values: dict[int, float] = {}
    for start, end in parts:
        own = bits[start - first : end - first]
        here = reduce(or_, own)
        if not here & LOOK:
            continue
        local = _entries_of(text, start, end, own, here, look_up)
        for i in silent.intersection(local):
            del local[i]
        found.update(local)
        values.update(_modify(words, start, end, here, local))
    if not values:
        return []
    if does & CONCEDES:
        _across_clauses(words, parts, values)
    if does & QUOTES:
        _quotation_marks(words, first, last, values)
    if "?" in words[max(first, last - 3) : last]:
        values = {i: _QUESTION * value for i, value in values.items()}
    return [(i, _hit(text, i, found[i], values[i])) for i in sorted(values)]


def _hit(text: Text, i: int, entry: Entry, value: float) -> Hit:
    """Return the hit at token ``i``; it ends with its word, or with the last word of its phrase."""
    end = text.ends[i + entry.cue.count(" ")]
    return Hit(text.starts[i], end, entry.cue, max(-1.5, min(1.5, value)))


def _phrase_at(words: list[str], i: int, end: int) -> tuple[list[str], Entry] | None:
    """Return the last of the fixed phrases that begin at the word ``i``, with its entry."""
    found = None
    for phrase, entry in phrases().get(words[i].lower(), ()):
        if [word.lower() for word in words[i : min(end, i + len(phrase))]] == phrase:
            found = phrase, entry
    return found


def _entries_of(
    text: Text, start: int, end: int, bits: list[int], does: int, look_up: LookUp
) -> dict[int, Entry]:
    """Return {token: entry} of one clause, with separable verbs joined and quantities moved."""
    words, found = text.words, {}
    for i in compress(range(start, end), map((TONE | OPENS).__and__, bits)):
        if entry := look_up(words[i], bool(bits[i - start] & OPENS)):
            found[i] = entry
    verb = separated(text, start, end) if does & CLOSES else None
    if verb:
        found.pop(verb[0], None)
        entry = look_up(verb[1], False)
        if entry:
            found[verb[0]] = entry
    if verb or does & (MOVES | ENDS):
        bases = {i: lemma(words[i]) for i in range(start, end) if words[i][0].isalpha()}
        if verb:
            bases[verb[0]] = verb[1]
        moves = {i: _direction(base) for i, base in bases.items() if words[i][0].islower()}
        _move(bases, {i: way for i, way in moves.items() if way}, found)
        _resolve(bases, found)
    if does & PHRASE:
        _phrases(words, start, end, bits, found)
    return found


def _phrases(words: list[str], start: int, end: int, bits: list[int], found: dict[int, Entry]) -> None:
    """Put fixed phrases in the place of their words: the hit stands on the first one."""
    done = start  # a phrase within a phrase says nothing of its own: steil bergab, bergab
    for i in (i for i, kind in enumerate(bits, start) if kind & PHRASE):
        if i >= done and (match := _phrase_at(words, i, end)):
            done = i + len(match[0])
            for j in range(i, done):
                found.pop(j, None)
            found[i] = match[1]


def _move(bases: dict[int, str], moves: dict[int, int], found: dict[int, Entry]) -> None:
    """Let what falls (-1) or rises (1) in the clause colour the quantities and events in it."""
    if not moves:
        return
    way = min(moves.values())
    for i, base in bases.items():
        quantity = _quantity(base) if i not in moves else 0
        if quantity:
            found[i] = Entry(base, QUANTITY * way * quantity, "event")
        elif way < 0 and i in found and i not in moves and found[i].kind in ("event", "topic"):
            found[i] = found[i]._replace(value=FALLEN * found[i].value)
        else:
            continue
        for j in moves:  # the movement has spoken
            found.pop(j, None)


def _resolve(bases: dict[int, str], found: dict[int, Entry]) -> None:
    """Turn round the bad that is averted, ended or put out."""
    ends = {i for i, base in bases.items() if base in groups()["resolve"]}
    for i, entry in list(found.items()) if ends else ():
        if entry.value < 0 and i not in ends:
            found[i] = entry._replace(value=RESOLVED * entry.value)


@lru_cache(maxsize=CAPACITY)
def _direction(base: str) -> int:
    return 1 if base in groups()["rising"] else -1 if base in groups()["falling"] else 0


@lru_cache(maxsize=CAPACITY)
def _quantity(base: str) -> int:
    """Return 1 for a quantity that is good when it rises, -1 for a bad one, 0 for any other word."""
    for group, sign in (("good_quantity", 1), ("bad_quantity", -1)):
        if base in groups()[group] or base.endswith(_endings(group)):
            return sign
    return 0


@lru_cache(maxsize=8)
def _endings(group: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in groups()[group])


def _modify(words: list[str], start: int, end: int, does: int, found: dict[int, Entry]) -> dict[int, float]:
    """Return {token: value} of one clause after negation, intensifiers and mood."""
    if not found:
        return {}
    values = {i: entry.value for i, entry in found.items()}
    _intensify(words, start, found, values)
    if does & TURNS:
        _negate(words, start, end, values)
    return _in_mood(words, start, end, values) if does & MOOD else values


def _in_mood(words: list[str], start: int, end: int, values: dict[int, float]) -> dict[int, float]:
    """Weigh down what the clause wishes, sets as a condition or calls possible."""
    table = groups()
    low = [words[i].lower() for i in range(start, end)]
    mood, bad = 1.0, None
    if low[0] in table["condition"] or (len(low) > 1 and low[1] in table["condition"]):
        mood = FACTORS["condition"]
    elif not table["unreal"].isdisjoint(low):
        mood = FACTORS["unreal"]
        bad = mood if low[0] in _INVERTED else UNREAL_BAD
    elif not table["wish"].isdisjoint(low):
        mood = FACTORS["wish"]
    if mood < 1:
        bad = mood if bad is None else bad
        values = {i: (mood if value > 0 else bad) * value for i, value in values.items()}
    return values


_INVERTED = frozenset({"wäre", "wären", "hätte", "hätten", "würde", "würden", "könnte", "könnten"})


def _intensify(words: list[str], start: int, found: dict[int, Entry], values: dict[int, float]) -> None:
    table = groups()
    for i in sorted(values):
        if i - 1 < start:
            continue
        before = words[i - 1].lower()
        if before in table["strengthen"]:
            values[i] *= FACTORS["strengthen"]
            # an adverb only strengthens (furchtbar gut); an adjective keeps its own voice
            if words[i][0].islower() and before == found.get(i - 1, _NOTHING).cue:
                values.pop(i - 1, None)
                found.pop(i - 1, None)
        elif before in table["weaken"]:
            values[i] *= FACTORS["weaken"]


_NOTHING = Entry("", 0.0, "none")


def _negate(words: list[str], start: int, end: int, values: dict[int, float]) -> None:
    """Turn round what a negation reaches: what follows in the clause, else what went before."""
    table, places = groups(), sorted(values)
    for i in range(start, end):
        word = words[i].lower()
        if word in table["negate"]:
            paired = word != "noch" or "weder" in words[max(start, i - REACH) : i]
            if not paired or words[i + 1 : i + 2] == ["nur"]:
                continue
            reached = _within(places, i + 1, i + REACH) or _within(places, i - REACH, i)
            if word in ("nie", "niemals"):
                reached = [j for j in reached if not _compared(words, j)]
        elif word in table["negate_next"]:
            reached = _within(places, i + 1, i + NEXT)
        elif word in table["concede"]:
            for j in _within(places, i + 1, i + NEXT):
                values[j] *= CONCEDED
            continue
        elif word == "andere" and words[i + 1 : i + 2] == ["als"] and words[i - 1] == "alles":
            reached = _within(places, i + 1, i + REACH)
        else:
            continue
        for j in reached:
            values[j] *= NEGATED_GOOD if values[j] > 0 else NEGATED_BAD


def _compared(words: list[str], i: int) -> bool:
    """Tell whether the word is a comparative or stands after ``so``: nie so gut, nie besser."""
    low = words[i].lower()
    so = low == "so" or words[i - 1 : i] == ["so"]
    return so or low in ("besser", "bessere") or low.startswith(lemma(low) + "er")


def _within(places: list[int], first: int, last: int) -> list[int]:
    """Return the members of the sorted list ``places`` from ``first`` to ``last``."""
    return places[bisect_left(places, first) : bisect_right(places, last)]


def _across_clauses(words: list[str], parts: list[tuple[int, int]], values: dict[int, float]) -> None:
    """Weigh down what is conceded: obwohl and zwar clauses, and what stands before an aber."""
    table, places = groups(), sorted(values)
    for number, (start, end) in enumerate(parts):
        head = [word.lower() for word in words[start : min(end, start + 3)]]
        if any(word in table["concessive"] for word in head):
            conceded = _within(places, start, end - 1)
        elif number and any(word in table["contrast"] for word in head):
            conceded = _within(places, start - FAR, start - 1)
        else:
            continue
        for i in conceded:
            values[i] *= CONCEDED


def _quotation_marks(words: list[str], first: int, last: int, values: dict[int, float]) -> None:
    """Silence titles in quotation marks and praise in scare quotes."""
    table = groups()
    for i in range(first, last):
        if words[i] not in OPENING:
            continue
        close = next((j for j in range(i + 1, min(last, i + 9)) if words[j] in _CLOSE), None)
        before = {word.lower() for word in words[max(first, i - 2) : i]}
        if close is None:
            continue
        for j in range(i + 1, close):
            if j in values and (before & table["title"] or (before & table["scare"] and values[j] > 0)):
                del values[j]
