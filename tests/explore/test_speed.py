"""A filter on 10,000 articles answers within a second: bars, list and exports, all redrawn."""

import pytest

from analysis import prepare
from analysis.explore.application import App
from benchmarks.bench_explore import reactions, repeated


@pytest.mark.slow
def test_a_filter_on_10_000_articles_answers_within_a_second() -> None:
    whole = repeated(prepare("data/raw/demo"), 77)
    assert len(whole.articles) > 10_000
    app = App("data/raw/demo", whole)
    # CPU seconds, the better of two runs: others share the machine
    best = [min(a[2], b[2]) for a, b in zip(reactions(app), reactions(app), strict=True)]
    assert max(best) < 1.0, best
