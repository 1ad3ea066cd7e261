"""Work that makes many values and no cycles, without Python's search for cycles among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles of references alone in the ``with`` block, and look for them again behind it.

    The search goes through all that is alive, word lists and results included, each time some thousand
    values are new: a tenth of the time of annotating. Nothing is kept longer than the block.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
