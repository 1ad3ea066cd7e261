"""The same batches on the workers of an existing Dask cluster (extra ``scale``).

Dask schedules, repeats what a lost worker had and says which workers there are; here only the number of
batches under way is bounded, their order kept, and what a batch needs is sent with it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.annotation.article import Record, Settings
from analysis.annotation.batches import Job, annotate_batch, warm_up
from analysis.errors import InputError, RunError

AHEAD = 3  # batches under way for each thread of the cluster: bounds the memory
PATIENCE = 20.0  # seconds to wait for the scheduler and its first worker
# messages to the scheduler that Dask keeps to look at: with the texts in them, its 1000 would be 300 MB
MESSAGES_KEPT = {"distributed.admin.low-level-log-length": 20}
WITHOUT_WORKERS = 180.0  # seconds to wait for workers to come back
GOES_ON = "Fertige Partitionen bleiben; derselbe Aufruf macht weiter."
INSTALL = "pip install 'pressespiegel[scale]'"


class OtherVersion(RuntimeError):
    """A worker would give other results than the caller."""


def run_on_cluster(
    batches: Iterator[list[Job]], settings: Settings, scheduler: Any, seconds: float
) -> Iterator[tuple[list[Job], list[Record]]]:
    """Yield each batch with its records, in order.

    ``scheduler`` is an address (tcp://…) or a distributed.Client, which stays open. InputError where
    Dask is not installed or nothing answers; RunError for workers that miss the package, have another
    version, or are gone for good.
    """
    book = _content(settings.codebook)
    with client_of(scheduler) as client:
        check_workers(client)
        task = (settings, settings.versions(), book, seconds)
        under_way: deque[tuple[list[Job], Any]] = deque()
        for batch in batches:
            under_way.append((batch, _submit(client, batch, task)))
            if len(under_way) >= max(1, _threads(client)) * AHEAD:
                first, future = under_way.popleft()
                yield first, _records(client, first, future, task)
        while under_way:
            first, future = under_way.popleft()
            yield first, _records(client, first, future, task)


@contextmanager
def client_of(scheduler: Any) -> Iterator[Any]:
    """Give the client of a scheduler's address for as long as the block runs; a client is given as it is."""
    try:
        from dask import config
        from distributed import Client
    except ImportError:
        raise InputError(f"Für --scheduler fehlt Dask: `{INSTALL}`.") from None
    if isinstance(scheduler, Client):
        yield scheduler
        return
    with _quiet():
        try:
            with config.set(MESSAGES_KEPT):
                client = Client(str(scheduler), timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            raise InputError(
                f"Unter „{scheduler}“ antwortet kein Dask-Scheduler ({why}); "
                "gemeint ist etwas wie tcp://rechner:8786, gestartet mit `dask scheduler`."
            ) from None
        try:
            yield client
        finally:
            client.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log of connections that close off the terminal; what matters is raised."""
    import logging

    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.comm")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def check_workers(client: Any) -> None:
    """Raise RunError, naming the workers, unless there is one and all have this package in this version."""
    from distributed import TimeoutError as Late

    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except (Late, TimeoutError):
        raise RunError(
            f"Der Scheduler {_address(client)} hat keinen Worker; "
            f"starten mit `dask worker {_address(client)}`."
        ) from None
    found = client.run(_probe(), on_error="return")
    wanted = own_code()
    without = sorted(worker for worker, answer in found.items() if not isinstance(answer, dict))
    other = sorted(w for w, answer in found.items() if isinstance(answer, dict) and answer != wanted)
    if without:
        raise RunError(
            f"Auf dem Dask-Worker {_some(without)} fehlt pressespiegel; dort `pip install pressespiegel` "
            "in derselben Version ausführen."
        )
    if other:
        raise RunError(
            f"Der Dask-Worker {_some(other)} hat pressespiegel in einer anderen Version; die Ergebnisse "
            "wären verschieden. Bitte dort dieselbe Version installieren und den Worker neu starten."
        )


def _probe() -> Callable[[], object]:
    def probe() -> object:  # a function in a function is sent by value: it runs where the package is missing
        try:
            from analysis.annotation.cluster import own_code
        except ImportError:
            return None
        return own_code()

    return probe


def own_code() -> dict[str, str]:
    """Return the versions that results depend on and that this process has: of the rooms, of the lemmas."""
    from importlib.metadata import version

    from analysis import framing, sentiment, sources
    from analysis.language.names import VERSION as NAMES
    from analysis.language.segment import VERSION as LANGUAGE

    rooms = {"framing": framing.VERSION, "sentiment": sentiment.VERSION, "sources": sources.VERSION}
    return {**rooms, "names": NAMES, "language": LANGUAGE, "simplemma": version("simplemma")}


def _some(workers: list[str]) -> str:
    return ", ".join(workers[:3]) + (f" und {len(workers) - 3} weiteren" if len(workers) > 3 else "")


def _address(client: Any) -> str:
    return str(client.scheduler.address)


def _threads(client: Any) -> int:
    """Return how many threads the workers have now; 0 without a scheduler that answers."""
    try:
        return sum(client.nthreads().values())
    except (OSError, RuntimeError, TimeoutError):
        return 0


def _content(codebook: str | None) -> bytes | None:
    """Return the bytes of a codebook that is a file of this machine, which the workers may not see."""
    return Path(codebook).read_bytes() if codebook and Path(codebook).is_file() else None


Task = tuple[Settings, dict[str, str], bytes | None, float]


def _submit(client: Any, batch: list[Job], task: Task) -> Any:
    return client.submit(annotate_there, batch, *task, pure=False, retries=1)


def annotate_there(
    batch: list[Job], settings: Settings, versions: dict[str, str], book: bytes | None, seconds: float
) -> bytes:
    """Do a batch on a worker; OtherVersion where its results would not be the caller's.

    The records are pickled here: Dask would measure the size of every value in them.
    """
    here = replace(settings, codebook=_unpacked(book)) if book is not None else settings
    if here.versions() != versions:
        raise OtherVersion
    warm_up(here)
    return pickle.dumps(list(annotate_batch(batch, here, seconds)))


def _unpacked(book: bytes) -> str:
    """Return the path of a file with the content ``book``, written once on each machine."""
    name = hashlib.sha256(book).hexdigest()[:32]
    path = Path(tempfile.gettempdir()) / f"pressespiegel-{name}.yaml"
    if not path.is_file() or path.read_bytes() != book:
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_bytes(book)
        temporary.replace(path)
    return str(path)


def _records(client: Any, batch: list[Job], future: Any, task: Task) -> list[Record]:
    """Wait for the records of ``batch``; where workers die of it, of each article by itself."""
    from distributed import KilledWorker

    try:
        return _awaited(client, future)
    except KilledWorker:
        return [_alone(client, job, task) for job in batch]


def _alone(client: Any, job: Job, task: Task) -> Record:
    from distributed import KilledWorker

    try:
        return _awaited(client, _submit(client, [job], task))[0]
    except KilledWorker:
        return {"error": "Die Dask-Worker sind an diesem Artikel mehrmals abgebrochen"}


def _awaited(client: Any, future: Any) -> list[Record]:
    """Return what ``future`` gives; RunError where scheduler or workers are gone or do not fit."""
    from distributed import KilledWorker

    waited = 0.0
    while True:
        try:
            records: list[Record] = pickle.loads(future.result(timeout=PATIENCE))
            return records
        except KilledWorker:
            raise
        except TimeoutError:
            waited = 0.0 if _threads(client) else waited + PATIENCE
            if waited > WITHOUT_WORKERS:
                raise RunError(f"Dem Scheduler {_address(client)} fehlen die Worker. {GOES_ON}") from None
        except (OtherVersion, ImportError):
            raise RunError(
                "Ein Dask-Worker, der später dazukam, hat pressespiegel nicht oder in einer anderen Version. "
                f"Bitte dort dieselbe Version installieren. {GOES_ON}"
            ) from None
        except Exception:
            if future.status in ("cancelled", "lost"):
                raise RunError(
                    f"Der Dask-Scheduler {_address(client)} ist nicht mehr da. {GOES_ON}"
                ) from None
            raise
