"""A folder of files -> blobs to parse: sorted, nested, bounded; what cannot be opened is a problem."""

from __future__ import annotations

import dataclasses
import io
import os
import unicodedata
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO

from analysis.partitions.folder import are_in
from analysis.read.archives import ARCHIVES, CHUNK, SMALL, Budget, archive_blobs, archive_suffix
from analysis.read.formats import PAGES, READERS
from analysis.read.item import Blob, Limits, Problem, is_left_alone
from analysis.read.settings import source_of

LINE_BLOCK = 2 * 2**20  # bytes of a line file that one worker gets at a time
LINE_FILES = (".jsonl", ".ndjson")
# The first bytes of formats that are not text, whatever the name says.
MAGIC = (
    (b"\x89PNG", "ein Bild (PNG)", ()),
    (b"\xff\xd8\xff", "ein Bild (JPEG)", ()),
    (b"GIF8", "ein Bild (GIF)", ()),
    (b"%PDF", "ein PDF", (".pdf",)),
    (b"PK\x03\x04", "ein ZIP-Archiv oder Office-Dokument", (".docx", ".xlsx", ".odt")),
    (b"\x1f\x8b", "mit gzip gepackt", ()),
    (b"{\\rtf", "ein RTF-Dokument", (".rtf",)),
    (b"PAR1", "eine Parquet-Datei", (".parquet",)),
    (b"\xd0\xcf\x11\xe0", "ein altes Office-Dokument (.doc, .xls)", ()),
)


def blobs(folder: Path, limits: Limits, only: Collection[str] | None = None) -> Iterator[Blob | Problem]:
    """Yield the pieces of every file below ``folder`` (or of the one file) in the order of their names.

    ``only``: of the files with these names in the tables; None: of all.
    """
    if folder.is_file():
        yield from file_blobs(folder, folder.name, source_of(folder.parent, folder.parent), limits)
        return
    for path, source_file in files(folder):
        if isinstance(path, Problem):
            yield path
            continue
        if only is not None and source_file not in only:
            continue
        yield from file_blobs(path, source_file, source_of(path.parent, folder), limits)


def files(folder: Path) -> Iterator[tuple[Path | Problem, str]]:
    """Yield each file below ``folder`` and its name in the tables: relative, with slashes, NFC."""
    pending: list[Problem] = []

    def refuse(error: OSError) -> None:
        name = relative(Path(error.filename), folder)
        pending.append(
            Problem(name, "", f"Der Ordner ist nicht lesbar ({error.strerror}).", "Leserechte geben.")
        )

    # Links to folders are not followed, so a loop of links cannot occur.
    for parent, subfolders, names in os.walk(folder, onerror=refuse):
        for name in sorted(subfolders):
            path = Path(parent, name)
            if why := left_out(path):
                pending.append(Problem(relative(path, folder), "", *why))
                subfolders.remove(name)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "__MACOSX")))
        for problem in pending:
            yield problem, problem.source_file
        pending.clear()
        for name in sorted(names):
            if not is_left_alone(name):
                yield Path(parent, name), relative(Path(parent, name), folder)
    for problem in pending:
        yield problem, problem.source_file


def left_out(folder: Path) -> tuple[str, str] | None:
    """Return why a folder is not entered, and what to do; None where it is."""
    if folder.is_symlink():
        return "Verknüpfungen auf Ordner werden nicht verfolgt.", "Den Ordner selbst hierher kopieren."
    if are_in(folder):
        advice = "Als eigenes Korpus angeben oder aus diesem Ordner nehmen."
        return "Der Ordner enthält keine Artikel, sondern ausgewertete Partitionen.", advice
    return None


def relative(path: Path, folder: Path) -> str:
    """Return the name of ``path`` below ``folder``, the same on every machine."""
    name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
    return name.encode("utf-8", "replace").decode("utf-8")


def file_blobs(
    path: Path, source_file: str, source: Mapping[str, object], limits: Limits
) -> Iterator[Blob | Problem]:
    """Yield the pieces of one file."""
    suffix = archive_suffix(path.name) or path.suffix.lower()
    whole = Blob(source_file, "", suffix, b"", 1, source)
    try:
        size = path.stat().st_size
        if not path.is_file():
            yield whole.problem("Das ist keine gewöhnliche Datei.", "Entfernen.")
        elif suffix in LINE_FILES and size > LINE_BLOCK:
            yield from line_blobs(path, whole, limits)
        elif suffix in ARCHIVES:
            with path.open("rb") as file:
                budget = Budget(limits, size)
                yield from archive_blobs(file, whole, budget, lambda blob: pieces(blob, limits))
        elif size > limits.file_bytes:
            yield too_large(whole, size, limits.file_bytes)
        elif suffix not in READERS:
            yield unknown_format(whole)
        else:
            yield from pieces(dataclasses.replace(whole, data=path.read_bytes()), limits)
    except OSError as error:
        yield whole.problem(
            f"Die Datei ist nicht lesbar ({error.strerror}).", "Leserechte oder Verknüpfung prüfen."
        )


def unknown_format(blob: Blob) -> Problem:
    """Return the problem of a file whose format is not read."""
    known = ", ".join((*READERS, *ARCHIVES))
    reason = f"Das Format „{blob.suffix or 'ohne Endung'}“ wird nicht gelesen."
    return blob.problem(reason, f"In einem dieser Formate speichern: {known}.")


def pieces(blob: Blob, limits: Limits) -> Iterator[Blob | Problem]:
    """Yield a file's content, in blocks of lines where it has such, or the reason why it cannot be read."""
    if blob.suffix not in READERS:
        yield unknown_format(blob)
    elif not blob.data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        nul = b"\0" in blob.data
        reason = "Die Datei besteht aus Nullbytes." if nul else "Die Datei ist leer."
        yield blob.problem(reason, "Die Datei neu speichern oder entfernen.")
    elif wrong := next((m for m in MAGIC if blob.data.startswith(m[0]) and blob.suffix not in m[2]), None):
        reason = f"Die Datei heißt {blob.suffix}, ist aber {wrong[1]}."
        yield blob.problem(reason, "Mit der richtigen Endung speichern oder entfernen.")
    elif blob.suffix in (".docx", ".xlsx", ".odt") and (reason := unpacks_to_too_much(blob.data, limits)):
        yield blob.problem(reason, "Das Dokument öffnen und als Text speichern.")
    elif blob.suffix in LINE_FILES and len(blob.data) > LINE_BLOCK:
        yield from line_blocks(io.BytesIO(blob.data), blob, limits)
    elif blob.suffix in PAGES and len(blob.data) > limits.item_bytes:
        yield too_large(blob, len(blob.data), limits.item_bytes)
    else:
        yield blob


def unpacks_to_too_much(data: bytes, limits: Limits) -> str:
    """Return the reason why a zipped document is a bomb, or nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""  # the reader of the format says what is wrong
    if size > limits.file_bytes or size > max(SMALL, limits.ratio * len(data)):
        return f"Das Dokument entpackt sich auf {size / 2**20:.0f} MB, das kann eine Falle sein."
    return ""


def too_large(blob: Blob, size: int, limit: int, where: str = "") -> Problem:
    """Return the problem of something that exceeds its budget."""
    reason = f"Zu groß: {size / 2**20:.0f} MB, erlaubt sind {limit / 2**20:.0f} MB."
    return blob.problem(reason, "Aufteilen oder die Grenze in den Einstellungen anheben.", where)


def line_blobs(path: Path, whole: Blob, limits: Limits) -> Iterator[Blob | Problem]:
    """Yield a file of lines on disk in blocks of whole lines."""
    with path.open("rb") as file:
        yield from line_blocks(file, whole, limits)


def line_blocks(file: IO[bytes], whole: Blob, limits: Limits) -> Iterator[Blob | Problem]:
    """Yield lines in blocks; a line over the budget is left out and named."""
    first, number, size = 1, 0, 0
    block: list[bytes] = []
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: no bytes to split at
        file.seek(0)
        yield dataclasses.replace(whole, data=file.read(limits.file_bytes))
        return
    file.seek(0)
    while line := file.readline(limits.item_bytes + 1):
        number += 1
        if len(line) > limits.item_bytes:
            length = len(line)
            while not line.endswith(b"\n") and (line := file.readline(CHUNK)):
                length += len(line)
            yield too_large(whole, length, limits.item_bytes, f"Zeile {number}")
            line = b"\n"
        block.append(line)
        size += len(line)
        if size >= LINE_BLOCK:
            yield dataclasses.replace(whole, data=b"".join(block), first=first)
            first, block, size = number + 1, [], 0
    if b"".join(block).strip():
        yield dataclasses.replace(whole, data=b"".join(block), first=first)
