"""Hand codes and cue masses -> the parameters of the codebook's logistic, chosen by cross-validation.

Few articles carry most frames, so each frame's three parameters are drawn towards those of all frames
together, and a question's towards its frame's; how strongly is chosen by the log loss on left-out
articles. Slopes are kept at or above zero: more cues never lower a score. Last, the line of 0.5 is moved
to where nearly as many of the coded articles lie above it as the coders called present: a rare frame's
probabilities seldom reach 0.5, and a share of articles above the line would be far too low. Nearly:
what is shown as a frame should rather be one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import InputError
from analysis.framing.codebook import Codebook
from analysis.framing.scoring import Mass

if TYPE_CHECKING:
    import pandas as pd

STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0)  # of the pull towards the common parameters
FOLDS = 10
ABOVE = 0.85  # articles above the line of 0.5 for each article coded as present
Masses = Mapping[str, Mapping[tuple[str, str], Mass]]


def calibrate(codebook: Codebook, masses: Masses, codes: pd.DataFrame) -> pd.DataFrame:
    """Fit the calibration of every frame and question of a codebook.

    In: for each article id the masses of ``scoring.weigh``; ``codes`` indexed by article id with a
    column of 0 and 1 for each frame (``conflict``) and, optionally, question (``conflict.reproach``).
    Out: one row each (frame, question, intercept, mass, density, n, positive, auc, log_loss); ``auc``
    and ``log_loss`` are of left-out articles. Raises InputError where a frame has no code.
    """
    import pandas as pd

    frames = [frame.id for frame in codebook.frames]
    if absent := [frame for frame in frames if frame not in codes]:
        raise InputError(
            f"In den Codes fehlt die Spalte „{absent[0]}“; vorhanden: {', '.join(map(str, codes))}."
        )
    xs = {frame: _features(masses, codes, (frame, "")) for frame in frames}
    ys = {frame: codes[frame].to_numpy(float) for frame in frames}
    common = _fit(np.vstack(list(xs.values())), np.concatenate(list(ys.values())), np.zeros(3), 0.01)
    rows = []
    for frame in codebook.frames:
        weights, quality = _choose(xs[frame.id], ys[frame.id], common)
        rows.append(_row(frame.id, "", weights, ys[frame.id], quality))
        for question in frame.questions:
            column = f"{frame.id}.{question.id}"
            if column in codes:
                y = codes[column].to_numpy(float)
                x = _features(masses, codes, (frame.id, question.id))
                fitted, quality = _choose(x, y, weights)
                rows.append(_row(frame.id, question.id, fitted, y, quality))
    return pd.DataFrame(rows)


def _row(
    frame: str, question: str, w: np.ndarray, y: np.ndarray, quality: tuple[float, float]
) -> dict[str, object]:
    return {
        "frame": frame,
        "question": question,
        "intercept": round(float(w[0]), 2),
        "mass": round(float(w[1]), 2),
        "density": round(float(w[2]), 2),
        "n": len(y),
        "positive": int(y.sum()),
        "auc": round(quality[0], 3),
        "log_loss": round(quality[1], 3),
    }


def _features(masses: Masses, codes: pd.DataFrame, key: tuple[str, str]) -> np.ndarray:
    values = [masses[str(article)][key] for article in codes.index]
    return np.array([[1.0, np.log1p(m.mass), np.log1p(m.density)] for m in values])


def _choose(x: np.ndarray, y: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, tuple[float, float]]:
    """Choose the pull by cross-validation; return parameters, (AUC, log loss) of left-out articles."""
    folds = np.arange(len(y)) % FOLDS
    best = (np.inf, 0.0, STRENGTHS[-1])
    for pull in STRENGTHS:
        p = np.empty(len(y))
        for fold in range(FOLDS):
            out = folds == fold
            p[out] = _sigmoid(x[out] @ _fit(x[~out], y[~out], prior, pull))
        loss = -float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
        best = min(best, (loss, -auc(p, y), pull))
    return _matched(_fit(x, y, prior, best[2]), x, y), (-best[1], best[0])


def _matched(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Move the intercept so that ABOVE times the articles coded 1 reach 0.5 (at least one, with a cue)."""
    ordered = np.sort(x @ w)[::-1]
    n = min(max(round(ABOVE * y.sum()), 1), len(y) - 1)
    line = (ordered[n - 1] + ordered[n]) / 2
    # without a cue (both features 0) an article has no score: the line stays above that
    line = max(line, float(w[0]) + 0.1)
    return np.array([w[0] - line, w[1], w[2]])


def _fit(x: np.ndarray, y: np.ndarray, prior: np.ndarray, pull: float) -> np.ndarray:
    """Fit a logistic regression drawn towards ``prior`` by Newton's method; slopes stay >= 0."""
    free = np.ones(3, bool)
    while True:
        w = np.where(free, prior, 0.0)
        for _ in range(50):
            p = _sigmoid(x @ w)
            gradient = x.T @ (p - y) + pull * (w - prior)
            hessian = (x * (p * (1 - p))[:, None]).T @ x + (pull + 1e-6) * np.eye(3)
            step = np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
            w[free] -= np.clip(step, -2, 2)
            if np.abs(step).max() < 1e-8:
                break
        negative = free & (w < 0) & np.array([False, True, True])
        if not negative.any():
            return w
        free &= ~negative


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.clip(1 / (1 + np.exp(-z)), 1e-9, 1 - 1e-9)


def auc(scores: np.ndarray, codes: np.ndarray) -> float:
    """Return the area under the ROC curve: how often a coded article scores above an uncoded one.

    Ties count half; NaN where all codes are the same.
    """
    positive, negative = scores[codes == 1], scores[codes == 0]
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    upto = np.searchsorted(ordered, positive, "right")
    return float((below + upto).sum() / 2 / len(positive) / len(negative))
