"""What was said while reading comes back as coding sheets that agreement reads: frames, quotes, speakers."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import annotate, prepare
from analysis.agreement import frame_task, quote_task, read_key, read_sheets, score_sheets, speaker_task
from analysis.corrections import Corrections, QuoteVerdict
from analysis.errors import InputError
from analysis.explore.coded import write_codings
from analysis.explore.methods import place_of
from analysis.explore.taking import sheets_of
from analysis.framing import load_codebook

CORPUS = prepare("data/raw/demo")
ARTICLES = CORPUS.articles["article_id"].iloc[[3, 5]].tolist()
FRAMES = {
    ARTICLES[0]: {"conflict": 1, "economic": 0},
    ARTICLES[1]: {"conflict": 0},
    "unbekannt": {"conflict": 1},
}


def verdicts() -> Corrections:
    """Say of three quotes: no quote; another form and kind of speaker; right as it is. One was missed."""
    quotes, places = CORPUS.quotes.head(3), place_of(CORPUS)
    first, second, third = (
        QuoteVerdict(row.article_id, places[row.quote_id], row.content[:80], "richtig")
        for row in quotes.itertuples(index=False)
    )
    changed = second._replace(typ="Reported", art="document")
    missed = third._replace(stelle=(0, 5), wortlaut="Etwas", urteil="fehlt")
    return Corrections((first._replace(urteil="falsch"), changed, third, missed))


def coded(folder: Path, task, measure: str) -> dict[str, object]:  # type: ignore[no-untyped-def]
    found = read_sheets([folder / task.name / "bogen-ina.csv"], read_key(folder / task.name), task)
    told = found[found["measure"] == measure].dropna(subset="code")
    return told.set_index(task.unit)["code"].to_dict()


def test_frames_come_back_as_a_coding_sheet(tmp_path: Path) -> None:
    task = frame_task(load_codebook())
    written = write_codings(CORPUS, Corrections(frames=FRAMES), load_codebook(), "ina", tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        f"{task.name}/bogen-ina.csv",
        f"{task.name}/schluessel.csv",
    ]
    assert coded(tmp_path, task, "conflict") == {ARTICLES[0]: 1.0, ARTICLES[1]: 0.0}
    assert coded(tmp_path, task, "economic") == {ARTICLES[0]: 0.0}
    agreement = score_sheets(written[:1], tmp_path / task.name, task, CORPUS)
    assert agreement.tool.set_index("measure").at["conflict", "n"] == 2


def test_verdicts_on_quotes_come_back_as_coding_sheets(tmp_path: Path) -> None:
    write_codings(CORPUS, verdicts(), load_codebook(), "ina", tmp_path)
    first, second, third = CORPUS.quotes["quote_id"].head(3)
    kinds = CORPUS.quotes.set_index("quote_id")
    forms = coded(tmp_path, quote_task(), "type")
    assert forms == {first: "no_quote", second: "Reported", third: kinds.at[third, "type"]}
    speakers = coded(tmp_path, speaker_task(), "speaker_type")
    assert speakers == {second: "document", third: kinds.at[third, "speaker_type"]}


def test_the_sheets_measure_the_tool(tmp_path: Path) -> None:
    write_codings(CORPUS, verdicts(), load_codebook(), "ina", tmp_path)
    folder = tmp_path / quote_task().name
    tool = score_sheets([folder / "bogen-ina.csv"], folder, quote_task(), CORPUS).tool.set_index("measure")
    assert tool.at["no_quote", "n"] == 3
    assert tool.at["no_quote", "recall"] == 0  # the tool took it for a quote
    right = CORPUS.quotes["type"].iloc[2]
    assert tool.at[right, "recall"] == 1


def test_a_quote_that_moved_up_is_not_scored_as_another(tmp_path: Path) -> None:
    write_codings(CORPUS, verdicts(), load_codebook(), "ina", tmp_path)
    folder = tmp_path / quote_task().name
    article = CORPUS.articles[CORPUS.articles["article_id"] == CORPUS.quotes["article_id"].iloc[0]]
    moved = annotate(article, corrections=verdicts())  # without the first quote
    with pytest.raises(InputError, match=r"anderer Text|Im Korpus fehlt"):
        score_sheets([folder / "bogen-ina.csv"], folder, quote_task(), moved)


@pytest.mark.parametrize(
    ("said", "coder"),
    [
        (Corrections(), "ina"),
        (Corrections(frames={"x": {"conflict": 1}}), "ina"),
        (Corrections(frames=FRAMES), "../ina"),
    ],
)
def test_nothing_said_or_a_bad_name(said: Corrections, coder: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_codings(CORPUS, said, load_codebook(), coder, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_app_writes_them_with_every_save_and_takes_back_what_was_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis.explore.taking import Taking

    said = [verdicts()]
    taking = Taking("data/raw/demo", CORPUS, lambda: CORPUS, lambda: said[-1])
    (tmp_path / "data" / "raw" / "demo").mkdir(parents=True)
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    taking.keep_sheets()
    folder = sheets_of("data/raw/demo")
    assert sorted(path.parent.name for path in folder.glob("*/bogen-lesen.csv")) == ["sprecher", "zitate"]
    said.append(Corrections(verdicts().quotes[:1]))
    taking.keep_sheets()
    assert sorted(path.parent.name for path in folder.glob("*/*.csv")) == ["zitate", "zitate"]
    said.append(Corrections())
    taking.keep_sheets()
    assert not list(folder.glob("*/*.csv"))
