"""Work that hangs, dies or is slow at certain articles: what a worker process is given in the tests."""

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from analysis.annotation import batches
from analysis.annotation.article import Record, Settings


def breaking(batch: list[batches.Job], settings: Settings, seconds: float) -> Iterator[Record]:
    """Do the work of ``annotate_batch`` unless a text says what happens instead.

    STIRB: the process dies; STIRB-EINMAL FILE: only if FILE is not there yet; HAENGT: no alarm wakes it.
    """
    texts = [fields.get("text", "") for _, fields, _, _ in batch]
    for job, text in zip(batch, texts, strict=True):
        once = re.search(r"STIRB-EINMAL (\S+)", text)
        if once and not Path(once[1]).exists():
            Path(once[1]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        elif "STIRB-IMMER" in text:
            os._exit(3)
        elif "HAENGT" in text:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(600)
        yield from batches.annotate_batch([job], settings, seconds)
