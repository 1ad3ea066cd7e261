"""JupyterLab and Voilà, started for real on a copy of the project."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WAIT = 90  # seconds for a server to answer


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def project(root: Path) -> Path:
    """Make a project root with erkunden.ipynb and the demo corpus."""
    (root / "notebooks").mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "erkunden.ipynb", root / "notebooks")
    shutil.copytree(ROOT / "data" / "raw" / "demo", root / "data" / "raw" / "demo")
    return root


@contextlib.contextmanager
def serving(root: Path, command: list[str], address: str) -> Iterator[str]:
    """Run ``command`` in ``root`` until the block ends; yield ``address`` once it answers."""
    settings = {"JUPYTER_CONFIG_DIR": root / "config", "JUPYTER_DATA_DIR": root / "data-jupyter",
                "IPYTHONDIR": root / "ipython", "PRESSESPIEGEL_ROOT": root}  # fmt: skip
    environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
    log = root / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, *command],
            cwd=root,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            _wait(server, address, log)
            yield address
        finally:
            # the server and the kernels it started, and nobody else
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(2 * WAIT):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"Der Server antwortet nicht:\n{log.read_text()[-3000:]}")
