"""The commands by their exit codes and messages, through the real command line."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.schedule import steps


@pytest.fixture
def call(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Callable:
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pressespiegel", *arguments])
        code = 0
        try:
            main()
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_run_and_again(define, desk, call, monkeypatch: pytest.MonkeyPatch) -> None:
    define()
    monkeypatch.setattr(steps, "standard", lambda *_: desk.steps())
    desk.warnings = ("Abendblatt: https://a.example/rss fehlt (keine Antwort).",)
    code, out, err = call("schedule", "run", "woche", "--date", "2026-03-02")
    assert (code, out.endswith("/index.html\n")) == (0, True)
    assert err == "Hinweis: Abendblatt: https://a.example/rss fehlt (keine Antwort).\n"
    code, again, err = call("schedule", "run", "woche", "--date", "2026-03-02")
    assert (code, again) == (0, out)
    assert "liegt schon vor" in err
    assert desk.calls == [("woche", "2026-02-23", "2026-03-01")]


def test_failure_bad_definition_bad_day(define, desk, call, monkeypatch: pytest.MonkeyPatch) -> None:
    define()
    define("schlecht", "corpus: data/raw/demo\nschedule: x\n")
    monkeypatch.setattr(steps, "standard", lambda *_: desk.steps())
    desk.error = ValueError("kaputt")
    assert call("schedule", "run", "woche")[0] == 1
    code, _, err = call("schedule", "run", "schlecht")
    assert code == 2 and "schedules/schlecht.yaml, Zeile 2: „x“ ist keine Cron-Zeile" in err
    assert call("schedule", "run", "nichts")[0] == 2
    assert call("schedule", "run", "woche", "--date", "2026-02-30")[0] == 2
    assert call("schedule", "install")[0] == 2


def test_list_and_status(define, desk, call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("schedule", "list") == (0, "", "In schedules/ liegt noch keine Definition.\n")
    define(title="Die Woche")
    define("schlecht", "schedule: x\n")
    code, out, err = call("schedule", "list")
    assert (code, len(err.splitlines())) == (2, 2)
    assert out.startswith("woche                0 7 * * 1      Europe/Berlin  nächster Lauf: ")
    assert out.endswith("07:00  Die Woche\n")
    assert "  noch kein Lauf\n" in call("schedule", "status", "woche")[1]
    monkeypatch.setattr(steps, "standard", lambda *_: desk.steps())
    call("schedule", "run", "woche")
    lines = call("schedule", "status", "woche")[1].splitlines()
    assert "  fertig  " in lines[1] and lines[1].endswith("/index.html")


def test_due_by_the_command(define, desk, call, monkeypatch: pytest.MonkeyPatch) -> None:
    define(schedule="* * * * *")
    monkeypatch.setattr(steps, "standard", lambda *_: desk.steps())
    assert call("schedule", "due")[0] == 0
    from analysis.schedule import runs

    later = runs.now() + dt.timedelta(minutes=2)
    monkeypatch.setattr("analysis.schedule.due.due.__defaults__", (lambda: later, None, None))
    code, out, _ = call("schedule", "due")
    assert code == 0 and out.startswith("woche: ") and len(desk.calls) == 1
    define("schlecht", "schedule: x\n")
    assert call("schedule", "due")[0] == 2


def test_fetch_without_sources(define, call) -> None:
    define()
    code, _, err = call("fetch", "woche")
    assert code == 2 and "nennt keine Quellen" in err


@pytest.mark.slow
def test_a_real_report_over_the_demo_corpus(tmp_path: Path) -> None:
    """Definition to page with real notebooks: two weeks, the index, the second call does nothing."""
    import os
    import shutil

    from analysis import paths

    root = paths.root()
    for name in ("data/raw/demo", "notebooks"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (tmp_path / "schedules").mkdir()
    text = "corpus: data/raw/demo\nschedule: 0 7 * * 1\nperiod: letzte 7 Tage\n"
    text += "notebooks: [01_korpus, 02_sentiment]\n"
    (tmp_path / "schedules" / "woche.yaml").write_text(f"{text}parameters:\n  quote_method: rules\n", "utf-8")
    command = [sys.executable, "-c", "from analysis.cli import main; main()", "schedule"]
    environment = {**os.environ, "PRESSESPIEGEL_ROOT": str(tmp_path)}

    def call(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, timeout=600, cwd=root
        )

    pages = []
    for day in ("2026-03-30", "2026-04-06"):
        done = call("run", "woche", "--date", day)
        assert done.returncode == 0, done.stderr
        pages.append(Path(done.stdout.strip()))
    manifest = json.loads((pages[1].parent / "manifest.json").read_text("utf-8"))
    assert (manifest["parameters"]["date_from"], manifest["parameters"]["date_to"]) == (
        "2026-03-30",
        "2026-04-05",
    )
    assert sorted(p.name for p in (pages[1].parent / "notebooks").iterdir()) == [
        "01_korpus.ipynb",
        "02_sentiment.ipynb",
    ]
    again = call("run", "woche", "--date", "2026-04-06")
    assert (again.returncode, again.stdout.strip()) == (0, str(pages[1]))
    assert (tmp_path / "reports" / "woche" / "latest").resolve() == pages[1].parent
    index = (tmp_path / "reports" / "index.html").read_text("utf-8")
    assert "30. März 2026 – 5. April 2026" in index and index.count("<svg") == 3
    wrong = tmp_path / "schedules" / "woche.yaml"
    wrong.write_text(wrong.read_text("utf-8").replace("quote_method: rules", "quote_metod: rules"), "utf-8")
    bad = call("run", "woche", "--date", "2026-04-06")
    assert bad.returncode == 2
    assert "schedules/woche.yaml, Zeile 6: Den Parameter „quote_metod“ gibt es nicht." in bad.stderr
