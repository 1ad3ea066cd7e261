"""Report runs that several tests read: made once per test session, also with several workers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from analysis.cli import main; main()"]


def project(root: Path, corpora: tuple[str, ...] = ()) -> Path:
    """Make a project root with the notebooks and, of the repository, the named corpora."""
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    (root / "data" / "raw").mkdir(parents=True)
    for name in corpora:
        shutil.copytree(ROOT / "data" / "raw" / name, root / "data" / "raw" / name)
    return root


def write_corpus(folder: Path, articles: list[dict[str, str]]) -> Path:
    """Write ``articles`` as JSON lines into ``folder``."""
    folder.mkdir(parents=True)
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    (folder / "artikel.jsonl").write_text(lines, "utf-8")
    return folder


def pressespiegel(root: Path, *arguments: str, **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own on the project at ``root``."""
    environment = {**os.environ, "PRESSESPIEGEL_ROOT": str(root), **options}
    return subprocess.run(
        [*COMMAND, *arguments], env=environment, cwd=root, capture_output=True, text=True, timeout=570
    )


def once(folder: Path, make) -> Path:
    """Return ``folder`` after ``make(folder)`` ran in exactly one of the test processes.

    The process that makes the lock makes the folder; the others wait until it has said how it went.
    """
    state = folder.with_name(f"{folder.name}.state")
    try:
        folder.with_name(f"{folder.name}.lock").mkdir()
    except FileExistsError:
        for _ in range(5400):
            if state.is_file():
                break
            time.sleep(0.1)
        assert state.is_file(), "Der Prozess, der den Bericht macht, antwortet nicht."
    else:
        try:
            make(folder)
            _write(state, "ok")
        except BaseException as error:
            _write(state, repr(error))
            raise
    assert state.read_text("utf-8") == "ok", state.read_text("utf-8")
    return folder


def _write(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)


def demo_report(root: Path) -> None:
    """Make a project at ``root`` and the report on the demo corpus in it."""
    project(root, ("demo",))
    done = pressespiegel(root, "report", "--workers", "2")
    assert done.returncode == 0, done.stderr


LONG = "Das sehr lange Blatt " * 10
SCRIPT = "<script>window.pwned = 1</script>"
OUTLETS = (
    "Cash $x_{ $ Blatt",
    '=HYPERLINK("https://example.org";"Blatt")',
    LONG.strip(),
    "Köln & <b>Süd</b> 🚀",
)
# so that each article is a story of its own
_WORDS = (
    "Haushalt Schule Hafen Fähre Deich Bahn Klinik Markt Theater Museum Verein Kreis Straße Wald Ufer Kirche "
    "Feuer Wasser Lehrer Ärztin Pflege Strom Gas Kohle Wind Sonne Regen Sturm Ernte Fisch Handel Lohn Steuer"
).split()
_PEOPLE = ("Bürgermeisterin Jutta Sandvoss", "Minister Karl Ohlendorf", "die Sprecherin Maren Tiedje")


def hostile_articles() -> list[dict[str, str]]:
    """Return German articles whose fields try to become markup, style, formulas and links."""
    titles = (
        f"Rat streitet {SCRIPT} über die Brücke",
        "Haushalt</style><style>body{display:none}</style> steht",
        '"><img src=x onerror="window.pwned = 2">Fähre fährt wieder',
        "Streik \u202eetueh\u202c im Hafen beendet",
        "</title></head><svg onload='window.pwned = 3'><circle/></svg> Schule öffnet",
        "[Klick](javascript:window.pwned=4) im Rathaus {{ 7*7 }} {% raise %}",
    )
    articles = []
    for number in range(24):
        person = _PEOPLE[number % 3]
        text = (
            f"{' '.join(_WORDS[(7 * number + k * k) % len(_WORDS)] for k in range(60))}.\n\n"
            f"Der Rat der Stadt hat am Montag über die Brücke gestritten {SCRIPT} und vertagt.\n\n"
            f"„Das ist ein schlimmer Fehler {SCRIPT} und eine Gefahr für alle“, sagte {person}. "
            f"{person} warf dem Land Versagen vor. Laut Polizei wurden {number + 2} Menschen verletzt.\n\n"
            "</style><style>*{background:red}</style> Die Anwohner freuen sich über den großen Erfolg der "
            f"guten Hilfe <img src=x onerror=window.pwned=5>. Die Kosten von {number + 3} Millionen Euro "
            "trägt die Stadt, heißt es im Bericht. Eine Lösung sei nicht in Sicht, sagte der Anwalt Tom "
            '<a href="javascript:window.pwned=6">Reimers</a>.'
        )
        articles.append(
            {
                "outlet": OUTLETS[number % 4],
                "title": f"{titles[number % len(titles)]} ({number})",
                "teaser": f"Streit {SCRIPT} um Geld",
                "text": text,
                "published_at": f"2026-03-{2 + number:02d}T08:00:00+01:00",
                "url": "javascript:window.pwned=7" if number % 2 else "https://example.org/?a=1&b=<2>",
                "author": "Ute <i>Brandt</i>",
            }
        )
    return articles


def hostile_report(root: Path) -> None:
    """Make a project at ``root`` and the report on articles that try to break out of the page."""
    project(root)
    write_corpus(root / "data" / "raw" / "böse", hostile_articles())
    given = [f"outlets={list(OUTLETS)!r}", f"own_outlet={OUTLETS[3]}", "watch=Brücke,<b>", "full_text=true"]
    parameters = [word for text in given for word in ("-p", text)]
    done = pressespiegel(root, "report", "--corpus", "data/raw/böse", "--workers", "2", *parameters)
    assert done.returncode == 0, done.stderr
