"""Articles -> Corpus, each article by itself: one pass a text, batches, workers, a cache by step."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.annotation.article import STEPS, Settings
from analysis.annotation.batches import annotate_records

if TYPE_CHECKING:
    from analysis.annotation.corpus import annotate
    from analysis.annotation.partitions import annotate_partitions

__all__ = ["STEPS", "Settings", "annotate", "annotate_partitions", "annotate_records"]

_WITH_TABLES = {"annotate": "corpus", "annotate_partitions": "partitions"}  # these load pandas


def __getattr__(name: str) -> Any:
    if name in _WITH_TABLES:
        return getattr(import_module(f"{__name__}.{_WITH_TABLES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
