"""Texts drawn at random from a corpus that is too large to take every word of."""

from __future__ import annotations

import dataclasses
import zlib

import pandas as pd

from analysis.measures.overview import last_period
from analysis.partitions import AnyCorpus, gathered
from analysis.tables import Corpus, among

SAMPLE = 20_000  # articles: about seven million words


@dataclasses.dataclass(frozen=True)
class Sample(Corpus):
    """The texts of articles that were drawn, and the number of those that they were drawn from."""

    drawn_from: int = 0


def sampled(corpus: AnyCorpus, recent: bool = False, most: int = SAMPLE) -> Corpus:
    """Return a corpus in memory as it is, and of one in partitions ``most`` articles drawn at random.

    ``recent``: half of them are drawn of the last week (month, year), half of all before, so that both can
    be compared. What is drawn depends on the numbers of the articles alone: the same each time.

    >>> from analysis import measures, prepare
    >>> len(measures.sampled(prepare("data/raw/demo")).articles)
    131
    """
    if isinstance(corpus, Corpus):
        return corpus
    ids = corpus.articles["article_id"]
    sides = among(ids, last_period(corpus).articles["article_id"]) if recent else pd.Series(False, ids.index)
    order = ids.map(lambda name: zlib.crc32(name.encode()))
    drawn = order.groupby(sides).nsmallest(most // 2 if recent else most).index.get_level_values(-1)
    chosen = corpus.of(ids[drawn])
    articles = gathered(chosen, lambda part: part.articles).sort_values("article_id", ignore_index=True)
    sample = Sample(articles, notes=corpus.notes, quarantine=corpus.quarantine, drawn_from=len(ids))
    sample.__dict__["extent"] = corpus.extent  # weeks stay weeks
    return sample
