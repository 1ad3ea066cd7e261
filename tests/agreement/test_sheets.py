"""Sheets out and in: blind, stratified, and every fault of a filled sheet named with its line."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.agreement import (
    Task,
    article_units,
    draw_sample,
    frame_task,
    read_key,
    read_sheets,
    score_sheets,
    summary,
    units_of,
    validated_frames,
    write_sheets,
)
from analysis.errors import InputError
from analysis.framing import load_codebook
from tests.framing.corpora import articles, framed

TASK = frame_task(load_codebook("episodisch"))


def table(n: int = 20) -> pd.DataFrame:
    rows = [
        {
            "text": f"Text {i} über das Wetter; mit „Zeichen“ und\nUmbruch.",
            "title": f"=Titel {i}",
            "outlet": outlet,
        }
        for i, outlet in enumerate(["Kurier", "Bote", "Bote", "Bote"] * (n // 4))
    ]
    return articles(*rows)


def write(units: pd.DataFrame, task: Task, folder: Path, n: int) -> None:
    write_sheets(draw_sample(units, n), units, task, folder)


def written(folder: Path) -> list[list[str]]:
    write(article_units(table()), TASK, folder, 8)
    with (folder / "bogen-1.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def filled(rows: list[list[str]]) -> list[list[str]]:
    return [
        rows[0],
        *([*row[:3], *["1" if i % 2 else "0"] * (len(row) - 3)] for i, row in enumerate(rows[1:])),
    ]


def save(path: Path, rows: list[list[str]], encoding: str = "utf-8-sig", separator: str = ";") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def test_the_sample_is_stratified_repeatable_and_without_copies() -> None:
    pool = table(40)
    pool.loc[1, "duplicate_of"] = "a0"
    pool = article_units(pool)
    sample = draw_sample(pool, 12)
    assert Counter(sample["stratum"]) == {"Bote": 9, "Kurier": 3}
    assert "a1" not in set(sample["article_id"]) and sample["article_id"].is_unique
    assert draw_sample(pool, 12).equals(sample)
    assert not draw_sample(pool, 12, seed=2).equals(sample)
    bote = sample[sample["stratum"] == "Bote"].iloc[0]
    assert bote["probability"] == pytest.approx(9 / 29)
    assert len(draw_sample(pool, 39)) == 39 and len(draw_sample(pool, 2)) == 2


@pytest.mark.parametrize(("n", "hint"), [(0, "von 0 ist"), (99, "von 99 ist"), (1, "mindestens 2")])
def test_impossible_samples(n: int, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        draw_sample(article_units(table()), n)


def test_sheets_are_blind_and_carry_the_questions(tmp_path: Path) -> None:
    rows = written(tmp_path)
    assert rows[0][:3] == ["Nr", "Überschrift", "Text"]
    assert any(heading.startswith("episodic.") and heading.endswith("?") for heading in rows[0])
    whole = "\n".join(map(str, rows))
    assert "Kurier" not in whole and "a0" not in whole
    assert len(rows) == 9 and all(cell == "" for row in rows[1:] for cell in row[3:])
    assert rows[1][1].startswith("'=Titel")  # no formula in a spreadsheet
    sheet = load_workbook(tmp_path / "bogen-2.xlsx").worksheets[0]
    assert sheet["B2"].data_type == "s" and sheet.max_row == 9
    with pytest.raises(InputError, match="neuen Ordner"):
        write(article_units(table()), TASK, tmp_path, 8)


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ";"), ("utf-8", ","), ("cp1252", "\t")])
def test_filled_sheets_come_back(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = filled(written(tmp_path))
    rows[1][3] = "?"
    rows[1:] = rows[:0:-1]  # whole rows may be sorted
    path = save(tmp_path / "bogen-anna.csv", rows, encoding, separator)
    codes = read_sheets([path], read_key(tmp_path), TASK)
    assert set(codes["coder"]) == {"anna"} and codes["code"].isna().sum() == 1
    assert len(codes) == 8 * (len(rows[0]) - 3)
    assert set(codes["article_id"]) == set(read_key(tmp_path)["article_id"])


def test_filled_xlsx_comes_back(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "bogen-1.xlsx"
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2, min_col=4):
        for cell in row:
            cell.value = 1
    book.save(path)
    codes = read_sheets([path], read_key(tmp_path), TASK)
    assert set(codes["code"]) == {1.0}


def swap(rows: list[list[str]]) -> None:
    rows[2][0], rows[3][0] = rows[3][0], rows[2][0]


# each row of the CSV takes two lines of the file, as its text holds a line break
FAULTS = [
    (lambda rows: rows[2].__setitem__(4, "2"), "Zeile 4: Spalte .* enthält „2“; erlaubt sind 0, 1 und"),
    (lambda rows: rows[2].__setitem__(4, "ja"), "Zeile 4: .*„ja“"),
    (lambda rows: rows[2].__setitem__(4, ""), "Zeile 4: Spalte .* ist leer"),
    (lambda rows: rows.pop(), "fehlen die Zeilen mit Nr A008"),
    (swap, "Zeile 4: Die Nr „A003“ gehört zu einem anderen Text; .*Zeile 6"),
    (lambda rows: rows.append(rows[1]), "Zeile 18: Die Nr „A001“ steht schon in Zeile 2"),
    (lambda rows: rows[2].__setitem__(0, "A999"), "Zeile 4: Die Nr „A999“ gehört nicht zu dieser Stichprobe"),
    (lambda rows: rows[0].__setitem__(3, "konflikt: ?"), "Zeile 1: Die Spalte „konflikt“ gehört nicht"),
    (lambda rows: [row.pop() for row in rows], "Zeile 1: Es fehlt die Spalte"),
    (lambda rows: rows[0].__setitem__(0, "Nummer"), "Zeile 1: Die ersten drei Spalten"),
    (lambda rows: rows[3].append("zu viel"), "Zeile 6: Die Zeile hat mehr Spalten"),
]


@pytest.mark.parametrize(("fault", "message"), FAULTS)
def test_faults_are_named_with_file_and_line(tmp_path: Path, fault, message: str) -> None:
    rows = filled(written(tmp_path))
    fault(rows)
    path = save(tmp_path / "bogen-b.csv", rows)
    with pytest.raises(InputError, match=message) as error:
        read_sheets([path], read_key(tmp_path), TASK)
    assert str(error.value).startswith("bogen-b.csv, Zeile")


def test_files_that_are_none(tmp_path: Path) -> None:
    rows = filled(written(tmp_path))
    key = read_key(tmp_path)
    with pytest.raises(InputError, match="gibt es nicht"):
        read_sheets([tmp_path / "fehlt.csv"], key, TASK)
    (tmp_path / "leer.csv").write_text("")
    with pytest.raises(InputError, match="leer"):
        read_sheets([tmp_path / "leer.csv"], key, TASK)
    (tmp_path / "kaputt.xlsx").write_bytes(b"kein zip")
    with pytest.raises(InputError, match="keine lesbare XLSX"):
        read_sheets([tmp_path / "kaputt.xlsx"], key, TASK)
    (tmp_path / "bild.png").write_bytes(b"")
    with pytest.raises(InputError, match=r"\.xlsx oder \.csv"):
        read_sheets([tmp_path / "bild.png"], key, TASK)
    path = save(tmp_path / "bogen-1.csv", rows)
    with pytest.raises(InputError, match="heißen gleich"):
        read_sheets([path, tmp_path / "bogen-1.xlsx"], key, TASK)
    with pytest.raises(InputError, match="kein ausgefüllter Bogen"):
        read_sheets([], key, TASK)
    with pytest.raises(InputError, match=r"schluessel\.csv"):
        read_key(tmp_path / "nirgends")


def test_from_sheet_to_verdict(tmp_path: Path) -> None:
    """Two coders who agree with the tool but for one cell each: alphas, P, R, disagreements, correction."""
    task = frame_task(load_codebook())
    quarrel = "Die Opposition wirft der Regierung Versagen vor. Der Streit eskaliert, sie weist alles zurück."
    corpus = framed(
        articles(*[{"text": f"{quarrel if i % 2 else 'Es regnet.'} Fall {i}."} for i in range(60)])
    )
    write(units_of(task, corpus), task, tmp_path, 60)
    present = corpus.frames.query("question == '' and score >= 0.5")
    hits = set(zip(present["article_id"], present["frame"], strict=True))
    units = read_key(tmp_path).set_index("unit")["article_id"]
    files = []
    for coder, wrong in (("1", "A001"), ("2", "A002")):
        path = tmp_path / f"bogen-{coder}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        for row in rows[1:]:
            for i, heading in enumerate(rows[0][3:], 3):
                measure = heading.partition(":")[0]
                code = (units[row[0]], measure) in hits
                row[i] = str(int(code != (row[0] == wrong and measure == "conflict")))
        files.append(save(path, rows))
    found = score_sheets(files, tmp_path, task, corpus)
    row = found.reliability.set_index("measure").loc["conflict"]
    assert 0.9 < row["alpha"] < 1 and row["units"] == 60 and row["verdict"] == "zuverlässig"
    assert found.reliability.set_index("measure").loc["morality", "verdict"].endswith("nur eine Kategorie")
    tool = found.tool.set_index("measure").loc["conflict"]
    assert (tool["precision"], tool["recall"], tool["alpha"], tool["n"]) == (1, 1, 1, 58)
    assert list(found.disagreements["kind"]) == ["zwischen Codierern"] * 2
    assert validated_frames(found)["conflict"] == "validiert"
    assert validated_frames(found)["morality"].startswith("nicht validiert")
    assert "zuverlässig" in summary(found) and "zwischen Codierern" in summary(found)
