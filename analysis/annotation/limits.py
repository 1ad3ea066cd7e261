"""A time budget for a piece of work in the same process.

On the main thread an alarm interrupts it (regular expressions too); on other threads, as in a Dask worker,
an exception is set that the next step of the interpreter raises. Work that hangs in compiled code and
returns to neither is ended from outside, with its process (see processes).
"""

from __future__ import annotations

import ctypes
import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 60.0  # an article takes some hundredths of a second
CHARACTERS = 10_000  # of a long article get a second more
PAUSE = 0.1  # seconds between two looks of the watcher at the clock
IDLE = 100  # looks without work after which it ends


class TimeUp(BaseException):  # no Exception, so that no step takes it for a fault of its own
    """The budget is spent."""


def budget(fields: dict[str, str], seconds: float = SECONDS) -> float:
    """Return the seconds that the article with ``fields`` may take: ``seconds`` and more for a long one."""
    return seconds + sum(map(len, fields.values())) / CHARACTERS


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TimeUp in the ``with`` block once ``seconds`` of the clock have passed; inf: never.

    An alarm that the caller has set up for itself is left alone.
    """
    if not math.isfinite(seconds):
        yield
    elif _alarm_is_free():
        with _alarm(seconds):
            yield
    else:
        with _exception_set(seconds):
            yield


def _alarm_is_free() -> bool:
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) in (signal.SIG_DFL, None)
        and signal.getitimer(signal.ITIMER_REAL)[0] == 0
    )


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


_lock = threading.Lock()
_deadlines: dict[int, float] = {}  # by thread; taken out by the thread in time, else by the watcher
_watcher: list[threading.Thread] = []  # one for all threads (a timer for each article costs a millisecond)


@contextmanager
def _exception_set(seconds: float) -> Iterator[None]:
    """Let the watcher set TimeUp in this thread; once the block is left, none is on its way any more.

    Within such a block there must be no other one.
    """
    thread = threading.get_ident()
    with _lock:
        _deadlines[thread] = time.monotonic() + seconds
        if not _watcher:
            _watcher.append(threading.Thread(target=_watch, name="time limit", daemon=True))
            _watcher[0].start()
    raised = False
    try:
        yield
    except TimeUp:
        raised = True
        raise
    finally:
        with _lock:
            was_set = _deadlines.pop(thread, None) is None
        if was_set and not raised:
            _await_exception()


def _watch() -> None:
    idle = 0
    while idle < IDLE:
        time.sleep(PAUSE)
        with _lock:
            idle = 0 if _deadlines else idle + 1
            for thread in [t for t, deadline in _deadlines.items() if deadline <= time.monotonic()]:
                del _deadlines[thread]
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeUp))
            if idle >= IDLE:
                _watcher.clear()


def _await_exception() -> None:
    """Take the exception that was set as the block ended: the work was done in time."""
    try:
        for _ in range(1000):
            time.sleep(0.001)
    except TimeUp:
        pass
