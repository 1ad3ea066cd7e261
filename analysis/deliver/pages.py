"""All reports -> reports/index.html with sparklines, and reports/feed.atom."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
import uuid
from collections.abc import Callable
from importlib.resources import files
from urllib.parse import quote
from xml.etree import ElementTree

from analysis import wording
from analysis.deliver import archive
from analysis.deliver.archive import Report
from analysis.deliver.sparkline import sparkline
from analysis.tables import write_atomically

SHOWN = 12  # runs in a sparkline and in a list
ENTRIES = 50  # in the feed
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACE = uuid.UUID("a9d3a2a6-6b0b-5d0e-9a52-5b9f4c6f1d20")  # of this suite's feeds, for stable ids


def publish() -> None:
    """Write the index page and the feed anew; the same reports give the same bytes."""
    wording.use("de")
    reports = archive.all_reports()
    write_atomically(archive.root() / "index.html", index_page(reports).encode("utf-8"))
    write_atomically(archive.root() / "feed.atom", feed(reports))


def link(report: Report) -> str:
    """Return the address of a report: below PRESSESPIEGEL_URL where that is set, else its path."""
    base = os.environ.get("PRESSESPIEGEL_URL", "").rstrip("/")
    page = quote(report.page)
    return f"{base}/{page}" if base else page


def period(report: Report) -> str:
    """Return the period of a report as written in German."""
    return wording.period(report.first, report.last) if report.first or report.last else "ganzes Korpus"


def figures(report: Report) -> list[tuple[str, float | None, str]]:
    """Return the figures that are shown over time: label, value, the value as written."""
    return [
        ("Artikel", report.articles, wording.number(report.articles or 0)),
        ("Anteil negativer Sätze", report.negative, _or_dash(report.negative, wording.percent)),
        (
            "Aussagen je Artikel",
            report.statements,
            _or_dash(report.statements, lambda x: wording.number(x, 1)),
        ),
    ]


def _or_dash(value: float | None, write: Callable[[float], str]) -> str:
    return "–" if value is None else write(value)


def index_page(reports: dict[str, list[Report]]) -> str:
    """Return the page that lists ``reports``, the youngest run of each on top."""
    import jinja2
    from markupsafe import Markup

    def sparks(runs: list[Report]) -> list[tuple[str, Markup, str]]:
        last = runs[-SHOWN:]
        columns = zip(*(figures(report) for report in last), strict=True)
        return [
            (c[-1][0], Markup(sparkline([v for _, v, _ in c], c[-1][0], [t for *_, t in c])), c[-1][2])
            for c in columns
        ]

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals |= {"figures": figures, "period": period, "date": wording.date, "sparks": sparks}
    template = files("analysis.resources.deliver").joinpath("index.html.j2").read_text("utf-8")
    names = sorted(reports, key=lambda name: reports[name][-1].made, reverse=True)
    page = environment.from_string(template)
    return page.render(reports={name: reports[name] for name in names}, shown=SHOWN)


def feed(reports: dict[str, list[Report]]) -> bytes:
    """Return an Atom feed (RFC 4287) of the youngest reports."""
    young = sorted((r for runs in reports.values() for r in runs), key=lambda r: r.made, reverse=True)[
        :ENTRIES
    ]
    base = os.environ.get("PRESSESPIEGEL_URL", "").rstrip("/")
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "de"})
    _child(root, "id", uuid.uuid5(NAMESPACE, base or "reports").urn)
    _child(root, "title", "Pressespiegel: Berichte")
    newest = young[0].made if young else dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    _child(root, "updated", newest.isoformat(timespec="seconds"))
    _child(_child(root, "author"), "name", "Pressespiegel")
    if base:
        _child(root, "link", rel="self", href=f"{base}/feed.atom")
    _child(root, "link", rel="alternate", type="text/html", href=f"{base}/" if base else "index.html")
    for report in young:
        entry = _child(root, "entry")
        _child(entry, "id", uuid.uuid5(NAMESPACE, f"{base} {report.name}/{report.run}").urn)
        _child(entry, "title", f"{report.name}: {period(report)}")
        _child(entry, "updated", report.made.isoformat(timespec="seconds"))
        _child(entry, "link", rel="alternate", type="text/html", href=link(report))
        _child(entry, "summary", ", ".join(f"{label}: {text}" for label, _, text in figures(report)))
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _child(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        node.text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return node
