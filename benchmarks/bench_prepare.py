"""Preparing a raw folder in memory and in partitions: time and memory, at first and again.

usage: python benchmarks/bench_prepare.py 20000 [--way parted memory] [--added]

The articles are those of bench_all.py, as JSON lines. Each run of ``prepare`` is a process of its own with
two workers; memory is the sum of all processes at a time, and that of the largest one, read ten times a
second. With --added one percent of articles comes after that, in a second file.
"""

from __future__ import annotations

import argparse
import compileall
import tempfile
from pathlib import Path

from bench_all import ROOT, written
from bench_partitions import measured

CODE = """
import sys
from analysis.preparation import inputs, prepare
inputs.LARGE = int(sys.argv[1])
prepare('data/raw/archiv', workers=2)
"""
WAYS = {"parted": "0", "memory": str(2**40)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--way", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--added", action="store_true", help="and with one percent more articles")
    arguments = parser.parse_args()
    compileall.compile_dir(ROOT / "analysis", quiet=1)
    for count in arguments.articles:
        for way in arguments.way:
            with tempfile.TemporaryDirectory() as scratch:
                raw = Path(scratch) / "data" / "raw" / "archiv"
                written(raw / "a.jsonl", count)
                for when in ("at first", "again", *["one percent more"] * arguments.added):
                    if when == "one percent more":
                        written(raw / "b.jsonl", count + count // 100, count)
                    print(count, way, when, measured(CODE, [WAYS[way]], Path(scratch)), flush=True)
                kept = [path for path in Path(scratch, "data", "processed").rglob("*") if path.is_file()]
                megabytes = {
                    name: sum(path.stat().st_size for path in kept if name in path.parts) // 2**20
                    for name in ("artikel", "tabellen", ".cache")
                }
                print(count, way, "MB on disk", megabytes, flush=True)


if __name__ == "__main__":
    main()
