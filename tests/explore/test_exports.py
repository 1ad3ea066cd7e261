"""A selection written out makes the same selection again; files open in a spreadsheet without running."""

import csv
from pathlib import Path

import pandas as pd
import pytest
import yaml
from openpyxl import load_workbook

from analysis import paths, prepare
from analysis.explore import exports
from analysis.explore.choice import Choice, choose
from analysis.report import parameters
from analysis.tables import make

CORPUS = prepare("data/raw/demo")
CHOICE = Choice(outlets=("Der Ahlebote",), date_from="2026-03-10", query="brücke*", frame="human_interest")


@pytest.mark.parametrize("choice", [CHOICE, Choice(), Choice(outlets=("Abendblitz",), count="stories")])
def test_the_exact_call_makes_the_same_selection(choice: Choice) -> None:
    scope: dict[str, object] = {}
    exec(exports.call("data/raw/demo", choice), scope)
    expected = choose(CORPUS, **choice.given())
    assert list(scope["selected"].articles["article_id"]) == list(expected.articles["article_id"])


def test_the_parameter_file_is_what_the_notebooks_take() -> None:
    values, dropped = exports.parameters("data/raw/demo", CHOICE)
    text = exports.parameter_file(values, dropped)
    assert dropped == ["frame"]
    assert "„frame“" in text
    assert yaml.safe_load(text) == values
    checked = parameters.check([paths.root() / "notebooks" / "01_korpus.ipynb"], values)
    assert checked["outlets"] == ["Der Ahlebote"]
    assert checked["query"] == "brücke*"


def test_the_command_gives_the_same_parameters() -> None:
    import shlex

    choice = Choice(outlets=("Blatt, das erste", "O'Hara & Söhne"), query='„zwei Worte“ "$x"')
    values, _ = exports.parameters("data/raw/demo", choice)
    words = shlex.split(exports.command(values))
    assignments = [words[i + 1] for i, word in enumerate(words) if word == "-p"]
    defaults = {"outlets": [], "query": ""}
    assert parameters.parse(assignments, defaults) == {k: v for k, v in values.items() if k != "corpus"}


def hostile() -> object:
    part = CORPUS.of(CORPUS.articles["article_id"].head(2))
    articles = part.articles.copy()
    articles["title"] = ['=HYPERLINK("http://example.org")', "@sum\x07"]
    articles["text"] = ["wort " * 9000, "kurz"]
    articles.loc[1, "published_at"] = pd.NaT
    return part.__class__(**{**vars(part), "articles": articles})


def test_files_hold_all_rows_and_no_formula(tmp_path: Path) -> None:
    corpus = hostile()
    files = exports.write_tables(corpus, tmp_path)
    assert {file.name for file in files} == {*(f"{name}.csv" for name in exports.TABLES), "auszug.xlsx"}
    with (tmp_path / "articles.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["title"] for row in rows] == ['\'=HYPERLINK("http://example.org")', "'@sum\x07"]
    book = load_workbook(tmp_path / "auszug.xlsx")
    sheet = book["articles"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "inlineStr",
        "n",
        "d",
        "b",
    }  # never "f"
    columns = [cell.value for cell in sheet[1]]
    text = sheet.cell(2, columns.index("text") + 1).value
    assert text.endswith("[gekürzt]")
    assert len(text) < 32_767
    assert book["quotes"].max_row == len(corpus.quotes) + 1


def test_an_empty_selection_gives_files_with_heads(tmp_path: Path) -> None:
    empty = CORPUS.of([])
    exports.write_tables(empty, tmp_path)
    assert pd.read_csv(tmp_path / "quotes.csv", sep=";").columns.tolist() == make("quotes").columns.tolist()
