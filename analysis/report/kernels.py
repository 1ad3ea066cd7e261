"""A kernel that runs one notebook after the other: starting and importing cost more than most notebooks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

# each kernel has a core, and the sums are small: threads of the linear algebra would only wait for each other
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
FORGET = "get_ipython().reset(new_session=True)"  # a notebook finds no variable of the one before


@contextmanager
def kernel(folder: Path) -> Iterator[AsyncKernelManager]:
    """Start a Python kernel that works in ``folder``; shut it down at the end, whatever happened."""
    from jupyter_client import AsyncKernelManager
    from jupyter_core.utils import run_sync

    manager = AsyncKernelManager(kernel_name="python3")
    run_sync(manager.start_kernel)(
        cwd=str(folder), env={**os.environ, **ONE_THREAD}, extra_arguments=["--log-level=ERROR"]
    )
    try:
        yield manager
    finally:
        run_sync(manager.shutdown_kernel)(now=True)


def execute_notebook(
    notebook: Path, target: Path, values: Mapping[str, Any], manager: AsyncKernelManager
) -> None:
    """Run ``notebook`` with papermill into ``target``, given ``values``, in the kernel of ``manager``."""
    import papermill

    papermill.execute_notebook(
        str(notebook),
        str(target),
        parameters=dict(values),
        progress_bar=False,
        log_output=False,
        start_timeout=120,
        km=manager,
    )
    _forget(manager)


def _forget(manager: AsyncKernelManager) -> None:
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        client.execute_interactive(FORGET, silent=True, store_history=False)
    finally:
        client.stop_channels()
