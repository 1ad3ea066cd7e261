"""Files -> the linked Corpus in memory; of what is kept of it all serves again that still holds."""

from __future__ import annotations

import dataclasses
import shutil
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pandas as pd

from analysis import corrections, tables
from analysis.additions import FOUND, Before, as_found, before_of, found_file, joined, read_added
from analysis.annotation import Settings, annotate
from analysis.annotation.corpus import with_reading
from analysis.annotation.corrected import without_article
from analysis.errors import InputError, RunError
from analysis.framing import history
from analysis.language import numbered
from analysis.linking import link
from analysis.preparation.inputs import Progress, kept_annotations, nothing_read, stamp_of
from analysis.sources.quote import SPEAKER_TYPES
from analysis.tables import Corpus

WORDS = "words.parquet"  # of each text the words as numbers, for the notebooks
PRINTS = "prints.npz"  # of each text what finding copies computes, for the next run


def kept(folder: Path, now: Before) -> Corpus | None:
    """Return the corpus kept in ``folder`` if it is whole and made of the files as they are now."""
    corpus, before = _kept(folder)
    return corpus if before == now else None


def forget(folder: Path) -> None:
    """Remove the corpus kept in ``folder``; what editions of a codebook found stays."""
    for name in (_stamp_path(folder).name, FOUND, WORDS, PRINTS):
        (folder / name).unlink(missing_ok=True)
    for name in tables.SCHEMAS:
        if (folder / name).exists():
            shutil.rmtree(folder / name)


def made(
    source: Path, settings: Settings, now: Before, folder: Path, workers: int, progress: Progress | None
) -> Corpus:
    """Return the linked corpus of the files as they are now, kept; what was made before serves again."""
    from analysis.read import read
    from analysis.read.corrections import correct_speakers, read_speaker_corrections

    kept, before = _kept(folder)
    given = corrections.read(corrections.file_of(source))
    found = as_found(kept, folder) if kept else None
    taken = read_added(source, before, now, found) if found and before else None
    reading = taken[1] if taken else read(source)
    if reading.articles.empty and not taken:
        raise InputError(nothing_read(source, len(reading.quarantine)))
    total = len(reading.articles)
    annotated = annotate(
        reading.articles,
        settings.quote_method,
        settings.sentiment_method,
        settings.codebook,
        workers=workers,
        cache=kept_annotations(),
        progress=(lambda done: progress("annotate", done, total)) if progress else None,
        corrections=given,
    )
    if annotated.articles.empty and not taken:  # a fault of ours: say so, keep nothing of it
        raise RunError(f"Kein Artikel ließ sich auswerten. {annotated.quarantine['reason'].iloc[0]}")
    known = read_speaker_corrections(source, SPEAKER_TYPES)
    annotated = dataclasses.replace(annotated, quotes=correct_speakers(annotated.quotes, known))
    every = pd.concat([taken[0].articles, reading.articles]) if taken else reading.articles
    log = pd.concat([reading.log, without_article(every["article_id"], given)], ignore_index=True)
    result = tables.check_corpus(with_reading(annotated, reading.quarantine, log))
    whole = joined(taken[0], result) if taken else result
    # in the order in which it is read next time, so that a first and a second run give the same bytes
    result = tables.in_order(link(whole, folder / PRINTS))
    _keep(result, whole, now, folder)
    return result


def _keep(corpus: Corpus, found: Corpus, now: Before, folder: Path) -> None:
    """Write the tables and the stamp, or nothing; no stamp holds meanwhile: a killed run is redone."""
    stamp = _stamp_path(folder)
    files = tables.files_of(corpus, folder), history.files_of(corpus, folder)
    numbered.offer(folder / WORDS)  # of the texts that have stayed
    words = (folder / WORDS, numbered.to_parquet(corpus.articles))
    line = f"{stamp_of(now)}\n{now.to_json()}\n".encode()
    beside = [found_file(found.quotes, folder), words]
    tables.write_together(chain([(stamp, b""), *beside], *files, [(stamp, line)]))


def _stamp_path(folder: Path) -> Path:
    return folder / "stamp.txt"


def _kept(folder: Path) -> tuple[Corpus | None, Before | None]:
    """Return the corpus that is kept in ``folder`` and what it was made from, None where it is damaged."""
    path = _stamp_path(folder)
    lines = path.read_text("ascii", "replace").splitlines() if path.is_file() else []
    before = before_of(lines[1]) if len(lines) == 2 else None
    if before is None or lines[0] != stamp_of(before):
        return None, None
    try:
        kept = _load(folder)
        same = path.read_text("ascii", "replace").splitlines() == lines
    except (OSError, ValueError):
        return None, None  # damaged: prepared anew
    return (kept, before) if same else (None, None)  # another run has changed it meanwhile


def _load(folder: Path) -> Corpus:
    """Read the corpus in ``folder``, once as long as its files stay: the notebooks of a kernel share it."""
    numbered.offer(folder / WORDS)
    files = [(path.name, path.stat()) for path in sorted(folder.glob("*/part-*.parquet"))]
    corpus = _read(folder, tuple((name, state.st_mtime_ns, state.st_ino) for name, state in files))
    own = {name: getattr(corpus, name).copy(deep=False) for name in tables.SCHEMAS}  # copied on writing
    return Corpus(**own)


@lru_cache(maxsize=1)
def _read(folder: Path, files: tuple[tuple[str, int, int], ...]) -> Corpus:
    """Read a corpus; its ``files`` tell it from an earlier one."""
    return tables.load(folder)
