"""A selection, written out: the exact call, a parameter file, the command, CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.errors import InputError
from analysis.explore.choice import REPORTED, Choice
from analysis.selection import ZONE
from analysis.tables import Corpus, write_atomically

TABLES = ("articles", "quotes", "sentences", "frames", "mentions", "evidence")
LONGEST = 32_000  # characters of a cell; Excel allows 32,767
MOST_ROWS = 1_000_000  # of a sheet; Excel allows 1,048,576
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def call(corpus: str, choice: Choice) -> str:
    """Return the Python that makes this selection, to paste into a notebook.

    >>> print(call("data/raw/demo", Choice(frame="conflict")).splitlines()[-1])
    selected = choose(prepare('data/raw/demo'), frame='conflict')
    """
    given = choice.given()
    function = "select" if set(given) <= set(REPORTED) else "choose"
    imports = "from analysis import prepare, select"
    if function == "choose":
        imports = "from analysis import prepare\nfrom analysis.explore import choose"
    arguments = "".join(f", {name}={value!r}" for name, value in given.items())
    return f"{imports}\n\nselected = {function}(prepare({corpus!r}){arguments})"


def parameters(corpus: str, choice: Choice) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters of a report on this selection, and the conditions that a report cannot take."""
    given = choice.given()
    kept = {name: value for name, value in given.items() if name in REPORTED}
    return {"corpus": corpus, **kept}, [name for name in given if name not in REPORTED]


def parameter_file(values: Mapping[str, Any], dropped: list[str] | None = None) -> str:
    """Return ``values`` as a parameter file (YAML) for ``pressespiegel report -f`` and ``papermill -f``.

    >>> print(parameter_file({"corpus": "data/raw/demo", "outlets": ["Abendblitz"]}))
    # Parameter eines Berichts: pressespiegel report -f DIESE_DATEI
    corpus: data/raw/demo
    outlets:
    - Abendblitz
    <BLANKLINE>
    """
    head = "# Parameter eines Berichts: pressespiegel report -f DIESE_DATEI\n"
    for name in dropped or []:
        head += f"# Ohne die Bedingung „{name}“: Danach kann ein Bericht nicht auswählen.\n"
    return head + yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False)


def command(values: Mapping[str, Any]) -> str:
    """Return the command that makes the report on ``values``.

    >>> command({"corpus": "data/raw/demo", "outlets": ["Abendblitz"], "query": "brücke* fähre"})
    "pressespiegel report --corpus data/raw/demo -p outlets=Abendblitz -p 'query=brücke* fähre'"
    """
    parts = ["pressespiegel", "report", "--corpus", str(values["corpus"])]
    for name, value in values.items():
        if name != "corpus":
            parts += ["-p", f"{name}={_listed(value) if isinstance(value, list | tuple) else value}"]
    return " ".join(map(shlex.quote, parts))


def _listed(values: Sequence[str]) -> str:
    """Return a list as the command line takes it: with commas, or as Python where a value has one."""
    plain = not any("," in value or value != value.strip() or value[:1] == "[" for value in values)
    return ",".join(values) if plain else repr(list(values))


def write_tables(corpus: Corpus, folder: Path) -> list[Path]:
    """Write the tables of ``corpus`` as CSV and in one XLSX; return the files.

    Times are local times in Germany. In the XLSX texts longer than a cell holds are cut and end in
    „[gekürzt]“; InputError where a table has more rows than a sheet holds.
    """
    shown = {name: _local(getattr(corpus, name)) for name in TABLES}
    if too_long := [name for name, table in shown.items() if len(table) > MOST_ROWS]:
        raise InputError(f"{too_long[0]} hat zu viele Zeilen für Excel. Bitte enger auswählen.")
    files = []
    for name, table in shown.items():
        files.append(folder / f"{name}.csv")
        write_atomically(files[-1], csv_of(table))
    files.append(folder / "auszug.xlsx")
    write_atomically(files[-1], _xlsx(shown))
    return files


def _local(table: pd.DataFrame) -> pd.DataFrame:
    if "published_at" not in table:
        return table
    return table.assign(published_at=table["published_at"].dt.tz_convert(ZONE).dt.tz_localize(None))


def csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as the bytes of a CSV file that a German spreadsheet opens."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_unformula(_cell(value)) for value in row] for row in table.itertuples(index=False))
    return out.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8


def _unformula(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky else value


def _cell(value: Any) -> Any:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _xlsx(shown: Mapping[str, pd.DataFrame]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for name, table in shown.items():
        sheet = book.create_sheet(name)
        sheet.append(list(table.columns))
        for row in table.itertuples(index=False):
            cells = []
            for value in map(_cell, row):
                text = isinstance(value, str)
                cell = WriteOnlyCell(sheet, _short(_CONTROL.sub("", value)) if text else value)
                if text:
                    cell.data_type = "s"  # a text that begins with "=" is no formula
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " … [gekürzt]"
