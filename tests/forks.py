"""Processes of their own, for what may only be tried in one: kills, limits, another user."""

import os
from collections.abc import Callable

from analysis.errors import RunError

FAILED, BROKE = 1, 3  # with an error that is expected of a bad moment; with any other


def started(work: Callable[[], object]) -> int:
    """Start ``work`` in a fork and return its process id."""
    child = os.fork()
    if child == 0:
        code = BROKE
        try:
            work()
            code = 0
        except (OSError, RunError):
            code = FAILED
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    """Wait for a process; return 0, FAILED, BROKE, the code it ended with, or minus its signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def forked(work: Callable[[], object]) -> int:
    """Run ``work`` in a fork and return how it ended."""
    return ended(started(work))
