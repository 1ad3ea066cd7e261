"""Throughput and memory of annotating, beside textblob-de's sentiment in the same run on the same text.

usage: python benchmarks/bench_all.py [--articles 1000 10000] [--out docs/messungen]

Texts are ../shared/data/throughput/gnad.jsonl where present, else the demo corpus, repeated with a
number behind every hundredth word, so that caches of whole texts do not flatter. Writes bench.json and
bench.md; times are CPU seconds of the process (user + system), so that other work on the machine
distorts them less; ratios are what to quote.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
STEPS: dict[str, tuple[str, ...]] = {
    "quotes": ("quotes",),
    "quotes + sentiment": ("quotes", "sentiment"),
    "quotes + frames": ("quotes", "frames"),
    "all": ("quotes", "sentiment", "frames"),
}


def texts() -> list[str]:
    gnad = ROOT.parent / "shared" / "data" / "throughput" / "gnad.jsonl"
    if gnad.is_file():
        return [json.loads(line)["text"] for line in gnad.read_text("utf-8").splitlines()]
    from analysis import read_articles

    return list(read_articles(ROOT / "data" / "raw" / "demo")["text"])


def varied(count: int) -> Iterator[str]:
    """Yield ``count`` texts: the real ones in turn, each round with its number in some words."""
    base = texts()
    for number in range(count):
        turn, text = divmod(number, len(base))[0], base[number % len(base)]
        words = text.split(" ")
        if turn:
            words[50::100] = [f"{word}{turn}" for word in words[50::100]]
        yield " ".join(words)


def cpu(work: Callable[[], Any]) -> float:
    before = os.times()
    work()
    after = os.times()
    return sum(after[i] - before[i] for i in range(4))


def annotated(count: int, only: tuple[str, ...], method: str, workers: int = 1) -> int:
    from analysis.annotation import Settings, annotate_records

    items = (({"title": "", "teaser": "", "text": text}, ()) for text in varied(count))
    settings = Settings(only=only, quote_method=method)
    return sum("error" not in record for record in annotate_records(items, settings, workers))


def textblob(count: int) -> float:
    """Return the CPU seconds of textblob-de's sentiment alone on the first ``count`` texts."""
    from textblob_de import PatternTokenizer, TextBlobDE

    tokenizer = PatternTokenizer()

    def work() -> None:
        for text in varied(count):
            _ = TextBlobDE(text, tokenizer=tokenizer).sentiment

    return cpu(work)


def measure_one(name: str, count: int, method: str, workers: int) -> dict[str, Any]:
    """Measure one row in this process, start-up included."""
    words = sum(len(text.split()) for text in varied(count))
    start = time.perf_counter()
    if name == "textblob-de":
        seconds = textblob(count)
    else:
        seconds = cpu(lambda: annotated(count, STEPS[name], method, workers))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "step": name,
        "method": method,
        "articles": count,
        "workers": workers,
        "words": words,
        "cpu_seconds": round(seconds, 2),
        "wall_seconds": round(time.perf_counter() - start, 2),
        "words_per_cpu_second": round(words / seconds),
        "peak_mb": peak,
    }


def in_its_own_process(*arguments: object) -> dict[str, Any]:
    """Measure a row in a fresh process, so that one row's caches do not serve the next."""
    command = [sys.executable, __file__, "--row", *map(str, arguments)]
    row: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return row


def rows(counts: list[int]) -> Iterator[dict[str, Any]]:
    first = min(counts)
    yield in_its_own_process("textblob-de", first, "-", 1)
    for name in islice(STEPS, 3):
        yield in_its_own_process(name, first, "model", 1)
    yield in_its_own_process("all", first, "rules", 1)
    for count in counts:
        yield in_its_own_process("all", count, "model", 1)
    yield in_its_own_process("all", max(counts), "model", 2)


def report(measured: list[dict[str, Any]]) -> str:
    """Return the rows as a Markdown table with the ratio to textblob-de."""
    base = measured[0]["words_per_cpu_second"]
    lines = [
        "| Schritt | Methode | Artikel | Prozesse | Wörter/CPU-s | × textblob-de | Sekunden | Speicher |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in measured:
        lines.append(
            f"| {row['step']} | {row['method']} | {row['articles']} | {row['workers']} | "
            f"{row['words_per_cpu_second']} | {row['words_per_cpu_second'] / base:.1f} | "
            f"{row['wall_seconds']} | {row['peak_mb']} MB |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "messungen")
    parser.add_argument("--row", nargs=4, metavar=("STEP", "COUNT", "METHOD", "WORKERS"))
    arguments = parser.parse_args()
    if arguments.row:
        name, count, method, workers = arguments.row
        print(json.dumps(measure_one(name, int(count), method, int(workers))))
        return
    measured = []
    for row in rows(arguments.articles):
        print(row, file=sys.stderr)
        measured.append(row)
    arguments.out.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    (arguments.out / "bench.json").write_text(json.dumps({**machine, "rows": measured}, indent=1) + "\n")
    (arguments.out / "bench.md").write_text(report(measured), encoding="utf-8")
    print(report(measured))


if __name__ == "__main__":
    main()
