"""Text -> quotations: who says what, in which form; who the speaker is and what kind of source.

``find_quotes`` finds the quotations of one article, ``identify`` names their speakers, ``voices``
tells for each sentence whose voice it is. Two methods of one signature: "model" (trained weights)
and "rules" (no weights, every decision can be read).
"""

from analysis.sources.find import METHODS, describe, find_quotes, find_quotes_many, voices
from analysis.sources.quote import TYPES, VERSION, Quote, Speaker
from analysis.sources.who import identify

__all__ = [
    "METHODS",
    "TYPES",
    "VERSION",
    "Quote",
    "Speaker",
    "describe",
    "find_quotes",
    "find_quotes_many",
    "identify",
    "voices",
]
