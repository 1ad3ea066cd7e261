"""A report over partitions: time and memory of each step, and how they grow with the articles.

usage: python benchmarks/bench_partitions.py 10000 100000 [--at FOLDER] [--out docs/messungen]

The texts are those of bench_all.py, of twelve outlets over ten years, every twentieth printed a second time
by another outlet on the day after. Steps are processes of their own: annotating into partitions (two
workers), linking across them, and the report (two kernels). Memory is the sum of all processes of a step at
a time, and that of the largest one, read ten times a second; FOLDER keeps the partitions, so that a second
run measures linking and report alone.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
from bench_all import ROOT, varied

STEPS = {
    "auswerten": "annotate {root}/artikel {root}/tabellen --workers 2",
    "verknüpfen": "link",
    "bericht": "report --corpus tabellen",
}
CALL = "from analysis.cli import main; main()"
LINK = """
from pathlib import Path
from analysis.linking.partitions import link_partitions
link_partitions(Path({tables!r}))
"""
FILE = 10_000  # articles in a file of the source


def articles(count: int) -> Iterator[dict[str, Any]]:
    """Yield ``count`` articles in the order of their days."""
    begin, text_before = datetime(2016, 1, 1, tzinfo=UTC), ""
    for number, text in enumerate(varied(count)):
        again = number % 20 == 19
        yield {
            "article_id": f"b{number:08}",
            "outlet": f"Blatt {(number + again) % 12}",
            "section": f"Ressort {number * 7 % 23 % 8}",
            "genre": ("report", "report", "report", "brief", "commentary")[number % 5],
            "published_at": begin + timedelta(days=3652 * number / count + again),
            "title": text[:60],
            "text": text_before if again else text,
        }
        text_before = text


def write(folder: Path, count: int) -> None:
    """Write the articles as Parquet files."""
    folder.mkdir(parents=True)
    rows = articles(count)
    for number in range(0, count, FILE):
        pd.DataFrame(list(islice(rows, FILE))).to_parquet(folder / f"{number:08}.parquet", index=False)


def memory_of(process: psutil.Process) -> list[int]:
    """Return what a process and those below it hold, in bytes each."""
    held = [0]
    for one in [process, *process.children(recursive=True)]:
        try:
            held.append(one.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return held


def measured(code: str, arguments: list[str], root: Path) -> dict[str, float]:
    """Run Python code in a process of its own; return CPU and clock seconds and the peak of memory in MB."""
    environment = {**os.environ, "PRESSESPIEGEL_ROOT": str(root), "PYTHONPATH": str(ROOT)}
    before, start, peak, largest = os.times(), time.perf_counter(), 0, 0
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.DEVNULL
    ) as step:
        process = psutil.Process(step.pid)
        while step.poll() is None:
            held = memory_of(process)
            peak, largest = max(peak, sum(held)), max(largest, *held)
            time.sleep(0.1)
    if step.returncode:
        raise SystemExit(f"{arguments or code} failed")
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "cpu_seconds": round(seconds, 1),
        "wall_seconds": round(time.perf_counter() - start, 1),
        "peak_mb": peak // 2**20,
        "largest_mb": largest // 2**20,
    }


def run(count: int, root: Path) -> Iterator[dict[str, Any]]:
    """Yield the figures of each step over ``count`` articles."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "notebooks", root / "notebooks", dirs_exist_ok=True)
    (root / "data" / "raw").mkdir(parents=True, exist_ok=True)
    if not (root / "tabellen").is_dir():
        write(root / "artikel", count)
        arguments = STEPS["auswerten"].format(root=root).split()
        yield {"articles": count, "step": "auswerten", **measured(CALL, arguments, root)}
    shutil.rmtree(root / "tabellen" / "linked", ignore_errors=True)
    yield {
        "articles": count,
        "step": "verknüpfen",
        **measured(LINK.format(tables=str(root / "tabellen")), [], root),
    }
    yield {"articles": count, "step": "bericht", **measured(CALL, STEPS["bericht"].split(), root)}


def as_markdown(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| Schritt | Artikel | Uhr | CPU | alle Prozesse | der größte |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in sorted(rows, key=lambda row: (list(STEPS).index(row["step"]), row["articles"])):
        lines.append(
            f"| {row['step']} | {row['articles']} | {row['wall_seconds']} s | {row['cpu_seconds']} s | "
            f"{row['peak_mb']} MB | {row['largest_mb']} MB |"
        )
    counts = sorted({row["articles"] for row in rows})
    for step in STEPS if len(counts) > 1 else ():
        own = {row["articles"]: row["cpu_seconds"] for row in rows if row["step"] == step}
        if len(own) > 1:
            power = log(own[counts[-1]] / own[counts[0]]) / log(counts[-1] / counts[0])
            lines += ["", f"{step}: CPU-Zeit ~ Artikel^{power:.2f} von {counts[0]} bis {counts[-1]}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--at", type=Path, help="keeps the partitions")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "messungen")
    arguments = parser.parse_args()
    compileall.compile_dir(ROOT / "analysis", quiet=1)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for count in sorted(arguments.articles):
            for row in run(count, (arguments.at or Path(scratch)) / str(count)):
                print(row, file=sys.stderr)
                rows.append(row)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "partitionen.json").write_text(json.dumps(rows, indent=1) + "\n")
    (arguments.out / "partitionen.md").write_text(as_markdown(rows), encoding="utf-8")
    print(as_markdown(rows))


if __name__ == "__main__":
    main()
