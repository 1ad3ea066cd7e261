"""Frames in words a second on one core, on sentences and tokens already split.

Run: .venv/bin/python benchmarks/bench_framing.py [FILE.jsonl], by default on gnad.jsonl in ../shared.
Times are the processor's, so that other work on the machine does not count. The first pass meets every
word for the first time (each distinct word is decided once); the second is what a longer corpus
settles at.
"""

import json
import sys
import time
from pathlib import Path

from analysis.framing import find_frames, load_codebook
from analysis.framing.compiling import compile_codebook
from analysis.language import lemma, segment

FILE = Path(__file__).parents[2] / "shared" / "data" / "throughput" / "gnad.jsonl"


def main(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    texts = [segment(json.loads(line)["text"]) for line in lines]
    words = sum(len(text) for text in texts)
    start = time.process_time()
    codebook = load_codebook()
    compile_codebook(codebook)
    print(f"Codebuch lesen und übersetzen: {time.process_time() - start:.2f} s")
    lemma("Anfang")  # simplemma reads its dictionary once in a process
    for name in ("erster Durchgang", "zweiter Durchgang"):
        start = time.process_time()
        cues = sum(len(find_frames({"text": text}, codebook)[1]) for text in texts)
        seconds = time.process_time() - start
        rate = words / seconds
        print(f"{name}: {words} Wörter, {cues} Stichwörter, {seconds:.2f} s, {rate:,.0f} Wörter/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
