"""Each bar, cell and row that has evidence leads to it; shown and left out are all."""

import json

import pandas as pd
import pytest

from analysis import chart, evidence, exhibit, measures, wording
from analysis.report.contents import Part
from analysis.report.gist import gist
from analysis.report.layout import laid_out
from analysis.report.links import linked


@pytest.fixture
def matrix(demo_corpus):
    rows = measures.kinds_of(measures.statements(demo_corpus))
    found = evidence.of_quotes(demo_corpus, rows, "speaker_type", "outlet")
    table = measures.speakers_by(demo_corpus, "outlet")
    made = exhibit(
        demo_corpus, table, chart.share_matrix, "03-arten-von-quellen", len(rows), "unit_statements", found,
        rows="speaker_type", columns="outlet",
    )  # fmt: skip
    # as it comes out of a notebook, which sorts keys
    return {"kind": "exhibit", **json.loads(json.dumps(made.payload(), sort_keys=True))}


def test_every_cell_with_statements_leads_to_its_group(matrix):
    block = linked(matrix)
    groups = {group["id"]: group for group in block["groups"]}
    said = sum(row["value"] > 0 for row in matrix["table"]["data"])
    assert len(block["areas"]) == len(groups) == said
    for area in block["areas"]:
        group = groups[area["address"].removeprefix("#")]
        assert area["title"].startswith(group["title"]) and group["snippets"]


def test_the_total_of_a_group_is_the_figure_of_its_cell(matrix):
    block = linked(matrix)
    totals = {
        (group["key"]["speaker_type"], group["key"]["outlet"]): group["total"] for group in block["groups"]
    }
    for row in matrix["table"]["data"]:
        counted = totals.get((row["speaker_type"], row["outlet"]), 0)
        assert counted == pytest.approx(row["value"] * row["n"])
    assert block["shown"] <= sum(totals.values()) == matrix["evidence"]["total"]


def test_rows_of_the_table_lead_there_too(matrix):
    block = linked(matrix)
    ids = {f"#{group['id']}" for group in block["groups"]}
    assert len(block["links"]) == len(matrix["table"]["data"])
    for row, (address, text) in zip(matrix["table"]["data"], block["links"], strict=True):
        assert (address in ids and " von " in text) if row["value"] else (address, text) == ("", "")


def test_rows_that_only_the_file_has_are_counted_under_a_table(demo_corpus):
    """A page with the evidence of 2,000 speakers, of whom its table names 30, opens slowly."""
    said = measures.statements(demo_corpus).dropna(subset="speaker_id")
    table = said.groupby("speaker_id").size().rename("n").reset_index()
    found = evidence.of_quotes(demo_corpus, said, "speaker_id")
    made = exhibit(demo_corpus, table, None, "03-erste-nennung", len(said), "unit_statements", found)
    block = linked(json.loads(json.dumps(made.payload(), sort_keys=True)))
    assert len(table) > 40 and len(block["groups"]) == 31
    *cited, rest = block["groups"]
    assert [f"#{group['id']}" for group in cited] == [address for address, _ in block["links"][:30]]
    assert all(group["snippets"] for group in cited) and rest["snippets"] == []
    assert rest["title"] == f"Zu {len(table) - 30} weiteren Zeilen der Datei"
    assert rest["total"] == table["n"][30:].sum()
    assert block["shown"] == sum(len(group["snippets"]) for group in cited)
    assert sum(group["total"] for group in block["groups"]) == found["total"] == len(said)


def test_code_goes_below_its_exhibit_and_caveats_to_what_they_touch(matrix):
    warning = {"text": "Von Bote fehlt alles.", "touches": ("03-arten-von-quellen",)}
    heading = {"kind": "text", "markdown": f"## {matrix['title']}"}
    blocks = [
        {"kind": "code", "source": "import analysis"},
        heading,
        {"kind": "code", "source": "f()"},
        matrix,
    ]
    part = laid_out(Part("03_quellen", blocks), [warning])
    shown = part.blocks[-1]
    assert (part.code, shown["code"], shown["repeated"]) == ("import analysis", "f()", True)
    assert shown["qualified"] == ["Von Bote fehlt alles."]
    many = [{**warning, "text": f"Von Blatt {n} fehlt alles."} for n in range(5)]
    shown = laid_out(Part("03_quellen", blocks), many).blocks[-1]["qualified"]
    assert shown[:2] == ["Von Blatt 0 fehlt alles.", "Von Blatt 1 fehlt alles."]
    assert shown[2:] == ["3 weitere stehen am Anfang des Berichts."]


def test_the_gist_names_the_highest_and_the_lowest():
    table = pd.DataFrame({"outlet": ["Bote", "Blatt", "Amt"], "value": [0.2, 0.41, 0.1], "low": 0.0})
    assert gist(table) == "Am höchsten: Blatt (41\u00a0%); am niedrigsten: Amt (10\u00a0%)."
    assert gist(table.head(1)) == "Bote: 20\u00a0%."
    assert gist(table.head(0)) == ""
    matrix = pd.DataFrame({"name": ["Voss", "Kern"], "Bote": [3, 0], "Blatt": [1, 7]})
    assert gist(matrix) == "Am höchsten: Kern, Blatt (7); am niedrigsten: Kern, Bote (0)."
    assert wording.current() == "de"
