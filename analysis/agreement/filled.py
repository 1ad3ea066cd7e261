"""Filled coding sheets -> codes, all of a sheet or nothing, every fault named with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.agreement.cells import Cells, read_cells
from analysis.agreement.sheets import KEY_FILE, NAMES, TEXT, TITLE, UNIT, check_of, key_columns
from analysis.agreement.tasks import Task
from analysis.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5  # problems named in one message


class Problem(NamedTuple):
    """Something wrong in a filled sheet: line of the file, what, and what to do."""

    line: int
    what: str


def read_key(folder: Path) -> pd.DataFrame:
    """Read the key of a sample: columns unit, the id of what was coded, stratum, probability, check."""
    import pandas as pd

    file = folder / KEY_FILE
    if not file.is_file():
        raise InputError(f"In {folder} fehlt {KEY_FILE}; ohne ihn sind die Bögen keinem Artikel zuzuordnen.")
    cells = read_cells(file)
    if cells.header not in [key_columns(unit) for unit in NAMES]:
        wanted = ", ".join(key_columns("article_id"))
        raise InputError(f"{file.name}, Zeile 1: Erwartet werden die Spalten {wanted}.")
    key = pd.DataFrame([row for _, row in cells.rows], columns=cells.header)
    try:
        return key.astype({"probability": float})
    except ValueError as error:
        raise InputError(f"{file.name}: Die Spalte „probability“ enthält keine Zahl ({error}).") from error


def ids_of(key: pd.DataFrame, task: Task) -> pd.Series:
    """Return what was drawn for a task, by id; InputError where the key is that of another task."""
    if task.unit not in key:
        raise InputError(
            f"{KEY_FILE} gehört zu einer Stichprobe von {NAMES[str(key.columns[1])]}, "
            f"nicht von {NAMES[task.unit]}."
        )
    return key[task.unit]


def filled_sheets(folder: Path) -> list[Path]:
    """Return the sheets of a folder in which something is filled in, one a coder, by name.

    Raises InputError where a coder's XLSX and CSV are both filled in, or a file cannot be read.
    """
    found: dict[str, Path] = {}
    for file in sorted([*folder.glob("bogen-*.csv"), *folder.glob("bogen-*.xlsx")]):
        if any(any(cell for cell in row[3:]) for _, row in read_cells(file).rows):
            if (other := found.get(file.stem)) is not None:
                raise InputError(
                    f"{other.name} und {file.name} sind beide ausgefüllt; bitte die Datei, die nicht gelten "
                    "soll, aus dem Ordner nehmen."
                )
            found[file.stem] = file
    return [found[name] for name in sorted(found)]


def read_sheets(files: Sequence[Path], key: pd.DataFrame, task: Task) -> pd.DataFrame:
    """Read filled sheets, one a coder, all of it or nothing.

    In: .xlsx or .csv files (the coder is the name after ``bogen-``), the key, the task they were drawn
    for. Out: long: columns coder, unit, ``task.unit`` (the id), measure (a column of the task), code (a
    value of the task's codes, NaN for "?"). Raises InputError that names file, line and remedy for other
    codes, empty cells, missing, double or unknown rows, rows whose number belongs to another text.
    """
    import pandas as pd

    if not files:
        raise InputError("Es ist kein ausgefüllter Bogen angegeben.")
    coders = [Path(file).stem.removeprefix("bogen-") for file in files]
    if len(set(coders)) < len(coders):
        raise InputError(
            f"Zwei Bögen heißen gleich ({', '.join(sorted(coders))}); je Person nur einen angeben, "
            "entweder .xlsx oder .csv."
        )
    parts = [_read_sheet(Path(file), key, task) for file in files]
    return pd.concat(
        [part.assign(coder=coder) for part, coder in zip(parts, coders, strict=True)], ignore_index=True
    )[["coder", "unit", task.unit, "measure", "code"]]


def _read_sheet(file: Path, key: pd.DataFrame, task: Task) -> pd.DataFrame:
    import pandas as pd

    cells = read_cells(file)
    places = _places(file, cells, task)
    problems = [*_row_problems(cells, key), *_code_problems(cells, places, task)]
    if problems:
        problems.sort()
        named = "; ".join(f"Zeile {problem.line}: {problem.what}" for problem in problems[:SHOWN])
        more = f"; und {len(problems) - SHOWN} weitere Fehler" if len(problems) > SHOWN else ""
        raise InputError(f"{file.name}, {named}{more}. Es wurde nichts übernommen.")
    ids = dict(zip(key["unit"], ids_of(key, task), strict=True))
    rows = [
        (row[0], ids[row[0]], measure, task.codes[row[place].casefold()])
        for _, row in cells.rows
        for measure, place in places.items()
    ]
    return pd.DataFrame(rows, columns=["unit", task.unit, "measure", "code"])


def _places(file: Path, cells: Cells, task: Task) -> dict[str, int]:
    """Return the column number of each measure; raise InputError for columns missing or unknown."""
    if cells.header[:3] != [UNIT, TITLE, TEXT]:
        raise InputError(
            f"{file.name}, Zeile 1: Die ersten drei Spalten müssen {UNIT}, {TITLE}, {TEXT} heißen; "
            "bitte den Bogen nicht umbauen."
        )
    known = task.columns
    places = {heading.partition(":")[0]: i for i, heading in enumerate(cells.header[3:], 3) if heading}
    for name in places:
        if name not in known:
            raise InputError(
                f"{file.name}, Zeile 1: Die Spalte „{name}“ gehört nicht zur Aufgabe „{task.name}“."
                f"{nearest(name, known)}"
            )
    if absent := [name for name in known if name not in places]:
        raise InputError(f"{file.name}, Zeile 1: Es fehlt die Spalte „{absent[0]}“.")
    return places


def _row_problems(cells: Cells, key: pd.DataFrame) -> list[Problem]:
    checks = dict(zip(key["unit"], key["check"], strict=True))
    problems = []
    seen: dict[str, int] = {}
    for line, row in cells.rows:
        unit = row[0]
        if unit not in checks:
            problems.append(Problem(line, f"Die Nr „{unit}“ gehört nicht zu dieser Stichprobe"))
        elif unit in seen:
            problems.append(Problem(line, f"Die Nr „{unit}“ steht schon in Zeile {seen[unit]}"))
        elif check_of(row[1], row[2]) != checks[unit]:
            problems.append(
                Problem(line, f"Die Nr „{unit}“ gehört zu einem anderen Text; wurden Nummern vertauscht?")
            )
        seen.setdefault(unit, line)
    end = cells.rows[-1][0] if cells.rows else 1
    absent = [unit for unit in checks if unit not in seen]
    if absent:
        problems.append(Problem(end, f"danach fehlen die Zeilen mit Nr {', '.join(absent[:SHOWN])}"))
    return problems


def _code_problems(cells: Cells, places: dict[str, int], task: Task) -> list[Problem]:
    allowed = ", ".join(task.choices[:-1]) + f" und {task.choices[-1]}"
    problems = []
    for line, row in cells.rows:
        for measure, place in places.items():
            value = row[place]
            if value == "":
                problems.append(Problem(line, f"Spalte „{measure}“ ist leer; erlaubt sind {allowed}"))
            elif value.casefold() not in task.codes:
                problems.append(
                    Problem(line, f"Spalte „{measure}“ enthält „{value}“; erlaubt sind {allowed}")
                )
    return problems
