"""Batches on processes of this machine; one that dies or hangs is replaced and repeats only its batch.

Each worker is a fresh process (spawned, so that threads of the caller do no harm) at one end of a pipe.
It sends every record as it is made, so that the caller knows the article it is at.
"""

from __future__ import annotations

import heapq
import multiprocessing
import signal
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from analysis.annotation.article import Record, Settings
from analysis.annotation.batches import Annotate, Job, annotate_batch, took_too_long, warm_up
from analysis.annotation.limits import budget
from analysis.errors import RunError

AHEAD = 4  # batches under way for each worker: bounds the memory
GRACE = 30.0  # seconds more than the budget, before a process that no alarm reaches is ended
TRIES = 2  # an article that its process dies of so often is given up

Batch = tuple[list[Job], list[Record]]


class Piece(NamedTuple):
    """Jobs of one batch that a worker gets at once: the whole batch, later what is left of it."""

    batch: int
    at: int  # number of the first job in its batch
    jobs: list[Job]
    lost: int = 0  # workers that died at it


def run_on_processes(
    batches: Iterator[list[Job]],
    settings: Settings,
    workers: int,
    seconds: float,
    work: Annotate = annotate_batch,
) -> Iterator[Batch]:
    """Yield each batch with its records, in order. RunError where no process starts."""
    pool = _Pool(settings, workers, seconds, work)
    try:
        yield from pool.run(batches)
    finally:
        pool.close()


class _Worker:
    """One process, the pipe to it and what it is at."""

    def __init__(self, settings: Settings, seconds: float, work: Annotate) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, settings, seconds, work), daemon=True)
        with _caller_hidden():
            self.process.start()
        other.close()
        self.piece: Piece | None = None
        self.made = 0  # records of the piece received
        self.ready = False
        self.deadline = float("inf")

    def give(self, piece: Piece, seconds: float) -> None:
        self.piece, self.made = piece, 0
        self.watch(seconds)
        self.pipe.send(piece.jobs)

    def watch(self, seconds: float) -> None:
        """Set the time by which the next sign of life must come."""
        longest = max(budget(fields, seconds) for _, fields, _, _ in self.piece.jobs) if self.piece else 0
        self.deadline = time.monotonic() + longest + GRACE if self.piece and self.ready else float("inf")

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class _Pool:
    """The workers, the pieces that wait for one, and the batches that are not complete."""

    def __init__(self, settings: Settings, workers: int, seconds: float, work: Annotate) -> None:
        self.new = (settings, seconds, work)
        self.size, self.seconds = workers, seconds
        self.workers: list[_Worker] = []
        self.waiting: list[Piece] = []  # a heap: what the next batch to yield needs goes first
        self.records: dict[int, list[Record | None]] = {}
        self.never_started = 0

    def run(self, batches: Iterator[list[Job]]) -> Iterator[Batch]:
        jobs: dict[int, list[Job]] = {}
        taken = given = 0
        while True:
            while taken - given < self.size * AHEAD and (batch := next(batches, None)) is not None:
                jobs[taken], self.records[taken] = batch, [None] * len(batch)
                heapq.heappush(self.waiting, Piece(taken, 0, batch))
                taken += 1
            if taken == given:
                return
            self.step()
            while given in self.records and None not in self.records[given]:
                yield jobs.pop(given), [record for record in self.records.pop(given) if record is not None]
                given += 1

    def step(self) -> None:
        """Give work to all who are idle, then wait for the next sign of any of them."""
        while self.waiting:
            idle = next((worker for worker in self.workers if worker.piece is None), None)
            if idle is None and len(self.workers) < self.size:
                idle = _Worker(*self.new)
                self.workers.append(idle)
            if idle is None:
                break
            self.give(idle, heapq.heappop(self.waiting))
        due = min(worker.deadline for worker in self.workers) - time.monotonic()
        ready = wait([worker.pipe for worker in self.workers], min(max(due, 0), 3600.0))
        for worker in list(self.workers):
            if worker.pipe in ready:
                self.receive(worker)
            elif worker.deadline <= time.monotonic():
                self.lose(worker, hung=True)

    def give(self, worker: _Worker, piece: Piece) -> None:
        try:
            worker.give(piece, self.seconds)
        except OSError:  # it died idle: no fault of the piece
            worker.piece = piece
            self.lose(worker, blame=False)

    def receive(self, worker: _Worker) -> None:
        try:
            record = worker.pipe.recv()
        except (EOFError, OSError):
            self.lose(worker)
            return
        piece = worker.piece
        if record is None or piece is None:  # it has begun
            worker.ready, self.never_started = True, 0
        else:
            self.records[piece.batch][piece.at + worker.made] = record
            worker.made += 1
            if worker.made == len(piece.jobs):
                worker.piece = None
        worker.watch(self.seconds)

    def lose(self, worker: _Worker, hung: bool = False, blame: bool = True) -> None:
        """Replace a worker that died or hangs; what it had left waits again, one by one."""
        worker.end()
        self.workers.remove(worker)
        if not worker.ready:
            self.never_started += 1
            if self.never_started > self.size + TRIES:
                raise RunError("Die Arbeitsprozesse starten nicht; bitte mit --workers 1 aufrufen.")
            blame = False
        if worker.piece is None:
            return
        batch, at, jobs, lost = worker.piece
        blamed = lost + 1 if blame and (worker.made or len(jobs) == 1) else lost
        for number in range(worker.made, len(jobs)):
            alone = Piece(batch, at + number, [jobs[number]], blamed if number == worker.made else 0)
            if hung and len(jobs) == 1:
                seconds = budget(jobs[number][1], self.seconds)
                self.records[batch][at + number] = {"error": took_too_long(seconds)}
            elif alone.lost >= TRIES:
                self.records[batch][at + number] = {"error": DIED}
            else:
                heapq.heappush(self.waiting, alone)

    def close(self) -> None:
        for worker in self.workers:
            worker.end()


DIED = "Der Arbeitsprozess ist an diesem Artikel zweimal abgebrochen"


@contextmanager
def _caller_hidden() -> Iterator[None]:
    """Let a spawned process not run the caller's script again: a script needs no guard of its own."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def serve(pipe: Connection[Any, Any], settings: Settings, seconds: float, work: Annotate) -> None:
    """Answer each list of jobs that comes through ``pipe``, record by record, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller, who ends this process
    warm_up(settings)
    try:
        pipe.send(None)
        while True:
            for record in work(pipe.recv(), settings, seconds):
                pipe.send(record)
    except (EOFError, OSError):  # the caller is gone
        return
