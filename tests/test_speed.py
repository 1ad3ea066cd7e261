"""Annotating everything against textblob-de's sentiment alone, on the same texts in one run.

A ratio, so that a slow machine changes little; the fastest of three turns, so that a busy one changes little.
Both are loaded before: what a run of a thousand articles takes from the start is for benchmarks/bench_all.py.
"""

import time
from collections.abc import Callable

from textblob_de import PatternTokenizer, TextBlobDE

from analysis.annotation import Settings, annotate_records

FEW = 40  # articles
USUAL = 3.2  # times faster, seen on the demo: texts full of quotations


def seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def test_annotating_has_not_become_slower_by_a_third(demo_articles):
    texts = demo_articles["text"].tolist()[:FEW]
    tokenizer = PatternTokenizer()

    def textblob() -> None:
        assert len([TextBlobDE(text, tokenizer=tokenizer).sentiment for text in texts]) == FEW

    def everything() -> None:
        items = (({"title": "", "teaser": "", "text": text}, ()) for text in texts)
        assert len([record["frames"] for record in annotate_records(items, Settings())]) == FEW

    everything()
    turns = [(seconds(textblob), seconds(everything)) for _ in range(3)]
    theirs, ours = map(min, zip(*turns, strict=True))
    assert theirs / ours > USUAL * 2 / 3
