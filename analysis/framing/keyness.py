"""Articles of two groups -> the words that one group uses more than the other, with their evidence.

The measure is the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn
(2008, Political Analysis 16, "Fightin' Words"): the prior is the wording of both groups together, so
that rare words do not win by chance and function words need no list of exclusions. G² (Dunning 1993)
and the counts stand beside it, and Benjamini and Hochberg's procedure decides what is shown as sure.
Words of one article are not independent: ``articles`` says how many articles carry a word.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.errors import InputError, nearest
from analysis.intervals import benjamini_hochberg
from analysis.language import Text, lemma, segment, tokens

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("title", "teaser", "text")
PRIOR_WORDS = 1000.0  # how many words the prior is worth
LONGEST = 4  # words of an n-gram
_Z95 = 1.959964


class Occurrence(NamedTuple):
    """A term in a text: its key, and the characters where it stands."""

    key: str
    start: int
    end: int


def keyness(
    articles: pd.DataFrame,
    column: str,
    target: str,
    reference: str | None = None,
    n: int = 1,
    least_count: int = 5,
    least_articles: int = 3,
    rate: float = 0.05,
) -> pd.DataFrame:
    """Compare the wording of one group of articles with another.

    In: the table articles; ``column`` names the group (outlet, section, genre, week …), ``target`` one of
    its values, ``reference`` another (None: all other articles); ``n`` the length of the terms in words;
    terms below ``least_count`` occurrences or ``least_articles`` articles in both groups together are
    left out; ``rate`` is the false discovery rate.
    Out: one row a term, most typical of the target first: term (its commonest written form), key (to
    find it with ``occurrences``), log_odds, low, high (95 %), z, p, significant, g2, count,
    count_reference, per_million, per_million_reference, articles, articles_reference.
    Raises InputError where a group is empty.
    """
    chosen, other = _groups(articles, column, target, reference)
    forms: Counter[tuple[str, str]] = Counter()
    counts, spread = _count(chosen, n, forms)
    counts_other, spread_other = _count(other, n, forms)
    keys = [
        key
        for key in counts.keys() | counts_other.keys()
        if counts[key] + counts_other[key] >= least_count
        and spread[key] + spread_other[key] >= least_articles
    ]
    keys.sort()
    return _table(keys, counts, counts_other, spread, spread_other, _written(forms, keys), rate)


def keyness_by(
    articles: pd.DataFrame,
    column: str,
    n: int = 1,
    least_count: int = 5,
    least_articles: int = 3,
    rate: float = 0.05,
    reference: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Compare the wording of each group of articles with the reference, reading each text once.

    In: as for ``keyness``. Out: its table for each value of ``column`` but the reference (None: each with
    all others); nothing where there is only one.
    """
    if reference is not None:
        _groups(articles, column, reference, None)  # names an unknown column or group
    forms: Counter[tuple[str, str]] = Counter()
    parts = {str(name): _count(part, n, forms) for name, part in articles.groupby(column, observed=True)}
    counts, spread = (sum((part[i] for part in parts.values()), Counter[str]()) for i in (0, 1))
    if reference is not None:
        others = {name: parts[reference] for name in parts if name != reference}
    else:
        others = {
            name: (counts - parts[name][0], spread - parts[name][1]) for name in parts if len(parts) > 1
        }
    tables = {}
    for name, (other, other_spread) in others.items():
        own, own_spread = parts[name]
        keys = sorted(
            key
            for key in own.keys() | other.keys()
            if own[key] + other[key] >= least_count and own_spread[key] + other_spread[key] >= least_articles
        )
        tables[name] = _table(keys, own, other, own_spread, other_spread, _written(forms, keys), rate)
    return tables


def occurrences(articles: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return where terms of ``keyness`` of one length stand: article_id, field, start, end, hit, key."""
    import pandas as pd

    n = keys[0].count(" ") + 1 if keys else 1
    wanted = frozenset(keys)
    rows = []
    for article in articles.itertuples():
        for field in FIELDS:
            text = segment(getattr(article, field) or "")
            rows += [
                (article.article_id, field, hit.start, hit.end, text.text[hit.start : hit.end], hit.key)
                for hit in terms(text, n)
                if hit.key in wanted
            ]
    return pd.DataFrame(rows, columns=["article_id", "field", "start", "end", "hit", "key"])


def terms(text: Text, n: int = 1) -> Iterator[Occurrence]:
    """Yield the terms of ``n`` words of a text; a term never spans a mark or a sentence end.

    Single words are counted by their lemma, longer terms as written, both without regard to capitals.
    """
    for first, last in text.sentences:
        for i in range(first, last - n + 1):
            words = text.words[i : i + n]
            if all(word[0].isalpha() for word in words):
                key = lemma(words[0]).lower() if n == 1 else " ".join(words).lower()
                yield Occurrence(key, text.starts[i], text.ends[i + n - 1])


def _groups(
    articles: pd.DataFrame, column: str, target: str, reference: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if column not in articles:
        raise InputError(f"Die Artikel haben keine Spalte „{column}“.{nearest(column, map(str, articles))}")
    values = articles[column].astype("str")
    for value in (target, reference):
        if value is not None and value not in set(values):
            raise InputError(
                f"In der Spalte „{column}“ kommt „{value}“ nicht vor; möglich sind zum Beispiel "
                f"{', '.join(sorted(set(values))[:6])}.{nearest(value, set(values))}"
            )
    other = values != target if reference is None else values == reference
    if not other.any():
        raise InputError(f"Außer „{target}“ gibt es in „{column}“ nichts, womit zu vergleichen wäre.")
    return articles[values == target], articles[other]


def _count(
    articles: pd.DataFrame, n: int, forms: Counter[tuple[str, str]]
) -> tuple[Counter[str], Counter[str]]:
    """Return the occurrences and the articles of every term; count its written forms in ``forms``."""
    if not 1 <= n <= LONGEST:
        raise InputError(f"n = {n}: Wortfolgen haben hier 1 bis {LONGEST} Wörter.")
    if n == 1:
        return _count_words(articles, forms)
    counts: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for values in articles[list(FIELDS)].itertuples(index=False):
        here: Counter[str] = Counter()
        for value in values:
            text = segment(value or "")
            for found in terms(text, n):
                here[found.key] += 1
                forms[found.key, text.text[found.start : found.end]] += 1
        counts.update(here)
        spread.update(here.keys())
    return counts, spread


def _count_words(
    articles: pd.DataFrame, forms: Counter[tuple[str, str]]
) -> tuple[Counter[str], Counter[str]]:
    """Count single words as ``_count`` does, without looking at each occurrence."""
    key_of = _Keys()
    written: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for values in articles[list(FIELDS)].itertuples(index=False):
        words = [word for value in values for word in tokens(value or "")]
        written.update(words)
        spread.update(set(map(key_of.__getitem__, words)))
    del spread[""]
    counts: Counter[str] = Counter()
    for word, count in written.items():
        if key := key_of[word]:
            counts[key] += count
            forms[key, word] += count
    return counts, spread


class _Keys(dict[str, str]):
    """The key of each word as ``terms`` has it, empty for what is no word."""

    def __missing__(self, word: str) -> str:
        self[word] = key = lemma(word).lower() if word[0].isalpha() else ""
        return key


def _written(forms: Counter[tuple[str, str]], keys: Iterable[str]) -> dict[str, str]:
    """Return for each key the form it is written in most often."""
    wanted = set(keys)
    best: dict[str, tuple[int, str]] = {}
    for (key, form), count in forms.items():
        if key in wanted:
            best[key] = max(best.get(key, (0, "")), (count, form))
    return {key: form for key, (_, form) in best.items()}


def _table(
    keys: list[str],
    counts: Counter[str],
    counts_other: Counter[str],
    spread: Counter[str],
    spread_other: Counter[str],
    written: dict[str, str],
    rate: float,
) -> pd.DataFrame:
    import pandas as pd

    y = np.array([counts[key] for key in keys], float)
    y_other = np.array([counts_other[key] for key in keys], float)
    n, n_other = float(counts.total()), float(counts_other.total())
    log_odds, error = log_odds_ratio(y, y_other, n, n_other)
    z = log_odds / error
    p = np.array([math.erfc(abs(value) / math.sqrt(2)) for value in z])
    table = pd.DataFrame(
        {
            "term": [written[key] for key in keys],
            "key": keys,
            "log_odds": log_odds,
            "low": log_odds - _Z95 * error,
            "high": log_odds + _Z95 * error,
            "z": z,
            "p": p,
            "significant": benjamini_hochberg(p.tolist(), rate),
            "g2": g_squared(y, y_other, n, n_other),
            "count": y.astype(int),
            "count_reference": y_other.astype(int),
            "per_million": 1e6 * y / max(n, 1.0),
            "per_million_reference": 1e6 * y_other / max(n_other, 1.0),
            "articles": [spread[key] for key in keys],
            "articles_reference": [spread_other[key] for key in keys],
        }
    )
    return table.sort_values(["z", "key"], ascending=[False, True], kind="stable").reset_index(drop=True)


def log_odds_ratio(
    y: np.ndarray, y_other: np.ndarray, n: float, n_other: float, prior_words: float = PRIOR_WORDS
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds ratio with informative Dirichlet prior and its standard error.

    In: counts of terms in two groups, the groups' sizes in words (Monroe et al. 2008, equations 16, 20).
    The prior gives each term ``prior_words`` times its share in both groups together.
    """
    prior = prior_words * (y + y_other) / (n + n_other)
    odds = (y + prior) / (n + prior_words - y - prior)
    odds_other = (y_other + prior) / (n_other + prior_words - y_other - prior)
    error = np.sqrt(1 / (y + prior) + 1 / (y_other + prior))
    return np.log(odds / odds_other), error


def g_squared(y: np.ndarray, y_other: np.ndarray, n: float, n_other: float) -> np.ndarray:
    """Return G² of each term's two by two table (Dunning 1993), 0 where the shares are the same."""
    total = n + n_other
    joint = y + y_other
    g2 = np.zeros(len(y))
    for observed, expected in (
        (y, n * joint / total),
        (y_other, n_other * joint / total),
        (n - y, n * (total - joint) / total),
        (n_other - y_other, n_other * (total - joint) / total),
    ):
        positive = observed > 0
        g2[positive] += observed[positive] * np.log(observed[positive] / expected[positive])
    return np.maximum(2 * g2, 0.0)
