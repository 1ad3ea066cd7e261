"""What a quotation and a speaker are: the two kinds of record this room hands out."""

from __future__ import annotations

from typing import NamedTuple

VERSION = "11"  # bump on any change of results: part of the cache key

Span = tuple[int, int]  # characters of the field: start, end

TYPES = ("Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect")
ROLES = ("speaker", "cue", "frame", "addressee")

SPEAKER_TYPES = (
    "government",
    "party",
    "authority",
    "expert",
    "business",
    "civil_society",
    "citizen",
    "media",
    "culture_sport",
    "document",
    "anonymous",
    "other",
)


class Quote(NamedTuple):
    """One quotation with its roles, each as character spans of the text (empty where absent).

    ``frame`` is the reporting clause; ``nested_in`` the number of the quotation around it in the
    same list; ``confidence`` is between 0 and 1.
    """

    type: str
    quote: tuple[Span, ...]
    speaker: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    frame: tuple[Span, ...] = ()
    addressee: tuple[Span, ...] = ()
    nested_in: int | None = None
    confidence: float = 1.0


class Speaker(NamedTuple):
    """Who speaks: fullest name within the article, type (SPEAKER_TYPES), naming, gender, party.

    ``naming`` is named, role, unnamed or unattributed; ``gender`` female, male or None (groups,
    unknown); what is not known is None.
    """

    name: str | None
    type: str | None
    naming: str
    gender: str | None
    party: str | None
    confidence: float
