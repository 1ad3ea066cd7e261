"""A folder of files -> blobs to parse: sorted, nested, bounded; what cannot be opened is a problem."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from analysis.errors import InputError
from analysis.read.formats import READERS
from analysis.read.item import Blob, Limits, Problem

SETTINGS = ("quelle.yaml", "korrekturen.yaml")
LEFT_ALONE = ("README", "README.md", "README.txt", "LICENSE", "LICENSE.md", "LICENSE.txt")
LINE_BLOCK = 2 * 2**20  # bytes of a line file that one worker gets at a time


def blobs(folder: Path, limits: Limits) -> Iterator[Blob | Problem]:
    """Yield the pieces of every file below ``folder`` in the order of their names."""
    for path, source_file in files(folder):
        if isinstance(path, Problem):
            yield path
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
            if path.is_symlink():
                pending.append(
                    Problem(
                        relative(path, folder),
                        "",
                        "Verknüpfungen auf Ordner werden nicht verfolgt.",
                        "Den Ordner selbst hierher kopieren.",
                    )
                )
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "__MACOSX")))
        for problem in pending:
            yield problem, problem.source_file
        pending.clear()
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name not in SETTINGS + LEFT_ALONE:
                yield Path(parent, name), relative(Path(parent, name), folder)
    for problem in pending:
        yield problem, problem.source_file


def relative(path: Path, folder: Path) -> str:
    """Return the name of ``path`` below ``folder``, the same on every machine."""
    name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
    return name.encode("utf-8", "replace").decode("utf-8")


def file_blobs(
    path: Path, source_file: str, source: Mapping[str, object], limits: Limits
) -> Iterator[Blob | Problem]:
    """Yield the pieces of one file."""
    suffix = path.suffix.lower()
    if suffix not in READERS:
        yield Problem(
            source_file,
            "",
            f"Das Format „{suffix or path.name}“ wird nicht gelesen.",
            f"Als eines von {', '.join(READERS)} speichern.",
        )
        return
    try:
        size = path.stat().st_size
        if size == 0:
            yield Problem(source_file, "", "Die Datei ist leer.", "Die Datei neu speichern oder entfernen.")
        elif suffix in (".jsonl", ".ndjson"):
            yield from line_blobs(path, source_file, suffix, source, limits)
        elif size > limits.file_bytes:
            yield too_large(source_file, size, limits.file_bytes)
        else:
            yield Blob(source_file, "", suffix, path.read_bytes(), 1, source)
    except OSError as error:
        yield Problem(source_file, "", f"Die Datei ist nicht lesbar ({error.strerror}).", "Leserechte geben.")


def too_large(source_file: str, size: int, limit: int, item: str = "") -> Problem:
    """Return the problem of something that exceeds its budget."""
    return Problem(
        source_file,
        item,
        f"Zu groß: {size / 2**20:.0f} MB, erlaubt sind {limit / 2**20:.0f} MB.",
        "Aufteilen oder die Grenze in den Einstellungen anheben.",
    )


def line_blobs(
    path: Path, source_file: str, suffix: str, source: Mapping[str, object], limits: Limits
) -> Iterator[Blob | Problem]:
    """Yield a file of lines in blocks of whole lines; a line over the budget is left out and named."""
    first, number, block, size = 1, 0, [], 0
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: no bytes to split at
            file.seek(0)
            yield Blob(source_file, "", suffix, file.read(limits.file_bytes), 1, source)
            return
        file.seek(0)
        while line := file.readline(limits.item_bytes + 1):
            number += 1
            if len(line) > limits.item_bytes:
                length = len(line)
                while not line.endswith(b"\n") and (line := file.readline(2**20)):
                    length += len(line)
                yield too_large(source_file, length, limits.item_bytes, f"Zeile {number}")
                line = b"\n"
            block.append(line)
            size += len(line)
            if size >= LINE_BLOCK:
                yield Blob(source_file, "", suffix, b"".join(block), first, source)
                first, block, size = number + 1, [], 0
    if block:
        yield Blob(source_file, "", suffix, b"".join(block), first, source)


def source_of(parent: Path, folder: Path) -> dict[str, object]:
    """Return the settings in the quelle.yaml of ``parent`` or the nearest folder above, up to ``folder``."""
    while True:
        path = parent / "quelle.yaml"
        if path.is_file():
            return read_source(path)
        if parent == folder:
            return {}
        parent = parent.parent


def read_source(path: Path) -> dict[str, object]:
    """Return the settings of one quelle.yaml: medium, zeitzone, spalten, vorgaben."""
    known = ("medium", "zeitzone", "spalten", "vorgaben", "lizenz", "dateien")
    try:
        settings = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist kein gültiges YAML: {error}") from error
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        raise InputError(f"{path}: Es werden Zeilen wie „medium: Marenburger Allgemeine“ erwartet.")
    for name in settings:
        if name not in known:
            raise InputError(f"{path}: Unbekannte Angabe „{name}“; erlaubt sind {', '.join(known)}.")
    return settings
