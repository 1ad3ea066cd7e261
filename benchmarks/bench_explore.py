"""How fast erkunden.ipynb reacts to a filter: the demo corpus repeated with variation to 10,000 articles.

Usage: python benchmarks/bench_explore.py [TIMES]
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from analysis import prepare, tables
from analysis.explore.application import App
from analysis.tables import Corpus

KEYS = (
    *("article_id", "story_id", "duplicate_of", "quote_id", "sentence_id"),
    *("mention_id", "evidence_id", "nested_in"),
)
FILTERS: list[dict[str, object]] = [
    {"outlets": ("Abendblitz", "Kontorblatt 2")},
    {"date_from": "2026-04-01"},
    {"date_to": "2026-09-01"},
    {"query": "brücke* torwald"},
    {"query": "stadt*"},
    {"sections": ("Lokales", "Politik")},
    {"frame": "conflict"},
    {"count": "stories"},
]


def repeated(corpus: Corpus, times: int) -> Corpus:
    """Return ``corpus`` ``times`` times over: new ids, other days, twenty outlets, texts that differ."""
    random = np.random.default_rng(1)
    copies = [_varied(corpus, k, random) for k in range(times)]
    whole = {
        name: pd.concat([getattr(c, name) for c in copies], ignore_index=True) for name in tables.SCHEMAS
    }
    return Corpus(**whole)


def _varied(corpus: Corpus, number: int, random: np.random.Generator) -> Corpus:
    made = {}
    for name in tables.SCHEMAS:
        table = getattr(corpus, name).copy()
        for key in set(KEYS) & set(table):
            table[key] = (table[key] + f"-{number}").astype("str")
        made[name] = table
    articles = made["articles"]
    articles["outlet"] = articles["outlet"] + (f" {number % 5}" if number % 5 else "")
    articles["published_at"] += pd.to_timedelta(random.integers(0, 300, len(articles)), unit="D")
    articles["text"] += f" Fassung {number}."
    return Corpus(**made)


def reactions(app: App) -> list[tuple[dict[str, object], int, float]]:
    """Return for each filter the articles left and the CPU seconds until all bars and the list are redrawn.

    CPU time, on one core: what a filter takes on a machine that does nothing else.
    """
    measured = []
    app.tabs.selected_index = 1  # where the list is seen, and so drawn
    for given in FILTERS:
        app.filters.clear()
        ((name, value),) = given.items()
        began = time.process_time()
        getattr(app.filters, name).value = value
        measured.append((given, int(app.keep.sum()), time.process_time() - began))
    return measured


def main() -> None:
    """Print how long building the app and each filter takes."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 77
    whole = repeated(prepare("data/raw/demo"), times)
    began = time.perf_counter()
    app = App("data/raw/demo", whole)
    print(f"{len(whole.articles)} articles; app built in {time.perf_counter() - began:.1f} s")
    for given, n, seconds in reactions(app):
        print(f"{seconds:6.2f} s  {n:6} articles  {given}")


if __name__ == "__main__":
    main()
