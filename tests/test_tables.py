"""The tables: what is valid, what is refused with its reason, and that saving loses nothing."""

import dataclasses

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError, RunError, nearest
from analysis.tables import CHOICES, KEYS, SCHEMAS, Corpus

SENTENCE = {
    "sentence_id": "a-s0000", "article_id": "a", "field": "text", "position": 0, "start": 0, "end": 8,
    "voice": "journalist", "polarity": None, "label": "neutral",
}  # fmt: skip
ARTICLE = {
    **dict.fromkeys(
        ("title", "teaser", "text", "authors", "dateline", "agency", "section", "url", "source_file"), ""
    ),
    "article_id": "a", "outlet": "Bote", "genre": "report", "n_words": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_empty_table_is_valid(name):
    table = tables.check(name, tables.make(name))
    assert list(table.columns) == list(SCHEMAS[name])
    assert {column: str(kind) for column, kind in table.dtypes.items()} == {
        column: kind.rstrip("?") for column, kind in SCHEMAS[name].items()
    }


def test_keys_and_choices_name_columns():
    assert set(KEYS) == set(SCHEMAS)
    assert all(set(key) <= set(SCHEMAS[name]) for name, key in KEYS.items())
    assert all(column in SCHEMAS[name] for name, column in CHOICES)


def test_missing_cells_stay_missing():
    table = tables.make("sentences", [SENTENCE, {**SENTENCE, "sentence_id": "b", "polarity": -0.5}])
    assert table["polarity"].isna().tolist() == [True, False]
    article = tables.make("articles", [ARTICLE]).iloc[0]
    assert pd.isna(article["published_at"]) and pd.isna(article["story_id"])


def test_check_returns_the_table_itself():
    table = tables.make("sentences", [SENTENCE])
    before = table.copy()
    assert tables.check("sentences", table) is table
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"voice": "chor"}, "voice"),
        ({"label": None}, "label"),
        ({"article_id": None}, "article_id"),
        ({"start": 8}, "sentences"),
        ({"start": -1}, "sentences"),
        ({"start": 9}, "sentences"),
    ],
)
def test_a_wrong_row_is_refused(change, told):
    table = tables.make("sentences", [{**SENTENCE, **change}])
    with pytest.raises(InputError, match=f"Die Tabelle „sentences“ ist nicht in Ordnung.*{told}"):
        tables.check("sentences", table)


@pytest.mark.parametrize(
    "change",
    [
        lambda table: pd.concat([table, table]),  # the key twice
        lambda table: table.drop(columns="voice"),
        lambda table: table.assign(more=1),
        lambda table: table.assign(start=table["start"].astype(float)),
        lambda table: table.assign(polarity="gut"),
    ],
)
def test_a_wrong_table_is_refused(change):
    with pytest.raises(InputError, match="sentences"):
        tables.check("sentences", change(tables.make("sentences", [SENTENCE])))


def test_times_without_a_zone_are_refused():
    naive = tables.make("articles", [ARTICLE]).assign(published_at=pd.Timestamp("2026-03-02"))
    with pytest.raises(InputError, match="published_at"):
        tables.check("articles", naive)


def corpus_of(*ids: str) -> Corpus:
    return Corpus(
        articles=tables.make("articles", [{**ARTICLE, "article_id": name} for name in ids]),
        sentences=tables.make(
            "sentences", [{**SENTENCE, "article_id": name, "sentence_id": f"{name}-s"} for name in ids]
        ),
        quarantine=tables.make(
            "quarantine", [{"source_file": "x", "item": "", "reason": "leer", "advice": "füllen"}]
        ),
    )


def test_rows_of_unknown_articles_are_refused():
    corpus = dataclasses.replace(corpus_of("a", "b"), articles=corpus_of("a").articles)
    with pytest.raises(InputError, match=r"„sentences“ nennt unbekannte Artikel: \['b'\]"):
        tables.check_corpus(corpus)
    assert tables.check_corpus(corpus_of("a", "b")).articles["article_id"].tolist() == ["a", "b"]


def test_the_part_of_a_corpus():
    corpus = corpus_of("a", "b", "c")
    part = corpus.of(["c", "a", "unknown"])
    assert part.articles["article_id"].tolist() == ["a", "c"]
    assert part.sentences["article_id"].tolist() == ["a", "c"]
    assert part.sentences.index.tolist() == [0, 1]
    assert len(part.quarantine) == 1
    assert len(corpus.articles) == 3
    tables.check_corpus(part)
    assert corpus.of([]).articles.empty


def test_repr_counts():
    assert repr(corpus_of("a", "b")).startswith("<Corpus: 2 articles, 2 sentences, 0 quotes")


def test_saved_is_loaded(demo_corpus, tmp_path):
    tables.save(demo_corpus, tmp_path)
    loaded = tables.check_corpus(tables.load(tmp_path))
    for name in SCHEMAS:
        key = KEYS[name] or list(SCHEMAS[name])
        wanted = getattr(demo_corpus, name).sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(getattr(loaded, name), wanted)


def test_the_same_corpus_gives_the_same_bytes(demo_corpus, tmp_path):
    shuffled = {name: getattr(demo_corpus, name).sample(frac=1, random_state=7) for name in SCHEMAS}
    tables.save(demo_corpus, tmp_path / "one")
    tables.save(Corpus(**shuffled), tmp_path / "two")
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.parquet"))
    assert len(files) == len(SCHEMAS)
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_partitions_are_read_together(tmp_path):
    tables.save(corpus_of("a", "b"), tmp_path, partition=0)
    tables.save(corpus_of("c"), tmp_path, partition=1)
    assert tables.load(tmp_path).articles["article_id"].tolist() == ["a", "b", "c"]


def test_no_corpus_to_load(tmp_path):
    with pytest.raises(InputError, match="kein aufbereitetes Korpus"):
        tables.load(tmp_path)


def test_a_corpus_with_a_lost_table_is_not_loaded(tmp_path):
    tables.save(corpus_of("a"), tmp_path)
    (tmp_path / "sentences" / "part-00000.parquet").unlink()
    with pytest.raises(InputError, match="fehlt die Tabelle „sentences“"):
        tables.load(tmp_path)


def test_writing_is_all_or_nothing(tmp_path, monkeypatch):
    path = tmp_path / "below" / "file.txt"
    tables.write_atomically(path, b"alt")
    tables.write_atomically(path, b"neu")
    assert path.read_bytes() == b"neu"

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        tables.write_atomically(path, b"halb")
    assert path.read_bytes() == b"neu"
    assert [entry.name for entry in path.parent.iterdir()] == ["file.txt"]


def test_errors():
    assert nearest("corpsu", ["corpus", "genres"]) == " Meinten Sie „corpus“?"
    assert nearest("xyz", ["corpus", "genres"]) == ""
    assert issubclass(InputError, ValueError) and issubclass(RunError, RuntimeError)
