"""Precision and recall on the demo corpus: pairs with known edits, as many hard negatives of the topic."""

import importlib.util
import sys
from pathlib import Path

from analysis.read import read_articles

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "raw" / "demo"


def test_copies_with_known_edits_are_found_and_nothing_else():
    spec = importlib.util.spec_from_file_location("bench_copies", ROOT / "benchmarks" / "bench_copies.py")
    assert spec is not None and spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    sys.modules["bench_copies"] = bench
    spec.loader.exec_module(bench)
    table = bench.evaluate(read_articles(DEMO))
    found = dict(zip(table["pairs"], table["n"], strict=True))
    assert sum(n for name, n in found.items() if name != "hard negatives") >= 500
    assert found["hard negatives"] >= 500
    precision, recall = bench.figures(table)
    assert precision >= 0.99
    assert recall >= 0.97
