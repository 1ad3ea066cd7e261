"""Cost grows with the articles and no faster: four times as many may take five times as long, not sixteen.

Ratios within one run, so that a slow or busy machine changes nothing; the least of three tries, so that
a pause of the machine does not either.
"""

import dataclasses
import time
from collections.abc import Callable

import pandas as pd
import pytest

from analysis import measures, prepare, tables
from analysis.annotation import Settings, annotate_records
from analysis.tables import Corpus

IDS = ("article_id", "sentence_id", "quote_id", "nested_in", "mention_id", "evidence_id", "story_id")


def copies(corpus: Corpus, times: int) -> Corpus:
    """Return ``corpus`` several times over, each time with keys of its own."""

    def one(table: pd.DataFrame, n: int) -> pd.DataFrame:
        return table.assign(**{name: table[name] + f"#{n}" for name in IDS if name in table})

    parts = {name: getattr(corpus, name) for name in tables.SCHEMAS if "article_id" in tables.SCHEMAS[name]}
    many = {
        name: pd.concat([one(part, n) for n in range(times)], ignore_index=True)
        for name, part in parts.items()
    }
    return dataclasses.replace(corpus, **many)


def growth(work: Callable[[int], object], few: int) -> float:
    """Return how many times longer ``work`` takes for four times ``few``."""

    def cost(size: int) -> float:
        start = time.process_time()
        work(size)
        return time.process_time() - start

    work(few)  # what is loaded once
    return min(cost(4 * few) for _ in range(3)) / min(cost(few) for _ in range(3))


@pytest.mark.parametrize(
    "measure",
    [
        lambda corpus: measures.frame_matrix(corpus, "outlet", "time", "genre"),
        lambda corpus: measures.concentration_by(corpus, "outlet"),
        lambda corpus: measures.sponsorship(corpus),
        lambda corpus: measures.top_speakers(corpus),
        lambda corpus: measures.key_words(corpus),
        lambda corpus: measures.robustness(corpus),
    ],
    ids=["frames", "concentration", "sponsorship", "speakers", "key words", "robustness"],
)
def test_a_measure_grows_at_most_with_the_articles(measure: Callable[[Corpus], object]) -> None:
    corpus = prepare("data/raw/demo", "rules")
    sizes = {times: copies(corpus, times) for times in (1, 4)}
    assert growth(lambda times: measure(sizes[times]), 1) < 6


def test_annotating_grows_at_most_with_the_articles() -> None:
    texts = prepare("data/raw/demo", "rules").articles["text"].tolist()

    def annotate(count: int) -> None:
        items = (
            ({"title": "", "teaser": "", "text": f"{text} {n}"}, ()) for n, text in enumerate(texts[:count])
        )
        assert (
            sum("error" in record for record in annotate_records(items, Settings(quote_method="rules"))) == 0
        )

    assert growth(annotate, 30) < 6
