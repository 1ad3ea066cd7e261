"""A folder of any size becomes Parquet files with all that reading gave, put aside and noted."""

import sys

import pandas as pd
import pytest

from analysis import read as reading
from analysis import tables
from analysis.annotation import Settings
from analysis.annotation.partitions import annotate_partitions
from analysis.cli import main
from analysis.errors import InputError
from analysis.linking.partitions import link_partitions
from analysis.partitions import open_partitions
from analysis.read import read, work
from analysis.read.stored import store

TEXT = "Der Stadtrat hat am Montag beschlossen, die Brücke zu sperren. „Das war nötig“, sagte Anna Ahlers."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Seven articles among files that cannot be read, the first and the last ones in the order of names."""
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr(work, "GROUP_SIZE", 1)
    place = tmp_path / "archiv"
    place.mkdir()
    for name in ("a.exe", "b.exe", "y.exe", "z.exe"):
        (place / name).write_bytes(b"MZ\x00\x01")
    for number in range(7):
        (place / f"m{number}.txt").write_text(
            f"Titel {number}\n\n{TEXT} Es ist der Fall {number}.\n", "utf-8"
        )
    return place


def test_every_article_and_every_problem_is_stored(folder, tmp_path):
    pieces = list(store(folder, tmp_path / "artikel", workers=1))
    whole = read(folder, workers=1)
    assert len(whole.articles) == 7
    assert len(whole.quarantine) == 4
    assert all(len(piece.articles) for piece in pieces)
    for name, expected in (("", whole.articles), ("quarantine", whole.quarantine), ("notes", whole.log)):
        files = sorted((tmp_path / "artikel" / name).glob("*.parquet"))
        assert len(files) == len(pieces) > 2
        found = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_a_report_over_them_counts_what_was_put_aside(folder, tmp_path):
    list(store(folder, tmp_path / "artikel", workers=1))
    annotate_partitions(tmp_path / "artikel", tmp_path / "tabellen", Settings(quote_method="rules"))
    link_partitions(tmp_path / "tabellen")
    corpus = open_partitions(tmp_path / "tabellen")
    assert len(corpus.articles) == 7
    assert sorted(corpus.quarantine["source_file"]) == ["a.exe", "b.exe", "y.exe", "z.exe"]
    tables.check("notes", corpus.notes)


def test_a_folder_that_holds_something_is_refused(folder, tmp_path):
    (tmp_path / "artikel").mkdir()
    (tmp_path / "artikel" / "alt.txt").write_text("x")
    with pytest.raises(InputError, match="nicht leer"):
        list(store(folder, tmp_path / "artikel"))


def test_the_command_accounts_for_every_item(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(tmp_path))
    monkeypatch.setattr(
        sys, "argv", ["pressespiegel", "read", str(folder), "--to", str(tmp_path / "artikel")]
    )
    main()
    said = capsys.readouterr().out
    assert "gelesen 11 = Artikel 7 + zurückgestellt 4" in said
    assert "zurückgestellt: a.exe" in said


def test_without_an_article_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(tmp_path))
    (tmp_path / "leer").mkdir()
    (tmp_path / "leer" / "a.exe").write_bytes(b"MZ\x00\x01")
    call = ["pressespiegel", "read", str(tmp_path / "leer"), "--to", str(tmp_path / "artikel")]
    monkeypatch.setattr(sys, "argv", call)
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "kein lesbarer Artikel" in capsys.readouterr().err
    assert not (tmp_path / "artikel").exists()
