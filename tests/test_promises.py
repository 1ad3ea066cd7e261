"""docs/promises.md: every promise names its test, and that test exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs/promises.md").read_text("utf-8")
LINES = [line for line in TEXT.split("\n") if line.startswith("- ")]
# what goes wrong, and the test that lets it: file, function, the case if it is one of several
FAULTS = re.findall(
    r"^\| (?:any moment|any bytes|no way in) \| ([^|]+) \| `(tests/[\w/]+\.py)::(test_\w+)(?:\[(.+)\])?` \|$",
    TEXT,
    re.M,
)


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


def test_sixty_faults_are_tried_and_none_counts_twice() -> None:
    assert (
        len({fault for fault, *_ in FAULTS}) == len({tuple(rest) for _, *rest in FAULTS}) == len(FAULTS) >= 60
    )
    assert f"\n{len(FAULTS)} faults and bad inputs" in TEXT


@pytest.mark.parametrize(("fault", "path", "function", "case"), FAULTS, ids=[fault for fault, *_ in FAULTS])
def test_a_fault_names_a_test_that_tries_it(fault: str, path: str, function: str, case: str) -> None:
    assert function in functions_of(ROOT / path)
    assert case in (ROOT / path).read_text("utf-8")
