"""docs/promises.md: every promise names its test, and that test exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINES = [line for line in (ROOT / "docs/promises.md").read_text("utf-8").split("\n") if line.startswith("- ")]


@cache
def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_there_are_promises() -> None:
    assert len(LINES) > 30


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[2:40])
def test_a_promise_names_a_test_that_exists(line: str) -> None:
    (name,) = re.findall(r": `(tests/[\w/]+\.py::test_\w+)`$", line)
    path, _, function = name.partition("::")
    assert function in functions_of(ROOT / path)
