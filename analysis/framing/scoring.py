"""Fields of an article and a codebook -> scores by frame and question, and the cues behind them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis.framing.codebook import Calibration, Codebook
from analysis.framing.compiling import Compiled, compile_codebook
from analysis.framing.matching import Match, find_matches
from analysis.framing.negation import is_negated
from analysis.language import Text

# What stands in front frames the whole: weights of a cue by where its sentence stands.
TITLE, LEAD, BODY = 2.5, 1.5, 1.0
LEAD_SENTENCES = 3  # without a teaser, the first sentences of the text are the lead
UNDAMPED = frozenset({"decisive", "strong"})  # these count in every kind of article
SHORT = 100  # tokens: in a shorter text one cue would else make a frame
SENTENCE_CAP = 3.0  # one sentence counts as at most three strong cues for one frame
REPEATED = 0.7  # a cue found again weighs this much of what it weighed the last time: words come in bursts


class FrameScore(NamedTuple):
    """The score of a frame (question empty) or of one of its questions, from 0 to 1."""

    frame: str
    question: str
    score: float
    n_cues: int


class Cue(NamedTuple):
    """A cue found: characters of its field, frame, entry of the codebook, value, sentence, question."""

    field: str
    measure: str
    start: int
    end: int
    cue: str
    value: float
    sentence: int
    question: str


class Mass(NamedTuple):
    """What the cues of one frame or question weigh: sum over sentences, and per 100 words."""

    mass: float
    density: float
    n_cues: int

    def score(self, calibration: Calibration) -> float:
        """Return the calibrated score: 0 without a cue, 0.5 where a coder would begin to say present."""
        if not self.n_cues:
            return 0.0
        x = (
            calibration.intercept
            + calibration.mass * math.log1p(self.mass)
            + calibration.density * math.log1p(self.density)
        )
        return 1 / (1 + math.exp(-x))


NOTHING = Mass(0.0, 0.0, 0)


def find_frames(fields: Mapping[str, Text], codebook: Codebook) -> tuple[list[FrameScore], list[Cue]]:
    """Score the frames of one article.

    In: the fields of the article (title, teaser, text; missing ones absent) as segmented Text, and a
    codebook. Out: one FrameScore for each frame and each of its questions, in the order of the codebook,
    and the cues that count, in text order. A frame's ``n_cues`` is the number of its Cues; cues that
    are excluded or negated weigh nothing and are not returned.
    """
    cues = find_cues(fields, codebook)
    masses = weigh(cues, sum(len(text) for text in fields.values()), codebook)
    return score(masses, codebook), cues


def score(masses: Mapping[tuple[str, str], Mass], codebook: Codebook) -> list[FrameScore]:
    """Turn the masses of ``weigh`` into scores with the calibration of the codebook."""
    scores = []
    for key, calibration, silent in _parts(codebook):
        mass = masses[key]
        found = FrameScore(*key, round(mass.score(calibration), 4), mass.n_cues) if mass.n_cues else silent
        scores.append(found)
    return scores


@lru_cache(maxsize=16)
def _parts(codebook: Codebook) -> list[tuple[tuple[str, str], Calibration, FrameScore]]:
    """Return each frame and question, its calibration and its score without a cue, as most are."""
    parts = [
        (frame.id, *part)
        for frame in codebook.frames
        for part in (("", frame.calibration), *((q.id, q.calibration) for q in frame.questions))
    ]
    return [((f, q), calibration, FrameScore(f, q, 0.0, 0)) for f, q, calibration in parts]


def weigh(cues: list[Cue], n_tokens: int, codebook: Codebook) -> dict[tuple[str, str], Mass]:
    """Add up the values of cues by (frame, question); question empty for the frame as a whole."""
    sums: dict[tuple[str, str], dict[tuple[str, int], float]] = defaultdict(lambda: defaultdict(float))
    counts: dict[tuple[str, str], int] = defaultdict(int)
    fading: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for cue in cues:
        value = cue.value * fading[cue.measure, cue.cue]
        fading[cue.measure, cue.cue] *= REPEATED
        for question in ("", cue.question):
            sums[cue.measure, question][cue.field, cue.sentence] += value
            counts[cue.measure, question] += 1
    result = {key: NOTHING for key, *_ in _parts(codebook)}
    hundreds = max(n_tokens, SHORT) / 100
    for key, values in sums.items():
        mass = sum(min(value, SENTENCE_CAP * position_weight(*place)) for place, value in values.items())
        result[key] = Mass(mass, mass / hundreds, counts[key])
    return result


def position_weight(field: str, sentence: int) -> float:
    """Return the weight of a cue by the place of its sentence: title, lead (or teaser), body."""
    if field == "title":
        return TITLE
    return LEAD if field == "teaser" or sentence < LEAD_SENTENCES else BODY


def find_cues(fields: Mapping[str, Text], codebook: Codebook) -> list[Cue]:
    """Return the cues that count in the fields of one article, in text order."""
    compiled = compile_codebook(codebook)
    matches = {field: find_matches(text, compiled) for field, text in fields.items()}
    factors = _context_factors(matches, fields, codebook)
    cues: list[Cue] = []
    for field, text in fields.items():
        for match in _kept(matches[field], text, compiled):
            _, f, q = match.pattern.role
            frame = codebook.frames[f]
            factor = 1.0 if match.pattern.strength in UNDAMPED else factors.get(frame.id, 1.0)
            value = match.pattern.weight * position_weight(field, match.sentence) * factor
            if value > 0:
                start, end = text.starts[match.first], text.ends[match.last]
                cues.append(
                    Cue(
                        field,
                        frame.id,
                        start,
                        end,
                        match.pattern.entry,
                        round(value, 4),
                        match.sentence,
                        frame.questions[q].id,
                    )
                )
    order = {frame.id: i for i, frame in enumerate(codebook.frames)}
    places = {field: i for i, field in enumerate(fields)}
    cues.sort(key=lambda cue: (places[cue.field], cue.start, cue.end, order[cue.measure]))
    return cues


def _kept(matches: list[Match], text: Text, compiled: Compiled) -> list[Match]:
    """Drop what is excluded or negated; of cues of one frame that share a word, keep the longest."""
    barred: dict[int, set[int]] = defaultdict(set)
    for match in matches:
        kind, frame, _ = match.pattern.role
        if kind == "exclude":
            barred[frame].update(match.tokens)
    rivals = [match for match in matches if match.pattern.role[0] == "cue"]
    rivals.sort(key=lambda m: (-m.pattern.weight, -len(m.tokens), m.first, m.last, m.pattern.entry))
    taken: dict[int, set[int]] = defaultdict(set)
    kept = []
    for match in rivals:
        frame = match.pattern.role[1]
        used = taken[frame]
        if any(i in used or i in barred[frame] for i in match.tokens):
            continue
        if is_negated(match, text, compiled.negators):
            continue
        used.update(match.tokens)
        kept.append(match)
    return kept


def _context_factors(
    matches: Mapping[str, list[Match]], fields: Mapping[str, Text], codebook: Codebook
) -> dict[str, float]:
    """Return for each damped frame the factor of its medium and weak cues in this article."""
    if not codebook.contexts:
        return {}
    words = max(sum(len(text) for text in fields.values()), 50)
    roles = [match.pattern.role for found in matches.values() for match in found]
    counts = Counter(number for kind, number, _ in roles if kind == "context")
    factors: dict[str, float] = {}
    for number, context in enumerate(codebook.contexts):
        if 100 * counts[number] / words >= context.per_100_words:
            for frame in context.damps:
                factors[frame] = factors.get(frame, 1.0) * context.factor
    return factors


__all__ = ["Cue", "FrameScore", "Mass", "find_cues", "find_frames", "position_weight", "score", "weigh"]
