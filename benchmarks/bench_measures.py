"""What each measure of the notebooks takes over a corpus in partitions: seconds, and memory.

usage: python benchmarks/bench_measures.py FOLDER TIMES [PART_OF_A_CALL ...]

FOLDER holds partitions that are annotated and linked (bench_partitions.py --at keeps some). They are read
TIMES times over, each time with other numbers of articles, stories, quotes and speakers and other names of
those mentioned, and each time another tenth of the sentences and quotes is left out, so that articles do not
have the same sums because they are the same. Every call of ``measures`` and ``findings`` in a notebook (or
those that hold PART_OF_A_CALL) runs in a process of its own; what counts a sample of texts is left out.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import gc
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bench_all import ROOT

from analysis import findings, measures
from analysis.partitions import Partitions, Rows, open_partitions
from analysis.partitions.alike import shared

RENAMED = (
    "article_id story_id duplicate_of sentence_id quote_id nested_in mention_id evidence_id speaker_id name"
)
THINNED = ("sentences", "quotes")


class Repeated(Partitions):
    """Partitions that are read again and again."""

    def _table(self, name: str, number: int) -> pd.DataFrame:
        return renamed(super()._table(name, number), number // len(set(self.names)), name in THINNED)


def renamed(table: pd.DataFrame, time: int, thinned: bool = False) -> pd.DataFrame:
    """Return a table as it is read the ``time``-th time."""
    if thinned:
        table = table[np.random.default_rng(time).random(len(table)) < 0.9]
    return table.assign(**{name: table[name] + f"-{time}" for name in RENAMED.split() if name in table})


def repeated(folder: Path, times: int) -> Repeated:
    """Return the corpus in ``folder``, ``times`` times over."""
    once = open_partitions(folder)
    given = {field.name: getattr(once, field.name) for field in dataclasses.fields(once)}
    articles = pd.concat([renamed(once.articles, time) for time in range(times)], ignore_index=True)
    given |= {"names": once.names * times, "sizes": once.sizes * times, "shared": shared(articles)}
    given["place"] = np.concatenate([once.place + time * len(once.names) for time in range(times)])
    return Repeated(**given | {"articles": articles})


def calls() -> Iterator[str]:
    """Yield the calls of measures and findings in the notebooks, the outermost, each once."""
    found = {}
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        code = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        for cell in code:
            found |= dict.fromkeys(_calls(ast.parse("".join(cell["source"]))))
    yield from found


def _calls(node: ast.AST) -> Iterator[str]:
    for below in ast.iter_child_nodes(node):
        text = ast.unparse(below)
        if isinstance(below, ast.Call) and ast.unparse(below.func).split(".")[0] in ("measures", "findings"):
            yield text
        else:
            yield from _calls(below)


def measured(folder: Path, times: int, call: str) -> dict[str, Any] | None:
    """Run a call; return its seconds and the peak of memory in MB, None where it counts nothing here."""
    corpus = repeated(folder, times)
    cell = json.loads((ROOT / "notebooks" / "00_ueberblick.ipynb").read_bytes())["cells"]
    names: dict[str, Any] = {"measures": measures, "findings": findings, "whole": corpus, "selected": corpus}
    parameters = next(c for c in cell if "parameters" in c["metadata"].get("tags", ()))
    exec("".join(parameters["source"]), names)
    names |= {"watch": ["Polizei"], "statements": measures.kinds_of(measures.statements(corpus))}
    names["coded"] = measures.codings(corpus, names["corpus"])
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # Linux counts the peak anew
    held, start = peak_of_memory(), time.perf_counter()
    try:
        result = eval(call, names)
    except NameError:  # of what another cell found
        return None
    seconds = round(time.perf_counter() - start)
    row = {"call": call, "seconds": seconds, "start": held, "peak": peak_of_memory()}
    return None if isinstance(result, Rows) else row


def peak_of_memory() -> int:
    """Return the peak of this process's memory in MB."""
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("times", type=int)
    parser.add_argument("parts", nargs="*")
    given = parser.parse_args()
    print("| Aufruf | Zeit | am Anfang | höchstens |\n|---|---:|---:|---:|", flush=True)
    for call in calls():
        if not given.parts or any(part in call for part in given.parts):
            with ProcessPoolExecutor(1, get_context("spawn")) as process:
                if row := process.submit(measured, given.folder, given.times, call).result():
                    print("| `{call}` | {seconds} s | {start} MB | {peak} MB |".format(**row), flush=True)


if __name__ == "__main__":
    main()
