"""The page of a large report: is every piece of evidence counted, how large is it, how fast does it open.

usage: python benchmarks/bench_page.py [zehntausend] [--times 5] [--out docs/messungen]

Takes the last report on data/processed/<name> (reports/<name>/latest) as ``pressespiegel report`` left it.
*Counted*: the sentences that stand under each figure, those that its heading says are shown, and the number
in all, counted anew by DuckDB over the tables on disk, whatever the report computed; shown and left out
must be all. *Opening*: from the call to the first picture after ``load`` in headless Chromium, by the
clock (other work on the machine is in it) and by the CPU of the page's process (it is not). Ends with 1
where a count is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from pathlib import Path
from statistics import median

import duckdb
import lxml.html

ROOT = Path(os.environ.get("PRESSESPIEGEL_ROOT", Path(__file__).parent.parent))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STATEMENTS = "from quotes where nested_in is null"
POLAR = "from sentences where field = 'text' and label in ('negative', 'positive')"
DATED = "article_id in (select article_id from articles where published_at is not null)"
PRESENT = "from frames where question = '' and score >= 0.5"
COUNTS = {  # what each figure counts, said once more in SQL
    "01-artikel-im-zeitverlauf": f"from articles where {DATED}",
    "01-genres": "from articles",
    "02-tonlage-medien": POLAR,
    "02-tonlage-verlauf": f"{POLAR} and {DATED}",
    "02-polaritaet-verlauf": f"from sentences where field = 'text' and polarity is not null and {DATED}",
    "02-tonlage-stimmen": "from sentences where field = 'text' and label = 'negative' and voice <> 'mixed'",
    "02-tonlage-genres": POLAR,
    "03-arten-von-quellen": STATEMENTS,
    "03-drei-anteile": STATEMENTS,
    "03-ort-im-artikel": STATEMENTS,
    "03-konzentration": f"{STATEMENTS} and speaker_id is not null",
    "03-geschlecht": f"{STATEMENTS} and speaker_gender = 'female'",
    "03-geschlecht-arten": f"{STATEMENTS} and speaker_gender = 'female'",
    "03-benennung": STATEMENTS,
    "03-arten-von-zitaten": STATEMENTS,
    "04-rahmen-medien": PRESENT,
    "04-rahmen-verlauf": f"{PRESENT} and {DATED}",
    "04-rahmen-genres": PRESENT,
    "04-stimmen": PRESENT,
    "04-matrix": PRESENT,
    "04-robustheit": PRESENT,
    "04-fragen": PRESENT,
}
SHOWN_OF = re.compile(r"([\d.,]+) (?:von|of) ([\d.,]+)")


def numbers(text: str) -> tuple[int, int]:
    """Return shown and total of a heading such as „Belege (12 von 1.234)“."""
    found = SHOWN_OF.search(text)
    if not found:
        raise SystemExit(f"no count in „{text}“")
    shown, total = (int(re.sub(r"\D", "", part)) for part in found.groups())
    return shown, total


def evidence_of(page: Path) -> list[dict[str, object]]:
    """Return name, sentences on the page, shown and total of each figure, and of its groups together."""
    found = []
    for figure in lxml.html.fromstring(page.read_bytes()).iter("figure"):
        for box in figure.xpath(".//details[@class='evidence']"):
            shown, total = numbers(box.find("summary").text_content())
            groups = [
                numbers(group.find("summary").text_content())
                for group in box.xpath(".//details[@class='group']")
            ]
            found.append(
                {
                    "figure": figure.get("id"),
                    "sentences": len(box.xpath(".//blockquote")),
                    "shown": shown,
                    "total": total,
                    "groups": [sum(group[i] for group in groups) for i in (0, 1)] if groups else None,
                }
            )
    return found


def recounted(folder: Path) -> dict[str, int]:
    """Return the number behind each figure of COUNTS, counted over the tables in ``folder``."""
    with duckdb.connect(":memory:") as connection:
        for name in ("articles", "sentences", "quotes", "frames"):
            files = (folder / name).as_posix() + "/part-*.parquet"
            connection.execute(f"create view {name} as select * from read_parquet('{files}')")
        return {
            figure: connection.execute(f"select count(*) {sql}").fetchall()[0][0]
            for figure, sql in COUNTS.items()
        }


def faults(evidence: list[dict[str, object]], counts: dict[str, int]) -> list[str]:
    """Return a line for each figure whose evidence is not all that it counts."""
    said = []
    for row in evidence:
        wanted = counts.get(str(row["figure"]), row["total"])
        groups = row["groups"] or [row["shown"], row["total"]]
        if not row["sentences"] == row["shown"] == groups[0] or not row["total"] == groups[1] == wanted:
            said.append(f"{row}, counted anew: {wanted}")
    known = {row["figure"] for row in evidence}
    return said + [f"{name}: no evidence" for name, n in counts.items() if n and name not in known]


def opened(page: Path, times: int) -> dict[str, float]:
    """Return the median seconds, by the clock and of CPU, until the page stands in a new browser."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    measured: list[dict[str, float]] = []
    for _ in range(times if path else 0):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            tab = browser.new_page(viewport={"width": 1100, "height": 800})
            session = tab.context.new_cdp_session(tab)
            session.send("Performance.enable")
            tab.goto(page.resolve().as_uri(), wait_until="load", timeout=600_000)
            clock = tab.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
                "() => done(performance.now() / 1000))))"
            )
            metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
            names = ("ProcessTime", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "Nodes")
            measured.append({"seconds": clock, **{name: metrics.get(name, 0.0) for name in names}})
            browser.close()
    return {name: round(median(row[name] for row in measured), 2) for name in (measured or [{}])[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="zehntausend")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    page = ROOT / "reports" / arguments.name / "latest" / "index.html"
    counts = recounted(ROOT / "data" / "processed" / arguments.name)
    evidence = evidence_of(page)
    wrong = faults(evidence, counts)
    result = {
        "figures": len(evidence),
        "recounted": len(counts),
        "wrong": wrong,
        "megabytes": round(page.stat().st_size / 1e6, 1),
        "load": round(os.getloadavg()[0], 1),
        "opening": opened(page, arguments.times),
    }
    print(json.dumps(result, indent=1, ensure_ascii=False))
    if arguments.out:
        (arguments.out / "page.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
