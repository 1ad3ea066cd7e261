"""Report definitions: schedules/<name>.yaml -> Definition, checked as a whole, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from analysis import paths
from analysis.errors import InputError, nearest
from analysis.fetch.sources import Source
from analysis.schedule import fields
from analysis.schedule.yamllines import Place, read_with_lines

NAME = re.compile(r"[\w][\w.-]{0,63}")


@dataclass(frozen=True)
class Definition:
    """One report: from what it is made, how, when, for whom. ``name`` is the stem of its file."""

    name: str
    corpus: str
    schedule: str
    title: str = ""
    active: bool = True
    timezone: str = "Europe/Berlin"
    period: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    notebooks: tuple[str, ...] = ()
    keep: int = 0
    contact: str = ""
    sources: tuple[Source, ...] = ()
    email: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    attach: bool = True
    file: str = ""
    lines: Mapping[Place, int] = field(default_factory=dict, compare=False, repr=False)


class Fault(NamedTuple):
    """What is wrong in a definition, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, Zeile {self.line}: {self.message}"


class DefinitionError(InputError):
    """A definition is wrong; ``faults`` are all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def folder() -> Path:
    """Return the folder of the definitions."""
    return paths.root() / "schedules"


def names() -> list[str]:
    """Return the names of all definitions, good and bad."""
    return sorted({p.stem for kind in ("*.yaml", "*.yml") for p in folder().glob(kind) if p.is_file()})


def load(name: str) -> Definition:
    """Return the definition ``name``; InputError if there is none, DefinitionError with all its faults."""
    found = [path for suffix in ("yaml", "yml") if (path := folder() / f"{name}.{suffix}").is_file()]
    if not found or not NAME.fullmatch(name):
        choices = ", ".join(names()) or "nichts"
        raise InputError(
            f"Die Definition „{name}“ gibt es nicht. In schedules/ liegt: {choices}.{nearest(name, names())}"
        )
    return read(found[0])


def load_all() -> tuple[list[Definition], list[Fault]]:
    """Return all good definitions in schedules/ and the faults of the bad ones."""
    good: list[Definition] = []
    faults: list[Fault] = []
    for name in names():
        try:
            good.append(load(name))
        except DefinitionError as error:
            faults += error.faults
        except InputError as error:
            faults.append(Fault(f"schedules/{name}", 1, str(error)))
    return good, faults


def read(path: Path) -> Definition:
    """Return the definition in the file ``path``; DefinitionError with every fault and its line."""
    file = f"schedules/{path.name}"
    try:
        content, lines, problems = read_with_lines(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        raise DefinitionError([Fault(file, 1, "Die Datei ist nicht in UTF-8 gespeichert.")]) from None
    except OSError as error:
        raise DefinitionError([Fault(file, 1, f"Die Datei ist nicht lesbar ({error.strerror}).")]) from None
    if not problems:
        content, problems = fields.checked(content, Path(path).stem)
    if problems:
        faults = [Fault(file, fields.line_of(place, lines), message) for place, message in problems]
        raise DefinitionError(sorted(faults, key=lambda fault: fault.line))
    return Definition(name=path.stem, file=file, lines=lines, **content)
