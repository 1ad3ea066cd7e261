"""Pressespiegel: an analysis suite for German-language news.

The pipeline, one module a step:

    files --read--> articles --annotate--> Corpus --link--> Corpus --measure--> tables --chart--> figures

``prepare`` goes the whole way from a folder to the linked Corpus and keeps the result; ``select``
takes the part that a question is about; the functions of ``measures`` turn a Corpus into tables
with n and intervals; ``chart`` draws them. A corpus larger than memory is a folder of partitions: the
same functions take it part by part, and ``in_memory`` makes a Corpus of a selection. Names load when
they are first used, so that ``import analysis`` costs nothing.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "read_articles": "read",
    "annotate": "annotation",
    "link": "linking",
    "prepare": "preparation",
    "select": "selection",
    "account": "selection",
    "Corpus": "tables",
    "InputError": "errors",
    "in_memory": "partitions",
    "exhibit": "exhibits",
    "article_html": "reader",
    "concordance": "kwic",
    "query": "sql",
    "difference": "intervals",
    **dict.fromkeys(
        (
            "measure",
            "frame_score",
            "frames_by",
            "mean_polarity",
            "n_quotes",
            "n_sentences",
            "n_speakers",
            "n_words",
            "polarity_by",
            "quoted_words",
            "quoting",
            "share_by",
            "share_negative",
            "speakers_by",
            "statements",
            "tone_by",
            "top_speakers",
        ),
        "measures",
    ),
}
_MODULES = ("chart", "evidence", "findings", "intervals", "measures", "wording")

__all__ = [*_HOME, *_MODULES]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
