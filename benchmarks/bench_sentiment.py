"""Words per second of ``news`` on sentences and tokens already split, against textblob-de in the same run.

    python benchmarks/bench_sentiment.py [ARTICLES.jsonl]

ARTICLES: one JSON object a line with "text"; default ../shared/data/throughput/gnad.jsonl. One process, one
core; every run is timed three times, the best counts; the words are counted as the tokens that begin with a
letter or digit. Also prints the time of ``import analysis.sentiment`` in a fresh interpreter.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from analysis.language import Text, segment
from analysis.sentiment import score_sentences, towards


def best_of(runs: int, job: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()  # the processor's, so that other work on the machine does not count
        job()
        times.append(time.process_time() - start)
    return min(times)


def words(texts: list[Text]) -> int:
    return sum(word[0].isalnum() for text in texts for word in text.words)


def import_seconds() -> float:
    code = "import time; t = time.perf_counter(); import analysis.sentiment; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True) for _ in range(3)]
    return min(float(run.stdout) for run in runs)


def main(path: str) -> None:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    texts = [segment(json.loads(line)["text"]) for line in lines[:1000]]
    n = words(texts)
    start = time.perf_counter()
    score_sentences(segment("Ein Satz zum Aufwärmen, der schön ist."))
    print(f"load              {time.perf_counter() - start:10.2f} s")
    first = best_of(1, lambda: [score_sentences(text) for text in texts])
    again = best_of(3, lambda: [score_sentences(text) for text in texts])
    print(f"news, first pass  {n / first:10,.0f} words/s  ({n:,} words, {len(texts)} articles)")
    print(f"news              {n / again:10,.0f} words/s")
    few = texts[:40]
    library = best_of(2, lambda: [score_sentences(text, method="textblob_de") for text in few])
    print(f"textblob_de       {words(few) / library:10,.0f} words/s  (this method, with its evidence)")
    bare = best_of(2, lambda: [_library(text.text) for text in few])
    print(f"textblob-de       {words(few) / bare:10,.0f} words/s  (TextBlobDE(text).sentiment, nothing else)")
    print(f"news / textblob-de{(n / again) / (words(few) / bare):10.1f} times")
    spans = [[text.span(*pair) for pair in _capitals(text)] for text in texts[:200]]
    jobs = list(zip(texts, spans, strict=False))
    toward = best_of(1, lambda: [towards(text, some) for text, some in jobs])
    print(f"towards           {sum(map(len, spans)) / toward:10,.0f} targets/s")
    print(f"import            {import_seconds():10.2f} s")


def _capitals(text: Text) -> list[tuple[int, int]]:
    return [(i, i + 1) for i, word in enumerate(text.words) if word[0].isupper()][:30]


def _library(text: str) -> float:
    from textblob_de import TextBlobDE
    from textblob_de.sentiments import PatternAnalyzer
    from textblob_de.tokenizers import PatternTokenizer

    tokenizer = PatternTokenizer()
    return TextBlobDE(text, tokenizer=tokenizer, analyzer=PatternAnalyzer(tokenizer)).sentiment.polarity


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/throughput/gnad.jsonl")
