"""The folder that annotate_partitions and link_partitions wrote: its marks, its partitions, their tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.errors import InputError

MARKS = "done"  # the folder of the marks beside those of the tables
PLAN = "plan.json"  # how many partitions there will be
TABLES = "tabellen"  # where prepare keeps partitions, below the folder of a corpus
MADE_OF = "stand.txt"  # what prepare writes beside them
LINKED = "linked"  # the folder of what linking found, laid out as the tables are
STAMP = "stamp.json"  # in it, written last: of which partitions that is


def are_in(folder: Path) -> bool:
    """Tell whether ``annotate_partitions`` wrote what is in ``folder``."""
    return (folder / MARKS).is_dir() and (folder / "articles").is_dir()


def marks_of(folder: Path) -> list[Path]:
    """Return the marks of the partitions that are done, in order."""
    return sorted((folder / MARKS).glob("part-*.json"))


def other_steps(folder: Path, versions: Mapping[str, str]) -> list[str]:
    """Return the steps whose results in ``folder`` have another version than one of ``versions``."""
    made = [json.loads(path.read_bytes())["versions"] for path in marks_of(folder)]
    return [step for step, version in versions.items() if any(of.get(step) != version for of in made)]


def parts_of(folder: Path) -> list[str]:
    """Return the names of the partitions, in order; InputError where there are none, or one is not whole."""
    done = {mark.stem for mark in marks_of(folder)}
    if not done:
        raise InputError(
            f"In {folder} liegen keine ausgewerteten Partitionen. "
            "Zuerst `pressespiegel annotate ARTIKEL.parquet ZIELORDNER` ausführen."
        )
    planned = folder / PLAN
    if planned.is_file() and len(done) < (total := json.loads(planned.read_bytes())["partitions"]):
        raise InputError(
            f"In {folder} sind erst {len(done)} von {total} Partitionen ausgewertet. Bitte "
            "`pressespiegel annotate` mit denselben Angaben noch einmal rufen: Es macht dort weiter."
        )
    for name in ("articles", "quotes"):
        if odd := done ^ {path.stem for path in (folder / name).glob("part-*.parquet")}:
            raise InputError(incomplete(folder, min(odd)))
    return sorted(done)


def incomplete(folder: Path, part: str) -> str:
    """Return what to do about a partition that lacks a file or has a damaged one."""
    if (folder / MADE_OF).is_file():
        return (
            f"In {folder} ist {part} nicht vollständig. Bitte diesen Ordner löschen und `prepare` oder den "
            "Bericht noch einmal rufen: Die Auswertungen kommen aus dem Zwischenspeicher."
        )
    return (
        f"In {folder} ist {part} nicht vollständig. Bitte {MARKS}/{part}.json löschen, wo es sie gibt, "
        "und `pressespiegel annotate` mit denselben Angaben noch einmal ausführen."
    )


def made_at(folder: Path) -> tuple[int, int]:
    """Return what changes whenever partitions are linked: time and place of the stamp, zeros without one."""
    try:
        state = (folder / LINKED / STAMP).stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_ino


def columns(folder: Path, table: str, part: str, names: list[str] | None = None) -> pd.DataFrame:
    """Return some columns of a partition's table; InputError where it cannot be read."""
    try:
        return pd.read_parquet(folder / table / f"{part}.parquet", columns=names)
    except (OSError, ValueError) as error:  # Arrow's errors are of both kinds
        raise InputError(f"{incomplete(folder, part)} ({table}: {error})") from None


def read_part(folder: Path, table: str, part: str, names: list[str] | None = None) -> pd.DataFrame:
    """Return a table of one partition, with what linking found across all of them."""
    read = columns(folder, table, part, names)
    if table in ("articles", "quotes"):
        try:
            linked = pd.read_parquet(folder / LINKED / table / f"{part}.parquet")
        except (OSError, ValueError):
            raise InputError(_unlinked(folder, part)) from None
        if not linked.iloc[:, 0].equals(read[linked.columns[0]]):  # annotated anew since
            raise InputError(_unlinked(folder, part))
        read[linked.columns] = linked
    return read


def _unlinked(folder: Path, part: str) -> str:
    return (
        f"Was in {folder / LINKED} verknüpft ist, passt nicht zu {part}. Bitte den Ordner {LINKED}/ löschen "
        "und den Bericht noch einmal rufen: Er verknüpft neu."
    )
