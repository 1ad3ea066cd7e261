"""A codebook: frames, their coding questions and the cues that speak for a yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.errors import InputError, nearest
from analysis.framing.notation import Variant

STRENGTHS: dict[str, float] = {"decisive": 2.0, "strong": 1.0, "medium": 0.5, "weak": 0.2}


class CueEntry(NamedTuple):
    """One entry of the codebook: as written, its strength (strong, medium, weak) and its variants."""

    text: str
    strength: str
    variants: tuple[Variant, ...]


class Calibration(NamedTuple):
    """The logistic that turns a cue mass m and a density d (mass per 100 words) into a score.

    score = 1 / (1 + exp(-(intercept + mass * ln(1 + m) + density * ln(1 + d)))).
    """

    intercept: float = -1.0
    mass: float = 1.0
    density: float = 0.0


class Question(NamedTuple):
    """One coding question of a frame, with the cues that speak for a yes."""

    id: str
    question: str
    cues: tuple[CueEntry, ...]
    calibration: Calibration


class Frame(NamedTuple):
    """One frame: id, German name, definition, its questions, exclusions, examples and calibration."""

    id: str
    name: str
    definition: str
    questions: tuple[Question, ...]
    exclude: tuple[CueEntry, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    calibration: Calibration


class Context(NamedTuple):
    """A kind of article (a match report, say) in which medium and weak cues of some frames mean little."""

    id: str
    name: str
    cues: tuple[CueEntry, ...]
    per_100_words: float
    damps: tuple[str, ...]
    factor: float


@dataclass(frozen=True)
class Codebook:
    """A checked codebook; ``hash`` is of its content, so that comments and layout do not count."""

    id: str
    name: str
    version: str
    definition: str
    source: str
    licence: str
    hash: str
    frames: tuple[Frame, ...] = field(hash=False)
    contexts: tuple[Context, ...] = field(hash=False)

    @property
    def label(self) -> str:
        """Return ``id@version hash``, as the table ``frames`` and the report name it."""
        return f"{self.id}@{self.version} {self.hash}"

    def frame(self, frame_id: str) -> Frame:
        """Return the frame with this id; raise InputError if there is none."""
        for frame in self.frames:
            if frame.id == frame_id:
                return frame
        ids = [frame.id for frame in self.frames]
        raise InputError(
            f"Das Codebuch „{self.name}“ hat keinen Frame „{frame_id}“, nur: {', '.join(ids)}."
            + nearest(frame_id, ids)
        )
