"""Agreement -> words: the verdict on each frame, and a text for a terminal."""

from __future__ import annotations

import math

from analysis import wording
from analysis.agreement.scoring import TENTATIVE, Agreement

ENOUGH = 50  # units that both tool and coders coded, from which on a measure counts as validated
VALIDATED = "validiert"


def validated_frames(agreement: Agreement) -> dict[str, str]:
    """Return for each frame or category "validiert" or why it is not, in the language of the report."""
    coders = agreement.reliability.set_index("measure")["alpha"].to_dict()
    number = agreement.reliability.set_index("measure")["coders"].to_dict()
    verdicts = {}
    for row in agreement.tool.to_dict("records"):
        measure = str(row["measure"])
        if "." in measure:
            continue
        if row["n"] < ENOUGH:
            verdicts[measure] = wording.say("verdict_few", n=row["n"], least=ENOUGH)
        elif number.get(measure, 0) < 2:
            verdicts[measure] = wording.say("verdict_one_coder")
        elif math.isnan(coders[measure]):
            verdicts[measure] = wording.say("verdict_one_category")
        elif not coders.get(measure, math.nan) >= TENTATIVE:
            verdicts[measure] = wording.say("verdict_coders_differ")
        elif not row["alpha"] >= TENTATIVE:
            verdicts[measure] = wording.say("verdict_tool_differs")
        else:
            verdicts[measure] = VALIDATED
    return verdicts


def summary(agreement: Agreement) -> str:
    """Return the agreement as German text for a terminal: the two tables, then the disagreements."""
    lines = ["Codierer gegen Codierer (Krippendorffs Alpha)"]
    for row in agreement.reliability.to_dict("records"):
        span = _span(row["low"], row["high"])
        lines.append(
            f"  {row['measure']:32} {_decimal(row['alpha'])} {span:16} n={row['units']:<4} {row['verdict']}"
        )
    lines += ["", "Werkzeug gegen Codierer"]
    for row in agreement.tool.to_dict("records"):
        figures = (
            f"P {_decimal(row['precision'])}  R {_decimal(row['recall'])}  F1 {_decimal(row['f1'])}  "
            f"AUC {_decimal(row['auc'])}  Anteil {_decimal(row['prevalence_tool'])} "
            f"statt {_decimal(row['prevalence'])}"
        )
        span = _span(row["low"], row["high"])
        lines.append(f"  {row['measure']:32} {_decimal(row['alpha'])} {span:16} n={row['n']:<4} {figures}")
    lines += ["", f"Abweichungen bei ganzen Frames: {len(agreement.disagreements)}"]
    for row in agreement.disagreements.to_dict("records"):
        lines.append(
            f"  {row['article_id']}  {row['measure']}  {row['kind']}  {row['codes']}  "
            f"Werkzeug {_decimal(row['score'])}  {row['cues']}".rstrip()
        )
    return "\n".join(lines) + "\n"


def _decimal(value: float) -> str:
    return "   –" if math.isnan(value) else f"{value:.2f}".replace(".", ",")


def _span(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"[{_decimal(low)}; {_decimal(high)}]"
