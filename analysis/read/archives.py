"""Archives -> blobs: zip, tar, gz, warc; bounded in size, ratio, number, depth; nothing goes to disk."""

from __future__ import annotations

import bz2
import dataclasses
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple

from analysis.read.item import Blob, Limits, Problem, is_left_alone

ARCHIVES = (
    ".zip",
    ".tar",
    ".tgz",
    ".tar.gz",
    ".tar.bz2",
    ".tar.xz",
    ".gz",
    ".bz2",
    ".xz",
    ".warc",
    ".warc.gz",
)
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    NotImplementedError,
)
CHUNK = 2**20
SMALL = 8 * 2**20  # below this size a high ratio harms nobody


class TooMuch(ValueError):
    """An archive exceeds a budget; the message is German."""


class Budget:
    """What one archive on disk may still unpack to, counted over all archives within it."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits, self.packed, self.unpacked, self.members = limits, packed, 0, 0

    def read(self, file: IO[bytes], packed: int | None = None) -> bytes:
        """Return the rest of ``file``, ``packed`` bytes in the archive; raise TooMuch for a bomb."""
        most = max(SMALL, self.limits.ratio * (self.packed if packed is None else packed))
        parts, size = [], 0
        while part := file.read(CHUNK):
            size += len(part)
            if size > self.limits.file_bytes:
                raise TooMuch(f"entpackt größer als {self.limits.file_bytes // 2**20} MB")
            if size > most:
                raise TooMuch(f"mehr als {self.limits.ratio}-fach gepackt, das kann eine Falle sein")
            if self.unpacked + size > self.limits.archive_bytes:
                raise TooMuch(
                    f"das ganze Archiv entpackt sich auf über {self.limits.archive_bytes // 2**20} MB"
                )
            parts.append(part)
        self.unpacked += size
        return b"".join(parts)

    def count(self) -> None:
        """Count one member; raise TooMuch if there are too many."""
        self.members += 1
        if self.members > self.limits.members:
            raise TooMuch(f"mehr als {self.limits.members} Dateien im Archiv")


def archive_suffix(name: str) -> str:
    """Return the suffix of an archive's name, or nothing."""
    return next((s for s in sorted(ARCHIVES, key=len, reverse=True) if name.lower().endswith(s)), "")


def archive_blobs(
    file: IO[bytes],
    whole: Blob,
    budget: Budget,
    accept: Callable[[Blob], Iterator[Blob | Problem]],
    depth: int = 1,
) -> Iterator[Blob | Problem]:
    """Yield the pieces of an archive; ``whole`` names it, ``accept`` turns a member into its pieces."""
    if depth > budget.limits.depth:
        yield whole.problem(
            f"Archive sind tiefer als {budget.limits.depth}-fach geschachtelt.",
            "Das Archiv von Hand entpacken.",
        )
        return
    kind = whole.suffix
    members = (
        zip_members if kind == ".zip" else tar_members if "tar" in kind or kind == ".tgz" else gz_members
    )
    if "warc" in kind:
        members = warc_members
    seen: Counter[str] = Counter()
    try:
        for name, data, address in members(file, whole, budget):
            if isinstance(data, Problem):
                yield data
                continue
            seen[name] += 1
            place = name if seen[name] == 1 else f"{name} ({seen[name]})"  # names that collide
            source = {**whole.source, "vorgaben": {"url": address}} if address else whole.source
            suffix = ".html" if address else PurePosixPath(name).suffix.lower()
            member = Blob(whole.source_file, whole.place(place), suffix, data, 1, source)
            if not address and (nested := archive_suffix(name)):
                member = dataclasses.replace(member, suffix=nested)
                yield from archive_blobs(io.BytesIO(data), member, budget, accept, depth + 1)
            else:
                yield from accept(member)
    except TooMuch as error:
        yield whole.problem(
            f"Das Archiv ist zu groß: {error}.", "Von Hand entpacken oder die Grenze anheben."
        )
    except BROKEN as error:
        yield whole.problem(
            f"Das Archiv bricht ab oder ist beschädigt ({str(error)[:120]}); "
            f"{sum(seen.values())} Dateien davor sind gelesen.",
            "Die Datei neu herunterladen oder von Hand entpacken.",
        )


class Member(NamedTuple):
    """One file in an archive, or the problem with it; a web page in a WARC has an address."""

    name: str
    data: bytes | Problem
    address: str = ""


def refuse_path(name: str, whole: Blob) -> Problem | None:
    """Return the problem of a member whose path leaves the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        reason = "Der Pfad führt aus dem Archiv hinaus, das kann eine Falle sein."
        return whole.problem(reason, "Das Archiv prüfen und die Datei einzeln ablegen.", name)
    return None


def is_hidden(name: str) -> bool:
    """Tell whether a member is none of the articles (resource forks, dot files, README)."""
    parts = PurePosixPath(name).parts
    return not parts or parts[0] == "__MACOSX" or (is_left_alone(parts[-1]) and parts[-1] != "..")


def zip_members(file: IO[bytes], whole: Blob, budget: Budget) -> Iterator[Member]:
    """Yield the members of a zip file."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            name = info.filename
            if name and (info.is_dir() or is_hidden(name)):
                continue
            budget.count()
            if not name:
                yield Member(name, whole.problem("Eine Datei im Archiv hat keinen Namen.", "Neu packen."))
                continue
            if problem := refuse_path(name, whole):
                yield Member(name, problem)
            elif info.flag_bits & 1:
                yield Member(
                    name, whole.problem("Die Datei ist verschlüsselt.", "Ohne Kennwort packen.", name)
                )
            else:
                try:
                    with archive.open(info) as member:
                        data = budget.read(member, info.compress_size)
                except TooMuch as error:
                    advice = "Von Hand entpacken oder die Grenze anheben."
                    yield Member(name, whole.problem(f"Zu groß: {error}.", advice, name))
                except BROKEN as error:
                    problem = whole.problem(f"Die Datei ist beschädigt ({error}).", "Neu packen.", name)
                    yield Member(name, problem)
                else:
                    yield Member(name, data)


def tar_members(file: IO[bytes], whole: Blob, budget: Budget) -> Iterator[Member]:
    """Yield the files of a tar archive, packed or not; links and devices are left out."""
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for info in archive:
            if info.isdir() or is_hidden(info.name):
                continue
            budget.count()
            if problem := refuse_path(info.name, whole):
                yield Member(info.name, problem)
            elif not info.isfile() or (member := archive.extractfile(info)) is None:
                reason = "Verknüpfungen in Archiven werden nicht verfolgt."
                yield Member(info.name, whole.problem(reason, "Die Datei selbst einpacken.", info.name))
            else:
                yield Member(info.name, budget.read(member))


def gz_members(file: IO[bytes], whole: Blob, budget: Budget) -> Iterator[Member]:
    """Yield the one file in a .gz, .bz2 or .xz."""
    name = PurePosixPath(whole.item.rpartition(", ")[2] or whole.source_file).name
    openers: Mapping[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    budget.count()
    with openers[whole.suffix](file, "rb") as member:
        yield Member(name.removesuffix(whole.suffix), budget.read(member))


def warc_members(file: IO[bytes], whole: Blob, budget: Budget) -> Iterator[Member]:
    """Yield the web pages of a WARC file under their addresses."""
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in _warc_records(file):
            if record.rec_type not in ("response", "resource"):
                continue
            budget.count()
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            data = budget.read(record.content_stream())
            if getattr(record.raw_stream, "limit", 0) and not record.raw_stream.read(1):
                raise EOFError(f"der Datensatz {address} ist unvollständig")
            if "html" in kind and status == "200":
                yield Member(f"{address}", data, address)
    except ArchiveLoadFailed as error:
        raise EOFError(str(error)) from error


def _warc_records(file: IO[bytes]) -> Iterator[Any]:
    from warcio.archiveiterator import ArchiveIterator

    try:
        yield from ArchiveIterator(file)
    except AttributeError as error:  # warcio asks for the scheme of an address that is not there
        raise EOFError("ein Datensatz hat keine Adresse") from error
