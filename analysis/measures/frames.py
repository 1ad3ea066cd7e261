"""How events are framed: shares of articles in which a frame is present, and the questions behind it."""

from __future__ import annotations

import pandas as pd

from analysis import paths
from analysis.framing import load_codebook
from analysis.framing.robustness import robustness as robust
from analysis.measures.groups import share_by
from analysis.tables import Corpus

PRESENT = 0.5  # a score from here on means: a coder would call the frame present
GENERIC_FRAMES = ("conflict", "human_interest", "economic", "morality", "responsibility")


def frames_by(corpus: Corpus, *by: str) -> pd.DataFrame:
    """Return for each frame and group the share of articles in which it is present (score >= 0.5).

    Columns: frame, ``by``, value, low, high, n (articles), articles, stories.

    >>> from analysis import frames_by, prepare
    >>> sorted(set(frames_by(prepare("data/raw/demo"), "outlet")["frame"]))[:2]
    ['conflict', 'economic']
    """
    whole = corpus.frames.query("question == ''")
    return share_by(corpus, whole, whole["score"] >= PRESENT, ["frame", *by])


def questions(corpus: Corpus, codebook: str = "") -> pd.DataFrame:
    """Return the mean score of each question of the codebook and the cues found for it.

    ``codebook`` is the path of the codebook that the corpus was annotated with ("": the generic frames).
    Columns: frame, question (as the codebook asks it), score (0..1), cues, articles (with at least one cue).
    """
    asked = {
        (f.id, q.id): q.question for f in load_codebook(paths.codebook(codebook)).frames for q in f.questions
    }
    rows = corpus.frames[corpus.frames["question"] != ""]
    table = rows.groupby(["frame", "question"], as_index=False).agg(
        score=("score", "mean"),
        cues=("n_cues", "sum"),
        articles=("n_cues", lambda cues: int((cues > 0).sum())),
    )
    pairs = zip(table["frame"], table["question"], strict=True)
    table["question"] = [asked.get(pair, pair[1]) for pair in pairs]
    return table


def robustness(corpus: Corpus, codebook: str = "") -> pd.DataFrame:
    """Return the share of articles with each frame as reported, without the strongest cues, without copies.

    Columns: variant, frame, value, low, high, n (articles), articles, stories; see ``framing.robustness``.
    """
    articles = corpus.articles.assign(all="all")
    book = load_codebook(paths.codebook(codebook))
    return robust(articles, corpus.frames, corpus.evidence, book, by="all").drop(columns="all")
