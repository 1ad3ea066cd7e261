"""A whole report over partitions that are there many times over: time and memory.

usage: python benchmarks/bench_million.py FOLDER TIMES --at TARGET

FOLDER holds partitions that are annotated and linked (bench_partitions.py --at keeps some). TARGET gets them
TIMES times, each time with other numbers of articles, stories, quotes and speakers (as bench_measures does,
but with all rows, so that every piece of evidence has its statement); what lies there already serves again.
The report is a command of its own, with two kernels; memory is read ten times a second.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from bench_all import ROOT
from bench_measures import renamed
from bench_partitions import CALL, STEPS, as_markdown, measured

from analysis.linking.partitions import path_of_stamp, stamp_of
from analysis.partitions.folder import LINKED, MARKS, PLAN, parts_of


def write(source: Path, target: Path, times: int) -> None:
    """Write the partitions of ``source`` to ``target``, ``times`` times over, as linked ones."""
    for path, number, time in numbered(source, times):
        made = target / path.relative_to(source).with_name(f"part-{number:05}{path.suffix}")
        made.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".json":
            shutil.copy(path, made)
        else:
            renamed(pd.read_parquet(path), time).to_parquet(made, index=False)
    (target / PLAN).write_text(json.dumps({"partitions": times * len(parts_of(source))}))
    path_of_stamp(target).write_bytes(stamp_of(target))


def numbered(source: Path, times: int) -> Iterator[tuple[Path, int, int]]:
    """Yield every file of a partition with the number it gets and the time it is written for."""
    names = parts_of(source)
    tables = [folder for folder in (*source.iterdir(), *(source / LINKED).iterdir()) if folder.is_dir()]
    for time in range(times):
        for number, name in enumerate(names, start=time * len(names)):
            for folder in tables:
                for path in folder.glob(f"{name}.*"):
                    yield path, number, time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("times", type=int)
    parser.add_argument("--at", type=Path, required=True)
    given = parser.parse_args()
    tables = given.at / "tabellen"
    if not (tables / LINKED / "stamp.json").is_file():
        write(given.folder, tables, given.times)
    shutil.copytree(ROOT / "notebooks", given.at / "notebooks", dirs_exist_ok=True)
    (given.at / "data" / "raw").mkdir(parents=True, exist_ok=True)
    count = sum(json.loads(mark.read_bytes())["rows"] for mark in (tables / MARKS).iterdir())
    row = {"articles": count, "step": "bericht", **measured(CALL, STEPS["bericht"].split(), given.at)}
    print(as_markdown([row]))


if __name__ == "__main__":
    main()
