"""What a reader said of articles and quotes, as coding sheets with their keys: frames, quotes, speakers.

Nobody drew these articles at random, so the keys name no probability: the sheets measure agreement, they
cannot correct shares. Quotes are numbered as the tool found them, corrections aside.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import wording
from analysis.agreement.sheets import KEY_FILE, TEXT, TITLE, UNIT, check_of, key_columns
from analysis.agreement.tasks import NO_QUOTE, UNDECIDED, Task, frame_task, quote_task, speaker_task
from analysis.agreement.units import article_units, categories_of, units_of
from analysis.annotation import annotate
from analysis.corrections import WORDS, Corrections, QuoteVerdict
from analysis.errors import InputError
from analysis.explore.exports import csv_of
from analysis.explore.methods import place_of
from analysis.framing import Codebook
from analysis.preparation import kept_annotations
from analysis.tables import Corpus, write_atomically


class Coded(NamedTuple):
    """The filled rows of one task: ``units`` as ``units_of`` gives them, ``codes`` of each by column."""

    task: Task
    units: pd.DataFrame
    codes: Mapping[str, Mapping[str, str]]


def write_codings(
    corpus: Corpus, said: Corrections, codebook: Codebook, coder: str, folder: Path
) -> list[Path]:
    """Write a sheet and its key for each task of which something was said; return the files.

    They lie in ``folder``/<task>/ as bogen-<coder>.csv and schluessel.csv, as ``score_sheets`` reads them.
    What was left open is "?". InputError for a coder's name that is no file name, or where nothing was said.
    """
    if not re.fullmatch(r"[\w-]{1,40}", coder):
        raise InputError("Der Name der Codiererin besteht aus Buchstaben, Ziffern und Bindestrichen.")
    codings = [frames_coded(corpus, said, codebook), *quotes_judged(corpus, said)]
    if not any(len(coded.units) for coded in codings):
        raise InputError("Noch ist kein Artikel dieses Korpus codiert und kein Zitat beurteilt.")
    return [
        path
        for coded in codings
        if len(coded.units)
        for path in _write(coded, coder, folder / coded.task.name)
    ]


def frames_coded(corpus: Corpus, said: Corrections, codebook: Codebook) -> Coded:
    """Return the articles whose frames were coded, with their codes (1, 0)."""
    articles = corpus.articles[corpus.articles["article_id"].isin(set(said.frames))]
    units = article_units(articles.assign(duplicate_of=None))
    codes = {
        article: {name: str(code) for name, code in given.items()} for article, given in said.frames.items()
    }
    return Coded(frame_task(codebook), units, codes)


def quotes_judged(corpus: Corpus, said: Corrections) -> tuple[Coded, Coded]:
    """Return the judged quotes that the tool had found: their form (or none), the kind of their speaker.

    A quote that the tool had missed is in neither, since nothing of the tool's stands against it.
    """
    judged = corpus.of({verdict.artikel for verdict in said.quotes})
    found = annotate(judged.articles, cache=kept_annotations())
    verdicts = _verdicts(found, said)
    quotes = found.quotes[found.quotes["quote_id"].isin(list(verdicts))]
    of_quotes = dataclasses.replace(found, quotes=quotes)
    forms, speakers = quote_task(), speaker_task()
    type_of, kind_of = (categories_of(task, of_quotes) for task in (forms, speakers))
    right = {key: verdict for key, verdict in verdicts.items() if verdict.urteil == "richtig"}
    form = {key: NO_QUOTE if key not in right else right[key].typ or type_of[key] for key in verdicts}
    kind = {key: verdict.art or kind_of[key] for key, verdict in right.items()}
    units = units_of(forms, of_quotes, nested=True)
    return (
        Coded(forms, units, {key: {"type": _label(code)} for key, code in form.items()}),
        Coded(
            speakers,
            units[units["quote_id"].isin(list(kind))],
            {key: {"speaker_type": _label(code)} for key, code in kind.items()},
        ),
    )


def _verdicts(found: Corpus, said: Corrections) -> dict[str, QuoteVerdict]:
    """Return by quote_id what was said of the quotes ``found``: of that with its words, nearest by."""
    places = place_of(found)
    by_words: dict[tuple[str, str], list[str]] = {}
    for row in found.quotes[["article_id", "content", "quote_id"]].itertuples(index=False, name=None):
        by_words.setdefault((row[0], row[1][:WORDS]), []).append(row[2])
    verdicts = {}
    for verdict in said.quotes:
        same = by_words.get((verdict.artikel, verdict.wortlaut[:WORDS]), [])
        if same and verdict.urteil != "fehlt":
            verdicts[min(same, key=lambda key: abs(places[key][0] - verdict.stelle[0]))] = verdict
    return verdicts


def _label(code: object) -> str:
    return UNDECIDED if code == "unknown" else wording.labels(str(code))[0]


def _write(coded: Coded, coder: str, folder: Path) -> list[Path]:
    columns, unit = coded.task.columns, coded.task.unit
    rows, key = [], []
    for number, (name, outlet, title, text) in enumerate(
        coded.units[[unit, "stratum", "title", "text"]].itertuples(index=False, name=None), 1
    ):
        given = coded.codes[name]
        rows.append([f"A{number:03}", title, text, *(given.get(column, UNDECIDED) for column in columns)])
        key.append([f"A{number:03}", name, outlet, "nan", check_of(title, text)])
    header = [UNIT, TITLE, TEXT, *(f"{name}: {question}" for name, question in columns.items())]
    sheet, key_file = folder / f"bogen-{coder}.csv", folder / KEY_FILE
    write_atomically(sheet, csv_of(pd.DataFrame(rows, columns=header)))
    write_atomically(key_file, csv_of(pd.DataFrame(key, columns=key_columns(unit))))
    return [sheet, key_file]
