"""A quotation in token numbers, as rules and model find it."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.sources.clauses import TokenSpan


@dataclass
class Found:
    """A quotation in token numbers, before it is written as characters."""

    type: str
    quote: list[TokenSpan]
    speaker: list[TokenSpan] = field(default_factory=list)
    cue: list[TokenSpan] = field(default_factory=list)
    frame: list[TokenSpan] = field(default_factory=list)
    addressee: list[TokenSpan] = field(default_factory=list)
    nested_in: int | None = None
    confidence: float = 0.7
