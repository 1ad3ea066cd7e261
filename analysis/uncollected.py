"""Work that makes many values and no cycles, without Python's search for cycles among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles of references alone in the ``with`` block, and look for them again behind it.

    The search goes through all that is alive, word lists and results included, each time some thousand
    values are new: a tenth of the time of annotating. What the block has made counts as old behind it,
    so that only the rare search through everything goes through it. Nothing is kept longer than the block.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # else what the caller keeps out of the search would be let in
            gc.freeze()
            gc.unfreeze()  # into the oldest generation, where it costs nothing to put all at once
        gc.enable()
