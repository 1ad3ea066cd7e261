"""Coding sheets: a blind, stratified sample of articles out as XLSX and CSV, the filled sheets back in.

The coder sees headline and text, never outlet, date or what the tool says; articles come in random order
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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.agreement.cells import Cells, read_cells, write_xlsx
from analysis.errors import InputError, nearest
from analysis.framing.codebook import Codebook
from analysis.tables import write_atomically

if TYPE_CHECKING:
    import pandas as pd

KEY_FILE = "schluessel.csv"
UNIT, TITLE, TEXT = "Nr", "Überschrift", "Text"
CODES = {"0": 0.0, "1": 1.0, "?": float("nan")}  # "?": the coder cannot decide
SEED = 20261123
SHOWN = 5  # problems named in one message
_KEY_COLUMNS = ["unit", "article_id", "stratum", "probability", "check"]


class Problem(NamedTuple):
    """Something wrong in a filled sheet: line of the file, what, and what to do."""

    line: int
    what: str


def draw_sample(articles: pd.DataFrame, n: int, by: str = "outlet", seed: int = SEED) -> pd.DataFrame:
    """Draw a stratified random sample of articles to code.

    In: the table articles (copies, whose duplicate_of is set, are never drawn), the size, the stratum's
    column, a seed. Every stratum gets its proportional part, at least one. Out: columns unit (a number in
    random order: "001" …), article_id, stratum, probability (chance to be drawn), in order of unit.
    Raises InputError where there are fewer articles than ``n``.
    """
    import pandas as pd

    if by not in articles:
        raise InputError(f"Die Artikel haben keine Spalte „{by}“.{nearest(by, map(str, articles))}")
    pool = articles[articles["duplicate_of"].isna() & (articles["text"] != "")]
    if not 0 < n <= len(pool):
        raise InputError(
            f"Eine Stichprobe von {n} Artikeln ist aus {len(pool)} Artikeln (ohne Kopien) nicht zu ziehen."
        )
    strata = pool[by].astype("str")
    counts = Counter(sorted(strata))
    if n < len(counts):
        raise InputError(f"Für {len(counts)} Gruppen in „{by}“ braucht es mindestens {len(counts)} Artikel.")
    rng = np.random.default_rng(seed)
    parts = []
    for stratum, size in _sizes(counts, n).items():
        ids = np.sort(pool.loc[strata == stratum, "article_id"].to_numpy(str))
        chosen = rng.choice(ids, size, replace=False)
        parts += [(str(article), stratum, size / len(ids)) for article in chosen]
    order = rng.permutation(len(parts))
    rows = [(f"A{i:03}", *parts[k]) for i, k in enumerate(order, 1)]
    return pd.DataFrame(rows, columns=["unit", "article_id", "stratum", "probability"])


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
    articles: pd.DataFrame,
    codebook: Codebook,
    folder: Path,
    n: int = 100,
    coders: Sequence[str] = ("1", "2"),
    by: str = "outlet",
    seed: int = SEED,
) -> list[Path]:
    """Write a blind coding sheet for each coder, as XLSX and CSV, and the key; return the paths.

    Files: bogen-<coder>.xlsx and bogen-<coder>.csv (the same rows; fill in either), schluessel.csv (not
    for the coders). Each row is an article: Nr, Überschrift, Text, then a column for each frame and each
    of its questions, to fill with 0, 1 or "?" (cannot decide). Raises InputError as ``draw_sample``
    does, and where the folder already holds a key, which a new draw would make useless.
    """
    if (folder / KEY_FILE).exists():
        raise InputError(
            f"In {folder} liegt schon {KEY_FILE}; bitte einen neuen Ordner angeben, "
            "damit ausgefüllte Bögen lesbar bleiben."
        )
    sample = draw_sample(articles, n, by, seed)
    texts = articles.set_index("article_id")
    titles = [str(texts.at[article, "title"]) for article in sample["article_id"]]
    bodies = [_shown(texts, article) for article in sample["article_id"]]
    header = [UNIT, TITLE, TEXT, *(f"{key}: {question}" for key, question in columns_of(codebook).items())]
    blank = [""] * (len(header) - 3)
    rows = [
        [unit, title, body, *blank] for unit, title, body in zip(sample["unit"], titles, bodies, strict=True)
    ]
    paths = []
    for coder in coders:
        paths += [folder / f"bogen-{coder}.xlsx", folder / f"bogen-{coder}.csv"]
        write_xlsx(paths[-2], header, rows, _instructions(codebook))
        write_atomically(paths[-1], _csv([header, *rows]))
    checks = [check_of(title, body) for title, body in zip(titles, bodies, strict=True)]
    keyed = sample.assign(check=checks)[_KEY_COLUMNS]
    paths.append(folder / KEY_FILE)
    write_atomically(paths[-1], _csv([_KEY_COLUMNS, *keyed.astype(str).to_numpy().tolist()]))
    return paths


def _shown(texts: pd.DataFrame, article: str) -> str:
    teaser, body = (str(texts.at[article, field]) for field in ("teaser", "text"))
    return f"{teaser}\n\n{body}" if teaser else body


def columns_of(codebook: Codebook) -> dict[str, str]:
    """Return the columns to fill: ``conflict`` for a frame, ``conflict.reproach`` for a question."""
    columns = {}
    for frame in codebook.frames:
        for question in frame.questions:
            columns[f"{frame.id}.{question.id}"] = question.question
        columns[frame.id] = f"Frame „{frame.name}“ insgesamt vorhanden?"
    return columns


def _instructions(codebook: Codebook) -> list[list[str]]:
    rows = [
        ["Anleitung", "Je Artikel und Spalte 1 (ja), 0 (nein) oder ? (nicht entscheidbar) eintragen."],
        ["", "Zeilen nicht löschen, Nr nicht ändern; sortieren darf man ganze Zeilen."],
        ["Codebuch", f"{codebook.name}, {codebook.label}"],
        ["Quelle", codebook.source],
    ]
    for frame in codebook.frames:
        rows.append([frame.name, frame.definition])
        rows += [["", question.question] for question in frame.questions]
        rows += [["Beispiel", example] for example in frame.examples]
        rows += [["Kein Beispiel", example] for example in frame.counterexamples]
    return rows


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


def read_key(folder: Path) -> pd.DataFrame:
    """Read the key of a sample: columns unit, article_id, stratum, probability, check."""
    import pandas as pd

    file = folder / KEY_FILE
    if not file.is_file():
        raise InputError(f"In {folder} fehlt {KEY_FILE}; ohne ihn sind die Bögen keinem Artikel zuzuordnen.")
    cells = read_cells(file)
    if cells.header != _KEY_COLUMNS:
        raise InputError(f"{file.name}, Zeile 1: Erwartet werden die Spalten {', '.join(_KEY_COLUMNS)}.")
    key = pd.DataFrame([row for _, row in cells.rows], columns=_KEY_COLUMNS)
    try:
        return key.astype({"probability": float})
    except ValueError as error:
        raise InputError(f"{file.name}: Die Spalte „probability“ enthält keine Zahl ({error}).") from error


def read_sheets(files: Sequence[Path], key: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Read filled sheets, one a coder, all of it or nothing.

    In: .xlsx or .csv files (the coder is the name after ``bogen-``), the key, the codebook they were
    drawn with. Out: long: columns coder, unit, article_id, measure (frame or frame.question), code (1.0,
    0.0, NaN for "?"). Raises InputError that names file, line and remedy for codes other than 0, 1 and
    ?, empty cells, missing, double or unknown rows, rows whose number belongs to another text.
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
    parts = [_read_sheet(Path(file), key, codebook) for file in files]
    return pd.concat(
        [part.assign(coder=coder) for part, coder in zip(parts, coders, strict=True)], ignore_index=True
    )[["coder", "unit", "article_id", "measure", "code"]]


def _read_sheet(file: Path, key: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    import pandas as pd

    cells = read_cells(file)
    places = _places(file, cells, codebook)
    problems = [*_row_problems(cells, key), *_code_problems(cells, places)]
    if problems:
        problems.sort()
        named = "; ".join(f"Zeile {problem.line}: {problem.what}" for problem in problems[:SHOWN])
        more = f"; und {len(problems) - SHOWN} weitere Fehler" if len(problems) > SHOWN else ""
        raise InputError(f"{file.name}, {named}{more}. Es wurde nichts übernommen.")
    articles = dict(zip(key["unit"], key["article_id"], strict=True))
    rows = [
        (row[0], articles[row[0]], measure, CODES[row[place]])
        for _, row in cells.rows
        for measure, place in places.items()
    ]
    return pd.DataFrame(rows, columns=["unit", "article_id", "measure", "code"])


def _places(file: Path, cells: Cells, codebook: Codebook) -> dict[str, int]:
    """Return the column number of each measure; raise InputError for columns missing or unknown."""
    if cells.header[:3] != [UNIT, TITLE, TEXT]:
        raise InputError(
            f"{file.name}, Zeile 1: Die ersten drei Spalten müssen {UNIT}, {TITLE}, {TEXT} heißen; "
            "bitte den Bogen nicht umbauen."
        )
    known = columns_of(codebook)
    places = {heading.partition(":")[0]: i for i, heading in enumerate(cells.header[3:], 3) if heading}
    for name in places:
        if name not in known:
            raise InputError(
                f"{file.name}, Zeile 1: Die Spalte „{name}“ gehört nicht zum Codebuch {codebook.label}."
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


def _code_problems(cells: Cells, places: dict[str, int]) -> list[Problem]:
    problems = []
    for line, row in cells.rows:
        for measure, place in places.items():
            value = row[place]
            if value == "":
                problems.append(Problem(line, f"Spalte „{measure}“ ist leer; bitte 0, 1 oder ? eintragen"))
            elif value not in CODES:
                problems.append(
                    Problem(line, f"Spalte „{measure}“ enthält „{value}“; erlaubt sind 0, 1 und ?")
                )
    return problems
