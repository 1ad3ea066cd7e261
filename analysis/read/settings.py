"""quelle.yaml beside the files: outlet, time zone, column mapping and defaults of a folder."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

import yaml

from analysis import plain_yaml
from analysis.errors import InputError, nearest
from analysis.read.fields import plain_name, vocabulary


def source_of(parent: Path, folder: Path) -> dict[str, object]:
    """Return the settings in the quelle.yaml of ``parent`` or the nearest folder above, up to ``folder``."""
    while True:
        path = parent / "quelle.yaml"
        if path.is_file():
            return read_source(path)
        if parent == folder:
            return {}
        parent = parent.parent


def read_source(path: Path) -> dict[str, object]:
    """Return the settings of one quelle.yaml.

    medium: the outlet; zeitzone: of times without one; spalten: our field -> the column it stands in;
    vorgaben: field -> value where an article has none; lizenz: a note for people.
    """
    known = ("medium", "zeitzone", "spalten", "vorgaben", "lizenz")
    try:
        settings = plain_yaml.load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path} ist kein gültiges YAML: {error}") from error
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        raise InputError(f"{path}: Es werden Zeilen wie „medium: Marenburger Allgemeine“ erwartet.")
    for name in settings:
        if name not in known:
            hint = nearest(str(name), known)
            raise InputError(f"{path}: Unbekannte Angabe „{name}“; erlaubt sind {', '.join(known)}.{hint}")
    for name in ("spalten", "vorgaben"):
        check_fields(path, name, settings.get(name) or {})
    try:
        zoneinfo.ZoneInfo(str(settings.get("zeitzone") or "Europe/Berlin"))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"{path}: „{settings['zeitzone']}“ ist keine Zeitzone; gemeint ist etwas wie Europe/Zurich."
        ) from error
    return settings


def check_fields(path: Path, name: str, mapping: object) -> None:
    """Raise InputError where ``mapping`` is not field -> value with known names of fields."""
    if not isinstance(mapping, dict):
        raise InputError(f"{path}: „{name}“ braucht Zeilen wie „text: Inhalt“.")
    for field in mapping:
        if plain_name(str(field)) not in vocabulary():
            raise InputError(f"{path}: „{name}“ nennt das unbekannte Feld „{field}“.")
