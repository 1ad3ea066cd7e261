"""A corpus -> what of it can be coded, and what the tool says of each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.agreement.tasks import CLOSE, OPEN, UNATTRIBUTED, Task
from analysis.errors import InputError, nearest
from analysis.partitions import in_memory, only
from analysis.tables import Corpus, among

if TYPE_CHECKING:
    import pandas as pd

    from analysis.partitions import AnyCorpus

AROUND = 350  # characters shown before and after what is to be coded


def coded_part(task: Task, corpus: AnyCorpus, ids: pd.Series) -> Corpus:
    """Return a corpus in memory as it is, and of one in partitions the articles of some units, and copies.

    ``ids`` names the units; with an article come its copies, whose codes follow from its own.
    """
    if isinstance(corpus, Corpus):
        return corpus
    coded, articles = articles_of(task, ids), corpus.articles
    wanted = among(articles["article_id"], coded) | among(articles["duplicate_of"], coded)
    return in_memory(only(corpus, articles.loc[wanted, "article_id"]))


def articles_of(task: Task, ids: pd.Series) -> pd.Series:
    """Return the articles of units: statements and sentences are named after theirs, and numbered in it."""
    return ids if task.unit == "article_id" else ids.str.rsplit("-", n=1).str[0]


def units_of(task: Task, corpus: Corpus, by: str = "outlet", nested: bool = False) -> pd.DataFrame:
    """Return what can be coded: columns ``task.unit``, stratum, title, text (what the coder reads).

    Articles: all but copies, whose codes follow from what they copy. Statements (with ``nested``, also
    those inside others) and sentences: all of them, each marked and shown with what stands around it.
    """
    import pandas as pd

    if task.unit == "article_id":
        return article_units(corpus.articles, by)
    articles = corpus.articles.set_index("article_id")
    rows = []
    for unit, article, start, end in _places(task, corpus, nested).itertuples(index=False):
        text = str(articles.at[article, "text"])
        marked = f"{OPEN}{text[start:end]}{CLOSE}"
        around = f"{text[max(0, start - AROUND) : start]}{marked}{text[end : end + AROUND]}"
        told = (str(articles.at[article, by]), str(articles.at[article, "title"]))
        rows.append((unit, *told, f"{marked}\n\n… {around} …"))
    return pd.DataFrame(rows, columns=[task.unit, "stratum", "title", "text"])


def pool_of(task: Task, corpus: Corpus, by: str = "outlet") -> pd.DataFrame:
    """Return the units that can be drawn, without what a coder reads: columns ``task.unit``, stratum."""
    if task.unit == "article_id":
        return article_units(corpus.articles, by)[["article_id", "stratum"]]
    strata = corpus.articles[["article_id", by]].astype("str").rename(columns={by: "stratum"})
    return _places(task, corpus, nested=False).merge(strata, on="article_id")[[task.unit, "stratum"]]


def article_units(articles: pd.DataFrame, by: str = "outlet") -> pd.DataFrame:
    """Return the articles to code (no copies, no empty ones): article_id, stratum, title, text."""
    import pandas as pd

    if by not in articles:
        raise InputError(f"Die Artikel haben keine Spalte „{by}“.{nearest(by, map(str, articles))}")
    pool = articles[articles["duplicate_of"].isna() & (articles["text"] != "")]
    teasers = zip(pool["teaser"], pool["text"], strict=True)
    return pd.DataFrame(
        {
            "article_id": pool["article_id"].to_numpy(str),
            "stratum": pool[by].astype("str").to_numpy(),
            "title": pool["title"].astype("str").to_numpy(),
            "text": [f"{teaser}\n\n{text}" if teaser else text for teaser, text in teasers],
        }
    )


def _places(task: Task, corpus: Corpus, nested: bool) -> pd.DataFrame:
    """Return where each statement or sentence stands: its id, article_id, start, end (in the text)."""
    if task.unit == "sentence_id":
        found = corpus.sentences[corpus.sentences["field"] == "text"]
    else:
        whole = corpus.quotes.loc[corpus.quotes["nested_in"].isna() | nested, "quote_id"]
        spans = corpus.spans[(corpus.spans["role"] == "quote") & corpus.spans["quote_id"].isin(whole)]
        grouped = spans.groupby(["quote_id", "article_id"], as_index=False)
        found = grouped.agg(start=("start", "min"), end=("end", "max"))
    return found[[task.unit, "article_id", "start", "end"]]


def tool_says(task: Task, corpus: Corpus) -> pd.DataFrame:
    """Return what the tool says of every unit: columns ``task.unit``, measure, score (0..1).

    A measure is a frame, ``frame.question``, or a category (score 1 where the tool chose it, else 0).
    """
    import pandas as pd

    if task.unit == "article_id":
        return frame_scores(corpus.frames)
    said = categories_of(task, corpus)
    parts = [
        pd.DataFrame(
            {task.unit: said.index, "measure": category, "score": (said == category).to_numpy(float)}
        )
        for category in task.categories
    ]
    return pd.concat(parts, ignore_index=True)


def frame_scores(frames: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of frames and questions (``frame.question``): article_id, measure, score."""
    questions = frames["question"]
    names = frames["frame"] + questions.where(questions == "", "." + questions)
    return frames.assign(measure=names)[["article_id", "measure", "score"]]


def categories_of(task: Task, corpus: Corpus) -> pd.Series:
    """Return the category that the tool gives each unit, indexed by unit."""
    if task.unit == "sentence_id":
        sentences = corpus.sentences[corpus.sentences["field"] == "text"]
        return sentences.set_index("sentence_id")["label"].fillna("neutral")
    quotes = corpus.quotes.set_index("quote_id")
    if "type" in task.columns:
        return quotes["type"]
    without = quotes["speaker"].isna().map({True: UNATTRIBUTED, False: "unknown"})
    return quotes["speaker_type"].fillna(without)
