"""Coding sheets: a blind, stratified sample of articles, statements or sentences out as XLSX and CSV.

The coder sees headline and text, never outlet, date or what the tool says; the rows come in random order
under invented numbers. The key (schluessel.csv) stays with whoever runs the study: it says which number
is which article, how likely it was to be drawn, and what its text begins with, so that swapped numbers
are noticed.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.agreement.cells import write_xlsx
from analysis.agreement.tasks import Task
from analysis.errors import InputError
from analysis.tables import write_atomically

if TYPE_CHECKING:
    import pandas as pd

KEY_FILE = "schluessel.csv"
UNIT, TITLE, TEXT = "Nr", "Überschrift", "Text"
SEED = 20261123
NAMES = {"article_id": "Artikeln (ohne Kopien)", "quote_id": "Aussagen", "sentence_id": "Sätzen"}


def draw_sample(units: pd.DataFrame, n: int, seed: int = SEED, chance: float = 1.0) -> pd.DataFrame:
    """Draw a stratified random sample of what is to be coded.

    In: ``units`` (their id in the first column, stratum; see ``pool_of``), the size, a seed, the ``chance``
    that each unit had to be among them. Every stratum gets its proportional part, at least one. Out: columns
    unit (a number in random order: "A001" …), the id, stratum, probability (chance to be drawn), in
    order of unit. Raises InputError where there are fewer units than ``n``.
    """
    import pandas as pd

    name = str(units.columns[0])
    if not 0 < n <= len(units):
        raise InputError(
            f"Eine Stichprobe von {n} ist aus {len(units)} {NAMES[name]} nicht zu ziehen; "
            "bitte eine kleinere Zahl angeben."
        )
    counts = Counter(sorted(units["stratum"]))
    if n < len(counts):
        raise InputError(
            f"Für {len(counts)} Gruppen braucht es eine Stichprobe von mindestens {len(counts)}."
        )
    rng = np.random.default_rng(seed)
    parts = []
    for stratum, size in _sizes(counts, n).items():
        ids = np.sort(units.loc[units["stratum"] == stratum, name].to_numpy(str))
        chosen = rng.choice(ids, size, replace=False)
        parts += [(str(unit), stratum, chance * size / len(ids)) for unit in chosen]
    order = rng.permutation(len(parts))
    rows = [(f"A{i:03}", *parts[k]) for i, k in enumerate(order, 1)]
    return pd.DataFrame(rows, columns=["unit", name, "stratum", "probability"])


def _sizes(counts: Mapping[str, int], n: int) -> dict[str, int]:
    """Share ``n`` out in proportion to the strata, at least one each, by largest remainders."""
    total = sum(counts.values())
    exact = {stratum: n * count / total for stratum, count in counts.items()}
    sizes = {stratum: max(1, int(share)) for stratum, share in exact.items()}
    by_need = sorted(counts, key=lambda stratum: (sizes[stratum] - exact[stratum], stratum))
    while sum(sizes.values()) < n:
        for stratum in by_need:
            if sum(sizes.values()) < n and sizes[stratum] < counts[stratum]:
                sizes[stratum] += 1
    while sum(sizes.values()) > n:
        sizes[max(sizes, key=lambda stratum: (sizes[stratum] - exact[stratum], sizes[stratum]))] -= 1
    return sizes


def write_sheets(
    sample: pd.DataFrame, units: pd.DataFrame, task: Task, folder: Path, coders: Sequence[str] = ("1", "2")
) -> list[Path]:
    """Write a blind coding sheet for each coder, as XLSX and CSV, and the key; return the paths.

    In: what was drawn (``draw_sample``), of these at least what is shown (``units_of``), the task. Files:
    bogen-<coder>.xlsx and bogen-<coder>.csv (the same rows; fill in either), schluessel.csv (not for the
    coders). Each row is a unit: Nr, Überschrift, Text, then a column for each question, to fill with one of
    the codes or "?" (cannot decide). Raises InputError where the folder already holds a key, which a new
    one would make useless.
    """
    if (folder / KEY_FILE).exists():
        raise InputError(
            f"In {folder} liegt schon {KEY_FILE}; bitte einen neuen Ordner angeben, "
            "damit ausgefüllte Bögen lesbar bleiben."
        )
    shown = units.set_index(task.unit).loc[sample[task.unit], ["title", "text"]].astype(str)
    header = [UNIT, TITLE, TEXT, *(f"{key}: {question}" for key, question in task.columns.items())]
    blank = [""] * len(task.columns)
    rows = [
        [unit, title, text, *blank]
        for unit, (title, text) in zip(sample["unit"], shown.to_numpy(), strict=True)
    ]
    paths = []
    for coder in coders:
        paths += [folder / f"bogen-{coder}.xlsx", folder / f"bogen-{coder}.csv"]
        write_xlsx(paths[-2], header, rows, task.notes, task.choices)
        write_atomically(paths[-1], _csv([header, *rows]))
    checks = [check_of(title, text) for title, text in shown.to_numpy()]
    keyed = sample.assign(check=checks)[key_columns(task.unit)]
    paths.append(folder / KEY_FILE)
    write_atomically(paths[-1], _csv([key_columns(task.unit), *keyed.astype(str).to_numpy().tolist()]))
    return paths


def key_columns(unit: str) -> list[str]:
    """Return the columns of a key; the second is named after what is coded."""
    return ["unit", unit, "stratum", "probability", "check"]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    # a text that begins like a formula is one for a spreadsheet, unless an apostrophe stands before it
    safe = [["'" + cell if cell[:1] in ("=", "+", "-", "@") else cell for cell in row] for row in rows]
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(safe)
    return out.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8


def check_of(title: str, body: str) -> str:
    """Return what tells an article apart in a sheet: a hash of its letters, whatever the white space."""
    letters = "".join(ch for ch in f"{title}{body}"[:4000] if ch.isalnum())
    return hashlib.sha256(letters[:500].encode()).hexdigest()[:12]
