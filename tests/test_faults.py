"""At any moment, and with anything: what was good stays, and what fails is one sentence."""

import datetime as dt
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from analysis import annotate, plain_yaml
from analysis.annotation import Settings
from analysis.annotation.jsonl import annotate_file
from analysis.clean import clean_article
from analysis.read import read
from analysis.tables import write_atomically
from tests.forks import FAILED, ended, forked, started

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "analysis").rglob("*.py"))
OLD = b"alt" * 1000


@pytest.mark.parametrize("most", [0, 1, 4096, 65_536])
def test_a_write_cut_off_by_a_full_disk_leaves_the_old_file(tmp_path: Path, most: int) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(OLD)

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        write_atomically(path, b"neu" * 100_000)

    assert forked(work) == FAILED
    assert path.read_bytes() == OLD and [p.name for p in tmp_path.iterdir()] == ["a.bin"]


@pytest.mark.parametrize("pause", [0.001, 0.003, 0.01, 0.03])
def test_a_killed_writer_leaves_the_old_or_the_new_file(tmp_path: Path, pause: float) -> None:
    path, new = tmp_path / "a.bin", b"neu" * 1_000_000
    path.write_bytes(OLD)

    def work() -> None:
        while True:
            write_atomically(path, new)

    child = started(work)
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    assert ended(child) == -signal.SIGKILL
    assert path.read_bytes() in (OLD, new)
    write_atomically(path, OLD)  # what the killed one left is in nobody's way
    assert path.read_bytes() == OLD


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, which only root can")
def test_a_read_only_folder_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "zu"
    folder.mkdir()
    (folder / "a.bin").write_bytes(OLD)
    for parent in (folder, *folder.parents):
        if (
            parent.owner() == "root"
            and parent != Path("/")
            and str(parent).startswith(str(tmp_path.parents[1]))
        ):
            parent.chmod(0o755)

    def work() -> None:
        os.setuid(65_534)
        write_atomically(folder / "a.bin", b"neu")

    assert forked(work) == FAILED
    assert (folder / "a.bin").read_bytes() == OLD and len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("year", [1970, 1999, 2038, 2100, 9998])
def test_a_clock_that_jumps_changes_no_text(year: int) -> None:
    fields = {"text": "Berlin (dpa) – Die Brücke ist gesperrt.", "published_at": "2026-03-02T18:00:00+01:00"}
    usual = clean_article(fields, dt.datetime(2026, 11, 25, tzinfo=dt.UTC)).row
    jumped = clean_article(fields, dt.datetime(year, 1, 1, tzinfo=dt.UTC)).row
    assert {**jumped, "published_at": None} == {**usual, "published_at": None}
    assert (jumped["published_at"] is None) == (year < 2026)


FORBIDDEN = (
    r"\bimport pickle|\bpickle\.load", r"\bcloudpickle|\bjoblib", r"allow_pickle=True",
    r"\byaml\.(load|unsafe_load|full_load)\(", r"(?<![\w.])eval\(", r"(?<![\w.])exec\(", r"shell=True",
    r"os\.system\(", r"\.extractall\(", r"verify=False", r"trust_remote_code", r"torch\.load\(",
    r"Model\w*\.from_pretrained\((?!.*use_safetensors=True)",
)  # fmt: skip
# Records come back from the workers of the user's own Dask cluster as Dask itself sends all values.
ALLOWED = {
    FORBIDDEN[0]: ["analysis/annotation/cluster.py"],
    FORBIDDEN[3]: ["analysis/plain_yaml.py"],  # the one place that loads YAML, with a safe loader in C
}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_the_package_loads_no_pickle_and_runs_no_text(pattern: str) -> None:
    found = [str(p.relative_to(ROOT)) for p in SOURCES if re.search(pattern, p.read_text("utf-8"))]
    assert found == ALLOWED.get(pattern, [])


def test_the_yaml_loader_makes_no_objects() -> None:
    assert plain_yaml.LOADER.__name__ in {"CSafeLoader", "SafeLoader"}
    with pytest.raises(yaml.constructor.ConstructorError, match="could not determine a constructor"):
        yaml.load("!!python/object/apply:os.getcwd []", Loader=plain_yaml.LOADER)


def test_reading_and_annotating_ask_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("somebody asks a network")

    (tmp_path / "a.txt").write_text("„Ja“, sagte sie. https://example.org/a.html", "utf-8")
    page = '<html><body><img src="http://127.0.0.1/x"><article><p>Ein Satz mit Wörtern.</p></article>'
    (tmp_path / "b.html").write_text(page, "utf-8")
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    articles = read(tmp_path, workers=1).articles
    assert len(articles) == 2
    assert len(annotate(articles, quote_method="rules", workers=1).sentences) >= 2


NAMES = [
    "a\nb",
    "<b>x",
    "=1+1",
    "..",
    "%s",
    "{{7*7}}",
    "ä" * 60,
    "-rf",
    "$(id)",
    "a\u202etxt",
    "a'b\"c",
    " x ",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_name_is_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.txt").write_text("Die Brücke ist gesperrt.", "utf-8")
    found = read(tmp_path, workers=1)
    hidden = name.startswith(".")
    assert len(found.articles) == (0 if hidden else 1)
    assert list(tmp_path.iterdir()) == [tmp_path / f"{name}.txt"]


BAD_LINES = [
    "", "{", "[]", "17", "null", '{"id": 1}', '{"id": 1, "text": 2}', '{"id": 1, "text": "x", "targets": 3}',
    '{"id": 1, "text": "x", "targets": [[0, 9]]}', '{"id": NaN, "text": "x"}', "\x00", "[" * 5000,
    '{"text": "ohne id"}',
]  # fmt: skip


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_harms_no_other(tmp_path: Path, line: str) -> None:
    good = '{"id": "gut", "text": "Ein Satz."}'
    (tmp_path / "in").write_text(f"{good}\n{line}\n{good}\n", "utf-8")
    counts = annotate_file(tmp_path / "in", tmp_path / "out", Settings(quote_method="rules"))
    assert counts == (2, 1 if line else 0)
    answers = (tmp_path / "out").read_text("utf-8").splitlines()
    assert answers[0] == answers[-1] and '"id": "gut"' in answers[0]


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_killed_annotation_leaves_the_old_result(tmp_path: Path, signal_: int) -> None:
    line = '{"id": 1, "text": "' + "Der Minister sagte, er komme. " * 40 + '"}\n'
    (tmp_path / "in").write_text(line * 3000, "utf-8")
    (tmp_path / "out").write_bytes(OLD)
    code = (
        # as at a terminal: what runs in the background of a script, and its children, are deaf to SIGINT
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from pathlib import Path; from analysis.annotation import Settings;"
        "from analysis.annotation.jsonl import annotate_file; print('an', flush=True);"
        "annotate_file(Path('in'), Path('out'), Settings(quote_method='rules'))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert run.stdout is not None and run.stdout.readline() == b"an\n"
    time.sleep(0.3)
    run.send_signal(signal_)
    assert run.wait(60) != 0
    assert (tmp_path / "out").read_bytes() == OLD
