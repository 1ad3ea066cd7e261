"""Speed and memory of reading: web pages against trafilatura, a large JSONL file with its copies.

    python benchmarks/bench_read.py pages [--n 600]
    python benchmarks/bench_read.py jsonl [--n 100000] [--source ../shared/data/throughput/gnad.jsonl]

The pages are made of the demo corpus (or of --source) in a page's furniture; the JSONL holds variants of the
articles in --source: of ten articles one is an exact copy, one is cut, the others get words of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from analysis.duplicates import find_copies
from analysis.read import read, read_articles

ROUNDS = 5
DEMO = Path(__file__).parent.parent / "data" / "raw" / "demo"
FURNITURE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title} - Zeitung</title>
<meta property="og:site_name" content="Zeitung"><meta name="description" content="{title}">
<meta property="article:published_time" content="2026-03-02T18:00:00+01:00">
<style>body{{margin:0}}</style>
<script>var a = 1;</script></head><body>
<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>
{text}</article><aside><h3>Mehr zum Thema</h3><ul>{menu}</ul></aside></main>
<footer><ul>{menu}</ul></footer></body></html>"""


def texts(source: Path) -> list[dict[str, str]]:
    """Return articles (title, text) of a folder or file."""
    table = read_articles(source)
    return [
        {"title": t or "Ohne Titel", "text": x} for t, x in zip(table["title"], table["text"], strict=True)
    ]


def pages(articles: list[dict[str, str]], n: int) -> Iterator[str]:
    """Yield n pages."""
    menu = "".join(f'<li><a href="/{k}">Ressort {k}</a></li>' for k in range(40))
    for k in range(n):
        article = articles[k % len(articles)]
        sentences = article["text"].replace("\n\n", " ").split(". ")
        groups = [". ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
        text = "\n".join(f"<p>{group}. Nummer {k}.</p>" for group in groups)
        yield FURNITURE.format(title=f"{article['title']} {k}", text=text, menu=menu)


def bench_pages(source: Path, n: int) -> None:
    """Print pages a second of one core's time: trafilatura with and without metadata, then reading whole."""
    from trafilatura import extract

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for k, page in enumerate(pages(texts(source), n)):
            (folder / f"{k:05}.html").write_text(page, "utf-8")
        files = sorted(folder.iterdir())
        extract(files[0].read_bytes(), with_metadata=True)  # imports, caches
        read(files[0])

        def whole() -> None:
            found = read(folder, workers=1)
            assert len(found.articles) == n, found.quarantine

        tasks: dict[str, Callable[[], object]] = {
            "trafilatura, text and metadata": lambda: [
                extract(file.read_bytes(), with_metadata=True, output_format="xml") for file in files
            ],
            "trafilatura, text alone": lambda: [extract(file.read_bytes()) for file in files],
            "read: text, metadata, cleaning": whole,
        }
        times: dict[str, list[float]] = {label: [] for label in tasks}
        for _ in range(ROUNDS):  # in turn, so that a busy machine slows all alike
            for label, task in tasks.items():
                start = time.process_time()
                task()
                times[label].append(time.process_time() - start)
        own = times["read: text, metadata, cleaning"]
        for label, spent in times.items():
            shares = sorted(other / mine for other, mine in zip(spent, own, strict=True))
            print(
                f"{label:32} {n / min(spent):7.1f} pages/s of CPU time; read in percent of it: "
                f"{100 * shares[len(shares) // 2]:.0f} ({100 * shares[0]:.0f} to {100 * shares[-1]:.0f})"
            )
        bench_cores(folder, n)


def bench_cores(folder: Path, n: int) -> None:
    """Print how the work is shared between the processes of one reading on all cores."""
    import psutil

    spent: dict[int, float] = {}
    stop = threading.Event()

    def watch() -> None:
        me = psutil.Process()
        while not stop.wait(0.05):
            for child in me.children():
                with contextlib.suppress(psutil.NoSuchProcess):
                    spent[child.pid] = sum(child.cpu_times()[:2])

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    start, before = time.perf_counter(), time.process_time()
    read(folder)
    clock, here = time.perf_counter() - start, time.process_time() - before
    stop.set()
    thread.join()
    workers = ", ".join(f"{seconds:.1f}" for seconds in spent.values())
    print(f"read, all cores: {n / clock:.1f} pages/s by the clock")
    print(f"CPU seconds: workers {workers}; here {here:.1f}")


def variants(articles: list[dict[str, str]], n: int) -> Iterator[dict[str, str]]:
    """Yield n articles; of ten one is an exact and one a cut copy, the others are shuffled and varied."""
    draw = random.Random(1)
    recent: list[dict[str, str]] = []
    for k in range(n):
        date = f"{2016 + k * 5 // n}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        if k % 10 in (8, 9) and recent:
            base = draw.choice(recent)
            words = base["text"].split(" ")
            text = base["text"] if k % 10 == 8 else " ".join(words[: max(20, 7 * len(words) // 10)])
            yield {**base, "id": str(k), "text": text}
            continue
        words = " ".join(draw.choice(articles)["text"].split()).split(" ")
        draw.shuffle(words)
        new = {"id": str(k), "outlet": f"Zeitung {k % 20}", "published_at": date, "title": f"Titel {k}"}
        new["text"] = " ".join(words) + "."
        recent = [*recent[-20:], new]
        yield new


def peak() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench_jsonl(source: Path, n: int) -> None:
    """Print the time and peak memory of reading, cleaning and de-duplicating n articles."""
    import psutil

    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "artikel.jsonl")
        articles = texts(source)
        with path.open("w", encoding="utf-8") as file:
            for record in variants(articles, n):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        del articles
        size = path.stat().st_size / 2**20
        highest, stop = [0.0, 0.0], threading.Event()

        def watch() -> None:
            me = psutil.Process()
            while not stop.wait(0.2):
                family = [me, *me.children(recursive=True)]
                with contextlib.suppress(psutil.NoSuchProcess):
                    # PSS counts a page that processes share once, RSS in each of them
                    sizes = [p.memory_full_info() for p in family]
                    now = [sum(size.pss for size in sizes), sum(size.rss for size in sizes)]
                    highest[:] = [max(pair) for pair in zip(highest, now, strict=True)]

        threading.Thread(target=watch, daemon=True).start()
        start = time.perf_counter()
        reading = read(path)
        middle = time.perf_counter()
        copies = find_copies(reading.articles)
        end = time.perf_counter()
        stop.set()
        kinds = copies["kind"].value_counts().to_dict()
        print(f"{n} articles, {size:.0f} MB: read {middle - start:.1f} s, copies {end - middle:.1f} s")
        print(
            f"{len(reading.articles)} articles + {len(reading.quarantine)} quarantined = {n}; copies {kinds}"
        )
        pss, rss = (size / 2**20 for size in highest)
        print(f"peak: {peak():.0f} MB here, all processes {pss:.0f} MB (PSS), {rss:.0f} MB (sum of RSS)")
        spent = sum(os.times()[:4])
        print(f"CPU time of all processes, making the file included: {spent:.0f} s")


def main() -> None:
    """Run the benchmark named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["pages", "jsonl"])
    parser.add_argument("--n", type=int, default=0)
    parser.add_argument("--source", type=Path, default=DEMO)
    options = parser.parse_args()
    if options.what == "pages":
        bench_pages(options.source, options.n or 600)
    else:
        bench_jsonl(options.source, options.n or 100_000)


if __name__ == "__main__":
    main()
