"""Two reports compared: only common outlets, only what stands, nothing where methods differ."""

from pathlib import Path

import pytest

from analysis.deliver import archive
from analysis.deliver.changes import compare, previous_of
from tests.deliver.made_reports import make_report

BEFORE, AFTER = ("2026-03-02", "2026-03-08"), ("2026-03-09", "2026-03-15")


def pair(project: Path, first: dict, second: dict, **more):
    make_report(project, "2026-03-09T07-00-00", period=BEFORE, **first)
    make_report(project, "2026-03-16T07-00-00", period=AFTER, **(second | more))
    before, after = archive.of("woche")
    return compare(before, after)


def test_only_common_outlets_count(project: Path) -> None:
    found = pair(
        project,
        {"outlets": {"A": (10, 0.2), "B": (10, 0.2), "Alt": (50, 0.9)}},
        {"outlets": {"A": (12, 0.2), "B": (8, 0.2), "Neu": (70, 0.9)}},
    )
    assert found.articles.to_dict("list") == {"outlet": ["A", "B"], "before": [10, 10], "after": [12, 8]}
    assert found.warnings == (
        "Alt kommt im vorigen Zeitraum vor, in diesem nicht; der Vergleich lässt das Medium weg.",
        "Neu kommt im vorigen Zeitraum nicht vor; der Vergleich lässt das Medium weg.",
    )
    negative = found.table.set_index("measure").loc["negative"]
    assert negative["before"] == pytest.approx(0.2) and negative["difference"] == pytest.approx(0)
    assert found.sentences == (
        "Gegenüber dem vorigen Bericht (2. März 2026 – 8. März 2026): 20 statt 20 Artikel in den 2 Medien, "
        "die in beiden Zeiträumen vorkommen.",
        "Kein Unterschied in Tonlage oder Rahmen ist größer, als der Zufall erwarten lässt.",
    )


def test_a_difference_that_stands(project: Path) -> None:
    found = pair(
        project, {"outlets": {"A": (10, 0.2), "B": (10, 0.2)}}, {"outlets": {"A": (9, 0.3), "B": (9, 0.3)}}
    )
    row = found.table.set_index("measure").loc["negative"]
    # standard error of each outlet 0.04/3.92, pooled over two equal outlets and two periods: the same again
    assert row["difference"] == pytest.approx(0.1)
    assert (row["low"], row["high"]) == (pytest.approx(0.08), pytest.approx(0.12))
    assert list(found.table["stands"]) == [True, False]  # the frame has not changed
    assert found.sentences[1] == (
        "Anteil negativer Sätze: 30\u00a0% statt 20\u00a0% (Unterschied +10 Prozentpunkte, 8 bis 12)."
    )


def test_nothing_stands_where_methods_or_parameters_differ(project: Path) -> None:
    found = pair(
        project, {}, {"outlets": {"Abendblitz": (20, 0.5), "Ahlebote": (10, 0.5)}},
        methods={"sentiment": "news 2"}, count="stories",
    )  # fmt: skip
    assert not found.table["stands"].any() and len(found.sentences) == 1
    assert found.warnings == (
        "Die Verfahren haben sich seit dem vorigen Bericht geändert: Unterschiede sagen nichts.",
        "Die Berichte haben verschiedene Parameter (count): Unterschiede sagen nichts.",
    )


def test_missing_sources_are_named(project: Path) -> None:
    make_report(project)
    [report] = archive.of("woche")
    assert compare(report, report, missing=["Kontorblatt"]).warnings == ("Kontorblatt: Diese Quelle fehlt.",)


def test_no_common_outlet_and_no_interval(project: Path) -> None:
    found = pair(project, {"outlets": {"A": (1, 0.2)}}, {"outlets": {"B": (1, 0.2)}})
    assert found.sentences == (
        "Kein Medium kommt in beiden Zeiträumen vor; ein Vergleich ist nicht möglich.",
    )
    assert len(found.table) == 0
    for report in archive.of("woche"):
        path = report.folder / "tables" / "02-tonlage-medien.csv"
        path.write_text("outlet,value,low,high,n,label\nA,0.2,,,3,negative\n")
        (report.folder / "tables" / "01-medien.csv").write_text("outlet,articles\nA,3\n")
    found = compare(*archive.of("woche"))
    assert not found.table.set_index("measure").loc["negative", "stands"]
    for report in archive.of("woche"):
        (report.folder / "tables" / "04-rahmen-medien.csv").unlink()
    assert compare(*archive.of("woche")).sentences[1:] == (
        "Für einen Vergleich von Tonlage und Rahmen sind es zu wenige Geschichten.",
    )


def test_the_previous_report_is_one_of_an_earlier_period(project: Path) -> None:
    make_report(project, "2026-03-09T07-00-00", period=BEFORE)
    make_report(project, "2026-03-10T09-00-00", period=BEFORE)  # made again by hand
    make_report(project, "2026-03-16T07-00-00", period=AFTER)
    make_report(project, "2026-03-17T09-00-00", period=AFTER)
    one, two, three, four = archive.of("woche")
    assert [previous_of(report) for report in (one, two)] == [None, None]
    assert previous_of(three) == previous_of(four) == two
    make_report(project, "2026-03-20T09-00-00", period=("2026-02-23", "2026-03-01"))  # made up for later
    assert previous_of(two) == archive.of("woche")[0] and previous_of(three) == two
    make_report(project, "2026-03-01T07-00-00", name="alles", period=("", ""))
    make_report(project, "2026-03-02T07-00-00", name="alles", period=("", ""))
    first, second = archive.of("alles")
    assert previous_of(second) == first
