"""Search for bytes that break a reader, the cleaner, annotating, a codebook or the report: `make fuzz`.

    python tools/fuzz.py [--minutes 120] [--only clean,page]

Coverage-guided (atheris), one process, the time split over the targets of tests/fuzz/targets.py. What
breaks a target lands in tests/fuzz/found/<target>, one input for each place in the code; mend the
fault, move the input to tests/fuzz/corpus/<target>, and tests/fuzz replays it for ever.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUZZ = ROOT / "tests" / "fuzz"
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
    """Write what the search for ``target`` starts from: the tests' own files, and what was once found."""
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


def search(target: str, end: float, folder: Path) -> None:
    """Run libFuzzer in this process on ``target`` until ``end`` of the clock; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["analysis"]):
        targets = importlib.import_module("targets")
        function = targets.TARGETS[target]
        function(b"")

    def once(data: bytes) -> None:
        before = time.process_time()
        try:
            function(data)
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
            place = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-3:]))
            keep(target, data, f"{type(error).__name__} {place}", str(error)[:500])
        if (spent := time.process_time() - before) > SLOW:
            keep(target, data, "slow", f"{spent:.1f} s for {len(data)} bytes")

    options = [
        f"-max_total_time={max(5, int(end - time.monotonic()))}", f"-max_len={LARGEST}",
        "-timeout=120", "-rss_limit_mb=3000",
        f"-dict={folder / 'words.dict'}", f"-artifact_prefix={folder}/crash-", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(folder / "inputs")], once)
    atheris.Fuzz()


def start(target: str, seconds: int) -> str:
    """Search ``target`` for ``seconds`` in a process of its own, anew where it dies; return what it did."""
    with tempfile.TemporaryDirectory() as name:
        folder, end = Path(name), time.monotonic() + seconds
        (folder / "inputs").mkdir()
        seeds(target, folder / "inputs")
        entries = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
        (folder / "words.dict").write_text("".join(f'"{entry}"\n' for entry in entries))
        runs = 0
        while time.monotonic() < end - 5:
            command = [sys.executable, __file__, "--one", target, str(end), name]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
            stats = [line for line in done.stderr.split("\n") if "number_of_executed_units" in line]
            runs += int(stats[-1].split()[-1]) if stats else 0
            for crash in folder.glob("crash-*"):
                if "slow-unit" in crash.name:  # slow by the clock of a busy machine; CPU is counted above
                    crash.unlink()
                    continue
                keep(target, crash.read_bytes(), f"died {done.returncode}", done.stderr[-1500:])
                crash.unlink()
            if done.returncode and not stats:
                return f"{runs} inputs; gave up: {done.stderr[-600:]}"
        return f"{runs} inputs"


def main() -> int:
    """Run the whole search and say what was found."""
    sys.path.insert(0, str(ROOT))
    sys.path.insert(0, str(FUZZ))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--only", default="", help="targets, separated by commas")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        search(args.one[0], float(args.one[1]), Path(args.one[2]))
    names = args.only.split(",") if args.only else list(importlib.import_module("targets").TARGETS)
    for name in names:
        said = start(name, int(args.minutes * 60 / len(names)))
        print(f"{name:16} {said}", flush=True)
    found = sorted((FUZZ / "found").glob("*/*.txt"))
    for path in found:
        print(f"{path.parent.name}/{path.stem}: {path.read_text('utf-8')[:200]}")
    print(f"{len(found)} findings")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
