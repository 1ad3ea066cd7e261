"""Interviews and transcripts: what stands after "Müller:" up to the next such label is Müller's speech."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from analysis.language.segment import Text
from analysis.sources import lexicon as lx
from analysis.sources.clauses import TokenSpan
from analysis.sources.found import Found
from analysis.sources.kinds import known_at, party_in, role_of

_LONGEST = 3  # words of a label
_ASKING = frozenset("Frage FRAGE Redaktion Interviewer Interviewerin".split())


def turns(text: Text) -> list[Found]:
    """Return the turns of an interview or transcript as direct speech; none where the text is neither.

    A text is one where at least two labels ("Müller:", "STANDARD:") open three sentences or more, and
    one of them twice. Turns of media, of "Frage" and of a short form that mostly asks ("MA: Stimmt das?")
    are the journalist's own words: no quotation.
    """
    labels = _labels(text)
    names = Counter(_name(text, label) for label in labels)
    if len(names) < 2 or len(labels) < 3 or names.most_common(1)[0][1] < 2 or not _talks(text, labels):
        return []
    found = []
    asked = Counter(
        _name(text, label)
        for label, following in pairwise([*labels, (len(text), len(text))])
        if "?" in text.words[max(label[1], following[0] - 2) : following[0]]
    )
    for label, following in pairwise([*labels, (len(text), len(text))]):
        first, last = label[1] + 1, following[0]
        words = text.words[label[0] : label[1]]
        name = _name(text, label)
        short = name.isupper() and len(words) == 1 and not party_in(words)
        if first < last and not _asks(words) and not (short and 3 * asked[name] >= names[name]):
            found.append(Found("Direct", [(first, last)], [label], [], [(label[0], first)], confidence=0.8))
    return found


def _labels(text: Text) -> list[TokenSpan]:
    """Return the labels: one to three capitalised words at the begin of a sentence before a colon."""
    found = []
    for first, end in text.sentences:
        for i in range(first + 1, min(first + _LONGEST + 1, end)):
            if text.words[i] == ":":
                if all(_is_label(word) for word in text.words[first:i]):
                    found.append((first, i))
                break
    return found


def _is_label(word: str) -> bool:
    return (
        word[0].isupper()
        and word.replace("-", "").isalpha()
        and not lx.flags_of(word)
        and word[-4:] != "tens"
    )


def _talks(text: Text, labels: list[TokenSpan]) -> bool:
    """Tell whether most labels open whole clauses: "Tore: Müller (5.)" opens none."""
    clauses = 0
    for label, following in pairwise([*labels, (len(text), len(text))]):
        clauses += any(w[0].islower() and len(w) > 3 for w in text.words[label[1] : following[0]])
    return 2 * clauses > len(labels)


def _name(text: Text, label: TokenSpan) -> str:
    return " ".join(text.words[label[0] : label[1]])


def _asks(words: list[str]) -> bool:
    known, role = known_at(words, 0), role_of(words[-1])
    media = (known is not None and known[0] == "media") or (role is not None and role.type == "media")
    return media or words[0] in _ASKING
