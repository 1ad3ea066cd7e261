"""Keyness: known values, the prior, tests for many terms, and the way back to the text."""

import numpy as np
import pandas as pd
import pytest

from analysis import evidence, measures
from analysis.errors import InputError
from analysis.framing.keyness import g_squared, keyness, keyness_by, log_odds_ratio, occurrences
from analysis.tables import Corpus
from tests.framing.corpora import articles


def test_g_squared_is_the_likelihood_ratio() -> None:
    # 30 of 1,000 against 10 of 1,000: 2 * sum(observed * ln(observed / expected)), worked by hand
    observed = np.array([30.0, 10.0, 970.0, 990.0])
    expected = np.array([20.0, 20.0, 980.0, 980.0])
    by_hand = 2 * float((observed * np.log(observed / expected)).sum())
    found = g_squared(np.array([30.0]), np.array([10.0]), 1000, 1000)
    assert found[0] == pytest.approx(by_hand)
    assert g_squared(np.array([10.0]), np.array([10.0]), 1000, 1000)[0] == pytest.approx(0)
    assert g_squared(np.array([0.0]), np.array([7.0]), 1000, 1000)[0] > 0


def test_log_odds_follow_monroe_et_al() -> None:
    y, other = np.array([30.0]), np.array([10.0])
    log_odds, error = log_odds_ratio(y, other, 1000, 1000, prior_words=100)
    prior = 100 * 40 / 2000
    by_hand = np.log((30 + prior) / (1000 + 100 - 30 - prior)) - np.log((10 + prior) / (1100 - 10 - prior))
    assert log_odds[0] == pytest.approx(by_hand)
    assert error[0] == pytest.approx(np.sqrt(1 / (30 + prior) + 1 / (10 + prior)))
    assert log_odds_ratio(y, y, 1000, 1000)[0][0] == pytest.approx(0)


def corpus():
    own = [{"text": "Die Chaoten blockieren die Straße. Ein Chaot ruft laut.", "outlet": "A"}] * 12
    other = [{"text": "Die Aktivisten sitzen auf der Straße. Eine Aktivistin ruft.", "outlet": "B"}] * 12
    return articles(*own, *other)


def test_the_words_of_an_outlet_come_first_and_last() -> None:
    table = keyness(corpus(), "outlet", "A", "B")
    assert table.iloc[0]["key"] == "chaot"
    assert {"aktivist", "aktivistin"} & set(table.tail(3)["key"])
    assert table.iloc[0]["count"] == 24 and table.iloc[0]["articles"] == 12
    assert table.iloc[0]["low"] < table.iloc[0]["log_odds"] < table.iloc[0]["high"]
    neutral = table.set_index("key").loc["straße"]
    assert not neutral["significant"] and abs(neutral["log_odds"]) < 0.2


def test_a_word_of_one_story_is_no_word_of_its_outlet() -> None:
    spread = [
        {"text": "Der Bürgermeister redet lange.", "outlet": "A", "story_id": f"s{i}"} for i in range(12)
    ]
    filler = [{"text": "Das Wetter bleibt schön, sagt man.", "outlet": o} for o in "AB" for _ in range(12)]
    printed = [{"text": "Der Bürgermeister redet lange.", "outlet": "A", "story_id": "s"} for _ in range(12)]
    evenly = keyness(articles(*spread, *filler), "outlet", "A").set_index("key").loc["bürgermeister"]
    copied = keyness(articles(*printed, *filler), "outlet", "A").set_index("key").loc["bürgermeister"]
    assert (evenly["count"], evenly["log_odds"]) == (copied["count"], copied["log_odds"])
    # outlet A has 120 words, 48 of them in the story that is printed twelve times, 6 in each other
    rate = 12 / 120
    uneven = ((12 - rate * 48) ** 2 + 12 * (rate * 6) ** 2) / 12
    assert copied["p"] > evenly["p"]
    assert (copied["high"] - copied["low"]) / (evenly["high"] - evenly["low"]) == pytest.approx(uneven**0.5)


def test_every_term_leads_to_its_places() -> None:
    table = corpus()
    top = keyness(table, "outlet", "A").iloc[0]
    places = occurrences(table, top["key"])
    assert len(places) == top["count"] + top["count_reference"]
    texts = table.set_index("article_id")["text"]
    for place in places.itertuples():
        assert texts[place.article_id][place.start : place.end] == place.hit


def test_terms_of_two_words_keep_to_their_clause() -> None:
    table = articles(*[{"text": "Ja, gut. Klare Worte, klare Kante."}] * 5, {"text": "Nein.", "outlet": "B"})
    keys = set(keyness(table, "outlet", "A", n=2)["key"])
    assert keys == {"klare worte", "klare kante"}
    assert len(occurrences(table, "klare kante")) == 5


@pytest.mark.parametrize(
    ("column", "target", "reference", "n", "hint"),
    [
        ("outlets", "A", None, 1, "outlet"),
        ("outlet", "C", None, 1, "kommt „C“ nicht vor"),
        ("genre", "report", None, 1, "nichts"),
        ("outlet", "A", None, 9, "1 bis 4"),
    ],
)
def test_bad_input(column: str, target: str, reference: str | None, n: int, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        keyness(corpus(), column, target, reference, n)


def test_all_groups_at_once_are_the_groups_one_by_one(demo_corpus: Corpus) -> None:
    at_once = keyness_by(demo_corpus.articles, "outlet")
    assert list(at_once) == sorted(demo_corpus.articles["outlet"].unique())
    for outlet in list(at_once)[:2]:
        pd.testing.assert_frame_equal(at_once[outlet], keyness(demo_corpus.articles, "outlet", outlet))
    assert keyness_by(demo_corpus.articles.assign(one="x"), "one") == {}
    wanted = sorted(demo_corpus.articles["outlet"].unique())
    chosen = keyness_by(demo_corpus.articles, "outlet", n=2, reference=wanted[0])
    assert list(chosen) == wanted[1:]
    for outlet, table in chosen.items():
        expected = keyness(demo_corpus.articles, "outlet", outlet, wanted[0], n=2)
        pd.testing.assert_frame_equal(table.drop(columns="term"), expected.drop(columns="term"))
    with pytest.raises(InputError, match="„Bote“ nicht vor"):
        keyness_by(demo_corpus.articles, "outlet", reference="Bote")


def test_key_words_of_sections_and_periods_lead_to_their_places(demo_corpus) -> None:
    for by, length in (("section", 2), ("time", 1)):
        table = measures.key_words(demo_corpus, by, length=length, groups=3)
        assert len(table) and table[by].nunique() <= 3
        shown = evidence.of_terms(demo_corpus, table.head(3), by)
        assert [group["total"] for group in shown["groups"]] == table["count"].head(3).tolist()
        assert all(group["snippets"] for group in shown["groups"])
    with pytest.raises(InputError, match="section"):
        measures.key_words(demo_corpus, "sektion")
