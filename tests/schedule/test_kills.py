"""Kill -9 at twenty random moments of a run: latest is always whole, and the next run finishes the work.

Folders, manifest, page and pointer are made by the real ``run_report``; only the notebooks are replaced by
something quick, so that the kills fall into all of its steps.
"""

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from analysis import locks
from analysis.schedule import state
from analysis.schedule.retention import runs_in

# Imports once, then forks a child for each line it is sent; tells its number, then how it ended.
PROGRAM = textwrap.dedent("""
    import hashlib, os, sys, time, types
    import analysis.deliver.pages, analysis.report.run as real
    from analysis.schedule import runs, steps

    def execute(notebooks, values, folder, progress):
        for number in range(6):
            (folder / f"{number}.ipynb").write_text("x" * 1000)
            time.sleep(0.02)
        return []

    class Values(dict):
        def __missing__(self, name):
            return ""

    def check(notebooks, given):
        return Values({**given, "quote_method": "rules", "language": "de"})

    def render(*_):
        time.sleep(0.02)
        page = "Bericht " * 50_000
        return page + hashlib.sha256(page.encode()).hexdigest()

    real.parameters = types.SimpleNamespace(check=check)
    real.prepare = lambda *_, **__: None
    real.selection = types.SimpleNamespace(select=lambda corpus, **__: None)
    real._execute_all = execute
    real.collect = lambda executed: []
    real.write_files = lambda contents, work: time.sleep(0.02)
    real._manifest = lambda *_: {"parameters": {}, "accounting": {"analysed": 3}}
    real.render = render
    fake = steps.standard()._replace(
        fetch=lambda definition: (), check=lambda *_: None, inputs=lambda *_: str(time.time())
    )
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            runs.run("woche", steps=fake)
            os._exit(0)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)
""")


def whole(page: Path) -> bool:
    """Tell whether a page was written to its end."""
    text = page.read_text("utf-8")
    return hashlib.sha256(text[:-64].encode()).hexdigest() == text[-64:]


class Nursery:
    """Starts runs that a test may kill."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", PROGRAM]
        self.process = subprocess.Popen(command, stdin=-1, stdout=-1, text=True, bufsize=1)

    def run(self, seconds: float | None = None) -> int:
        """Start a run, kill it after ``seconds``, return how it ended (0: by itself, 9: killed)."""
        self.process.stdin.write("\n")
        child = int(self.process.stdout.readline())
        if seconds is not None:
            time.sleep(seconds)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self.process.stdout.readline())


def test_twenty_kills(project: Path, define) -> None:
    define(period="", keep=5)
    nursery = Nursery()
    assert nursery.run() == 0  # imports are done
    began = time.monotonic()
    assert nursery.run() == 0
    lasts = time.monotonic() - began
    latest = project / "reports" / "woche" / "latest"
    first = latest.resolve().name
    pause = random.Random(20260302)
    ended = []
    for _ in range(20):
        before = latest.resolve().name
        ended.append(nursery.run(pause.uniform(0, lasts)))
        assert whole(latest / "index.html")
        assert json.loads((latest / "manifest.json").read_text())["accounting"] == {"analysed": 3}
        assert latest.resolve().name >= before  # never back
        assert locks.owner(state.folder() / "woche.lock") is None
        assert all(whole(run / "index.html") for run in runs_in(latest.parent))
    assert ended.count(9) >= 10, "most kills came too late to show anything"
    assert nursery.run() == 0
    assert latest.resolve().name > first and whole(latest / "index.html")
    statuses = [run.status for run in state.runs("woche")]
    assert statuses[0] == "done" and "running" not in statuses
    assert 1 <= statuses.count("interrupted") <= ended.count(9)
    assert [path.name for path in latest.parent.iterdir() if path.name.startswith(".")] == []
    assert len(runs_in(latest.parent)) <= 5
    assert (project / "reports" / "index.html").is_file()
    nursery.process.stdin.close()
    assert nursery.process.wait(30) == 0
