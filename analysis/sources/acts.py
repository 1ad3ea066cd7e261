"""Clauses that tell a speech act as such: "X kritisierte Y", "X hält Y für Z", "von X wird Y bezweifelt"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from analysis import resources
from analysis.sources import lexicon as lx

KINDS = ("judge", "criticise", "demand", "tell", "expect")
_BREAKS = frozenset(",;:.!?–—()…")
_HELPS = frozenset("hat haben hatte hatten habe wird werden wurde wurden ist sind worden".split())
_AND = ("und", "oder")
_FURTHEST = 60  # tokens from the verb to either end of its clause: keeps the time linear in the text


class Act(NamedTuple):
    """A verb, its separable prefix, its kind, and the words one of which must stand in the clause."""

    prefix: str
    verb: str
    kind: int
    needs: frozenset[str]


class Told(NamedTuple):
    """A clause that tells an act: its first token, the one after its last, and the kind of act."""

    first: int
    end: int
    kind: int


class Forms(NamedTuple):
    """The acts that a word form may tell: finite and without its prefix, or participle or in one word."""

    finite: dict[str, list[Act]]
    whole: dict[str, list[Act]]
    particles: frozenset[str]


@cache
def forms() -> Forms:
    """Inflect the verbs of ``speech_acts.txt``, once."""
    lines = resources.lines("speech_acts")
    found = Forms({}, {}, frozenset(line.split("|")[0] for line in lines if "|" in line))
    for line in lines:
        infinitive, kind, needs, *irregular = line.split()
        verb, inflected = lx.inflect(" ".join([infinitive, "a", *irregular]))
        either = frozenset(needs.split("/")) - {"-"}
        act = Act(verb.prefix, verb.base, KINDS.index(kind), either)
        for form, flag in inflected.items():
            if flag & lx.FINITE:
                found.finite.setdefault(form, []).append(act)
            if flag & (lx.PARTICIPLE | lx.VERB_LAST):
                found.whole.setdefault(form, []).append(act)
    return found


def may_tell(form: str) -> bool:
    """Tell whether a word form may be the verb of an act."""
    return form in forms().finite or form in forms().whole


def told(words: Sequence[str], verbs: Sequence[int], first: int, end: int) -> Iterator[Told]:
    """Yield the clauses of one sentence (from token ``first`` to ``end``) that tell an act.

    ``verbs`` are the tokens of the sentence that ``may_tell``.
    """
    for at in verbs:
        far = max(first, at - _FURTHEST)
        begin = next((j + 1 for j in range(at - 1, far - 1, -1) if words[j] in _BREAKS), far)
        near = min(end, at + _FURTHEST)
        stop = _stop(words, at, near)
        clause = frozenset(words[begin:stop])
        for act in forms().finite.get(words[at], ()):
            over = _behind_particle(words, act.prefix, at, stop, near)
            if over and (not act.needs or act.needs & clause):
                yield Told(begin, over, act.kind)
                break
        else:
            for act in forms().whole.get(words[at], ()):
                helped = bool(clause & _HELPS) or (act.prefix != "" and at + 1 == stop)
                if helped and (not act.needs or act.needs & clause):
                    yield Told(begin, stop, act.kind)
                    break


def _stop(words: Sequence[str], at: int, end: int) -> int:
    return next((j for j in range(at + 1, end) if words[j] in _BREAKS), end)


def _behind_particle(words: Sequence[str], prefix: str, at: int, stop: int, end: int) -> int:
    """Return the end of the clause whose finite verb stands at ``at``; 0 if the verb is another one.

    A particle may stand behind an inserted clause: "Sie gab, als er ging, den Tod bekannt".
    """
    particles = forms().particles
    for j in range(at + 1, end if prefix else stop):
        closes = j + 1 == end or words[j + 1] in _BREAKS or words[j + 1] in _AND
        if closes and words[j] in particles:
            return _stop(words, j, end) if words[j] == prefix else 0
    return 0 if prefix else stop
