"""Self-checks: the right answer passes, each typical mistake gets the hint that fits it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis import account, measures, prepare, select
from analysis.errors import InputError
from analysis.intervals import difference
from analysis.teach import NotYet, articles, codings, comparing, frames, project, reliability, tone, voices
from analysis.teach.answers import a_number, a_table, a_text, choices

CORPUS = prepare("data/raw/demo")
ARTICLES = CORPUS.articles
MEG, OWEN = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]


def hint_of(check: Callable[..., None], *answer: object) -> str:
    with pytest.raises(NotYet) as error:
        check(*answer)
    return str(error.value)


@pytest.mark.parametrize(
    ("answer", "part"),
    [("0.4", "Anführungszeichen"), (..., "noch nicht ausgerechnet"), (None, "NoneType"), (np.nan, "nan"),
     (40, "Prozent"), (7, "die Anzahl"), (0.6, "stimmt nicht"), (0.401, "nicht runden"), ([1], "list")],
)  # fmt: skip
def test_a_number_that_is_not_right_yet(answer: object, part: str) -> None:
    assert part in hint_of(a_number, answer, 0.4, [(7, "Das ist die Anzahl.")])


@pytest.mark.parametrize("answer", [0.4, np.float64(0.4), 2 / 5, True * 0.4])
def test_a_right_number_passes_in_any_type(answer: object) -> None:
    a_number(answer, 0.4)


def test_tables_texts_and_choices() -> None:
    assert "DataFrame" in hint_of(a_table, [1, 2])
    assert "„b“" in hint_of(a_table, pd.DataFrame({"a": [1]}), ["a", "b"])
    assert "leer" in hint_of(a_table, pd.DataFrame({"a": []}), ["a"])
    assert "2 von mindestens 5" in hint_of(a_text, "zu kurz", 5)
    key, why = {1: "ja", 2: "nein"}, {1: "denn so", 2: "denn anders"}
    choices({1: "ja", 2: "nein"}, key, why)
    assert "denn anders" in hint_of(choices, {1: "ja", 2: "ja"}, key, why)
    assert "fehlt" in hint_of(choices, {1: "ja", 2: ...}, key, why)
    assert "vielleicht" in hint_of(choices, {1: "vielleicht"}, key, why)


@pytest.mark.parametrize(
    ("check", "answer", "part"),
    [
        (articles.per_outlet, (ARTICLES["outlet"].value_counts(normalize=True), ARTICLES), "Anteile"),
        (articles.per_outlet, (ARTICLES["genre"].value_counts(), ARTICLES), "outlet"),
        (articles.commentaries, (ARTICLES, ARTICLES), "noch alle"),
        (articles.commentaries, (ARTICLES.query("genre == 'kommentar'"), ARTICLES), "leer"),
        (articles.mean_length, (ARTICLES.groupby("outlet")["n_words"].sum(), ARTICLES), "die Summe"),
        (articles.mean_length, (ARTICLES.groupby("outlet")["n_words"].median(), ARTICLES), "Median"),
        (articles.stories, (len(ARTICLES), CORPUS), "alle Artikel"),
        (articles.stories, (int(ARTICLES["duplicate_of"].notna().sum()), CORPUS), "Kopien"),
        (tone.silent, (["schlecht"], ["schlecht", "Betrug"]), "wird gefunden"),
        (tone.silent, ([], ["schlecht", "Betrug"]), "leer"),
        (tone.errors_found, ([("Das war sehr schlecht.", "negative")] * 3,), "Hier irrt es nicht"),
        (tone.causes, ({1: "Substantiv", 2: "Substantiv", 3: "Lexikon", 4: "Verneinung"},), "toll"),
        (voices.subjunctive, ([1, 3, 4],), "Konjunktiv II"),
        (voices.subjunctive, ([1],), "fehlt noch"),
        (voices.precision, ([1, 0], 0.5), "20 Zahlen"),
        (voices.precision, ([1] * 15 + [0] * 5, 15), "Zahl der richtigen"),
        (frames.coded, ({0: {}},), "set()"),
        (frames.coded, ({n: {"konflikt"} for n in range(8)},), "gibt es nicht"),
        (frames.coded, ({n: set() for n in range(8)},), "Kein einziger"),
        (reliability.raw_agreement, (0.1, MEG, OWEN), "zweimal 0"),
        (reliability.alpha_by_hand, (0.4, 0.42, 0.048, MEG, OWEN), "Ohne Zurücklegen"),
        (reliability.alpha_by_hand, (0.6, 0.44, 0, MEG, OWEN), "Abweichung"),
        (reliability.paradox, ("economic", codings(CORPUS)), "nicht auseinander"),
        (comparing.contained, ({1: True, 2: True, 3: False, 4: True},), "schwankt nicht mit"),
        (project.question, ("Wie klingt das Kontorblatt im März?", "wohl recht " + "negativ " * 8), "Grund"),
        (project.sentence, ("Das Land verursacht Stau: 40 % im Intervall" + " so" * 9,), "Ursache"),
        (project.sentence, ("In 40 Prozent der Artikel geht es um Kosten" + " so" * 9,), "Intervall"),
    ],
)  # fmt: skip
def test_a_typical_mistake_gets_its_hint(
    check: Callable[..., None], answer: tuple[object, ...], part: str
) -> None:
    assert part in hint_of(check, *answer)


def test_what_was_left_out() -> None:
    accounting = account(CORPUS, select(CORPUS, genres=["report"], count="stories"), "stories")
    assert "Kopien" in hint_of(articles.left_out, accounting.not_selected, accounting)


def test_a_difference_the_wrong_way_round() -> None:
    sums = measures.tone_sums(CORPUS, ["outlet"])
    swapped = difference(sums, "outlet", comparing.SECOND, comparing.FIRST)
    assert "Reihenfolge" in hint_of(comparing.compared, swapped, True, CORPUS)


def test_the_codings_belong_to_the_demo_corpus() -> None:
    table = codings(CORPUS)
    assert set(table["coder"]) == {"Anna", "Ben"}
    assert set(np.unique(table[list(measures.GENERIC_FRAMES)])) == {0, 1}
    with pytest.raises(InputError, match="Demo-Korpus"):
        codings(CORPUS.of(ARTICLES["article_id"].head(2)))


def test_wilson_is_that_of_the_books() -> None:
    low, high = voices.wilson(18, 20)
    assert (round(low, 3), round(high, 3)) == (0.699, 0.972)
