"""Coding sheets: a blind, stratified sample of articles out as XLSX and CSV.

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
from typing import TYPE_CHECKING

import numpy as np

from analysis.agreement.cells import write_xlsx
from analysis.errors import InputError, nearest
from analysis.framing.codebook import Codebook
from analysis.tables import write_atomically

if TYPE_CHECKING:
    import pandas as pd

KEY_FILE = "schluessel.csv"
UNIT, TITLE, TEXT = "Nr", "Überschrift", "Text"
SEED = 20261123
KEY_COLUMNS = ["unit", "article_id", "stratum", "probability", "check"]


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
    keyed = sample.assign(check=checks)[KEY_COLUMNS]
    paths.append(folder / KEY_FILE)
    write_atomically(paths[-1], _csv([KEY_COLUMNS, *keyed.astype(str).to_numpy().tolist()]))
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
