"""Words a second and memory of both quotation methods, in one process, on a file of articles.

usage: python benchmarks/bench_quotes.py ../shared/data/throughput/gnad.jsonl

Words are white-space separated; segmenting is timed by itself, as the suite shares it between rooms.
The first pass loads weights and meets words for the first time; the second is the steady state.
"""

import json
import resource
import sys
import time
from pathlib import Path

from analysis.language import segment
from analysis.sources import METHODS, find_quotes, find_quotes_many, identify


def main(path: str) -> None:
    sources = [json.loads(line)["text"] for line in Path(path).read_text("utf-8").splitlines()]
    words = sum(len(source.split()) for source in sources)
    start = time.process_time()
    texts = [segment(source) for source in sources]
    seconds = time.process_time() - start
    print(f"{len(sources)} articles, {words} words; segment {words / seconds:,.0f} words/s")
    for method in METHODS:
        find_quotes(texts[0], method)
        for name in ("first pass", "second pass"):
            start = time.process_time()
            found = find_quotes_many(texts, method)
            seconds = time.process_time() - start
            print(f"{method:6} {name:12} {words / seconds:>10,.0f} words/s  {sum(map(len, found))} quotes")
        start = time.process_time()
        for text in texts[:200]:
            find_quotes(text, method)
        few = sum(len(source.split()) for source in sources[:200])
        print(f"{method:6} {'one by one':12} {few / (time.process_time() - start):>10,.0f} words/s")
    start = time.process_time()
    for text, quotes in zip(texts, found, strict=True):
        identify(text, quotes)
    print(f"identify {words / (time.process_time() - start):,.0f} words/s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
