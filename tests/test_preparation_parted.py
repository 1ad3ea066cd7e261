"""A folder too large for memory is prepared in partitions on disk, and the corpus is that of memory."""

import errno
import json
import shutil
import sys

import pandas as pd
import pytest

from analysis import paths, query, tables
from analysis import read as reading
from analysis.annotation import article
from analysis.annotation import partitions as annotated
from analysis.cli import main
from analysis.corrections import Corrections, QuoteVerdict, save
from analysis.errors import InputError, RunError
from analysis.partitions import Partitions, gathered, in_memory
from analysis.preparation import inputs, parted, prepare
from analysis.read import stored, work
from analysis.report import run_report
from analysis.tables import SCHEMAS, Corpus

PROJECT = paths.root()
TEXT = "Die Brücke bleibt {n} Tage gesperrt. „Wir prüfen das“, sagte Bürgermeisterin Jana Voss am Montag.\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project's root of its own, in which seven articles and a broken file are a large corpus."""
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    monkeypatch.setattr(inputs, "LARGE", 0)
    monkeypatch.setattr(reading, "BATCH", 3)
    monkeypatch.setattr(work, "GROUP_SIZE", 1)
    monkeypatch.setattr(work, "cores", lambda: 1)
    monkeypatch.setattr(annotated, "ROWS", 2)
    folder = tmp_path / "data" / "raw" / "archiv"
    folder.mkdir(parents=True)
    (folder / "kaputt.exe").write_bytes(b"MZ\x00\x01")
    for n in range(7):
        row = {"id": f"a{n}", "title": f"Fall {n}", "text": TEXT.format(n=n), "outlet": "Bote"}
        (folder / f"{n}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    return tmp_path


def ready(**options) -> Partitions:
    corpus = prepare("data/raw/archiv", quote_method="rules", **options)
    assert isinstance(corpus, Partitions)
    return corpus


def of_memory(monkeypatch) -> Corpus:
    """The same files, prepared in memory."""
    raw = paths.root() / "data" / "raw"
    shutil.copytree(raw / "archiv", raw / "klein", dirs_exist_ok=True)
    with monkeypatch.context() as patch:
        patch.setattr(inputs, "LARGE", 2**30)
        corpus = prepare("data/raw/klein", quote_method="rules")
    assert isinstance(corpus, Corpus)
    return corpus


def assert_same(corpus: Partitions, expected: Corpus) -> None:
    """Check that the tables are those of memory, but for the note that says how they were made."""
    found = in_memory(corpus)
    own = found.notes["step"] == "Partitionen"
    assert found.notes.loc[own, "note"].tolist() == [parted.SAID]
    for name in SCHEMAS:
        table = getattr(found, name)
        table = table[~own].reset_index(drop=True) if name == "notes" else table
        pd.testing.assert_frame_equal(table, getattr(expected, name), check_dtype=False, obj=name)


def test_the_demo_is_that_of_memory(root, monkeypatch):
    shutil.rmtree(root / "data" / "raw" / "archiv")
    shutil.copytree(PROJECT / "data/raw/demo", root / "data/raw/archiv")
    monkeypatch.setattr(reading, "BATCH", 40)
    monkeypatch.setattr(annotated, "ROWS", 30)
    corpus = ready()
    assert len(corpus.names) > 4 and len(corpus.articles) == 131
    assert_same(corpus, of_memory(monkeypatch))


def test_a_second_call_does_nothing(root, monkeypatch):
    told = []
    first = ready(progress=lambda *step: told.append(step))
    assert told[:2] == [("read", 3, 0), ("read", 6, 0)]
    assert ("annotate", 7, 7) in told and "link" in {step for step, *_ in told}
    monkeypatch.setattr(parted, "_read", None)
    monkeypatch.setattr(parted, "_annotate", None)
    monkeypatch.setattr(inputs, "LARGE", 2**30)  # what is kept counts, however it was made
    again = ready(progress=lambda *_: pytest.fail("nothing is to be done"))
    pd.testing.assert_frame_equal(again.articles, first.articles)
    assert len(again.quarantine) == 1


@pytest.mark.parametrize("stopped", ["reading", "annotating", "linking"])
def test_an_interruption_costs_only_what_was_not_finished(root, computed, monkeypatch, stopped):
    def interrupted(step: str, done: int, total: int) -> None:
        if (step, done) == {"reading": ("read", 6), "annotating": ("annotate", 5), "linking": ("link", 1)}[
            stopped
        ]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ready(progress=interrupted)
    shutil.rmtree(root / "data/processed/.cache", ignore_errors=True)
    before, read = len(computed), []
    usual = parted._read
    monkeypatch.setattr(parted, "_read", lambda *given: (read.append(1), usual(*given)))
    corpus = ready()
    assert len(read) == (stopped == "reading")
    assert len(computed) - before == {"reading": 7, "annotating": 4, "linking": 0}[stopped]
    assert_same(corpus, of_memory(monkeypatch))


@pytest.mark.parametrize(
    "moment", ["artikel/part-00001", "artikel/notes", "quotes/part-00002", "linked/quotes"]
)
def test_a_disk_that_is_full_costs_nothing_but_time(root, monkeypatch, moment):
    usual = tables.write_together

    def full(files):
        def each():
            for path, data in files:
                if moment in path.as_posix():
                    raise OSError(errno.ENOSPC, "Kein Platz")
                yield path, data

        usual(each())

    with monkeypatch.context() as patch:
        patch.setattr(tables, "write_together", full)
        patch.setattr(stored, "write_together", full)
        with pytest.raises(OSError, match="Kein Platz"):
            ready()
    assert_same(ready(), of_memory(monkeypatch))


def test_changed_and_added_files_alone_are_annotated_again(root, computed, monkeypatch):
    ready()
    folder = root / "data/raw/archiv"
    for name in ("3", "9"):
        row = {"id": f"a{name}", "title": "Neu", "text": TEXT.format(n=90), "outlet": "Bote"}
        (folder / f"{name}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (folder / "0.jsonl").unlink()
    corpus = ready()
    assert len(computed) == 7 + 2
    assert sorted(corpus.articles["article_id"]) == ["a1", "a2", "a3", "a4", "a5", "a6", "a9"]
    assert_same(corpus, of_memory(monkeypatch))


def test_other_methods_read_nothing_again(root, monkeypatch):
    ready()
    monkeypatch.setattr(parted, "_read", None)
    corpus = prepare("data/raw/archiv", quote_method="rules", sentiment_method="textblob_de")
    assert len(corpus.articles) == 7
    assert corpus.sentences.query("label != 'neutral'").corpus is corpus


def test_what_is_open_is_not_mixed_with_what_came_in_its_place(root):
    opened = ready()
    assert len(opened.sentences) == 21
    for n in range(7):  # as many articles again, of another length
        row = {"id": f"b{n}", "title": "Neu", "text": TEXT.format(n=n) * 2, "outlet": "Kurier"}
        (root / f"data/raw/archiv/{n}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    again = ready()
    assert len(again.articles) == len(opened.articles)
    with pytest.raises(InputError, match=r"neu entstanden.*`prepare` noch einmal"):
        len(opened.sentences)
    told = gathered(again, lambda part: part.sentences)
    assert set(told["article_id"]) == set(again.articles["article_id"])


def test_articles_of_one_id_in_two_pieces_get_ids_of_their_own(root, monkeypatch):
    row = {"id": "a1", "title": "Anders", "text": TEXT.format(n=50), "outlet": "Bote"}
    (root / "data/raw/archiv/z.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    corpus = ready()
    assert sum(name.startswith("a1-") for name in corpus.articles["article_id"]) == 1
    assert_same(corpus, of_memory(monkeypatch))


def test_what_was_set_right_by_hand_is_in_the_partitions(root, computed, monkeypatch):
    folder = root / "data/raw/archiv"
    (folder / "korrekturen.yaml").write_text(
        "artikel: {a1: {genre: commentary}}\n"
        "sprecher: {Jana Voss: {name: Johanna Voss, typ: expert}}\n", "utf-8"
    )  # fmt: skip
    words = "„Wir prüfen das“"
    start = TEXT.format(n=5).index(words)
    verdict = QuoteVerdict("a5", (start, start + len(words)), words, "falsch")
    coded = {"a2": {"conflict": 1}, "fort": {"conflict": 1}}
    save(folder / "korrekturen.yaml", Corrections((verdict,), coded))
    corpus = ready()
    assert len(computed) == 7
    expected = of_memory(monkeypatch)
    assert_same(corpus, expected)
    assert corpus.articles.set_index("article_id").at["a1", "genre"] == "commentary"
    assert set(expected.quotes["speaker_name"]) == {"Johanna Voss"}
    assert set(expected.quotes["article_id"]) == {f"a{n}" for n in (0, 1, 2, 3, 4, 6)}
    noted = corpus.notes[corpus.notes["step"].str.startswith("Korrektur ")]
    assert noted["item"].tolist() == ["fort"]


def test_articles_that_cannot_be_annotated_are_put_aside(root, monkeypatch):
    step = article._STEPS["quotes"]

    def fails(given, *more):
        if "bleibt 4 Tage" in given.body.text:
            raise ValueError("kaputt")
        return step(given, *more)

    monkeypatch.setitem(article._STEPS, "quotes", fails)
    corpus = ready()
    assert len(corpus.articles) == 6
    assert sorted(corpus.quarantine["item"]) == ["", "a4"]
    monkeypatch.setitem(article._STEPS, "quotes", lambda *_: 1 / 0)
    (root / "data/raw/archiv/0.jsonl").unlink()
    shutil.rmtree(root / "data/processed/.cache")
    with pytest.raises(RunError, match="Kein Artikel ließ sich auswerten"):
        ready()
    monkeypatch.setitem(article._STEPS, "quotes", step)
    assert len(ready().articles) == 6  # nothing of it was kept


def test_nothing_to_read(root):
    folder = root / "data/raw/archiv"
    for path in folder.glob("*.jsonl"):
        path.unlink()
    with pytest.raises(InputError, match="kein lesbarer Artikel; 1 Einträge wurden zurückgestellt"):
        ready()
    assert not (root / "data/processed/archiv").exists()


@pytest.mark.parametrize(
    "name", ["articles/part-00001.parquet", "notes/part-00000.parquet", "done/part-00002.json"]
)
def test_damaged_partitions_are_made_anew(root, name):
    first = ready()
    quotes = len(first.quotes)
    (root / "data/processed/archiv/tabellen" / name).write_bytes(b"kaputt")
    again = ready()
    pd.testing.assert_frame_equal(again.articles, first.articles)
    assert len(again.quotes) == quotes > 0


def test_damaged_articles_are_read_anew_when_they_are_needed(root):
    ready()
    (root / "data/processed/archiv/artikel/notes/part-00001.parquet").write_bytes(b"kaputt")
    by_other = prepare("data/raw/archiv", quote_method="rules", sentiment_method="textblob_de")
    assert (len(by_other.sentences), len(by_other.articles)) == (21, 7)


def test_a_damage_found_late_is_said_with_the_way_out(root):
    first = ready()
    quotes, folder = len(first.quotes), root / "data/processed/archiv/tabellen"
    (folder / "sentences" / "part-00001.parquet").write_bytes(b"kaputt")
    with pytest.raises(InputError, match=r"part-00001 .* diesen Ordner löschen und `prepare`"):
        len(ready().sentences)
    shutil.rmtree(folder)
    again = ready()
    assert (len(again.sentences), len(again.quotes)) == (21, quotes)


def test_a_corpus_is_kept_in_one_way_alone(root, monkeypatch):
    ready()
    kept = root / "data/processed/archiv"
    sql = "select count(*) as n from quotes join articles using (article_id) where story_id is not null"
    assert query(sql, "data/raw/archiv")["n"].tolist() == [7]
    monkeypatch.setattr(inputs, "LARGE", 2**30)
    (root / "data/raw/archiv/0.jsonl").unlink()
    assert isinstance(prepare("data/raw/archiv", quote_method="rules"), Corpus)
    assert not (kept / "tabellen").exists() and not (kept / "artikel").exists()
    assert query(sql, "data/raw/archiv")["n"].tolist() == [6]
    monkeypatch.setattr(inputs, "LARGE", 0)
    (root / "data/raw/archiv/1.jsonl").unlink()
    ready()
    assert not (kept / "stamp.txt").exists() and not (kept / "quotes").exists()
    assert query(sql, "data/raw/archiv")["n"].tolist() == [5]


def test_the_report_says_how_the_corpus_was_made(root):
    shutil.copytree(PROJECT / "notebooks", root / "notebooks")
    given = {"corpus": "data/raw/archiv", "quote_method": "rules"}
    page = run_report("", given, chosen=("01_korpus",))
    assert parted.SAID in page.read_text("utf-8")
    accounting = json.loads((page.parent / "manifest.json").read_text("utf-8"))["accounting"]
    assert (accounting["read"], accounting["quarantined"]) == (8, 1)


def test_partitions_among_the_articles_are_not_read_as_articles(root, monkeypatch):
    ready()
    shutil.move(root / "data/processed/archiv/tabellen", root / "data/raw/archiv/tabellen")
    found = reading.read(root / "data/raw/archiv", workers=1)
    assert len(found.articles) == 7
    assert sorted(found.quarantine["source_file"]) == ["kaputt.exe", "tabellen"]
    assert "Partitionen" in found.quarantine.set_index("source_file").at["tabellen", "reason"]


def test_the_command_read_counts_a_large_corpus_piece_by_piece(root, monkeypatch, capsys):
    monkeypatch.setattr(reading, "read", None)
    monkeypatch.setattr(sys, "argv", ["pressespiegel", "read", "data/raw/archiv"])
    main()
    said, progress = capsys.readouterr()
    assert "gelesen 8 = Artikel 7 + zurückgestellt 1 (großes Korpus: Kopien" in said
    assert "Bote: 7" in said and "zurückgestellt: kaputt.exe" in said
    assert progress.splitlines()[0] == "3 Artikel gelesen"


@pytest.mark.parametrize(
    ("name", "most"),
    [("a.txt", 6000), ("a.jsonl.gz", 1500), ("a.ZIP", 1500), ("a.warc.gz", 60_000), ("a.pdf", 24_000)],
)
def test_how_large_a_corpus_is_follows_from_its_files(tmp_path, monkeypatch, name, most):
    monkeypatch.setattr(inputs, "LARGE", 6000)
    for size in (most, most + 10):
        (tmp_path / name).write_bytes(b"x" * size)
        assert inputs.is_large(tmp_path) == inputs.is_large(tmp_path / name) == (size > most)


def test_what_is_not_read_counts_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "LARGE", 6000)
    for name in ("seite_dateien/bild.jpg", ".git/pack.txt", "README.md", "tabellen/articles/a.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * 50_000)
    (tmp_path / "tabellen" / "done").mkdir()
    assert not inputs.is_large(tmp_path)
    (tmp_path / "seite_dateien" / "rahmen.txt").write_bytes(b"x" * 6001)
    assert inputs.is_large(tmp_path)


def test_pages_count_as_one_article_each_whatever_their_markup(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "LARGE", 6000)
    for number in range(3):
        (tmp_path / f"{number}.html").write_bytes(b"x" * 50_000)
        assert inputs.is_large(tmp_path) == (number == 2)
    (tmp_path / "2.html").unlink()
    (tmp_path / "weg.txt").symlink_to(tmp_path / "nirgends")
    assert not inputs.is_large(tmp_path)
