"""The generic frames against the hand codes in docs/kodierung: AUC, precision and recall at the 0.5 line.

Run: .venv/bin/python benchmarks/eval_framing.py [--calibrate]
Needs the articles beside the project (../shared). With --calibrate the parameters of the codebook's
logistic are fitted again on all codes and printed; AUC and log loss are then of left-out articles.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.agreement import alpha_with_interval
from analysis.agreement.scoring import precision_recall
from analysis.framing import load_codebook
from analysis.framing.calibrate import auc, calibrate
from analysis.framing.scoring import Mass, find_cues, score, weigh
from analysis.language import segment

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
SETS = ("generisch-1", "generisch-probe", "generisch-probe-2", "generisch-probe-3", "generisch-probe-4")
SEED = 1  # of the order in which articles are left out


def read_codes(name: str) -> pd.DataFrame:
    """Read one file of hand codes, indexed by article id."""
    return pd.read_csv(ROOT / "docs" / "kodierung" / f"{name}.csv", index_col=0, dtype={"article_id": str})


def read_articles() -> dict[str, dict[str, str]]:
    """Read the articles that the codes are about: id -> title (if any) and text."""
    found = {}
    for file in ("throughput/gnad.jsonl", "quotes/train.jsonl"):
        for line in (SHARED / file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["id"]] = {key: row[key] for key in ("title", "text") if row.get(key)}
    return found


def masses_of(codes: pd.DataFrame) -> dict[str, dict[tuple[str, str], Mass]]:
    """Return the cue masses of the coded articles."""
    codebook, articles = load_codebook(), read_articles()
    masses = {}
    for article in codes.index:
        fields = {name: segment(value) for name, value in articles[article].items()}
        n = sum(len(text) for text in fields.values())
        masses[article] = weigh(find_cues(fields, codebook), n, codebook)
    return masses


def evaluate(codes: pd.DataFrame, masses: dict[str, dict[tuple[str, str], Mass]]) -> pd.DataFrame:
    """Return for each frame: present, auc, auc_any (any question yes), precision, recall."""
    codebook = load_codebook()
    rows = []
    for frame in codebook.frames:
        found = [score(masses[article], codebook) for article in codes.index]
        scores = np.array(
            [next(s.score for s in row if s.frame == frame.id and not s.question) for row in found]
        )
        code = codes[frame.id].to_numpy(float)
        questions = codes[[f"{frame.id}.{question.id}" for question in frame.questions]]
        precision, recall, _ = precision_recall((scores >= 0.5).astype(float), code)
        rows.append(
            {
                "frame": frame.id,
                "present": int(code.sum()),
                "auc": auc(scores, code),
                "auc_any": auc(scores, (questions.sum(axis=1) > 0).to_numpy(float)),
                "precision": precision,
                "recall": recall,
            }
        )
    return pd.DataFrame(rows).round(3)


def main() -> None:
    first = read_codes("generisch-1")
    for again in ("generisch-2", "generisch-3"):
        second = read_codes(again)
        for frame in load_codebook().frames:
            pairs = zip(first.loc[second.index, frame.id], second[frame.id], strict=True)
            found = alpha_with_interval([tuple(map(int, pair)) for pair in pairs])
            print(f"{again}, Alpha {frame.id}: {found.value:.2f} [{found.low:.2f}; {found.high:.2f}]")
    codes = pd.concat([read_codes(name) for name in SETS])
    masses = masses_of(codes)
    for name in SETS:
        print(f"\n{name}\n{evaluate(read_codes(name), masses).to_string(index=False)}")
    print(f"\nalle\n{evaluate(codes, masses).to_string(index=False)}")
    if "--calibrate" in sys.argv:
        shuffled = codes.sample(frac=1, random_state=SEED)
        print(f"\n{calibrate(load_codebook(), masses, shuffled).to_string(index=False)}")


if __name__ == "__main__":
    main()
