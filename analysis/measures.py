"""Corpus -> one row an article; groups with intervals.

A measure is a plain function from a Corpus to a Series indexed by article_id; counts of nothing are 0, means of
nothing are NaN. The functions that end in ``_by`` group over articles and give each figure its n and its
interval, clustered by story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.intervals import ratio_by
from analysis.tables import Corpus

Measure = Callable[[Corpus], pd.Series]
PRESENT = 0.5  # a frame score from here on means: a coder would call it present


def measure(corpus: Corpus, **measures: Measure) -> pd.DataFrame:
    """Return one row an article: article_id, outlet, published_at, genre, and a column for each measure.

    >>> from analysis import annotate, measure, mean_polarity, n_quotes, read_articles
    >>> corpus = annotate(read_articles("data/raw/demo").head(2))
    >>> list(measure(corpus, tone=mean_polarity, quotes=n_quotes).columns[-2:])
    ['tone', 'quotes']
    """
    table = corpus.articles[["article_id", "outlet", "published_at", "genre"]].copy()
    for name, function in measures.items():
        table[name] = table["article_id"].map(function(corpus))
    return table


def _counts(corpus: Corpus, rows: pd.DataFrame) -> pd.Series:
    ids = corpus.articles["article_id"]
    return rows["article_id"].value_counts().reindex(ids, fill_value=0)


def n_words(corpus: Corpus) -> pd.Series:
    """Count the words of each article's text."""
    return corpus.articles.set_index("article_id")["n_words"]


def n_sentences(corpus: Corpus) -> pd.Series:
    """Count the sentences of each article's text."""
    return _counts(corpus, corpus.sentences.query("field == 'text'"))


def n_quotes(corpus: Corpus) -> pd.Series:
    """Count the quotes of each article; a quote within a quote is one more."""
    return _counts(corpus, corpus.quotes)


def n_speakers(corpus: Corpus) -> pd.Series:
    """Count the different speakers with a name in each article."""
    speakers = corpus.quotes.dropna(subset="speaker_id")
    return _counts(corpus, speakers.drop_duplicates(["article_id", "speaker_id"]))


def quoted_words(corpus: Corpus) -> pd.Series:
    """Count the words within quotes; words of a quote within a quote count once."""
    outer = corpus.quotes[corpus.quotes["nested_in"].isna()]
    ids = corpus.articles["article_id"]
    return outer.groupby("article_id")["n_words"].sum().reindex(ids, fill_value=0)


def mean_polarity(corpus: Corpus) -> pd.Series:
    """Return the mean polarity (-1..1) of the sentences of each text in which a word spoke."""
    spoke = corpus.sentences.query("field == 'text'").dropna(subset="polarity")
    ids = corpus.articles["article_id"]
    return spoke.groupby("article_id")["polarity"].mean().reindex(ids)


def share_negative(corpus: Corpus) -> pd.Series:
    """Return the share (0..1) of the sentences of each text that are classified negative."""
    text = corpus.sentences.query("field == 'text'")
    ids = corpus.articles["article_id"]
    return (text["label"] == "negative").groupby(text["article_id"]).mean().reindex(ids)


def frame_score(frame: str) -> Measure:
    """Return the measure that gives each article's score (0..1) for ``frame``."""

    def score(corpus: Corpus) -> pd.Series:
        rows = corpus.frames.query("frame == @frame and question == ''")
        return rows.set_index("article_id")["score"].reindex(corpus.articles["article_id"])

    score.__doc__ = f"Return each article's score for the frame {frame}."
    return score


def with_groups(corpus: Corpus, rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Join ``rows`` with the columns of their articles that grouping needs: story_id, ``by``, week.

    ``week`` is the Monday (local date in Germany) of the week in which the article appeared; rows whose article has
    no date drop out where a week is asked for.
    """
    articles = corpus.articles.copy()
    articles["story_id"] = articles["story_id"].fillna(articles["article_id"])
    articles["week"] = week_of(articles["published_at"])
    wanted = [c for c in dict.fromkeys(["story_id", *by]) if c in articles and c not in rows]
    joined = rows.merge(articles[["article_id", *wanted]], on="article_id", how="left")
    return joined.dropna(subset=["week"]) if "week" in by else joined


def week_of(times: pd.Series) -> pd.Series:
    """Return the Monday of each time's week in German local time; missing times stay missing."""
    local = times.dt.tz_convert("Europe/Berlin").dt.tz_localize(None).dt.normalize()
    return local - pd.to_timedelta(local.dt.weekday, unit="D")


def share_by(corpus: Corpus, rows: pd.DataFrame, hit: pd.Series, by: Sequence[str]) -> pd.DataFrame:
    """Return for each group the share of ``rows`` that are a ``hit``, with interval (see ``ratio_by``)."""
    sums = share_sums(corpus, rows, hit, by)
    return ratio_by(sums, by)


def share_sums(corpus: Corpus, rows: pd.DataFrame, hit: pd.Series, by: Sequence[str]) -> pd.DataFrame:
    """Return the per-article sums behind ``share_by``: hits as numerator, rows as denominator."""
    keyed = rows[["article_id", *[c for c in by if c in rows]]].copy()
    keyed["numerator"], keyed["denominator"] = hit.astype(float).to_numpy(), 1.0
    grouped = with_groups(corpus, keyed, by)
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))
    return grouped.groupby(keys, as_index=False, observed=True)[["numerator", "denominator"]].sum()


def tone_sums(corpus: Corpus, by: Sequence[str], label: str = "negative") -> pd.DataFrame:
    """Return per-article sums of the sentences (text only) classified ``label``; ``by`` may name voice."""
    text = corpus.sentences.query("field == 'text'")
    return share_sums(corpus, text, text["label"] == label, by)


def tone_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Return the shares of negatively and positively classified sentences for each group, long over ``label``.

    Columns: ``by``, label, value, low, high, n (sentences), articles, stories.
    """
    parts = [
        ratio_by(tone_sums(corpus, by, label), by).assign(label=label) for label in ("negative", "positive")
    ]
    return pd.concat(parts, ignore_index=True)


def polarity_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Return the mean polarity (-1..1) of the sentences in which a word spoke, for each group, with interval."""
    spoke = corpus.sentences.query("field == 'text'").dropna(subset="polarity")
    keyed = spoke[["article_id", *[c for c in by if c in spoke]]].copy()
    keyed["numerator"], keyed["denominator"] = spoke["polarity"], 1.0
    grouped = with_groups(corpus, keyed, by)
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))
    sums = grouped.groupby(keys, as_index=False, observed=True)[["numerator", "denominator"]].sum()
    return ratio_by(sums, by)


def frames_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Return for each frame and group the share of articles in which it is present (score >= 0.5).

    Columns: frame, ``by``, value, low, high, n (articles), articles, stories.
    """
    whole = corpus.frames.query("question == ''")
    return share_by(corpus, whole, whole["score"] >= PRESENT, ["frame", *by])


def statements(corpus: Corpus) -> pd.DataFrame:
    """Return the quotes that count as one statement each: those that do not stand within another quote."""
    return corpus.quotes[corpus.quotes["nested_in"].isna()]


def speakers_by(corpus: Corpus, *by: str, column: str = "speaker_type") -> pd.DataFrame:
    """Return the share of statements of each kind of speaker for each group, with interval.

    ``column`` is speaker_type, speaker_gender, speaker_naming, speaker_party or type. Statements without a value
    count as "unattributed" where no speaker was found, else as "unknown". Columns: ``column``, ``by``, value, low,
    high, n (statements of the group), articles, stories.
    """
    rows = statements(corpus).copy()
    without = rows["speaker"].isna().map({True: "unattributed", False: "unknown"})
    rows[column] = rows[column].fillna(without)
    parts = []
    for kind in sorted(rows[column].unique()):
        group = (
            share_by(corpus, rows, rows[column] == kind, by or ["all"])
            if by
            else _overall(corpus, rows, rows[column] == kind)
        )
        parts.append(group.assign(**{column: kind}))
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=[*by, "value", "low", "high", "n", "articles", "stories", column])
    )


def _overall(corpus: Corpus, rows: pd.DataFrame, hit: pd.Series) -> pd.DataFrame:
    return share_by(corpus, rows.assign(all="alle"), hit, ["all"]).drop(columns="all")


def top_speakers(corpus: Corpus, n: int = 15, private: bool = False) -> pd.DataFrame:
    """Return the speakers with the most statements: name, type, gender, statements, quoted words, articles, outlets.

    Private persons (type citizen) are not listed unless ``private``; see SECURITY and the methods.
    """
    rows = statements(corpus).dropna(subset="speaker_id")
    if not private:
        rows = rows[rows["speaker_type"] != "citizen"]
    rows = rows.merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    table = rows.groupby("speaker_id").agg(
        name=("speaker_name", lambda names: max(names, key=lambda name: (len(name), name))),
        speaker_type=("speaker_type", _most_common),
        speaker_gender=("speaker_gender", _most_common),
        statements=("quote_id", "size"),
        words=("n_words", "sum"),
        articles=("article_id", "nunique"),
        outlets=("outlet", "nunique"),
    )
    table = table.reset_index().sort_values(
        ["statements", "words", "speaker_id"], ascending=[False, False, True]
    )
    return table.head(n).reset_index(drop=True)


def _most_common(values: pd.Series) -> object:
    counts = values.dropna().value_counts()
    return counts.index[0] if len(counts) else None


def quoting(corpus: Corpus, n: int = 12, private: bool = False) -> pd.DataFrame:
    """Return who quotes whom: statements of the ``n`` most quoted speakers (rows) by outlet (columns)."""
    top = top_speakers(corpus, n, private)
    rows = statements(corpus).merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    rows = rows.merge(top[["speaker_id", "name"]], on="speaker_id")
    table = rows.pivot_table(index="name", columns="outlet", values="quote_id", aggfunc="size", fill_value=0)
    return table.reindex(index=top["name"], fill_value=0)
