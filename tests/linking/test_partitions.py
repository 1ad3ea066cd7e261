"""Linking partitions: what linking the whole tells, beside tables that stay; or nothing that counts."""

import os
import signal
import tempfile
import threading
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import link, linking, locks, tables
from analysis.annotation import Settings, annotate_partitions, partitions
from analysis.errors import InputError
from analysis.linking import spilled
from analysis.linking.partitions import SPEAKERS, STORIES, is_linked, link_partitions
from analysis.tables import Corpus
from tests.forks import forked

SENTENCES = (
    "Die Fähre nach Tiefensee fährt seit Montag wieder im Takt von zwanzig Minuten über den ganzen See. ",
    "„Wir haben das Teil aus Rostock holen müssen“, sagte Kapitän Ole Brandt am Anleger vor der Presse. ",
    "Anwohner klagen seit Jahren über den Lärm der wartenden Wagen und fordern eine Zufahrt am Nordufer. ",
    "Der Chor der Seefahrer sucht tiefe Stimmen, und geprobt wird jeden Donnerstag im Saal am Hafen. ",
    "„Noten muss niemand lesen können“, sagte Brandt, der den Chor seit dem vergangenen Herbst leitet. ",
)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Many blocks of few texts, few shingles in memory: as in a corpus of a million."""
    monkeypatch.setattr(spilled, "BUCKETS", 4)
    monkeypatch.setattr(spilled, "BLOCK", 8)
    monkeypatch.setattr(spilled, "RECENT", 3)


def lay_out(folder: Path, corpus: Corpus, rows: int, names=("articles", "quotes")) -> Path:
    """Write tables of ``corpus`` as annotate_partitions does, with ``rows`` articles a partition."""
    for part, first in enumerate(range(0, len(corpus.articles), rows)):
        some = corpus.of(corpus.articles["article_id"].iloc[first : first + rows])
        for name in names:
            (folder / name).mkdir(parents=True, exist_ok=True)
            table = getattr(some, name).sort_values(tables.KEYS[name] or [*tables.SCHEMAS[name]])
            table.to_parquet(folder / name / f"part-{part:05}.parquet", index=False)
        (folder / "done").mkdir(exist_ok=True)
        (folder / "done" / f"part-{part:05}.json").write_text(f'{{"first": {first}, "rows": {rows}}}')
    return folder


def found(folder: Path, table: str) -> pd.DataFrame:
    parts = sorted((folder / "linked" / table).glob("part-*.parquet"))
    assert [part.name for part in parts] == sorted(path.name for path in (folder / table).iterdir())
    for part in parts:
        key = tables.KEYS[table]
        assert pd.read_parquet(part)[key].equals(pd.read_parquet(folder / table / part.name)[key])
    return pd.concat(map(pd.read_parquet, parts), ignore_index=True)


def assert_found(folder: Path, whole: Corpus) -> None:
    """Compare what was found of partitions with the linked corpus that they are."""
    for table, columns in (("articles", STORIES), ("quotes", SPEAKERS)):
        one = found(folder, table).sort_values(columns[0], ignore_index=True)
        other = getattr(whole, table)[columns].sort_values(columns[0], ignore_index=True)
        pd.testing.assert_frame_equal(one, other)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def articles_of(*rows: tuple[str, int | None]) -> pd.DataFrame:
    """Return articles of these texts and days of March 2026."""
    return tables.make(
        "articles",
        (
            {
                "article_id": f"a{n}", "outlet": "Brandt", "text": text, "genre": "report", "n_words": 9,
                "agency": "dpa" if n % 3 == 0 else "",
                "published_at": day and pd.Timestamp(2026, 3, day, tz="UTC"),
            }
            for n, (text, day) in enumerate(rows)
        ),
    )  # fmt: skip


def quotes_of(*speakers: tuple[str | None, str | None, str | None]) -> pd.DataFrame:
    """Return a quote of each speaker (name, kind, gender), in articles in turn."""
    return tables.make(
        "quotes",
        (
            {
                "quote_id": f"q{n}", "article_id": f"a{n % 4}", "type": "Direct", "n_words": 1,
                "speaker_name": name, "speaker_naming": "named" if name else "role", "speaker_type": kind,
                "speaker_gender": gender, "confidence": 1.0,
            }
            for n, (name, kind, gender) in enumerate(speakers)
        ),
    )  # fmt: skip


CORPUS = Corpus(
    articles=articles_of(
        ("".join(SENTENCES[:3]), 3), ("".join(SENTENCES[:4]), 2), (SENTENCES[3], None), (SENTENCES[4], 9),
    ),
    quotes=quotes_of(
        ("Ole Brandt", "expert", "male"), ("Brandt", "other", None), ("Jana Voss", "party", None),
        ("Voss", "other", "female"), (None, "other", None),
    ),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "tabellen", CORPUS, 2)


@pytest.fixture
def demo(demo_corpus: Corpus) -> Corpus:
    """The demo corpus in another order, not linked, some of it without date, kind and gender."""
    articles = demo_corpus.articles.sample(frac=1, random_state=7)
    undated = articles["published_at"].mask(articles.index.to_series() % 5 == 0)
    articles = articles.assign(published_at=undated, story_id=None, duplicate_of=None)
    quotes = demo_corpus.quotes
    other, unsaid = quotes.index.to_series() % 3 == 0, quotes.index.to_series() % 4 == 0
    quotes = quotes.assign(
        speaker_id=None,
        speaker_type=quotes["speaker_type"].mask(other & quotes["speaker_type"].notna(), "other"),
        speaker_gender=quotes["speaker_gender"].mask(unsaid),
    )
    types = {"story_id": "str", "duplicate_of": "str"}
    return Corpus(articles=articles.astype(types), quotes=quotes.astype({"speaker_id": "str"}))


def test_partitions_tell_what_the_whole_tells(demo, tmp_path):
    lay_out(tmp_path, demo, 20, tuple(tables.SCHEMAS))
    before = contents(tmp_path)
    link_partitions(tmp_path)
    whole = link(tables.load(tmp_path))
    assert_found(tmp_path, whole)
    after = contents(tmp_path)
    assert {path: after[path] for path in before} == before
    assert {path.split("/")[0] for path in set(after) - set(before)} == {"linked"}
    part = {article: n // 20 for n, article in enumerate(demo.articles["article_id"])}
    copies = whole.articles.dropna(subset="duplicate_of")
    assert (copies["article_id"].map(part) != copies["duplicate_of"].map(part)).sum() > 10


def test_what_was_annotated_in_partitions_is_linked(tmp_path, monkeypatch):
    monkeypatch.setattr(partitions, "ROWS", 2)
    (tmp_path / "artikel").mkdir()
    CORPUS.articles.to_parquet(tmp_path / "artikel" / "alle.parquet")
    annotate_partitions(tmp_path / "artikel", tmp_path / "aus", Settings(quote_method="rules"))
    link_partitions(tmp_path / "aus")
    assert_found(tmp_path / "aus", link(tables.load(tmp_path / "aus")))
    assert found(tmp_path / "aus", "articles")["story_id"].tolist() == ["a1", "a1", "a1", "a3"]
    assert set(found(tmp_path / "aus", "quotes")["speaker_id"].dropna()) == {"ole-brandt"}


texts = st.lists(st.sampled_from([*SENTENCES, "Ja. ", "Das Fest fällt aus. "]), max_size=5).map("".join)
names = st.sampled_from(["Ole Brandt", "Brandt", "Jana Voss", "Voss", "Dr. Voss", "Eva Voss", None])
kinds = st.sampled_from(["party", "expert", "other", None])


@settings(max_examples=10)
@given(
    st.lists(st.tuples(texts, st.none() | st.integers(1, 28)), min_size=4, max_size=20),
    st.lists(st.tuples(names, kinds, st.sampled_from(["male", "female", None])), max_size=8),
    st.integers(3, 9),
)
def test_so_they_do_for_any_small_corpus(rows, speakers, size):
    corpus = Corpus(articles=articles_of(*rows), quotes=quotes_of(*speakers))
    with tempfile.TemporaryDirectory() as scratch:
        link_partitions(lay_out(Path(scratch), corpus, size))
        assert_found(Path(scratch), link(corpus))


def test_what_is_linked_is_not_linked_again(folder, monkeypatch):
    assert not is_linked(folder)
    seen = []
    link_partitions(folder, progress=lambda *at: seen.append(at))
    total = 2 * 2 + spilled.BUCKETS + 1
    assert seen == [(n, total) for n in range(1, total + 1)]
    assert is_linked(folder)
    before = contents(folder)
    link_partitions(folder, progress=lambda *at: pytest.fail("linked again"))
    assert contents(folder) == before
    monkeypatch.setattr("analysis.linking.partitions.VERSION", linking.VERSION + "x")
    assert not is_linked(folder)


def test_another_partition_changes_what_the_others_tell(tmp_path):
    lay_out(tmp_path, CORPUS, 4)
    link_partitions(tmp_path)
    lay_out(tmp_path, CORPUS, 2)  # the first partition is cut in two
    assert not is_linked(tmp_path)
    link_partitions(tmp_path)
    assert is_linked(tmp_path)
    assert_found(tmp_path, link(CORPUS))


def test_a_partition_that_is_gone_leaves_nothing_behind(folder):
    link_partitions(folder)
    for table, ending in (("done", "json"), ("articles", "parquet"), ("quotes", "parquet")):
        (folder / table / f"part-00001.{ending}").unlink()
    link_partitions(folder)
    assert_found(folder, link(CORPUS.of(["a0", "a1"])))


def test_an_interrupted_run_leaves_nothing_that_counts(folder, tmp_path):
    whole = lay_out(tmp_path / "ganz", CORPUS, 2)
    link_partitions(whole)
    for last in range(1, 2 * 2 + spilled.BUCKETS + 2):

        def stop(done, total, last=last):
            if done == last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            link_partitions(folder, progress=stop)
        assert not is_linked(folder) and not (folder / "linked" / ".scratch").exists()
    link_partitions(folder)
    assert contents(folder) == contents(whole)


@pytest.mark.skipif(os.name == "nt", reason="a fork")
def test_a_killed_run_is_done_anew(folder, tmp_path):
    whole = lay_out(tmp_path / "ganz", CORPUS, 2)
    link_partitions(whole)

    def kill(done, total):
        if done == 4:
            os.kill(os.getpid(), signal.SIGKILL)

    assert forked(lambda: link_partitions(folder, progress=kill)) == -signal.SIGKILL
    assert not is_linked(folder) and (folder / "linked" / ".scratch").exists()
    link_partitions(folder)
    assert contents(folder) == contents(whole) | {"linked/.lock": (folder / "linked/.lock").read_bytes()}


@pytest.mark.parametrize("nth", range(3))
def test_a_full_disk_leaves_nothing_that_counts(folder, monkeypatch, nth):
    right, left = tables.write_together, [None] * nth

    def full(files):
        if not left:
            raise OSError(28, "No space left on device")
        left.pop()
        right(files)

    monkeypatch.setattr(tables, "write_together", full)
    with pytest.raises(OSError, match="No space left"):
        link_partitions(folder)
    assert not is_linked(folder)
    monkeypatch.setattr(tables, "write_together", right)
    link_partitions(folder)
    assert_found(folder, link(CORPUS))


def test_one_process_waits_for_the_other_and_then_has_nothing_to_do(folder):
    seen = []
    waits = threading.Thread(target=link_partitions, args=(folder, lambda *at: seen.append(at)))
    with locks.waited(folder / "linked" / ".lock"):
        waits.start()
        waits.join(0.3)
        assert waits.is_alive() and not seen
        linking_partitions_of(folder)
    waits.join(30)
    assert not waits.is_alive() and not seen


def linking_partitions_of(folder: Path) -> None:
    """Link, holding the lock already, as the other process does."""
    from analysis.linking.partitions import _link

    _link(folder, None)


def test_an_article_in_two_partitions_is_refused(tmp_path):
    articles = CORPUS.articles.assign(article_id=["a0", "a1", "a2", "a0"])
    for part, rows in enumerate((slice(0, 2), slice(2, 3), slice(3, 4))):
        tables.save(Corpus(articles=articles.iloc[rows]), tmp_path, part)
        (tmp_path / "done").mkdir(exist_ok=True)
        (tmp_path / "done" / f"part-{part:05}.json").write_text("{}")
    with pytest.raises(InputError, match=r"„a0“ .*part-00000 und part-00002.*annotate"):
        link_partitions(tmp_path)
    assert not (tmp_path / "linked").exists()


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("done/part-00001.json", "part-00001 nicht vollständig"),
        ("articles/part-00001.parquet", "part-00001 nicht vollständig.*done/part-00001.json löschen"),
        ("quotes/part-00000.parquet", "part-00000 nicht vollständig"),
    ],
)
def test_a_partition_that_is_not_whole_is_named(folder, gone, says):
    (folder / gone).unlink()
    with pytest.raises(InputError, match=says):
        link_partitions(folder)
    assert not (folder / "linked").exists()


@pytest.mark.parametrize("table", ["articles", "quotes"])
def test_a_damaged_partition_is_named(folder, table):
    path = folder / table / "part-00001.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match=f"part-00001 nicht vollständig.*{table}"):
        link_partitions(folder)
    assert not is_linked(folder)


def test_a_folder_without_partitions_is_named(tmp_path):
    tables.save(CORPUS, tmp_path)
    with pytest.raises(InputError, match=r"keine ausgewerteten Partitionen.*annotate"):
        link_partitions(tmp_path)
