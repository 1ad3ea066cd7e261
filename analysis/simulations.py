"""Do the figures keep their word? Corpora with a known truth, drawn again and again.

``python -m analysis.simulations 2000`` prints coverage, false alarms and what correcting does. Every
function is repeatable for its ``seed``.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from itertools import product

import numpy as np
import pandas as pd

from analysis import plain_yaml
from analysis.agreement import alpha
from analysis.agreement.correction import corrected_share
from analysis.clusters import effective
from analysis.framing.keyness import keyness
from analysis.intervals import difference, interval_of, ratio_by

SHARES = (0.05, 0.15, 0.3, 0.5)
STORIES = (30, 60, 200)
SPREAD = 4.0  # a + b of the beta distribution of the stories' own shares


def like(rng: np.random.Generator, stories: int) -> np.ndarray:
    """Return sizes of stories that differ little: 5 to 40 sentences."""
    return rng.integers(5, 40, stories)


def skewed(rng: np.random.Generator, stories: int) -> np.ndarray:
    """Return sizes of stories that differ as lengths of articles do: lognormal, half of them below 12."""
    return np.maximum(1, rng.lognormal(2.5, 0.9, stories)).astype(int)


def printed(rng: np.random.Generator, stories: int, outlets: int = 6) -> np.ndarray:
    """Return sizes of stories of which some stand in one outlet and few in all ``outlets``."""
    copies = np.minimum(rng.zipf(2.0, stories), outlets)
    return np.maximum(1, copies * rng.lognormal(2.3, 0.6, stories)).astype(int)


def unlike(rng: np.random.Generator, stories: int) -> np.ndarray:
    """Return sizes of stories of which a few, printed by thirty outlets, outweigh all others."""
    return printed(rng, stories, 30)


SIZES = (like, skewed, printed, unlike)


def draw(rng: np.random.Generator, sizes: np.ndarray, share: float, outlet: str = "A") -> pd.DataFrame:
    """Return per-article sums as ``ratio_by`` takes them, of stories whose shares vary around ``share``."""
    own = rng.beta(share * SPREAD, (1 - share) * SPREAD, len(sizes))
    names = [f"{outlet}{number}" for number in range(len(sizes))]
    columns = {
        "outlet": outlet,
        "story_id": names,
        "numerator": rng.binomial(sizes, own),
        "denominator": sizes,
    }
    return pd.DataFrame(columns)


def coverage(runs: int, seed: int = 11) -> pd.DataFrame:
    """Return how often a 95 % interval holds the truth.

    Columns sizes, stories, effective (their effective number, mean), share, covered, width (mean).

    >>> list(coverage(2).columns)
    ['sizes', 'stories', 'effective', 'share', 'covered', 'width']
    """
    rows = []
    for kind, stories, share in product(SIZES, STORIES, SHARES):
        rng = np.random.default_rng(seed)
        made = [draw(rng, kind(rng, stories), share) for _ in range(runs)]
        bounds = np.array([interval_of(one[["numerator", "denominator"]].to_numpy(float)) for one in made])
        holds = (bounds[:, 0] <= share) & (share <= bounds[:, 1])
        width = (bounds[:, 1] - bounds[:, 0]).mean()
        number = np.mean([effective(one["denominator"].to_numpy(float)) for one in made])
        rows.append((kind.__name__, stories, number, share, holds.mean(), width))
    return pd.DataFrame(rows, columns=["sizes", "stories", "effective", "share", "covered", "width"])


def false_alarms(runs: int, seed: int = 21) -> pd.DataFrame:
    """Return how often equal outlets differ at p < 5 %: columns sizes, stories (of A and B), alarms.

    >>> false_alarms(2)["stories"].tolist()[:3]
    ['20/30', '30/30', '40/200']
    """
    rows = []
    for kind, (first, second) in product(SIZES, ((20, 30), (30, 30), (40, 200))):
        rng = np.random.default_rng(seed)
        alarms = 0
        for _ in range(runs):
            pair = (draw(rng, kind(rng, n), 0.3, name) for name, n in (("A", first), ("B", second)))
            alarms += difference(pd.concat(pair), "outlet", "A", "B")["p"] < 0.05
        rows.append((kind.__name__, f"{first}/{second}", alarms / runs))
    return pd.DataFrame(rows, columns=["sizes", "stories", "alarms"])


def copies(runs: int, outlets: int = 6, seed: int = 51) -> pd.DataFrame:
    """Return the mean width of the interval when ``outlets`` outlets print each story: columns copies, width.

    Counted by story, as the suite does, copies may not narrow it; counted by article they would.

    >>> one, by_story, by_article = copies(2)["width"]
    >>> bool(one == by_story > by_article)
    True
    """
    rng, rows = np.random.default_rng(seed), []
    for _ in range(runs):
        alone = draw(rng, like(rng, 40), 0.3)
        printed = pd.concat([alone] * outlets, ignore_index=True)
        as_articles = printed.assign(story_id=printed.index.astype(str))
        made = (ratio_by(table, []).iloc[0] for table in (alone, printed, as_articles))
        rows.append([row["high"] - row["low"] for row in made])
    widths = np.mean(rows, axis=0)
    names = ["one outlet", f"{outlets} outlets, by story", f"{outlets} outlets, by article"]
    return pd.DataFrame({"copies": names, "width": widths})


def keyness_alarms(articles: pd.DataFrame, runs: int, seed: int = 31) -> float:
    """Return the share of ``runs`` in which outlets shuffled over ``articles`` have any key word at 5 %.

    >>> from analysis import read_articles
    >>> 0 <= keyness_alarms(read_articles("data/raw/demo").head(20), 1) <= 1
    True
    """
    rng = np.random.default_rng(seed)
    alarms = 0
    for _ in range(runs):
        halves = rng.permutation(np.arange(len(articles)) % 2).astype(str)
        alarms += bool(keyness(articles.assign(outlet=halves), "outlet", "0", "1")["significant"].any())
    return alarms / runs


def corrected(runs: int, share: float = 0.3, coded: int = 100, seed: int = 41) -> pd.Series:
    """Return what correcting a tool that says too much gives: bias of both shares, coverage.

    >>> found = corrected(5)
    >>> bool(abs(found["bias"]) < abs(found["naive_bias"]))
    True
    """
    rng, rows = np.random.default_rng(seed), []
    for _ in range(runs):
        truth = rng.random(1000) < share
        said = np.where(truth, rng.random(1000) < 0.85, rng.random(1000) < 0.25)
        known = np.isin(np.arange(1000), rng.choice(1000, coded, replace=False))
        sums = pd.DataFrame({"story_id": np.arange(1000), "numerator": said.astype(float), "denominator": 1})
        units = sums[known].rename(columns={"numerator": "predicted"})
        units = units.assign(coded=truth[known].astype(float), probability=coded / 1000)
        rows.append(corrected_share(sums, units).iloc[0])
    made = pd.DataFrame(rows)
    holds = (made["low"].astype(float) <= share) & (share <= made["high"].astype(float))
    return pd.Series(
        {
            "naive_bias": made["naive"].mean() - share,
            "bias": made["value"].mean() - share,
            "covered": holds.mean(),
        }
    )


def alphas() -> pd.DataFrame:
    """Return alpha as published and as computed here: columns example, level, published, alpha.

    >>> table = alphas()
    >>> bool((table["published"] - table["alpha"]).abs().max() < 0.001)
    True
    """
    text = files("analysis.resources").joinpath("alpha.yaml").read_text("utf-8")
    rows = [
        (one["example"], level, published, alpha(list(zip(*one["coders"], strict=True)), level))
        for one in plain_yaml.load(text)
        for level, published in one["published"].items()
    ]
    return pd.DataFrame(rows, columns=["example", "level", "published", "alpha"])


if __name__ == "__main__":
    RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for found in (coverage(RUNS), false_alarms(RUNS), copies(RUNS // 10), corrected(RUNS)):
        print(found.round(3).to_string(), flush=True)
