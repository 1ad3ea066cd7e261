"""One run: made once, with the right days; failures, locks, full disks; what stays."""

import datetime as dt
import errno
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from analysis import locks, tables
from analysis.errors import InputError, RunError
from analysis.locks import Busy
from analysis.schedule import retention, state
from analysis.schedule.definitions import DefinitionError
from analysis.schedule.runs import folder, run

MONDAY = dt.date(2026, 3, 2)


def latest(name: str = "woche") -> str:
    return (folder(name) / "latest").resolve().name


def test_what_a_source_did_not_give_is_told_to_the_page(define, desk, clock) -> None:
    define()
    desk.warnings = ("Abendblatt: https://a.example/rss fehlt (keine Antwort).",)
    run("woche", MONDAY, clock=clock, steps=desk.steps())
    assert desk.printed == desk.warnings


def test_a_run_resolves_its_period_and_is_made_once(define, desk, clock) -> None:
    define()
    first = run("woche", MONDAY, clock=clock, steps=desk.steps())
    clock.set("2026-03-04 12:05")
    again = run("woche", MONDAY, clock=clock, steps=desk.steps())
    assert desk.calls == [("woche", "2026-02-23", "2026-03-01")]
    assert (first.fresh, again.fresh) == (True, False)
    assert first.page == again.page
    assert [r.status for r in state.runs("woche")] == ["unchanged", "done"]
    assert desk.delivered == [("woche", "done")]


@pytest.mark.parametrize("change", ["articles", "definition", "day", "force", "gone"])
def test_a_changed_run_is_made_again(define, desk, clock, change: str) -> None:
    define()
    first = run("woche", MONDAY, clock=clock, steps=desk.steps())
    clock.set("2026-03-04 12:05")
    day = MONDAY
    if change == "articles":
        desk.articles = "one more"
    elif change == "definition":
        define(parameters={"count": "stories"})
    elif change == "day":
        day += dt.timedelta(days=7)
    elif change == "gone":
        first.page.unlink()
    again = run("woche", day, clock=clock, steps=desk.steps(), force=change == "force")
    assert again.fresh and len(desk.calls) == 2
    assert latest() == "2026-03-04T12-05-00"


def test_today_is_today_in_the_definitions_zone(define, desk, clock) -> None:
    define(timezone="Pacific/Auckland", period="yesterday")
    run("woche", clock=clock.set("2026-03-04 23:00"), steps=desk.steps())  # 5 March there
    assert desk.calls == [("woche", "2026-03-04", "2026-03-04")]


def test_a_failed_run_leaves_the_last_good_report(define, desk, clock) -> None:
    define()
    run("woche", MONDAY, clock=clock, steps=desk.steps())
    desk.error = ZeroDivisionError("division by zero")
    with pytest.raises(RunError, match=r"ZeroDivisionError.*letzte gute Bericht ist unverändert"):
        run("woche", clock=clock.set("2026-03-09 07:00"), steps=desk.steps())
    assert latest() == "2026-03-04T12-00-00"
    assert [r.status for r in state.runs("woche")] == ["failed", "done"]
    assert desk.delivered == [("woche", "done"), ("woche", "failed")]
    desk.error = None
    assert run("woche", clock=clock.set("2026-03-09 07:20"), steps=desk.steps()).fresh
    assert latest() == "2026-03-09T07-20-00"


def test_a_wrong_parameter_is_shown_with_its_line(define, desk, clock) -> None:
    define(parameters={"cuont": "stories"})

    def check(definition, parameters):
        raise InputError("Den Parameter „cuont“ gibt es nicht.")

    with pytest.raises(DefinitionError, match=r"schedules/woche.yaml, Zeile 4: Den Parameter „cuont“"):
        run("woche", clock=clock, steps=desk.steps()._replace(check=check))
    assert desk.calls == [] and state.runs("woche")[0].status == "failed"


def test_no_such_definition(define, desk, clock) -> None:
    define("woche")
    with pytest.raises(InputError, match=r"„wocge“ gibt es nicht.*Meinten Sie „woche“"):
        run("wocge", clock=clock, steps=desk.steps())


def test_two_runs_at_once(define, desk, clock) -> None:
    define()
    define("monat", period="previous calendar month", corpus="./data/raw/../raw/demo")

    def second(definition, parameters, now, warnings):
        clock.set("2026-03-04 12:07")
        with pytest.raises(
            Busy, match=rf"„woche“ wird schon bearbeitet: Prozess {os.getpid()} auf .*, seit 7 min"
        ):
            run("woche", clock=clock, steps=desk.steps())
        with pytest.raises(Busy, match=r"Das Korpus „./data/raw/../raw/demo“ wird schon bearbeitet"):
            run("monat", clock=clock, steps=desk.steps())
        return desk.report(definition, parameters, now, warnings)

    assert run("woche", MONDAY, clock=clock, steps=desk.steps()._replace(report=second)).fresh
    assert [c[0] for c in desk.calls] == ["woche"]
    assert run("monat", clock=clock, steps=desk.steps()).fresh  # the lock is free again


def test_two_processes_at_once_end_with_75(project: Path, define) -> None:
    define()
    program = textwrap.dedent("""
        import sys, time, datetime as dt
        from analysis.schedule import runs, steps
        def report(definition, parameters, now, warnings):
            print("at work", flush=True); sys.stdin.readline()
            page = runs.folder("woche") / "r" / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text("x")
            return page
        fake = runs.Steps(lambda d: (), lambda d, p: 0, lambda d, p: "", report, lambda d, r: ())
        steps.standard = lambda *_, **__: fake
        from analysis.cli import main
        sys.argv = ["pressespiegel", "schedule", "run", "woche"]
        main()
    """)  # fmt: skip
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, text=True) as first:
        assert first.stdout.readline() == "at work\n"
        second = subprocess.run(command, input="\n", capture_output=True, text=True, timeout=60)
        assert second.returncode == 75
        assert f"wird schon bearbeitet: Prozess {first.pid} auf " in second.stderr
        assert "Traceback" not in second.stderr
        lock = state.folder() / "woche.lock"
        assert locks.owner(lock).pid == first.pid
        out, _ = first.communicate("\n", timeout=60)
    assert first.returncode == 0 and out.strip().endswith("reports/woche/r/index.html")
    assert locks.owner(lock) is None


def test_a_killed_owner_leaves_no_lock(project: Path, clock) -> None:
    lock = state.folder() / "x.lock"
    program = (
        "import time, sys, datetime as dt; from pathlib import Path\n"
        "from analysis.locks import held\n"
        "with held(Path(sys.argv[1]), 'X', dt.datetime.now(dt.UTC)):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(lock)], stdout=-1, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy), locks.held(lock, "X", clock()):
            pass
        other.kill()
    with locks.held(lock, "X", clock()):
        assert json.loads(lock.read_text())["pid"] == os.getpid()


@pytest.mark.parametrize("where", ["report", "write", "state"])
def test_a_full_disk(define, desk, clock, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    define()
    run("woche", MONDAY, clock=clock, steps=desk.steps())
    full = OSError(errno.ENOSPC, "No space left on device")
    steps = desk.steps()
    if where == "report":
        desk.error = full
    elif where == "write":
        # half a report is written when the disk is full

        def report(definition, parameters, now, warnings):
            page = folder("woche") / f".{now:%Y-%m-%dT%H-%M-%S}-running" / "index.html"
            page.parent.mkdir()
            tables.write_atomically(page, b"half")
            raise full

        steps = steps._replace(report=report)
    else:

        def refuse(*_: object, **__: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(RunError) as caught:
        run("woche", clock=clock.set("2026-03-09 07:00"), steps=steps)
    expected = "disk is full" if where == "state" else "No space left on device"
    assert expected in str(caught.value)
    assert (
        latest() == "2026-03-04T12-00-00"
        and (folder("woche") / "latest" / "index.html").read_text() == "fertig"
    )
    monkeypatch.undo()
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(desk.project))
    desk.error = None
    assert run("woche", clock=clock.set("2026-03-09 08:00"), steps=desk.steps()).fresh
    assert latest() == "2026-03-09T08-00-00"


def test_a_full_disk_that_cannot_even_note_the_failure(define, desk, clock, monkeypatch) -> None:
    define()
    run("woche", MONDAY, clock=clock, steps=desk.steps())

    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def report(definition, parameters, now, warnings):
        monkeypatch.setattr(sqlite3, "connect", refuse)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(RunError, match="No space left"):
        run("woche", clock=clock.set("2026-03-09 07:00"), steps=desk.steps()._replace(report=report))
    monkeypatch.undo()
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(desk.project))
    assert [r.status for r in state.runs("woche")] == ["running", "done"]
    assert run("woche", clock=clock.set("2026-03-09 08:00"), steps=desk.steps()).fresh
    assert [r.status for r in state.runs("woche")] == ["done", "interrupted", "done"]


def test_retention_keeps_the_last_and_latest(define, desk, clock) -> None:
    define(keep=3)
    for day in range(2, 9):
        run("woche", dt.date(2026, 3, day), clock=clock.set(f"2026-03-0{day} 12:00"), steps=desk.steps())
    kept = [path.name for path in retention.runs_in(folder("woche"))]
    assert kept == [f"2026-03-0{day}T12-00-00" for day in (6, 7, 8)]
    (folder("woche") / "latest").unlink()
    (folder("woche") / "latest").symlink_to("2026-03-06T12-00-00")
    retention.retire(folder("woche"), 1)
    kept = [path.name for path in retention.runs_in(folder("woche"))]
    assert kept == ["2026-03-06T12-00-00", "2026-03-08T12-00-00"]


def test_retention_of_failed_runs_and_foreign_folders(tmp_path: Path) -> None:
    for day in range(1, 7):
        (tmp_path / f"2026-03-0{day}T12-00-00-failed").mkdir()
    for name in (
        "meine-notizen",
        "2026-03-01T12-00-00-10",
        "2026-03-01T12-00-00-2",
        ".2026-03-01T12-00-00-running",
    ):
        (tmp_path / name).mkdir()
    retention.retire(tmp_path, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".2026-03-01T12-00-00-running",
        "2026-03-01T12-00-00-10",
        "2026-03-04T12-00-00-failed",
        "2026-03-05T12-00-00-failed",
        "2026-03-06T12-00-00-failed",
        "meine-notizen",
    ]


def test_keep_nothing_means_keep_all(tmp_path: Path) -> None:
    for day in range(1, 7):
        (tmp_path / f"2026-03-0{day}T12-00-00").mkdir()
    assert retention.retire(tmp_path, 0) == []
    assert len(list(tmp_path.iterdir())) == 6
