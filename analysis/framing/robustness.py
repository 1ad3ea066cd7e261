"""How firmly frames stand: against chance, without the strongest cues, after an edit of the codebook."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from analysis.framing.codebook import Codebook
from analysis.framing.scoring import REPEATED, SENTENCE_CAP, SHORT, Mass, position_weight
from analysis.language.numbered import FIELDS, Tokens, number
from analysis.tables import among

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

PRESENT = 0.5
STRONGEST = 10


def cooccurrence(frames: pd.DataFrame) -> pd.DataFrame:
    """Return for each pair of frames in how many articles both are present, against chance.

    In: the table frames. Out: columns first, second, both, expected (if they were independent), ratio
    (both / expected; NaN where nothing is expected), phi (-1..1), p (Fisher's exact test, two-sided), n
    (articles).
    """
    return against_chance(together(frames))


def together(frames: pd.DataFrame) -> pd.DataFrame:
    """Return for each pair of frames the sums behind ``cooccurrence``.

    Out: columns first, second, both, a, b (articles with both, with the first, with the second), n.
    """
    import pandas as pd

    whole = frames[frames["question"] == ""]
    wide = whole.pivot(index="article_id", columns="frame", values="score").fillna(0.0) >= PRESENT
    rows = [
        (
            first,
            second,
            int((wide[first] & wide[second]).sum()),
            int(wide[first].sum()),
            int(wide[second].sum()),
        )
        for first, second in combinations(wide.columns, 2)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "both", "a", "b"]).assign(n=len(wide))


def against_chance(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the table of ``cooccurrence`` from the sums that ``together`` gives."""
    import pandas as pd

    rows = []
    for first, second, both, a, b, n in sums.itertuples(index=False, name=None):
        expected, spread = a * b / n, math.sqrt(float(a) * (n - a) * b * (n - b))
        rows.append(
            {
                "first": first,
                "second": second,
                "both": both,
                "expected": expected,
                "ratio": both / expected if expected else math.nan,
                "phi": (n * both - a * b) / spread if spread else math.nan,
                "p": fisher_exact(both, a, b, n),
                "n": n,
            }
        )
    return pd.DataFrame(rows, columns="first second both expected ratio phi p n".split())


def fisher_exact(both: int, a: int, b: int, n: int) -> float:
    """Return the two-sided p of Fisher's exact test: ``both`` of ``n`` in common, ``a`` and ``b`` each."""
    low, high = max(0, a + b - n), min(a, b)
    k = np.arange(low, high, dtype=float)  # from one table to the next the probability grows by
    growth = (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1))
    logs = np.concatenate([[0.0], np.cumsum(np.log(growth))])
    chances = np.exp(logs - logs.max())
    as_rare = logs <= logs[both - low] + 1e-9
    return min(1.0, float(chances[as_rare].sum() / chances.sum()))


def strongest_cues(evidence: pd.DataFrame, frame: str, k: int = STRONGEST) -> list[str]:
    """Return the ``k`` entries of the codebook that give a frame most of its mass, the strongest first.

    >>> from analysis import prepare
    >>> strongest_cues(prepare("data/raw/demo").evidence, "conflict", k=2)
    ['vor|werfen', '-Vorwurf']
    """
    return heaviest(cue_masses(evidence), frame, k)


def cue_masses(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return what each entry adds up to; columns: measure, cue, value."""
    return evidence.groupby(["measure", "cue"], as_index=False)[["value"]].sum()


def heaviest(masses: pd.DataFrame, frame: str, k: int = STRONGEST) -> list[str]:
    """Return the ``k`` cues of a frame with the largest of ``masses``, the largest first."""
    own = masses[masses["measure"] == frame]
    values = own["value"].round(9)  # so that a tie is one, in whatever order they were added up
    ordered = sorted(zip(own["cue"], values, strict=True), key=lambda pair: (-pair[1], str(pair[0])))
    return [str(cue) for cue, _ in ordered[:k]]


def rescore(
    articles: pd.DataFrame,
    evidence: pd.DataFrame,
    codebook: Codebook,
    without: Mapping[str, frozenset[str]],
) -> pd.DataFrame:
    """Score the frames of articles again from their cues, leaving out for each frame those in ``without``.

    In: the tables articles and evidence (which holds every cue that counted, so that no text is matched
    again). Out: columns article_id, frame, score.
    """
    import pandas as pd

    frames = {frame.id: i for i, frame in enumerate(codebook.frames)}
    cues = evidence[evidence["measure"].isin(list(frames))]
    nothing: frozenset[str] = frozenset()
    pairs = zip(cues["measure"], cues["cue"], strict=True)
    kept = [cue not in without.get(frame, nothing) for frame, cue in pairs]
    cues = cues[np.array(kept, dtype=bool)]
    tokens = number(articles)
    cues = _placed(cues, articles, tokens).assign(frame=lambda table: table["measure"].map(frames))
    cues = cues.sort_values(["row", "place", "start", "end", "frame"], kind="stable")
    again = cues.groupby(["row", "frame", "cue"]).cumcount()
    cues["value"] = cues["value"] * REPEATED**again
    sums = cues.groupby(["row", "frame", "sentence"]).agg(
        value=("value", "sum"), cap=("weight", "first"), cues=("value", "size")
    )
    sums["value"] = np.minimum(sums["value"], SENTENCE_CAP * sums["cap"])
    masses = sums.groupby(["row", "frame"])[["value", "cues"]].sum()
    scores = np.zeros((len(articles), len(frames)))
    words = np.maximum(np.bincount(tokens.row, minlength=len(articles)), SHORT) / 100
    for row, frame, mass, count in masses.reset_index().itertuples(index=False, name=None):
        found = Mass(mass, mass / words[row], count)
        scores[row, frame] = round(found.score(codebook.frames[frame].calibration), 4)
    return pd.DataFrame(
        {
            "article_id": np.repeat(articles["article_id"].to_numpy(), len(frames)),
            "frame": list(frames) * len(articles),
            "score": scores.ravel(),
        }
    )


def _placed(cues: pd.DataFrame, articles: pd.DataFrame, tokens: Tokens) -> pd.DataFrame:
    """Return the cues of ``articles`` with row, place (field), sentence and the weight of its position."""
    import pandas as pd

    rows = pd.Series(np.arange(len(articles)), articles["article_id"])
    cues = cues[among(cues["article_id"], rows.index)].copy()
    cues["row"], cues["place"] = cues["article_id"].map(rows), cues["field"].map(FIELDS.index)
    begin = (tokens.row.astype(np.int64) * len(FIELDS) + tokens.field) << 32
    field = (cues["row"].to_numpy(np.int64) * len(FIELDS) + cues["place"].to_numpy(np.int64)) << 32
    sentence = tokens.sentence[np.searchsorted(begin + tokens.start, field + cues["start"].to_numpy())]
    first = tokens.sentence[np.searchsorted(begin, field)]
    weight = map(position_weight, cues["field"], (sentence - first).tolist())
    return cues.assign(sentence=sentence, weight=list(weight))


def weakened(
    articles: pd.DataFrame,
    whole: pd.DataFrame,
    evidence: pd.DataFrame,
    codebook: Codebook,
    without: Mapping[str, frozenset[str]],
) -> pd.DataFrame:
    """Return the scores ``whole`` as they would be without some cues of each frame (see ``rescore``).

    In: ``whole`` the rows of the table frames of whole frames. Out: columns article_id, frame, score. A frame
    that is not present only falls further, so those articles need no second reading.
    """
    import pandas as pd

    lost = pd.concat(
        evidence[(evidence["measure"] == frame) & evidence["cue"].isin(cues)]
        for frame, cues in without.items()
    )
    present = whole[whole["score"] >= PRESENT].rename(columns={"frame": "measure"})
    touched = set(lost.merge(present, on=["article_id", "measure"])["article_id"])
    again = rescore(articles[among(articles["article_id"], touched)], evidence, codebook, without)
    return pd.concat([whole[~among(whole["article_id"], touched)], again], ignore_index=True)


def moved_articles(
    before: pd.DataFrame,
    after: pd.DataFrame,
    evidence_before: pd.DataFrame,
    evidence_after: pd.DataFrame,
    least: float = 0.05,
) -> pd.DataFrame:
    """Return which articles an edit of the codebook moved, and by which cue.

    In: the tables frames and evidence as the old and the new codebook give them. Out: columns
    article_id, frame, before, after (scores), change, crossed (the line of 0.5), gained, lost (cues,
    joined by "; "); only changes of ``least`` or more, the largest first.
    """
    import pandas as pd

    old, new = (
        table[table["question"] == ""].set_index(["article_id", "frame"])["score"]
        for table in (before, after)
    )
    scores = pd.DataFrame({"before": old, "after": new}).fillna(0.0).reset_index()
    scores["change"] = scores["after"] - scores["before"]
    scores["crossed"] = (scores["before"] >= PRESENT) != (scores["after"] >= PRESENT)
    moved = scores[scores["change"].abs() >= least].copy()
    was, now = _cue_counts(evidence_before), _cue_counts(evidence_after)
    keys = list(zip(moved["article_id"], moved["frame"], strict=True))
    empty: Counter[str] = Counter()
    moved["gained"] = ["; ".join(sorted(now.get(key, empty) - was.get(key, empty))) for key in keys]
    moved["lost"] = ["; ".join(sorted(was.get(key, empty) - now.get(key, empty))) for key in keys]
    order = np.argsort(-moved["change"].abs().to_numpy(), kind="stable")
    return moved.iloc[order].reset_index(drop=True)


def _cue_counts(evidence: pd.DataFrame) -> dict[tuple[str, str], Counter[str]]:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for article, frame, cue in evidence[["article_id", "measure", "cue"]].itertuples(index=False):
        counts.setdefault((article, frame), Counter())[cue] += 1
    return counts
