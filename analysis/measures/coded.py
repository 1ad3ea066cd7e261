"""Shares of a report corrected for the tool's errors by what people coded beside the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import paths, wording
from analysis.agreement import Coding, corrected_difference, corrected_share
from analysis.agreement import codings as codings_of
from analysis.agreement.correction import CORRECTED, UNCORRECTED
from analysis.agreement.verdicts import VALIDATED
from analysis.framing import load_codebook
from analysis.measures.groups import with_groups
from analysis.partitions import AnyCorpus, AnyRows, Rows
from analysis.tables import Corpus, make


def codings(corpus: AnyCorpus, source: str, codebook: str = "") -> dict[str, Coding]:
    """Return what was coded beside the corpus at ``source``; keys frames, speakers, tone.

    ``corpus`` is the whole corpus, before any selection; ``codebook`` as in ``prepare``. See
    ``agreement.codings``. Of a corpus in partitions no article counts as coded.

    >>> from analysis import measures, prepare
    >>> list(measures.codings(prepare("data/raw/demo"), "data/raw/demo"))
    ['frames', 'speakers', 'tone']
    """
    whole = corpus if isinstance(corpus, Corpus) else Corpus(make("articles"))
    return codings_of(whole, source, load_codebook(paths.codebook(codebook)))


def corrected(
    corpus: AnyCorpus, table: pd.DataFrame, units: AnyRows, coding: Coding, by: Sequence[str]
) -> pd.DataFrame:
    """Return ``table`` with its shares corrected where enough of a group is coded.

    In: shares by ``by`` (value, low, high …); ``units``, one row behind each: ``coding.task.unit``,
    article_id, measure (what the coders said yes or no to), hit (what the tool says), the columns ``by``
    that are not the article's. Out: the table with value, low, high of ``corrected_share``, and columns
    naive (the tool's own share), correction ("korrigiert" or "nur Stichprobenfehler"), coded (units).

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> table = measures.tone_by(corpus, "outlet").query("label == 'negative'")
    >>> coding = measures.codings(corpus, "data/raw/demo")["tone"]  # nothing is coded yet
    >>> units = measures.tone_units(corpus, "negative")
    >>> set(measures.corrected(corpus, table, units, coding, ["outlet"])["correction"])
    {'nur Stichprobenfehler'}
    """
    if not by:  # all is one group
        whole = corrected(corpus, _all(table), units.pipe(_all), coding, ["all"])
        return whole.drop(columns="all")
    if isinstance(units, Rows) or not _known(coding)["measure"].isin(units["measure"].unique()).any():
        return table.assign(naive=table["value"], correction=UNCORRECTED, coded=0)
    found = corrected_share(_with_codes(corpus, units, coding, by), by)
    joined = table.merge(found.drop(columns="n"), on=list(by), how="left", suffixes=("", "_corrected"))
    better = joined["correction"] == CORRECTED
    for name in ("value", "low", "high"):
        joined[name] = joined[f"{name}_corrected"].where(better, joined[name])
    return joined.drop(columns=["value_corrected", "low_corrected", "high_corrected"])


def _all(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(all=1)


def corrected_gap(
    corpus: AnyCorpus, units: pd.DataFrame, coding: Coding, column: str, first: str, second: str
) -> dict[str, float]:
    """Return the difference of two groups' corrected shares, as ``intervals.difference`` does for the tool's.

    ``units`` and ``coding`` as for ``corrected``; the groups are values of ``column``. All is NaN where
    too few units of a group are coded.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> coding = measures.codings(corpus, "data/raw/demo")["tone"]  # nothing is coded yet
    >>> units = measures.tone_units(corpus, "negative")
    >>> measures.corrected_gap(corpus, units, coding, "outlet", "Abendblitz", "Kontorblatt")["value"]
    nan
    """
    return corrected_difference(_with_codes(corpus, units, coding, [column]), column, first, second)


def _with_codes(corpus: AnyCorpus, units: pd.DataFrame, coding: Coding, by: Sequence[str]) -> pd.DataFrame:
    rows = with_groups(corpus, units, by).merge(_known(coding), on=[coding.task.unit, "measure"], how="left")
    rows = rows.rename(columns={"hit": "predicted", "code": "coded"})
    return rows.astype({"predicted": float, "coded": float})


def _known(coding: Coding) -> pd.DataFrame:
    return coding.codes.dropna(subset=["probability"])  # what was not drawn at random corrects nothing


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
