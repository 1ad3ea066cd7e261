"""Tables as people send them: cells of a CSV or XLSX file as text, with the lines they stand in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.errors import InputError
from analysis.tables import write_atomically

LONGEST_CELL = 32_000  # characters; Excel allows 32,767
_SEPARATORS = ";,\t"


class Cells(NamedTuple):
    """The header and the rows of a file: (line in the file, cells as stripped text); blank rows left out."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_cells(file: Path) -> Cells:
    """Read a .csv or .xlsx file; every row gets as many cells as the header has.

    Raises InputError where the file is missing, of another kind, broken, or empty.
    """
    if not file.is_file():
        raise InputError(f"Die Datei {file} gibt es nicht.")
    readers = {".csv": _csv_rows, ".xlsx": _xlsx_rows}
    if file.suffix.lower() not in readers:
        raise InputError(f"{file.name}: Erwartet wird eine Datei .xlsx oder .csv.")
    rows = readers[file.suffix.lower()](file)
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        raise InputError(f"{file.name}: Die Datei ist leer.")
    header = filled[0][1]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    body = []
    for line, cells in filled[1:]:
        if any(cells[width:]):
            raise InputError(f"{file.name}, Zeile {line}: Die Zeile hat mehr Spalten als die Kopfzeile.")
        body.append((line, [*cells, *[""] * width][:width]))
    return Cells(header, body)


def _csv_rows(file: Path) -> list[tuple[int, list[str]]]:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what German Excel writes as "CSV"
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{file.name}, Zeile {line}: Das ist kein lesbares CSV ({error}).") from error
    return rows


def _xlsx_rows(file: Path) -> list[tuple[int, list[str]]]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise InputError(f"{file.name}: Das ist keine lesbare XLSX-Datei; bitte neu speichern.") from error
    try:
        sheet = book.worksheets[0]
        return [
            (line, [_text(cell) for cell in row])
            for line, row in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write_xlsx(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[Sequence[str]],
    choices: Sequence[str],
) -> None:
    """Write a coding sheet: wrapped texts, cells that take only ``choices``, and notes on a second sheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "Bogen"
    for row in [header, *rows]:
        sheet.append([_safe(cell) for cell in row])
    top = Alignment(wrap_text=True, vertical="top")
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = top
            cell.data_type = "s"  # a text that begins with "=" is no formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for i, width in enumerate([6, 30, 90, *[14] * (len(header) - 3)], 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = "D2"
    choice = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    choice.showErrorMessage = True
    choice.error = f"Bitte eines davon eintragen: {', '.join(choices)}"[:250]
    if rows and len(header) > 3:
        choice.add(f"D2:{get_column_letter(len(header))}{len(rows) + 1}")
        sheet.add_data_validation(choice)
    beside = book.create_sheet("Codebuch")
    for row in notes:
        beside.append([_safe(cell) for cell in row])
    beside.column_dimensions["A"].width, beside.column_dimensions["B"].width = 24, 110
    out = io.BytesIO()
    book.save(out)
    write_atomically(path, out.getvalue())


def _safe(text: str) -> str:
    """Return the text without control characters, which XLSX cannot hold, cut to what a cell can hold."""
    return "".join(ch for ch in text if ch >= " " or ch in "\n\t")[:LONGEST_CELL]
