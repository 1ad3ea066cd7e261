"""Tables -> findings: German or English sentences, each with its figure, its interval and its n.

A finding may carry a claim, a sentence about a difference, with the p value of that difference. Which
claims are printed is decided over the whole report (see ``report``), never here.
"""

from analysis.findings.changes import of_change, of_changes, of_differences
from analysis.findings.contents import of_frames, of_sentiment, of_sources
from analysis.findings.corpora import of_copies, of_corpus, warnings
from analysis.findings.finding import ENOUGH, SMALLEST, Finding, Findings

__all__ = [
    "ENOUGH",
    "SMALLEST",
    "Finding",
    "Findings",
    "of_change",
    "of_changes",
    "of_copies",
    "of_corpus",
    "of_differences",
    "of_frames",
    "of_sentiment",
    "of_sources",
    "warnings",
]
