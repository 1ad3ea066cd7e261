"""Definitions: what they hold, every fault with its line, one bad one beside good ones."""

import shutil
from pathlib import Path

import pytest

from analysis.schedule.definitions import DefinitionError, load, load_all, read

GOOD = """\
title: Die Woche
corpus: data/raw/woche
schedule: "30 6 * * 1-5"
timezone: Europe/Zurich
period: letzte 7 Tage
parameters:
  count: stories
keep: 4
contact: redaktion@example.org
sources:
  - feed: https://www.example.org/rss.xml
    outlet: Beispielzeitung
    limit: 20
  - fundus: de.SZ
deliver:
  email: [redaktion@example.org]
  attach: false
"""

FAULTS = [
    ("corpus: data/raw/demo\n", 1, "„schedule“ fehlt."),
    ("corpus: data/raw/demo\nschedule: '61 * * * *'\n", 2, "keine Cron-Zeile (Bad minute)"),
    ("corpus: data/raw/demo\nschedule: '0 7 30 2 *'\n", 2, "Bad day-of-month"),
    ("corpus: data/raw/demo\nshedule: '0 7 * * *'\n", 2, "Meinten Sie „schedule“?"),
    ("corpus: data/raw/demo\nschedule: 7\n", 2, "„schedule“ erwartet ein Text, nicht 7."),
    ("schedule: 0 7 * * 1\n\n\ncorpus: ../../etc\n", 4, "außerhalb des Projekts"),
    ("corpus: a\ncorpus: b\nschedule: 0 7 * * 1\n", 2, "„corpus“ steht zweimal da."),
    ("corpus: a\nschedule: 0 7 * * 1\ntimezone: Europa/Berlin\n", 3, "keine Zeitzone"),
    ("corpus: a\nschedule: 0 7 * * 1\nperiod: last week\n", 3, "„last week“ ist kein Zeitraum."),
    ("corpus: a\nschedule: 0 7 * * 1\nkeep: -1\n", 3, "0 heißt alle"),
    ("corpus: a\nschedule: 0 7 * * 1\nkeep: true\n", 3, "„keep“ erwartet eine ganze Zahl, nicht True."),
    (
        "corpus: a\nschedule: 0 7 * * 1\nnotebooks:\n  - 01_korpus\n  - 99_nichts\n",
        5,
        "„99_nichts“ gibt es nicht",
    ),
    ("corpus: a\nschedule: 0 7 * * 1\nnotebooks: [../x]\n", 3, "kein Name eines Notebooks"),
    (
        "corpus: a\nschedule: 0 7 * * 1\nperiod: gestern\nparameters:\n  date_to: 2026-03-02\n",
        5,
        "bitte eines",
    ),
    ("corpus: a\nschedule: 0 7 * * 1\nparameters:\n  corpus: b\n", 4, "steht schon in „corpus“"),
    ("corpus: a\nschedule: 0 7 * * 1\ndeliver:\n  email:\n    - wer\n", 5, "'wer' ist keine E-Mail-Adresse."),
    (
        "corpus: a\nschedule: 0 7 * * 1\ndeliver:\n  email: ['a@b.de\\nBcc: x@y.de']\n",
        4,
        "keine E-Mail-Adresse",
    ),
    (
        "corpus: a\nschedule: 0 7 * * 1\nsources:\n  - feed: https://a.de/rss\n",
        1,
        "ein Ordner unter data/raw/",
    ),
    ("corpus: data/raw/x\nschedule: 0 7 * * 1\nsources:\n  - feed: ftp://a.de\n", 4, "ist keine Adresse"),
    (
        "corpus: data/raw/x\nschedule: 0 7 * * 1\nsources:\n  - feed: https://ich:geheim@a.de/\n",
        4,
        "Zugangsdaten",
    ),
    (
        "corpus: data/raw/x\nschedule: 0 7 * * 1\nsources:\n  - outlet: A\n",
        4,
        "genau eines von feed, sitemap, fundus",
    ),
    (
        "corpus: data/raw/x\nschedule: 0 7 * * 1\nsources:\n  - feed: https://a.de/\n    delay: 0\n",
        5,
        "mindestens 0.5",
    ),
    ("corpus: a\n\tschedule: x\n", 2, "kein gültiges YAML"),
    ("corpus: [a\n", 2, "kein gültiges YAML"),
    ("- corpus: a\n", 1, "Zeilen wie"),
    ("", 1, "Zeilen wie"),
    ("corpus: &a\n  b: *a\nschedule: 0 7 * * 1\n", 2, "Verweise"),
    (
        "corpus: a\nschedule: 0 7 * * 1\nparameters:\n  date_from: 2026-02-30\n",
        1,
        "Ein Wert ist nicht lesbar",
    ),
]


def test_a_good_definition(project: Path, define) -> None:
    found = read(define("woche", GOOD))
    assert (found.name, found.schedule, found.timezone, found.keep) == (
        "woche",
        "30 6 * * 1-5",
        "Europe/Zurich",
        4,
    )
    assert found.parameters == {"count": "stories"}
    assert [(s.kind, s.name, s.outlet, s.limit) for s in found.sources] == [
        ("feed", "beispielzeitung", "Beispielzeitung", 20),
        ("fundus", "de-sz", "", 200),
    ]
    assert (found.email, found.attach, found.active) == (("redaktion@example.org",), False, True)


def test_the_shipped_example_is_good(project: Path) -> None:
    shipped = Path(__file__).parents[2] / "schedules" / "woche.yaml"
    shutil.copy(shipped, project / "schedules")
    found = load("woche")
    assert (found.schedule, found.period, found.active) == ("0 7 * * 1", "letzte 7 Tage", False)


def test_the_commented_lines_of_the_example_are_good_too(project: Path) -> None:
    text = (Path(__file__).parents[2] / "schedules" / "woche.yaml").read_text("utf-8")
    lines = text.partition("count: copies")[2].splitlines()[1:]
    shown = [
        line.removeprefix("# ") for line in lines if line.startswith("# ") and (":" in line or "- " in line)
    ]
    keys = ("contact", "sources", "deliver", " ", "notebooks")
    more = "\n".join(line for line in shown if line.startswith(keys) and line.strip())
    for stem in ("01_korpus", "03_quellen"):
        (project / "notebooks" / f"{stem}.ipynb").write_text("{}")
    path = project / "schedules" / "alles.yaml"
    path.write_text(f"corpus: data/raw/woche\nschedule: 0 7 * * 1\n{more}\n", "utf-8")
    found = read(path)
    assert (len(found.sources), found.notebooks) == (3, ("01_korpus", "03_quellen"))
    assert (found.email, found.failures) == (("redaktion@example.org",), ("technik@example.org",))


@pytest.mark.parametrize(("text", "line", "message"), FAULTS)
def test_fault_with_its_line(project: Path, define, text: str, line: int, message: str) -> None:
    (project / "notebooks" / "01_korpus.ipynb").write_text("{}")
    define("woche", "x").write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load("woche")
    assert (line, True) in [(fault.line, message in fault.message) for fault in caught.value.faults], (
        caught.value
    )
    assert str(caught.value).startswith("schedules/woche.yaml, Zeile ")


def test_all_faults_at_once(define) -> None:
    define("woche", "corpus: ../x\nschedule: x\ntimezone: x\nkeep: -2\n")
    with pytest.raises(DefinitionError) as caught:
        load("woche")
    assert [fault.line for fault in caught.value.faults] == [1, 2, 3, 4]


def test_one_bad_definition_stops_no_other(project: Path, define) -> None:
    define("a")
    define("b", "schedule: x\n")
    (project / "schedules" / "c.yaml").write_bytes(b"title: \xff\xfe\n")
    define("d")
    good, faults = load_all()
    assert [definition.name for definition in good] == ["a", "d"]
    assert [(f.file, f.line) for f in faults] == [
        ("schedules/b.yaml", 1), ("schedules/b.yaml", 1), ("schedules/c.yaml", 1)
    ]  # fmt: skip
