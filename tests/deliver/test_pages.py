"""The index page and the feed: exact figures, no way for markup, the same bytes for the same reports."""

import re
import uuid
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import lxml.html
import pytest

from analysis.deliver import archive, pages
from analysis.deliver.sparkline import sparkline
from tests.deliver.made_reports import make_report

ATOM = "{http://www.w3.org/2005/Atom}"


def two_weeks(project: Path) -> None:
    make_report(project)
    make_report(project, "2026-03-16T07-00-00", period=("2026-03-09", "2026-03-15"), outlets={"A": (24, 0.1)})


def test_a_report_and_its_figures(project: Path) -> None:
    two_weeks(project)
    (project / "reports" / "woche" / "2026-03-10T07-00-00-failed").mkdir()
    (project / "reports" / "woche" / ".2026-03-17T07-00-00-running").mkdir()
    first, second = archive.of("woche")
    assert (first.articles, second.articles) == (30, 24)
    assert first.negative == pytest.approx((0.2 * 1000 + 0.1 * 1000) / 2000)
    assert (first.statements, str(first.first), str(first.last)) == (3.0, "2026-03-02", "2026-03-08")


def test_a_report_that_tells_nothing(project: Path) -> None:
    folder = project / "reports" / "alt" / "2026-03-09T07-00-00"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("x")
    for content in ("", "[]", "{", '{"finished": 7}'):
        (folder / "manifest.json").write_text(content)
        [report] = archive.of("alt")
        assert (report.articles, report.negative, report.first) == (None, None, None)
        assert report.made.strftime("%Y-%m-%d %H:%M") == "2026-03-09 07:00"
    pages.publish()
    assert "ganzes Korpus" in (project / "reports" / "index.html").read_text("utf-8")


def test_index_page(project: Path) -> None:
    two_weeks(project)
    make_report(project, name="<script>alert(1)", outlets={"A": (5, 0.5)})
    pages.publish()
    page = (project / "reports" / "index.html").read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page and "http://" not in page and "https://" not in page
    assert page.index("woche/2026-03-16T07-00-00/index.html") < page.index(
        "woche/2026-03-09T07-00-00/index.html"
    )
    assert "9. März 2026 – 15. März 2026" in page
    assert 'aria-label="Artikel: 30, 24"' in page
    assert 'aria-label="Anteil negativer Sätze: 15\u00a0%, 10\u00a0%"' in page
    assert page.count("<svg") == 3  # one report alone has no development


def test_an_empty_index(project: Path) -> None:
    pages.publish()
    assert "Noch kein Bericht" in (project / "reports" / "index.html").read_text("utf-8")


def test_feed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_weeks(project)
    make_report(project, name="a & b", run="2026-03-01T07-00-00")
    monkeypatch.setenv("PRESSESPIEGEL_URL", "https://berichte.example.org/presse/")
    pages.publish()
    data = (project / "reports" / "feed.atom").read_bytes()
    root = ElementTree.fromstring(data)
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "woche: 9. März 2026 – 15. März 2026",
        "woche: 2. März 2026 – 8. März 2026",
        "a & b: 2. März 2026 – 8. März 2026",
    ]
    assert entries[0].find(f"{ATOM}link").get("href") == (
        "https://berichte.example.org/presse/woche/2026-03-16T07-00-00/index.html"
    )
    assert (
        entries[0].findtext(f"{ATOM}updated")
        == "2026-03-16T07:00:00+01:00"
        == root.findtext(f"{ATOM}updated")
    )
    assert entries[0].findtext(f"{ATOM}summary") == (
        "Artikel: 24, Anteil negativer Sätze: 10\u00a0%, Aussagen je Artikel: 3,0"
    )
    ids = [entry.findtext(f"{ATOM}id") for entry in entries] + [root.findtext(f"{ATOM}id")]
    assert len(set(ids)) == 4 and all(uuid.UUID(i.removeprefix("urn:uuid:")) for i in ids)
    pages.publish()
    assert (project / "reports" / "feed.atom").read_bytes() == data  # ids stay


HOSTILE = [
    "<⁄title><script>alert(1)<⁄script>",
    "]]>&nbsp;",
    'a" onload="x',
    "{{ 7*7 }}",
    "a\u202eb",
    "a\x0bb",
    "a b%20?c#d",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_in_index_and_feed(project: Path, monkeypatch, name: str) -> None:
    make_report(project, name=name, outlets={name: (20, 0.2), "Ahlebote": (10, 0.1)}, query=name)
    monkeypatch.setenv("PRESSESPIEGEL_URL", "https://berichte.example.org/")
    pages.publish()
    root = ElementTree.fromstring((project / "reports" / "feed.atom").read_bytes())
    shown = "".join(filter(str.isprintable, name))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == f"{shown}: 2. März 2026 – 8. März 2026"
    address = root.find(f"{ATOM}entry/{ATOM}link").get("href")
    assert unquote(address) == f"https://berichte.example.org/{name}/2026-03-09T07-00-00/index.html"
    assert re.fullmatch(r"https:[\w./%~-]+", address, re.ASCII)
    page = lxml.html.document_fromstring((project / "reports" / "index.html").read_bytes())
    assert not page.findall(".//script") and not page.xpath("//@onload")
    assert shown in "".join(filter(str.isprintable, page.text_content()))


def test_sparkline() -> None:
    assert sparkline([], "n", []) == sparkline([None], "n", ["–"]) == ""
    line = sparkline([1, 2, None, 4], 'a"b', ["1", "2", "–", "4"])
    assert 'points="3.0,21.0 41.0,15.0"' in line  # then a gap
    assert '<circle cx="117.0" cy="3.0"' in line and 'aria-label="a&quot;b: 1, 2, –, 4"' in line
    assert "polyline" not in sparkline([7], "n", ["7"])
    assert 'points="3.0,12.0 117.0,12.0"' in sparkline([5, 5], "n", ["5", "5"])
