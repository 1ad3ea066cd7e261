"""Articles of two groups -> the words that one group uses more than the other, with their evidence.

The measure is the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn
(2008, Political Analysis 16, "Fightin' Words"): the prior is the wording of both groups together, so
that rare words do not win by chance and function words need no list of exclusions. G² (Dunning 1993)
and the counts stand beside it, and Benjamini and Hochberg's procedure decides what is shown as sure.
Words of one article, and copies of it, are not independent: the error of a term grows with how unevenly
it stands in the stories (Rao and Scott 1992, Biometrics 48), and ``articles`` says how many carry it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.errors import InputError, nearest
from analysis.intervals import benjamini_hochberg
from analysis.language import Text, lemma, segment
from analysis.language.numbered import FIELDS, Tokens, number, written

if TYPE_CHECKING:
    import pandas as pd

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
    side = np.where(chosen, 0, np.where(other, 1, -1))
    found = _count(articles, column, side, 2, n, least_count)
    return _compared(found, found.of(0), found.of(1), least_count, least_articles, rate)


def keyness_by(
    articles: pd.DataFrame,
    column: str,
    n: int = 1,
    least_count: int = 5,
    least_articles: int = 3,
    rate: float = 0.05,
    reference: str | None = None,
    only: Sequence[str] | None = None,
    most: int | None = None,
) -> dict[str, pd.DataFrame]:
    """Compare the wording of each group of articles with the reference, reading each text once.

    In: as for ``keyness``; ``only`` names the groups to compare (None: all). Out: its table for each of
    them but the reference (None: each with all others), or only the ``most`` typical terms that are
    significant; nothing where there is only one group.
    """
    if reference is not None:
        _groups(articles, column, reference, None)  # names an unknown column or group
    groups = articles.groupby(column, observed=True)
    names = [str(name) for name in groups.size().index]
    found = _count(articles, column, groups.ngroup().to_numpy(), len(names), n, least_count)
    whole = Side(*(part.sum(axis=0) for part in found[2:]))
    tables = {}
    for i, name in enumerate(names):
        if name != reference and len(names) > 1 and (only is None or name in only):
            own = found.of(i)
            rest = Side(*(all_ - part for all_, part in zip(whole, own, strict=True)))
            other = rest if reference is None else found.of(names.index(reference))
            tables[name] = _compared(found, own, other, least_count, least_articles, rate, most)
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
) -> tuple[np.ndarray, np.ndarray]:
    """Tell of each article whether it is of the target, and whether of the reference."""
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
    return (values == target).to_numpy(), other.to_numpy()


class Side(NamedTuple):
    """What one side of a comparison holds: occurrences and articles of each term, terms in all.

    Over its stories: the sum of the squares of each term's occurrences, of their products with the story's
    terms in all, and of the squares of those.
    """

    counts: np.ndarray
    articles: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    products: np.ndarray
    sizes: np.ndarray

    def spread(self) -> np.ndarray:
        """Return how far each term's occurrences in the stories lie from an even spread (sum of squares)."""
        rate = self.counts / max(float(self.total), 1.0)
        found: np.ndarray = self.squares - 2 * rate * self.products + rate**2 * self.sizes
        return found


class Counted(NamedTuple):
    """The terms of a corpus in order of their keys; for each group a row of the numbers of ``Side``."""

    keys: list[str]
    written: list[str]  # the commonest form of each
    counts: np.ndarray
    articles: np.ndarray
    totals: np.ndarray  # of all terms, the rare ones too
    squares: np.ndarray
    products: np.ndarray
    sizes: np.ndarray

    def of(self, group: int) -> Side:
        """Return one group's numbers."""
        return Side(*(part[group] for part in self[2:]))


def _count(
    articles: pd.DataFrame, column: str, group: np.ndarray, groups: int, n: int, least: int
) -> Counted:
    """Count the terms of ``n`` words with ``least`` occurrences, by the articles' ``group`` (-1: none)."""
    import pandas as pd

    if not 1 <= n <= LONGEST:
        raise InputError(f"n = {n}: Wortfolgen haben hier 1 bis {LONGEST} Wörter.")
    tokens = number(articles).of(group >= 0)
    small, names = _smallest(tokens, (lambda word: lemma(word).lower()) if n == 1 else str.lower)
    at = _places(small, tokens.sentence, n)
    story, group_of = _stories(articles, column, group)
    sizes = np.bincount(story[tokens.row[at]], minlength=len(group_of)).astype(float)
    at, term, first = _frequent(at, _ranked(small, at, n), least)
    keys = [" ".join(names[i] for i in small[place : place + n]) for place in first.tolist()]
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    place_of = np.empty_like(order)
    place_of[order] = np.arange(len(order))
    term = place_of[term]
    row, size = tokens.row[at].astype(np.int64), len(keys)
    pairs = pd.unique(row * size + term)  # article and term, once each
    both = pd.Series(story[row] * size + term).value_counts(sort=False)  # story and term
    times, (own, of) = both.to_numpy(float), np.divmod(both.index.to_numpy(), max(size, 1))

    def summed(rows: np.ndarray, terms: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(rows * size + terms, weights, groups * size).reshape(groups, size)

    return Counted(
        [keys[i] for i in order],
        _commonest(term, at, tokens.word, n),
        summed(group[row], term),
        summed(group[pairs // max(size, 1)], pairs % max(size, 1)),
        np.bincount(group_of, sizes, groups),
        summed(group_of[own], of, times**2),
        summed(group_of[own], of, times * sizes[own]),
        np.bincount(group_of, sizes**2, groups),
    )


def _stories(articles: pd.DataFrame, column: str, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each article the number of its story in its outlet (``column``), and the group of each."""
    import pandas as pd

    own = articles["article_id"]
    story, names = pd.factorize(articles["story_id"].fillna(own) if "story_id" in articles else own)
    number, _ = pd.factorize(pd.factorize(articles[column])[0] * len(names) + story)
    group_of = np.zeros(number.max(initial=-1) + 1, dtype=np.int64)
    group_of[number] = np.maximum(group, 0)  # what is in no group has no term here
    return number.astype(np.int64), group_of


def _smallest(tokens: Tokens, key_of: Callable[[str], str]) -> tuple[np.ndarray, list[str]]:
    """Return for each token the number of its key, -1 for what is no word, and the keys by their numbers."""
    numbers: dict[str, int] = {}
    found = tokens.map(lambda word: key_of(word) if word[0].isalpha() else "")
    key = [numbers.setdefault(name, len(numbers)) if name else -1 for name in found]
    return np.array(key, dtype=np.int64)[tokens.word], list(numbers)


def _places(small: np.ndarray, sentence: np.ndarray, n: int) -> np.ndarray:
    """Return the tokens at which ``n`` words of one sentence begin, no mark between them."""
    last = max(len(small) - n + 1, 0)
    fits = sentence[:last] == sentence[n - 1 :]
    for i in range(n):
        fits &= small[i : last + i] >= 0
    return np.flatnonzero(fits)


def _ranked(values: np.ndarray, at: np.ndarray, n: int) -> np.ndarray:
    """Return a number for each place in ``at``: the same where the next ``n`` values are the same."""
    import pandas as pd

    size = int(values.max(initial=0)) + 1
    rank = values[at].astype(np.int64)
    for i in range(1, n):
        rank, _ = pd.factorize(rank * size + values[at + i])  # by hashing: many times as fast as sorting
    return rank


def _frequent(at: np.ndarray, term: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return places of terms that occur ``least`` times, their terms counted from 0, the first of each."""
    kept = np.flatnonzero(np.bincount(term, minlength=1) >= least)
    number_of = np.full(int(term.max(initial=0)) + 1, -1)
    number_of[kept] = np.arange(len(kept))
    term = number_of[term]
    at, term = at[term >= 0], term[term >= 0]
    first = np.zeros(len(kept), dtype=np.int64)
    first[term[::-1]] = at[::-1]
    return at, term, first


def _commonest(term: np.ndarray, at: np.ndarray, words: np.ndarray, n: int) -> list[str]:
    """Return for each term the form it is written in most often; a form is one of one term only."""
    _, form, first = _frequent(at, _ranked(words, at, n), 1)
    term_of = np.zeros(len(first), dtype=np.int64)
    term_of[form] = term
    best: dict[int, tuple[int, str]] = {}
    numbers = (values.tolist() for values in (term_of, first, np.bincount(form)))
    for key, place, count in zip(*numbers, strict=True):
        best[key] = max(best.get(key, (0, "")), (count, " ".join(written(words[place : place + n]))))
    return [best[key][1] for key in sorted(best)]


def _compared(
    found: Counted,
    own: Side,
    other: Side,
    least_count: int,
    least_articles: int,
    rate: float,
    most: int | None = None,
) -> pd.DataFrame:
    """Return the table of two sides, of the terms that are often enough in both together.

    Of ``most`` terms where it is given, the most typical that are significant.
    """
    import pandas as pd

    often = own.counts + other.counts >= least_count
    often &= own.articles + other.articles >= least_articles
    kept = np.flatnonzero(often)
    y, y_other = own.counts[kept].astype(float), other.counts[kept].astype(float)
    n, n_other = float(own.total), float(other.total)
    log_odds, error = log_odds_ratio(y, y_other, n, n_other)
    # more than chance spreads over stories: the variance of counts is that many times the one assumed
    uneven = (own.spread() + other.spread())[kept] / (y + y_other)
    error *= np.sqrt(np.maximum(uneven, 1.0))
    z = log_odds / error
    p = np.array([math.erfc(size) for size in (np.abs(z) / math.sqrt(2)).tolist()])
    significant = np.array(benjamini_hochberg(p.tolist(), rate), dtype=bool)
    order = np.argsort(-z, kind="stable")  # terms stand in order of their keys
    if most is not None:
        order = order[significant[order] & (z[order] > 0)][:most]
    kept, y, y_other, log_odds, error, z = (a[order] for a in (kept, y, y_other, log_odds, error, z))
    return pd.DataFrame(
        {
            "term": [found.written[i] for i in kept.tolist()],
            "key": [found.keys[i] for i in kept.tolist()],
            "log_odds": log_odds,
            "low": log_odds - _Z95 * error,
            "high": log_odds + _Z95 * error,
            "z": z,
            "p": p[order],
            "significant": significant[order],
            "g2": g_squared(y, y_other, n, n_other),
            "count": y.astype(int),
            "count_reference": y_other.astype(int),
            "per_million": 1e6 * y / max(n, 1.0),
            "per_million_reference": 1e6 * y_other / max(n_other, 1.0),
            "articles": own.articles[kept],
            "articles_reference": other.articles[kept],
        }
    ).astype({"term": "str", "key": "str"})  # where there are none, too


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
