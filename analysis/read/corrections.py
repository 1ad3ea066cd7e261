"""korrekturen.yaml: what a person set right by hand; it survives re-reading and stands in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import yaml

from analysis import tables
from analysis.clean.dates import NoDate, parse_date
from analysis.errors import InputError, nearest
from analysis.read.item import Note

CORRECTABLE = {
    **{"medium": "outlet", "outlet": "outlet", "datum": "published_at", "published_at": "published_at"},
    **{"genre": "genre", "titel": "title", "title": "title", "autor": "authors", "authors": "authors"},
    **{"ressort": "section", "section": "section", "agentur": "agency", "agency": "agency"},
}
FAR_FUTURE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)  # what a person writes is not questioned


def read_corrections(folder: Path) -> dict[str, dict[str, object]]:
    """Return article_id -> corrected values from ``folder``/korrekturen.yaml; nothing where there is none.

    The file: ``artikel: {<article_id>: {medium: …, datum: …, genre: …}}``; ``sprecher:`` (aliases and
    types of speakers) belongs to the sources and is not read here. Raises InputError naming the
    article and the value that is wrong.
    """
    path = (folder if folder.is_dir() else folder.parent) / "korrekturen.yaml"
    if not path.is_file():
        return {}
    try:
        content = yaml.safe_load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist kein gültiges YAML: {error}") from error
    articles = content.get("artikel") or {} if isinstance(content, dict) else None
    if not isinstance(articles, dict) or not all(isinstance(value, dict) for value in articles.values()):
        raise InputError(f"{path}: Erwartet wird „artikel: {{<article_id>: {{medium: …}}}}“.")
    return {str(article_id): check_correction(path, str(article_id), c) for article_id, c in articles.items()}


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
