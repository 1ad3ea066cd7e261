"""Small finished reports, made by hand."""

import json
from pathlib import Path

METHODS = {"sentiment": "news 1", "quotes": "rules 1"}


def make_report(
    root: Path,
    run: str = "2026-03-09T07-00-00",
    name: str = "woche",
    period: tuple[str, str] = ("2026-03-02", "2026-03-08"),
    outlets: dict[str, tuple[int, float]] | None = None,
    methods: dict[str, str] | None = None,
    n: int = 1000,
    **parameters: str,
) -> Path:
    """Write a report: ``outlets`` are articles and the share of negative sentences by name."""
    outlets = outlets if outlets is not None else {"Abendblitz": (20, 0.2), "Ahlebote": (10, 0.1)}
    folder = root / "reports" / name / run
    (folder / "tables").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    (folder / "index.html").write_text("<h1>Bericht</h1>", "utf-8")
    manifest = {
        "parameters": {"date_from": period[0], "date_to": period[1], "count": "copies", **parameters},
        "methods": methods or METHODS,
        "accounting": {"analysed": sum(articles for articles, _ in outlets.values())},
        "finished": f"{run[:10]}T{run[11:].replace('-', ':')[:8]}+01:00",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    lines = [f"{outlet},{articles},{articles * 3}" for outlet, (articles, _) in outlets.items()]
    table(folder, "01-medien", "outlet,articles,statements", lines)
    lines = [f"{o},{v},{v - 0.02},{v + 0.02},{n},negative" for o, (_, v) in outlets.items()]
    table(folder, "02-tonlage-medien", "outlet,value,low,high,n,label", lines)
    lines = [f"conflict,{o},0.5,0.3,0.7,{articles}" for o, (articles, _) in outlets.items()]
    table(folder, "04-rahmen-medien", "frame,outlet,value,low,high,n", lines)
    latest = folder.parent / "latest"
    latest.unlink(missing_ok=True)
    latest.symlink_to(run)
    return folder


def table(folder: Path, name: str, head: str, lines: list[str]) -> None:
    text = "\r\n".join([head, *lines]) + "\r\n"
    (folder / "tables" / f"{name}.csv").write_bytes(text.encode("utf-8-sig"))
