"""What can be changed in a source, one thing at a time, and a seeded sample of it."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Mutant(NamedTuple):
    """One change: the file, the number of the node and of the change in it, the line, and what is changed."""

    room: str
    name: str
    node: int
    which: int
    line: int
    what: str

    @property
    def key(self) -> str:
        """The mutant's name in lists."""
        return f"{self.name}:{self.line} {self.what} @{self.node}.{self.which}"


SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield node, change, line and description of every mutant of ``source``."""
    for number, node in enumerate(ast.walk(ast.parse(source))):
        for which, (what, _) in enumerate(changes(node)):
            yield number, which, node.lineno, what


def mutated(source: str, number: int, which: int) -> ast.Module:
    """Return ``source`` with one change made."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[number]
    list(changes(node))[which][1](node)
    return ast.fix_missing_locations(tree)


def sample(rooms: Iterable[str], size: int, seed: int) -> tuple[int, list[Mutant]]:
    """Return how many mutants the packages ``rooms`` have, and ``size`` of them drawn with ``seed``."""
    every = []
    for room in rooms:
        for path in sorted((ROOT / "analysis" / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            every += [Mutant(room, name, *made) for made in mutants(path.read_text("utf-8"))]
    return len(every), random.Random(seed).sample(every, size)


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield what can be changed in one node: a description and the function that does it."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        new = SWAPS[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} -> {new.__name__}", lambda n: n.ops.__setitem__(0, new())
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign) and type(node.op) in SWAPS:
        new = SWAPS[type(node.op)]
        yield f"{type(node.op).__name__} -> {new.__name__}", lambda n: setattr(n, "op", new())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield f"{node.value} -> {node.value + 1}", lambda n: setattr(n, "value", n.value + 1)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition -> not", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield "return -> None", lambda n: setattr(n, "value", ast.Constant(None))
    elif isinstance(node, ast.Continue):
        yield "continue -> break", lambda n: setattr(n, "__class__", ast.Break)
