"""What executed notebooks leave behind becomes parts, tables and figures, whole and harmless."""

import csv
import datetime as dt
import io

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis import wording
from analysis.exhibits import FINDINGS_MIME, MIME, Exhibit, table_html
from analysis.report.contents import Part, collect, guarded, table_of, write_files


@pytest.fixture(autouse=True)
def german():
    wording.use("de")
    yield
    wording.use("de")


def output(data: dict[str, object]) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", data=data)


def payload(table: pd.DataFrame, name: str = "probe", figure: Figure | None = None) -> dict[str, object]:
    return Exhibit(name, "Titel", "n = 1; heute.", table, figure).payload()


def book(tmp_path, name: str, cells: list[nbformat.NotebookNode]):
    path = tmp_path / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def executed(tmp_path):
    heading = nbformat.v4.new_markdown_cell("# Das Korpus", metadata={"en": "# The corpus"})
    only_german = nbformat.v4.new_markdown_cell("Ein Satz.")
    given_values = nbformat.v4.new_code_cell("corpus = 1", metadata={"tags": ["parameters"]})
    code = nbformat.v4.new_code_cell("exhibit(...)")
    finding = {"text": "Ein Befund.", "exhibit": "probe", "claim": "", "p": None, "stories": 3}
    code.outputs = [
        output({FINDINGS_MIME: {"findings": [finding]}, "text/html": "<ul></ul>"}),
        output({MIME: payload(pd.DataFrame({"n": [1]})), "text/plain": "Titel"}),
        output({"text/plain": "bloßer Text"}),
        nbformat.v4.new_output("stream", text="eine Zeile"),
    ]
    return book(tmp_path, "01_korpus", [heading, only_german, given_values, code])


def test_a_notebook_becomes_a_part(executed):
    (part,) = collect([executed])
    assert part.name == "01_korpus"
    assert [block["kind"] for block in part.blocks] == ["text", "text", "code", "exhibit"]
    assert [block["name"] for block in part.exhibits] == ["probe"]
    assert [finding["text"] for finding in part.findings] == ["Ein Befund."]


@pytest.mark.parametrize(
    ("language", "texts"),
    [("de", ["# Das Korpus", "Ein Satz."]), ("en", ["# The corpus", "Ein Satz."])],
)
def test_text_in_the_language_of_the_report(executed, language, texts):
    wording.use(language)
    (part,) = collect([executed])
    assert [block["markdown"] for block in part.blocks if block["kind"] == "text"] == texts


def test_parts_keep_the_order_of_the_notebooks(tmp_path):
    books = [book(tmp_path, name, []) for name in ("02_b", "01_a")]
    assert [part.name for part in collect(books)] == ["02_b", "01_a"]


TABLE = pd.DataFrame(
    {
        "outlet": ["Köln & Süd", "=1+1"],
        "week": pd.to_datetime(["2026-03-02", "2026-03-09"]),
        "when": pd.to_datetime(["2026-03-02T08:00:00Z", None]),
        "value": [0.25, np.nan],
        "n": [3, 10**15],
        "small": [True, False],
        "id": ["007", "1e5"],
    }
)


def test_a_table_goes_through_the_notebook_unharmed():
    back = table_of(payload(TABLE))
    assert list(back.columns) == list(TABLE.columns)
    assert list(back["outlet"]) == list(TABLE["outlet"])
    assert list(back["id"]) == ["007", "1e5"]
    assert list(back["n"]) == [3, 10**15]
    assert back["value"].iloc[0] == 0.25 and np.isnan(back["value"].iloc[1])
    assert back["week"].iloc[1] == pd.Timestamp("2026-03-09")
    assert back["when"].iloc[0] == pd.Timestamp("2026-03-02T08:00:00Z") and pd.isna(back["when"].iloc[1])
    assert list(back["small"]) == [True, False]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(),
        pd.DataFrame(columns=["outlet", "n"]),
        pd.DataFrame({"note": [None, None]}),
        pd.DataFrame({"note": [None, "x"]}),
        pd.DataFrame({1: [1], 2: [2]}),
        pd.DataFrame({"A": [1, 2]}, index=pd.Index(["x", "y"], name="name")),
        pd.DataFrame({"A": [float("inf"), -1.5]}),
    ],
)
def test_odd_tables_are_written_all_the_same(tmp_path, table):
    write_files([Part("p", [{"kind": "exhibit", **payload(table)}])], tmp_path)
    assert len(pd.read_parquet(tmp_path / "tables" / "probe.parquet")) == len(table)
    text = (tmp_path / "tables" / "probe.csv").read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == len(table) + 1


def test_the_name_of_the_index_is_a_column():
    table = pd.DataFrame({"A": [1, 2]}, index=pd.Index(["x", "y"], name="name"))
    assert list(table_of(payload(table)).columns) == ["name", "A"]


def test_files_of_a_chart(tmp_path):
    figure = Figure()
    figure.add_subplot().plot([1, 2])
    block = {"kind": "exhibit", **payload(TABLE, "01-bild", figure)}
    write_files([Part("p", [block])], tmp_path)
    assert (tmp_path / "figures" / "01-bild.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "figures" / "01-bild.svg").read_bytes().lstrip().startswith(b"<?xml")
    written = {path.name for path in (tmp_path / "tables").iterdir()}
    assert written == {"01-bild.csv", "01-bild.parquet", "01-bild.xlsx"}


def test_csv_is_for_spreadsheets_and_parquet_untouched(tmp_path):
    write_files([Part("p", [{"kind": "exhibit", **payload(TABLE)}])], tmp_path)
    data = (tmp_path / "tables" / "probe.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    assert "'=1+1" in data.decode("utf-8-sig")
    assert pd.read_parquet(tmp_path / "tables" / "probe.parquet")["outlet"].tolist() == ["Köln & Süd", "=1+1"]


@pytest.mark.parametrize("text", ["=1+1", "+49 40", "-3", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_formulas_are_guarded_in_cells_and_heads(text):
    safe = guarded(pd.DataFrame({text: [text, None, "x"], "n": [-1, -2, -3]}))
    assert safe.columns[0] == f"'{text}" and safe.iloc[0, 0] == f"'{text}"
    assert safe.iloc[2, 0] == "x" and safe.iloc[1].isna().iloc[0]
    assert list(safe["n"]) == [-1, -2, -3]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["=a", "-", "@"])), max_size=6))
def test_no_cell_of_a_csv_begins_a_formula(cells):
    text = guarded(pd.DataFrame({"x": pd.Series(cells, dtype=object)})).to_csv(index=False)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_a_spreadsheet_holds_texts_numbers_and_days_and_computes_nothing(tmp_path):
    from openpyxl import load_workbook

    table = TABLE.assign(hostile=["=HYPERLINK(1)", "a\x07b"], **{"=head": ["+1", "-1"]})
    write_files([Part("p", [{"kind": "exhibit", **payload(table)}])], tmp_path)
    (sheet,) = load_workbook(tmp_path / "tables" / "probe.xlsx").worksheets
    head, first, _ = sheet.iter_rows()
    assert len(head) == len(table.columns)
    assert not [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    values = dict(zip(table.columns, (cell.value for cell in first), strict=True))
    assert values["n"] == 3 and values["value"] == 0.25 and values["outlet"] == "Köln & Süd"
    assert values["id"] == "007" and "HYPERLINK" in values["hostile"]


def test_guarding_leaves_the_table_as_it_was():
    table = pd.DataFrame({"=a": ["=b"]})
    guarded(table)
    assert table.columns[0] == "=a" and table.iloc[0, 0] == "=b"


HOSTILE = "<script>window.pwned=1</script>\"'&"


def test_no_cell_or_head_is_markup():
    html = table_html(pd.DataFrame({HOSTILE: [HOSTILE]}))
    assert "<script" not in html and html.count("&lt;script&gt;") == 2


def test_numbers_and_days_are_written_in_german_and_sort_as_they_count():
    table = pd.DataFrame({"n": [1234.5], "k": [10000], "day": [pd.Timestamp(dt.date(2026, 3, 2))]})
    html = table_html(table)
    assert "1.234,500" in html and "10.000" in html and "2. März 2026" in html
    assert 'data-order="2026-03-02' in html


def test_rows_left_out_are_counted():
    html = table_html(pd.DataFrame({"n": range(40)}), rows=30)
    assert html.count("<tr>") == 31 and "10 weitere" in html
