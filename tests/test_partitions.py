"""A corpus in partitions gives the figures, the evidence and the findings of the same corpus in memory."""

from __future__ import annotations

import ast
import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis
from analysis import measures, paths, select, tables
from analysis.annotation import Settings
from analysis.annotation import partitions as annotated
from analysis.errors import InputError
from analysis.exhibits import Exhibit
from analysis.findings import Findings
from analysis.linking import link
from analysis.linking.partitions import link_partitions
from analysis.partitions import Partitions, Rows, gathered, in_memory, open_partitions, summed, sums
from analysis.partitions import corpus as parted_corpus
from analysis.preparation import prepare
from analysis.report.run import NOTEBOOKS, run_report
from analysis.tables import Corpus

RULES = Settings(quote_method="rules")
SIZES = {"annotated": 40, "at a time": 40}  # the demo corpus: four partitions, four parts


@pytest.fixture(scope="module")
def folder(demo_articles: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo corpus in no order at all, annotated and linked in partitions."""
    place = tmp_path_factory.mktemp("partitions")
    articles = demo_articles.sample(frac=1, random_state=3)
    articles.loc[articles.index[::9], "published_at"] = None
    articles.loc[articles.index[::17], ["outlet", "section"]] = ""
    articles.to_parquet(place / "artikel.parquet", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(annotated, "ROWS", 40)
        annotated.annotate_partitions(place / "artikel.parquet", place / "tabellen", RULES)
    link_partitions(place / "tabellen")
    return place / "tabellen"


@pytest.fixture
def parted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Partitions:
    monkeypatch.setattr(parted_corpus, "BLOCK", 40)
    return open_partitions(folder)


@pytest.fixture(scope="module")
def whole(folder: Path) -> Corpus:
    return tables.in_order(link(tables.load(folder)))


def shown(
    notebook: str, corpus: Corpus | Partitions, monkeypatch: pytest.MonkeyPatch, **given: Any
) -> list[Any]:
    """Return the exhibits and findings of a notebook, run over ``corpus`` in this process."""
    stored = json.loads((paths.root() / "notebooks" / f"{notebook}.ipynb").read_text("utf-8"))
    monkeypatch.setattr(analysis, "prepare", lambda *_: corpus)
    names: dict[str, Any] = {}
    found = []
    for cell in stored["cells"]:
        if cell["cell_type"] == "code":
            *body, last = ast.parse("".join(cell["source"])).body
            exec(compile(ast.Module(body, []), notebook, "exec"), names)
            if isinstance(last, ast.Expr):
                found.append(eval(compile(ast.Expression(last.value), notebook, "eval"), names))
            else:
                exec(compile(ast.Module([last], []), notebook, "exec"), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names.update(given)
    return found


def assert_same(one: Any, other: Any) -> None:
    if isinstance(one, Findings):
        assert rounded(one) == rounded(other)
        return
    assert isinstance(one, Exhibit)
    assert (one.name, one.caption) == (other.name, other.caption)
    pd.testing.assert_frame_equal(in_rows(one), in_rows(other), check_dtype=False, rtol=1e-9, obj=one.name)
    assert one.evidence == other.evidence, one.name


def in_rows(shown: Exhibit) -> pd.DataFrame:
    table = shown.table.reset_index(drop=not shown.table.index.name)
    if shown.name == "00-fundstellen":  # in the order of the texts, whichever that is
        table = table.sort_values(list(table), ignore_index=True)
    return table


def rounded(findings: Findings) -> list[Any]:
    """Return the findings with p values that do not tell in which order stories were added up."""
    return [dataclasses.replace(f, p=None if f.p is None else round(f.p, 9)) for f in findings.items]


SELECTIONS: dict[str, dict[str, Any]] = {
    "all": {},
    "watched": {
        "date_from": "2026-03-10",
        "date_to": "2026-04-12",
        "query": "brücke*|rat",
        "count": "stories",
        "watch": ["Uhlenbrücke", "Rat"],
        "private": True,
    },
    "framed": {"outlets": ["Kontorblatt"], "frames": ["conflict"], "smallest_cell": 0},
}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_figure_is_that_of_memory(notebook, selection, parted, whole, monkeypatch):
    given = SELECTIONS[selection]
    expected = shown(notebook, whole, monkeypatch, **given)
    found = shown(notebook, parted, monkeypatch, **given)
    assert len(expected) == len(found) > 5
    for one, other in zip(expected, found, strict=True):
        assert_same(one, other)


def test_an_empty_selection_is_told_as_in_memory(parted, whole, monkeypatch):
    nothing = {"query": "Quastenflosser"}
    for one, other in zip(
        *(shown("02_sentiment", corpus, monkeypatch, **nothing) for corpus in (whole, parted)), strict=True
    ):
        assert_same(one, other)


def test_speakers_are_selected_under_each_of_their_names(parted, whole):
    name = whole.quotes.groupby("speaker_id")["speaker_name"].nunique().idxmax()
    form = whole.quotes.loc[whole.quotes["speaker_id"] == name, "speaker_name"].iloc[0]
    expected = select(whole, speakers=[form]).articles["article_id"]
    found = select(parted, speakers=[form]).articles["article_id"]
    assert len(expected) > 1
    assert sorted(found) == sorted(expected)
    with pytest.raises(InputError, match="Niemand"):
        select(parted, speakers=["Niemand"])


def test_a_corpus_in_partitions_holds_no_text(parted):
    assert "text" not in parted.articles
    assert isinstance(parted.sentences, Rows)
    assert repr(parted) == "<Partitions: 131 articles in 4 partitions>"
    assert not hasattr(parted, "nothing")


def test_parts_hold_every_article_once_and_no_other(parted):
    parts = list(parted.parts())
    assert [len(part.articles) for part in parts] == [66, 33, 32]  # about 40, in whole partitions
    ids = [name for part in parts for name in part.articles["article_id"]]
    assert sorted(ids) == sorted(parted.articles["article_id"])
    few = parted.of(ids[:3])
    assert [len(part.articles) for part in few.parts()] == [3]
    assert all(set(part.quotes["article_id"]) <= set(ids[:3]) for part in few.parts())


def test_what_parts_give_is_added_up_though_they_are_many(parted, whole, monkeypatch):
    monkeypatch.setattr(parted_corpus, "BLOCK", 1)
    monkeypatch.setattr(sums, "APART", 3)

    def of_part(part: Corpus) -> pd.DataFrame:
        return part.quotes.groupby("type", as_index=False).size()

    found = summed(parted, of_part, ["type"]).set_index("type")["size"]
    assert found.to_dict() == whole.quotes["type"].value_counts().to_dict()


def test_few_articles_come_into_memory_with_all_their_rows(parted, whole):
    chosen = select(parted, outlets=["Kontorblatt"])
    expected = tables.in_order(select(whole, outlets=["Kontorblatt"]))
    found = in_memory(chosen)
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), check_dtype=False)
    with pytest.raises(InputError, match=r"131 Artikel sind hierfür zu viele \(höchstens 100\)"):
        in_memory(parted, most=100)


def test_texts_for_key_words_are_drawn_at_random_and_the_caption_says_so(parted):
    drawn = measures.sampled(parted, most=100)
    assert len(drawn.articles) == 100
    assert (
        drawn.articles["article_id"].tolist()
        == measures.sampled(parted, most=100).articles["article_id"].tolist()
    )
    words = measures.key_words(drawn)
    caption = analysis.exhibit(drawn, words, None, "05-schluesselwoerter", 1, "unit_words").caption
    assert "Aus einer Zufallsauswahl von 100 der 131 Artikel." in caption


def test_the_last_week_is_drawn_beside_all_before(parted, whole):
    drawn = measures.sampled(parted, recent=True, most=10)
    last = set(measures.last_period(whole).articles["article_id"])
    assert len(drawn.articles) == 20
    assert drawn.articles["article_id"].isin(last).sum() == 10
    assert set(measures.last_period(drawn).articles["article_id"]) <= last


def test_prepare_opens_partitions_and_links_them(folder, monkeypatch, parted):
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(folder.parent))
    corpus = prepare(str(folder), quote_method="rules")
    pd.testing.assert_frame_equal(corpus.articles, parted.articles)
    assert corpus.articles["story_id"].notna().all()
    with pytest.raises(InputError, match=r"anderen Verfahren .*\(quotes, sentiment, frames\)"):
        prepare(str(folder), quote_method="model")


def test_rows_of_a_selection_stay_those_of_the_selection(parted, whole):
    few = {"outlets": ["Kontorblatt"]}
    for by in ("outlet", "time"):
        expected = measures.counts_by(whole, select(whole, **few).quotes, by)
        found = measures.counts_by(parted, select(parted, **few).quotes, by)
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    expected = analysis.evidence.of_quotes(whole, select(whole, **few).quotes)
    assert analysis.evidence.of_quotes(parted, select(parted, **few).quotes) == expected


def test_what_needs_texts_asks_for_a_sample(parted):
    for count in (measures.key_words, measures.themes, measures.voice_by):
        with pytest.raises(InputError, match=r"measures\.sampled"):
            count(parted)
    with pytest.raises(InputError, match=r"measures\.sampled"):
        analysis.concordance(parted, "Brücke")
    reports = parted.articles["genre"] == "report"
    assert measures.share_by(parted, parted.articles, reports, [])["n"].tolist() == [131]
    with pytest.raises(InputError, match="hit muss"):
        measures.share_by(parted, parted.quotes, reports, [])


def test_sql_sees_what_linking_found(folder, whole, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(folder.parent))
    counted = "select count(distinct story_id) as stories, count(distinct speaker_id) as speakers "
    joined = "from articles left join quotes using (article_id)"
    found = analysis.query(counted + joined, str(folder)).iloc[0]
    assert found["stories"] == whole.articles["story_id"].nunique()
    assert found["speakers"] == whole.quotes["speaker_id"].nunique()
    sentences = analysis.query("select count(*) as n from sentences", str(folder))
    assert sentences["n"].tolist() == [len(whole.sentences)]


def test_shares_in_sql_are_those_by_story(folder, whole):
    found = measures.ratio_over(folder, "sentences", "label = 'negative'", where="field = 'text'").iloc[0]
    expected = measures.tone_by(whole).iloc[0]
    for name in ("value", "low", "high", "n", "articles", "stories"):
        assert found[name] == pytest.approx(expected[name])


@pytest.fixture
def damaged(folder, tmp_path):
    """A copy of the partitions, to break."""
    return Path(shutil.copytree(folder, tmp_path / "tabellen"))


def test_partitions_that_are_missing_are_not_passed_over(damaged):
    for table in ("articles", "quotes", "done"):
        next((damaged / table).glob("part-00002.*")).unlink()
    with pytest.raises(InputError, match="erst 3 von 4 Partitionen"):
        open_partitions(damaged)


def test_a_partition_annotated_anew_asks_to_be_linked_anew(damaged):
    file = damaged / "quotes" / "part-00001.parquet"
    pd.read_parquet(file).iloc[3:].to_parquet(file, index=False)
    with pytest.raises(InputError, match="linked/ löschen"):
        len(open_partitions(damaged).quotes)
    (damaged / "linked" / "articles" / "part-00000.parquet").unlink()
    with pytest.raises(InputError, match="linked/ löschen"):
        open_partitions(damaged)


def test_shares_in_sql_trust_no_old_links(damaged, whole):
    (damaged / "linked" / "articles" / "part-00000.parquet").unlink()
    (damaged / "linked" / "stamp.json").unlink()
    found = measures.ratio_over(damaged, "sentences", "label = 'negative'", where="field = 'text'").iloc[0]
    assert found["n"] == len(whole.sentences.query("field == 'text'"))
    assert found["stories"] == 131  # not linked: each article is one


def test_a_report_over_partitions_is_a_report(folder, whole, tmp_path, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW", str(folder.parent))
    shutil.copytree(Path(__file__).resolve().parents[1] / "notebooks", tmp_path / "notebooks")
    given = {"corpus": str(folder), "quote_method": "rules", "full_text": True, "watch": ["Uhlenbrücke"]}
    page = run_report("archiv", given, chosen=("00_ueberblick", "01_korpus", "03_quellen")).read_text("utf-8")
    manifest = json.loads((tmp_path / "reports" / "archiv" / "latest" / "manifest.json").read_text("utf-8"))
    assert manifest["accounting"]["read"] == manifest["accounting"]["analysed"] == 131
    assert set(manifest["inputs"]["sha256"]) == {f"articles/part-0000{n}.parquet" for n in range(4)}
    assert "Uhlenbrücke" in page
    speaker = measures.top_speakers(whole)["name"].iloc[0]
    assert speaker in page


def test_what_rows_cannot_do_is_said_with_the_way_out(parted):
    for do in (lambda rows: rows.groupby("type"), lambda rows: rows["type"]):
        with pytest.raises(InputError, match=r"nicht für ein Korpus in Partitionen.*in_memory\(select"):
            do(parted.quotes)
    assert not hasattr(parted.quotes, "columns")
    assert repr(parted.quotes) == "<Rows of <Partitions: 131 articles in 4 partitions>>"


def test_rows_are_what_is_done_to_them(parted, whole):
    rows = parted.quotes.query("type == 'Direct'").dropna(subset="speaker_id")
    expected = whole.quotes.query("type == 'Direct'").dropna(subset="speaker_id")
    assert len(rows) == len(expected)
    chosen = expected[["speaker_id"]].drop_duplicates().head(2)
    found = gathered(parted, rows.merge(chosen, on="speaker_id").of)
    assert sorted(found["quote_id"]) == sorted(expected.merge(chosen, on="speaker_id")["quote_id"])
