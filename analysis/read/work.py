"""Blobs -> rows: parse and clean, on all cores where it pays, within the time allowed for an item."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import importlib
import itertools
import os
import signal
import threading
import unicodedata
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from analysis.clean import clean_article
from analysis.read.fields import recognise
from analysis.read.folder import blobs
from analysis.read.formats import PAGES, READERS
from analysis.read.item import Blob, Item, Limits, Note, Problem
from analysis.resources import words

GROUP_BYTES, GROUP_SIZE = 2 * 2**20, 32  # what one worker gets at a time
WORTH_IT = 4  # groups from which on more processes pay
AHEAD = 2  # groups under way for each worker


class Result(NamedTuple):
    """What some blobs gave: rows of the articles table (with ``item``), problems, notes."""

    rows: list[dict[str, object]]
    problems: list[Problem]
    notes: list[Note]

    def add(self, other: Result) -> None:
        """Append what ``other`` holds."""
        self.rows.extend(other.rows)
        self.problems.extend(other.problems)
        self.notes.extend(other.notes)


class TimeUp(BaseException):
    """An item took longer than it may; no library's ``except Exception`` may swallow it."""


def results(
    path: Path, limits: Limits, workers: int | None, now: dt.datetime, only: Collection[str] | None = None
) -> Iterator[Result]:
    """Yield what the blobs of a folder or file gave, in their order; ``only``: of these files of it."""
    work = groups(blobs(path, limits, only))
    first = list(itertools.islice(work, WORTH_IT))
    task = functools.partial(process_group, limits=limits, now=now)
    workers = workers or cores()
    if workers == 1 or len(first) < WORTH_IT:
        yield from map(task, itertools.chain(first, work))
        return
    if any(isinstance(blob, Blob) and blob.suffix in PAGES for group in first for blob in group):
        importlib.import_module("trafilatura")  # once, for all workers that are forked from here
    with ProcessPoolExecutor(workers) as pool:
        under_way: deque[tuple[list[Blob | Problem], Future[Result]]] = deque()
        for group in itertools.chain(first, work):
            under_way.append((group, pool.submit(task, group)))
            if len(under_way) > AHEAD * workers:
                yield outcome(*under_way.popleft(), task)
        while under_way:
            yield outcome(*under_way.popleft(), task)


def cores() -> int:
    """Return the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def groups(found: Iterable[Blob | Problem]) -> Iterator[list[Blob | Problem]]:
    """Yield blobs in groups of some size, so that handing them over costs little."""
    group: list[Blob | Problem] = []
    size = 0
    for blob in found:
        group.append(blob)
        size += len(blob.data) if isinstance(blob, Blob) else 0
        if size >= GROUP_BYTES or len(group) >= GROUP_SIZE:
            yield group
            group, size = [], 0
    if group:
        yield group


def process_group(group: list[Blob | Problem], limits: Limits, now: dt.datetime) -> Result:
    """Return what a group of blobs gave."""
    whole = Result([], [], [])
    for blob in group:
        if isinstance(blob, Problem):
            whole.problems.append(blob)
        else:
            whole.add(process(blob, limits, now))
    return whole


def process(blob: Blob, limits: Limits, now: dt.datetime) -> Result:
    """Parse and clean one blob; what fails or takes too long is a problem, the rest goes on."""
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    notes: list[Note] = []
    found = parse(blob)
    while True:
        try:
            with time_limit(limits.seconds):
                item = next(found, None)
                made = make_row(item, blob, limits, now) if isinstance(item, Item) else None
        except TimeUp:
            reason = f"Das Lesen dauerte länger als {limits.seconds:.0f} Sekunden."
            problems.append(blob.problem(reason, "Die Datei aufteilen oder in ein anderes Format bringen."))
            continue
        if item is None:
            return Result(rows, problems, notes)
        if isinstance(item, Note):
            notes.append(item)
        elif isinstance(item, Problem):
            problems.append(item)
        elif isinstance(made, Problem):
            problems.append(made)
        elif made:
            rows.append(made[0])
            notes += made[1]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp inside the block after ``seconds``, where the system can (main thread, not Windows)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def parse(blob: Blob) -> Iterator[Item | Problem | Note]:
    """Yield what the reader of the blob's format finds; if it fails, a problem says so."""
    try:
        yield from READERS[blob.suffix](blob)
    except Exception as error:
        yield blob.problem(
            f"Die Datei ist als {blob.suffix} nicht zu lesen ({type(error).__name__}: {str(error)[:200]}).",
            "Die Datei prüfen, neu speichern oder in ein anderes Format bringen.",
        )


def outcome(group: list[Blob | Problem], future: Future[Result], task: functools.partial[Result]) -> Result:
    """Return a worker's result; where a worker died, each blob gets a process of its own."""
    try:
        return future.result()
    except BrokenProcessPool:
        whole = Result([], [], [])
        for blob in group:
            whole.add(alone(blob, task))
        return whole


def alone(blob: Blob | Problem, task: functools.partial[Result]) -> Result:
    """Return what one blob gives in a process of its own; if that dies, the blob is a problem."""
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(task, [blob]).result()
    except BrokenProcessPool:
        assert isinstance(blob, Blob)
        reason = "Das Programm zum Lesen dieser Datei ist abgestürzt."
        return Result([], [blob.problem(reason, "Die Datei in einem anderen Format speichern.")], [])


def make_row(
    item: Item, blob: Blob, limits: Limits, now: dt.datetime
) -> tuple[dict[str, object], list[Note]] | Problem:
    """Return the row of one item and its notes, or the problem why it is no article."""
    defaults = blob.source.get("vorgaben")
    fields = (recognise(defaults) if isinstance(defaults, dict) else {}) | dict(item.fields)
    fields["outlet"] = str(blob.source.get("medium") or "") or fields.get("outlet") or outlet_of(item, fields)
    size = sum(len(value) for value in fields.values())
    if size > limits.item_bytes:
        reason = f"Der Artikel ist zu groß ({size / 2**20:.0f} Millionen Zeichen)."
        return Problem(item.source_file, item.item, reason, "Aufteilen oder die Grenze anheben.")
    row, notes = clean_article(fields, now, str(blob.source.get("zeitzone") or "Europe/Berlin"))
    if not any(letter.isalpha() for letter in str(row["text"])):
        return Problem(
            item.source_file,
            item.item,
            "Der Artikel hat keinen Text.",
            "Den Text ergänzen oder die Datei entfernen.",
        )
    row["source_file"] = item.source_file
    row["item"] = item.item
    given = "".join(filter(str.isprintable, item.fields.get("id", ""))).strip()
    row["article_id"] = given[:200] or content_id(fields)
    return row, [Note(item.source_file, item.item, step, note) for step, note in notes]


def outlet_of(item: Item, fields: dict[str, str]) -> str:
    """Return the outlet of an article that names none: the host of its address, else its folder."""
    host = fields.get("url", "").partition("://")[2].partition("/")[0].removeprefix("www.")
    folder = item.source_file.rpartition("/")[0].rpartition("/")[2]
    named = any(letter.isalpha() for letter in folder) and folder.lower() not in words("generic_folders")
    return host or (folder if named else "")


def content_id(fields: dict[str, str]) -> str:
    """Return an id that depends on the content and source of an article, not on its place or machine."""
    parts = (fields.get(name, "") for name in ("outlet", "url", "published_at", "title", "text"))
    plain = "\x1f".join(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=8).hexdigest()
