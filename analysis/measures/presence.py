"""How present sources are: three kinds of shares, place in the article, concentration, who came first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.clusters import t_quantile
from analysis.intervals import ratio_by, ratios_by
from analysis.measures.groups import counts_by, kind_sums, sums_of, with_groups
from analysis.measures.speakers import named, statements
from analysis.partitions import AnyCorpus, AnyRows, gathered, gathered_rows, rows_of, summed
from analysis.tables import Corpus


def presence_by(corpus: AnyCorpus, *by: str, column: str = "speaker_type") -> pd.DataFrame:
    """Return three shares of each kind of source: of statements, of quoted words, of articles it speaks in.

    Columns: ``column``, ``by``, share (statements, words, articles), value, low, high, n (statements,
    words or articles of the group), articles, stories. The first two sum to 1 over the kinds, the third
    does not: several sources speak in one article. Missing kinds count as "unattributed"; the kind with
    most statements comes first.

    >>> from analysis import measures, prepare
    >>> measures.presence_by(prepare("data/raw/demo"))["share"].iloc[0]
    'statements'
    """
    rows = statements(corpus).pipe(lambda own: own.assign(**{column: own[column].fillna("unattributed")}))
    sums, kinds = kind_sums(corpus, rows, column, by)
    if sums.empty:
        return pd.DataFrame(columns=[column, *by, "share"])
    shares = {
        "statements": ratios_by(sums, by, kinds).rename(columns={"numerator": column}),
        "words": ratios_by(kind_sums(corpus, rows, column, by, "n_words")[0], by, kinds),
        "articles": ratios_by(_speaking(corpus, rows, column, by), by, kinds),
    }
    tables = [
        table.rename(columns={"numerator": column}).assign(share=name) for name, table in shares.items()
    ]
    heard = sums[kinds].sum().sort_values(ascending=False, kind="stable")
    places = {kind: place for place, kind in enumerate(heard.index)}
    table = pd.concat(tables).sort_values(column, key=lambda kinds: kinds.map(places), kind="stable")
    return table.reset_index(drop=True)


def _speaking(corpus: AnyCorpus, rows: AnyRows, column: str, by: Sequence[str]) -> pd.DataFrame:
    """Return for each article which kinds of source speak in it (0 or 1); in some none does."""
    keys = list(dict.fromkeys(["article_id", "story_id", *by]))

    def of_part(part: Corpus) -> pd.DataFrame:
        spoken = rows_of(part, rows).drop_duplicates(["article_id", column])
        kinds = pd.crosstab(spoken["article_id"], spoken[column]).astype(float).reset_index()
        articles = with_groups(part, part.heads[["article_id"]], by)[keys].assign(denominator=1.0)
        return articles.merge(kinds, on="article_id", how="left").fillna(
            dict.fromkeys(kinds.columns[1:], 0.0)
        )

    return summed(corpus, of_part, keys[1:])


def position_by(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Return the mean place of statements in their article (0 begin, 1 end) for each group, with interval.

    ``by`` may name columns of the quotes (speaker_type, speaker_gender) or of the articles (outlet).
    Columns: ``by``, value, low, high, n (statements), articles, stories.

    >>> from analysis import measures, prepare
    >>> place = measures.position_by(prepare("data/raw/demo"), "speaker_type")["value"]
    >>> bool(place.dropna().between(0, 1).all())
    True
    """

    def of_part(part: Corpus) -> pd.DataFrame:
        placed = _placed(part, by).dropna(subset=["numerator"])
        groups = with_groups(part, placed, by).groupby(["article_id", "story_id", *by], as_index=False)
        return groups[["numerator", "denominator"]].sum()

    return ratio_by(summed(corpus, of_part, ["story_id", *by], apart=True), by)


def _placed(part: Corpus, by: Sequence[str]) -> pd.DataFrame:
    """Return for each statement its place in the article as numerator."""
    spans = part.spans[part.spans["role"] == "quote"].groupby("quote_id")["start"].min()
    length = part.articles.set_index("article_id")["text"].str.len().clip(lower=1)
    rows = statements(part)
    place = rows["quote_id"].map(spans).astype(float) / rows["article_id"].map(length).astype(float)
    return rows[["article_id", *[c for c in by if c in rows]]].assign(numerator=place, denominator=1.0)


def concentration_by(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Return how concentrated statements are on few named speakers: Herfindahl's index for each group.

    The sum of squared shares, corrected for few statements (n H - 1) / (n - 1): the chance that two
    statements come from one speaker (Hirschman 1964, American Economic Review 54). Columns: ``by``,
    value (0..1), low, high (95 %, jackknife over stories: drawing stories anew would count a voice twice),
    n (statements), speakers, stories; NaN below two.

    >>> from analysis import measures, prepare
    >>> measures.concentration_by(prepare("data/raw/demo"), "outlet").shape
    (4, 7)
    """
    keys = [*by, "story_id", "speaker_id"]

    def of_part(part: AnyCorpus, named: pd.DataFrame) -> pd.DataFrame:
        own = named[["article_id", "speaker_id", *[c for c in by if c in named]]]
        return with_groups(part, own, by).groupby(keys, as_index=False).size()

    named = statements(corpus).dropna(subset=["speaker_id"])
    rows = sums_of(corpus, named, of_part, keys)
    groups = rows.groupby(list(by), sort=True) if by else [((), rows)]
    table = []
    for key, group in groups:
        names = dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True))
        value, left, count = _herfindahl(group)
        low, high = _jackknifed(left, value, count)
        table.append(names | {"value": value, "low": low, "high": high, "n": int(group["size"].sum())})
        table[-1] |= {"speakers": group["speaker_id"].nunique(), "stories": int(count.sum())}
    return pd.DataFrame(table, columns=[*by, "value", "low", "high", "n", "speakers", "stories"])


def _herfindahl(pairs: pd.DataFrame) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the index, the index without each of the stories in turn, and how many stories are like each.

    ``pairs`` are the statements (size) of each story and speaker, of ``stories`` that are alike: most
    speakers are silent in most stories, so that leaving one out changes the sum for its own speakers only.
    """
    size = pairs["size"].to_numpy(float)
    many = pairs["stories"].to_numpy(float) if "stories" in pairs else np.ones(len(pairs))
    total = pairs.groupby("speaker_id")["size"].transform("sum").to_numpy(float)
    own = size / many
    rest = total - own
    story, names = pd.factorize(pairs["story_id"], sort=True)
    whole = (size * (total - 1)).sum()  # n (n - 1) of each speaker, spread over the speaker's stories
    left = whole - np.bincount(story, total * (total - 1) - rest * (rest - 1))
    count, n = np.ones(len(names)), size.sum()
    count[story] = many
    return float(_share(whole, n)), _share(left, n - np.bincount(story, own)), count


def _share(pairs: np.ndarray, n: np.ndarray) -> np.ndarray:
    return np.divide(pairs, n * (n - 1), out=np.full_like(n, np.nan), where=n > 1)


def _jackknifed(left: np.ndarray, value: float, count: np.ndarray) -> tuple[float, float]:
    """Return the interval of the index from its values without one story each (Tukey 1958)."""
    many = int(count.sum())
    if many < 2 or np.isnan(left).any():
        return float("nan"), float("nan")
    mean = (count * left).sum() / many
    error = np.sqrt((many - 1) / many * (count * (left - mean) ** 2).sum())
    reach = t_quantile(1.959964, many - 1) * error
    return float(max(0.0, value - reach)), float(min(1.0, value + reach))


def first_mentions(corpus: AnyCorpus, private: bool = False, most: int = 5_000) -> pd.DataFrame:
    """Return for each named speaker when and where the first statement appeared, the earliest first.

    Columns: speaker_id, name, published_at, outlet, article_id, statements, outlets. Private persons
    (type citizen) are left out unless ``private``, and of more than ``most`` speakers those who say least.

    >>> from analysis import measures, prepare
    >>> first = measures.first_mentions(prepare("data/raw/demo"))
    >>> bool(first["speaker_id"].is_unique)
    True
    """
    order = ["published_at", "article_id", "quote_id"]
    names = {"speaker_name": "name"}

    def dated(part: Corpus) -> pd.DataFrame:
        heads = part.heads[["article_id", "outlet", "published_at"]].dropna(subset=["published_at"])
        return rows_of(part, spoken).merge(heads, on="article_id")

    def counts(part: Corpus) -> pd.DataFrame:
        groups = dated(part).groupby(["speaker_id", "outlet"], as_index=False)
        return groups.agg(statements=("quote_id", "size"))

    def firsts(part: Corpus) -> pd.DataFrame:
        rows = dated(part)
        rows = rows[rows["speaker_id"].isin(totals.index)].sort_values(order)
        return rows[[*order, "speaker_id", "speaker_name", "outlet"]].drop_duplicates("speaker_id")

    spoken = named(corpus, private)
    counted = summed(corpus, counts, ["speaker_id", "outlet"]).groupby("speaker_id")
    totals = counted.agg(statements=("statements", "sum"), outlets=("outlet", "size"))
    totals = totals.sort_values("statements", ascending=False, kind="stable").head(most)
    first = gathered(corpus, firsts).sort_values(order).drop_duplicates("speaker_id").rename(columns=names)
    table = first.drop(columns="quote_id").merge(totals, on="speaker_id")
    columns = ["speaker_id", "name", "published_at", "outlet", "article_id", "statements", "outlets"]
    return table[columns].sort_values(["published_at", "speaker_id"], ignore_index=True)


def media_statements(corpus: AnyCorpus, n: int = 15) -> pd.DataFrame:
    """Return the statements by the ``n`` most quoted named outlets, no persons, with their usual ``name``.

    >>> from analysis import measures, prepare
    >>> statements = measures.media_statements(prepare("data/raw/demo"))
    >>> statements["speaker_type"].unique().tolist()
    ['media']
    """
    media = statements(corpus).pipe(_of_media)
    heard = counts_by(corpus, media, "speaker_id").sort_values(["n", "speaker_id"], ascending=[False, True])
    rows = gathered_rows(corpus, media.merge(heard.head(n)[["speaker_id"]], on="speaker_id"))
    usual = rows.groupby("speaker_id")["speaker_name"].agg(lambda names: names.mode().iloc[0])
    return rows.assign(name=rows["speaker_id"].map(usual).astype("str"))


def _of_media(rows: pd.DataFrame) -> pd.DataFrame:
    outlet = (rows["speaker_type"] == "media") & (rows["speaker_naming"] == "named")
    return rows[outlet & rows["speaker_gender"].isna() & rows["speaker_id"].notna()]


def media_quoting_media(corpus: AnyCorpus, n: int = 15) -> pd.DataFrame:
    """Return which outlets (columns) quote which media (rows, the ``n`` most quoted), in statements.

    >>> from analysis import measures, prepare
    >>> corpus = prepare("data/raw/demo")
    >>> set(measures.media_quoting_media(corpus)) <= set(corpus.articles["outlet"])  # quoting ones
    True
    """
    rows = media_statements(corpus, n).merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    table = rows.pivot_table(index="name", columns="outlet", values="quote_id", aggfunc="size", fill_value=0)
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
