"""Do coders agree with each other, and the tool with them? Coding sheets out and in, alpha, correction.

A sample of articles, statements or sentences (a Task) goes out blind (``write_sheets``); the filled sheets
come back (``score_sheets``) as Krippendorff's alpha, precision and recall; ``corrected_share`` then corrects
the shares of the whole corpus for the tool's errors and widens their intervals accordingly. What is
coded beside a corpus, under data/kodierung/, the report reads by itself (``codings``).
"""

from analysis.agreement.alpha import Alpha, alpha, alpha_with_interval
from analysis.agreement.coding import Coding, codings, folder_of
from analysis.agreement.correction import corrected_difference, corrected_share
from analysis.agreement.filled import filled_sheets, ids_of, read_key, read_sheets
from analysis.agreement.scoring import Agreement, disagreements, reliability, score_sheets, tool_agreement
from analysis.agreement.sheets import draw_sample, write_sheets
from analysis.agreement.tasks import Task, frame_task, quote_task, speaker_task, tone_task
from analysis.agreement.units import article_units, articles_of, coded_part, pool_of, units_of
from analysis.agreement.verdicts import summary, validated_frames

__all__ = [
    "Agreement",
    "Alpha",
    "Coding",
    "Task",
    "alpha",
    "alpha_with_interval",
    "article_units",
    "articles_of",
    "coded_part",
    "codings",
    "corrected_difference",
    "corrected_share",
    "disagreements",
    "draw_sample",
    "filled_sheets",
    "folder_of",
    "frame_task",
    "ids_of",
    "pool_of",
    "quote_task",
    "read_key",
    "read_sheets",
    "reliability",
    "score_sheets",
    "speaker_task",
    "summary",
    "tone_task",
    "tool_agreement",
    "units_of",
    "validated_frames",
    "write_sheets",
]
