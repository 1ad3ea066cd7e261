"""One folder with a file of each format: the numbers add up, every article is whole, twice the same bytes."""

import shutil
from pathlib import Path

import build as builder
import pandas as pd
import pytest

from analysis.duplicates import find_copies
from analysis.read import read, read_batches
from analysis.read.archives import ARCHIVES
from analysis.read.formats import READERS
from analysis.tables import check


@pytest.fixture(scope="module")
def articles(all_formats: Path) -> pd.DataFrame:
    reading = read(all_formats)
    assert len(reading.quarantine) == 0
    return check("articles", reading.articles)


def test_the_folder_has_a_file_of_each_format():
    suffixes = {
        suffix for name in builder.files() for suffix in (*READERS, *ARCHIVES) if name.endswith(suffix)
    }
    packed_otherwise = {".tar", ".tgz", ".tar.bz2", ".tar.xz", ".bz2", ".xz", ".ndjson", ".mht", ".xml"}
    assert suffixes == {*READERS, *ARCHIVES} - packed_otherwise


def test_every_format_gives_the_same_article(articles: pd.DataFrame):
    found = articles[["source_file", "title", "text"]].assign(
        name=articles["source_file"].str.split("/").str[-1]
    )
    wrong = found[(found["title"] != builder.TITLE) | (found["text"] != builder.TEXT)]
    assert wrong["name"].tolist() == []
    assert sorted(found["name"]) == sorted([*builder.files(), "26.zip"])  # the one with two members


def test_dates_and_outlets_where_the_format_has_them(articles: pd.DataFrame):
    bare = ("18.docx", "20.rtf", "22.odt", "23.pdf", "19-nexis.docx")
    dated = articles[~articles["source_file"].str.split("/").str[-1].isin(bare)]
    assert dated["published_at"].unique().tolist() == [pd.Timestamp("2026-03-02T17:00Z")]
    assert set(dated["outlet"]) == {"Der Bote", "bote.example"}
    nexis = articles[articles["source_file"].str.contains("nexis")].iloc[0]
    assert (nexis["outlet"], nexis["authors"], nexis["section"], nexis["published_at"]) == (
        "Der Bote",
        "Anna Berg",
        "Lokales",
        pd.Timestamp("2026-03-02T00:00Z"),
    )


def test_all_but_one_are_duplicates(articles: pd.DataFrame):
    copies = find_copies(articles)
    assert copies["duplicate_of"].notna().sum() == len(articles) - 1
    assert set(copies["kind"]) == {"", "exact"}


def test_the_same_folder_twice_and_elsewhere_gives_the_same_bytes(all_formats: Path, tmp_path: Path):
    elsewhere = Path(shutil.copytree(all_formats, tmp_path / "umgezogen"))
    first, second = read(all_formats, workers=1), read(elsewhere, workers=2)
    assert first.articles.to_parquet(None) == second.articles.to_parquet(None)


def test_pieces_are_the_whole(all_formats: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("analysis.read.BATCH", 4)
    parts = list(read_batches(all_formats))
    pd.testing.assert_frame_equal(
        pd.concat([part.articles for part in parts], ignore_index=True), read(all_formats).articles
    )


def test_progress_counts_every_item(all_formats: Path):
    done: list[int] = []
    reading = read(all_formats, progress=done.append)
    assert sum(done) == len(reading.articles) + len(reading.quarantine)


def test_two_column_pdf_is_read_column_by_column(tmp_path: Path):
    left = [
        "Die Fähre fährt wieder, und alle am",
        "Anleger sind froh darüber. Das sagte",
        "der Betreiber am Morgen.",
    ]
    right = [
        "Im Rathaus rechnet man damit, dass",
        "sich die Lage entspannt. Mehr war",
        "dazu nicht zu erfahren.",
    ]
    page = builder.pdf(left)
    start = page.index(b"ET\nendstream")
    second = b"".join(b"(" + line.encode("cp1252") + b") Tj T*\n" for line in right)
    stream = b"1 0 0 1 300 780 Tm\n" + second
    length = int(page[page.index(b"/Length ") + 8 :].split(b" ")[0])
    page = page[:start] + stream + page[start:]
    page = page.replace(b"/Length %d" % length, b"/Length %d" % (length + len(stream)))
    (tmp_path / "spalten.pdf").write_bytes(page)
    text = " ".join(read(tmp_path).articles["text"].iloc[0].split())
    assert "froh darüber. Das sagte der Betreiber am Morgen. Im Rathaus rechnet man damit" in text
