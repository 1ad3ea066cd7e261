"""Corrections: kept below the mark, read back, applied; what is no longer found is named."""

from pathlib import Path

import pytest

from analysis import prepare
from analysis.errors import InputError
from analysis.explore.corrections import (
    MARK,
    WORDS,
    Corrections,
    QuoteVerdict,
    apply,
    place_of,
    read,
    save,
)
from analysis.explore.methods import compared
from analysis.read.corrections import read_corrections
from analysis.tables import Corpus, check_corpus

CORPUS = prepare("data/raw/demo")


def verdict(number: int, urteil: str = "richtig", **mended: str) -> QuoteVerdict:
    quote = CORPUS.quotes.iloc[number]
    place = place_of(CORPUS)[quote["quote_id"]]
    return QuoteVerdict(quote["article_id"], place, quote["content"][:WORDS], urteil, **mended)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    given = Corrections((verdict(0), verdict(3, sprecher="Ina: „Müller“ #1")), {"a1": {"conflict": 1}})
    save(tmp_path / "korrekturen.yaml", given)
    found = read(tmp_path / "korrekturen.yaml")
    assert set(found.quotes) == set(given.quotes)
    assert found.frames == given.frames


def test_what_was_written_by_hand_stays_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    by_hand = "# von Ina, 3. März\nartikel:\n  a1: {medium: Bote}   # stand falsch in der Datei"
    path.write_text(by_hand, "utf-8")
    for given in (Corrections((verdict(0),)), Corrections((verdict(0), verdict(1)))):
        save(path, given)
        assert path.read_text("utf-8").startswith(by_hand + "\n" + MARK)
        assert len(read(path).quotes) == len(given.quotes)
    assert read_corrections(tmp_path) == {"a1": {"outlet": "Bote"}}
    assert path.read_text("utf-8").count(MARK) == 1


@pytest.mark.parametrize(
    "text",
    ["zitate: [1, 2", "zitate:\n- {artikel: a}\n", "zitate:\n- {artikel: a, stelle: [1, 2], urteil: na ja}\n",
     "- eine Liste\n", "rahmen: {a1: {conflict: vielleicht}}\n"],
)  # fmt: skip
def test_a_broken_file_is_said_and_not_written_over(text: str, tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError):
        save(path, Corrections((verdict(0),)))
    assert path.read_text("utf-8") == text


def test_verdicts_above_the_mark_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "korrekturen.yaml"
    path.write_text("rahmen: {a1: {conflict: 1}}\n", "utf-8")
    with pytest.raises(InputError, match="Trennzeile"):
        save(path, Corrections())


def test_the_last_verdict_on_a_quote_holds() -> None:
    given = Corrections().with_quote(verdict(0)).with_quote(verdict(0, "falsch"))
    assert [v.urteil for v in given.quotes] == ["falsch"]
    assert given.with_frames("a", {"x": 1}).with_frames("a", {}).frames == {}


def test_corrections_change_what_they_name_and_nothing_else() -> None:
    article = CORPUS.articles["article_id"].iloc[0]
    given = Corrections(
        (verdict(0, "falsch"), verdict(1, typ="Reported", sprecher="Ina Meinert", art="expert"), verdict(2)),
        {article: {"conflict": 1}},
    )
    corrected, stale = apply(CORPUS, given)
    check_corpus(corrected)
    assert stale == []
    assert len(corrected.quotes) == len(CORPUS.quotes) - 1
    gone = CORPUS.quotes.iloc[0]["quote_id"]
    assert gone not in set(corrected.spans["quote_id"])
    mended = corrected.quotes.set_index("quote_id").loc[CORPUS.quotes.iloc[1]["quote_id"]]
    assert (mended["type"], mended["speaker_name"], mended["speaker_type"]) == (
        "Reported",
        "Ina Meinert",
        "expert",
    )
    assert mended["speaker_id"] == "ina-meinert"
    row = corrected.frames.query("article_id == @article and frame == 'conflict' and question == ''")
    assert row["score"].tolist() == [1.0]
    others = corrected.quotes["quote_id"].isin(CORPUS.quotes["quote_id"].iloc[2:])
    left, right = corrected.quotes[others], CORPUS.quotes.iloc[2:]
    assert left["content"].tolist() == right["content"].tolist()
    assert left["type"].tolist() == right["type"].tolist()


def test_a_quote_that_moved_is_found_by_its_words_and_a_lost_one_is_named() -> None:
    moved = verdict(0, "falsch")._replace(stelle=(1, 2))
    lost = verdict(1, "falsch")._replace(wortlaut="steht nirgends")
    corrected, stale = apply(CORPUS, Corrections((moved, lost)))
    assert stale == [lost]
    assert len(corrected.quotes) == len(CORPUS.quotes) - 1


def test_no_corrections_change_nothing() -> None:
    corrected, stale = apply(CORPUS, Corrections())
    assert stale == []
    assert corrected.quotes["quote_id"].tolist() == CORPUS.quotes["quote_id"].tolist()


def test_disagreements_of_two_methods() -> None:
    part = CORPUS.of(CORPUS.quotes["article_id"].value_counts().index[:1])
    places = place_of(part)
    chosen = part.quotes[part.quotes["nested_in"].isna()].reset_index(drop=True)
    changed = chosen.drop(index=0)
    changed.loc[1, "type"] = "Reported" if chosen.loc[1, "type"] != "Reported" else "Direct"
    changed.loc[2, "speaker"] = "jemand anderes"
    both = [Corpus(**{**vars(part), "quotes": quotes}) for quotes in (chosen, changed)]
    table = compared(both[0], both[1], "model", "rules")
    expected = {("nur model", 0), ("Typ", 1), ("Sprecher", 2)}
    starts = {number: places[chosen.loc[number, "quote_id"]][0] for number in range(3)}
    assert {(row.kind, row.start) for row in table.itertuples()} == {(k, starts[n]) for k, n in expected}
    assert table["start"].is_monotonic_increasing
    assert compared(both[1], both[0], "rules", "model")["kind"].str.startswith("nur model").sum() == 1
    assert compared(both[0], both[0], "model", "rules").empty
