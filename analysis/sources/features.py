"""A batch of texts -> arrays: words, tags, clauses, marks, rules; the columns the models read.

Everything is one long row of tokens with pads between the texts, so that each feature is one array
operation over the whole batch. A column holds small numbers; ``Batch.columns`` names them.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import groupby, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.language.segment import Text
from analysis.sources import acts, rules, tagger
from analysis.sources import lexicon as lx
from analysis.sources.found import Found
from analysis.sources.labels import put_labels
from analysis.sources.marks import Marked, find_marked
from analysis.sources.words import PAD, WINDOW, Floats, Ints, Words

# Flags of a word form beside those of the lexicon: a mark that ends a clause; dass or ob; laut, nach, so …;
# it may be the verb of a reported act; it begins with a small letter.
BREAK, DASS, SOURCE, TELLS, LOWER = (1 << n for n in range(18, 23))
_FLAGS = (  # of marks and of words in small letters
    dict.fromkeys([*",;:.!?–—()…", PAD, *'„“”»«"'], BREAK)
    | dict.fromkeys(("dass", "daß", "ob"), DASS)
    | dict.fromkeys("laut gemäß zufolge so nach wonach demnach wie".split(), SOURCE)
)


def flag_rows(forms: list[str]) -> Ints:
    """Return the flags of word forms: those of the lexicon, and BREAK to LOWER."""
    made = np.fromiter(map(lx.flags_of, forms), dtype=np.int32, count=len(forms))
    small = np.array([form[0].islower() for form in forms])
    made |= np.fromiter(map(_FLAGS.get, map(str.lower, forms), repeat(0)), dtype=np.int32, count=len(forms))
    made |= TELLS * np.array([*map(acts.may_tell, forms)], dtype=np.int32) | LOWER * small
    return made[:, None]


def _verb_rows(forms: list[str]) -> Ints:
    """Return a number for the verb of a form: reporting verbs exactly, others by their letters."""
    known = lx.lexicon().lemmas
    order = {lemma: i + 1 for i, lemma in enumerate(sorted(set(known.values())))}
    made = np.zeros((len(forms), 1), dtype=np.int32)
    for i, form in enumerate(forms):
        low = form.lower()
        if lemma := known.get(low):
            made[i, 0] = order[lemma]
        elif form != PAD and form[0].isalpha():
            made[i, 0] = 1000 + zlib.crc32(low[:6].encode()) % 4000
    return made


class Batch:
    """Texts side by side: ``numbers`` (word numbers), ``offsets`` (first token of each text), columns."""

    def __init__(self, texts: Sequence[Text], words: Words) -> None:
        self.texts = list(texts)
        self.words = words
        tokens: list[str] = [PAD] * WINDOW
        self.offsets: list[int] = []
        sentences: list[int] = [0]
        paragraphs: list[int] = [0]
        self.sentences: list[tuple[int, int]] = []
        for text in self.texts:
            offset = len(tokens)
            self.offsets.append(offset)
            sentences.extend(offset + first for first, _ in text.sentences)
            paragraphs.extend(offset + first for first, _ in text.paragraphs)
            self.sentences.extend((offset + a, offset + b) for a, b in text.sentences)
            tokens.extend(text.words)
            sentences.append(len(tokens))
            paragraphs.append(len(tokens))
            tokens.extend([PAD] * WINDOW)
        self.tokens = tokens
        self.numbers = words.number(tokens)
        self.size = len(tokens)
        self.flags = words.rows("flags", 1, flag_rows)[self.numbers, 0]
        self.tags = tagger.tag(words, self.numbers)
        # text by text: both look for the quotation marks
        read = [(rules.find(text), find_marked(text)) for text in self.texts]
        self.found: list[list[Found]] = [found for found, _ in read]
        self.starts = _marked(sentences, self.size)
        self.paragraph = np.cumsum(_marked(paragraphs, self.size))
        self.columns: dict[str, Ints] = {}
        self._tag_columns()
        self._mark_columns([marks for _, marks in read])
        self._clause_columns()
        self._verb_columns()
        self._rule_columns()
        self._act_columns()

    def bounds(self) -> list[tuple[int, int]]:
        """Return the stretch of tokens of each text."""
        return [(o, o + len(t)) for o, t in zip(self.offsets, self.texts, strict=True)]

    # --- columns ---------------------------------------------------------------------------------

    def window(self, name: str, values: Ints, reach: int, size: int) -> None:
        """Add the column ``name`` seen from up to ``reach`` tokens away, and pairs of neighbours."""
        shifted = {o: _shift(values, o) for o in range(-reach, reach + 1)}
        for o, column in shifted.items():
            self.columns[f"{name}{o:+d}"] = column
        for o in range(-reach, reach):
            self.columns[f"{name}{o:+d}{o + 1:+d}"] = shifted[o] * size + shifted[o + 1]

    def _tag_columns(self) -> None:
        size = len(tagger.labels())
        self.window("t", self.tags, 3, size)

    def _mark_columns(self, marks: Sequence[Sequence[Marked]]) -> None:
        """Quotation marks: where in them, how long, what stands before and after."""
        self.lower = np.append(0, np.cumsum((self.flags & LOWER) > 0))  # words with a small letter before
        state = np.zeros(self.size, dtype=np.int32)
        kind = np.zeros(self.size, dtype=np.int32)
        inner = np.zeros(self.size, dtype=np.int32)
        self.marked: list[tuple[int, int, int]] = []  # text, first token, last token
        breaks = self.starts
        for number, offset in enumerate(self.offsets):
            for mark in marks[number]:
                a, b = offset + mark.first, offset + mark.last
                self.marked.append((number, a, b))
                if mark.depth:
                    inner[a : b + 1] = 1
                    continue
                state[a : b + 1] = 3
                state[a], state[b] = 1, 2
                n = b - a - 1
                before, after = self.tokens[a - 1], self.tokens[b + 1]
                lower = int(self.lower[b] - self.lower[a + 1])
                kind[a : b + 1] = (
                    (
                        (
                            (0 if n < 2 else 1 if n < 4 else 2 if n < 8 else 3 if n < 15 else 4) * 3
                            + (0 if not lower else 1 if 2 * lower < n else 2)
                        )
                        * 3
                        + (1 if before == ":" else 2 if breaks[a] else 0)
                    )
                    * 4
                    + (1 if after == "," else 2 if after in ".!?" else 3 if breaks[b + 1] else 0)
                    + 1
                )
        self.state = state
        c = self.columns
        c["q"] = state
        c["q-1"], c["q+1"] = _shift(state, -1), _shift(state, 1)
        c["qk"] = kind
        c["qi"] = inner

    def _clause_columns(self) -> None:
        """Clauses between marks: how they begin and end, Konjunktiv, cues; the same of the sentence."""
        flags, tags = self.flags, self.tags
        self.finite = tagger.among(tags, tagger.FINITE)
        is_finite = self.finite | ((flags & lx.KONJUNKTIV) > 0)
        cue = ((flags & lx.CUE_VERB) > 0) & tagger.among(tags, ["VV(FIN)", "VA(FIN)", "VV(PP)", "VV(INF)"])
        cue &= is_finite
        participle = ((flags & lx.PARTICIPLE) > 0) & tagger.among(tags, ["VV(PP)"])
        zu = tagger.among(tags, ["PTKZU", "VV(IZU)"])
        bits = (
            ((flags & lx.KONJUNKTIV) > 0) * 1
            + cue * 2
            + participle * 4
            + ((flags & lx.CUE_NOUN) > 0) * 8
            + ((flags & SOURCE) > 0) * 16
            + ((flags & lx.SOLLEN) > 0) * 32
            + (self.state > 0) * 64
            + zu * 128
            + is_finite * 256
            + ((flags & DASS) > 0) * 512
        ).astype(np.int32)
        breaks = (flags & BREAK) > 0
        starts = self.starts | breaks | _shift(breaks.astype(np.int32), -1).astype(np.bool_)
        starts[0] = True
        self._clause(bits, starts, is_finite)
        self._sentence(bits, cue | participle)

    def _clause(self, bits: Ints, starts: Ints, is_finite: Ints) -> None:
        first = np.flatnonzero(starts)
        number = np.cumsum(starts) - 1
        some = np.bitwise_or.reduceat(bits, first)
        last = np.append(first[1:], self.size) - 1
        head = self.tags[first]
        early = is_finite[first] | is_finite[np.minimum(first + 1, last)]
        form = np.where((some & 256) == 0, 0, np.where(is_finite[last], 1, np.where(early, 2, 3)))
        # the marks stand alone as clauses of their own; look over them to the next real clause
        opening = (head * 4 + form) * 8 + (some & 1) + ((some & 128) > 0) * 2 + ((some & 512) > 0) * 4
        cues = (some >> 1) & 63
        c = self.columns
        place = np.minimum(np.arange(self.size) - first[number], 2) * 3 + np.minimum(
            last[number] - np.arange(self.size), 2
        )
        for name, step in (("", 0), ("p", -2), ("n", 2)):
            at = np.clip(number + step, 0, len(first) - 1)
            c["ca" + name] = opening[at]
            c["cb" + name] = cues[at] * 4 + form[at]
        c["cl"] = place
        c["cap"] = (opening[number] * 9 + place).astype(np.int32)
        c["cf"] = form[number] * 9 + place
        self.clause = number

    def _sentence(self, bits: Ints, cue: Ints) -> None:
        first = np.flatnonzero(self.starts | (np.arange(self.size) == 0))
        number = np.cumsum(self.starts | (np.arange(self.size) == 0)) - 1
        some = np.bitwise_or.reduceat(bits, first) & 127
        last = np.append(first[1:], self.size) - 1
        c = self.columns
        c["s"], c["sp"] = some[number], some[np.maximum(number - 1, 0)]
        place = np.arange(self.size)
        c["sf"] = np.minimum(place - first[number], 4) * 5 + np.minimum(last[number] - place, 4)
        seen = np.cumsum(cue)
        left = seen - cue - (seen - cue)[first][number]
        right = seen[last][number] - seen
        c["sc"] = np.minimum(left, 2) * 3 + np.minimum(right, 2)
        commas = np.cumsum((self.flags & BREAK) > 0)
        c["sm"] = np.minimum(commas - commas[first][number], 5) * 6 + np.minimum(
            commas[last][number] - commas, 5
        )
        c["sn"] = np.minimum((last - first)[number] // 5, 8)
        c["par"] = (self.paragraph != _shift(self.paragraph, -1)).astype(np.int32)
        new = self.paragraph[first] != np.append(-1, self.paragraph[first][:-1])
        c["pn"] = (new[number] * 128 + c["sp"]).astype(np.int32)
        # where the nearest cue stands, in tokens, to both sides
        at = np.where(cue, place, -99)
        before = np.maximum.accumulate(at)
        c["dl"] = _bins(np.where(before >= first[number], place - before, 99))
        at = np.where(cue, place, 10**8)
        after = np.minimum.accumulate(at[::-1])[::-1]
        c["dr"] = _bins(np.where(after <= last[number], after - place, 99))
        self.sentence = number
        self.sentence_first, self.sentence_last = first, last

    def _verb_columns(self) -> None:
        """The full verb of each clause and sentence (with its particle), and what may be its subject."""
        tags = self.tags
        forms = self.words.rows("verbs", 1, _verb_rows)[self.numbers, 0]
        full = tagger.among(tags, ["VV(FIN)", "VV(PP)", "VV(INF)", "VV(IZU)"])
        rank = np.where(tagger.among(tags, ["VV(FIN)"]), 2, 1) * full
        value = (rank * 8192 + forms) * full
        clauses = np.flatnonzero(np.append(True, self.clause[1:] != self.clause[:-1]))
        top = np.maximum.reduceat(value, clauses) % 8192
        # the particle of the clause makes another verb of it: teilt ... mit
        particle = np.maximum.reduceat(np.where(tagger.among(tags, ["PTKVZ"]), forms, 0), clauses)
        both = (top > 0) & (particle > 0)
        self.columns["v"] = np.where(both, (top * 31 + particle * 7) % 3000 + 5000, top)[self.clause]
        place = np.arange(self.size)
        found = rank * self.size + place * (rank > 0)
        self.clause_verb = (np.maximum.reduceat(found, clauses) % self.size)[self.clause]
        self.sentence_verb = (np.maximum.reduceat(found, self.sentence_first) % self.size)[self.sentence]
        lead = np.minimum.reduceat(np.where(self.finite, place, 10**8), self.sentence_first)
        lead = np.where(lead > self.size, self.sentence_first, lead)
        self.columns["lead"] = np.sign(place - lead[self.sentence]).astype(np.int32) + 1

    def _rule_columns(self) -> None:
        """What the rules found: message labels and roles, as one more opinion."""
        message = np.zeros(self.size, dtype=np.int32)
        role = np.zeros(self.size, dtype=np.int32)
        for offset, found in zip(self.offsets, self.found, strict=True):
            put_labels(message, role, offset, found)
        self.rule_message, self.rule_role = message, role
        self.columns |= {f"rr{o:+d}": _shift(role, o) for o in (-1, 0, 1)}
        kinds = np.zeros(len(self.sentence_first), dtype=np.int32)
        np.maximum.at(kinds, self.sentence, message)
        self.columns["rs"] = kinds[self.sentence]

    def _act_columns(self) -> None:
        """Clauses that tell an act as such, and which kind of act; 0 for none."""
        kinds = np.zeros(self.size, dtype=np.int32)
        self.acts: list[list[tuple[int, int]]] = [[] for _ in self.texts]  # in tokens of the text
        text_of = np.searchsorted(self.offsets, np.arange(self.size), side="right") - 1
        verbs = np.flatnonzero(self.flags & TELLS)
        for s, some in groupby(verbs.tolist(), key=self.sentence.__getitem__):
            first, end = int(self.sentence_first[s]), int(self.sentence_last[s]) + 1
            n = int(text_of[first])
            for clause in acts.told(self.tokens, list(some), first, end):
                kinds[clause.first : clause.end] = clause.kind + 1
                if not self.state[clause.first]:  # in marks it is what somebody said
                    self.acts[n].append((clause.first - self.offsets[n], clause.end - self.offsets[n]))
        self.columns["act"] = kinds

    def add_marginals(self, probabilities: Floats) -> None:
        """Add the network's probabilities of the roles (O, F, C, S, A) as columns of few steps."""
        c = self.columns
        bins = np.digitize(probabilities, (0.05, 0.2, 0.5, 0.8, 0.95)).astype(np.int32)
        clauses = np.flatnonzero(np.append(True, self.clause[1:] != self.clause[:-1]))
        for k, name in ((1, "F"), (2, "C"), (3, "S"), (4, "A")):
            self.window("m" + name, bins[:, k], 1, 6)
            c["ms" + name] = np.maximum.reduceat(bins[:, k], self.sentence_first)[self.sentence]
        top = np.maximum.reduceat(bins[:, 2], clauses)
        for step, letter in ((0, ""), (-2, "p"), (2, "n")):
            c["mcC" + letter] = top[np.clip(self.clause + step, 0, len(top) - 1)]
        c["mFCS"] = (bins[:, 1] * 6 + bins[:, 2]) * 6 + bins[:, 3]


def _marked(places: list[int], size: int) -> NDArray[np.bool_]:
    marks = np.zeros(size, dtype=bool)
    marks[places] = True
    return marks


def _shift(values: NDArray[Any], offset: int) -> NDArray[Any]:
    """Return the value ``offset`` tokens away, for each token."""
    return np.roll(values, -offset)


def _bins(distance: Ints) -> Ints:
    return np.searchsorted([1, 2, 3, 4, 6, 9, 14, 21, 40], distance, side="right").astype(np.int32)
