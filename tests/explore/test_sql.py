"""SQL over a corpus: it sees the tables, only reads, keeps to its memory, and errors teach."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.sql import query


def corpus() -> tables.Corpus:
    at = pd.Timestamp("2026-03-01 23:30", tz="UTC")
    articles = [
        {"article_id": "a1", "outlet": "Blatt", "title": "Eins", "published_at": at},
        {"article_id": "a2", "outlet": "Blatt", "title": "Zwei", "published_at": at},
        {"article_id": "a3", "outlet": "Bote", "title": "O'Hara", "published_at": None},
    ]
    blank = dict.fromkeys(("teaser", "text", "authors", "dateline", "agency", "section", "url"), "")
    rows = [{**blank, "source_file": "x", "genre": "report", "n_words": 3, **article} for article in articles]
    quote = {"type": "Direct", "content": "Ja", "n_words": 1, "speaker_naming": "named", "confidence": 1.0}
    quotes = [{**quote, "quote_id": f"q{i}", "article_id": a} for i, a in enumerate(["a1", "a1", "a3"])]
    return tables.Corpus(articles=tables.make("articles", rows), quotes=tables.make("quotes", quotes))


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose corpus „probe“ is prepared in two partitions."""
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    (tmp_path / "data" / "raw" / "probe").mkdir(parents=True)
    folder = tmp_path / "data" / "processed" / "probe"
    whole = corpus()
    tables.save(whole.of(["a1"]), folder, 0)
    tables.save(whole.of(["a2", "a3"]), folder, 1)
    (folder / "stamp.txt").write_text("x")
    return folder


COUNT = "select outlet, count(*) as n from quotes join articles using (article_id) group by outlet order by 1"


def test_all_partitions_are_read(prepared: Path) -> None:
    assert query(COUNT, "data/raw/probe").to_dict("list") == {"outlet": ["Blatt", "Bote"], "n": [2, 1]}


def test_a_corpus_in_memory_gives_the_same(prepared: Path) -> None:
    pd.testing.assert_frame_equal(query(COUNT, corpus()), query(COUNT, "data/raw/probe"))


def test_times_are_local_times_in_germany() -> None:
    days = query("select distinct published_at::date::varchar as day from articles order by 1", corpus())
    assert days["day"].tolist()[0] == "2026-03-02"


def test_no_rows_keep_their_types() -> None:
    table = query("select outlet, n_words from articles where outlet = 'Keines'", corpus())
    assert table.empty
    assert table.dtypes.astype(str).tolist() == ["str", "int64"]


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("select * from articels", 'Did you mean "articles"'),
        ("select outlat from articles", "describe articles"),
        ("selct 1", "so kein SQL"),
        ("", "eine Abfrage auf einmal, nicht 0"),
        ("select 1; select 2", "eine Abfrage auf einmal, nicht 2"),
        ("select * from read_csv('/etc/passwd')", "nur die Tabellen des Korpus"),
        ("select * from glob('/*')", "nur die Tabellen des Korpus"),
        ("copy articles to '/tmp/alles.csv'", "liest nur"),
        ("create table t as select 1", "liest nur"),
        ("set memory_limit = '80GB'", "liest nur"),
        ("install httpfs", "liest nur"),
        ("attach '/tmp/andere.db'", "liest nur"),
        ("select * from range(1000001)", "mehr als 1.000.000 Zeilen"),
    ],
)
def test_what_does_not_go_is_said_in_a_sentence(prepared: Path, sql: str, part: str) -> None:
    for source in ("data/raw/probe", corpus()):
        with pytest.raises(InputError, match=r".") as error:
            query(sql, source)
        assert part in str(error.value)


def test_variables_of_the_caller_are_no_tables() -> None:
    secret = pd.DataFrame({"x": [1]})
    assert len(secret)
    with pytest.raises(InputError, match="Diesen Namen gibt es nicht"):
        query("select * from secret", corpus())


def test_the_answer_may_be_bigger_than_the_memory() -> None:
    sql = "select count(distinct md5(i::varchar)) as n from range(1000000) t(i)"
    assert query(sql, corpus(), memory="60MB")["n"].tolist() == [1_000_000]


def test_not_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    (tmp_path / "data" / "raw" / "neu").mkdir(parents=True)
    with pytest.raises(InputError, match="Zuerst `prepare"):
        query("select 1", "data/raw/neu")
