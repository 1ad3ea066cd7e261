"""Many articles -> their annotations, in order, in batches: here, on processes, or on a Dask cluster."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from analysis import sources
from analysis.annotation.allocation import keep_freed
from analysis.annotation.article import (
    Article,
    Record,
    Settings,
    annotate_article,
    find_all_quotes,
    key_of,
)
from analysis.annotation.cache import Cache
from analysis.annotation.limits import SECONDS, TimeUp, budget, limit
from analysis.uncollected import uncollected

BATCH = 128  # articles that cross a process border at once

Item = tuple[dict[str, str], tuple[tuple[int, int], ...]]  # fields, targets
Job = tuple[str, dict[str, str], tuple[tuple[int, int], ...], Record]  # key, fields, targets, done
Annotate = Callable[[list[Job], Settings, float], Iterator[Record]]


def annotate_records(
    items: Iterable[Item],
    settings: Settings,
    workers: int = 1,
    cache: Path | None = None,
    scheduler: Any = None,
    seconds: float = SECONDS,
) -> Iterator[Record]:
    """Yield the annotations of each item (fields, targets) in the order given.

    A record has a key for each wanted step; where an article could not be annotated, took longer than
    ``seconds`` (and a little more for long ones) or killed its process twice, it is ``{"error": reason}``
    and the run goes on. ``cache`` is the file that keeps results between runs. ``workers`` is the
    number of processes of this machine; with ``scheduler``, the address of a Dask scheduler or a
    distributed.Client, the workers of that cluster do the work instead. The results are the same,
    byte for byte. InputError for settings that do not exist or a scheduler that does not answer.
    """
    sources.describe(settings.quote_method)
    kept = Cache(cache)
    # loading the codebook takes a second: here it is needed for the cache and to find its faults
    versions = settings.versions() if cache or settings.codebook else {}
    batches = _batches(items, kept, versions)
    try:
        for batch, results in _run(batches, settings, workers, scheduler, seconds):
            fresh = []
            for (key, _, _, done), result in zip(batch, results, strict=True):
                if "error" not in result:
                    fresh.append((key, {s: r for s, r in result.items() if s not in done}))
                yield result
            if versions:
                kept.put(fresh, versions)
    finally:
        kept.close()


def _batches(items: Iterable[Item], kept: Cache, versions: dict[str, str]) -> Iterator[list[Job]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        keys = [key_of(fields, targets) if versions else "" for fields, targets in batch]
        yield [
            (key, fields, targets, kept.get(key, versions))
            for key, (fields, targets) in zip(keys, batch, strict=True)
        ]


def _run(
    batches: Iterator[list[Job]], settings: Settings, workers: int, scheduler: Any, seconds: float
) -> Iterator[tuple[list[Job], list[Record]]]:
    if scheduler is not None:
        from analysis.annotation.cluster import run_on_cluster

        yield from run_on_cluster(batches, settings, scheduler, seconds)
    elif workers > 1:
        from analysis.annotation.processes import run_on_processes

        yield from run_on_processes(batches, settings, workers, seconds)
    else:
        settings.versions()  # loads the codebook, on the time of no article
        for batch in batches:
            yield batch, list(annotate_batch(batch, settings, seconds))


def annotate_batch(batch: list[Job], settings: Settings, seconds: float = SECONDS) -> Iterator[Record]:
    """Yield the record of each job of ``batch``; an article that fails or takes too long gives its error."""
    keep_freed()
    articles = _articles(batch)
    with uncollected():
        try:
            with limit(sum(budget(fields, seconds / len(batch)) for _, fields, _, _ in batch)):
                find_all_quotes(articles, settings)
        except (Exception, TimeUp):  # one of them is to blame: each by itself tells which
            articles = _articles(batch)
        for _, fields, _, _ in batch:  # an article is gone with its record, before cycles are looked for
            yield _one(articles.pop(0), settings, budget(fields, seconds))


@lru_cache(maxsize=4)
def warm_up(settings: Settings) -> None:
    """Load in this process all that the steps need, on the time of no article."""
    settings.versions()
    fields = {"title": "Rat tagt", "text": "„Das ist gut“, sagte Bürgermeisterin Jana Voss in Berlin."}
    list(annotate_batch([("", fields, (), {})], settings, math.inf))


def _articles(batch: list[Job]) -> list[Article]:
    return [Article(fields, targets, dict(done)) for _, fields, targets, done in batch]


def _one(article: Article, settings: Settings, seconds: float) -> Record:
    try:
        with limit(seconds):
            return annotate_article(article, settings)
    except TimeUp:
        return {"error": took_too_long(seconds)}
    except Exception as error:  # one article never ends a run: it is reported instead
        return {"error": reason_of(error)}


def took_too_long(seconds: float) -> str:
    """Return the reason for an article that used up its time."""
    return f"Zeitgrenze: nach {seconds:.0f} Sekunden nicht fertig"


def reason_of(error: Exception) -> str:
    """Return a short reason to show for an unexpected error."""
    return f"{type(error).__name__}: {str(error)[:200]}"
