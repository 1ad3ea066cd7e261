"""On a local Dask cluster: the same bytes, nothing lost with a worker, every fault one sentence."""

import gc
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import distributed
import pytest

from analysis.annotation import Settings, annotate_records, cluster
from analysis.errors import InputError, RunError
from tests.annotation.test_scale import as_bytes, items

pytestmark = pytest.mark.slow  # local clusters are started
RULES = Settings(quote_method="rules")
ROOT = Path(__file__).parents[2]
BOOK = """id: probe
name: Probe
version: "1"
definition: Worum geht es?
source: "erfunden"
licence: CC0
frames:
  - id: bruecke
    name: Brücke
    definition: Es geht um die Brücke.
    questions:
      - id: eins
        question: Kommt die Brücke vor?
        cues:
          strong: [Brücke]
    examples: [Die Brücke ist alt.]
    counterexamples: [Der Rat tagt.]
"""


@pytest.fixture(autouse=True)
def no_client_is_collected_while_another_starts():
    """A dask client that is collected while a cluster starts waits for the lock its own thread holds."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="module")
def local():
    """A cluster of two workers of one thread each."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.fixture(autouse=True)
def _batches_of_eight(monkeypatch):
    from analysis.annotation import batches

    monkeypatch.setattr(batches, "BATCH", 8)


def test_a_cluster_gives_the_bytes_of_one_process(local):
    made = items(60)
    there = as_bytes(annotate_records(iter(made), RULES, scheduler=local.scheduler_address))
    assert there == as_bytes(annotate_records(iter(made), RULES))


def test_a_client_stays_open(local):
    with distributed.Client(local, set_as_default=False) as client:
        assert len(list(annotate_records(items(9), RULES, scheduler=client))) == 9
        assert client.submit(sum, [1, 2]).result() == 3


def test_few_messages_are_kept_with_the_texts_in_them(local):
    with cluster.client_of(local.scheduler_address) as client:
        assert client.scheduler_comm.recent_message_log.maxlen == 20


def test_a_codebook_of_this_machine_goes_along(local, tmp_path):
    book = tmp_path / "buch.yaml"
    book.write_text(BOOK, "utf-8")
    settings = Settings(quote_method="rules", codebook=str(book))
    there = list(annotate_records(items(9), settings, scheduler=local.scheduler_address))
    assert there == list(annotate_records(items(9), settings))
    assert {score["frame"] for record in there for score in record["frames"]["scores"]} == {"bruecke"}


@pytest.mark.slow
def test_a_worker_killed_in_mid_run_loses_nothing(local):
    made = items(160)
    with distributed.Client(local, set_as_default=False) as client:
        results = annotate_records(iter(made), RULES, scheduler=client)
        got = [next(results)]
        pids = client.run(os.getpid)
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        got += results
    assert as_bytes(got) == as_bytes(annotate_records(iter(made), RULES))


def test_no_more_is_read_than_the_cluster_has_in_hand(local):
    read = []

    def many():
        for item in items(4000):
            read.append(1)
            yield item

    results = annotate_records(many(), RULES, scheduler=local.scheduler_address)
    next(results)
    assert len(read) <= 8 * (2 * cluster.AHEAD + 1)
    results.close()


def test_an_article_that_fails_or_takes_too_long_there(local):
    """Workers run on a thread that is not the main one: the limit holds there too."""

    def hanging():
        import time

        from analysis.annotation.limits import TimeUp, limit

        try:
            with limit(0.2):
                while True:
                    time.sleep(0.01)
        except TimeUp:
            return "ended"

    with distributed.Client(local, set_as_default=False) as client:
        assert client.submit(hanging, pure=False).result(timeout=20) == "ended"


# a host name is not among them: how long its look-up takes is the network's business
@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "tcp://", "http://127.0.0.1:9", "tcp://127.0.0.1:x"]
)
def test_an_unreachable_scheduler_is_one_sentence(monkeypatch, address):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(InputError, match="kein Dask-Scheduler") as told:
        list(annotate_records(items(1), RULES, scheduler=address))
    assert "\n" not in str(told.value) and address in str(told.value)


def test_a_scheduler_without_workers(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as empty,
        pytest.raises(RunError, match="keinen Worker"),
    ):
        list(annotate_records(items(1), RULES, scheduler=empty.scheduler_address))


def test_a_worker_with_another_version_is_named(local, monkeypatch):
    monkeypatch.setattr(cluster, "own_code", lambda: {"sources": "0"})
    with pytest.raises(RunError, match=r"127\.0\.0\.1.*anderen Version"):
        list(annotate_records(items(1), RULES, scheduler=local.scheduler_address))


def test_a_worker_that_comes_later_with_another_version(local, monkeypatch):
    monkeypatch.setattr(cluster, "check_workers", lambda client: None)
    monkeypatch.setattr(Settings, "versions", lambda self: {"quotes": "0", "sentiment": "0", "frames": "0"})
    with pytest.raises(RunError, match="später dazukam"):
        list(annotate_records(items(1), RULES, scheduler=local.scheduler_address))


@pytest.mark.slow
def test_a_worker_without_the_package_is_named(tmp_path):
    """A worker of a folder where ``analysis`` cannot be imported."""
    blocked = tmp_path / "sitecustomize.py"
    blocked.write_text("import sys\nsys.modules['analysis'] = None\n")
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as made:
        worker = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distributed.cli.dask_worker",
                made.scheduler_address,
                "--no-nanny",
                "--no-dashboard",
            ],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            stderr=subprocess.DEVNULL,
        )
        try:
            with pytest.raises(RunError, match="fehlt pressespiegel"):
                list(annotate_records(items(1), RULES, scheduler=made.scheduler_address))
        finally:
            worker.terminate()
            worker.wait()


def test_without_dask_the_install_line_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'pressespiegel\[scale\]'"):
        list(annotate_records(items(1), RULES, scheduler="tcp://127.0.0.1:8786"))


def test_the_command_says_so_too(tmp_path, monkeypatch, capsys):
    from analysis.cli import main

    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    (tmp_path / "ein.jsonl").write_text(json.dumps({"id": 1, "text": "Der Rat tagt."}) + "\n")
    arguments = ["annotate", "ein.jsonl", "aus.jsonl", "--scheduler", "tcp://127.0.0.1:9"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pressespiegel", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    err = capsys.readouterr().err
    assert end.value.code == 2 and "kein Dask-Scheduler" in err and err.count("\n") == 1
    assert not (tmp_path / "aus.jsonl").exists()


def test_a_scheduler_that_goes_away_ends_the_run_with_a_sentence(monkeypatch):
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=50
    ) as made:
        results = annotate_records(items(400), RULES, scheduler=made.scheduler_address)
        next(results)
        made.close()
        with pytest.raises(RunError, match="nicht mehr da"):
            list(results)
