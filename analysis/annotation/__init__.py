"""Articles -> Corpus, each article by itself: one pass a text, batches, workers, a cache by step."""

from analysis.annotation.article import STEPS, Settings
from analysis.annotation.batches import annotate_records
from analysis.annotation.corpus import annotate

__all__ = ["STEPS", "Settings", "annotate", "annotate_records"]
