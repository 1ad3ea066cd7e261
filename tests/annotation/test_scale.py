"""On processes: the same bytes; an article that hangs or kills is named, and the others are done."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import fsspec
import pandas as pd
import pytest

from analysis import annotate, tables
from analysis.annotation import (
    Settings,
    annotate_partitions,
    annotate_records,
    article,
    limits,
    partitions,
    processes,
)
from analysis.annotation.batches import annotate_batch
from analysis.annotation.limits import TimeUp, budget, limit
from analysis.annotation.processes import run_on_processes
from analysis.errors import InputError, RunError
from tests.annotation.breaking_work import breaking

RULES = Settings(quote_method="rules")
ROOT = Path(__file__).parents[2]
SENTENCES = (
    "„Die Brücke ist marode“, sagte Bürgermeisterin Jana Voss am Dienstag.",
    "Der Rat stritt bis in die Nacht über die Kosten.",
    "Laut Polizei wurde niemand verletzt.",
    "Die Opposition kritisiert, dass der Umbau scheitern werde.",
    "Nach Angaben des Landkreises freuen sich viele auf die neue Strecke.",
)


def items(count: int, **odd: str):
    """Return ``count`` articles; ``odd`` maps a number (a3) to another text."""
    made = []
    for number in range(count):
        text = " ".join(SENTENCES[(number + i) % 5] for i in range(1 + number % 4))
        made.append(({"title": "", "teaser": "", "text": odd.get(f"a{number}", text)}, ()))
    return made


def as_bytes(records) -> list[str]:
    return [json.dumps(record, sort_keys=True) for record in records]


def jobs_of(made):
    return iter(
        [[("", fields, targets, {}) for fields, targets in made[i : i + 4]] for i in range(0, len(made), 4)]
    )


def on_processes(made, seconds=30.0, workers=2):
    results = run_on_processes(jobs_of(made), RULES, workers, seconds, breaking)
    return [record for _, records in results for record in records]


@pytest.mark.parametrize("method", ["rules", "model"])
def test_two_processes_give_the_bytes_of_one(method):
    made, settings = items(70), Settings(quote_method=method)
    one = as_bytes(annotate_records(iter(made), settings))
    assert as_bytes(annotate_records(iter(made), settings, workers=2)) == one
    assert len(one) == 70 and not any("error" in json.loads(line) for line in one)


def test_a_worker_that_is_killed_once_loses_nothing(tmp_path):
    made = items(14, a5=f"Der Rat tagt. STIRB-EINMAL {tmp_path / 'tot'}")
    got = on_processes(made)
    assert (tmp_path / "tot").exists()
    assert as_bytes(got) == as_bytes(annotate_records(made, RULES))


@pytest.mark.slow
@pytest.mark.slow
def test_articles_that_kill_or_hang_are_named_and_all_others_done(monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.5)
    made = items(12, a0="STIRB-IMMER", a6="STIRB-IMMER", a7="HAENGT")
    got = on_processes(made, seconds=3.0)
    errors = {number: record["error"] for number, record in enumerate(got) if "error" in record}
    assert errors == {0: processes.DIED, 6: processes.DIED, 7: "Zeitgrenze: nach 3 Sekunden nicht fertig"}
    good = [record for number, record in enumerate(got) if number not in errors]
    expected = [item for number, item in enumerate(made) if number not in errors]
    assert as_bytes(good) == as_bytes(annotate_records(expected, RULES))


def test_no_more_is_read_than_the_batches_under_way():
    read = []

    def endless():
        for number in range(10**9):
            read.append(number)
            yield [("", {"text": "Der Rat tagt."}, (), {})]

    results = run_on_processes(endless(), RULES, 2, 30.0)
    for _ in range(5):
        next(results)
    assert len(read) <= 5 + 2 * processes.AHEAD
    results.close()


def test_processes_end_with_their_caller():
    pool = processes._Pool(RULES, 1, 30.0, breaking)
    results = pool.run(jobs_of(items(3)))
    next(results)
    (worker,) = pool.workers
    assert worker.process.is_alive()
    pool.close()
    assert not worker.process.is_alive()


def test_processes_that_never_start_end_the_run_with_a_sentence():
    results = run_on_processes(
        jobs_of(items(3)), Settings(quote_method="rules", codebook="nix.yaml"), 1, 30.0
    )
    with pytest.raises(RunError, match="Arbeitsprozesse starten nicht"):
        list(results)


@pytest.mark.slow
def test_a_script_without_a_guard_and_a_thread(tmp_path):
    """Processes are spawned, yet the caller's script is not run again."""
    script = tmp_path / "skript.py"
    script.write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "from analysis.annotation import Settings, annotate_records\n"
        "rows = [({'text': f'Der Rat tagt {n} mal.'}, ()) for n in range(40)]\n"
        "print(len(list(annotate_records(rows, Settings(quote_method='rules'), workers=2))))\n",
        "utf-8",
    )
    done = subprocess.run([sys.executable, script], cwd=ROOT, env=_env(), capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("40\n", 0), done.stderr


def _env():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# the time of an article


def test_an_article_that_takes_too_long_is_named_in_one_process_too(monkeypatch):
    right = article._STEPS["frames"]

    def slow(this, settings):
        if "ewig" in this.fields["text"]:
            while True:
                time.sleep(0.01)
        return right(this, settings)

    monkeypatch.setitem(article._STEPS, "frames", slow)
    list(annotate_records(items(5), RULES))  # loads what the steps need
    made = items(5, a2="Es dauert ewig.")
    got = list(annotate_records(made, RULES, seconds=2.0))
    assert [number for number, record in enumerate(got) if "error" in record] == [2]
    assert got[2] == {"error": "Zeitgrenze: nach 2 Sekunden nicht fertig"}


def test_quotes_found_at_once_that_take_too_long_are_found_one_by_one(monkeypatch):
    right = article.sources.find_quotes_many

    def slow(texts, method):
        if any("ewig" in text.text for text in texts):
            time.sleep(30)
        return right(texts, method)

    monkeypatch.setattr(article.sources, "find_quotes_many", slow)
    list(annotate_records(items(4), RULES))
    got = list(annotate_records(items(4, a1="Es dauert ewig."), RULES, seconds=2.0))
    assert [number for number, record in enumerate(got) if "error" in record] == [1]


def busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(100))


@pytest.mark.parametrize("thread", [False, True])
def test_the_limit_ends_what_takes_longer_and_nothing_else(thread):
    said = []

    def work():
        with limit(5):
            said.append("in time")
        try:
            with limit(0.05):
                busy(20)
        except TimeUp:
            said.append("too late")
        with limit(5):
            busy(0.2)
        said.append("after")

    if thread:
        other = threading.Thread(target=work)
        other.start()
        other.join()
    else:
        work()
    assert said == ["in time", "too late", "after"]


def test_no_exception_comes_after_the_work_was_done_in_time(monkeypatch):
    """At the very moment of the limit, many times: late or not, never outside the block."""
    outcomes = []
    monkeypatch.setattr(limits, "PAUSE", 0.001)

    def work():
        for _ in range(40):
            try:
                with limits._exception_set(0.01):
                    busy(0.0105)
                outcomes.append("done")
            except TimeUp:
                outcomes.append("late")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(outcomes) == 40


def test_the_watcher_ends_when_idle_and_comes_again(monkeypatch):
    monkeypatch.setattr(limits, "PAUSE", 0.001)

    def one():
        with limit(5):
            busy(0.01)

    for _ in range(2):
        thread = threading.Thread(target=one)
        thread.start()
        thread.join()
        end = time.monotonic() + 20
        while limits._watcher and time.monotonic() < end:
            time.sleep(0.01)
        assert not limits._watcher and not limits._deadlines


def test_an_alarm_of_the_caller_is_left_alone():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        list(annotate_batch([("", {"text": "Der Rat tagt."}, (), {})], RULES))
        busy(0.3)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rang == [1]


def test_a_long_article_has_more_time():
    assert budget({"text": "x" * 50_000, "title": ""}, 10) == 15


def test_an_unknown_method_is_one_error():
    with pytest.raises(InputError, match="modell"):
        list(annotate_records(items(2), Settings(quote_method="modell"), workers=2))


# partitions


@pytest.fixture
def parquet(tmp_path, monkeypatch):
    """A folder with two files of articles, 5 and 3, cut into partitions of at most two articles."""
    monkeypatch.setattr(partitions, "ROWS", 2)
    rows = [
        {"article_id": f"a{n}", "title": "Titel", "text": fields["text"]}
        for n, (fields, _) in enumerate(items(8))
    ]
    source = tmp_path / "artikel"
    source.mkdir()
    pd.DataFrame(rows[:5]).to_parquet(source / "eins.parquet", row_group_size=3)
    pd.DataFrame(rows[5:]).to_parquet(source / "zwei.parquet")
    return source


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_partitions_are_the_tables_of_the_whole(parquet, tmp_path):
    target = tmp_path / "tabellen"
    seen = []
    assert annotate_partitions(parquet, target, RULES, progress=lambda *at: seen.append(at)) == 8
    assert seen == [(n, 8) for n in range(1, 9)]
    assert len(list((target / "articles").iterdir())) == 3 + 2
    corpus = tables.check_corpus(tables.load(target))
    assert list(corpus.articles["article_id"]) == [f"a{n}" for n in range(8)]
    assert list(corpus.articles["text"]) == [fields["text"] for fields, _ in items(8)]
    whole = annotate(corpus.articles, quote_method="rules")
    for name in ("sentences", "quotes", "mentions", "frames", "evidence"):
        key = tables.KEYS[name]
        one, other = (getattr(c, name).sort_values(key, ignore_index=True) for c in (corpus, whole))
        pd.testing.assert_frame_equal(one, other)


def test_an_interrupted_run_goes_on_and_ends_with_the_same_bytes(parquet, tmp_path, monkeypatch):
    whole, target = tmp_path / "ganz", tmp_path / "stueck"
    annotate_partitions(parquet, whole, RULES)

    def stop(done, total):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate_partitions(parquet, target, RULES, progress=stop)
    assert sorted(p.name for p in (target / "done").iterdir()) == ["part-00000.json", "part-00001.json"]
    seen = []
    assert annotate_partitions(parquet, target, RULES, workers=2, progress=lambda *at: seen.append(at)) == 4
    assert seen[0] == (4, 8) and seen[-1] == (8, 8)
    assert contents(target) == contents(whole)
    assert annotate_partitions(parquet, target, RULES) == 0


def test_a_full_disk_keeps_the_partitions_done(parquet, tmp_path, monkeypatch):
    right = tables.save

    def full(corpus, folder, partition):
        if partition == 1:
            raise OSError(28, "No space left on device")
        return right(corpus, folder, partition)

    monkeypatch.setattr(tables, "save", full)
    with pytest.raises(OSError, match="No space left"):
        annotate_partitions(parquet, tmp_path / "voll", RULES)
    monkeypatch.setattr(tables, "save", right)
    assert annotate_partitions(parquet, tmp_path / "voll", RULES) == 6


def test_a_mark_cut_off_means_not_done(parquet, tmp_path):
    target = tmp_path / "t"
    annotate_partitions(parquet, target, RULES)
    (target / "done" / "part-00003.json").write_text('{"file": ')
    assert annotate_partitions(parquet, target, RULES) == 2


def test_any_fsspec_path(parquet, tmp_path):
    annotate_partitions(parquet, tmp_path / "hier", RULES)
    memory = fsspec.filesystem("memory")
    memory.put(str(parquet), "/ein", recursive=True)
    assert annotate_partitions("memory://ein", "memory://aus", RULES) == 8
    assert annotate_partitions("memory://ein", "memory://aus", RULES) == 0
    memory.get("/aus", str(tmp_path / "dort"), recursive=True)
    assert contents(tmp_path / "dort") == contents(tmp_path / "hier")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (pd.DataFrame({"article_id": ["a"]}), "text"),
        (pd.DataFrame({"text": ["a"]}), "article_id"),
        (pd.DataFrame({"article_id": ["a", "a"], "text": ["x", "y"]}), "article_id"),
        (pd.DataFrame({"article_id": ["a"], "text": ["x"], "genre": ["Roman"]}), "genre"),
        (pd.DataFrame({"article_id": ["a"], "text": ["x"], "published_at": ["gestern"]}), "falsch.parquet"),
        (pd.DataFrame({"article_id": [], "text": []}), "keinen Artikel"),
        (b"kein Parquet", "falsch.parquet"),
        (None, "keine Parquet-Dateien"),
    ],
)
def test_bad_parquet_is_named(tmp_path, table, says):
    (tmp_path / "ein").mkdir()
    file = tmp_path / "ein" / "falsch.parquet"
    if isinstance(table, bytes):
        file.write_bytes(table)
    elif table is not None:
        table.to_parquet(file)
    with pytest.raises(InputError, match=says):
        annotate_partitions(tmp_path / "ein", tmp_path / "aus", RULES)
    assert not (tmp_path / "aus").exists()


def test_a_target_of_another_method_stays_as_it_is(parquet, tmp_path):
    annotate_partitions(parquet, tmp_path / "aus", RULES)
    before = contents(tmp_path / "aus")
    with pytest.raises(InputError, match="anderen Verfahrens"):
        annotate_partitions(parquet, tmp_path / "aus", Settings())
    assert contents(tmp_path / "aus") == before


def test_the_command_takes_a_folder_of_parquet(parquet, tmp_path, capsys, monkeypatch):
    from analysis.cli import main

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["pressespiegel", "annotate", *map(str, arguments)])
        try:
            main()
        except SystemExit as end:
            return end.code or 0, capsys.readouterr().err
        return 0, capsys.readouterr().err

    code, err = call(parquet, tmp_path / "aus", "--quote-method", "rules")
    assert code == 0 and "8 Artikel ausgewertet" in err
    assert len(tables.load(tmp_path / "aus").articles) == 8
    code, err = call(parquet, tmp_path / "neu", "--only", "quotes")
    assert code == 2 and "--only" in err and not (tmp_path / "neu").exists()
