"""How the reporting sounds: shares of classified sentences, mean polarity, the words behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import resources
from analysis.agreement import Coding
from analysis.clean.lists import agencies
from analysis.intervals import ratio_by, ratios_by
from analysis.measures.coded import coded_apart, coded_units, corrected
from analysis.measures.groups import (
    counts_by,
    kind_sums,
    mean_sums,
    of_kind,
    share_by,
    share_sums,
    with_groups,
)
from analysis.partitions import AnyCorpus, AnyRows, Rows, gathered, summed
from analysis.tables import Corpus

CREDIT = 30  # characters of a bracket before and behind a name, at most, for the bracket to be a credit


def tone_sums(corpus: AnyCorpus, by: Sequence[str], label: str = "negative") -> pd.DataFrame:
    """Return per-article sums of the sentences (text only) classified ``label``; ``by`` may name voice.

    >>> from analysis import measures, prepare
    >>> len(measures.tone_sums(prepare("data/raw/demo"), ["outlet"]))  # one row an article
    131
    """
    return share_sums(corpus, _of_texts(corpus), lambda rows: rows["label"] == label, by)


def _of_texts(corpus: AnyCorpus) -> AnyRows:
    return corpus.sentences.query("field == 'text'")


def tone_by(corpus: AnyCorpus, *by: str, coding: Coding | None = None) -> pd.DataFrame:
    """Return the shares of negatively and positively classified sentences for each group.

    Columns: ``by``, label, value, low, high, n (sentences), articles, stories. With a ``coding`` of sentences
    the shares are corrected by it where enough is coded (see ``coded.corrected``).

    >>> from analysis import prepare, tone_by
    >>> sorted(set(tone_by(prepare("data/raw/demo"), "outlet")["label"]))
    ['negative', 'positive']
    """
    parts = []
    corpus = coded_apart(corpus, coding)
    sums, labels = kind_sums(corpus, _of_texts(corpus), "label", by)
    for label in ("negative", "positive"):
        own = of_kind(sums, labels, label)
        table = ratio_by(own, by)
        if coding is not None:
            coded = coded_units(corpus, tone_units(corpus, label, by), coding, by)
            table = corrected(table, own, coded, by)
        parts.append(table.assign(label=label))
    return pd.concat(parts, ignore_index=True)


def tone_units(corpus: AnyCorpus, label: str, by: Sequence[str] = ()) -> Any:
    """Return the sentences behind ``tone_sums`` as ``coded_units`` takes them.

    >>> from analysis import measures, prepare
    >>> list(measures.tone_units(prepare("data/raw/demo"), "negative").columns)
    ['sentence_id', 'article_id', 'measure', 'hit']
    """

    def units(text: pd.DataFrame) -> pd.DataFrame:
        own = text[["sentence_id", "article_id", *[name for name in by if name in text]]]
        return own.assign(measure=label, hit=text["label"] == label)

    return _of_texts(corpus).pipe(units)


def polarity_by(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Return the mean polarity (-1..1) of the sentences in which a word spoke, by group.

    >>> from analysis import polarity_by, prepare
    >>> list(polarity_by(prepare("data/raw/demo"), "outlet").columns[:4])
    ['outlet', 'value', 'low', 'high']
    """
    spoke = _of_texts(corpus).dropna(subset="polarity")
    return ratio_by(mean_sums(corpus, spoke, lambda rows: rows["polarity"], by), by)


def masses_by(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Return how many sentences say anything, and the good and the bad in them apart, by group.

    Columns: ``by``, coverage (share of sentences in which a word spoke), positive_mass and negative_mass
    (the words' values added up, a sentence's mean, both >= 0) with their intervals (…_low, …_high), n
    (sentences), articles, stories. Opposites cancel in a polarity, not here: a mixed text has two high
    masses. The masses of a method without evidence (transformer) are 0.

    >>> from analysis import measures, prepare
    >>> "negative_mass" in measures.masses_by(prepare("data/raw/demo"), "outlet")
    True
    """
    names = ("coverage", "positive_mass", "negative_mass")
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))

    def of_part(part: Corpus) -> pd.DataFrame:
        text = _with_masses(part)
        text = text[["article_id", *names, *[c for c in by if c in text]]].assign(denominator=1.0)
        return with_groups(part, text, by).groupby(keys, as_index=False)[[*names, "denominator"]].sum()

    found = ratios_by(summed(corpus, of_part, keys[1:], apart=True), by, names)
    of_each = {name: found[found["numerator"] == name].drop(columns="numerator") for name in names}
    parts = {name: table.reset_index(drop=True) for name, table in of_each.items()}
    table = parts["coverage"].rename(columns={"value": "coverage"}).drop(columns=["low", "high"])
    for place, name in ((1, "positive"), (4, "negative")):
        for step, column in enumerate(("value", "low", "high")):
            title = f"{name}_mass" if column == "value" else f"{name}_{column}"
            table.insert(len(by) + place + step, title, parts[f"{name}_mass"][column])
    return table


def _with_masses(corpus: Corpus) -> pd.DataFrame:
    """Return the sentences of the texts with coverage (0 or 1), positive_mass and negative_mass."""
    text = corpus.sentences.query("field == 'text'").sort_values("start", kind="stable")
    hits = corpus.evidence.query("measure == 'polarity' and field == 'text'").sort_values("start")
    keys = ["article_id", "start", "sentence_id"]
    placed = pd.merge_asof(hits[["article_id", "start", "value"]], text[keys], on="start", by="article_id")
    placed["positive_mass"] = placed["value"].clip(lower=0)
    placed["negative_mass"] = -placed["value"].clip(upper=0)
    sums = placed.groupby("sentence_id")[["positive_mass", "negative_mass"]].sum()
    text = text.join(sums, on="sentence_id").fillna({"positive_mass": 0.0, "negative_mass": 0.0})
    return text.assign(coverage=text["polarity"].notna().astype(float))


def strongest_words(corpus: AnyCorpus, n: int = 25) -> pd.DataFrame:
    """Return the entries of the polarity lexicon that weigh most in the corpus.

    Columns: cue, count, polarity (mean, as modified by negation and the like), weight (sum), articles.

    >>> from analysis import measures, prepare
    >>> len(measures.strongest_words(prepare("data/raw/demo"), 3))
    3
    """

    def of_part(part: Corpus) -> pd.DataFrame:
        hits = part.evidence.query("measure == 'polarity'")
        return hits.groupby("cue", as_index=False).agg(
            count=("value", "size"), weight=("value", "sum"), articles=("article_id", "nunique")
        )

    table = summed(corpus, of_part, ["cue"]).sort_values("cue", ignore_index=True)
    table.insert(2, "polarity", table["weight"] / table["count"])
    order = table["weight"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].head(n).reset_index(drop=True)


def targets(corpus: AnyCorpus, private: bool = False) -> AnyRows:
    """Return the mentions that something is said about: rows of the table mentions.

    No targets are places; news agencies, which are credited; what stands in brackets, a party behind its
    member, a sign behind a text; forms of clubs and firms without their name (FC, AG); and private persons
    (speakers of type citizen) unless ``private``.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> len(measures.targets(corpus)) < len(corpus.mentions)
    True
    """
    hidden = frozenset() if private else _private_names(corpus)
    if isinstance(corpus, Corpus):
        return _targets(corpus, hidden)
    return Rows(corpus, lambda part: _targets(part, hidden))


def _private_names(corpus: AnyCorpus) -> frozenset[str]:
    """Return the names of the citizens who speak anywhere in the corpus."""
    names = gathered(corpus, lambda part: _citizens(part).drop_duplicates())["speaker_name"]
    return frozenset(names)


def _citizens(part: Corpus) -> pd.DataFrame:
    quotes = part.quotes
    return quotes.loc[quotes["speaker_type"] == "citizen", ["speaker_name"]].dropna()


def _targets(part: Corpus, hidden: frozenset[str]) -> pd.DataFrame:
    rows = part.mentions[part.mentions["kind"] != "place"]
    forms = resources.words("legal_forms") | resources.words("club_forms")
    names = rows["name"]
    others = forms | hidden.intersection(names.unique())  # of millions only those at hand
    rows = rows[~names.str.lower().isin(agencies()) & ~names.isin(others)]
    return rows[~_in_brackets(part, rows)]


def _in_brackets(corpus: Corpus, rows: pd.DataFrame) -> pd.Series:
    """Tell which mentions begin a bracket that holds little more: (SPD), (CDU/CSU), (dpa, 3.4.2024)."""
    articles = corpus.articles.set_index("article_id")
    texts = {field: articles[field].to_dict() for field in rows["field"].unique()}
    places = zip(rows["article_id"], rows["field"], rows["start"], rows["end"], strict=True)
    found = [_is_credit(texts[field][article], start, end) for article, field, start, end in places]
    return pd.Series(found, index=rows.index, dtype=bool)


def _is_credit(text: str, start: int, end: int) -> bool:
    if "(" not in (beside := text[max(0, start - CREDIT) : start]):
        return False
    before = beside.rpartition("(")
    after = text[end : end + CREDIT].partition(")")
    inside = before[2] + after[0]
    return bool(after[1]) and not any(word.islower() for word in inside.split())


def targets_by_name(corpus: AnyCorpus, n: int = 15, least: int = 5, private: bool = False) -> pd.DataFrame:
    """Return the share of negatively classified mentions of the most mentioned names (no places).

    Columns: name, kind, value, low, high, n (mentions), articles, stories; names with fewer than ``least``
    mentions are left out, and so is what is no target (see ``targets``).

    >>> from analysis import measures, prepare
    >>> len(measures.targets_by_name(prepare("data/raw/demo"), 3))
    3
    """
    rows = targets(corpus, private)
    counts = counts_by(corpus, rows, "name", "kind").sort_values("n", ascending=False, kind="stable")
    names = counts.loc[counts["n"] >= least, ["name", "kind"]].head(n)
    chosen = rows.merge(names, on=["name", "kind"])
    table = share_by(corpus, chosen, lambda own: own["label"] == "negative", ["name", "kind"])
    return table.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)
