"""How well sources are found and named in articles that were labelled before the code saw them.

usage: python benchmarks/eval_sources.py ../shared/data [--errors]

Speakers (docs/kodierung/quellen-*.csv): share right of type, naming, gender, party and resolved name.
Newspaper statements (docs/kodierung/zitate-zeitung-*.jsonl): recall and precision by method, section
and type; a statement is found where the token F1 of the messages is at least one half.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.language import segment
from analysis.sources import METHODS, Quote, Speaker, find_quotes, identify
from analysis.sources.evaluate import Pair, apart, pairs

LABELS = Path(__file__).parents[1] / "docs/kodierung"
Article = dict[str, Any]


def articles(data: Path) -> dict[str, Article]:
    """Return the articles of all collections by id."""
    found = {}
    for name in ("quotes/train.jsonl", "quotes/dev.jsonl", "throughput/gnad.jsonl"):
        for line in (data / name).open(encoding="utf-8"):
            article = json.loads(line)
            found[article["id"]] = article
    return found


def context(article: Article, quote: Quote) -> list[Quote]:
    """Return the quotations of the article with ``quote`` among them: annotated ones, else by rules."""
    if "quotes" in article:
        around = [
            Quote(q["type"], tuple(map(tuple, q["quote"])), tuple(map(tuple, q["speaker"])))
            for q in article["quotes"]
            if not q["nested"]
        ]
    else:
        around = [q for q in find_quotes(segment(article["text"]), "rules") if q.nested_in is None]
    start, end = quote.quote[0][0], quote.quote[-1][1]
    rest = [q for q in around if q.quote[-1][1] <= start or q.quote[0][0] >= end]
    return sorted([*rest, quote], key=lambda q: q.quote[0][0])


def same_name(article: Article, row: dict[str, str], found: Speaker) -> bool:
    """Tell whether the resolved name is the labelled one; articles and quotation marks do not count."""
    wanted = article["text"][int(row["name_start"]) : int(row["name_end"])]
    plain = " ".join(w for w in (found.name or "").split() if w not in ("der", "die", "das", "Die"))
    plain = plain.strip("„“\"'")
    if row["gender"]:
        return plain == wanted
    return bool(plain) and (plain in wanted or wanted in plain)


def speakers(path: Path, sources: dict[str, Article], errors: bool) -> None:
    """Print the shares right of one file of labelled speakers."""
    rows = list(csv.DictReader(x for x in path.read_text("utf-8").splitlines() if x[0] != "#"))
    right: dict[str, Counter[str]] = {name: Counter() for name in ("train", "dev", "gnad")}
    for row in rows:
        article = sources[row["article"]]
        span = (int(row["start"]), int(row["end"]))
        quote = Quote("Indirect", ((int(row["quote_start"]), int(row["quote_end"])),), (span,))
        quotes = context(article, quote)
        title = segment(article["title"]) if "title" in article else None
        found = identify(segment(article["text"]), quotes, title)[quotes.index(quote)]
        checks = {
            "type": found.type == row["type"],
            "naming": row["naming"] == "?" or found.naming == row["naming"],
            "gender": (found.gender or "") == row["gender"],
            "party": row["party"] == "?" or (found.party or "") == row["party"],
        }
        if row["name_start"]:
            checks["name"] = same_name(article, row, found)
        elif row["naming"] in ("role", "unnamed"):
            checks["no person"] = found.naming != "named"
        counts = right[row["corpus"]]
        for name, ok in checks.items():
            counts[name] += ok
            counts[name + " of"] += 1
        if errors and not all(checks.values()):
            wrong = " ".join(name for name, ok in checks.items() if not ok)
            print(f"  {row['article']} {article['text'][span[0] : span[1]]!r} wrong: {wrong}")
            print(f"      labelled {row['type']} {row['naming']} {row['gender']} {row['party']}", end="")
            print(f"  found {found}")
    for name in ("type", "naming", "gender", "party", "name", "no person"):
        filled = [c for c in right if right[c][name + " of"]]
        parts = [(right[c][name], right[c][name + " of"]) for c in filled]
        both = (sum(a for a, _ in parts), sum(b for _, b in parts))
        shown = [f"{a}/{b} {100 * a / b:.1f} %" for a, b in (*parts, both) if b]
        print(f"{path.stem:12} {name:10} {', '.join(filled)}, all: {' | '.join(shown)}")


def newspaper(path: Path, sources: dict[str, Article], method: str, errors: bool) -> None:
    """Print recall and precision of one method on one file of labelled newspaper articles."""
    gold = [json.loads(line) for line in path.open(encoding="utf-8")]
    section = {article["id"]: article["section"] for article in gold}
    labelled = [article | {"text": sources[article["id"]]["text"]} for article in gold]
    recall: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    precision: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pair in _outer(labelled, method):
        hit = pair.overlap() >= 0.5
        if pair.gold is not None:
            for key in ("all", section[pair.article], pair.gold["type"]):
                recall[key][0] += hit
                recall[key][1] += 1
            speaker = pair.gold_parts["speaker"]
            if hit and speaker:
                recall["speaker (of found)"][0] += bool(speaker & pair.found_parts["speaker"])
                recall["speaker (of found)"][1] += 1
        if pair.found is not None:
            for key in ("all", section[pair.article], pair.found.type):
                precision[key][0] += hit
                precision[key][1] += 1
        if errors and not hit:
            spans, kind = (pair.gold["quote"], "missed") if pair.gold else (pair.found.quote, "spurious")
            text = " […] ".join(pair.text[a:b] for a, b in spans)
            print(f"  {pair.article} {kind:8} {(pair.gold or pair.found._asdict())['type']:10} {text[:200]}")
    for key in sorted({*recall, *precision}):
        parts = [f"{a:4}/{b:<4}{100 * a / b:6.1f} %" for a, b in (recall[key], precision[key]) if b]
        print(f"{path.stem:18} {method:6} {key:22} recall, precision: {' | '.join(parts)}")


def _outer(labelled: list[Article], method: str) -> Iterator[Pair]:
    """Yield the pairs without quotations inside quotations, which were not labelled."""
    for pair in apart(list(pairs(labelled, method))):
        if pair.gold is not None or (pair.found is not None and pair.found.nested_in is None):
            yield pair


def main(data: str, errors: bool) -> None:
    """Print all figures."""
    sources = articles(Path(data))
    for path in sorted(LABELS.glob("quellen-*.csv")):
        speakers(path, sources, errors)
    for path in sorted(LABELS.glob("zitate-zeitung-*.jsonl")):
        for method in METHODS:
            newspaper(path, sources, method, errors)


if __name__ == "__main__":
    main(sys.argv[1], "--errors" in sys.argv)
