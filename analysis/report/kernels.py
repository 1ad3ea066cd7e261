"""A kernel that runs one notebook after the other: starting and importing cost more than most notebooks."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from analysis.errors import RunError

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

# each kernel has a core, and the sums are small: threads of the linear algebra would only wait for each other
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
CELL_SECONDS = 3600  # no cell of ours takes minutes: one that takes an hour hangs
PRINTED = 100_000  # characters of what one cell prints that are kept
WRITTEN_ONCE = "pressespiegel"  # the name of our engine
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
    """Run ``notebook`` with papermill into ``target``, given ``values``, in the kernel of ``manager``.

    RunError where the kernel dies or a cell takes longer than ``CELL_SECONDS``.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines

    papermill_engines.register(WRITTEN_ONCE, _engine())
    try:
        made = papermill.execute_notebook(
            str(notebook),
            str(target),
            parameters=dict(values),
            engine_name=WRITTEN_ONCE,
            progress_bar=False,
            log_output=False,
            start_timeout=120,
            execution_timeout=CELL_SECONDS,
            iopub_timeout=600,  # what a cell printed may come long after it is done
            km=manager,
        )
    except CellTimeoutError:
        raise RunError(f"Eine Zelle rechnete länger als {CELL_SECONDS / 60:.0f} Minuten.") from None
    except DeadKernelError:
        raise RunError(
            "Der Prozess, in dem es rechnete, ist abgestürzt; vielleicht reichte der Arbeitsspeicher nicht."
        ) from None
    if _shorten(made):
        nbformat.write(made, target)
    _forget(manager)


@functools.cache
def _engine() -> type:
    """Return papermill's engine, but the notebook is written at the end or where it breaks off.

    papermill writes all of it before and after each cell, which took longer than many a cell.
    """
    from papermill.engines import NBClientEngine

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            target, nb_man.output_path = nb_man.output_path, None
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **options)
            except BaseException:
                nb_man.output_path = target  # what there is of it is kept
                raise

    return Engine


def _shorten(book: nbformat.NotebookNode) -> bool:
    """Cut what each cell printed to ``PRINTED`` characters and say so; tell whether something was cut."""
    cut = False
    for cell in book.cells:
        printed = [out for out in cell.get("outputs", ()) if out.output_type == "stream"]
        text = "".join(out.text for out in printed)
        left = len(text) - PRINTED
        if left > 0:
            cut = True
            printed[0].text = f"{text[:PRINTED]}\n… ({left} weitere Zeichen weggelassen)\n"
            cell.outputs = [out for out in cell.outputs if all(out is not more for more in printed[1:])]
    return cut


def _forget(manager: AsyncKernelManager) -> None:
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        client.execute_interactive(FORGET, silent=True, store_history=False, timeout=120)
    finally:
        client.stop_channels()
