"""An article's annotations as a reader set them right, with all that follows from the quotes."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import annotate, tables
from analysis.annotation.corrected import DONE, STALE, without_article
from analysis.corrections import Corrections, QuoteVerdict
from analysis.tables import Corpus

FIRST, SECOND = "„Das ist eine Katastrophe für die Stadt“", "„Wir geben niemals auf, versprochen“"
TEXT = (
    f"{FIRST}, sagte Bürgermeisterin Jana Voss am Montag. Der Rat stritt heftig über die Brücke. "
    f"{SECOND}, sagte Kämmerer Peter Brandt. Der Bau koste 40 Millionen Euro. Voss nannte das teuer."
)


def article() -> pd.DataFrame:
    empty = dict.fromkeys(("authors", "teaser", "dateline", "agency", "section", "url"), "")
    row = {"article_id": "a1", "outlet": "Bote", "title": "Streit um die Brücke", "text": TEXT}
    rest = {"genre": "report", "source_file": "a.txt", "item": "a.txt", "n_words": len(TEXT.split())}
    return tables.make("articles", [{**empty, **row, **rest}])


def corrected(*verdicts: QuoteVerdict, **codes: int) -> Corpus:
    given = Corrections(verdicts, {"a1": codes} if codes else {})
    return annotate(article(), quote_method="rules", corrections=given)


ALONE = annotate(article(), quote_method="rules")


def verdict(words: str, said: str, **mended: str) -> QuoteVerdict:
    start = TEXT.find(words)
    return QuoteVerdict("a1", (start, start + len(words)), words[:80], said, **mended)


def notes(corpus: Corpus) -> list[tuple[str, str]]:
    return list(corpus.notes[["step", "note"]].itertuples(index=False, name=None))


def test_what_is_corrected_here_was_found() -> None:
    assert ALONE.quotes["content"].tolist()[:2] == [FIRST, SECOND]
    assert ALONE.quotes["speaker_name"].tolist()[:2] == ["Jana Voss", "Peter Brandt"]


def test_a_rejected_quote_goes_and_its_sentence_is_the_journalists_again() -> None:
    found = corrected(verdict(FIRST, "falsch"))
    tables.check_corpus(found)
    assert found.quotes["content"].tolist() == ALONE.quotes["content"].tolist()[1:]
    assert set(found.spans["quote_id"]) == set(found.quotes["quote_id"])
    voices = [corpus.sentences.query("field == 'text'")["voice"].iloc[0] for corpus in (ALONE, found)]
    assert voices == ["mixed", "journalist"]
    assert notes(found) == [(DONE, f"Zitat verworfen: {FIRST}")]


def test_a_mended_quote_has_the_speaker_as_the_text_shows_her() -> None:
    found = corrected(verdict(SECOND, "richtig", sprecher="Jana Voss", typ="Indirect"))
    row = found.quotes.iloc[1]
    assert (row["speaker"], row["speaker_name"], row["type"]) == ("Jana Voss", "Jana Voss", "Indirect")
    assert (row["speaker_gender"], row["speaker_naming"], row["confidence"]) == ("female", "named", 1.0)
    span = found.spans.query("quote_id == @row.quote_id and role == 'speaker'").iloc[0]
    assert TEXT[span["start"] : span["end"]] == "Jana Voss"
    [(step, note)] = notes(found)
    assert step == DONE
    assert note.startswith("Zitat berichtigt (Typ: Direct → Indirect; Sprecher: Peter Brandt → Jana Voss")
    assert note.endswith(f"): {SECOND}")


def test_a_speaker_the_text_does_not_name_keeps_the_place_that_was_found() -> None:
    found = corrected(verdict(FIRST, "richtig", sprecher="Ina Meinert", art="expert"))
    row = found.quotes.iloc[0]
    assert (row["speaker_name"], row["speaker_type"], row["speaker_naming"]) == (
        "Ina Meinert",
        "expert",
        "named",
    )
    assert row["speaker"] == ALONE.quotes["speaker"].iloc[0]


def test_a_confirmed_quote_changes_nothing_but_its_confidence() -> None:
    same = {"typ": "Direct", "sprecher": "Jana Voss", "art": str(ALONE.quotes["speaker_type"].iloc[0])}
    found = corrected(verdict(FIRST, "richtig", **same))
    pd.testing.assert_frame_equal(
        found.quotes.drop(columns="confidence"), ALONE.quotes.drop(columns="confidence")
    )
    assert found.quotes["confidence"].iloc[0] == 1.0
    pd.testing.assert_frame_equal(found.spans, ALONE.spans)
    assert notes(found) == [(DONE, f"Zitat bestätigt: {FIRST}")]


def test_a_mended_wording_moves_the_quote() -> None:
    better = "eine Katastrophe\n für die Stadt“"  # whitespace of the page, not of the text
    found = corrected(verdict(FIRST, "richtig", besser=better))
    tables.check_corpus(found)
    assert found.quotes["content"].iloc[0] == "eine Katastrophe für die Stadt“"
    assert notes(found) == [(DONE, f"Zitat berichtigt (Wortlaut): {FIRST}")]


def test_a_missing_quote_is_added_where_its_words_stand() -> None:
    words = "Der Rat stritt heftig"
    found = corrected(verdict(words, "fehlt", typ="Reported", sprecher="Peter Brandt"))
    tables.check_corpus(found)
    row = found.quotes.set_index("content").loc[words]
    assert (row["type"], row["speaker_name"], row["speaker_gender"]) == ("Reported", "Peter Brandt", "male")
    assert found.quotes["content"].tolist()[1] == words  # in text order
    assert notes(found) == [(DONE, f"Zitat ergänzt: „{words}“")]


def test_of_the_same_words_twice_the_nearer_is_meant() -> None:
    twice = f"{FIRST}, sagte Jana Voss. Peter Brandt sagte: {FIRST}."
    articles = article().assign(text=twice)
    given = QuoteVerdict("a1", (twice.rfind("„Das"), len(twice)), FIRST, "falsch")
    found = annotate(articles, quote_method="rules", corrections=Corrections((given,)))
    assert found.quotes["speaker_name"].tolist() == ["Jana Voss"]


@pytest.mark.parametrize("said", ["richtig", "falsch", "fehlt"])
def test_words_that_are_gone_are_noted_and_change_nothing(said: str) -> None:
    found = corrected(QuoteVerdict("a1", (0, 9), "Steht nirgends", said))
    pd.testing.assert_frame_equal(found.quotes, ALONE.quotes)
    assert notes(found) == [(STALE, "Zitat nicht mehr gefunden: „Steht nirgends“")]


def test_a_frame_is_what_a_reader_says() -> None:
    for code in (1, 0):
        found = corrected(conflict=code, unbekannt=1)
        frames = found.frames.set_index(["frame", "question"])
        assert frames.at[("conflict", ""), "score"] == code
        others = found.frames[found.frames["frame"] != "conflict"]
        pd.testing.assert_frame_equal(others, ALONE.frames[ALONE.frames["frame"] != "conflict"])
        cues = (found.evidence["measure"] == "conflict").sum()
        assert cues == ((ALONE.evidence["measure"] == "conflict").sum() if code else 0)
        assert frames.at[("conflict", ""), "n_cues"] == cues
        assert [step for step, _ in notes(found)] == [DONE]


def test_an_article_that_is_gone_is_noted() -> None:
    table = without_article(
        article()["article_id"], Corrections((), {"a1": {"conflict": 1}, "fort": {"conflict": 0}})
    )
    assert table[["item", "step"]].to_numpy().tolist() == [["fort", STALE]]


def test_without_a_word_on_it_an_article_is_as_it_was() -> None:
    given = Corrections((QuoteVerdict("anderer", (0, 3), "Das", "falsch"),))
    found = annotate(article(), quote_method="rules", corrections=given)
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(ALONE, name))
