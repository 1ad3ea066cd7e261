"""A corpus in partitions gives the figures, the evidence and the findings of the same corpus in memory."""

from __future__ import annotations

import ast
import dataclasses
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import analysis
from analysis import findings, measures, paths, select, tables
from analysis.agreement import (
    draw_sample,
    folder_of,
    frame_task,
    read_key,
    scoring,
    speaker_task,
    tone_task,
    units_of,
    write_sheets,
)
from analysis.agreement.units import categories_of
from analysis.annotation import Settings
from analysis.annotation import partitions as annotated
from analysis.cli import commands
from analysis.errors import InputError
from analysis.exhibits import Exhibit
from analysis.findings import Findings
from analysis.framing import load_codebook
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


TASKS = {"frames": frame_task(load_codebook()), "speakers": speaker_task(), "tone": tone_task()}
CODED = {"frames": 90, "speakers": 130, "tone": 130}  # so many of each


@pytest.fixture(scope="module")
def coded(whole: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with filled sheets: what the tool says, but for every sixth code or so."""
    root = tmp_path_factory.mktemp("projekt")
    shutil.copytree(paths.root() / "notebooks", root / "notebooks")
    (root / "data" / "raw" / "demo").mkdir(parents=True)
    rng = np.random.default_rng(5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRESSESPIEGEL_ROOT", str(root))
        for name, task in TASKS.items():
            units, folder = units_of(task, whole), folder_of("data/raw/demo", task)
            sample = draw_sample(units, CODED[name])
            write_sheets(sample, units, task, folder, ["anna"])
            told = pd.read_csv(folder / "bogen-anna.csv", sep=";", dtype=str)
            if task.categories:
                said = categories_of(task, whole)[sample[task.unit]].replace("unknown", "other").to_numpy()
                other = rng.choice(task.categories, len(sample))
                told.iloc[:, 3] = np.where(rng.random(len(sample)) < 0.2, other, said)
            else:
                scores = whole.frames.query("question == ''").pivot(index="article_id", columns="frame")[
                    "score"
                ]
                for column in told.columns[3:]:
                    hit = rng.random(len(sample)) < 0.2
                    if (frame := column.partition(":")[0]) in scores:
                        hit ^= (scores.loc[sample["article_id"], frame] >= 0.5).to_numpy()
                    told[column] = hit.astype(int).astype(str)
            told.to_csv(folder / "bogen-anna.csv", sep=";", index=False)
    with pytest.MonkeyPatch.context() as patch:  # how sure an alpha is does not matter here
        patch.setattr(scoring, "alpha_with_interval", partial(scoring.alpha_with_interval, draws=50))
        yield root


@pytest.mark.parametrize(
    ("notebook", "selection"), [("02_sentiment", "all"), ("03_quellen", "watched"), ("04_framing", "all")]
)
def test_coding_sheets_reach_the_figures_of_partitions(
    notebook, selection, coded, parted, whole, monkeypatch
):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(coded))
    given = SELECTIONS[selection]
    expected, found = (shown(notebook, corpus, monkeypatch, **given) for corpus in (whole, parted))
    for one, other in zip(expected, found, strict=True):
        assert_same(one, other)


MEASURES = {"frames": measures.frames_by, "speakers": measures.speakers_by, "tone": measures.tone_by}
FINDINGS = {"frames": findings.of_frames, "speakers": findings.of_sources, "tone": findings.of_sentiment}


@pytest.mark.parametrize("name", TASKS)
def test_shares_and_gaps_of_partitions_are_corrected_as_in_memory(name, coded, parted, whole, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(coded))
    of_whole, of_parts = (measures.codings(corpus, "data/raw/demo")[name] for corpus in (whole, parted))
    assert CODED[name] / 3 < len(of_parts.corpus.articles) < 110  # the coded articles alone
    pd.testing.assert_frame_equal(of_parts.quality, of_whole.quality)
    outlets = {"outlets": ["Kontorblatt", "Abendblitz", "Marenburger Allgemeine"]}
    for selection in ({}, outlets):
        one, other = (select(corpus, **selection) for corpus in (whole, parted))
        for by in ([], ["outlet"]) if selection else ([], ["time"], ["genre", "outlet"]):
            expected = MEASURES[name](one, *by, coding=of_whole)
            found = MEASURES[name](other, *by, coding=of_parts)
            pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-10)
            assert (expected["correction"] == "korrigiert").any() or by == ["time"]
        assert rounded(FINDINGS[name](other, of_parts)) == rounded(FINDINGS[name](one, of_whole))
    claims = [item.claim for item in FINDINGS[name](select(parted, **outlets), of_parts).items]
    assert any("korrigiert" in claim for claim in claims)


def test_copies_of_coded_articles_in_partitions_carry_their_codes(coded, parted, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(coded))
    codes = measures.codings(parted, "data/raw/demo")["frames"].codes
    first, *others = sorted(set(parted.articles["article_id"]) - set(codes["article_id"]))[:3]
    original = codes["article_id"].iloc[0]
    copied = parted.articles["duplicate_of"].mask(parted.articles["article_id"] == first, original)
    marked = dataclasses.replace(parted, articles=parted.articles.assign(duplicate_of=copied))
    coding = measures.codings(marked, "data/raw/demo")["frames"]
    own, of_copy = (coding.codes.query(f"article_id == '{name}'") for name in (original, first))
    assert own["code"].tolist() == of_copy["code"].tolist() and len(of_copy) == len(TASKS["frames"].columns)
    assert first in set(coding.corpus.articles["article_id"])
    assert not set(others) & set(coding.corpus.articles["article_id"])


def test_sheets_are_drawn_from_partitions_with_their_true_chance(coded, parted, monkeypatch, tmp_path):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(coded))
    monkeypatch.setattr("analysis.preparation.prepare", lambda *_, **__: parted)
    monkeypatch.setattr("analysis.measures.sampled", lambda corpus: measures.samples.sampled(corpus, most=60))
    called = ["agreement", "sheet", str(tmp_path), "--what", "tone", "-n", "40", "--coders", "anna"]
    result = CliRunner().invoke(commands, called, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    key = read_key(tmp_path)
    drawn = measures.samples.sampled(parted, most=60).articles
    sentences = gathered(parted, lambda part: part.sentences.query("field == 'text'"))
    strata = sentences.merge(drawn[["article_id", "outlet"]], on="article_id")
    assert set(key["sentence_id"]) < set(strata["sentence_id"])
    sizes = strata["outlet"].value_counts()
    chances = key.groupby("stratum")["probability"].agg(["first", "nunique", "size"])
    assert (chances["nunique"] == 1).all()
    for outlet, row in chances.iterrows():
        assert row["first"] == pytest.approx(60 / 131 * row["size"] / sizes[outlet])
    told = pd.read_csv(tmp_path / "bogen-anna.csv", sep=";", dtype=str)
    text = drawn.set_index("article_id")["text"][key["sentence_id"].iloc[0].rpartition("-")[0]]
    assert told["Text"].iloc[0].partition("⟧")[0].lstrip("⟦'") in text


@pytest.mark.parametrize("what", ["frames", "tone"])
def test_sheets_of_partitions_are_scored_as_those_of_memory(what, coded, parted, whole, monkeypatch):
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(coded))
    told = []
    for corpus in (whole, parted):
        monkeypatch.setattr("analysis.preparation.prepare", lambda *_, corpus=corpus, **__: corpus)
        result = CliRunner().invoke(commands, ["agreement", "score", "--what", what], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        told.append(result.output)
    assert told[0] == told[1] and "alpha" in told[0].lower()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_an_empty_selection_is_told_as_in_memory(notebook, parted, whole, monkeypatch):
    nothing = {"query": "Quastenflosser"}
    for one, other in zip(
        *(shown(notebook, corpus, monkeypatch, **nothing) for corpus in (whole, parted)), strict=True
    ):
        assert_same(one, other)


def test_figures_by_story_need_memory(parted, whole):
    for by_story in (
        lambda corpus: measures.tone_by(corpus, "story_id"),
        lambda corpus: measures.frames_by(corpus, "story_id"),
        lambda corpus: measures.counts_by(corpus, measures.statements(corpus), "story_id"),
    ):
        with pytest.raises(InputError, match=r"Nach story_id .* in_memory\(select"):
            by_story(parted)
        assert by_story(whole)["story_id"].nunique() > 50
    assert len(measures.articles_by(parted, "story_id")) == whole.articles["story_id"].nunique()


def test_a_part_without_any_date_is_no_obstacle(parted, whole, monkeypatch):
    undated = parted.articles["article_id"][parted.place < 2]  # the first of three parts
    told = []
    for corpus in (parted, whole):
        own = corpus.articles["article_id"].isin(undated)
        dated = corpus.articles.assign(published_at=corpus.articles["published_at"].mask(own))
        given = dataclasses.replace(corpus, articles=dated)
        told.append((rounded(findings.warnings(given)), measures.new_and_vanished(given)))
    assert told[0][0] == told[1][0] and len(told[0][1])
    pd.testing.assert_frame_equal(told[0][1], told[1][1], check_dtype=False)


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
    drawn = measures.sampled(parted, recent=True, most=20)
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
