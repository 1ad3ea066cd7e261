"""What a machine may lack, and what may happen to files under one's hands: results stay whole."""

import json
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import preparation, prints, tables
from analysis.annotation import Settings
from analysis.annotation.cache import Cache
from analysis.annotation.jsonl import annotate_file
from analysis.errors import InputError
from analysis.preparation import prepare
from analysis.read import read
from tests.forks import BROKE, forked

ROOT = Path(__file__).resolve().parents[1]
RULES = Settings(quote_method="rules")
LINE = '{"id": "a", "text": "„Ja“, sagte die Ministerin. Die Brücke bleibt gesperrt."}\n'
TEXT = "Brücke gesperrt\n\n„Wir prüfen das“, sagte Jana Voss am Montag im Rat. Der Streit eskaliert. " * 3
posix = pytest.mark.skipif(os.name == "nt", reason="pipes, forks and limits as under POSIX")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "in.jsonl").write_text(LINE * 20, "utf-8")
    return tmp_path


def annotated(folder: Path, target: Path) -> tuple[int, int]:
    return annotate_file(folder / "in.jsonl", target, RULES)


# where the result of annotate goes


@posix
def test_a_link_as_output_is_written_through(given: Path) -> None:
    (given / "anders").mkdir()
    (given / "out").symlink_to("anders/ziel.jsonl")
    annotated(given, given / "out")
    assert (given / "out").is_symlink() and [p.name for p in (given / "anders").iterdir()] == ["ziel.jsonl"]
    assert len((given / "out").read_bytes().splitlines()) == 20


@posix
def test_a_pipe_as_output_is_written_to_and_stays_one(given: Path) -> None:
    os.mkfifo(given / "out")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((given / "out").read_bytes()))
    reader.start()
    annotated(given, given / "out")
    reader.join(30)
    assert (given / "out").is_fifo() and len(got[0].splitlines()) == 20


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_a_device_that_is_full_is_an_error_and_stays_a_device(given: Path) -> None:
    (given / "out").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        annotated(given, given / "out")
    assert Path("/dev/full").is_char_device() and (given / "out").is_symlink()


@posix
def test_a_pipe_as_input_is_read(given: Path) -> None:
    os.mkfifo(given / "rohr")
    writer = threading.Thread(target=lambda: (given / "rohr").write_text(LINE * 3, "utf-8"))
    writer.start()
    assert annotate_file(given / "rohr", given / "out", RULES) == (3, 0)
    writer.join(30)


# what a process may lack


@posix
@pytest.mark.parametrize("most", [3, 4, 5, 8])
def test_too_few_open_files_leave_the_old_result_or_give_the_new_one(given: Path, most: int) -> None:
    annotated(given, given / "neu")
    (given / "out").write_bytes(b"alt")

    def work() -> None:
        os.closerange(3, 4096)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        annotated(given, given / "out")

    assert forked(work) != BROKE
    assert (given / "out").read_bytes() in (b"alt", (given / "neu").read_bytes())
    assert sorted(p.name for p in given.iterdir()) == ["in.jsonl", "neu", "out"]


@posix
def test_a_working_directory_that_is_gone(given: Path) -> None:
    def work() -> None:
        (given / "weg").mkdir()
        os.chdir(given / "weg")
        (given / "weg").rmdir()
        annotated(given, given / "out")

    assert forked(work) == 0 and len((given / "out").read_bytes().splitlines()) == 20


@posix
def test_closed_standard_streams(given: Path) -> None:
    def work() -> None:
        os.closerange(0, 3)
        annotated(given, given / "out")

    assert forked(work) == 0 and len((given / "out").read_bytes().splitlines()) == 20


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "xx_XX.UTF-9"},
        {"TZ": "Nirgends/Wo"},
        {"HOME": "/nirgends", "TMPDIR": "/nirgends", "XDG_CACHE_HOME": "/nirgends"},
    ],
    ids=["ascii", "C", "no such locale", "no such zone", "no home"],
)
def test_odd_surroundings(tmp_path: Path, surroundings: dict[str, str]) -> None:
    """Reading says the same sentence, as far as the terminal has the letters, and breaks nowhere."""
    folder = tmp_path / "data" / "raw" / "gut"
    folder.mkdir(parents=True)
    article = {"id": "a1", "outlet": "Blätter", "title": "Rat", "text": TEXT, "date": "2026-03-02"}
    (folder / "a.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", "from analysis.cli import main; main()", "read", "data/raw/gut"],
        cwd=tmp_path, capture_output=True,
        env={**kept, "PRESSESPIEGEL_ROOT": str(tmp_path), "PYTHONPATH": str(ROOT), **surroundings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-500:]
    assert b"gelesen 1 = ausgewertet 1" in done.stdout and b"Traceback" not in done.stderr


# what may happen to files meanwhile


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    folder = tmp_path / "data" / "raw" / "klein"
    folder.mkdir(parents=True)
    for month in ("April", "Mai"):
        (folder / f"{month}.txt").write_text(f"Bis {month}\n\n{TEXT}", "utf-8")
    return tmp_path


def ready() -> pd.DataFrame:
    return prepare("data/raw/klein", quote_method="rules").articles


@pytest.mark.parametrize(
    ("file", "title", "then"),
    [
        ("Mai", "Geändert", ["Bis April", "Geändert"]),
        ("Juni", "Bis Juni", ["Bis April", "Bis Juni", "Bis Mai"]),
    ],
    ids=["changed", "came"],
)
def test_what_happens_to_the_articles_while_they_are_annotated_is_read_next_time(
    project: Path, monkeypatch: pytest.MonkeyPatch, file: str, title: str, then: list[str]
) -> None:
    usual = preparation.whole.annotate

    def meanwhile(*given, **more):
        (project / f"data/raw/klein/{file}.txt").write_text(f"{title}\n\n{TEXT}", "utf-8")
        return usual(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(preparation.whole, "annotate", meanwhile)
        assert sorted(ready()["title"]) == ["Bis April", "Bis Mai"]
    assert sorted(ready()["title"]) == then


def test_a_folder_that_vanished_keeps_what_was_prepared(project: Path) -> None:
    ready()
    before = {p: p.read_bytes() for p in (project / "data/processed/klein").rglob("*") if p.is_file()}
    shutil.rmtree(project / "data/raw/klein")
    with pytest.raises(InputError, match="gibt es nicht"):
        ready()
    assert all(path.read_bytes() == data for path, data in before.items())


def test_an_article_that_vanishes_before_it_is_read_is_put_aside(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Path.open

    def gone(path: Path, *given, **more):
        if path.name == "Mai.txt":
            path.unlink(missing_ok=True)
        return usual(path, *given, **more)

    monkeypatch.setattr(Path, "open", gone)
    found = read(project / "data/raw/klein", workers=1)
    assert found.articles["title"].tolist() == ["Bis April"]
    assert len(found.quarantine) <= 1 and found.quarantine["source_file"].isin(["Mai.txt"]).all()


@pytest.mark.parametrize("name", ["quotes/part-00000", "articles/part-00000", "found"])
@pytest.mark.parametrize("what", ["other columns", "a text"])
def test_a_kept_table_that_somebody_changed_is_made_anew(project: Path, name: str, what: str) -> None:
    first = ready()
    part = project / "data/processed/klein" / f"{name}.parquet"
    if what == "a text":
        part.write_text("kaputt", "utf-8")
    else:
        pd.DataFrame({"x": [1]}).to_parquet(part)
    (project / "data/raw/klein/Juni.txt").write_text(f"Bis Juni\n\n{TEXT}", "utf-8")
    again = prepare("data/raw/klein", quote_method="rules")
    (project / "data/raw/klein/Juni.txt").unlink()
    again = prepare("data/raw/klein", quote_method="rules") if len(again.articles) == 3 else again
    tables.check_corpus(again)
    pd.testing.assert_frame_equal(again.articles, first)


def test_a_cache_that_another_process_holds_costs_time_alone(project: Path, monkeypatch) -> None:
    first = ready()
    shutil.rmtree(project / "data/processed/klein")
    patient = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **_: patient(path, timeout=0.1))
    holder = patient(preparation.kept_annotations())
    holder.execute("begin exclusive")
    try:
        pd.testing.assert_frame_equal(ready(), first)
    finally:
        holder.close()


@pytest.mark.parametrize("data", [b"[]", b'"x"', b"17", b"null", b"{", b'{"a": 1}'])
def test_a_row_of_the_cache_in_another_version_is_not_used(tmp_path: Path, data: bytes) -> None:
    cache = Cache(tmp_path / "c.sqlite")
    cache.put([("k", {"quotes": [1], "frames": {"b": 2}})], {"quotes": "1", "frames": "1"})
    cache.close()
    with sqlite3.connect(tmp_path / "c.sqlite") as base:
        sql = "update annotations set version = '2', data = ? where step = 'quotes'"
        base.execute(sql, (zlib.compress(data),))
    base.close()
    again = Cache(tmp_path / "c.sqlite")
    assert again.get("k", {"quotes": "1", "frames": "1"}) == {"frames": {"b": 2}}
    again.close()


# no way in


class Trap:
    """What would run if somebody loaded its pickle."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_among_the_kept_prints_is_not_run(project: Path) -> None:
    first = ready()
    path = project / "data/processed/klein" / preparation.PRINTS
    np.savez(path, allow_pickle=True, x=np.array([Trap(project / "gelaufen")], dtype=object))
    assert prints.read(path) == prints.nothing() or not any(map(len, prints.read(path)))
    (project / "data/raw/klein/Juni.txt").write_text(f"Bis Juni\n\n{TEXT}", "utf-8")
    assert len(ready()) == len(first) + 1 and not (project / "gelaufen").exists()


def test_reading_no_format_asks_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sys.path.insert(0, str(ROOT / "tests" / "read"))
    import build

    for name, data in build.files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.replace(b"example.org", b"127.0.0.1:9"))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("somebody asks a network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = read(tmp_path, workers=1)
    assert len(found.articles) > 10
    assert not found.quarantine["reason"].str.contains("network").any()
