"""Whatever fails at whatever moment of a run: kept tables and last good report stay, byte for byte.

The notebooks are stubs here, so that every moment costs a fraction of a second; what a real kernel can do
to a run stands in test_kernel_faults.py.
"""

import datetime as dt
import errno
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import runs
from matplotlib.figure import Figure

from analysis import locks, preparation, tables
from analysis.errors import RunError
from analysis.exhibits import MIME, Exhibit
from analysis.preparation import prepare
from analysis.report import run as run_module
from analysis.report.run import run_report
from tests.forks import FAILED, ended, forked, started

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are tried in forks")
NOW = dt.datetime(2026, 3, 9, 10, tzinfo=dt.UTC)
TEXT = "Die Brücke bleibt bis {} gesperrt. „Wir prüfen das“, sagte Jana Voss. Der Streit eskaliert.\n"
KILLED = 137
Snapshot = dict[str, bytes]


def write_article(root: Path, month: str) -> None:
    path = root / "data" / "raw" / "klein" / f"{month}.txt"
    path.write_text(f"Brücke gesperrt bis {month}\n\n" + TEXT.format(month) * 4, "utf-8")


def report(root: Path, now: dt.datetime = NOW, **given: object) -> Path:
    values = {"corpus": "data/raw/klein", "quote_method": "rules", **given}
    return run_report(given=values, now=now, chosen=("01_korpus",))


def _bytes(folder: Path) -> Snapshot:
    found = {path: path.readlink() for path in folder.rglob("*") if path.is_symlink()}
    inside = [path for path in folder.rglob("*") if path.is_file() and not set(path.parents) & set(found)]
    return {
        path.relative_to(folder).as_posix(): str(found[path]).encode() if path in found else path.read_bytes()
        for path in (*found, *(path for path in inside if path not in found))
    }


def kept(root: Path) -> Snapshot:
    """Return the processed data: tables, stamp, history of the codebook."""
    ours = _bytes(root / "data" / "processed" / "klein")
    return {name: data for name, data in ours.items() if name not in (".lock", preparation.PRINTS)}


def reports(root: Path) -> Snapshot:
    return {name: data for name, data in _bytes(root / "reports").items() if "-failed/" not in name}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two articles, their tables and a report."""
    root = tmp_path_factory.mktemp("gut")
    (root / "data" / "raw" / "klein").mkdir(parents=True)
    shutil.copytree(runs.ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns("lehre"))
    write_article(root, "April")
    write_article(root, "Mai")
    code = nbformat.v4.new_code_cell("exhibit()")
    payload = Exhibit("probe", "Titel", "n = 1", pd.DataFrame({"n": [1]}), Figure()).payload()
    code.outputs = [nbformat.v4.new_output("display_data", data={MIME: payload})]
    nbformat.write(nbformat.v4.new_notebook(cells=[code]), root / "executed.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        stubs(patch, root)
        report(root)
    return root


def stubs(patch: pytest.MonkeyPatch, root: Path) -> None:
    patch.setenv("PRESSESPIEGEL_ROOT", str(root))
    patch.setattr(
        tables, "check_corpus", lambda corpus: corpus
    )  # has tests of its own, and takes half the time
    patch.setattr(run_module, "kernel", lambda _: nullcontext())
    patch.setattr(
        run_module, "execute_notebook", lambda _, target, *__: shutil.copy(root / "executed.ipynb", target)
    )


@pytest.fixture
def project(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the good project, to which an article was added since."""
    root = tmp_path / "projekt"
    shutil.copytree(good, root, symlinks=True)
    stubs(monkeypatch, root)
    write_article(root, "Juni")
    return root


@pytest.fixture(scope="module")
def undisturbed(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The processed data after a run that nothing disturbs."""
    root = tmp_path_factory.mktemp("ruhig") / "projekt"
    shutil.copytree(good, root, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        stubs(patch, root)
        write_article(root, "Juni")
        report(root, NOW + dt.timedelta(days=1))
        return kept(root)


def at(moment: str, act: Callable[[], None], patch: pytest.MonkeyPatch) -> None:
    """Let ``act`` happen when the file whose path holds ``moment`` is about to be written."""
    write = tables.write_together

    def disturbed(files) -> None:
        def each():
            for path, data in files:
                if moment in path.as_posix():
                    act()
                yield path, data

        write(each())

    patch.setattr(tables, "write_together", disturbed)


def full_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


TABLES = [f"{name}/part-" for name in tables.SCHEMAS]
PREPARING = ["stamp.txt", "found.parquet", "codebuch/", preparation.PRINTS, *TABLES]
WRITING = [
    "probe.csv",
    "probe.xlsx",
    "probe.parquet",
    "probe.svg",
    "probe.png",
    "manifest.json",
    "index.html",
]


def check(root: Path, before: tuple[Snapshot, Snapshot], after: Snapshot, *, prepared: bool) -> None:
    """Check what a disturbed run left, and that the next one completes."""
    assert kept(root) == (after if prepared else before[0])
    assert reports(root).items() >= before[1].items()
    page = report(root, NOW + dt.timedelta(days=2))
    assert page.is_file() and (root / "reports" / "klein" / "latest").resolve() == page.parent
    assert kept(root) == after
    assert {name: reports(root)[name] for name in before[1] if "latest" not in name} == {
        name: data for name, data in before[1].items() if "latest" not in name
    }


@pytest.mark.parametrize("moment", PREPARING + WRITING)
def test_a_disk_that_is_full(
    project: Path, undisturbed: Snapshot, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    before = kept(project), reports(project)
    with monkeypatch.context() as patch:
        at(moment, full_disk, patch)
        with pytest.raises((OSError, RunError)):
            report(project, NOW + dt.timedelta(days=1))
    check(project, before, undisturbed, prepared=moment in WRITING)


KILLS = ["stamp.txt", "codebuch/", preparation.PRINTS, "quotes/part-", "evidence/part-", *WRITING[3:]]


@pytest.mark.parametrize("moment", KILLS)
def test_a_kill(project: Path, undisturbed: Snapshot, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    before = kept(project), reports(project)
    with monkeypatch.context() as patch:
        at(moment, lambda: os._exit(KILLED), patch)
        assert forked(lambda: report(project, NOW + dt.timedelta(days=1))) == KILLED
    hidden = [name for name in kept(project) if "/." in name or name.startswith(".")]
    for name in hidden:  # what the killed one was writing: in nobody's way, and no table
        (project / "data" / "processed" / "klein" / name).unlink()
    check(project, before, undisturbed, prepared=moment in WRITING)


@pytest.mark.parametrize("number", [1, 2, 9])
def test_a_kill_while_the_tables_change_places(
    project: Path, undisturbed: Snapshot, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before, replace, count = reports(project), Path.replace, iter(range(1, 1000))

    def killed(path: Path, target: Path) -> Path:
        if "processed" in str(target) and target.name != preparation.PRINTS and next(count) > number:
            os._exit(KILLED)
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        assert forked(lambda: report(project, NOW + dt.timedelta(days=1))) == KILLED
    assert (project / "data" / "processed" / "klein" / "stamp.txt").read_bytes() == b""  # nobody trusts them
    assert reports(project) == before
    report(project, NOW + dt.timedelta(days=2))
    assert {name: kept(project)[name] for name in undisturbed} == undisturbed


STEPS = {
    "reading": ("analysis.additions.read", "prepare"),
    "annotating": ("analysis.preparation.whole.annotate", "prepare"),
    "linking": ("analysis.preparation.whole.link", "prepare"),
    "selecting": ("analysis.selection.select", "run"),
    "a notebook": ("analysis.report.run.execute_notebook", "run"),
    "collecting": ("analysis.report.run.collect", "run"),
    "rendering": ("analysis.report.run.render", "run"),
    "the record": ("analysis.report.run._manifest", "run"),
}


@pytest.mark.parametrize(
    ("step", "error"),
    [
        *((step, MemoryError) for step in STEPS),
        ("annotating", KeyboardInterrupt),
        ("rendering", RecursionError),
    ],
)
def test_no_memory_no_stack_no_patience(
    project: Path, undisturbed: Snapshot, monkeypatch: pytest.MonkeyPatch, step: str, error: type
) -> None:
    name, when = STEPS[step]
    before = kept(project), reports(project)

    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(name, fails)
        with pytest.raises((RunError, error)):
            report(project, NOW + dt.timedelta(days=1))
    check(project, before, undisturbed, prepared=when == "run")


@pytest.mark.parametrize("year", [1970, 1999, 2025, 2038, 2100, 9998])
def test_a_clock_that_jumped(project: Path, undisturbed: Snapshot, year: int) -> None:
    before = reports(project)
    page = report(project, dt.datetime(year, 1, 1, tzinfo=dt.UTC))
    assert (project / "reports" / "klein" / "latest").resolve() == page.parent
    assert {name for name in before if "latest" not in name} < set(reports(project))
    assert kept(project) == undisturbed


@pytest.mark.parametrize("became", ["a folder", "a file", "a link to nothing", "a link to itself"])
def test_a_pointer_that_became_something_else(project: Path, undisturbed: Snapshot, became: str) -> None:
    """Copied by a cloud drive, say: the report comes, and the way to it stands beside it if need be."""
    shelf = project / "reports" / "klein"
    (shelf / "latest").unlink()
    if became == "a folder":
        (shelf / "latest").mkdir()
    elif became == "a file":
        (shelf / "latest").write_text("2026", "utf-8")
    else:
        (shelf / "latest").symlink_to("latest" if became == "a link to itself" else "fort")
    page = report(project, NOW + dt.timedelta(days=1))
    assert kept(project) == undisturbed and not list(shelf.glob(".latest*"))
    if became == "a folder":
        assert f"{page.parent.name}/index.html" in (shelf / "latest.html").read_text("utf-8")
    else:
        assert (shelf / "latest").resolve() == page.parent


def test_a_clock_that_goes_back_between_two_runs(project: Path, undisturbed: Snapshot) -> None:
    before = reports(project)
    page = report(project, NOW - dt.timedelta(days=1))
    assert (project / "reports" / "klein" / "latest").resolve() == page.parent
    assert len([name for name in reports(project) if name.endswith("/index.html")]) == 2
    assert {name for name in before if "latest" not in name} < set(reports(project))
    assert kept(project) == undisturbed


@pytest.mark.parametrize("when", [0, 2**31, 2**33])
def test_files_from_another_time(project: Path, undisturbed: Snapshot, when: int) -> None:
    for path in (project / "data").rglob("*"):
        os.utime(path, (when, when))
    report(project, NOW + dt.timedelta(days=1))
    assert kept(project) == undisturbed


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, which only root can")
@pytest.mark.parametrize("closed", ["reports/klein", "reports", "data/processed/klein", "data/processed"])
def test_a_folder_that_only_root_may_write(
    project: Path, undisturbed: Snapshot, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Path(tempfile.gettempdir())
    above = [path for path in project.parents if shelf in path.parents]
    for path in (project, *project.rglob("*"), *above):
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o666)
    shut = [project / closed, *(project / closed).rglob("*")]
    for path in shut:
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    before = kept(project), reports(project)

    def work() -> None:
        os.setuid(65_534)
        report(project, NOW + dt.timedelta(days=1))

    assert forked(work) == FAILED
    for path in shut:
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o666)
    check(project, before, undisturbed, prepared="reports" in closed)


@pytest.mark.parametrize("damage", ["bytes", "folder", "empty", "other tables"])
def test_a_damaged_cache_of_annotations(project: Path, undisturbed: Snapshot, damage: str) -> None:
    cache = preparation.kept_annotations()
    for path in cache.parent.iterdir():
        path.unlink()
    if damage == "folder":
        cache.mkdir()
    elif damage == "other tables":
        with sqlite3.connect(cache) as base:
            base.execute("create table fremd (a)")
        base.close()
    else:
        cache.write_bytes(b"kaputt" * 2000 if damage == "bytes" else b"")
    report(project, NOW + dt.timedelta(days=1))
    assert kept(project) == undisturbed


@pytest.mark.parametrize("second", ["rules", "model"])
def test_two_runs_at_once(project: Path, undisturbed: Snapshot, second: str) -> None:
    """Both complete; the tables are those of one of them, whole."""
    one = started(lambda: report(project, NOW + dt.timedelta(days=1), quote_method="rules"))
    other = started(lambda: report(project, NOW + dt.timedelta(days=2), quote_method=second))
    assert [ended(one), ended(other)] == [0, 0]
    made = kept(project)
    prepare("data/raw/klein", quote_method="rules")
    assert kept(project) == undisturbed
    prepare("data/raw/klein", quote_method=second)
    assert second == "rules" or made in (undisturbed, kept(project))


def test_a_second_run_waits_for_the_first_and_takes_what_it_made(
    project: Path, undisturbed: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = project / "data" / "processed" / "klein" / ".lock"
    monkeypatch.setattr(preparation.whole, "annotate", lambda *_, **__: os._exit(3))
    ready, go = os.pipe()

    def waiting() -> None:
        os.read(ready, 1)
        prepare("data/raw/klein", quote_method="rules")

    child = started(waiting)  # before the lock is taken: a fork would hold it too
    with locks.held(lock, "Probe", NOW):
        os.write(go, b"x")
        time.sleep(0.3)
        assert os.waitpid(child, os.WNOHANG) == (0, 0)  # it waits
        for name, data in undisturbed.items():
            (project / "data" / "processed" / "klein" / name).write_bytes(data)
    assert ended(child) == 0
