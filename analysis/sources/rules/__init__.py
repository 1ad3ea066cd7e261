"""Quotations by rules alone: no trained weights, every decision can be read.

The patterns follow the German reporting constructions: quotation marks with a reporting clause,
laut / nach Angaben / zufolge / so X, reporting verb with content clause, colon, wie-clauses,
continuation in the Konjunktiv, hearsay "sollen", and speech acts reported as such.
"""

from __future__ import annotations

from analysis.language.segment import Text
from analysis.sources.found import Found
from analysis.sources.marks import Marked
from analysis.sources.rules.clause import Reader, within
from analysis.sources.rules.content_clause import verb_clause
from analysis.sources.rules.direct_speech import direct, nested
from analysis.sources.rules.indirect_speech import (
    according,
    as_reported,
    confirms,
    continuation,
    hearsay,
    points_back,
)
from analysis.sources.rules.speech_act import act


def find(text: Text) -> list[Found]:
    """Find the quotations of ``text`` by rules, in text order."""
    if not len(text):
        return []
    reader = Reader(text)
    marked = [mark for mark in reader.marked if mark.depth == 0]
    words = reader.words
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
        new: list[Found] = []
        if here or within(reader.telling, first, end) or not _SMALL.isdisjoint(words[first:end]):
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


_SMALL = frozenset("laut Laut zufolge gemäß Gemäß so nach Nach wonach demnach Demnach Wie wie".split())


def _sentence(r: Reader, first: int, end: int, here: list[Marked], last: Found | None) -> list[Found]:
    """Apply the rules to one sentence, strongest first; nested direct quotations come with their host."""
    found = direct(r, first, end, here, last)
    covered = [span for f in found for span in (*f.quote, *f.frame)]
    if not any(span[1] - span[0] > (end - first) // 2 for span in covered) and not found:
        for rule in (confirms, according, as_reported, verb_clause, points_back):
            found = rule(r, first, end)
            if found:
                break
        else:
            found = continuation(r, first, end, last) or hearsay(r, first, end) or act(r, first, end)
    found += nested(r, first, end, here, found)
    return [f for f in found if any(a < b for a, b in f.quote)]
