"""Do the tests notice? Change one thing at a time in the core and run the tests that reach it.

    python tools/mutate.py [--sample 400] [--seed 11] [--rooms sources,framing]

A mutant is the package with one operator, constant, condition or statement changed. A seeded sample of
all mutants of the rooms is run, each against those tests of its room that execute the changed line,
until one fails (killed) or none does (survived). What survived is listed in the file ``--out``, so that
a test can be written, and taken up where a run was broken off. Needs coverage (`pip install coverage`).
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("agreement", "measures", "framing", "sentiment", "sources")
MOST = 90  # seconds of CPU for one mutant: who takes longer is noticed
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
            yield number, which, node.lineno, what  # type: ignore[attr-defined]


def mutated(source: str, number: int, which: int) -> str:
    """Return ``source`` with one change made."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[number]
    list(changes(node))[which][1](node)
    return ast.unparse(ast.fix_missing_locations(tree))


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


def prepared(folder: Path) -> Path:
    """Return a copy of what the tests need, in which mutants can live."""
    for name in ("analysis", "tests", "data/raw/demo", "notebooks", "schedules", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "found"))
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "tests/mutation_plugin.py").write_text(PLUGIN)
    return folder


PLUGIN = """
import json, os
from hypothesis import settings
settings.register_profile("mutation", derandomize=True, database=None, deadline=None, max_examples=40)

def pytest_configure(config):
    settings.load_profile("mutation")

def pytest_collection_modifyitems(items):
    settings.load_profile("mutation")
    wanted = json.loads(os.environ.get("WANTED_TESTS", "null"))
    items[:] = [
        item for item in items
        if not item.get_closest_marker("shared") and (wanted is None or item.originalname in wanted)
    ]
"""
OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutation_plugin"]


def reached(folder: Path, room: str) -> dict[str, dict[int, set[str]]]:
    """Return which test functions of a room execute which line of which file; "" is import and fixtures."""
    import coverage

    (folder / "coveragerc").write_text(
        f"[run]\ndynamic_context = test_function\nsource = {folder}/analysis/{room}\n"
    )
    data = folder / f".coverage-{room}"
    command = [sys.executable, "-m", "coverage", "run", "--rcfile=coveragerc", f"--data-file={data}"]
    done = subprocess.run(
        [*command, "-m", "pytest", *OPTIONS, f"tests/{room}"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"The tests of {room} fail without any mutant:\n{done.stdout[-2000:]}")
    held = coverage.CoverageData(str(data))
    held.read()
    return {
        str(Path(name).relative_to(folder)): {
            line: {context.rpartition(".")[2] for context in contexts}
            for line, contexts in held.contexts_by_lineno(name).items()
        }
        for name in held.measured_files()
    }


def survives(folder: Path, room: str, wanted: set[str]) -> tuple[bool, str]:
    """Run the tests ``wanted`` ("" in it: all) of a room in a fork; tell whether all pass, and the end."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (MOST, MOST + 2))
            os.setpgrp()
            os.chdir(folder)
            sys.path.insert(0, str(folder))
            sys.dont_write_bytecode = True
            os.environ["WANTED_TESTS"] = json.dumps(None if "" in wanted else sorted(wanted))
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            import pytest

            code = int(pytest.main([*OPTIONS, f"tests/{room}"]))
        except BaseException:
            code = 4
        finally:
            os._exit(code)
    began = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() - began > 20 * MOST:  # hangs without using the processor
            os.kill(child, 9)
        time.sleep(0.05)
    code = os.waitstatus_to_exitcode(status)
    return code in (0, 5), {0: "all pass", 5: "no test"}.get(code, f"exit {code}")


def run(folder: Path, chosen: list[tuple[str, str, int, int, int, str]], out: Path) -> None:
    """Run the chosen mutants (room, file, node, change, line, what); one line of JSON each in ``out``."""
    import hypothesis  # noqa: F401  (all that is heavy and none of ours: each fork has it already)
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import pytest  # noqa: F401
    import yaml  # noqa: F401

    known = {line["key"] for line in _lines(out)}
    lines_of: dict[str, dict[str, dict[int, set[str]]]] = {}
    for number, (room, name, node, which, line, what) in enumerate(chosen):
        key = f"{name}:{line} {what} #{number}"
        if key in known:
            continue
        if room not in lines_of:
            lines_of[room] = reached(folder, room)
        wanted = lines_of[room].get(name, {}).get(line, set())
        began, path = os.times(), folder / name
        before = path.read_text("utf-8"), path.stat()
        alive, how = (True, "no test reaches it") if not wanted else (False, "")
        if wanted:
            path.write_text(mutated(before[0], node, which), "utf-8")
            os.utime(path, (time.time() + number + 10,) * 2)
            alive, how = survives(folder, room, wanted)
            path.write_text(before[0], "utf-8")
            os.utime(path, ns=(before[1].st_atime_ns, before[1].st_mtime_ns))
        spent = sum(os.times()[2:4]) - sum(began[2:4])
        with out.open("a") as file:
            row = {"key": key, "room": room, "survived": alive, "how": how, "seconds": round(spent, 1)}
            file.write(json.dumps(row) + "\n")


def _lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def main() -> None:
    """Draw the sample, run it, print the share that was killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rooms", default=",".join(ROOMS), help="run only those of the sample")
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"))
    parser.add_argument("--list", action="store_true", help="print the sample and end")
    args = parser.parse_args()
    every = []
    for room in ROOMS:
        for path in sorted((ROOT / "analysis" / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            every += [(room, name, *made) for made in mutants(path.read_text("utf-8"))]
    chosen = random.Random(args.seed).sample(every, args.sample)
    chosen.sort(key=lambda mutant: ROOMS.index(mutant[0]))  # within a room at random: a part is a sample too
    print(f"{len(every)} mutants, {len(chosen)} drawn with seed {args.seed}", flush=True)
    if args.list:
        print("\n".join(f"{name}:{line} {what}" for _, name, _, _, line, what in chosen))
        return
    chosen = [mutant for mutant in chosen if mutant[0] in args.rooms.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        run(prepared(Path(temporary).resolve()), chosen, args.out)
    done = _lines(args.out)
    for room in ROOMS:
        rows = [row for row in done if row["room"] == room]
        if rows:
            print(f"{room}: {sum(not row['survived'] for row in rows)} of {len(rows)} killed")
    print(f"{sum(not row['survived'] for row in done) / len(done):.1%} of {len(done)} killed")


if __name__ == "__main__":
    main()
