"""Articles -> Corpus, each article by itself: one pass a text, batches, workers, a cache by step."""

from analysis.annotation.article import STEPS, Settings
from analysis.annotation.batches import annotate_records
from analysis.annotation.corpus import annotate
from analysis.annotation.partitions import annotate_partitions

__all__ = ["STEPS", "Settings", "annotate", "annotate_partitions", "annotate_records"]
