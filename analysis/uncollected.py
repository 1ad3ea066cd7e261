"""Work that makes many values and no cycles, without Python's search for cycles among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

MANY = 100_000  # new values, which it takes some milliseconds to look through
EVERY = 50  # blocks with many new values
_blocks = count(1)


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles of references alone in the ``with`` block, and look for them again behind it.

    The search goes through all that is alive, word lists and results included, each time some thousand
    values are new: a tenth of the time of annotating. Where the block has made many, they count as old behind
    it: only a search through everything goes through them, at the latest after ``EVERY`` such blocks.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        # what the caller himself keeps out of the search would be let in
        if gc.get_count()[0] > MANY and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # into the oldest generation, where it costs nothing to put all at once
            if not next(_blocks) % EVERY:
                gc.collect()
        gc.enable()
