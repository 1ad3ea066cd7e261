"""Throughput and memory of annotating, beside textblob-de's sentiment in the same run on the same text.

usage: python benchmarks/bench_all.py [--articles 1000 10000 100000] [--report 100] [--added 1000]
       [--out docs/messungen]

Texts are ../shared/data/throughput/gnad.jsonl where present, else the demo corpus, repeated with a
number behind every hundredth word, so that caches of whole texts do not flatter. Writes bench.json and
bench.md; times are CPU seconds of the process (user + system), so that other work on the machine
distorts them less; ratios are what to quote. A row is a process of its own, its start included; the two
that make the ratio to textblob-de run three times in turn, and the medians count. Two workers and Dask
(whose workers run already) stand beside two processes that know nothing of each other and share the texts.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SET_UP = "from analysis.language.dictionary import german; german()"
PRICE = 0.05  # Euro for an hour of a rented core, to give the figures a scale
HOW = {"1": 1, "2": 2, "dask": 2, "independent": 2}  # the ways to run, and their processes
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


def varied(count: int, first: int = 0, step: int = 1) -> Iterator[str]:
    """Yield texts ``first``, ``first + step`` … below ``count``: the real ones in turn, each round with its
    number in some words."""
    base = texts()
    for number in range(first, count, step):
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


def annotated(texts: Iterator[str], only: tuple[str, ...], method: str, **how: Any) -> None:
    from analysis.annotation import Settings, annotate_records

    items = (({"title": "", "teaser": "", "text": text}, ()) for text in texts)
    settings = Settings(only=only, quote_method=method)
    if errors := sum("error" in record for record in annotate_records(items, settings, **how)):
        raise SystemExit(f"{errors} articles could not be annotated")


def on_dask(*work: Any) -> tuple[float, float]:
    """Return the CPU and clock seconds of the work on a local cluster of two workers that run already.

    The cluster is set up as docs/skalierung.md advises.
    """
    import dask
    from distributed import Client, LocalCluster

    from analysis.annotation.cluster import MESSAGES_KEPT

    with (
        dask.config.set({"distributed.worker.profile.enabled": False, **MESSAGES_KEPT}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        client.wait_for_workers(2)
        before = sum(client.run(time.process_time).values())
        start = time.perf_counter()
        own = cpu(lambda: annotated(*work, scheduler=client))
        wall = time.perf_counter() - start
        return own + sum(client.run(time.process_time).values()) - before, wall


def textblob(count: int) -> None:
    """Compute textblob-de's sentiment alone on the first ``count`` texts."""
    from textblob_de import PatternTokenizer, TextBlobDE

    tokenizer = PatternTokenizer()
    for text in varied(count):
        _ = TextBlobDE(text, tokenizer=tokenizer).sentiment


def side_by_side(name: str, count: int, method: str) -> None:
    """Run two processes at the same time, each on every second text."""
    both = [subprocess.Popen(command(name, count, method, "1", part)) for part in (0, 1)]
    if any(process.wait() for process in both):
        raise SystemExit("a process failed")


def measure_one(name: str, count: int, method: str, how: str, part: int | None) -> dict[str, Any]:
    """Measure one row in this process, start-up included; ``part``: every second text only."""
    chosen = (count,) if part is None else (count, part, 2)
    words = sum(len(text.split()) for text in varied(*chosen))
    start = time.perf_counter()
    if name == "textblob-de":
        seconds = cpu(lambda: textblob(count))
    elif how == "independent":
        seconds = cpu(lambda: side_by_side(name, count, method))
    elif how == "dask":
        seconds, wall = on_dask(varied(*chosen), STEPS[name], method)
    else:
        seconds = cpu(lambda: annotated(varied(*chosen), STEPS[name], method, workers=HOW[how]))
    if how != "dask":
        wall = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of the largest one
    return {
        "step": name,
        "method": method,
        "articles": count,
        "how": how,
        "words": words,
        "cpu_seconds": round(seconds, 2),
        "wall_seconds": round(wall, 2),
        "words_per_cpu_second": round(words / seconds),
        "words_per_second": round(words / wall),
        "peak_mb": (own + (HOW[how] * child if HOW[how] > 1 else 0)) // 1024,
    }


def command(*row: object) -> list[str]:
    return [sys.executable, __file__, "--row", *map(str, row)]


def in_its_own_process(*row: object) -> dict[str, Any]:
    """Measure a row in a fresh process, so that one row's caches do not serve the next."""
    out = subprocess.run(command(*row), check=True, stdout=subprocess.PIPE).stdout
    measured: dict[str, Any] = json.loads(out.splitlines()[-1])
    return measured


def in_turn(*some: tuple[object, ...]) -> list[dict[str, Any]]:
    """Measure some rows one after the other, three times; return of each the run with its median time."""
    runs = [[in_its_own_process(*row) for row in some] for _ in range(3)]
    return [sorted(of_row, key=lambda run: run["cpu_seconds"])[1] for of_row in zip(*runs, strict=True)]


def rows(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    first, *more = counts
    base, whole = in_turn(("textblob-de", first, "-", 1), ("all", first, "model", 1))
    yield base
    for name in islice(STEPS, 3):
        yield in_its_own_process(name, first, "model", 1)
    yield in_its_own_process("all", first, "rules", 1)
    yield whole
    for count in more:
        yield in_its_own_process("all", count, "model", 1)
    for how in ("independent", "2", "dask"):
        yield in_its_own_process("all", max(counts), "model", how)


def start_up() -> dict[str, float]:
    """Return the seconds of ``pressespiegel --help``: the median of five."""
    call = [sys.executable, "-c", "from analysis.cli import main; main()", "--help"]

    def once() -> float:
        return cpu(lambda: subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.DEVNULL))

    return {"help_cpu_seconds": round(sorted(once() for _ in range(5))[2], 2)}


def written(path: Path, count: int, first: int = 0) -> None:
    """Write the articles ``first`` to ``count`` as JSON lines: five outlets, eight sections, one year."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(varied(count, first), start=first):
            day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
            place = {"outlet": f"Blatt {number % 5}", "section": f"Ressort {number * 7 % 23 % 8}"}
            row = {"id": f"b{number}", **place, "date": day}
            file.write(json.dumps({**row, "title": text[:60], "text": text}) + "\n")


def child(call: Sequence[str], root: Path) -> tuple[float, float]:
    """Return the CPU and clock seconds of a command with ``root`` as the project."""
    environment = {**os.environ, "PRESSESPIEGEL_ROOT": str(root), "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    seconds = cpu(
        lambda: subprocess.run(
            [sys.executable, *call], check=True, env=environment, stdout=subprocess.DEVNULL
        )
    )
    return seconds, time.perf_counter() - start


def added(count: int, method: str) -> dict[str, Any]:
    """Measure preparing ``count`` articles, and preparing them again with one in a hundred more."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        call = ["-c", f"from analysis import prepare; prepare('data/raw/bench', quote_method={method!r})"]
        written(root / "data" / "raw" / "bench" / "alt.jsonl", count)
        whole, _ = child(call, root)
        written(root / "data" / "raw" / "bench" / "neu.jsonl", count + count // 100, count)
        more, _ = child(call, root)
    return {
        "articles": count,
        "method": method,
        "cpu_seconds": round(whole, 1),
        "added_cpu_seconds": round(more, 1),
        "share": round(more / whole, 3),
    }


def reported(count: int) -> dict[str, Any]:
    """Measure a whole report on ``count`` articles, in a root of its own, on two workers."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
        written(root / "data" / "raw" / "bench" / "artikel.jsonl", count)
        command = "from analysis.cli import main; main()"
        call = ["-c", command, "report", "--corpus", "data/raw/bench", "--workers", "2"]
        seconds, wall = child(call, root)
        again, wall_again = child(call, root)  # annotated already: notebooks and rendering
    return {
        "articles": count,
        "cpu_seconds": round(seconds, 1),
        "wall_seconds": round(wall, 1),
        "rendering_cpu_seconds": round(again, 1),
        "rendering_wall_seconds": round(wall_again, 1),
    }


def growth(measured: list[dict[str, Any]]) -> dict[str, float]:
    """Return how cost grows with the words, and what a million articles cost beyond the start.

    The exponent is the slope of log seconds over log words from the least to the most articles
    (1: linear); the rest is by the straight line through these two, or through one and the origin.
    """
    line = [r for r in measured if (r["step"], r["method"], r["how"]) == ("all", "model", "1")]
    least, most = line[0], line[-1]
    seconds, articles = most["cpu_seconds"], most["articles"]
    found: dict[str, float] = {}
    if least is not most:
        found["exponent"] = round(
            log(seconds / least["cpu_seconds"]) / log(most["words"] / least["words"]), 3
        )
        found["memory_growth_mb"] = most["peak_mb"] - least["peak_mb"]
        seconds, articles = seconds - least["cpu_seconds"], articles - least["articles"]
    hours = seconds / articles * 1e6 / 3600
    return {**found, "core_hours_per_million": round(hours, 2), "euro_per_million": round(hours * PRICE, 2)}


def efficiency(measured: list[dict[str, Any]]) -> dict[str, float]:
    """Return the speed of two workers and of Dask as a share of two independent processes."""
    by_how = {row["how"]: row for row in measured if row["step"] == "all" and row["method"] == "model"}
    base = by_how["independent"]
    return {
        f"{how}_{unit}": round(by_how[how][measure] / base[measure], 2)
        for how in ("2", "dask")
        for unit, measure in (("cpu", "words_per_cpu_second"), ("clock", "words_per_second"))
    }


def as_markdown(found: dict[str, Any]) -> str:
    """Return the rows as a Markdown table with the ratio to textblob-de, and what follows from them."""
    base = found["rows"][0]["words_per_cpu_second"]
    lines = [
        "| Schritt | Methode | Artikel | Prozesse | Wörter/CPU-s | × textblob-de | Wörter/s | Speicher |",
        "|---|---|---:|---|---:|---:|---:|---:|",
    ]
    for row in found["rows"]:
        lines.append(
            f"| {row['step']} | {row['method']} | {row['articles']} | {row['how']} | "
            f"{row['words_per_cpu_second']} | {row['words_per_cpu_second'] / base:.1f} | "
            f"{row['words_per_second']} | {row['peak_mb']} MB |"
        )
    grown, share = found["growth"], found["efficiency"]
    lines += ["", f"Start (`--help`): {found['help_cpu_seconds']} CPU-s."]
    if "exponent" in grown:
        lines.append(
            f"Wachstum: CPU-Zeit ~ Wörter^{grown['exponent']}, Speicher {grown['memory_growth_mb']:+} MB."
        )
    lines.append(
        f"Eine Million Artikel: {grown['core_hours_per_million']} Kernstunden, bei {PRICE} Euro je Stunde "
        f"{grown['euro_per_million']} Euro (geradlinig hochgerechnet)."
    )
    lines.append(
        "Anteil am Tempo zweier unabhängiger Prozesse: zwei Arbeitsprozesse "
        f"{share['2_cpu']:.0%} (CPU), {share['2_clock']:.0%} (Uhr); "
        f"Dask {share['dask_cpu']:.0%} (CPU), {share['dask_clock']:.0%} (Uhr)."
    )
    lines += [
        f"Bericht über {r['articles']} Artikel: {r['wall_seconds']} s, {r['cpu_seconds']} CPU-s; davon "
        f"Notebooks und Seite {r['rendering_wall_seconds']} s, {r['rendering_cpu_seconds']} CPU-s."
        for r in found["reports"]
    ]
    lines += [
        f"Ein Prozent neue Artikel zu {r['articles']} ({r['method']}): {r['added_cpu_seconds']} von "
        f"{r['cpu_seconds']} CPU-s, {r['share']:.1%}."
        for r in found["added"]
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000])
    parser.add_argument("--report", type=int, nargs="*", default=[], help="articles of reports to time")
    parser.add_argument("--added", type=int, nargs="*", default=[], help="articles of corpora to add 1 %% to")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "messungen")
    parser.add_argument("--row", nargs="+", metavar="STEP COUNT METHOD HOW [PART]", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.row:
        name, count, method, how, *part = arguments.row
        print(json.dumps(measure_one(name, int(count), method, how, int(part[0]) if part else None)))
        return
    # rows begin with a start, not with a compiler and a dictionary to unpack, which setting up has done
    compileall.compile_dir(ROOT / "analysis", quiet=1)
    subprocess.run([sys.executable, "-c", SET_UP], check=True)
    measured = []
    for row in rows(sorted(arguments.articles)):
        print(row, file=sys.stderr)
        measured.append(row)
    found = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        **start_up(),
        "rows": measured,
        "growth": growth(measured),
        "efficiency": efficiency(measured),
        "reports": [reported(count) for count in arguments.report],
        "added": [added(count, method) for count in arguments.added for method in ("rules", "model")],
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "bench.json").write_text(json.dumps(found, indent=1) + "\n")
    (arguments.out / "bench.md").write_text(as_markdown(found), encoding="utf-8")
    print(as_markdown(found))


if __name__ == "__main__":
    main()
