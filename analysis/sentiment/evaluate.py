"""Gold labels against every method: accuracy, macro-F1 with its interval, confusions, worst errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.language import segment
from analysis.sentiment.polarity import Polarity

LABELS = ("negative", "neutral", "positive")
_COLUMNS = ("id", "text", "label")


class Evaluation(NamedTuple):
    """One method against the gold labels.

    ``accuracy`` and ``macro_f1`` are 0..1, ``low`` and ``high`` its 95 % interval (bootstrap over rows);
    ``by_label`` the F1 of each label; ``confusion`` gold in rows, predicted in columns; ``worst`` the
    errors furthest from their gold label (id, text, target, label, predicted, polarity, hits).
    """

    method: str
    n: int
    accuracy: float
    macro_f1: float
    low: float
    high: float
    by_label: dict[str, float]
    confusion: pd.DataFrame
    worst: pd.DataFrame


def read_gold(path: str | Path) -> pd.DataFrame:
    """Read gold labels from a CSV: id, text, label, and towards a target also start and end.

    InputError where a column is missing, a label is unknown or a target lies outside its text.
    """
    try:
        gold = pd.read_csv(path, dtype={"id": str, "text": str, "label": str}, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError(f"Die Datei {path} lässt sich nicht als CSV lesen: {error}") from error
    if missing := [name for name in _COLUMNS if name not in gold.columns]:
        raise InputError(
            f"In {path} fehlen die Spalten {', '.join(missing)}; gebraucht werden id, text, label "
            "und für Ziele start und end."
        )
    if strange := sorted(set(gold["label"]) - set(LABELS)):
        raise InputError(f"In {path} steht das Urteil „{strange[0]}“; es gibt {', '.join(LABELS)}.")
    if gold.empty:
        raise InputError(f"In {path} steht keine Zeile mit einem Urteil.")
    return gold


def predict(gold: pd.DataFrame, method: str = "news") -> list[Polarity]:
    """Return one Polarity for each row of ``gold``: towards its target with ``news``, else its sentence's.

    A method without targets gives the polarity of the sentence in which the target stands; without start
    and end the whole text is scored.
    """
    from analysis.sentiment import score_article, score_sentences, towards

    found = []
    targets = "start" in gold.columns and "end" in gold.columns
    for row in gold.itertuples(index=False):
        text = segment(str(row.text))
        if not targets:
            found.append(score_article(score_sentences(text, method=method)))
            continue
        span = (int(str(row.start)), int(str(row.end)))
        toward = towards(text, [span])[0]  # checks the span for every method
        if method != "news":
            toward = score_sentences(text, method=method)[text.sentence_of[text.token_at(span[0])]]
        found.append(toward)
    return found


def evaluate(gold: pd.DataFrame, method: str = "news", n_worst: int = 10, draws: int = 500) -> Evaluation:
    """Compare ``method`` with the labels of ``gold`` (see read_gold)."""
    return compare(gold, predict(gold, method), method, n_worst, draws)


def compare(
    gold: pd.DataFrame, predicted: Sequence[Polarity], method: str, n_worst: int = 10, draws: int = 500
) -> Evaluation:
    """Compare polarities with the labels of ``gold``, row by row; the bootstrap's seed is fixed."""
    truth = np.array([LABELS.index(label) for label in gold["label"]])
    given = np.array([LABELS.index(polarity.label) for polarity in predicted])
    counts = _confusion(truth, given)
    random = np.random.default_rng(0)
    picks = random.integers(0, len(truth), (draws, len(truth)))
    samples = [_f1(_confusion(truth[pick], given[pick])).mean() for pick in picks]
    low, high = np.quantile(samples, [0.025, 0.975])
    scores = _f1(counts)
    return Evaluation(
        method,
        len(truth),
        float((truth == given).mean()),
        float(scores.mean()),
        float(low),
        float(high),
        dict(zip(LABELS, scores.tolist(), strict=True)),
        pd.DataFrame(counts, index=pd.Index(LABELS, name="gold"), columns=pd.Index(LABELS, name="predicted")),
        _worst(gold, predicted, n_worst),
    )


def _confusion(truth: np.ndarray, given: np.ndarray) -> np.ndarray:
    return np.bincount(3 * truth + given, minlength=9).reshape(3, 3)


def _f1(counts: np.ndarray) -> np.ndarray:
    """Return the F1 of each label, 0 for a label that is neither gold nor predicted."""
    right = counts.diagonal()
    return 2 * right / np.maximum(counts.sum(0) + counts.sum(1), 1)


def _worst(gold: pd.DataFrame, predicted: Sequence[Polarity], n: int) -> pd.DataFrame:
    rows = []
    for (_, row), polarity in zip(gold.iterrows(), predicted, strict=True):
        if polarity.label != row["label"]:
            value = 0.0 if math.isnan(polarity.polarity) else polarity.polarity
            distance = abs(value - (LABELS.index(row["label"]) - 1))
            hits = ", ".join(f"{hit.cue} {hit.value:+.1f}" for hit in polarity.hits)
            rows.append(
                (
                    distance,
                    row["id"],
                    row["text"],
                    row.get("target", ""),
                    row["label"],
                    polarity.label,
                    value,
                    hits,
                )
            )
    rows.sort(key=lambda row: (-row[0], row[1]))
    names = ["distance", "id", "text", "target", "label", "predicted", "polarity", "hits"]
    return pd.DataFrame(rows[:n], columns=names)


def render(results: Sequence[Evaluation]) -> str:
    """Return the evaluations as German text for the terminal: a table, then confusions and errors."""
    lines = ["Methode               n  Genauigkeit  Makro-F1  95-%-Intervall    negativ  neutral  positiv"]
    for result in results:
        f1 = "  ".join(f"{result.by_label[label]:7.3f}" for label in LABELS)
        lines.append(
            f"{result.method:<18}{result.n:>5}  {result.accuracy:11.3f}  {result.macro_f1:8.3f}  "
            f"[{result.low:.3f}, {result.high:.3f}]  {f1}"
        )
    for result in results:
        lines += [
            "",
            f"{result.method}: Verwechslungen (Zeilen: Urteil, Spalten: Methode)",
            str(result.confusion),
        ]
        lines += ["", f"{result.method}: die gröbsten Fehler"]
        lines += [
            f"  {row.id}  {row.label} → {row.predicted} ({row.polarity:+.2f})  "
            f"[{row.target}] {str(row.text)[:120]}  {{{row.hits}}}"
            for row in result.worst.itertuples()
        ]
    return "\n".join(lines)
