"""Time and memory of link_partitions on partitions of 1,000 articles, made without annotating.

usage: python benchmarks/bench_linking.py [--articles 10000 100000]

Texts, dates and outlets are those of bench_all: 1,028 texts in turn, each time with some words changed, so
that every article has near copies in every partition, many more than newspapers have. To each belong three
quotes of made-up speakers. A size is measured in a process of its own, its start included.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import pandas as pd
from bench_all import varied

from analysis import tables
from analysis.linking.partitions import link_partitions

ROWS = 1000
KINDS = ("other", "party", "other", "expert", None)
GENDERS = ("female", "male", None)


def article(number: int, text: str) -> dict[str, object]:
    day = pd.Timestamp(f"2026-{1 + number % 12:02}-{1 + number % 28:02}", tz="UTC")
    place = {"outlet": f"Blatt {number % 5}", "agency": "dpa" if number % 7 == 0 else ""}
    return {
        "article_id": f"b{number:07}", "text": text, "published_at": day, **place,
        "genre": "report", "n_words": 300,
    }  # fmt: skip


def quote(number: int, k: int) -> dict[str, object]:
    """Return a quote of one of as many speakers as there are articles in four, by name or surname."""
    who = (number * 3 + k) * 7919 % max(1, 1 + number // 4)
    name = f"Vera{who % 89} Kestner{who}" if number % 5 else f"Kestner{who}"
    return {
        "quote_id": f"b{number:07}-{k}", "article_id": f"b{number:07}", "type": "Direct", "content": "Ja.",
        "n_words": 1, "speaker_name": name, "speaker_naming": "named" if k else "role",
        "speaker_type": KINDS[number % 5], "speaker_gender": GENDERS[number % 3], "confidence": 1.0,
    }  # fmt: skip


def make(folder: Path, count: int) -> None:
    """Write ``count`` articles as annotate_partitions lays them out."""
    texts = enumerate(varied(count))
    for part in range(-(-count // ROWS)):
        some = list(islice(texts, ROWS))
        corpus = tables.Corpus(
            articles=tables.make("articles", (article(*one) for one in some)),
            quotes=tables.make("quotes", (quote(number, k) for number, _ in some for k in range(3))),
        )
        tables.save(corpus, folder, part)
        tables.write_atomically(folder / "done" / f"part-{part:05}.json", b"{}")


def measure(folder: Path) -> dict[str, float]:
    """Link the corpus in ``folder`` in this process."""
    start = time.perf_counter()
    link_partitions(folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "mb": usage.ru_maxrss // 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000])
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.folder:
        print(json.dumps(measure(arguments.folder)))
        return
    print("| Artikel | Uhr | CPU | Speicher |\n|---:|---:|---:|---:|")
    for count in arguments.articles:
        with tempfile.TemporaryDirectory() as scratch:
            make(Path(scratch), count)
            call = [sys.executable, __file__, "--folder", scratch]
            found = json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)
        print(
            f"| {count} | {found['wall']:.0f} s | {found['cpu']:.0f} s | {found['mb']:.0f} MB |", flush=True
        )


if __name__ == "__main__":
    main()
