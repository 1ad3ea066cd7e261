"""Sums over parts, with stories that are alike as one row, tell what the rows of every article tell."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clusters import estimate
from analysis.intervals import difference, ratio_by, ratios_by
from analysis.partitions import summed
from analysis.partitions.alike import shared

OUTLETS, VOICES = ("Bote", "Kurier"), ("journalist", "quoted")


class Parts:
    """What ``summed`` asks of a corpus in partitions."""

    def __init__(self, articles: pd.DataFrame, parts: list[int]) -> None:
        self.articles, self.several, self.part = articles, shared(articles), np.array(parts)

    @property
    def shared(self) -> np.ndarray:
        return self.several

    def parts(self) -> Iterator[Any]:
        for number in sorted(set(self.part.tolist())):
            yield SimpleNamespace(rows=self.articles[self.part == number])


def streamed(corpus: Parts, rows: pd.DataFrame, by: list[str], apart: bool = False) -> pd.DataFrame:
    def of_part(part: Any) -> pd.DataFrame:
        return rows[rows["article_id"].isin(part.rows["article_id"])]

    return summed(corpus, of_part, ["story_id", *by], apart)  # type: ignore[arg-type]


@st.composite
def corpora(draw: st.DrawFn) -> tuple[Parts, pd.DataFrame]:
    """Articles in parts, and sums of each: a row a voice, in none of them, in one or in both."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(1, 60))
    ids = [f"a{number}" for number in range(count)]
    copies = rng.integers(0, count, count)
    again = rng.random(count) < draw(st.sampled_from([0.0, 0.3, 0.9]))
    articles = pd.DataFrame({"article_id": ids, "outlet": rng.choice(OUTLETS, count)})
    articles["story_id"] = np.where(again, [f"a{c}" for c in copies], ids)
    corpus = Parts(articles, rng.integers(0, draw(st.integers(1, 6)), count).tolist())
    rows = articles.merge(pd.DataFrame({"voice": VOICES}), how="cross")
    rows = rows[rng.random(len(rows)) < 0.8].reset_index(drop=True)
    rows["denominator"] = rng.integers(0, 5, len(rows)).astype(float)
    most = draw(st.sampled_from([1.0, 3.0]))  # a share, or a rate
    rows["numerator"] = np.floor(rng.random(len(rows)) * rows["denominator"] * most + 0.3)
    rows["other"] = rng.normal(0, 1, len(rows)) * rows["denominator"]
    return corpus, rows.sample(frac=1, random_state=draw(st.integers(0, 9)))


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        found, expected, check_dtype=False, check_categorical=False, rtol=1e-9, atol=1e-9
    )


def plain(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({name: "str" for name in ("outlet", "voice") if name in table})


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_ratios_of_streamed_sums_are_those_of_all_rows(given_: tuple[Parts, pd.DataFrame]) -> None:
    corpus, rows = given_
    for by in ([], ["outlet"], ["voice"], ["outlet", "voice"]):
        for apart in (False, True) if "voice" in by else (False,):
            of_articles = rows.groupby(["article_id", "story_id", *by], as_index=False)
            sums = of_articles[["numerator", "other", "denominator"]].sum()
            found = ratios_by(streamed(corpus, sums, by, apart), by, ["numerator", "other"])
            assert_same(plain(found), ratios_by(sums, by, ["numerator", "other"]))


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_differences_of_streamed_sums_are_those_of_all_rows(given_: tuple[Parts, pd.DataFrame]) -> None:
    corpus, rows = given_
    for column, groups in (("outlet", OUTLETS), ("voice", VOICES)):
        of_articles = rows.groupby(["article_id", "story_id", column], as_index=False)
        sums = of_articles[["numerator", "denominator"]].sum()
        found = difference(streamed(corpus, sums, [column]), column, *groups)
        assert found == pytest.approx(difference(sums, column, *groups), rel=1e-6, abs=1e-9, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_two_selections_are_compared_as_one_table_would_be(given_: tuple[Parts, pd.DataFrame]) -> None:
    corpus, rows = given_
    sums = rows.groupby(["article_id", "story_id", "outlet"], as_index=False)[["numerator", "denominator"]]
    sums = sums.sum()
    sides = []
    for outlet in OUTLETS:
        chosen = (corpus.articles["outlet"] == outlet).to_numpy()
        part = Parts(corpus.articles[chosen], corpus.part[chosen].tolist())
        part.several = corpus.several  # a story of two sides stays one
        if chosen.any():
            sides.append(streamed(part, sums, ["outlet"]).assign(outlet=outlet))
    found = difference(pd.concat(sides), "outlet", *OUTLETS)
    assert found == pytest.approx(difference(sums, "outlet", *OUTLETS), rel=1e-6, abs=1e-9, nan_ok=True)


def test_rows_do_not_grow_with_the_stories() -> None:
    rng = np.random.default_rng(1)
    for count in (1_000, 4_000):
        ids = [f"a{number}" for number in range(count)]
        articles = pd.DataFrame({"article_id": ids, "story_id": ids})
        corpus = Parts(articles, (np.arange(count) // 500).tolist())
        sums = articles.assign(denominator=rng.integers(1, 6, count).astype(float))
        sums["numerator"] = rng.random(count) * sums["denominator"]
        found = streamed(corpus, sums, [])
        assert len(found) == 5  # sizes
        assert (found["stories"].sum(), found["articles"].sum()) == (count, count)
        assert len(ratio_by(found, [])) == 1


def test_stories_that_stand_together_count_as_many() -> None:
    rng = np.random.default_rng(4)
    size = rng.integers(1, 4, 60).astype(float)
    own = rng.random(60) * size
    apart = estimate(own, size)
    count, sums, squares = (np.bincount(size.astype(int), of)[1:] for of in (np.ones(60), own, own**2))
    together = estimate(sums, np.arange(1, 4) * count, count, squares - sums**2 / count)
    assert (together.stories, together.value) == (60, pytest.approx(apart.value))
    assert together.error == pytest.approx(apart.error)
    assert together.freedom == pytest.approx(apart.freedom)
