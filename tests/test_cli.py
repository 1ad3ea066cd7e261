"""The commands: help at once, and for everything a user may get wrong one sentence and exit code 2."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from analysis.cli import commands, main

ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "papermill",
    "pyarrow",
    "nbconvert",
    "lxml",
    "trafilatura",
    "textblob",
)


def all_commands(group: click.Group = commands, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return every command as its words: the program itself, its commands, the commands of those."""
    found = [before]
    for name, command in group.commands.items():
        words = (*before, name)
        found += all_commands(command, words) if isinstance(command, click.Group) else [words]
    return found


def leaves() -> list[tuple[str, ...]]:
    return [words for words in all_commands() if words and not isinstance(command_of(words), click.Group)]


def command_of(words: tuple[str, ...]) -> click.Command:
    command: click.Command = commands
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user does."""
    code = "from analysis.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


# ---- help


def test_help_is_there_at_once():
    """The fastest of three counts: the machine may be busy with other things."""
    seconds = []
    for _ in range(3):
        before = time.perf_counter()
        assert run("report", "--help").returncode == 0
        seconds.append(time.perf_counter() - before)
    assert min(seconds) < 1.0, seconds


def test_help_of_every_command_imports_nothing_heavy():
    """One process asks every command for help; what it has imported then is what help costs."""
    code = (
        "import sys, json\n"
        "from analysis.cli import commands\n"
        f"for words in {all_commands()!r}:\n"
        "    assert commands([*words, '--help'], prog_name='p', standalone_mode=False) == 0, words\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_annotating_lines_needs_no_tables(tmp_path):
    """pandas and pyarrow would double the start of the command."""
    line, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    line.write_text(json.dumps({"id": "a", "text": "„Das ist gut“, sagte Jana Voss."}), "utf-8")
    code = (
        "import sys, json\n"
        "from analysis.cli import commands\n"
        f"commands(['annotate', {str(line)!r}, {str(out)!r}], prog_name='p', standalone_mode=False)\n"
        "print(json.dumps([name for name in ('numpy', 'pandas', 'pyarrow') if name in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["numpy"]


@pytest.mark.parametrize("words", leaves(), ids=" ".join)
def test_help_says_what_it_does_and_gives_an_example_that_exists(words):
    context = click.Context(command_of(words), info_name=" ".join(words))
    text = " ".join(command_of(words).get_help(context).split())
    example = text.partition("Beispiel: ")[2]
    assert example.startswith(" ".join(("pressespiegel", *words))), text
    assert "help" in text
    for parameter in command_of(words).params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in ("--port", "--help") or parameter.help, parameter.opts


def test_a_group_holds_commands():
    """A command that can do nothing should not be offered."""
    empty = [words for words in all_commands() if isinstance(command_of(words), click.Group)]
    assert [words for words in empty if not command_of(words).commands] == []


def test_version():
    done = run("--version")
    assert done.returncode == 0 and "0." in done.stdout


def test_without_a_command_comes_the_help():
    done = run()
    assert done.returncode == 2 and "report" in done.stderr and "Traceback" not in done.stderr


# ---- bad input


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project with the real notebooks' declarations, entered as the working directory."""
    root = tmp_path / "projekt"
    (root / "data" / "raw" / "leer").mkdir(parents=True)
    (root / "data" / "raw" / "bild").mkdir()
    (root / "data" / "raw" / "bild" / "foto.txt").write_bytes(bytes(range(256)) * 40)
    (root / "data" / "raw" / "gut").mkdir()
    text = "Der Rat der Stadt hat am Montag über die Brücke beraten und vertagt. " * 12
    article = {"id": "a1", "outlet": "Blatt", "title": "Rat berät", "text": text, "date": "2026-03-02"}
    (root / "data" / "raw" / "gut" / "artikel.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    (root / "notebooks").symlink_to(ROOT / "notebooks")
    (root / "ausgabe").mkdir()
    (root / "alt.jsonl").write_text("das alte Ergebnis\n", "utf-8")
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(root))
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", "")
    monkeypatch.chdir(root)
    return root


def contents(root: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in root.rglob("*")
    }


def call(capsys, monkeypatch, *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process; return exit code, output and messages."""
    monkeypatch.setattr(sys, "argv", ["pressespiegel", *arguments])
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return code, out, err


GUT = ("report", "--corpus", "data/raw/gut")
ANNOTATE = ("annotate", "data/raw/gut/artikel.jsonl")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("repotr",), ("repotr", "report")),
        (("report", "--korpus", "x"), ("--korpus", "--corpus")),
        (("report", "zuviel"), ("zuviel",)),
        (("report", "--corpus"), ("--corpus",)),
        (("report", "--workers", "viele"), ("--workers", "viele")),
        (("report", "--workers", "0"), ("--workers", "0")),
        (("report", "--corpus", "data/raw/leer"), ("data/raw/leer", "keine Artikel", "hineinlegen")),
        (("report", "--corpus", "data/raw/bild"), ("data/raw/bild", "pressespiegel read")),
        (("report", "--corpus", "data/raw/nix"), ("data/raw/nix", "gibt es nicht", "bild, gut, leer")),
        (("report", "--corpus", ""), ("leer",)),
        (("report", "--corpus", "/etc"), ("/etc", "außerhalb", "--allow")),
        (("report", "--corpus", "../andere"), ("../andere", "außerhalb")),
        (("report", "--corpus", "~keinnutzer/x"), ("~keinnutzer/x",)),
        ((*GUT, "-p", "date_form=2026-03-02"), ("date_form", "Meinten Sie „date_from“?")),
        ((*GUT, "-p", "date_from=2026-02-30"), ("date_from", "2026-02-30", "JJJJ-MM-TT")),
        ((*GUT, "-p", "date_from=2026-03-09", "-p", "date_to=2026-03-02"), ("date_from", "date_to")),
        ((*GUT, "-p", "count=3"), ("count", "copies", "stories")),
        ((*GUT, "-p", "outlets=[1, 2]"), ("outlets", "Liste")),
        ((*GUT, "-p", "outlets=[kaputt"), ("outlets", "Liste")),
        ((*GUT, "-p", "language=fr"), ("language", "fr")),
        ((*GUT, "-p", "query=*"), ("query",)),
        ((*GUT, "-p", "ohne gleich"), ("ohne gleich", "NAME=WERT")),
        ((*GUT, "--name", ".."), ("..", "Name")),
        ((*GUT, "--name", "a/b"), ("a/b", "Name")),
        (("read", "data/raw/leer"), ("data/raw/leer", "keine Artikel")),
        (("read", "data/raw/nix"), ("data/raw/nix", "gibt es nicht")),
        (("read", "/etc"), ("/etc", "außerhalb")),
        (("read", ""), ("leer",)),
        (("annotate",), ("SOURCE",)),
        (("annotate", "nix.jsonl", "neu.jsonl"), ("nix.jsonl", "gibt es nicht")),
        (("annotate", "ausgabe", "neu.jsonl"), ("ausgabe",)),
        ((*ANNOTATE, "nix/neu.jsonl"), ("nix", "Ordner")),
        ((*ANNOTATE, "ausgabe"), ("ausgabe", "Ordner")),
        ((*ANNOTATE, "alt.jsonl", "--only", "zitate"), ("zitate", "quotes, sentiment, frames")),
        ((*ANNOTATE, "alt.jsonl", "--only", ","), ("--only", "quotes")),
        ((*ANNOTATE, "alt.jsonl", "--codebook", "nix.yaml"), ("nix.yaml",)),
        ((*ANNOTATE, "alt.jsonl", "--quote-method", "modell"), ("modell", "model")),
    ],
    ids=lambda value: " ".join(value)[-50:] if isinstance(value, tuple) else None,
)
def test_one_sentence_exit_code_2_nothing_written(project, capsys, monkeypatch, arguments, says):
    before = contents(project)
    code, out, err = call(capsys, monkeypatch, *arguments)
    assert code == 2, err
    assert err.startswith("pressespiegel: ") and err.count("\n") == 1 and out == ""
    assert all(part in err for part in says), err
    assert len(err) < 900 and "Traceback" not in err and "Error" not in err
    assert contents(project) == before


def test_an_outlet_that_does_not_occur_makes_no_report(project, capsys, monkeypatch):
    """Known only after reading: the annotations stay (they are right), the report is not begun."""
    code, _, err = call(capsys, monkeypatch, *GUT, "-p", "outlets=Blat")
    assert code == 2 and "„Blat“" in err and "Meinten Sie „Blatt“?" in err
    assert not (project / "reports").exists()


@pytest.mark.slow
def test_the_real_process_says_the_same(project):
    done = run("report", "--corpus", "data/raw/leer", cwd=project)
    assert done.returncode == 2 and "keine Artikel" in done.stderr and "Traceback" not in done.stderr


def test_no_article_file_is_named_with_reason_and_advice(project, capsys, monkeypatch):
    code, out, _ = call(capsys, monkeypatch, "read", "data/raw/bild")
    assert code == 0 and "gelesen 1 = ausgewertet 0 + Kopien 0 + zurückgestellt 1" in out
    assert "foto.txt" in out


def test_read_counts(project, capsys, monkeypatch):
    code, out, _ = call(capsys, monkeypatch, "read", "data/raw/gut")
    assert code == 0 and "gelesen 1 = ausgewertet 1" in out and "Blatt: 1" in out


def test_broken_lines_answer_in_their_place_and_the_good_ones_stay(project, capsys, monkeypatch):
    lines = [
        b'{"id": "a1", "text": "Der Rat tagt."}',
        b'{"id": "a2", "text": ',
        b'{"id": "a3"}',
        b'{"id": "a4", "text": 5}',
        b'["a5"]',
        b'{"id": "a6", "text": "\xff"}',
        b"",
        b"null",
        b'{"text": "ohne Kennung"}',
        b'{"id": "a9", "text": "Kurz.", "targets": [[0, 99]]}',
        b'{"id": "a10", "text": "' + b"[" * 3 + b'"}',
        b"[" * 100_000,
        b'{"id": "a12", "text": ""}',
        '{"id": "a13", "text": "„Nein“, sagte die Ministerin."}'.encode(),
    ]
    (project / "in.jsonl").write_bytes(b"\n".join(lines))
    code, _, err = call(capsys, monkeypatch, "annotate", "in.jsonl", "out.jsonl", "--only", "quotes")
    answers = [json.loads(line) for line in (project / "out.jsonl").read_text("utf-8").splitlines()]
    good = [answer["id"] for answer in answers if "error" not in answer]
    bad = [answer for answer in answers if "error" in answer]
    assert code == 0 and good == ["a1", "a10", "a12", "a13"] and len(answers) == 13
    assert [answer["id"] for answer in bad] == [None, "a3", "a4", None, None, None, None, "a9", None]
    numbers = [int(answer["error"].split()[1].rstrip(":")) for answer in bad]
    assert numbers == [2, 3, 4, 5, 6, 8, 9, 10, 12]
    assert all(len(answer["error"]) < 300 for answer in bad)
    assert "4 Artikel" in err and "9 Zeilen" in err
    assert answers[-1]["quotes"][0]["type"] == "Direct"


def test_the_result_may_replace_its_source(project, capsys, monkeypatch):
    (project / "in.jsonl").write_text('{"id": 1, "text": "Der Rat tagt."}\n', "utf-8")
    code, _, _ = call(capsys, monkeypatch, "annotate", "in.jsonl", "in.jsonl", "--only", "quotes")
    assert code == 0 and json.loads((project / "in.jsonl").read_text("utf-8")) == {"id": 1, "quotes": []}


@pytest.mark.skipif(os.name == "nt", reason="Rechte wie unter POSIX")
def test_results_are_as_readable_as_other_files(project, capsys, monkeypatch):
    (project / "plain").touch()
    call(capsys, monkeypatch, *ANNOTATE, "out.jsonl", "--only", "quotes")
    assert (project / "out.jsonl").stat().st_mode == (project / "plain").stat().st_mode
    assert not list(project.glob(".out*"))


def test_a_closed_pipe_is_no_traceback(project):
    code = "from analysis.cli import main; main()"
    command = [sys.executable, "-c", code, "read", "data/raw/gut"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read().decode()
        process.wait(60)
    assert "Traceback" not in err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root darf alles lesen")
def test_a_folder_without_permission(project, capsys, monkeypatch):
    (project / "data" / "raw" / "gut").chmod(0)
    code, _, err = call(capsys, monkeypatch, *GUT)
    (project / "data" / "raw" / "gut").chmod(0o755)
    assert code in (1, 2) and "Traceback" not in err
