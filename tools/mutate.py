"""Do the tests notice? Change one thing at a time in the core and run the tests that reach it.

    python tools/mutate.py [--sample 400] [--seed 11] [--out mutants.jsonl]

A mutant is the package with one operator, constant, condition or statement changed. Once, all quick tests
run under coverage, so that it is known which test executes which line. Then each mutant of a seeded sample
is made in a fork of that warm process (the changed function's code is exchanged) and meets only the tests
that execute its line, the shortest first; what its file keeps between calls is forgotten before. A change
of what is computed on import meets its tests in a fork that imports the file anew. What passes has survived.

`--mirror` is quicker and stricter: no coverage, each mutant meets only the tests of its room and those of the
annotations that were written down.

The survivors are listed in ``--out``; `--again` runs those alone, after tests were written or with more of
them (`--most`), and a run that was broken off goes on. Needs coverage (`pip install coverage`). A sample of
400 takes an hour of one core.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import importlib
import inspect
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from mutants import ROOT, Mutant, mutated, sample

ROOMS = ("agreement", "measures", "framing", "sentiment", "sources")
TESTS = [*(f"tests/{room}" for room in ROOMS), "tests/language", "tests/chart", "tests/annotation", "tests"]
LEFT_OUT = (
    "test_scale",
    "test_cluster",
    "test_faults",
    "test_packaging",
    "test_sbom",
    "test_promises",
    "test_growth",
    "test_cli",
    "test_doctests",
    "test_preparation",
    "test_surroundings",
    "test_simulations",
    "test_intervals",
)  # fmt: skip  (processes, clocks)
WRITTEN = ["tests/annotation/test_frozen.py", "tests/sources/test_columns.py"]
QUIET = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow and not browser and not shared"]
Row = dict[str, Any]


def prepared(folder: Path) -> Path:
    """Return a copy of what the tests need, in which mutants can live."""
    skip = shutil.ignore_patterns("__pycache__", "found")
    for name in ("analysis", "tests", "data", "notebooks", "schedules", "tools", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    for path in ROOT.glob("*.*"):
        if path.is_file():
            shutil.copy(path, folder / path.name)
    return folder


def test_paths(folder: Path) -> list[str]:
    """Return the test files that can tell a mutant: quick ones, in this process."""
    found = [path for name in TESTS[:-1] for path in sorted((folder / name).glob("test_*.py"))]
    found += sorted((folder / "tests").glob("test_*.py"))
    return [str(path.relative_to(folder)) for path in found if path.stem not in LEFT_OUT]


def forked(work: Callable[[], int], cpu: float) -> str:
    """Run ``work`` in a fork; return "0", the code it ended with, "slow" (processor) or "hangs" (clock)."""
    child = os.fork()
    if child == 0:
        code = 4
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1, int(cpu) + 3))
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            code = work()
        finally:
            os._exit(code)
    began = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return "slow" if code in (-24, -9) else str(code)
        if time.monotonic() - began > 30 * cpu:
            os.kill(child, 9)
            os.waitpid(child, 0)
            return "hangs"
        time.sleep(0.02)


class Warm:
    """A pytest plugin: run every test once under coverage, then the mutants in forks of this process."""

    def __init__(
        self,
        folder: Path,
        chosen: list[Mutant],
        keep: Callable[[Mutant, Row], None],
        mirror: bool,
        most: float,
    ) -> None:
        self.folder, self.chosen, self.keep, self.most = folder, chosen, keep, most
        self.seconds: dict[str, float] = {}
        self.coverage = None if mirror else self.traced()

    def traced(self) -> Any:
        """Return coverage that has begun."""
        import coverage

        importlib.import_module("analysis.language.dictionary").german()  # a million steps, untraced
        source = [str(self.folder / "analysis" / room) for room in ROOMS]
        begun = coverage.Coverage(data_file=None, source=source, config_file=False)
        begun.start()
        return begun

    def pytest_runtestloop(self, session: Any) -> bool:
        """Take the place of pytest's own loop."""
        self.baseline(session.items)
        steady = {item.nodeid: item for item in session.items if self.seconds.get(item.nodeid) is not None}
        self.living = Living()
        for mutant in self.chosen:
            self.meet(session, mutant, steady)
        return True

    def baseline(self, items: list[Any]) -> None:
        """Run every test with its name as the context of coverage, and note its time."""
        from _pytest.runner import runtestprotocol

        for item, following in zip(items, [*items[1:], items[-1]], strict=True):
            if self.coverage:
                self.coverage.switch_context(item.nodeid)
            before = time.process_time()
            reports = runtestprotocol(item, log=False, nextitem=following)
            if any(report.failed for report in reports):
                print(f"left out, it fails without a mutant: {item.nodeid}", flush=True)
            elif not any(report.skipped for report in reports):
                self.seconds[item.nodeid] = time.process_time() - before
        if self.coverage:
            self.coverage.stop()
        print(f"{len(self.seconds)} tests in {sum(self.seconds.values()):.0f} s of CPU", flush=True)

    def wanted(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """Return the tests that execute the mutant's line, and the others of its file; the shortest first."""
        if not self.coverage:
            near = tuple(mirrored(self.folder, mutant))
            return self.shortest(test for test in self.seconds if test.startswith(near)), []
        lines = self.coverage.get_data().contexts_by_lineno(str(self.folder / mutant.name))
        on_line = set(lines.get(mutant.line, ()))
        in_file = {test for tests in lines.values() for test in tests} - on_line
        return self.shortest(on_line), self.shortest(in_file)

    def shortest(self, tests: Iterable[str]) -> list[str]:
        """Return what was written down first, then the shortest, as far as a mutant's time goes."""
        chosen, total = [], 0.0
        for test in sorted(
            set(tests) & set(self.seconds),
            key=lambda name: (not name.startswith(tuple(WRITTEN)), self.seconds[name]),
        ):
            total += self.seconds[test]
            if total > self.most:
                break
            chosen.append(test)
        return chosen

    def meet(self, session: Any, mutant: Mutant, items: dict[str, Any]) -> None:
        """Let one mutant meet its tests in a fork."""
        on_line, in_file = self.wanted(mutant)
        cpu = 20 + 5 * sum(self.seconds[test] for test in on_line)
        before = os.times()
        how = forked(lambda: self.run(session, mutant, [items[test] for test in on_line]), cpu)
        if how == "4":
            raise RuntimeError(f"{mutant.key} could not be tried")
        after = os.times()
        row = {
            "how": "survived" if how == "0" else how,
            "tests": on_line,
            "more": in_file,
            "seconds": round(sum(after[2:4]) - sum(before[2:4]), 1),
        }
        self.keep(mutant, row)

    def run(self, session: Any, mutant: Mutant, items: list[Any]) -> int:
        """Exchange the changed code and run ``items`` in the fork: 1 if one fails, 0, or 9: try cold."""
        from _pytest.runner import runtestprotocol

        path = self.folder / mutant.name
        tree = mutated(path.read_text("utf-8"), mutant.node, mutant.which)
        if not self.living.exchange(compile(tree, str(path), "exec")):
            return 9
        self.living.forget(path)
        for item in items:
            session._setupstate.teardown_exact(item)
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=item)):
                return 1
        return 0


class Living:
    """The functions and the caches that there are, looked up once before the forks."""

    def __init__(self) -> None:
        from analysis.language.words import Decided

        things = gc.get_objects()
        self.functions = [one for one in things if isinstance(one, FunctionType)]
        self.caches = [one for one in things if isinstance(one, functools._lru_cache_wrapper)]
        self.decided = [one for one in things if isinstance(one, Decided)]
        gc.freeze()

    def exchange(self, module: CodeType) -> int:
        """Give every function of the file of ``module`` the code it has there; return how many differ."""
        codes, heap = {}, [module]
        while heap:
            code = heap.pop()
            codes[code.co_qualname, code.co_firstlineno] = code
            heap += [const for const in code.co_consts if isinstance(const, CodeType)]
        changed = 0
        for item in self.functions:
            if item.__code__.co_filename == module.co_filename:
                code = codes.get((item.__code__.co_qualname, item.__code__.co_firstlineno), item.__code__)
                if code != item.__code__:
                    item.__code__ = code
                    changed += 1
        return changed

    def forget(self, path: Path) -> None:
        """Empty what functions of the file ``path`` keep between calls."""
        for item in self.caches:
            function = inspect.unwrap(item)
            if isinstance(function, FunctionType) and function.__code__.co_filename == str(path):
                item.cache_clear()
        for item in self.decided:
            if isinstance(item._decide, FunctionType) and item._decide.__code__.co_filename == str(path):
                item.clear()


def cold(folder: Path, mutant: Mutant, tests: list[str], room: list[str]) -> str:
    """Run ``tests`` (none: those of the ``room``) in a fork that has imported nothing of the suite yet."""
    path = folder / mutant.name
    before, times = path.read_text("utf-8"), path.stat()
    path.write_text(ast.unparse(mutated(before, mutant.node, mutant.which)), "utf-8")
    os.utime(path, (time.time() + hash(mutant) % 10_000,) * 2)

    def work() -> int:
        import pytest

        os.chdir(folder)
        sys.path.insert(0, str(folder))
        sys.dont_write_bytecode = True
        return int(pytest.main([*QUIET, "-x", *(tests or room)], plugins=[Repeatable()]))

    try:
        return forked(work, 200)
    finally:
        path.write_text(before, "utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def mirrored(folder: Path, mutant: Mutant) -> list[str]:
    """Return the test files of the mutant's room, and those of what was written down."""
    files = sorted((folder / "tests" / mutant.room).glob("test_*.py"))
    return [str(path.relative_to(folder)) for path in files] + WRITTEN


class Repeatable:
    """A pytest plugin: hypothesis draws the same examples in every run, and fewer."""

    def pytest_collection_modifyitems(self) -> None:
        """Set the profile after the tests' own conftest has set another."""
        from hypothesis import settings

        settings.register_profile("mutants", derandomize=True, database=None, deadline=None, max_examples=30)
        settings.load_profile("mutants")


def run(
    folder: Path,
    chosen: list[Mutant],
    keep: Callable[[Mutant, Row], None],
    out: Path,
    mirror: bool,
    most: float,
) -> None:
    """Run all mutants warm in one child, then cold those that change no function."""
    import_heavy()
    import pytest

    known = {row["key"] for row in _rows(out)}
    if missing := [mutant for mutant in chosen if mutant.key not in known]:
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            sys.path.insert(0, str(folder))
            tests = test_paths(folder)
            if mirror:
                tests = sorted({test for mutant in missing for test in mirrored(folder, mutant)})
            plugins = [Warm(folder, missing, keep, mirror, most), Repeatable()]
            pytest.main([*QUIET, "-s", *tests], plugins=plugins)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)
    rows = {row["key"]: row for row in _rows(out)}
    for mutant in chosen:
        row = rows.get(mutant.key)
        if row and row["how"] in ("9", "hangs"):
            tests = [*row["tests"], *row["more"]]
            how = cold(folder, mutant, tests, mirrored(folder, mutant))
            keep(mutant, {**row, "how": "survived" if how in ("0", "5") else f"cold {how}"})


def import_heavy() -> None:
    """Import all that is heavy and none of ours: each fork has it already."""
    for name in ("hypothesis", "numpy", "pandera.pandas", "scipy.stats", "simplemma", "yaml"):
        importlib.import_module(name)


def _rows(out: Path) -> list[Row]:
    lines = out.read_text("utf-8").splitlines() if out.exists() else []
    return list({row["key"]: row for row in map(json.loads, lines)}.values())  # the last word on each


def main() -> None:
    """Draw the sample, run it, print the share that was killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"))
    parser.add_argument("--again", action="store_true", help="run the survivors alone")
    parser.add_argument("--mirror", action="store_true", help="run the tests of the room alone")
    parser.add_argument("--most", type=float, default=8, help="seconds of tests, unchanged, for one mutant")
    parser.add_argument("--list", action="store_true", help="print the sample and end")
    args = parser.parse_args()
    out = args.out.resolve()
    total, chosen = sample(ROOMS, args.sample, args.seed)
    print(f"{total} mutants, {len(chosen)} drawn with seed {args.seed}", flush=True)
    if args.list:
        print("\n".join(mutant.key for mutant in chosen))
        return
    if args.again:
        rows = _rows(out)
        out.write_text("".join(json.dumps(row) + "\n" for row in rows if row["how"] != "survived"), "utf-8")

    def keep(mutant: Mutant, row: Row) -> None:
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": mutant.key, "room": mutant.room, **row}) + "\n")

    with tempfile.TemporaryDirectory() as temporary:
        folder = prepared(Path(temporary).resolve())
        run(folder, chosen, keep, out, args.mirror, args.most)
    done = _rows(out)
    for room in ROOMS:
        rows = [row for row in done if row["room"] == room]
        print(f"{room}: {sum(row['how'] != 'survived' for row in rows)} of {len(rows)} killed")
    for row in done:
        if row["how"] == "survived":
            print(f"survived: {row['key']}")
    print(f"{sum(row['how'] != 'survived' for row in done) / len(done):.1%} of {len(done)} killed")


if __name__ == "__main__":
    main()
