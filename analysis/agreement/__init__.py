"""Do coders agree with each other, and the tool with them? Coding sheets out and in, alpha, correction.

A sample of articles goes out blind (``write_sheets``); the filled sheets come back (``score_sheets``) as
Krippendorff's alpha, precision and recall; ``corrected_share`` then corrects the shares of the whole
corpus for the tool's errors and widens their intervals accordingly.
"""

from analysis.agreement.alpha import Alpha, alpha, alpha_with_interval
from analysis.agreement.correction import corrected_share
from analysis.agreement.filled import read_key, read_sheets
from analysis.agreement.scoring import Agreement, disagreements, reliability, score_sheets, tool_agreement
from analysis.agreement.sheets import draw_sample, write_sheets
from analysis.agreement.verdicts import summary, validated_frames

__all__ = [
    "Agreement",
    "Alpha",
    "alpha",
    "alpha_with_interval",
    "corrected_share",
    "disagreements",
    "draw_sample",
    "read_key",
    "read_sheets",
    "reliability",
    "score_sheets",
    "summary",
    "tool_agreement",
    "validated_frames",
    "write_sheets",
]
