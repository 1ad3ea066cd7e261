"""How far a careful reader agrees with the labels of GerNTSA, by what was asked, and `news` on the same rows.

Run: .venv/bin/python benchmarks/eval_readers.py ../shared/data/sentiment/gerntsa_dev.csv
One reader is no bound, but what a method can be compared with.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.sentiment.evaluate import LABELS, compare, predict, read_gold, render

READ = Path(__file__).parents[1] / "docs" / "kodierung" / "leser-gerntsa.csv"
QUESTIONS = ("author", "anyone", "fortune", "image", "tone")


class Reading(NamedTuple):
    """What a reader answered, in the place of a polarity."""

    polarity: float
    label: str
    hits: tuple[()] = ()


def main() -> None:
    """Print the table of ``pressespiegel evaluate sentiment``: a line a question, then the method."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    gold = read_gold(sys.argv[1]).drop_duplicates(["id", "start"])
    gold["start"] = gold["start"].astype(int)
    rows = pd.read_csv(READ, comment="#", dtype={"id": str}).merge(
        gold, on=["id", "start"], validate="one_to_one"
    )
    results = []
    for question in QUESTIONS:
        answers = [Reading(value / 2, LABELS[int(np.sign(value)) + 1]) for value in rows[question]]
        results.append(compare(rows, answers, question))
    results.append(compare(rows, predict(rows), "news"))
    print(render(results).split("\n\n")[0])


if __name__ == "__main__":
    main()
