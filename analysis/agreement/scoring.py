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
from analysis.agreement.sheets import check_of
from analysis.agreement.tasks import Task
from analysis.agreement.units import articles_of, tool_says, units_of
from analysis.errors import InputError
from analysis.framing.calibrate import auc

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Corpus

PRESENT = 0.5
RELIABLE, TENTATIVE = 0.8, 0.667


class Agreement(NamedTuple):
    """What ``score_sheets`` found: four tables; see the functions of the same names."""

    reliability: pd.DataFrame
    tool: pd.DataFrame
    disagreements: pd.DataFrame
    agreed: pd.DataFrame


def score_sheets(files: Sequence[Path], folder: Path, task: Task, corpus: Corpus) -> Agreement:
    """Read the filled sheets of a sample and measure all agreement.

    In: the sheets, the folder with the key, the task, the corpus it was drawn from. Out: an Agreement;
    ``agreed`` has columns ``task.unit``, measure, code (0 or 1), probability, stratum: the codes to correct
    shares with; ``disagreements`` is empty where no frames were coded. Raises InputError as ``read_sheets``
    does, and where the corpus lacks what was coded.
    """
    import pandas as pd

    key = read_key(folder)
    codes = read_sheets(files, key, task)
    scores = tool_says(task, corpus)
    if strays := set(key[task.unit]) - set(scores[task.unit]):
        raise InputError(
            f"Im Korpus fehlt {len(strays)} von {len(key)} der Stichprobe (zum Beispiel „{min(strays)}“); "
            "bitte das Korpus und die Verfahren angeben, aus denen sie gezogen wurde, oder neu ziehen."
        )
    if moved := moved_units(key, task, corpus):
        raise InputError(
            f"Unter „{moved[0]}“ steht heute ein anderer Text als beim Ziehen der Stichprobe (so bei "
            f"{len(moved)} von {len(key)}); bitte das Korpus und die Verfahren von damals angeben oder neu "
            "ziehen."
        )
    between = reliability(codes.assign(code=_numbered(codes["code"], task)))
    codes = yes_or_no(codes, task)
    if task.categories:
        between = pd.concat([between, reliability(codes)], ignore_index=True)
    agreed = agreed_codes(codes, task.unit)
    return Agreement(
        between,
        tool_agreement(codes, scores, task.unit),
        disagreements(codes, corpus.frames if not task.categories else None, corpus.evidence),
        agreed.merge(key[[task.unit, "probability", "stratum"]], on=task.unit),
    )


def moved_units(key: pd.DataFrame, task: Task, corpus: Corpus) -> list[str]:
    """Return the statements or sentences of ``key`` whose id stands for another text now.

    They are numbered in each article, so that a rejected quote, or another method, moves the next ones up.
    """
    if task.unit == "article_id":
        return []
    ids = key[task.unit]
    shown = units_of(task, corpus.of(articles_of(task, ids)), nested=True)
    now = {unit: check_of(title, text) for unit, _, title, text in shown.itertuples(index=False, name=None)}
    return [unit for unit, check in zip(ids, key["check"], strict=True) if now.get(unit) != check]


def yes_or_no(codes: pd.DataFrame, task: Task) -> pd.DataFrame:
    """Return the codes of a task of categories as one measure a category (1 where it was chosen, else 0)."""
    import pandas as pd

    if not task.categories:
        return codes
    known = codes["code"].notna()
    parts = [
        codes.assign(measure=category, code=(codes["code"] == category).astype(float).where(known))
        for category in task.categories
    ]
    return pd.concat(parts, ignore_index=True)


def _numbered(codes: pd.Series, task: Task) -> pd.Series:
    """Return categories as numbers, which a nominal alpha may take for them; other codes as they are."""
    return codes.map({name: float(i) for i, name in enumerate(task.categories)}) if task.categories else codes


def agreed_codes(codes: pd.DataFrame, unit: str = "article_id") -> pd.DataFrame:
    """Return the code that most coders gave: columns ``unit``, measure, code; ties and "?" left out."""
    means = codes.groupby([unit, "measure"], as_index=False)["code"].mean()
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


def tool_agreement(codes: pd.DataFrame, scores: pd.DataFrame, unit: str = "article_id") -> pd.DataFrame:
    """Return the tool's agreement with the coders' agreed codes, by measure.

    In: the long codes (0, 1, NaN), what the tool says (``tool_says``), the column that names a unit. Out:
    columns measure, alpha, low, high, n (units with an agreed code), precision, recall, f1 (at the 0.5 line;
    NaN where undefined), auc, prevalence (of the codes), prevalence_tool, bias (tool - coders).
    """
    import pandas as pd

    both = agreed_codes(codes, unit).merge(scores, on=[unit, "measure"])
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


def precision_recall(present: np.ndarray, code: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a yes or no against codes; NaN where undefined."""
    right = float((present * code).sum())
    precision = right / present.sum() if present.sum() else math.nan
    recall = right / code.sum() if code.sum() else math.nan
    total = float(present.sum() + code.sum())
    return float(precision), float(recall), 2 * right / total if total else math.nan


def disagreements(codes: pd.DataFrame, frames: pd.DataFrame | None, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the frames on which coders differ, or the tool differs from them, to read and to discuss.

    Out: columns article_id, measure, kind ("zwischen Codierern" or "Werkzeug gegen Codierer"), codes
    (coder=code, joined by ", "), score, cues (of the frame there, strongest first), the furthest off first.
    """
    import pandas as pd

    columns = ["article_id", "measure", "kind", "codes", "score", "cues"]
    if frames is None:
        return pd.DataFrame(columns=columns)
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
    table = pd.DataFrame(rows, columns=[*columns, "off"])
    ordered = table.sort_values(["kind", "off"], ascending=[False, False], kind="stable")
    return ordered.drop(columns="off").reset_index(drop=True)


def _shown(code: float) -> str:
    return "?" if math.isnan(code) else str(int(code))
