"""Work that makes many values and no cycles, without Python's search for cycles among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 100_000  # new values, which it takes some milliseconds to look through


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles of references alone in the ``with`` block, and look for them again behind it.

    The search goes through all that is alive, word lists and results included, each time some thousand
    values are new: a tenth of the time of annotating. Where the block has made many, they count as old behind
    it: only the rare search through everything goes through them. Nothing is kept longer than the block.
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
        gc.enable()
