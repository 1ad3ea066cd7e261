"""A folder of files -> the linked Corpus, computed once and kept under data/processed/."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pandas as pd

from analysis import corrections, locks, partitions, paths, tables
from analysis.additions import Before, as_found, basis_of, before_of, found_file, joined, read_added
from analysis.annotation import Settings, annotate
from analysis.annotation.corpus import with_reading
from analysis.annotation.corrected import VERSION as CORRECTED_VERSION
from analysis.annotation.corrected import without_article
from analysis.errors import InputError, RunError
from analysis.framing import history
from analysis.language import numbered
from analysis.linking import VERSION as LINK_VERSION
from analysis.linking import link
from analysis.partitions import AnyCorpus, Partitions
from analysis.sources.quote import SPEAKER_TYPES
from analysis.tables import Corpus

WORDS = "words.parquet"  # of each text the words as numbers, for the notebooks
PRINTS = "prints.npz"  # of each text what finding copies computes, for the next run
Progress = Callable[[str, int, int], object]


def prepare(
    corpus: str | Path,
    quote_method: str = "model",
    sentiment_method: str = "news",
    codebook: str = "",
    workers: int = 1,
    progress: Progress | None = None,
) -> AnyCorpus:
    """Return the corpus in the folder or file ``corpus``: read, annotated, linked.

    Of a folder that ``annotate_partitions`` wrote, the Partitions are returned, linked if they are not yet.

    The result is kept in data/processed/<name>/ and taken from there as long as files, methods and
    codebook (a file, a shipped one's name, "" for the generic frames) stay the same; changed and new
    files alone are read, changed and new articles alone annotated again. ``progress`` is called with a
    step's name, the number done and the number in all. What korrekturen.yaml beside the articles sets
    right is in it. InputError if no article is found.

    >>> from analysis import prepare
    >>> len(prepare("data/raw/demo").articles)
    131
    """

    source = paths.inside(corpus)
    book = paths.codebook(codebook)
    settings = Settings(quote_method=quote_method, sentiment_method=sentiment_method, codebook=book)
    if partitions.are_in(source):
        return _partitions(source, settings, progress)
    folder = paths.root() / "data" / "processed" / paths.name_of(source)
    now = _state(source, settings)
    kept, before = _kept(folder)
    if kept is not None and before == now:
        return kept
    with locks.waited(folder / ".lock"):  # another run may be preparing this corpus just now
        kept, before = _kept(folder)
        if kept is not None and before == now:
            return kept
        return _made(source, settings, now, (kept, before), folder, workers, progress)


def _partitions(folder: Path, settings: Settings, progress: Progress | None) -> Partitions:
    """Return the corpus in the partitions of ``folder``; InputError where other methods annotated them."""
    from analysis.linking.partitions import link_partitions

    versions = settings.versions()
    if other := partitions.other_steps(folder, versions):
        raise InputError(
            f"Die Partitionen in {folder} sind mit anderen Verfahren oder einer anderen Version ausgewertet "
            f"({', '.join(other)}). Bitte dieselben nennen (quote_method, sentiment_method, codebook) oder "
            "die Artikel mit `pressespiegel annotate` neu auswerten."
        )
    link_partitions(folder, (lambda done, of: progress("link", done, of)) if progress else None)
    return partitions.open_partitions(folder)


def _made(
    source: Path,
    settings: Settings,
    now: Before,
    earlier: tuple[Corpus | None, Before | None],
    folder: Path,
    workers: int,
    progress: Progress | None,
) -> Corpus:
    """Return the linked corpus of the files as they are now, kept; what was made ``earlier`` serves again."""
    from analysis.read import read
    from analysis.read.corrections import correct_speakers, read_speaker_corrections

    kept, before = earlier
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
    log = pd.concat([reading.log, without_article(every, given)], ignore_index=True)
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
    line = f"{_stamp(now)}\n{now.to_json()}\n".encode()
    beside = [found_file(found.quotes, folder), words]
    tables.write_together(chain([(stamp, b""), *beside], *files, [(stamp, line)]))


def kept_annotations() -> Path:
    """Return the file that keeps annotations between runs, for ``annotate(…, cache=…)``."""
    return paths.root() / "data" / "processed" / ".cache" / "annotations.sqlite"


def nothing_read(source: Path, quarantined: int) -> str:
    """Return the sentence for a corpus without a single article that could be read."""
    if quarantined:
        return (
            f"In {source} ist kein lesbarer Artikel; {quarantined} Einträge wurden zurückgestellt. "
            f"`pressespiegel read {source}` nennt die Gründe."
        )
    return f"Der Ordner {source} enthält keine Artikel. Dateien (txt, html, jsonl, csv …) hineinlegen."


def _stamp_path(folder: Path) -> Path:
    return folder / "stamp.txt"


def _kept(folder: Path) -> tuple[Corpus | None, Before | None]:
    """Return the corpus that is kept in ``folder`` and what it was made from, None where it is damaged."""
    path = _stamp_path(folder)
    lines = path.read_text("ascii", "replace").splitlines() if path.is_file() else []
    before = before_of(lines[1]) if len(lines) == 2 else None
    if before is None or lines[0] != _stamp(before):
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


def input_hashes(source: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a corpus by its path relative to it, korrekturen.yaml included."""
    beside = corrections.file_of(source)
    pattern = "articles/*" if partitions.are_in(source) else "**/*"  # the rest is made of the articles
    files = [source] if source.is_file() else sorted(p for p in source.glob(pattern) if p.is_file())
    files += [beside] if source.is_file() and beside.is_file() else []
    hashes = {}
    for path in files:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            digest = "unreadable"
        hashes[path.name if source.is_file() else path.relative_to(source).as_posix()] = digest
    return hashes


def fingerprint(source: Path, settings: Settings) -> str:
    """Return a hash of all that the prepared corpus depends on: files, methods, versions."""
    return _stamp(_state(source, settings))


def _state(source: Path, settings: Settings) -> Before:
    from analysis.read import VERSION as READ_VERSION

    versions = [READ_VERSION, CORRECTED_VERSION, LINK_VERSION]
    return Before(basis_of([settings.versions(), versions, tables.SCHEMAS]), input_hashes(source))


def _stamp(state: Before) -> str:
    return hashlib.sha256(state.to_json().encode()).hexdigest()
