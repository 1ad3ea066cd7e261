"""The method ``news``: the words that carry polarity, as their surroundings modify them.

For every sentence: look the words up (lexicon.find), join separable verbs, then modify each value by
what stands in its clause: negation and its scope, intensifiers, what is falling or rising, what is only
possible, wished or asked, what is conceded, and quotation marks that distance.
"""

from __future__ import annotations

from functools import lru_cache

from analysis.language import Text, lemma
from analysis.sentiment.clauses import clauses, separated
from analysis.sentiment.lexicon import CAPACITY, Entry, entries, find, groups
from analysis.sentiment.polarity import SILENT, Hit, Polarity, weigh

NEGATED_GOOD, NEGATED_BAD = -0.7, -0.45  # not good is rather bad, not bad is only fairly good
FACTORS = {"strengthen": 1.3, "weaken": 0.6, "unreal": 0.2, "condition": 0.2, "wish": 0.6}
CONCEDED = 0.3
UNREAL_BAD = 0.6  # what may turn out badly is bad news now
_QUESTION = 0.2
_OPEN, _CLOSE = frozenset("„»‚›"), frozenset("“«‘‹")


def score(text: Text, heading: bool = False) -> list[Polarity]:
    """Return one Polarity for each sentence of ``text``; ``heading``: every word may begin it."""
    return [weigh(hits(text, first, last, heading)) for first, last in text.sentences]


def hits(text: Text, first: int, last: int, heading: bool = False) -> list[Hit]:
    """Return the hits of the sentence of the tokens ``first`` to ``last`` (exclusive), in text order."""
    return [hit for _, hit in token_hits(text, first, last, heading)]


def token_hits(text: Text, first: int, last: int, heading: bool = False) -> list[tuple[int, Hit]]:
    """Return (token, hit) for each hit of the sentence, values modified."""
    words = text.words
    if not any(_speaks(word) for word in words[first:last]):
        return []
    found: dict[int, Entry] = {}
    values: dict[int, float] = {}
    parts = clauses(text, first, last)
    for start, end in parts:
        local = _look_up(text, start, end, first, heading)
        found.update(local)
        values.update(_modify(words, start, end, local))
    if values:
        _across_clauses(words, parts, values)
        _quotation_marks(words, first, last, values)
        if words[last - 1] == "?" or "?" in words[max(first, last - 3) : last]:
            values = {i: _QUESTION * value for i, value in values.items()}
    return [
        (i, Hit(text.starts[i], text.ends[i], found[i].cue, max(-1.5, min(1.5, values[i]))))
        for i in sorted(values)
    ]


@lru_cache(maxsize=CAPACITY)
def _speaks(word: str) -> bool:
    """Tell whether a sentence with ``word`` needs a closer look at all."""
    if find(word, True):
        return True
    return word in groups()["particle"] or lemma(word) in _directions()


@lru_cache(maxsize=1)
def _directions() -> frozenset[str]:
    table = groups()
    return frozenset().union(*(table[name] for name in ("falling", "rising", "good_quantity", "bad_quantity")))


def _look_up(text: Text, start: int, end: int, first: int, heading: bool) -> dict[int, Entry]:
    """Return {token: entry} of one clause, with separable verbs joined and quantities moved."""
    words, found = text.words, {}
    opening = next((i for i in range(first, end) if words[i][0].isalnum()), first)
    for i in range(start, end):
        entry = find(words[i], heading or i == opening)
        if entry:
            found[i] = entry
    verb = separated(text, start, end)
    if verb:
        found.pop(verb[0], None)
        entry = entries().get(verb[1])
        if entry and entry.value:
            found[verb[0]] = entry
    _move(words, start, end, found, verb)
    return found


def _move(words, start, end, found, verb) -> None:  # type: ignore[no-untyped-def]
    """Let what falls or rises in the clause colour the quantities in it."""
    table = groups()
    bases = {i: _base(words[i]) for i in range(start, end) if words[i][0].isalpha()}
    if verb:
        bases[verb[0]] = verb[1]
    falls = [i for i, base in bases.items() if base in table["falling"] and words[i][0].islower()]
    rises = [i for i, base in bases.items() if base in table["rising"] and words[i][0].islower()]
    ends = [i for i, base in bases.items() if base in table["resolve"]]
    if not (falls or rises or ends):
        return
    sign = -1 if falls else 1
    for i, base in bases.items():
        if words[i][0].islower() or ((ends and not falls and not rises)):
            continue
        quantity = _quantity(base)
        if quantity:
            found[i] = Entry(base, 0.6 * sign * quantity, "event")
            for j in falls:
                found.pop(j, None)
        elif falls and i in found and found[i].kind != "stance":
            found[i] = Entry(found[i].cue, -0.6 * found[i].value, found[i].kind)
            for j in falls:
                found.pop(j, None)
    for i in list(found):
        if ends and found[i].value < 0 and i not in ends:
            found[i] = Entry(found[i].cue, -0.5 * found[i].value, found[i].kind)


@lru_cache(maxsize=CAPACITY)
def _base(word: str) -> str:
    return lemma(word)


@lru_cache(maxsize=CAPACITY)
def _quantity(base: str) -> int:
    """Return 1 for a quantity that is good when it rises, -1 for a bad one, 0 for any other word."""
    for group, sign in (("good_quantity", 1), ("bad_quantity", -1)):
        if any(base == word or base.endswith(word.lower()) for word in groups()[group]):
            return sign
    return 0


def _modify(words: list[str], start: int, end: int, found: dict[int, Entry]) -> dict[int, float]:
    """Return {token: value} of one clause after negation, intensifiers and mood."""
    if not found:
        return {}
    values = {i: entry.value for i, entry in found.items()}
    _intensify(words, start, found, values)
    _negate(words, start, end, values)
    table = groups()
    low = [words[i].lower() for i in range(start, end)]
    mood = 1.0
    if low[0] in table["condition"] or (len(low) > 1 and low[1] in table["condition"]):
        mood = FACTORS["condition"]
    elif any(word in table["unreal"] for word in low):
        mood = FACTORS["unreal"]
    elif any(word in table["wish"] for word in low):
        mood = FACTORS["wish"]
    if mood < 1:
        bad = UNREAL_BAD if mood == FACTORS["unreal"] and low[0] not in _INVERTED else mood
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
    table = groups()
    for i in range(start, end):
        word = words[i].lower()
        if word in table["negate"] and not (i + 1 < end and words[i + 1] == "nur"):
            following = [j for j in values if j > i]
            reached = following or [j for j in values if j < i]
            if word in ("weder", "noch") and word == "noch" and "weder" not in words[start:i]:
                continue
        elif word in table["negate_next"]:
            reached = [j for j in values if i < j <= i + 3]
        elif word in table["concede"]:
            for j in values:
                if i < j <= i + 3:
                    values[j] *= CONCEDED
            continue
        elif word == "andere" and words[i + 1 : i + 2] == ["als"] and words[i - 1] == "alles":
            reached = [j for j in values if j > i]
        else:
            continue
        for j in reached:
            values[j] *= NEGATED_GOOD if values[j] > 0 else NEGATED_BAD


def _across_clauses(
    words: list[str], parts: list[tuple[int, int]], values: dict[int, float]
) -> None:
    """Weigh down what is conceded: obwohl and zwar clauses, and all that stands before an aber."""
    table = groups()
    for number, (start, end) in enumerate(parts):
        head = [word.lower() for word in words[start : start + 3]]
        if any(word in table["concessive"] for word in head):
            reach = range(start, end)
        elif number and any(word in table["contrast"] for word in head):
            reach = range(parts[0][0], start)
        else:
            continue
        for i in reach:
            if i in values:
                values[i] *= CONCEDED


def _quotation_marks(words: list[str], first: int, last: int, values: dict[int, float]) -> None:
    """Silence titles in quotation marks and praise in scare quotes."""
    table = groups()
    for i in range(first, last):
        if words[i] not in _OPEN:
            continue
        close = next((j for j in range(i + 1, min(last, i + 9)) if words[j] in _CLOSE), None)
        before = {word.lower() for word in words[max(first, i - 2) : i]}
        if close is None:
            continue
        for j in range(i + 1, close):
            if j in values and (before & table["title"] or (before & table["scare"] and values[j] > 0)):
                del values[j]


__all__ = ["SILENT", "hits", "score", "token_hits"]
