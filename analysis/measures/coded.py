"""Shares of a report corrected for the tool's errors by what people coded beside the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import paths, wording
from analysis.agreement import Coding, corrected_share
from analysis.agreement import codings as codings_of
from analysis.agreement.correction import CORRECTED, UNCORRECTED
from analysis.agreement.verdicts import VALIDATED
from analysis.framing import load_codebook
from analysis.measures.groups import with_groups
from analysis.partitions import AnyCorpus, AnyRows, SomeCorpus, rows_of, story_names, told_apart
from analysis.tables import among


def codings(corpus: AnyCorpus, source: str, codebook: str = "") -> dict[str, Coding]:
    """Return what was coded beside the corpus at ``source``; keys frames, speakers, tone.

    ``corpus`` is the whole corpus, before any selection; ``codebook`` as in ``prepare``. See
    ``agreement.codings``.

    >>> from analysis import measures, prepare
    >>> list(measures.codings(prepare("data/raw/demo"), "data/raw/demo"))
    ['frames', 'speakers', 'tone']
    """
    return codings_of(corpus, source, load_codebook(paths.codebook(codebook)))


def coded_apart(corpus: SomeCorpus, coding: Coding | None) -> SomeCorpus:
    """Return the corpus in whose sums each coded story is told apart, as ``corrected`` needs it.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> measures.coded_apart(corpus, None) is corpus
    True
    """
    return corpus if coding is None else told_apart(corpus, coding.corpus.articles["article_id"])


def coded_units(corpus: AnyCorpus, units: AnyRows, coding: Coding, by: Sequence[str]) -> pd.DataFrame:
    """Return those of ``units`` that were drawn at random and coded, as ``corrected_share`` takes them.

    In: one row a unit: ``coding.task.unit``, article_id, measure (what the coders said yes or no to), hit
    (what the tool says), the columns ``by`` that are not the article's. Out: these with predicted, coded,
    probability, story_id, ``by``.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> coding = measures.codings(corpus, "data/raw/demo")["tone"]  # nothing is coded yet
    >>> len(measures.coded_units(corpus, measures.tone_units(corpus, "negative"), coding, ["outlet"]))
    0
    """
    known = coding.codes.dropna(subset=["probability"])  # what was not drawn at random corrects nothing
    rows = rows_of(coding.corpus, units).merge(known, on=[coding.task.unit, "measure"])
    rows = with_groups(corpus, rows[among(rows["article_id"], corpus.heads["article_id"])], by)
    rows = rows.rename(columns={"hit": "predicted", "code": "coded"})
    rows = rows.assign(story_id=story_names(corpus, rows["story_id"]))
    return rows.astype({"predicted": float, "coded": float})


def corrected(
    table: pd.DataFrame, sums: pd.DataFrame, coded: pd.DataFrame, by: Sequence[str]
) -> pd.DataFrame:
    """Return ``table`` with its shares corrected where enough of a group is coded.

    In: shares by ``by`` (value, low, high …); the ``sums`` they are made of, coded stories told apart
    (``coded_apart``); the ``coded_units``. Out: the table with value, low, high of ``corrected_share``, and
    columns naive (the tool's own share), correction ("korrigiert" or "nur Stichprobenfehler"), coded (units).

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> table = measures.tone_by(corpus, "outlet").query("label == 'negative'")
    >>> coding = measures.codings(corpus, "data/raw/demo")["tone"]  # nothing is coded yet
    >>> coded = measures.coded_units(corpus, measures.tone_units(corpus, "negative"), coding, ["outlet"])
    >>> sums = measures.tone_sums(corpus, ["outlet"])
    >>> set(measures.corrected(table, sums, coded, ["outlet"])["correction"])
    {'nur Stichprobenfehler'}
    """
    if coded.empty:
        return table.assign(naive=table["value"], correction=UNCORRECTED, coded=0)
    if not by:  # all is one group
        one, all_sums, all_coded = (rows.assign(all=1) for rows in (table, sums, coded))
        return corrected(one, all_sums, all_coded, ["all"]).drop(columns="all")
    found = corrected_share(sums, coded, by)
    joined = table.merge(found.drop(columns="n"), on=list(by), how="left", suffixes=("", "_corrected"))
    better = joined["correction"] == CORRECTED
    for name in ("value", "low", "high"):
        joined[name] = joined[f"{name}_corrected"].where(better, joined[name])
    return joined.drop(columns=["value_corrected", "low_corrected", "high_corrected"])


def quality(coded: Mapping[str, Coding]) -> pd.DataFrame:
    """Return how well the tool does what people coded: a row a frame, kind of source and class of tone.

    Columns: figure (frames, speakers, tone), measure, verdict ("validiert", or why not), coders (alpha
    between them), tool (alpha against them), precision, recall, n (coded by both); no rows where there is
    not a single filled sheet.

    >>> from analysis import measures, prepare
    >>> coded = measures.codings(prepare("data/raw/demo"), "data/raw/demo")
    >>> len(measures.quality(coded))  # nothing is coded yet
    0
    """
    columns = ["figure", "measure", "verdict", "coders", "tool", "precision", "recall", "n"]
    parts = [coding.quality.assign(figure=f"coded_{name}") for name, coding in coded.items()]
    table = pd.concat(parts, ignore_index=True)
    if (table["verdict"] == wording.say("verdict_no_sheet")).all():
        table = table.head(0)
    table["measure"] = [wording.label(name) for name in table["measure"]]
    return table[columns]


def is_validated(coding: Coding, measures: pd.Series) -> pd.Series:
    """Return for each frame or category whether it is validated, as the report writes it."""
    good = set(coding.quality.loc[coding.quality["verdict"] == VALIDATED, "measure"])
    return measures.map(lambda name: VALIDATED if name in good else f"nicht {VALIDATED}")
