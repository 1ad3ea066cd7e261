"""Contents -> index.html: one self-contained page that asks nothing of any network."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from analysis import wording
from analysis.exhibits import table_html
from analysis.intervals import benjamini_hochberg
from analysis.measures import statements
from analysis.partitions import AnyCorpus, in_memory
from analysis.reader import LAYERS, article_html
from analysis.reader import STYLE as READER_STYLE
from analysis.report.contents import Part, csv_of, table_of
from analysis.report.gist import gist
from analysis.report.layout import laid_out
from analysis.selection import account
from analysis.voices import voices_html, voices_of


def render(
    parts: list[Part],
    values: dict[str, Any],
    manifest: dict[str, Any],
    corpus: AnyCorpus,
    selected: AnyCorpus,
    name: str = "",
) -> str:
    """Return the report as one HTML page in the language of the report, headed ``name`` or its corpus.

    All text from articles is escaped; figures are data URIs; a content security policy in the page
    lets nothing be loaded or sent, and no script run but the page's own.
    """
    folder = files("analysis.resources.report")
    style, script = (folder.joinpath(f"page.{kind}").read_text("utf-8") for kind in ("css", "js"))
    style = READER_STYLE + style  # the page switches the reader's layers off, so it comes last
    claims_tested, findings = printed_findings(parts)
    parts = [laid_out(part, [f for f in findings if f["warning"]]) for part in parts]
    articles, voices = _articles(parts, selected) if values["full_text"] else ({}, "")
    accounting = account(corpus, selected, values["count"])._asdict()
    return _template().render(
        language=wording.current(),
        title=f"{wording.say('page_kicker')}: {name or _title(values)}",
        heading=name or _title(values),
        stats=_stats(selected),
        parts=parts[1:],
        headings={part.name: _heading(part) for part in parts},
        findings=[f for f in findings if not f["warning"]],
        claims_tested=claims_tested,
        warnings=[*manifest.get("warnings", ()), *(f["text"] for f in findings if f["warning"])],
        overview=parts[0],
        articles=articles,
        voices=voices,
        layers=LAYERS,
        accounting={key: wording.number(value) for key, value in accounting.items()},
        quarantine=Markup(table_html(selected.quarantine, rows=200)) if len(selected.quarantine) else "",
        manifest=manifest,
        made=wording.say(
            "page_made",
            date=wording.date(dt.datetime.fromisoformat(manifest["started"])),
            version=version("pressespiegel"),
        ),
        citation=_citation(values, selected, manifest),
        style=Markup(style),
        script=Markup(script),
        script_hash=_hash(script),
        style_hash=_hash(style),
    )


@functools.cache
def _template() -> jinja2.Template:
    """Return the page's template: compiling it takes longer than filling it."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "markdown": _markdown,
        "data_uri": _data_uri,
        "size": _size,
        "table": _table,
        "gist": lambda block: gist(table_of(block)),
        "day": _day,
        "plain": _plain,
        "csv_uri": _csv_uri,
    }
    environment.globals |= {"say": wording.say, "label": wording.label, "number": wording.number}
    return environment.from_string(
        files("analysis.resources.report").joinpath("page.html.j2").read_text("utf-8")
    )


def printed_findings(parts: list[Part]) -> tuple[int, list[dict[str, Any]]]:
    """Return the number of claims tested, and the findings with those claims that stand.

    The false discovery rate is controlled at 5 % over all claims of the report (Benjamini & Hochberg).
    """
    items = [item for part in parts for item in part.findings]
    tested = [item for item in items if item["p"] is not None]
    stands = {
        id(item): ok for item, ok in zip(tested, benjamini_hochberg([i["p"] for i in tested]), strict=True)
    }
    printed = []
    for item in items:
        text = " ".join(filter(None, [item["text"], item["claim"] if stands.get(id(item)) else ""]))
        if text:
            printed.append({**item, "text": text})
    return len(tested), printed


def _articles(parts: list[Part], selected: AnyCorpus) -> tuple[dict[str, Markup], Markup]:
    """Return the full texts of the articles that the evidence cites, highlighted, and their voices."""
    found = [exhibit for part in parts for exhibit in part.exhibits]
    groups = [group for exhibit in found for group in (exhibit["evidence"], *exhibit["groups"])]
    cited = dict.fromkeys(s["article_id"] for group in groups for s in group.get("snippets", ()))
    part = in_memory(selected.of(cited))  # other quotes lead to articles of this page
    voices = voices_of(part)
    articles = {name: Markup(article_html(part, name, styled=False, voices=voices)) for name in cited}
    return articles, Markup(voices_html(voices, linked=True))


def _citation(values: dict[str, Any], selected: AnyCorpus, manifest: dict[str, Any]) -> dict[str, str]:
    """Return what stands behind a finding when it is cited: corpus, period, denominator, date."""
    return {
        "version": version("pressespiegel"),
        "corpus": str(values["corpus"]),
        "period": wording.period_of(selected.articles["published_at"]),
        "articles": wording.number(len(selected.articles)),
        "when": wording.date(dt.datetime.fromisoformat(manifest["started"])),
    }


def _title(values: dict[str, Any]) -> str:
    return str(values["corpus"]).rstrip("/").rpartition("/")[2]


def _stats(selected: AnyCorpus) -> dict[str, str]:
    """Return the numbers at the head of the page, as they are written."""
    counts = {
        "articles": len(selected.articles),
        "outlets": selected.articles["outlet"].replace("", None).nunique(),
        "stories": selected.articles["story_id"].nunique(),
        "statements": len(statements(selected)),
        "sentences": len(selected.sentences.query("field == 'text'")),
    }
    return {name: wording.number(n) for name, n in counts.items()}


def _heading(part: Part) -> str:
    for block in part.blocks:
        if block["kind"] == "text" and (found := re.match(r"#\s+(.+)", block["markdown"])):
            return found.group(1)
    return part.name


def _markdown(text: str) -> Markup:
    from nbconvert.filters.markdown import markdown2html

    # the page has one h1, its own; each part's heading becomes an h2, and so on
    deeper = re.sub(r"^(#{1,5}) ", r"#\1 ", text, flags=re.MULTILINE)
    # two notebooks may have a heading in common; the sections have names of their own
    rendered = re.sub(r'(<h[1-6]) id="[^"]*"', r"\1", markdown2html(wording.tight(deeper)))
    return Markup(re.sub(r'<a class="anchor-link"[^>]*>[^<]*</a>', "", rendered))


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _size(svg: str) -> Markup:
    """Return the attributes that keep the room of a chart that is drawn only when it comes into view."""
    found = re.search(r'<svg [^>]*\bwidth="([\d.]+)pt" height="([\d.]+)pt"', svg[:10_000])
    wide, tall = found.groups() if found else (576, 288)
    return Markup('width="{}" height="{}"').format(round(float(wide)), round(float(tall)))


def _csv_uri(exhibit: dict[str, Any]) -> str:
    return "data:text/csv;base64," + base64.b64encode(csv_of(table_of(exhibit))).decode("ascii")


def _table(exhibit: dict[str, Any]) -> Markup:
    return Markup(table_html(table_of(exhibit), links=exhibit["links"]))


def _plain(value: Any) -> str:
    """Return a parameter's value as people write it: a list with commas, nothing as a dash."""
    return (", ".join(map(str, value)) if isinstance(value, list) else str(value)) or "–"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _day(iso: str) -> str:
    return wording.date(pd.Timestamp(iso).tz_convert("Europe/Berlin")) if iso else ""
