"""One run at a time: a lock that the system releases when its owner dies, with owner and age to read."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from analysis.errors import RunError


class Busy(RunError):
    """Another run holds the lock; try again later (exit code 75, EX_TEMPFAIL of sysexits.h)."""


class Owner(NamedTuple):
    """Who holds a lock: process, machine and since when (UTC)."""

    pid: int
    host: str
    since: dt.datetime


@contextmanager
def held(path: Path, what: str, now: dt.datetime) -> Iterator[None]:
    """Hold the lock file ``path`` for the block; Busy, naming owner and age, if another process does.

    ``what`` is named in the message. The lock is the system's (flock), so kill -9 leaves none behind;
    the file itself stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        if not _lock(file):
            raise Busy(f"{what} wird schon bearbeitet{_describe(_read(path), now)}.")
        file.truncate(0)
        owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": now.astimezone(dt.UTC)}
        file.write(json.dumps(owner, default=str))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


@contextmanager
def waited(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` for the block, once whoever holds it has let it go.

    A folder that is made for it and in which the block keeps nothing is taken away again.
    """
    made = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    while not (_lock(file) and path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat())):
        file.close()  # held by another, or taken away by it meanwhile
        time.sleep(0.1)
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    try:
        yield
    finally:
        if made and [*path.parent.iterdir()] == [path]:
            path.unlink()
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()
        file.close()


def owner(path: Path) -> Owner | None:
    """Return who holds the lock file ``path`` now, None if nobody does."""
    if not path.is_file():
        return None
    with path.open("a+", encoding="utf-8") as file:
        if _lock(file):
            return None
    return _read(path) or Owner(0, "", dt.datetime.now(dt.UTC))


def _read(path: Path) -> Owner | None:
    try:
        entry = json.loads(path.read_text("utf-8"))
        return Owner(int(entry["pid"]), str(entry["host"]), dt.datetime.fromisoformat(entry["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # its owner is just writing it


def _describe(owner: Owner | None, now: dt.datetime) -> str:
    if owner is None:
        return ""
    minutes = max(0, round((now - owner.since).total_seconds() / 60))
    return f": Prozess {owner.pid} auf {owner.host}, seit {minutes} min"


def _lock(file: IO[str]) -> bool:
    """Take the system's lock on ``file``; False if another process has it."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            # far behind the text, so that others can still read the owner
            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
