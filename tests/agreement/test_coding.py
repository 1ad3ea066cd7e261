"""Statements and sentences coded; what lies beside a corpus reaches its figures."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis import exhibit, findings, measures, tables
from analysis.agreement import (
    codings,
    draw_sample,
    filled_sheets,
    folder_of,
    speaker_task,
    tone_task,
    units_of,
    write_sheets,
)
from analysis.agreement.tasks import Task, frame_task
from analysis.annotation import annotate
from analysis.errors import InputError
from analysis.framing import load_codebook
from analysis.tables import Corpus
from tests.framing.corpora import articles

CODEBOOK = load_codebook()
TASKS = {"frames": frame_task(CODEBOOK), "speakers": speaker_task(), "tone": tone_task()}
QUARREL = (
    "Die Opposition wirft der Regierung Versagen vor. "
    "„Das ist eine Katastrophe“, sagte Ministerin Anna Huber."
)
QUIET = "Am Montag tagte der Rat. „Wir beginnen um neun“, sagte Professor Karl Lang."


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rows = [
        {"text": f"{QUARREL if i % 3 == 0 else QUIET} Fall {i}.", "title": f"Fall {i}", "outlet": "AB"[i % 2]}
        for i in range(120)
    ]
    annotated = annotate(articles(*rows), quote_method="rules")
    known = annotated.articles.assign(story_id=annotated.articles["article_id"])
    return tables.Corpus(**{**vars(annotated), "articles": known})


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "data" / "raw" / "probe").mkdir(parents=True)
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    return "data/raw/probe"


def fill(folder: Path, task: Task, answers, coders=("1", "2"), n: int = 80) -> None:
    """Fill the CSV sheets in: ``answers`` gives a code from a column and the text of a row."""
    for coder in coders:
        path = folder / f"bogen-{coder}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        for row in rows[1:]:
            for i, heading in enumerate(rows[0][3:], 3):
                row[i] = answers(heading.partition(":")[0], row[2])
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)


def coded(corpus: Corpus, source: str, name: str, answers, n: int = 80) -> None:
    task = TASKS[name]
    folder = folder_of(source, task)
    units = units_of(task, corpus)
    write_sheets(draw_sample(units, n), units, task, folder)
    fill(folder, task, answers)


def test_sheets_of_statements_and_sentences_are_blind(corpus: Corpus, tmp_path: Path) -> None:
    shown = units_of(speaker_task(), corpus)
    quotes = corpus.quotes[corpus.quotes["nested_in"].isna()]
    assert set(shown["quote_id"]) == set(quotes["quote_id"]) and set(shown["stratum"]) == {"A", "B"}
    assert shown["text"].str.startswith("⟦").all() and shown["text"].str.contains("\n\n… ").all()
    sentences = units_of(tone_task(), corpus)
    assert len(sentences) == (corpus.sentences["field"] == "text").sum()
    paths = write_sheets(draw_sample(sentences, 5), sentences, tone_task(), tmp_path)
    told = paths[1].read_text("utf-8-sig")
    assert "neutral" not in told and "negative" not in told and "label: Wie wertet der Satz?" in told


def test_without_sheets_nothing_is_corrected_or_validated(corpus: Corpus, source: str) -> None:
    found = codings(corpus, source, CODEBOOK)
    for coding in found.values():
        assert set(coding.quality["verdict"]) == {"nicht validiert: kein ausgefüllter Kodierbogen"}
    assert measures.quality(found).empty  # a sentence instead of a table of dashes
    plain = measures.frames_by(corpus, "outlet")
    table = measures.frames_by(corpus, "outlet", coding=found["frames"])
    pd.testing.assert_frame_equal(table[list(plain)], plain)
    assert set(table["correction"]) == {"nur Stichprobenfehler"}
    assert set(table["validation"]) == {"nicht validiert"}
    caption = exhibit(corpus, table, None, "04-rahmen-medien", 120, "unit_articles").caption
    assert "nur Stichprobenfehler" in caption and "Nicht validiert: Konflikt" in caption


def test_frames_are_corrected_for_what_the_tool_overlooks(corpus: Corpus, source: str) -> None:
    """The tool finds conflict in a third; coders find it in those and where the number ends in 1: 43 %."""

    def answers(column: str, text: str) -> str:
        ends = text.rstrip(".").endswith("1")
        return str(int(column == "conflict" and ("Opposition" in text or ends)))

    coded(corpus, source, "frames", answers)
    coding = codings(corpus, source, CODEBOOK)["frames"]
    plain = measures.frames_by(corpus).set_index("frame").loc["conflict"]
    table = measures.frames_by(corpus, coding=coding).set_index("frame")
    row = table.loc["conflict"]
    texts = corpus.articles["text"]
    truth = (texts.str.contains("Opposition") | texts.str.endswith("1.")).mean()
    assert plain["value"] == row["naive"] == pytest.approx(1 / 3)
    assert row["low"] <= truth <= row["high"] and abs(row["value"] - truth) < 0.05
    assert row["correction"] == "korrigiert" and row["coded"] == 80
    verdicts = coding.quality.set_index("measure")["verdict"]
    assert verdicts["conflict"] == "validiert" == row["validation"]
    assert "nur eine Kategorie" in verdicts["economic"]
    caption = exhibit(corpus, table.reset_index(), None, "04-rahmen-medien", 120, "unit_articles").caption
    assert "korrigiert, an mindestens 80" in caption and "nur Stichprobenfehler" not in caption


def test_a_gap_between_outlets_is_corrected_and_says_so(corpus: Corpus, source: str) -> None:
    """The tool finds conflict in a third of both outlets; coders find it in all of A."""
    outlets = corpus.articles.set_index("title")["outlet"]

    def answers(column: str, text: str) -> str:
        in_a = outlets["Fall " + text.rstrip(".").rpartition(" ")[2]] == "A"
        return str(int(column == "conflict" and (in_a or "Opposition" in text)))

    def claims() -> list[str]:
        coding = codings(corpus, source, CODEBOOK)["frames"]
        return [item.claim for item in findings.of_frames(corpus, coding).items if item.claim]

    assert claims() == []  # the tool sees no difference
    coded(corpus, source, "frames", answers)
    (claim,) = claims()
    assert claim.startswith("Der Rahmen „Konflikt“ ist bei A in 100\u00a0% der Artikel vorhanden, bei B in 3")
    assert claim.endswith(", korrigiert).")


def test_the_worse_the_tool_the_wider_the_interval(corpus: Corpus, source: str) -> None:
    def width() -> float:
        coding = codings(corpus, source, CODEBOOK)["frames"]
        row = measures.frames_by(corpus, coding=coding).set_index("frame").loc["conflict"]
        return float(row["high"] - row["low"])

    coded(corpus, source, "frames", lambda column, text: str(int("Opposition" in text)))
    good = width()
    task = TASKS["frames"]
    fill(folder_of(source, task), task, lambda column, text: str(int(text.rstrip(".")[-1] in "02468")))
    assert width() > good


def test_speakers_and_tone_are_corrected_alike(corpus: Corpus, source: str) -> None:
    coded(corpus, source, "speakers", lambda _, text: "Regierung" if "Huber" in text else "expert")
    coded(corpus, source, "tone", lambda _, text: "negativ" if "wirft" in text[:60] else "NEUTRAL")
    found = codings(corpus, source, CODEBOOK)
    speakers = measures.speakers_by(corpus, "outlet", coding=found["speakers"])
    assert set(speakers["correction"]) == {"korrigiert"}
    sums = speakers.groupby("outlet")["value"].sum()
    assert sums.to_numpy() == pytest.approx([1, 1], abs=0.05)  # each share is tuned by itself
    overall = measures.speakers_by(corpus, coding=found["speakers"]).set_index("speaker_type")
    assert overall.loc["government", "correction"] == "korrigiert"
    assert set(measures.tone_by(corpus, coding=found["tone"])["coded"]) == {80}
    told = speakers[speakers["speaker_type"] == "government"]
    assert ((told["low"] <= 0.5) & (told["high"] >= 0.5)).all() and (told["naive"] < 0.3).all()
    tone = measures.tone_by(corpus, "outlet", coding=found["tone"])
    assert set(tone["correction"]) == {"korrigiert"} and set(tone["label"]) == {"negative", "positive"}
    assert set(found["tone"].quality["measure"]) == {"negative", "neutral", "positive"}


def test_a_faulty_sheet_stops_no_report_but_is_named(corpus: Corpus, source: str) -> None:
    coded(corpus, source, "tone", lambda _, text: "gut")
    coding = codings(corpus, source, CODEBOOK)["tone"]
    assert coding.codes.empty
    assert (
        coding.quality["verdict"].str.contains(r"bogen-1\.csv, Zeile 2: .*„gut“; erlaubt sind negativ").all()
    )


def test_of_two_files_of_a_coder_one_may_be_filled(corpus: Corpus, source: str) -> None:
    coded(corpus, source, "tone", lambda _, text: "neutral")
    folder = folder_of(source, TASKS["tone"])
    assert [file.name for file in filled_sheets(folder)] == ["bogen-1.csv", "bogen-2.csv"]
    from openpyxl import load_workbook

    book = load_workbook(folder / "bogen-1.xlsx")
    book.worksheets[0]["D2"] = "neutral"
    book.save(folder / "bogen-1.xlsx")
    with pytest.raises(InputError, match="beide ausgefüllt"):
        filled_sheets(folder)


def test_a_sheet_of_another_corpus_corrects_nothing(corpus: Corpus, source: str) -> None:
    coded(corpus, source, "frames", lambda column, text: "0")
    less = corpus.of(list(corpus.articles["article_id"][:5]))
    coding = codings(less, source, CODEBOOK)["frames"]
    assert coding.codes.empty and coding.quality["verdict"].str.contains("Im Korpus fehlt").all()


def test_copies_carry_the_codes_of_what_they_copy(corpus: Corpus, source: str) -> None:
    with_copy = corpus.articles.copy()
    first = with_copy["article_id"].iloc[0]
    with_copy.loc[1, "duplicate_of"] = first
    marked = tables.Corpus(**{**vars(corpus), "articles": with_copy})
    coded(marked, source, "frames", lambda column, text: "1", n=119)
    codes = codings(marked, source, CODEBOOK)["frames"].codes
    assert len(codes) == 120 * len(TASKS["frames"].columns)
    both = codes[codes["article_id"].isin(with_copy["article_id"][:2])]
    assert both.groupby("article_id").size().nunique() == 1
