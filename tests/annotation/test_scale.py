"""On processes: the same bytes; an article that hangs or kills is named, and the others are done."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from analysis.annotation import Settings, annotate_records, article, limits, processes
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
def test_articles_that_kill_or_hang_are_named_and_all_others_done(monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.5)
    made = items(12, a0="STIRB-IMMER", a6="STIRB-IMMER", a7="HAENGT")
    got = on_processes(made, seconds=2.0)
    errors = {number: record["error"] for number, record in enumerate(got) if "error" in record}
    assert errors == {0: processes.DIED, 6: processes.DIED, 7: "Zeitgrenze: nach 2 Sekunden nicht fertig"}
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
    made = items(5, a2="Es dauert ewig.")
    got = list(annotate_records(made, RULES, seconds=0.4))
    assert [number for number, record in enumerate(got) if "error" in record] == [2]
    assert got[2] == {"error": "Zeitgrenze: nach 0 Sekunden nicht fertig"}


def test_quotes_found_at_once_that_take_too_long_are_found_one_by_one(monkeypatch):
    right = article.sources.find_quotes_many

    def slow(texts, method):
        if any("ewig" in text.text for text in texts):
            time.sleep(30)
        return right(texts, method)

    monkeypatch.setattr(article.sources, "find_quotes_many", slow)
    got = list(annotate_records(items(4, a1="Es dauert ewig."), RULES, seconds=0.5))
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


def test_no_exception_comes_after_the_work_was_done_in_time():
    """At the very moment of the limit, many times: late or not, never outside the block."""
    outcomes = []

    def work():
        for _ in range(40):
            try:
                with limits._exception_set(0.005):
                    busy(0.005)
                outcomes.append("done")
            except TimeUp:
                outcomes.append("late")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(outcomes) == 40


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
