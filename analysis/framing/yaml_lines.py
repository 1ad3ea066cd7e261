"""YAML -> plain values and the line each of them stands in; a key that comes twice is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from analysis import plain_yaml
from analysis.errors import InputError

Path_ = tuple[Any, ...]


class Lines(NamedTuple):
    """Where the values of a file stand: path of keys and numbers -> line, counted from 1."""

    file: str
    numbers: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """Return the line of ``path``, or that of the nearest block around it."""
        while path and path not in self.numbers:
            path = path[:-1]
        return self.numbers.get(path, 1)

    def where(self, path: Path_) -> str:
        """Return file and line of ``path`` as the beginning of a message."""
        return f"{self.file}, Zeile {self.line(path)}"


def read_yaml(file: Path) -> tuple[Any, Lines]:
    """Read a YAML file; return its value and the lines of all its parts.

    Raises InputError with file and line where it is no YAML, no UTF-8, or a key comes twice.
    """
    import yaml

    lines = Lines(file.name, {})
    try:
        node = plain_yaml.compose(file.read_text(encoding="utf-8-sig"))
        constructor = yaml.SafeLoader("")
        value = plain_yaml.guarded(lambda: _value(node, (), lines, constructor)) if node else None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file.name}: Die Datei ist nicht in UTF-8 gespeichert; bitte so speichern."
        ) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            f"{file.name}, Zeile {line}: Das ist kein gültiges YAML ({error.problem}); "
            "bitte Einrückung und Anführungszeichen prüfen."
        ) from error
    except yaml.YAMLError as error:
        raise InputError(f"{file.name}: Das ist kein gültiges YAML ({error}).") from error
    if node is None:
        raise InputError(f"{file.name}: Die Datei ist leer.")
    return value, lines


def _value(node: Any, path: Path_, lines: Lines, constructor: Any) -> Any:
    import yaml

    lines.numbers.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), lines, constructor) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return constructor.construct_object(node)
    result = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(
                problem="ein Schlüssel ist kein Wort", problem_mark=key_node.start_mark
            )
        key = constructor.construct_object(key_node)
        at = (*path, key)
        if key in result:
            raise InputError(
                f"{lines.file}, Zeile {key_node.start_mark.line + 1}: Der Schlüssel „{key}“ steht doppelt; "
                f"zuerst in Zeile {lines.line(at)}."
            )
        lines.numbers[at] = key_node.start_mark.line + 1
        result[key] = _value(value_node, at, lines, constructor)
    return result
