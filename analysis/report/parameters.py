"""The parameters of a report, checked before a kernel starts: names, types, ranges, paths."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis import paths, sentiment, wording
from analysis.errors import InputError, nearest
from analysis.events import parse_events
from analysis.framing import load_codebook
from analysis.selection import matcher, parse_day

CHOICES = {
    "count": ("copies", "stories"),
    "quote_method": ("model", "rules"),
    "language": wording.LANGUAGES,
}


def declared(notebook: Path) -> dict[str, dict[str, Any]]:
    """Return the parameters that ``notebook`` declares: by name the default, the type and the help."""
    import papermill

    found = papermill.inspect_notebook(str(notebook))
    return {
        name: {
            "default": ast.literal_eval(entry["default"]),
            "type": entry["inferred_type_name"],
            "help": entry["help"],
        }
        for name, entry in found.items()
    }


def check(notebooks: list[Path], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all parameters of ``notebooks`` with the values ``given``; InputError for the first fault.

    Checked are names (papermill would only warn), types, days of the calendar, choices and paths.
    """
    known: dict[str, dict[str, Any]] = {}
    for notebook in notebooks:
        known |= declared(notebook)
    for name in given:
        if name not in known:
            raise InputError(
                f"Den Parameter „{name}“ gibt es nicht. Möglich sind {', '.join(known)}."
                + nearest(name, known)
            )
    values = {name: given.get(name, entry["default"]) for name, entry in known.items()}
    for name, value in values.items():
        _check_type(name, value, known[name]["default"])
        if name in CHOICES and value not in CHOICES[name]:
            choices = ", ".join(f"„{choice}“" for choice in CHOICES[name])
            raise InputError(
                f"{name}: „{value}“ geht nicht; möglich sind {choices}.{nearest(value, CHOICES[name])}"
            )
    first, last = (parse_day(name, values.get(name, "")) for name in ("date_from", "date_to"))
    if first and last and first > last:
        raise InputError(f"date_from ({first}) liegt nach date_to ({last}). Bitte tauschen.")
    parse_events(values.get("events", []))
    if values.get("smallest_cell", 0) < 0:
        raise InputError(f"smallest_cell: {values['smallest_cell']} geht nicht; 0 oder größer angeben.")
    if values.get("query"):
        matcher(values["query"])
    if values.get("sentiment_method"):
        sentiment.describe(values["sentiment_method"])
    if values.get("codebook"):
        load_codebook(paths.codebook(values["codebook"]))
    if "corpus" in values:
        paths.inside(values["corpus"])
    return values


def _check_type(name: str, value: Any, default: Any) -> None:
    if isinstance(default, list):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise InputError(f'{name} erwartet eine Liste von Texten wie ["A", "B"], nicht {value!r}.')
    elif type(value) is not type(default):
        expected = {"str": "einen Text", "int": "eine ganze Zahl", "bool": "true oder false"}
        wanted = expected.get(type(default).__name__, type(default).__name__)
        raise InputError(f"{name} erwartet {wanted}, nicht {value!r} ({type(value).__name__}).")


def from_file(path: Path) -> dict[str, Any]:
    """Return the parameters in a YAML file (name: value); InputError where it is none."""
    import yaml

    from analysis import plain_yaml

    try:
        content = plain_yaml.load(path.read_text("utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"Die Parameterdatei {path} ist nicht lesbar: {error}.") from None
    if not isinstance(content, dict):
        raise InputError(f"{path}: Erwartet werden Zeilen wie „corpus: data/raw/demo“.")
    # YAML reads 2026-03-02 as a day
    return {str(n): v.isoformat() if isinstance(v, dt.date) else v for n, v in content.items()}


def parse(assignments: list[str], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters in ``name=value`` texts of the command line, read as the type of the default.

    A list is written ``outlets="Abendblitz,Kontorblatt"`` or as ``["Abendblitz"]``. InputError for
    a text without ``=``.
    """
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise InputError(f"„{assignment}“ ist kein Parameter; erwartet wird NAME=WERT.")
        name = name.strip()
        values[name] = _value(name, text, known.get(name))
    return values


def _value(name: str, text: str, default: Any) -> Any:
    if isinstance(default, list):
        if text.lstrip().startswith("["):
            try:
                return ast.literal_eval(text)
            except (ValueError, SyntaxError):
                raise InputError(f"{name}: {text!r} ist keine lesbare Liste.") from None
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, bool):
        return {"true": True, "false": False, "ja": True, "nein": False}.get(text.lower(), text)
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            return text
    return text
