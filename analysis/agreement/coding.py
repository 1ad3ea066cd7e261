"""What is coded beside a corpus: data/kodierung/<corpus>/<task>/ -> codes, and how good the tool is at them.

A report reads whatever lies there by itself. Sheets half filled in, or faulty, stop no report: it then
says of the measure that it is not validated, and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis import paths, wording
from analysis.agreement.filled import filled_sheets, ids_of, read_key
from analysis.agreement.scoring import score_sheets
from analysis.agreement.tasks import Task, frame_task, speaker_task, tone_task
from analysis.agreement.units import coded_part
from analysis.agreement.verdicts import validated_frames
from analysis.errors import InputError
from analysis.framing.codebook import Codebook
from analysis.tables import Corpus, make

if TYPE_CHECKING:
    import pandas as pd

    from analysis.partitions import AnyCorpus


class Coding(NamedTuple):
    """The codes of one task and what they say of the tool.

    ``codes``: columns ``task.unit``, measure, code (0 or 1), probability (to be drawn; NaN where the unit
    was not drawn at random); no rows where nothing is coded. ``quality``: one row a frame or category:
    measure, verdict, coders (alpha between them), tool (alpha against them), precision, recall, n.
    ``corpus``: the articles that are coded, and perhaps others, in memory.
    """

    task: Task
    codes: pd.DataFrame
    quality: pd.DataFrame
    corpus: Corpus


def folder_of(corpus: str | Path, task: Task) -> Path:
    """Return where the sheets of a task for the corpus at ``corpus`` lie: data/kodierung/<name>/<task>."""
    return paths.root() / "data" / "kodierung" / paths.name_of(paths.inside(corpus)) / task.name


def codings(corpus: AnyCorpus, source: str | Path, codebook: Codebook) -> dict[str, Coding]:
    """Return what was coded beside the corpus read from ``source``: keys frames, speakers, tone."""
    tasks = {"frames": frame_task(codebook), "speakers": speaker_task(), "tone": tone_task()}
    return {name: _coding(corpus, folder_of(source, task), task) for name, task in tasks.items()}


def _coding(corpus: AnyCorpus, folder: Path, task: Task) -> Coding:
    import pandas as pd

    try:
        files = filled_sheets(folder)
        if not files:
            return _unvalidated(task, wording.say("verdict_no_sheet"))
        own = coded_part(task, corpus, ids_of(read_key(folder), task))
        found = score_sheets(files, folder, task, own)
    except InputError as error:
        return _unvalidated(task, wording.say("verdict_bad_sheet", why=error))
    verdicts = validated_frames(found)
    between = found.reliability.set_index("measure")["alpha"]
    tool = found.tool[found.tool["measure"].isin(list(verdicts))]
    quality = pd.DataFrame(
        {
            "measure": tool["measure"],
            "verdict": tool["measure"].map(verdicts),
            "coders": tool["measure"].map(between),
            "tool": tool["alpha"],
            "precision": tool["precision"],
            "recall": tool["recall"],
            "n": tool["n"],
        }
    )
    codes = found.agreed[[task.unit, "measure", "code", "probability"]]
    if task.unit == "article_id":
        codes = pd.concat([codes, _of_copies(codes, corpus.articles)], ignore_index=True)
    if task.categories:  # what the tool does not know, a coder does: never of kind "unknown"
        never = codes.drop_duplicates(task.unit).assign(measure="unknown", code=0.0)
        codes = pd.concat([codes, never], ignore_index=True)
    return Coding(task, codes, quality.reset_index(drop=True), own)


def _of_copies(codes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of copies of coded articles: those of what they copy, drawn when it was drawn."""
    copies = articles.loc[articles["duplicate_of"].notna(), ["article_id", "duplicate_of"]]
    named = codes.rename(columns={"article_id": "duplicate_of"})
    return copies.merge(named, on="duplicate_of").drop(columns="duplicate_of")


def _unvalidated(task: Task, why: str) -> Coding:
    import pandas as pd

    measures = task.categories or [name for name in task.columns if "." not in name]
    unknown = dict.fromkeys(["coders", "tool", "precision", "recall"], float("nan"))
    quality = pd.DataFrame([{"measure": name, "verdict": why, **unknown, "n": 0} for name in measures])
    nothing = pd.DataFrame(columns=[task.unit, "measure", "code", "probability"])
    return Coding(task, nothing, quality, Corpus(make("articles")))
