"""Filled sheets and the tool's scores -> agreement: coder against coder, tool against coders.

Alpha is Krippendorff's with its bootstrap interval. His rule of thumb: from 0.8 on reliable, from 0.667
on for tentative conclusions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.agreement.alpha import Alpha, alpha_with_interval
from analysis.agreement.filled import read_key, read_sheets
from analysis.errors import InputError
from analysis.framing.calibrate import auc
from analysis.framing.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

PRESENT = 0.5
RELIABLE, TENTATIVE = 0.8, 0.667


class Agreement(NamedTuple):
    """What ``score_sheets`` found: four tables; see the functions of the same names."""

    reliability: pd.DataFrame
    tool: pd.DataFrame
    disagreements: pd.DataFrame
    agreed: pd.DataFrame


def score_sheets(
    files: Sequence[Path], folder: Path, codebook: Codebook, frames: pd.DataFrame, evidence: pd.DataFrame
) -> Agreement:
    """Read the filled sheets of a sample and measure all agreement.

    In: the sheets, the folder with the key, the codebook, the corpus's tables frames and evidence. Out: an
    Agreement; ``agreed`` has columns article_id, measure, code, probability, stratum: the codes to
    correct shares with. Raises InputError as ``read_sheets`` does, and where the corpus lacks an article.
    """
    key = read_key(folder)
    codes = read_sheets(files, key, codebook)
    if strays := set(key["article_id"]) - set(frames["article_id"]):
        raise InputError(
            f"Im Korpus fehlen Artikel der Stichprobe (zum Beispiel „{min(strays)}“); "
            "bitte das Korpus angeben, aus dem sie gezogen wurde."
        )
    agreed = agreed_codes(codes)
    return Agreement(
        reliability(codes),
        tool_agreement(codes, frames),
        disagreements(codes, frames, evidence),
        agreed.merge(key[["article_id", "probability", "stratum"]], on="article_id"),
    )


def agreed_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the code that most coders gave: columns article_id, measure, code; ties and "?" left out."""
    means = codes.groupby(["article_id", "measure"], as_index=False)["code"].mean()
    decided = means[means["code"].notna() & (means["code"] != 0.5)].copy()
    decided["code"] = (decided["code"] > 0.5).astype(float)
    return decided.reset_index(drop=True)


def reliability(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the agreement of the coders, by frame and question.

    In: the long codes of ``read_sheets``. Out: columns measure, alpha, low, high, verdict, units (coded by
    two or more), coders, agreement (share of agreeing pairs), prevalence (share of ones).
    """
    import pandas as pd

    rows = []
    for measure, group in codes.groupby("measure", sort=False):
        wide = group.pivot(index="unit", columns="coder", values="code")
        found = alpha_with_interval(wide.to_numpy().tolist())
        rows.append(
            {
                "measure": measure,
                "alpha": found.value,
                "low": found.low,
                "high": found.high,
                "verdict": verdict(found),
                "units": found.units,
                "coders": wide.shape[1],
                "agreement": _raw_agreement(wide.to_numpy(float)),
                "prevalence": float(group["code"].mean()),
            }
        )
    columns = "measure alpha low high verdict units coders agreement prevalence".split()
    return pd.DataFrame(rows, columns=columns)


def verdict(found: Alpha) -> str:
    """Return what an alpha allows, in German, after Krippendorff's rule of thumb."""
    if math.isnan(found.value):
        return (
            "nicht bestimmbar: zu wenige Codes" if not found.units else "nicht bestimmbar: nur eine Kategorie"
        )
    if found.value >= RELIABLE:
        return "zuverlässig"
    return "vorläufig verwendbar" if found.value >= TENTATIVE else "nicht zuverlässig"


def _raw_agreement(wide: np.ndarray) -> float:
    known = ~np.isnan(wide)
    ones, counts = np.where(known, wide, 0).sum(axis=1), known.sum(axis=1)
    pairs = (counts * (counts - 1) / 2).sum()
    same = (ones * (ones - 1) / 2 + (counts - ones) * (counts - ones - 1) / 2).sum()
    return float(same / pairs) if pairs else math.nan


def tool_agreement(codes: pd.DataFrame, frames: pd.DataFrame) -> pd.DataFrame:
    """Return the tool's agreement with the coders' agreed codes, by frame and question.

    In: the long codes, the table frames. Out: columns measure, alpha, low, high, n (articles with an agreed
    code), precision, recall, f1 (at the 0.5 line; NaN where undefined), auc, prevalence (of the codes),
    prevalence_tool, bias (tool - coders).
    """
    import pandas as pd

    scores = frames.assign(measure=_measure_names(frames))[["article_id", "measure", "score"]]
    both = agreed_codes(codes).merge(scores, on=["article_id", "measure"])
    rows = []
    for measure in dict.fromkeys(codes["measure"]):
        group = both[both["measure"] == measure]
        code, score = group["code"].to_numpy(float), group["score"].to_numpy(float)
        present = (score >= PRESENT).astype(float)
        found = alpha_with_interval(np.column_stack([code, present]).tolist())
        precision, recall, f1 = precision_recall(present, code)
        rows.append(
            {
                "measure": measure,
                "alpha": found.value,
                "low": found.low,
                "high": found.high,
                "n": len(group),
                "precision": precision,
                "recall": recall,
                "f1": f1,
                "auc": auc(score, code),
                "prevalence": float(code.mean()) if len(code) else math.nan,
                "prevalence_tool": float(present.mean()) if len(code) else math.nan,
                "bias": float(present.mean() - code.mean()) if len(code) else math.nan,
            }
        )
    columns = "measure alpha low high n precision recall f1 auc prevalence prevalence_tool bias".split()
    return pd.DataFrame(rows, columns=columns)


def _measure_names(frames: pd.DataFrame) -> pd.Series:
    questions = frames["question"]
    return frames["frame"] + questions.where(questions == "", "." + questions)


def precision_recall(present: np.ndarray, code: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a yes or no against codes; NaN where undefined."""
    right = float((present * code).sum())
    precision = right / present.sum() if present.sum() else math.nan
    recall = right / code.sum() if code.sum() else math.nan
    total = float(present.sum() + code.sum())
    return float(precision), float(recall), 2 * right / total if total else math.nan


def disagreements(codes: pd.DataFrame, frames: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the frames on which coders differ, or the tool differs from them, to read and to discuss.

    Out: columns article_id, measure, kind ("zwischen Codierern" or "Werkzeug gegen Codierer"), codes
    (coder=code, joined by ", "), score, cues (of the frame there, strongest first), the furthest off first.
    """
    import pandas as pd

    whole = frames.loc[frames["question"] == "", ["article_id", "frame", "score"]]
    of_frames = codes[codes["measure"].isin(set(whole["frame"]))]
    cues = (
        evidence.sort_values("value", ascending=False, kind="stable")
        .groupby(["article_id", "measure"])["cue"]
        .agg(lambda found: "; ".join(dict.fromkeys(found)))
        .to_dict()
    )
    scores = whole.set_index(["article_id", "frame"])["score"].to_dict()
    rows = []
    for key, group in of_frames.groupby(["article_id", "measure"], sort=True):
        given = group.dropna(subset=["code"])
        score = scores.get(key, math.nan)
        mean = given["code"].mean() if len(given) else math.nan
        if given["code"].nunique() > 1:
            kind = "zwischen Codierern"
        elif not math.isnan(mean) and (score >= PRESENT) != (mean > 0.5):
            kind = "Werkzeug gegen Codierer"
        else:
            continue
        told = [f"{coder}={_shown(code)}" for coder, code in zip(group["coder"], group["code"], strict=True)]
        rows.append((*key, kind, ", ".join(told), score, cues.get(key, ""), abs(score - mean)))
    columns = ["article_id", "measure", "kind", "codes", "score", "cues", "off"]
    table = pd.DataFrame(rows, columns=columns)
    ordered = table.sort_values(["kind", "off"], ascending=[False, False], kind="stable")
    return ordered.drop(columns="off").reset_index(drop=True)


def _shown(code: float) -> str:
    return "?" if math.isnan(code) else str(int(code))
