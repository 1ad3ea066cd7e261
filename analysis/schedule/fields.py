"""The fields of a report definition: what each may hold. Problems are collected, none stops the rest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from analysis import paths
from analysis.errors import InputError, nearest
from analysis.fetch.sources import KINDS, Source, check_address, default_name
from analysis.schedule import periods, slots
from analysis.schedule.yamllines import Place, Problem

ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,253}")
WORDING = {str: "ein Text", bool: "true oder false", int: "eine ganze Zahl", list: "eine Liste (- …)"}
TYPES: dict[str, type] = {
    "title": str, "active": bool, "corpus": str, "schedule": str, "timezone": str, "period": str,
    "parameters": dict, "notebooks": list, "keep": int, "contact": str, "sources": list, "deliver": dict,
}  # fmt: skip
REQUIRED = ("corpus", "schedule")
DELIVER: dict[str, type] = {"email": list, "failures": list, "attach": bool}
SOURCE: dict[str, type] = {
    "feed": str, "sitemap": str, "fundus": str, "name": str, "outlet": str, "limit": int, "days": int,
    "delay": float, "credentials": str,
}  # fmt: skip


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """Return the line of ``place``, or of the nearest entry around it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def checked(content: Any, name: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields for a Definition from the content of the file ``name``, and what is wrong."""
    if not isinstance(content, dict):
        return {}, [((), "Es werden Zeilen wie „corpus: data/raw/demo“ erwartet.")]
    problems = _known(content, TYPES, ())
    problems += [((), f"„{key}“ fehlt.") for key in REQUIRED if key not in content]
    if not re.fullmatch(r"\w[\w.-]{0,63}", name):
        problems.append(((), f"Der Dateiname „{name}“ taugt nicht: bitte nur Buchstaben, Ziffern, - und _."))
    good = {key: value for key, value in content.items() if key in TYPES and _fits(value, TYPES[key])}
    for key, test in TESTS.items():
        if key in good:
            problems += _caught((key,), test, good[key])
    for number, entry in enumerate(good.get("notebooks", ())):
        problems += _caught(("notebooks", number), _check_notebook, entry)
    if "period" in good and {"date_from", "date_to"} & set(good.get("parameters", ())):
        place = ("parameters", "date_from" if "date_from" in good["parameters"] else "date_to")
        problems.append(
            (place, "„period“ setzt date_from und date_to schon; bitte eines von beiden streichen.")
        )
    sources, faults = _sources(good.pop("sources", ()))
    problems += faults
    if sources and not _below_raw(good.get("corpus", "")):
        problems.append((("corpus",), "Mit „sources“ muss das Korpus ein Ordner unter data/raw/ sein."))
    delivery, faults = _delivery(good.pop("deliver", {}))
    problems += faults
    if "parameters" in good and "corpus" in good["parameters"]:
        problems.append((("parameters", "corpus"), "Das Korpus steht schon in „corpus“."))
    good["notebooks"] = tuple(good.get("notebooks", ()))
    return {**good, "sources": sources, **delivery}, problems


def _known(entry: Mapping[Any, Any], types: Mapping[str, type], place: Place) -> list[Problem]:
    """Return what is wrong with the keys of ``entry`` and the types of their values."""
    problems: list[Problem] = []
    for key, value in entry.items():
        if key not in types:
            hint = nearest(str(key), types)
            message = f"Die Angabe „{key}“ gibt es hier nicht; möglich sind {', '.join(types)}.{hint}"
            problems.append(((*place, str(key)), message))
        elif not _fits(value, types[key]):
            wanted = WORDING.get(types[key], "Zeilen wie „name: wert“" if types[key] is dict else "eine Zahl")
            problems.append(((*place, key), f"„{key}“ erwartet {wanted}, nicht {value!r}."))
    return problems


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool) and kind is not bool:
        return False
    return isinstance(value, (int, float) if kind is float else kind)


def _caught(place: Place, test: Callable[[Any], object], value: Any) -> list[Problem]:
    try:
        test(value)
    except InputError as error:
        return [(place, str(error))]
    return []


def _check_corpus(value: str) -> None:
    folder = (paths.root() / value).resolve()
    if not any(folder.is_relative_to(allowed) for allowed in paths.allowed()):
        raise InputError(f"Das Korpus „{value}“ liegt außerhalb des Projekts.")


def _check_keep(value: int) -> None:
    if value < 0:
        raise InputError("„keep“ ist die Zahl der Berichte, die bleiben; 0 heißt alle.")


def _check_notebook(value: object) -> None:
    path = paths.root() / "notebooks" / f"{value}.ipynb"
    if not isinstance(value, str) or not path.resolve().is_relative_to(paths.root() / "notebooks"):
        raise InputError(f"{value!r} ist kein Name eines Notebooks in notebooks/.")
    if not path.is_file():
        known = sorted(p.stem for p in (paths.root() / "notebooks").glob("*.ipynb"))
        raise InputError(f"Das Notebook „{value}“ gibt es nicht; da sind {', '.join(known)}.")


def _check_one_line(value: str) -> None:
    if len(value.splitlines()) > 1 or len(value) > 200:
        raise InputError("Hier ist eine Zeile mit höchstens 200 Zeichen gemeint.")


TESTS: dict[str, Callable[[Any], object]] = {
    "title": _check_one_line,
    "contact": _check_one_line,
    "corpus": _check_corpus,
    "schedule": slots.check,
    "timezone": slots.zone,
    "period": lambda value: value and periods.resolve(value, dt.date(2026, 3, 2)),
    "keep": _check_keep,
}


def _below_raw(corpus: str) -> bool:
    parts = PurePosixPath(corpus).parts
    return len(parts) > 2 and parts[:2] == ("data", "raw")


def _delivery(entry: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields email, failures and attach, and what is wrong with them."""
    problems = _known(entry, DELIVER, ("deliver",))
    good: dict[str, Any] = {
        key: entry[key] for key in DELIVER if key in entry and _fits(entry[key], DELIVER[key])
    }
    for key in ("email", "failures"):
        for number, address in enumerate(good.get(key, ())):
            if not isinstance(address, str) or not ADDRESS.fullmatch(address):
                message = f"{address!r} ist keine E-Mail-Adresse."
                problems.append((("deliver", key, number), message))
        if key in good:
            good[key] = tuple(good[key])
    return good, problems


def _sources(entries: Any) -> tuple[tuple[Source, ...], list[Problem]]:
    """Return the sources of a definition and what is wrong with them."""
    found: list[Source] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries):
        place: Place = ("sources", number)
        faults = _source_faults(entry, place)
        if not faults:
            kind = next(kind for kind in KINDS if kind in entry)
            rest = {key: value for key, value in entry.items() if key not in KINDS}
            rest.setdefault("name", default_name(kind, entry[kind], entry.get("outlet", "")))
            found.append(Source(kind, entry[kind], **rest))
        problems += faults
    return tuple(found), problems


def _source_faults(entry: Any, place: Place) -> list[Problem]:
    if not isinstance(entry, dict):
        return [(place, "Eine Quelle besteht aus Zeilen wie „feed: https://…“.")]
    problems = _known(entry, SOURCE, place)
    kinds = [kind for kind in KINDS if kind in entry]
    if len(kinds) != 1:
        problems.append((place, "Eine Quelle nennt genau eines von feed, sitemap, fundus."))
    elif not problems:
        problems += _caught((*place, kinds[0]), lambda value: check_address(kinds[0], value), entry[kinds[0]])
    for key, pattern in (("name", r"\w[\w-]{0,63}"), ("credentials", r"[A-Z][A-Z0-9_]{0,40}")):
        if isinstance(entry.get(key), str) and not re.fullmatch(pattern, entry[key]):
            problems.append(((*place, key), f"„{entry[key]}“ taugt nicht als {key} (Muster: {pattern})."))
    for key, least in (("limit", 1), ("days", 1), ("delay", 0.5)):
        if _fits(entry.get(key), float) and entry[key] < least:
            problems.append(((*place, key), f"„{key}“ ist mindestens {least}."))
    return problems
