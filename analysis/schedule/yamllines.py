"""YAML with the line of every entry, so that a fault can be shown where it stands."""

from __future__ import annotations

from typing import Any

import yaml

from analysis import plain_yaml

Place = tuple[str | int, ...]  # ("sources", 0, "feed")
Problem = tuple[Place, str]

DEPTH = 8


def read_with_lines(text: str) -> tuple[Any, dict[Place, int], list[Problem]]:
    """Return the content of a YAML ``text``, the line of each entry (from 1) and what is wrong.

    Wrong are faulty YAML, a key given twice (YAML would silently take the last), references and
    entries deeper than eight levels.
    """
    lines: dict[Place, int] = {(): 1}
    try:
        node = plain_yaml.compose(text)
        problems = list(_walk(node, (), lines)) if node else []
        return (None if problems else plain_yaml.load(text)), lines, problems
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        lines["yaml",] = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        return None, lines, [(("yaml",), f"Das ist kein gültiges YAML ({problem}).")]


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> list[Problem]:
    problems: list[Problem] = []
    if len(place) > DEPTH:
        return [(place, "So tief verschachtelt wird nicht gelesen.")]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            if below in lines:
                problems.append((below, f"„{key.value}“ steht zweimal da."))
            lines[below] = key.start_mark.line + 1
            problems += _walk(value, below, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            below = (*place, number)
            lines[below] = value.start_mark.line + 1
            problems += _walk(value, below, lines)
    return problems
