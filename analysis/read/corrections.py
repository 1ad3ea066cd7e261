"""korrekturen.yaml: what a person set right by hand; it survives re-reading and stands in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import yaml

from analysis import plain_yaml, tables
from analysis.clean.dates import NoDate, parse_date
from analysis.errors import InputError, nearest
from analysis.read.item import Note

CORRECTABLE = {
    **{"medium": "outlet", "outlet": "outlet", "datum": "published_at", "published_at": "published_at"},
    **{"genre": "genre", "titel": "title", "title": "title", "autor": "authors", "authors": "authors"},
    **{"ressort": "section", "section": "section", "agentur": "agency", "agency": "agency"},
}
PARTS = {"artikel", "sprecher", "zitate", "rahmen"}  # the last two: analysis.corrections
FAR_FUTURE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)  # what a person writes is not questioned


def read_corrections(folder: Path) -> dict[str, dict[str, object]]:
    """Return article_id -> corrected values from ``folder``/korrekturen.yaml; nothing where there is none.

    The file: ``artikel: {<article_id>: {medium: …, datum: …, genre: …}}`` and ``sprecher: {…}`` (see
    ``read_speaker_corrections``). Raises InputError naming the article and the value that is wrong.
    """
    path, content = read_file(folder)
    articles = section_of(path, content, "artikel", "<article_id>: {medium: …}")
    return {name: check_correction(path, name, values) for name, values in articles.items()}


def read_speaker_corrections(folder: Path, types: Collection[str]) -> dict[str, dict[str, str]]:
    """Return speaker as found -> {name, type} as set right in ``folder``/korrekturen.yaml.

    The file: ``sprecher: {Kati Voss: {name: Katharina Voss, typ: politics}}``, each of the two optional;
    ``types`` are the speaker types there are. Raises InputError naming what is wrong.
    """
    path, content = read_file(folder)
    corrections = {}
    for alias, values in section_of(path, content, "sprecher", "Kati Voss: {name: Katharina Voss}").items():
        checked = {{"typ": "type"}.get(name, name): str(value) for name, value in values.items()}
        if unknown := set(checked) - {"name", "type"}:
            raise InputError(f"{path}, Sprecher {alias}: „{unknown.pop()}“ gibt es nicht; nur name und typ.")
        if "type" in checked and checked["type"] not in types:
            hint = nearest(checked["type"], types)
            raise InputError(f"{path}, Sprecher {alias}: typ ist eines von {', '.join(types)}.{hint}")
        corrections[alias] = checked
    return corrections


def correct_speakers(quotes: pd.DataFrame, corrections: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Return ``quotes`` with speaker_name and speaker_type set right, before speakers are linked."""
    corrected = quotes.copy()
    for field in ("name", "type"):
        values = {alias: c[field] for alias, c in corrections.items() if field in c}
        new = quotes["speaker_name"].map(values)
        column = f"speaker_{field}"
        corrected[column] = new.where(new.notna(), quotes[column]).astype(quotes[column].dtype)
    return corrected


def read_file(folder: Path) -> tuple[Path, dict[str, object]]:
    """Return the path and the content of a folder's korrekturen.yaml; empty where there is none."""
    path = (folder if folder.is_dir() else folder.parent) / "korrekturen.yaml"
    if not path.is_file():
        return path, {}
    try:
        content = plain_yaml.load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist kein gültiges YAML: {error}") from error
    if not isinstance(content, dict) or (unknown := set(content) - PARTS):
        named = f" „{sorted(map(str, unknown))[0]}“ gibt es nicht." if isinstance(content, dict) else ""
        raise InputError(f"{path}: Erwartet werden „artikel:“ und „sprecher:“.{named}")
    return path, content


def section_of(
    path: Path, content: Mapping[str, object], name: str, example: str
) -> dict[str, dict[str, object]]:
    """Return one part of korrekturen.yaml; InputError where it is no mapping of mappings."""
    part = content.get(name) or {}
    if not isinstance(part, dict) or not all(isinstance(values, dict) for values in part.values()):
        raise InputError(f"{path}: Erwartet wird „{name}: {{{example}}}“.")
    return {str(key): values for key, values in part.items()}


def check_correction(path: Path, article_id: str, correction: Mapping[str, object]) -> dict[str, object]:
    """Return the values of one correction under the names of the articles table."""
    checked: dict[str, object] = {}
    for name, value in correction.items():
        if name not in CORRECTABLE:
            hint = nearest(name, CORRECTABLE)
            raise InputError(f"{path}, Artikel {article_id}: „{name}“ lässt sich nicht berichtigen.{hint}")
        field = CORRECTABLE[name]
        genres = tables.CHOICES["articles", "genre"]
        if field == "genre" and value not in genres:
            raise InputError(f"{path}, Artikel {article_id}: genre ist eines von {', '.join(genres)}.")
        try:
            checked[field] = parse_date(str(value), FAR_FUTURE) if field == "published_at" else str(value)
        except NoDate as error:
            raise InputError(f"{path}, Artikel {article_id}: {error}.") from error
    return checked


def correct(
    row: dict[str, object], corrections: Mapping[str, Mapping[str, object]]
) -> tuple[dict[str, object], list[Note]]:
    """Return the row with its correction, and a note for each value that changed."""
    correction = corrections.get(str(row["article_id"]), {})
    notes = [
        Note(str(row["source_file"]), str(row["item"]), "Korrektur", f"{name}: {row[name]} → {value}")
        for name, value in correction.items()
        if row[name] != value
    ]
    return {**row, **correction}, notes
