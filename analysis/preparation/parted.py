"""Files -> partitions on disk, piece by piece: what ``whole`` does, for a folder larger than memory.

Below data/processed/<name>/ lie artikel/, what was read (``read.stored``), and tabellen/, the partitions
made of it. Either holds a mark of what it is made from, artikel/ once all is read, tabellen/ before the
first partition is: so a run that was interrupted is taken up by the next one.
"""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd

from analysis import corrections, partitions, tables
from analysis.additions import Before, basis_of
from analysis.annotation import Settings, annotate_partitions
from analysis.annotation.article import Record
from analysis.annotation.corpus import lay_out
from analysis.annotation.corrected import corrected_records, without_article
from analysis.errors import InputError, RunError
from analysis.linking.partitions import is_linked, link_partitions
from analysis.partitions import Partitions
from analysis.partitions.folder import MADE_OF, TABLES, columns
from analysis.preparation.inputs import Progress, kept_annotations, nothing_read, stamp_of
from analysis.sources.quote import SPEAKER_TYPES
from analysis.tables import Corpus

ARTICLES = "artikel"
SAID = (  # in the report, with what reading noted
    "Das Korpus ist zu groß für den Arbeitsspeicher und Teil für Teil ausgewertet: Was eine Änderung am "
    "Codebuch bewegte, wird nicht gezeigt."
)


def made(
    source: Path, settings: Settings, now: Before, folder: Path, workers: int, progress: Progress | None
) -> Partitions:
    """Return the linked corpus of the files as they are now, in partitions below ``folder``."""
    articles, target = folder / ARTICLES, folder / TABLES
    if _mark(articles) != (read := _reading(now)) or not _whole(articles):
        forget(folder)
        _read(source, articles, progress)
        tables.write_atomically(articles / MADE_OF, read.encode())
    if _mark(target) != stamp_of(now) or is_linked(target):  # made otherwise; or whole and not kept: damaged
        _remove(target)
        tables.write_atomically(target / MADE_OF, stamp_of(now).encode())
    _annotate(source, articles, target, settings, workers, progress)
    if reason := _failure(target):  # a fault of ours: say so, keep nothing of it
        _remove(target)
        raise RunError(f"Kein Artikel ließ sich auswerten. {reason}")
    return opened(target, settings, progress)


def opened(folder: Path, settings: Settings, progress: Progress | None) -> Partitions:
    """Return the corpus in the partitions of ``folder``; InputError where other methods annotated them."""
    versions = settings.versions()
    if other := partitions.other_steps(folder, versions):
        raise InputError(
            f"Die Partitionen in {folder} sind mit anderen Verfahren oder einer anderen Version ausgewertet "
            f"({', '.join(other)}). Bitte dieselben nennen (quote_method, sentiment_method, codebook) oder "
            "die Artikel mit `pressespiegel annotate` neu auswerten."
        )
    link_partitions(folder, (lambda done, of: progress("link", done, of)) if progress else None)
    return partitions.open_partitions(folder)


def kept(folder: Path, now: Before) -> Partitions | None:
    """Return the corpus kept below ``folder`` if it is whole and made of the files as they are now."""
    target = folder / TABLES
    if _mark(target) != stamp_of(now) or not is_linked(target):
        return None
    try:
        return partitions.open_partitions(target)
    except (InputError, OSError):
        return None  # damaged: made anew


def forget(folder: Path) -> None:
    """Remove what is kept below ``folder`` in partitions."""
    for name in (TABLES, ARTICLES):
        _remove(folder / name)


def _read(source: Path, target: Path, progress: Progress | None) -> None:
    """Read all files into ``target``; with their notes goes what this way cannot do."""
    from analysis.read.stored import store

    given = corrections.read(corrections.file_of(source))
    corrected, articles, quarantined = set[str](), 0, 0
    for piece in store(source, target):
        articles, quarantined = articles + len(piece.articles), quarantined + len(piece.quarantine)
        corrected |= given.articles() & set(piece.articles["article_id"])
        if progress:
            progress("read", articles, 0)
    if not articles:
        raise InputError(nothing_read(source, quarantined))
    last = max((target / "notes").glob("*.parquet"))
    own = tables.make("notes", [{"source_file": "", "item": "", "step": "Partitionen", "note": SAID}])
    notes = [pd.read_parquet(last), without_article(corrected, given), own]
    tables.write_atomically(last, pd.concat(notes, ignore_index=True).to_parquet(None, index=False))


def _annotate(
    source: Path, articles: Path, target: Path, settings: Settings, workers: int, progress: Progress | None
) -> None:
    """Annotate the partitions that are missing, with what was set right by hand."""
    from analysis.read.corrections import correct_speakers, read_speaker_corrections

    given = corrections.read(corrections.file_of(source))
    known = read_speaker_corrections(source, SPEAKER_TYPES)

    def lay(rows: pd.DataFrame, records: list[Record]) -> Corpus:
        corpus = lay_out(rows, corrected_records(rows, records, given, settings))
        return dataclasses.replace(corpus, quotes=correct_speakers(corpus.quotes, known))

    told = (lambda done, of: progress("annotate", done, of)) if progress else None
    annotate_partitions(articles, target, settings, workers, progress=told, cache=kept_annotations(), lay=lay)


def _failure(folder: Path) -> str:
    """Return why not a single article in the partitions of ``folder`` is annotated; empty where one is."""
    parts = partitions.parts_of(folder)
    if any(len(columns(folder, "articles", part, ["article_id"])) for part in parts):
        return ""
    return str(columns(folder, "quarantine", parts[0])["reason"].iloc[-1])


def _whole(folder: Path) -> bool:
    """Tell whether every file of what was read can be opened."""
    import pyarrow.parquet as parquet

    try:
        for path in folder.rglob("*.parquet"):
            parquet.read_metadata(path)
    except (OSError, ValueError):  # Arrow's errors are of both kinds
        return False
    return True


def _reading(now: Before) -> str:
    """Return a hash of what reading depends on: the files, and how they are read."""
    from analysis.read import VERSION

    return basis_of([VERSION, tables.SCHEMAS["articles"], now.files])


def _mark(folder: Path) -> str:
    path = folder / MADE_OF
    return path.read_text("ascii", "replace") if path.is_file() else ""


def _remove(folder: Path) -> None:
    """Remove a folder, its mark first: what is left of it after an interruption is not trusted."""
    (folder / MADE_OF).unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)
