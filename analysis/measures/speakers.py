"""Who gets to speak: shares of statements by kind, gender, naming; the most quoted; who quotes whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.agreement import Coding
from analysis.intervals import ratio_by, ratios_by
from analysis.measures.coded import coded_apart, coded_units, corrected
from analysis.measures.groups import kind_sums, of_kind, share_sums, sums_of
from analysis.partitions import AnyCorpus, AnyRows, gathered_rows


def statements(corpus: AnyCorpus) -> Any:
    """Return the quotes that count as one statement each: those that do not stand within another quote.

    >>> from analysis import prepare, statements
    >>> corpus = prepare("data/raw/demo")
    >>> len(statements(corpus)) == int(corpus.quotes["nested_in"].isna().sum())
    True
    """
    return corpus.quotes.pipe(lambda quotes: quotes[quotes["nested_in"].isna()])


def kinds_of(rows: Any, column: str = "speaker_type") -> Any:
    """Return quotes with ``column`` filled: "unattributed" where no speaker was found, else "unknown".

    >>> from analysis import measures, prepare
    >>> statements = measures.statements(prepare("data/raw/demo"))
    >>> bool(measures.kinds_of(statements)["speaker_type"].isna().any())
    False
    """
    return rows.pipe(_filled, column)


def _filled(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    without = rows["speaker"].isna().map({True: "unattributed", False: "unknown"})
    return rows.assign(**{column: rows[column].fillna(without)})


def speakers_by(
    corpus: AnyCorpus, *by: str, column: str = "speaker_type", coding: Coding | None = None
) -> pd.DataFrame:
    """Return the share of statements of each kind of speaker for each group, with interval.

    ``column`` is speaker_type, speaker_gender, speaker_naming, speaker_party or type. Statements
    without a value count as "unattributed" where no speaker was found, else as "unknown". Columns:
    ``column``, ``by``, value, low, high, n (statements of the group), articles, stories. With a ``coding`` of
    speaker types their shares are corrected by it where enough is coded (see ``coded.corrected``).

    >>> from analysis import prepare, speakers_by
    >>> by_outlet = speakers_by(prepare("data/raw/demo"), "outlet")
    >>> by_outlet.groupby("outlet")["value"].sum().round(6).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    corpus = coded_apart(corpus, coding)
    rows = kinds_of(statements(corpus), column)
    sums, kinds = kind_sums(corpus, rows, column, by)
    if coding is not None:  # what coders found and the tool did not is a row of its own
        found = set(coding.codes.loc[coding.codes["code"] == 1, "measure"]) - set(kinds)
        sums, kinds = sums.assign(**dict.fromkeys(found, 0.0)), sorted({*kinds, *found})
    table = ratios_by(sums, by, kinds).rename(columns={"numerator": column})
    if coding is None or table.empty:
        return table
    parts = []
    for kind, group in table.groupby(column, sort=False):
        coded = coded_units(corpus, rows.pipe(kind_units, kind, column, by), coding, by)
        plain = group.drop(columns=column).reset_index(drop=True)
        own = of_kind(sums, kinds, str(kind))
        parts.append(corrected(plain, own, coded, by).assign(**{column: kind}))
    return pd.concat(parts, ignore_index=True)


def kind_units(
    rows: pd.DataFrame, kind: Any, column: str = "speaker_type", by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return statements as ``coded_units`` takes them: a hit is one of this ``kind``.

    >>> from analysis import measures, prepare
    >>> statements = measures.statements(prepare("data/raw/demo"))
    >>> list(measures.kind_units(statements, "politics"))
    ['quote_id', 'article_id', 'measure', 'hit']
    """
    own = rows[["quote_id", "article_id", *[name for name in by if name in rows]]]
    return own.assign(measure=kind, hit=rows[column] == kind)


def top_speakers(corpus: AnyCorpus, n: int = 15, private: bool = False) -> pd.DataFrame:
    """Return the named speakers with the most statements, most first.

    Columns: speaker_id, name, speaker_type, speaker_gender, statements, words, articles, outlets.
    Private persons (type citizen) are not listed unless ``private``; see SECURITY and the methods.

    >>> from analysis import prepare, top_speakers
    >>> len(top_speakers(prepare("data/raw/demo"), 5))
    5
    """
    spoken = named(corpus, private)

    def of_part(part: AnyCorpus, rows: pd.DataFrame) -> pd.DataFrame:
        groups = rows.groupby("speaker_id", as_index=False)
        return groups.agg(statements=("quote_id", "size"), words=("n_words", "sum"))

    counts = sums_of(corpus, spoken, of_part, ["speaker_id"])
    order = ["statements", "words", "speaker_id"]
    most = counts.sort_values(order, ascending=[False, False, True], ignore_index=True).head(n)
    rows = gathered_rows(corpus, spoken.merge(most[["speaker_id"]], on="speaker_id").pipe(_narrow))
    rows = rows.merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    table = rows.groupby("speaker_id", as_index=False).agg(
        name=("speaker_name", longest),
        speaker_type=("speaker_type", _most_common),
        speaker_gender=("speaker_gender", _most_common),
        articles=("article_id", "nunique"),
        outlets=("outlet", "nunique"),
    )
    columns = "speaker_id name speaker_type speaker_gender statements words articles outlets".split()
    return most.merge(table, on="speaker_id")[columns]


def _narrow(rows: pd.DataFrame) -> pd.DataFrame:
    """Return statements without what was said: what counting them needs."""
    return rows.drop(columns=["content", "cue", "speaker"])


def named(corpus: AnyCorpus, private: bool = False) -> AnyRows:
    """Return the statements of speakers with names, those of private persons only if ``private``.

    >>> from analysis import measures, prepare
    >>> bool(measures.named(prepare("data/raw/demo"))["speaker_id"].isna().any())
    False
    """
    rows = statements(corpus).dropna(subset="speaker_id")
    return rows if private else rows.pipe(lambda own: own[own["speaker_type"] != "citizen"])


def longest(names: pd.Series) -> str:
    """Return the fullest of the names that one speaker is given."""
    return max(names, key=lambda name: (len(name), name))


def _most_common(values: pd.Series) -> object:
    commonest = values.mode()  # of several the first in the alphabet
    return commonest.iloc[0] if len(commonest) else None


def quoting(corpus: AnyCorpus, n: int = 12, private: bool = False) -> pd.DataFrame:
    """Return who quotes whom: statements of the ``n`` most quoted speakers (rows) by outlet (columns).

    >>> from analysis import prepare, quoting
    >>> quoting(prepare("data/raw/demo"), 3).shape
    (3, 4)
    """
    top = top_speakers(corpus, n, private)
    spoken = named(corpus, private).merge(top[["speaker_id", "name"]], on="speaker_id")
    rows = gathered_rows(corpus, spoken.pipe(_narrow)).merge(
        corpus.articles[["article_id", "outlet"]], on="article_id"
    )
    table = rows.pivot_table(index="name", columns="outlet", values="quote_id", aggfunc="size", fill_value=0)
    return table.reindex(index=top["name"], fill_value=0)


def women_by(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Return the share of women among the statements by persons of known gender, for each group.

    >>> from analysis import measures, prepare
    >>> measures.women_by(prepare("data/raw/demo"), "outlet")["outlet"].tolist()[:2]
    ['Abendblitz', 'Der Ahlebote']
    """
    return ratio_by(women_sums(corpus, list(by)), by)


def women_sums(corpus: AnyCorpus, by: Sequence[str]) -> pd.DataFrame:
    """Return the per-article sums behind ``women_by``.

    >>> from analysis import measures, prepare
    >>> list(measures.women_sums(prepare("data/raw/demo"), []))
    ['article_id', 'story_id', 'numerator', 'denominator']
    """
    known = statements(corpus).query("speaker_gender == 'female' or speaker_gender == 'male'")
    return share_sums(corpus, known, lambda rows: rows["speaker_gender"] == "female", by)
