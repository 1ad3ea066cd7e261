"""A prepared corpus of which some files are new, changed or gone: only those are read again.

What a full run would read from the other files is in the tables already: the articles as cleaned, with
their annotations, what was put aside and noted. Only linking looks at all articles anew, and at the
speakers as they were before it last did (see ``found_file``).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import tables
from analysis.read import Reading, read
from analysis.tables import SCHEMAS, Corpus

FOUND = "found.parquet"  # of each quote what linking changes, as it was before
CHANGED = ["speaker_type", "speaker_gender"]
SETTINGS = ("quelle.yaml", "korrekturen.yaml")  # these change what is made of other files


class Before(NamedTuple):
    """What a corpus was prepared from: a hash of methods and versions, the hash of each file."""

    basis: str
    files: dict[str, str]

    def to_json(self) -> str:
        """Write it as one line."""
        return json.dumps(self._asdict(), sort_keys=True)


def before_of(line: str) -> Before | None:
    """Read what ``to_json`` wrote; None for anything else."""
    try:
        return Before(**json.loads(line))
    except (TypeError, ValueError):
        return None


def basis_of(content: object) -> str:
    """Return a hash of the methods and versions that a corpus is made with."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_added(source: Path, before: Before, now: Before, kept: Corpus) -> tuple[Corpus, Reading] | None:
    """Return the part of ``kept`` that holds for the files as they are now, and what reading the rest gave.

    Files of which something was put aside are read again. None where all is to be read: settings changed,
    two articles have one id, nothing is left.
    """
    added = set(now.files) - set(before.files)
    other = {name for name, digest in before.files.items() if now.files.get(name) != digest}
    known = set(kept.articles["source_file"]) <= set(before.files)
    if source.is_file() or now.basis != before.basis or not known:
        return None
    if any(Path(name).name in SETTINGS or not _is_plain(name) for name in added | other):
        return None
    again = set(kept.quarantine["source_file"]) | other
    reading = read(source, only=(added | again) - (other - set(now.files)))
    stays = kept.of(kept.articles["article_id"][~kept.articles["source_file"].isin(again)])
    stays = dataclasses.replace(
        stays, quarantine=tables.make("quarantine"), notes=_of_these(kept.notes, stays.articles, again)
    )
    ids = set(stays.articles["article_id"])
    left = set(kept.articles["article_id"]) - ids
    freed = any(
        name.rpartition("-")[0] in left for name in ids
    )  # a second one of an id, told apart by its place
    twice = ids & set(reading.articles["article_id"])
    return None if twice or freed or not ids else (stays, reading)


def _is_plain(name: str) -> bool:
    """Tell whether a file is called in the tables as it is called on disk."""
    return name == unicodedata.normalize("NFC", name).encode("utf-8", "replace").decode("utf-8")


def _of_these(notes: pd.DataFrame, articles: pd.DataFrame, again: set[str]) -> pd.DataFrame:
    """Return the notes on files that are not read again and on articles that stay."""
    on_file = (notes["source_file"] != "") & ~notes["source_file"].isin(again)
    on_article = (notes["source_file"] == "") & notes["item"].isin(set(articles["article_id"]))
    return notes[on_file | on_article]


def joined(stays: Corpus, new: Corpus) -> Corpus:
    """Return one corpus of two that share no article."""
    both = {
        name: pd.concat([getattr(stays, name), getattr(new, name)], ignore_index=True) for name in SCHEMAS
    }
    return Corpus(**both)


def found_file(quotes: pd.DataFrame, folder: Path) -> tuple[Path, bytes]:
    """Return the file in ``folder`` that keeps what linking changes in ``quotes``: kinds and genders.

    Else what one article leaves open would count as known the next time, and two runs give other
    tables than one.
    """
    table = quotes[["quote_id", *CHANGED]].sort_values("quote_id")  # however they were come by
    return folder / FOUND, table.to_parquet(None, index=False)


def as_found(corpus: Corpus, folder: Path) -> Corpus | None:
    """Return ``corpus`` with its quotes as they were before linking; None where that was not kept."""
    try:
        found = pd.read_parquet(folder / FOUND, columns=["quote_id", *CHANGED]).set_index("quote_id")
    except (OSError, ValueError):
        return None
    if not corpus.quotes["quote_id"].isin(found.index).all():
        return None
    before = found.loc[corpus.quotes["quote_id"], CHANGED].set_axis(corpus.quotes.index)
    return dataclasses.replace(corpus, quotes=corpus.quotes.assign(**before))
