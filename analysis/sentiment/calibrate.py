"""Calibrate the neutral band of ``towards`` on gold labels, with the figure that cross-validation gives.

    python -m analysis.sentiment.calibrate ../shared/data/sentiment/gerntsa_dev.csv

In every fold the band is chosen on the other nine, and rows of one text stay in one fold. The shares in
targets.py were chosen by hand among 24 settings on the same labels, so the figure is slightly too kind.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from analysis.sentiment.evaluate import Evaluation, compare, predict, read_gold
from analysis.sentiment.polarity import Polarity, label_of
from analysis.sentiment.targets import BAND

BANDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
FOLDS = 10


def cross_validate(
    gold: pd.DataFrame, scored: list[Polarity], seed: int = 0
) -> tuple[Evaluation, list[float]]:
    """Return the evaluation of the labels with the band chosen on the other folds, and the bands chosen."""
    by_band = {band: _labelled(scored, band) for band in BANDS}
    texts = sorted(set(gold["text"]))
    order = np.random.default_rng(seed).permutation(len(texts))
    fold_of = {text: int(place) % FOLDS for text, place in zip(texts, order, strict=True)}
    fold = np.array([fold_of[text] for text in gold["text"]])
    found, chosen = list(scored), []
    for k in range(FOLDS):
        others = np.flatnonzero(fold != k)
        band = max(BANDS, key=lambda band: _macro_f1(gold, by_band[band], others))
        chosen.append(band)
        for i in np.flatnonzero(fold == k):
            found[i] = by_band[band][i]
    return compare(gold, found, "news, Band kreuzvalidiert"), chosen


def _labelled(scored: list[Polarity], band: float) -> list[Polarity]:
    return [one._replace(label=label_of(one.polarity, band)) for one in scored]


def _macro_f1(gold: pd.DataFrame, labelled: list[Polarity], rows: np.ndarray) -> float:
    return compare(gold.iloc[rows], [labelled[i] for i in rows], "", n_worst=0, draws=1).macro_f1


def main(path: str) -> None:
    """Print the macro-F1 of every band, and of the cross-validated choice."""
    gold = read_gold(path)
    scored = predict(gold)
    for band in BANDS:
        result = compare(gold, _labelled(scored, band), "", n_worst=0, draws=200)
        mark = "  <- in Gebrauch" if band == BAND else ""
        print(f"Band {band:.2f}: Makro-F1 {result.macro_f1:.3f} [{result.low:.3f}, {result.high:.3f}]{mark}")
    for seed in range(3):
        result, chosen = cross_validate(gold, scored, seed)
        print(
            f"kreuzvalidiert (Start {seed}): Makro-F1 {result.macro_f1:.3f} "
            f"[{result.low:.3f}, {result.high:.3f}], gewählte Bänder {sorted(set(chosen))}"
        )


if __name__ == "__main__":
    main(sys.argv[1])
