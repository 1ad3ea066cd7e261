"""What a notebook shows: a chart or a table with caption, data and evidence, for the eye and for the report.

An exhibit displays itself in JupyterLab; beside the picture it leaves its caption, its data and its
evidence in the notebook's output, where the report finds them. So the executed notebook is the
complete record.
"""

from __future__ import annotations

import base64
import html
import io
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis import wording
from analysis.agreement.correction import CORRECTED
from analysis.agreement.verdicts import VALIDATED
from analysis.chart.style import areas
from analysis.evidence import key_of
from analysis.measures.samples import Sample
from analysis.partitions import AnyCorpus

MIME = "application/vnd.pressespiegel.exhibit+json"
FINDINGS_MIME = "application/vnd.pressespiegel.findings+json"
CODED = frozenset(
    "change correction figure first frame genre kind label mark origin outlet post speaker_gender"
    " second speaker_naming speaker_type type validation variant verdict voice".split()
)
SHARES = frozenset("coverage value low high naive share base share_before share_after".split())
POINTS = frozenset("difference low high".split())  # percentage points, in a table of differences
HIDDEN = frozenset({"speaker_id", "p"})  # for files, not for readers
PNG_DPI = 150
LONG = 30  # characters of a cell that a narrow screen would stack word by word
PREVIEW = 30  # rows of a table shown in the notebook and the page; all rows are in the file


@dataclass(frozen=True)
class Exhibit:
    """A chart (``figure``) or a table with title, caption, the data behind it and the evidence."""

    name: str  # of the files in the report: lower case, digits, hyphens
    title: str
    caption: str
    table: pd.DataFrame
    figure: Figure | None = None
    evidence: dict[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        """Return all that the report needs, as values that JSON can hold."""
        table = self.table.reset_index() if self.table.index.name else self.table
        table = table.rename(columns=str)  # JSON has no other names
        data: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "caption": self.caption,
            "table": json.loads(table.to_json(orient="table", index=False, date_format="iso")),
            "evidence": self.evidence,
        }
        if self.figure is not None:
            svg, png = _rendered(self.figure)
            data["svg"], data["png"] = svg.decode("utf-8"), base64.b64encode(png).decode("ascii")
            data["areas"] = [
                {"key": key_of(list(key), list(key.values())), "box": box} for key, box in areas(self.figure)
            ]
        return data

    def _ipython_display_(self) -> None:
        from IPython.display import display

        payload = self.payload()
        bundle: dict[str, Any] = {MIME: payload, "text/plain": f"{self.title}. {self.caption}"}
        if self.figure is None:
            bundle["text/html"] = table_html(self.table)
        else:
            bundle["image/png"] = payload["png"]
        display(bundle, raw=True)
        display({"text/html": f"<p><b>{html.escape(self.title)}.</b> {html.escape(self.caption)}</p>",
                 "text/plain": self.caption}, raw=True)  # fmt: skip


def _rendered(figure: Figure) -> tuple[bytes, bytes]:
    """Return ``figure`` as SVG and as PNG."""
    from matplotlib import rc_context

    from analysis.chart.style import RC, settle

    svg, png = io.BytesIO(), io.BytesIO()
    with rc_context(RC):
        settle(figure, PNG_DPI)
        figure.savefig(svg, format="svg", metadata={"Date": None})
        figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return svg.getvalue(), png.getvalue()


def exhibit(
    corpus: AnyCorpus,
    table: pd.DataFrame,
    draw: Callable[..., Figure] | None,
    name: str,
    n: float,
    unit: str,
    evidence: dict[str, Any] | None = None,
    **options: Any,
) -> Exhibit:
    """Return ``table``, drawn by ``draw`` with ``options``, as an exhibit whose caption states n and period.

    ``name`` is the key of its title in the wording and the stem of its files. ``n`` counts
    ``unit``, another key of the wording. Where the table is empty the exhibit says so instead of
    showing an empty chart; without ``draw`` the table itself is shown.

    >>> from analysis import chart, exhibit, measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> genres = measures.articles_by(corpus, "outlet", "genre")
    >>> exhibit(corpus, genres, None, "01-genres", genres["n"].sum(), "unit_articles").caption[:15]
    'n\\xa0=\\xa0131 Artikel'
    """
    title = wording.label(name)
    if table.empty:
        return Exhibit(name, title, wording.without(name), table)
    days = corpus.articles["published_at"].dt.tz_convert("Europe/Berlin").dt.date.dropna()
    caption = wording.say(
        "caption_articles" if unit == "unit_articles" else "caption",
        n=wording.number(n),
        unit=wording.say(unit, n=wording.number(n)),
        articles=wording.number(len(corpus.articles)),
        period=wording.period(days.min(), days.max()) if len(days) else wording.say("no_period"),
    )
    if isinstance(corpus, Sample) and corpus.drawn_from > len(corpus.articles):
        caption += " " + wording.say(
            "caption_sample", drawn=wording.number(len(corpus.articles)), n=wording.number(corpus.drawn_from)
        )
    if {"low", "stories"} <= set(table.columns) and table["low"].notna().any():
        caption += " " + _told_of_intervals(table)
    estimates = [name for name in ("value", "coverage") if name in table and "n" in table]
    if estimates and (hidden := int((table[estimates[0]].isna() & (table["n"] > 0)).sum())):
        if hidden == len(table):  # the table instead of an empty chart
            draw = None
            caption += " " + wording.say("caption_all_suppressed")
        else:
            caption += " " + wording.say("caption_suppressed", n=wording.number(hidden))
    return Exhibit(name, title, caption, table, draw(table, **options) if draw else None, evidence or {})


def _told_of_intervals(table: pd.DataFrame) -> str:
    """Return what the intervals hold: sampling error, or the tool's errors too where people coded."""
    told = wording.say("caption_intervals")
    if "correction" in table:
        corrected = table["correction"] == CORRECTED
        if corrected.all():
            told = wording.say("caption_corrected", n=wording.number(table["coded"].min()))
        elif corrected.any():
            told = wording.say("caption_partly", n=int(corrected.sum()), of=len(table))
    if "validation" in table:
        names = table.loc[table["validation"] != VALIDATED, "frame"]
        if len(names):
            listed = ", ".join(wording.label(name) for name in dict.fromkeys(names))
            told += " " + wording.say("caption_not_validated", names=listed)
    return told


def table_html(table: pd.DataFrame, rows: int = PREVIEW, links: Sequence[tuple[str, str]] = ()) -> str:
    """Return the first ``rows`` rows of ``table`` as an HTML table, every cell escaped.

    ``links`` are address and text of a link for each row, in a column of their own.
    """
    shown = table.reset_index() if table.index.name else table
    shown = shown.drop(columns=[name for name in HIDDEN if name in shown])
    points = POINTS if "difference" in shown else frozenset()
    shares = SHARES - {"low", "high"} if "rate" in shown else SHARES  # bounds are written as their figure
    head = "".join(_head(wording.label(name), numbers=_is_counted(shown[name])) for name in shown.columns)
    if links:
        head += _head(wording.say("page_to_evidence"), numbers=True)
    columns = [
        _column(name, shown[name].head(rows).tolist(), name in points, name in shares)
        for name in shown.columns
    ]
    body = ["".join(cells) for cells in zip(*columns, strict=True)]
    ends = [_link(*link) for link in links[:rows]] if links else [""] * len(body)
    lines = "".join(f"<tr>{cells}{end}</tr>" for cells, end in zip(body, ends, strict=True))
    more = len(shown) - rows
    note = f"<p>{html.escape(wording.say('rows_left_out', n=wording.number(more)))}</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>{note}"


def _link(address: str, text: str) -> str:
    inner = f'<a href="{html.escape(address)}">{html.escape(text)}</a>' if address else ""
    return f'<td class="number">{inner}</td>'


def _is_counted(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _head(text: str, numbers: bool) -> str:
    kind = ' class="number"' if numbers else ""
    return f'<th scope="col"{kind}>{html.escape(text)}</th>'


def _column(name: object, values: list[Any], points: bool, share: bool) -> list[str]:
    """Return the cells of a column: numbers with as many decimals as the others, times by what they begin."""
    if values and all(isinstance(value, pd.Timestamp) for value in values):
        written = wording.times(values) if name == "time" else [wording.date(value) for value in values]
        return [
            f'<td class="day" data-order="{value.isoformat()}">{html.escape(text)}</td>'
            for value, text in zip(values, written, strict=True)
        ]
    whole = all(
        float(value).is_integer() or math.isnan(value) for value in values if isinstance(value, int | float)
    )
    return [_cell(name, value, points, share, 0 if whole else 3) for value in values]


def _cell(column: object, value: object, points: bool, share: bool, digits: int) -> str:
    if value is None or value is pd.NaT:
        text = ""
    elif isinstance(value, bool):
        text = wording.say("yes" if value else "no")
    elif isinstance(value, int | float) and (share or points):
        written = wording.points(float(value)) if points else wording.percent(float(value), 1)
        return f'<td class="number" data-order="{value}">{written}</td>'
    elif isinstance(value, int | float):
        return f'<td class="number">{wording.number(float(value), digits)}</td>'
    elif isinstance(value, pd.Timestamp):
        return f'<td class="day" data-order="{value.isoformat()}">{html.escape(wording.date(value))}</td>'
    else:
        # words of the suite have labels; words of articles stay as they are
        text = wording.label(value) if column in CODED else str(value)
    return f"<td{_side(column, text)}>{html.escape(text)}</td>"


def _side(column: object, text: str) -> str:
    """Return the attributes of a concordance's cell: its left side sorts by the word next to the hit."""
    if column == "left":
        backwards = " ".join(reversed(text.split()))
        return f' class="left" data-order="{html.escape(backwards)}"'
    known = {"outlet": ' data-filter=""', "hit": ' class="hit"'}
    return known.get(str(column), ' class="long"' if len(text) > LONG else "")
