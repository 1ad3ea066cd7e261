"""Precision and recall of ``find_copies`` on pairs with known edits, and on hard negatives of the same topic.

    python benchmarks/bench_copies.py [--source data/raw/demo]

Each article is edited as newspapers edit agency texts (cut, shuffled, re-headlined with a new first sentence,
reworded, merged with another, and three of these at once; then harder: three sentences left, one word in six
changed, half of it built into half of another article). Hard negatives are the most similar pairs (tf-idf,
cosine) of different articles; where both credit an agency they may be true copies, so those are left out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd

from analysis.duplicates import find_copies
from analysis.read import read_articles

DEMO = Path(__file__).parent.parent / "data" / "raw" / "demo"
Edit = Callable[[str, str, Random], str]
SENTENCE = re.compile(r"(?<=[.!?“«])\s+(?=[A-ZÄÖÜ„»0-9])")


def cut(text: str, other: str, draw: Random) -> str:
    """Keep the first 40 to 80 percent of the sentences."""
    sentences = SENTENCE.split(text)
    return " ".join(sentences[: max(2, round(len(sentences) * draw.uniform(0.4, 0.8)))])


def shuffled(text: str, other: str, draw: Random) -> str:
    """Put the sentences in another order."""
    sentences = SENTENCE.split(text)
    draw.shuffle(sentences)
    return " ".join(sentences)


def reheadlined(text: str, other: str, draw: Random) -> str:
    """Replace the first sentence by one of the desk's own and drop the last two."""
    sentences = SENTENCE.split(text)
    return " ".join(["Das hatte in der Stadt kaum jemand so kommen sehen.", *sentences[1:-2]])


def reworded(text: str, other: str, draw: Random) -> str:
    """Drop or double one word in twelve."""
    words = text.split()
    kept = []
    for word in words:
        chance = draw.random()
        kept += [] if chance < 1 / 24 else [word, "wohl"] if chance < 1 / 12 else [word]
    return " ".join(kept)


def merged(text: str, other: str, draw: Random) -> str:
    """Join the first two thirds of the text with the first third of another article."""
    mine, others = SENTENCE.split(text), SENTENCE.split(other)
    return " ".join([*mine[: max(2, 2 * len(mine) // 3)], *others[: max(1, len(others) // 3)]])


def at_once(text: str, other: str, draw: Random) -> str:
    """Cut, re-headline and reword."""
    return reworded(reheadlined(cut(text, other, draw), other, draw), other, draw)


def brief(text: str, other: str, draw: Random) -> str:
    """Keep three sentences, as a column of news in brief does."""
    return " ".join(SENTENCE.split(text)[:3])


def rewritten(text: str, other: str, draw: Random) -> str:
    """Change one word in six: dropped, doubled or swapped with the next."""
    words = text.split()
    kept: list[str] = []
    for word in words:
        chance = draw.random()
        if chance < 1 / 18:
            continue
        kept += [word, "wohl"] if chance < 2 / 18 else [word]
        if 2 / 18 <= chance < 3 / 18 and len(kept) > 1:
            kept[-2:] = kept[:-3:-1]
    return " ".join(kept)


def built_in(text: str, other: str, draw: Random) -> str:
    """Put the first half of the text after the first half of another article."""
    mine, others = SENTENCE.split(text), SENTENCE.split(other)
    return " ".join([*others[: max(1, len(others) // 2)], *mine[: max(2, len(mine) // 2)]])


EDITS = (cut, shuffled, reheadlined, reworded, merged, at_once)
HARDER = (brief, rewritten, built_in)


def edited(articles: pd.DataFrame, seed: int = 7, edits: tuple[Edit, ...] = EDITS) -> pd.DataFrame:
    """Return the edited articles; ``base`` is the article_id of the one each was made of."""
    draw = Random(seed)
    tables = []
    for edit in edits:
        others = articles["text"].sample(frac=1, random_state=draw.randrange(2**31)).tolist()
        texts = [edit(text, other, draw) for text, other in zip(articles["text"], others, strict=True)]
        tables.append(
            articles.assign(
                base=articles["article_id"],
                edit=edit.__name__,
                article_id=articles["article_id"] + f"-{edit.__name__}",
                text=texts,
                published_at=articles["published_at"] + pd.Timedelta(days=draw.choice([0, 1, 2])),
            )
        )
    return pd.concat(tables, ignore_index=True)


def hard_negatives(articles: pd.DataFrame, n: int) -> list[tuple[str, str]]:
    """Return the ids of the n most similar pairs of different articles."""
    words = [re.findall(r"\w{3,}", text.lower()) for text in articles["text"]]
    vocabulary = {word: k for k, word in enumerate(sorted({w for text in words for w in text}))}
    counts = np.zeros((len(words), len(vocabulary)))
    for row, text in enumerate(words):
        for word in text:
            counts[row, vocabulary[word]] += 1
    weights = counts * np.log(len(words) / (counts > 0).sum(axis=0))
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    first, second = np.triu_indices(len(words), 1)
    agency = (articles["agency"] != "").to_numpy()
    allowed = ~(agency[first] & agency[second])
    first, second = first[allowed], second[allowed]
    order = np.argsort(-(weights @ weights.T)[first, second], kind="stable")[:n]
    ids = articles["article_id"].tolist()
    return [(ids[first[k]], ids[second[k]]) for k in order]


def evaluate(
    articles: pd.DataFrame, seed: int = 7, days: int = 7, kinds: tuple[Edit, ...] = EDITS
) -> pd.DataFrame:
    """Return n and found for each kind of edit and for the hard negatives (found: told to be copies)."""
    edits = edited(articles, seed, kinds)
    rows = []
    for name, part in edits.groupby("edit", sort=False):
        copies = find_copies(pd.concat([articles, part], ignore_index=True), days=days)
        story = copies.set_index("article_id")["story_id"]
        found = [story[a] == story[b] for a, b in zip(part["article_id"], part["base"], strict=True)]
        rows.append((str(name), len(found), sum(found)))
    story = find_copies(articles, days=100_000).set_index("article_id")["story_id"]
    negatives = hard_negatives(articles, len(edits))
    rows.append(("hard negatives", len(negatives), sum(story[a] == story[b] for a, b in negatives)))
    return pd.DataFrame(rows, columns=["pairs", "n", "found"])


def figures(table: pd.DataFrame) -> tuple[float, float]:
    """Return precision and recall."""
    positives = table[table["pairs"] != "hard negatives"]
    false = int(table.loc[table["pairs"] == "hard negatives", "found"].iloc[0])
    right = int(positives["found"].sum())
    return right / (right + false), right / int(positives["n"].sum())


def main() -> None:
    """Print the table and the two figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, default=DEMO)
    parser.add_argument("--most", type=int, default=300, help="articles taken from the source")
    options = parser.parse_args()
    articles = read_articles(options.source).head(options.most)
    for kinds in (EDITS, HARDER):
        table = evaluate(articles, kinds=kinds)
        print(table.to_string(index=False))
        print("precision {:.3f}, recall {:.3f}".format(*figures(table)))


if __name__ == "__main__":
    main()
