"""Many articles -> their annotations, in order, in batches, on one or more processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from analysis.annotation.article import (
    Article,
    Record,
    Settings,
    annotate_article,
    find_all_quotes,
    key_of,
)
from analysis.annotation.cache import Cache

BATCH = 32  # articles that cross a process border at once
AHEAD = 4  # batches under way for each worker: bounds the memory

Item = tuple[dict[str, str], tuple[tuple[int, int], ...]]  # fields, targets


def annotate_records(
    items: Iterable[Item], settings: Settings, workers: int = 1, cache: Path | None = None
) -> Iterator[Record]:
    """Yield the annotations of each item (fields, targets) in the order given.

    A record has a key for each wanted step; where an article could not be annotated it is
    ``{"error": reason}`` and the run goes on. ``cache`` is the file that keeps results between runs.
    """
    kept = Cache(cache)
    versions = settings.versions()
    try:
        for batch, results in _run(_batches(items, kept, versions), settings, workers):
            fresh = []
            for (key, _, _, done), result in zip(batch, results, strict=True):
                if "error" not in result:
                    fresh.append((key, {s: r for s, r in result.items() if s not in done}))
                yield result
            kept.put(fresh, versions)
    finally:
        kept.close()


Job = tuple[str, dict[str, str], tuple[tuple[int, int], ...], Record]  # key, fields, targets, done


def _batches(items: Iterable[Item], kept: Cache, versions: dict[str, str]) -> Iterator[list[Job]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        keys = [key_of(fields, targets) for fields, targets in batch]
        yield [
            (key, fields, targets, kept.get(key, versions))
            for key, (fields, targets) in zip(keys, batch, strict=True)
        ]


def _run(
    batches: Iterator[list[Job]], settings: Settings, workers: int
) -> Iterator[tuple[list[Job], list[Record]]]:
    if workers <= 1:
        for batch in batches:
            yield batch, _annotate(batch, settings)
        return
    with ProcessPoolExecutor(workers) as pool:
        under_way: deque[tuple[list[Job], Future[list[Record]]]] = deque()
        for batch in batches:
            under_way.append((batch, pool.submit(_annotate, batch, settings)))
            if len(under_way) > workers * AHEAD:
                first, future = under_way.popleft()
                yield first, future.result()
        for first, future in under_way:
            yield first, future.result()


def _annotate(batch: list[Job], settings: Settings) -> list[Record]:
    articles = [Article(fields, targets, dict(done)) for _, fields, targets, done in batch]
    try:
        find_all_quotes(articles, settings)
    except Exception:  # one of them is to blame: each by itself tells which
        articles = [Article(fields, targets, dict(done)) for _, fields, targets, done in batch]
    return [_one(article, settings) for article in articles]


def _one(article: Article, settings: Settings) -> Record:
    try:
        return annotate_article(article, settings)
    except Exception as error:  # one article never ends a run: it is reported instead
        return {"error": reason_of(error)}


def reason_of(error: Exception) -> str:
    """Return a short reason to show for an unexpected error."""
    return f"{type(error).__name__}: {str(error)[:200]}"
