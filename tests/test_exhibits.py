"""What a notebook shows: payloads that JSON can hold, captions with n and period, hostile text escaped."""

import base64
import json
import re

import pandas as pd
import pytest

from analysis import chart, exhibit, measures, wording
from analysis.exhibits import FINDINGS_MIME, MIME, PREVIEW, Exhibit, table_html
from analysis.findings import Finding, Findings

HOSTILE = '<script>alert("1")</script>&<img src=x onerror=y>\'`'


@pytest.fixture(autouse=True)
def _german():
    wording.use("de")
    yield
    wording.use("de")


@pytest.fixture
def shown(monkeypatch):
    """What was displayed: the bundles by media type."""
    bundles: list[dict] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def tone(corpus, **options):
    table = measures.tone_by(corpus, "outlet")
    return exhibit(corpus, table, chart.tone, "02-tonlage-medien", 2841, "unit_sentences", **options)


def test_a_chart_with_its_caption(demo_corpus):
    made = tone(demo_corpus, evidence={"total": 1, "snippets": []})
    assert made.title == wording.say("02-tonlage-medien")
    assert made.caption.startswith(
        f"n\u00a0=\u00a02.841 Sätze in {len(demo_corpus.articles)} Artikeln; 2. März 2026 – 26. April 2026."
    )
    assert made.caption.endswith(wording.say("caption_intervals"))
    assert made.evidence["total"] == 1


def test_the_payload_is_json(demo_corpus):
    payload = json.loads(json.dumps(tone(demo_corpus).payload(), allow_nan=False))
    assert set(payload) == {"name", "title", "caption", "table", "evidence", "svg", "png", "areas"}
    assert payload["svg"].lstrip().startswith("<?xml")
    assert base64.b64decode(payload["png"]).startswith(b"\x89PNG")
    table = measures.tone_by(demo_corpus, "outlet")
    assert [row["outlet"] for row in payload["table"]["data"]] == table["outlet"].tolist()
    assert [field["name"] for field in payload["table"]["schema"]["fields"]] == list(table.columns)


def test_the_same_exhibit_gives_the_same_payload(demo_corpus):
    assert tone(demo_corpus).payload() == tone(demo_corpus).payload()


def test_an_empty_table_says_so(demo_corpus):
    made = exhibit(
        demo_corpus, pd.DataFrame(columns=["x"]), chart.tone, "02-tonlage-medien", 0, "unit_sentences"
    )
    assert made.figure is None
    assert made.caption == wording.say("nothing_to_show")
    json.dumps(made.payload(), allow_nan=False)


def test_a_chart_without_a_single_value_becomes_its_table(demo_corpus):
    tone = measures.suppress(measures.tone_by(demo_corpus, "outlet"), 10**6)
    made = exhibit(demo_corpus, tone, chart.tone, "02-tonlage-medien", 1, "unit_sentences")
    assert made.figure is None and made.table["n"].sum() > 0
    assert made.caption.startswith("n\u00a0=\u00a01 Satz in ")
    assert made.caption.endswith(wording.say("caption_all_suppressed"))
    half = tone.assign(value=[0.5, *tone["value"].iloc[1:]])
    assert exhibit(demo_corpus, half, chart.tone, "02-tonlage-medien", 1, "unit_sentences").figure


def test_a_column_is_written_alike():
    table = pd.DataFrame({"weight": [-9.0, -9.63], "n": [3, 1200], "name": ["x" * 30, "x" * 31]})
    page = table_html(table)
    assert cells(page)[0::3] == ["−9,000", "−9,630"] and cells(page)[1::3] == ["3", "1.200"]
    assert page.count('<td class="long">') == 1
    assert '<th scope="col" class="number">' in page and '<th scope="col">Name</th>' in page


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (["2024-01-01", "2025-01-01"], ["2024", "2025"]),
        (["2026-03-01", "2026-04-01"], ["März 2026", "April 2026"]),
        (["2026-03-02", "2026-03-09"], ["2. März 2026", "9. März 2026"]),
        (["2024-01-01"], ["1. Januar 2024"]),  # a Monday: a week, perhaps
    ],
)
def test_times_are_named_by_what_they_begin(days, written):
    assert cells(table_html(pd.DataFrame({"time": pd.to_datetime(days)}))) == written


def test_a_table_without_a_chart_and_without_dates(demo_corpus):
    undated = demo_corpus.of([])
    made = exhibit(undated, pd.DataFrame({"name": ["x"]}), None, "03-meistzitierte", 1, "unit_statements")
    assert made.figure is None
    assert wording.say("no_period") in made.caption
    assert set(made.payload()) == {"name", "title", "caption", "table", "evidence"}


def test_an_index_with_a_name_is_a_column():
    matrix = pd.DataFrame({"Bote": [1], "Blatt": [2]}, index=pd.Index(["Jana Voss"], name="name"))
    made = Exhibit("x", "T", "c", matrix)
    assert made.payload()["table"]["data"] == [{"name": "Jana Voss", "Bote": 1, "Blatt": 2}]
    assert ">Jana Voss<" in table_html(matrix)


def test_times_and_missing_values_in_a_payload():
    table = pd.DataFrame(
        {"time": pd.to_datetime(["2026-03-02", None]), "value": [0.5, float("nan")], "name": ["x", None]}
    )
    data = json.loads(json.dumps(Exhibit("x", "T", "c", table).payload(), allow_nan=False))["table"]["data"]
    assert data[0]["time"].startswith("2026-03-02T00:00:00")
    assert data[1] == {"time": None, "value": None, "name": None}


# table_html


def cells(page):
    return re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)


def test_every_cell_and_head_is_escaped():
    table = pd.DataFrame({HOSTILE: [HOSTILE], "name": [HOSTILE]}, index=pd.Index([HOSTILE], name="left"))
    page = table_html(table)
    tags = re.findall(r"<([a-z]+)", page)
    assert tags == ["table", "thead", "tr", "th", "th", "th", "tbody", "tr", "td", "td", "td"]
    assert (
        page.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;") == 5
    )  # the left side sorts backwards
    assert "&#x27;" in page


def test_how_values_are_written():
    table = pd.DataFrame(
        {
            "n": [1234, 5],
            "value": [0.12345, 2.0],
            "low": [float("nan"), -0.5],
            "published_at": [pd.Timestamp("2026-03-02", tz="UTC"), pd.NaT],
            "speaker_type": ["party", None],
            "term": ["party", "negative"],
            "told": [True, False],
        }
    )
    first, second = cells(table_html(table))[:7], cells(table_html(table))[7:]
    # a word of an article stays as it is, even where the suite has a label for it
    assert first == ["1.234", "12,3\u00a0%", "–", "2. März 2026", "Partei", "party", "ja"]
    assert second[:2] == ["5", "200,0\u00a0%"]
    assert second[2] == "−50,0\u00a0%"
    assert second[3] == ""
    assert second[5:] == ["negative", "nein"]


def test_bounds_are_written_as_the_figure_they_belong_to():
    bounds = {"low": [0.0625], "high": [1.25]}
    rate, share = (table_html(pd.DataFrame({name: [0.5], **bounds})) for name in ("rate", "value"))
    assert ">1,250<" in rate and "%" not in rate
    assert ">50,0\u00a0%<" in share and ">125,0\u00a0%<" in share


def test_heads_have_labels():
    assert '<th scope="col">Medium</th>' in table_html(pd.DataFrame({"outlet": ["x"]}))


def test_long_tables_are_cut_and_say_so():
    table = pd.DataFrame({"name": [f"Name {n}" for n in range(PREVIEW + 7)]})
    page = table_html(table)
    assert len(cells(page)) == PREVIEW
    assert page.endswith(f"<p>{wording.say('rows_left_out', n='7')}</p>")
    assert "<p>" not in table_html(table.head(PREVIEW))
    assert len(cells(table_html(table, rows=3))) == 3


# display


def test_what_an_exhibit_leaves_in_the_notebook(demo_corpus, shown):
    tone(demo_corpus)._ipython_display_()
    media = [set(bundle) for bundle in shown]
    assert any({MIME, "image/png", "text/plain"} <= kinds for kinds in media)
    Exhibit("x", HOSTILE, HOSTILE, pd.DataFrame({"name": [HOSTILE]}))._ipython_display_()
    pages = "".join(str(bundle.get("text/html", "")) for bundle in shown)
    assert "<script" not in pages and "<img" not in pages
    assert "&lt;script&gt;" in pages


def test_what_findings_leave_in_the_notebook(shown):
    Findings((Finding(HOSTILE, "02-x"), Finding("", "04-x", claim="c", p=0.5)))._ipython_display_()
    (bundle,) = shown
    assert "<script" not in bundle["text/html"]
    assert bundle["text/html"].count("<li>") == 1
    assert [item["p"] for item in bundle[FINDINGS_MIME]["findings"]] == [None, 0.5]
    json.dumps(bundle[FINDINGS_MIME])
