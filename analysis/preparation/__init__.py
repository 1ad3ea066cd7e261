"""A folder of files -> the linked corpus, computed once and kept under data/processed/<name>/.

A folder of usual size is read, annotated and linked in memory (``whole``), one that would take too much of
it piece by piece into partitions on disk (``parted``); ``inputs`` says what the result depends on.
"""

from __future__ import annotations

from pathlib import Path

from analysis import locks, partitions, paths
from analysis.additions import Before
from analysis.annotation import Settings
from analysis.partitions import AnyCorpus
from analysis.preparation import parted, whole
from analysis.preparation.inputs import (
    Progress,
    fingerprint,
    input_hashes,
    is_large,
    kept_annotations,
    nothing_read,
    state_of,
)
from analysis.preparation.whole import PRINTS

__all__ = [
    "PRINTS",
    "fingerprint",
    "input_hashes",
    "is_large",
    "kept_annotations",
    "nothing_read",
    "prepare",
]


def prepare(
    corpus: str | Path,
    quote_method: str = "model",
    sentiment_method: str = "news",
    codebook: str = "",
    workers: int = 1,
    progress: Progress | None = None,
) -> AnyCorpus:
    """Return the corpus in the folder or file ``corpus``: read, annotated, linked.

    Of a folder too large for memory (see ``is_large``), and of one that ``annotate_partitions`` wrote, the
    Partitions are returned, linked if they are not yet.

    The result is kept in data/processed/<name>/ and taken from there as long as files, methods and
    codebook (a file, a shipped one's name, "" for the generic frames) stay the same; changed and new
    articles alone are annotated again. ``progress`` is called with a step's name, the number done and the
    number in all (0 where nobody knows it). What korrekturen.yaml beside the articles sets right is in it.
    InputError if no article is found.

    >>> from analysis import prepare
    >>> len(prepare("data/raw/demo").articles)
    131
    """
    source = paths.inside(corpus)
    book = paths.codebook(codebook)
    settings = Settings(quote_method=quote_method, sentiment_method=sentiment_method, codebook=book)
    if partitions.are_in(source):
        return parted.opened(source, settings, progress)
    folder = paths.root() / "data" / "processed" / paths.name_of(source)
    now = state_of(source, settings)
    if (kept := _kept(folder, now)) is not None:
        return kept
    with locks.waited(folder / ".lock"):  # another run may be preparing this corpus just now
        if (kept := _kept(folder, now)) is not None:
            return kept
        way, other = (parted, whole) if is_large(source) else (whole, parted)
        other.forget(folder)
        return way.made(source, settings, now, folder, workers, progress)


def _kept(folder: Path, now: Before) -> AnyCorpus | None:
    """Return what is kept in ``folder``, whichever way it was made, if it was made from the files as now."""
    kept = whole.kept(folder, now)
    return parted.kept(folder, now) if kept is None else kept
