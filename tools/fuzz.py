"""Search for bytes that break a reader, the cleaner, annotating, a codebook or the report: `make fuzz`.

    python tools/fuzz.py [--minutes 120] [--only clean,page]

Coverage-guided (atheris), one process, the time (of the processor, not of the clock) split over the
targets of tests/fuzz/targets.py, in rounds, so that a search that is broken off has seen all of them.
What breaks a target lands in tests/fuzz/found/<target>, one input for each place in the code; mend the
fault, move the input to tests/fuzz/corpus/<target>, and tests/fuzz replays it for ever. The inputs that
reach new code are kept in .fuzz/<target>, where the next search goes on; `--keep 20` writes the shortest
of them that together reach most into tests/fuzz/corpus/<target>.b64, which is replayed too.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import importlib
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FUZZ = ROOT / "tests" / "fuzz"
STATE = ROOT / ".fuzz"
ROUND = 60  # seconds of CPU for one target at a time
SLOW = 5.0  # seconds of CPU for one small input: a finding
LARGEST = 6_000  # bytes
WORDS = [
    *r"""
„ “ ” « » ‚ ‘ ’ ' " – … : ; , . ? ! ( ) sagte erklärte laut zufolge dass sei habe würde nicht kein der die
Kanzler Merz Müller Berlin SPD CDU dpa AFP (dpa) (AP) Von Foto: Quelle: https:// 2026-03-02 2.3.2026 Uhr
<p> </p> <script> &amp; &#0; <![CDATA[ ]]> <!DOCTYPE <!ENTITY {"text": "title": \u0000 \ud800 1e999 NaN
- | > # ** === frames: questions: cues: strong: * {a,b} ~ schedule: täglich corpus: %PDF \par \u228?
{\rtf1 Content-Type: multipart boundary= base64 =?utf-8?Q? ;;;
""".split(),
    *("\u0301", "\u200b", "\u202e", "\ufeff", "\U0001f600", "\t\t", "\n\n"),
]


def seeds(target: str, folder: Path) -> None:
    """Write what the search for ``target`` starts from: the tests' files, what was once found or kept."""
    sys.path.insert(0, str(ROOT / "tests" / "read"))
    build = importlib.import_module("build")
    targets = importlib.import_module("targets")
    made = build.files()
    texts = [build.TEXT, build.TITLE + "\0" + build.TEXT, *_cases()]
    start = [text.encode() for text in texts]
    if target.startswith("read."):
        suffix = target.removeprefix("read")
        start = [data for name, data in made.items() if Path(name).suffix == suffix] + start[:1]
        if member := targets.PACKED.get(suffix):
            start.append(targets._plain(suffix)[member])
    elif target == "archive":
        kinds = targets.ARCHIVES
        named = [(kind, data) for name, data in made.items() for kind in kinds if name.endswith(kind)]
        start = [bytes([kinds.index(kind)]) + data for kind, data in named]
    elif target == "codebook":
        start = [p.read_bytes()[:LARGEST] for p in (ROOT / "analysis/resources/codebooks").glob("*.yaml")]
    elif target == "definition":
        start = [p.read_bytes() for p in (ROOT / "schedules").glob("*.yaml")]
    elif target == "interface":
        start = [json.dumps({"id": "a", "text": text}).encode() for text in texts]
    start += [p.read_bytes() for p in (FUZZ / "corpus" / target).glob("*")]
    if (distilled := FUZZ / "corpus" / f"{target}.b64").exists():
        start += [base64.b64decode(line) for line in distilled.read_text("ascii").split()]
    for number, data in enumerate(start):
        (folder / f"seed-{number}").write_bytes(data)


def _cases() -> list[str]:
    lines = (ROOT / "tests/sources/cases.txt").read_text("utf-8").split("\n")
    return ["\n".join(lines[i : i + 12]) for i in range(0, min(len(lines), 600), 12)]


def keep(target: str, data: bytes, place: str, message: str) -> None:
    """Keep the smallest input for each place that fails."""
    folder = FUZZ / "found" / target
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(place.encode()).hexdigest()[:12]
    if not path.exists() or path.stat().st_size > len(data):
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(f"{place}\n{message}\n", "utf-8")


def search(target: str, seconds: float) -> None:
    """Run libFuzzer in this process on ``target`` for ``seconds`` of CPU; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["analysis"]):
        targets = importlib.import_module("targets")
        function = targets.TARGETS[target]
        function(b"")
    began, runs = time.process_time(), 0

    def once(data: bytes) -> None:
        nonlocal runs
        runs += 1
        before = time.process_time()
        try:
            function(data)
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
            place = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-3:]))
            keep(target, data, f"{type(error).__name__} {place}", str(error)[:500])
        now = time.process_time()
        if now - before > SLOW:  # once more: the first time may have loaded what it needed
            with contextlib.suppress(Exception):
                function(data)
            if (spent := time.process_time() - now) > SLOW:
                keep(target, data, "slow", f"{spent:.1f} s for {len(data)} bytes")
        if now - began > seconds:
            print(f"ran {runs} {now - began:.1f}", flush=True)
            os._exit(0)

    folder = STATE / target
    options = [
        f"-max_len={LARGEST}", "-timeout=900", "-rss_limit_mb=3000",
        f"-dict={STATE / 'words.dict'}", f"-artifact_prefix={folder}-crash-",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(folder)], once)
    atheris.Fuzz()


def start(target: str, seconds: float) -> tuple[int, float, str]:
    """Search ``target`` in a process of its own; return inputs tried, CPU seconds, how it ended."""
    folder = STATE / target
    if not folder.exists():
        folder.mkdir(parents=True)
        seeds(target, folder)
    command = [sys.executable, __file__, "--one", target, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
    for crash in STATE.glob(f"{target}-crash-*"):
        if "slow-unit" not in crash.name:  # slow by the clock of a busy machine; CPU is counted above
            keep(target, crash.read_bytes(), f"died {done.returncode}", done.stderr[-1500:])
        crash.unlink()
    ran = [line.split() for line in done.stdout.split("\n") if line.startswith("ran ")]
    if not ran:
        return 0, 0.0, f"died: {done.stderr[-600:]}"
    return int(ran[-1][1]), float(ran[-1][2]), f"{len(list(folder.iterdir()))} inputs kept"


def distil(target: str, most: int) -> None:
    """Write the ``most`` inputs that together reach most lines of the suite, the shortest first."""
    function = importlib.import_module("targets").TARGETS[target]
    lines: dict[bytes, set[tuple[str, int]]] = {}
    for path in sorted(p for p in (STATE / target).iterdir() if p.stat().st_size <= LARGEST):
        reached: set[tuple[str, int]] = set()
        data = path.read_bytes()
        with lines_into(reached):
            function(data)
        lines[data] = reached
    chosen: list[bytes] = []
    seen: set[tuple[str, int]] = set()
    while len(chosen) < most and lines:
        best = min(lines, key=lambda data: (-len(lines[data] - seen), len(data), data))
        if not lines[best] - seen:
            break
        seen |= lines.pop(best)
        chosen.append(best)
    text = "".join(base64.b64encode(data).decode() + "\n" for data in chosen)
    (FUZZ / "corpus").mkdir(exist_ok=True)
    (FUZZ / "corpus" / f"{target}.b64").write_text(text, "ascii")


@contextlib.contextmanager
def lines_into(reached: set[tuple[str, int]]) -> Iterator[None]:
    """Add the lines of the suite that are executed meanwhile to ``reached``."""
    own = str(ROOT / "analysis")

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(own):
            return None
        reached.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(None)


def main() -> int:
    """Run the whole search and say what was found."""
    sys.path[:0] = [str(ROOT), str(FUZZ)]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120, help="of CPU time, for all targets together")
    parser.add_argument("--only", default="", help="targets, separated by commas")
    parser.add_argument("--keep", type=int, help="search nothing; keep so many inputs a target for the tests")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        search(args.one[0], float(args.one[1]))
    names = args.only.split(",") if args.only else list(importlib.import_module("targets").TARGETS)
    if args.keep:
        for name in names:
            distil(name, args.keep)
        return 0
    STATE.mkdir(exist_ok=True)
    entries = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    (STATE / "words.dict").write_text("".join(f'"{entry}"\n' for entry in entries))
    total, rounds = 0.0, max(1, round(args.minutes * 60 / len(names) / ROUND))
    for number in range(1, rounds + 1):
        for name in names:
            runs, spent, how = start(name, args.minutes * 60 / len(names) / rounds)
            total += spent
            print(
                f"{number} {name:16} {runs:8} runs {spent:6.1f} s CPU, {how}; in all {total / 60:.1f} min",
                flush=True,
            )
    found = sorted((FUZZ / "found").glob("*/*.txt"))
    for path in found:
        print(f"{path.parent.name}/{path.stem}: {path.read_text('utf-8')[:200]}")
    print(f"{len(found)} findings in {total / 60:.1f} minutes of CPU")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
