"""What a prepared corpus depends on: its files by their hashes, methods, versions; and how large it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from analysis import corrections, partitions, paths, tables
from analysis.additions import Before, basis_of
from analysis.annotation import Settings
from analysis.annotation.corrected import VERSION as CORRECTED_VERSION
from analysis.linking import VERSION as LINK_VERSION
from analysis.read.archives import ARCHIVES
from analysis.read.folder import files
from analysis.read.formats import READERS

LARGE = 50 * 2**20  # bytes of text, of some 17,000 articles: in memory they take 1.8 GB
PAGE = 3_000  # bytes of text in a file that is one article, however much markup and pictures it has
PAGES = (".html", ".htm", ".mhtml", ".mht", ".eml")
WEIGHTS: dict[tuple[str, ...], float] = {  # bytes of text in a byte of a file; the first that fits
    (".warc", ".warc.gz"): 0.1,  # web pages
    (".pdf", ".docx", ".odt", ".rtf"): 0.25,
    (*ARCHIVES, ".xlsx", ".parquet"): 4,
}
Progress = Callable[[str, int, int], object]


def is_large(source: Path) -> bool:
    """Tell from the sizes of the files alone whether a corpus takes too much memory to be kept there."""
    found = [source] if source.is_file() else (path for path, _ in files(source) if isinstance(path, Path))
    return sum(map(_bytes_of_text, found)) > LARGE


def _bytes_of_text(path: Path) -> float:
    name = path.name.lower()
    if path.suffix.lower() not in READERS and not name.endswith(ARCHIVES):
        return 0  # put aside without being read: the pictures of a web page, say
    try:
        size = path.stat().st_size
    except OSError:
        return 0  # gone meanwhile
    if name.endswith(PAGES):
        return min(size, PAGE)
    return size * next((weight for suffixes, weight in WEIGHTS.items() if name.endswith(suffixes)), 1)


def _files(source: Path) -> list[Path]:
    pattern = "articles/*" if partitions.are_in(source) else "**/*"  # the rest is made of the articles
    return [source] if source.is_file() else sorted(p for p in source.glob(pattern) if p.is_file())


def input_hashes(source: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a corpus by its path relative to it, korrekturen.yaml included."""
    beside = corrections.file_of(source)
    every = _files(source) + ([beside] if source.is_file() and beside.is_file() else [])
    hashes = {}
    for path in every:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            digest = "unreadable"
        hashes[path.name if source.is_file() else path.relative_to(source).as_posix()] = digest
    return hashes


def fingerprint(source: Path, settings: Settings) -> str:
    """Return a hash of all that the prepared corpus depends on: files, methods, versions."""
    return stamp_of(state_of(source, settings))


def state_of(source: Path, settings: Settings) -> Before:
    """Return the files of a corpus as they are now, and what it is to be made with."""
    from analysis.read import VERSION as READ_VERSION

    versions = [READ_VERSION, CORRECTED_VERSION, LINK_VERSION]
    return Before(basis_of([settings.versions(), versions, tables.SCHEMAS]), input_hashes(source))


def stamp_of(state: Before) -> str:
    """Return a hash of ``state``."""
    return hashlib.sha256(state.to_json().encode()).hexdigest()


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
