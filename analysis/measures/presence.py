"""How present sources are: three kinds of shares, place in the article, concentration, who came first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.clusters import t_quantile
from analysis.intervals import ratio_by, ratios_by
from analysis.measures.groups import kind_sums, shares_by, with_groups
from analysis.measures.speakers import statements
from analysis.tables import Corpus


def presence_by(corpus: Corpus, *by: str, column: str = "speaker_type") -> pd.DataFrame:
    """Return three shares of each kind of source: of statements, of quoted words, of articles it speaks in.

    Columns: ``column``, ``by``, share (statements, words, articles), value, low, high, n (statements,
    words or articles of the group), articles, stories. The first two sum to 1 over the kinds, the third
    does not: several sources speak in one article. Missing kinds count as "unattributed"; the kind with
    most statements comes first.

    >>> from analysis import measures, prepare
    >>> measures.presence_by(prepare("data/raw/demo"))["share"].iloc[0]
    'statements'
    """
    rows = statements(corpus).copy()
    rows[column] = rows[column].fillna("unattributed")
    if rows.empty:
        return pd.DataFrame(columns=[column, *by, "share"])
    spoken = rows.drop_duplicates(["article_id", column])
    sums, kinds = kind_sums(corpus, spoken, column, by)
    articles = with_groups(corpus, corpus.articles[["article_id"]], by).assign(denominator=1.0)
    speaking = articles.merge(sums[["article_id", *kinds]], on="article_id", how="left").fillna(0.0)
    shares = {
        "statements": shares_by(corpus, rows, column, by),
        "words": ratios_by(kind_sums(corpus, rows, column, by, "n_words")[0], by, kinds),
        "articles": ratios_by(speaking, by, kinds),
    }
    tables = [
        table.rename(columns={"numerator": column}).assign(share=name) for name, table in shares.items()
    ]
    heard = rows[column].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    places = {kind: place for place, kind in enumerate(heard.index)}
    table = pd.concat(tables).sort_values(column, key=lambda kinds: kinds.map(places), kind="stable")
    return table.reset_index(drop=True)


def position_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Return the mean place of statements in their article (0 begin, 1 end) for each group, with interval.

    ``by`` may name columns of the quotes (speaker_type, speaker_gender) or of the articles (outlet).
    Columns: ``by``, value, low, high, n (statements), articles, stories.

    >>> from analysis import measures, prepare
    >>> place = measures.position_by(prepare("data/raw/demo"), "speaker_type")["value"]
    >>> bool(place.dropna().between(0, 1).all())
    True
    """
    spans = corpus.spans[corpus.spans["role"] == "quote"].groupby("quote_id")["start"].min()
    length = corpus.articles.set_index("article_id")["text"].str.len().clip(lower=1)
    rows = statements(corpus)
    place = rows["quote_id"].map(spans).astype(float) / rows["article_id"].map(length).astype(float)
    placed = rows[["article_id", *[c for c in by if c in rows]]].assign(numerator=place, denominator=1.0)
    grouped = with_groups(corpus, placed.dropna(subset=["numerator"]), by)
    keys = ["article_id", "story_id", *by]
    return ratio_by(grouped.groupby(keys, as_index=False)[["numerator", "denominator"]].sum(), list(by))


def concentration_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Return how concentrated statements are on few named speakers: Herfindahl's index for each group.

    The sum of squared shares, corrected for few statements (n H - 1) / (n - 1): the chance that two
    statements come from one speaker (Hirschman 1964, American Economic Review 54). Columns: ``by``,
    value (0..1), low, high (95 %, jackknife over stories: drawing stories anew would count a voice twice),
    n (statements), speakers, stories; NaN below two.

    >>> from analysis import measures, prepare
    >>> measures.concentration_by(prepare("data/raw/demo"), "outlet").shape
    (4, 7)
    """
    named = statements(corpus).dropna(subset=["speaker_id"])
    rows = with_groups(corpus, named[["article_id", "speaker_id", *[c for c in by if c in named]]], by)
    groups = rows.groupby(list(by), sort=True) if by else [((), rows)]
    table = []
    for key, group in groups:
        pairs = group.groupby(["story_id", "speaker_id"], as_index=False).size()
        names = dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True))
        value, left = _herfindahl(pairs)
        low, high = _jackknifed(left, value)
        table.append(names | {"value": value, "low": low, "high": high, "n": len(group)})
        table[-1] |= {"speakers": pairs["speaker_id"].nunique(), "stories": len(left)}
    return pd.DataFrame(table, columns=[*by, "value", "low", "high", "n", "speakers", "stories"])


def _herfindahl(pairs: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Return the index, and the index without each of the stories in turn.

    ``pairs`` are the statements (size) of each story and speaker: most speakers are silent in most
    stories, so that leaving one out changes the sum for its own speakers only.
    """
    own = pairs["size"].to_numpy(float)
    total = pairs.groupby("speaker_id")["size"].transform("sum").to_numpy(float)
    rest = total - own
    story = pd.factorize(pairs["story_id"], sort=True)[0]
    whole = (own * (total - 1)).sum()  # n (n - 1) of each speaker, spread over the speaker's stories
    left = whole - np.bincount(story, total * (total - 1) - rest * (rest - 1))
    n = own.sum()
    return float(_share(whole, n)), _share(left, n - np.bincount(story, own))


def _share(pairs: np.ndarray, n: np.ndarray) -> np.ndarray:
    return np.divide(pairs, n * (n - 1), out=np.full_like(n, np.nan), where=n > 1)


def _jackknifed(left: np.ndarray, value: float) -> tuple[float, float]:
    """Return the interval of the index from its values without one story each (Tukey 1958)."""
    many = len(left)
    if many < 2 or np.isnan(left).any():
        return float("nan"), float("nan")
    error = np.sqrt((many - 1) / many * ((left - left.mean()) ** 2).sum())
    reach = t_quantile(1.959964, many - 1) * error
    return float(max(0.0, value - reach)), float(min(1.0, value + reach))


def first_mentions(corpus: Corpus, private: bool = False) -> pd.DataFrame:
    """Return for each named speaker when and where the first statement appeared, the earliest first.

    Columns: speaker_id, name, published_at, outlet, article_id, statements, outlets. Private persons
    (type citizen) are left out unless ``private``.

    >>> from analysis import measures, prepare
    >>> first = measures.first_mentions(prepare("data/raw/demo"))
    >>> bool(first["speaker_id"].is_unique)
    True
    """
    rows = statements(corpus).dropna(subset=["speaker_id"])
    rows = rows if private else rows[rows["speaker_type"] != "citizen"]
    rows = rows.merge(corpus.articles[["article_id", "outlet", "published_at"]], on="article_id")
    rows = rows.dropna(subset=["published_at"]).sort_values(["published_at", "article_id"])
    grouped = rows.groupby("speaker_id")
    first = grouped[["speaker_name", "published_at", "outlet", "article_id"]].first()
    first = first.rename(columns={"speaker_name": "name"})
    first["statements"], first["outlets"] = grouped.size(), grouped["outlet"].nunique()
    return first.reset_index().sort_values(["published_at", "speaker_id"]).reset_index(drop=True)


def media_statements(corpus: Corpus, n: int = 15) -> pd.DataFrame:
    """Return the statements by the ``n`` most quoted named outlets, no persons, with their usual ``name``.

    >>> from analysis import measures, prepare
    >>> statements = measures.media_statements(prepare("data/raw/demo"))
    >>> statements["speaker_type"].unique().tolist()
    ['media']
    """
    rows = statements(corpus)
    outlet = (rows["speaker_type"] == "media") & (rows["speaker_naming"] == "named")
    rows = rows[outlet & rows["speaker_gender"].isna() & rows["speaker_id"].notna()]
    rows = rows[rows["speaker_id"].isin(rows["speaker_id"].value_counts().head(n).index)]
    usual = rows.groupby("speaker_id")["speaker_name"].agg(lambda names: names.mode().iloc[0])
    return rows.assign(name=rows["speaker_id"].map(usual).astype("str"))


def media_quoting_media(corpus: Corpus, n: int = 15) -> pd.DataFrame:
    """Return which outlets (columns) quote which media (rows, the ``n`` most quoted), in statements.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> set(measures.media_quoting_media(corpus)) <= set(corpus.articles["outlet"])  # quoting ones
    True
    """
    rows = media_statements(corpus, n).merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    table = rows.pivot_table(index="name", columns="outlet", values="quote_id", aggfunc="size", fill_value=0)
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
