"""Executed notebooks -> what the page is made of, and the files beside it."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from analysis import wording
from analysis.exhibits import FINDINGS_MIME, MIME
from analysis.tables import write_atomically

# A cell beginning with one of these is data to people and a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Part:
    """One notebook of the report: its blocks in order, and the findings it left."""

    name: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    code: str = ""  # what belongs to no exhibit, once the part is laid out

    @property
    def exhibits(self) -> list[dict[str, Any]]:
        """The charts and tables of the part."""
        return [block for block in self.blocks if block["kind"] == "exhibit"]


def collect(notebooks: list[Path]) -> list[Part]:
    """Read the executed ``notebooks`` into parts: markdown, code, exhibits and findings."""
    return [_part(path.stem, nbformat.read(path, as_version=4)) for path in notebooks]


def _part(name: str, notebook: Any) -> Part:
    part = Part(name)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            # the German text is the cell, the English one rides in its metadata
            text = cell.metadata.get("en", cell.source) if wording.current() == "en" else cell.source
            part.blocks.append({"kind": "text", "markdown": text})
        elif cell.cell_type == "code" and "parameters" not in tags:
            _code(part, cell.source)
            for output in cell.get("outputs", []):
                _output(part, output.get("data", {}))
    return part


def _code(part: Part, source: str) -> None:
    """Append a code block; cells without anything between them become one."""
    if part.blocks and part.blocks[-1]["kind"] == "code":
        part.blocks[-1]["source"] += f"\n\n{source}"
    else:
        part.blocks.append({"kind": "code", "source": source})


def _output(part: Part, data: dict[str, Any]) -> None:
    if MIME in data:
        exhibit = data[MIME]
        part.blocks.append({"kind": "exhibit", **exhibit, "frame": table_of(exhibit)})
    elif FINDINGS_MIME in data:
        part.findings += data[FINDINGS_MIME]["findings"]


def write_files(parts: list[Part], folder: Path) -> None:
    """Write every exhibit's data as CSV and Parquet and its figure as SVG and PNG below ``folder``."""
    for part in parts:
        for exhibit in part.exhibits:
            name = exhibit["name"]
            table = table_of(exhibit)
            write_atomically(folder / "tables" / f"{name}.parquet", _parquet(table))
            write_atomically(folder / "tables" / f"{name}.csv", csv_of(table))
            write_atomically(folder / "tables" / f"{name}.xlsx", xlsx_of(table))
            if "svg" in exhibit:
                write_atomically(folder / "figures" / f"{name}.svg", exhibit["svg"].encode("utf-8"))
                write_atomically(folder / "figures" / f"{name}.png", base64.b64decode(exhibit["png"]))


def table_of(exhibit: dict[str, Any]) -> pd.DataFrame:
    """Return the data behind an exhibit as a table: that read before (``frame``), else from its JSON."""
    if "frame" in exhibit:
        known: pd.DataFrame = exhibit["frame"]
        return known
    return pd.read_json(io.StringIO(json.dumps(exhibit["table"])), orient="table")


def _parquet(table: pd.DataFrame) -> bytes:
    data: bytes = table.rename(columns=str).to_parquet(None, index=False)
    return data


def csv_of(table: pd.DataFrame) -> bytes:
    """Return ``table`` as a CSV file that spreadsheets read as UTF-8 and compute nothing in."""
    text: str = guarded(table).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def xlsx_of(table: pd.DataFrame) -> bytes:
    """Return ``table`` as an Excel file in which nothing is computed; times lose their zone (UTC)."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    # the name of a file that was put aside may hold what a worksheet may not
    plain = guarded(table).replace(ILLEGAL_CHARACTERS_RE, "\ufffd", regex=True)
    for column in plain.columns:
        if isinstance(plain[column].dtype, pd.DatetimeTZDtype):
            plain[column] = plain[column].dt.tz_convert("UTC").dt.tz_localize(None)
    buffer = io.BytesIO()
    plain.to_excel(buffer, index=False, engine="openpyxl")
    return buffer.getvalue()


def guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` with an apostrophe before each head and cell that a spreadsheet would compute."""
    safe = table.rename(columns=lambda name: f"'{name}" if str(name).startswith(FORMULA) else name)
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(
                lambda value: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
            )
    return safe
