"""Memory that one batch of articles frees is kept for the next, not given back to the system in between."""

from __future__ import annotations

import ctypes
from functools import cache

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # as malloc.h of the C library of Linux numbers them
KEPT = 2**28  # bytes that stay at hand when they are free
OWN = 2**25  # bytes from which on an array comes from the system and goes back to it, the most there is


@cache
def keep_freed() -> None:
    """Tell the C library of this process, once; one without these settings goes on as it does.

    Else it gives the large arrays of each batch back, and the system fills them with zeros, page by page.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # no glibc: macOS, Windows, musl
        return
    mallopt(TRIM_THRESHOLD, KEPT)
    mallopt(MMAP_THRESHOLD, OWN)
