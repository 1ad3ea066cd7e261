"""Who speaks: names, types, gender and party of the speakers of one article."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language.segment import Text
from analysis.sources.quote import Quote, Speaker


def identify(text: Text, quotes: Sequence[Quote], title: Text | None = None) -> list[Speaker]:
    """Name the speaker of each quotation within the article (one per quotation, in order)."""
    speakers = []
    for quote in quotes:
        if not quote.speaker:
            speakers.append(Speaker(None, None, "unattributed", None, None, 1.0))
            continue
        start, end = quote.speaker[0]
        speakers.append(Speaker(text.text[start:end], None, "named", None, None, 0.5))
    return speakers
