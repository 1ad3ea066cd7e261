"""How events are framed: shares of articles in which a frame is present, and the questions behind it."""

from __future__ import annotations

import pandas as pd

from analysis import paths
from analysis.agreement import Coding
from analysis.framing import history, load_codebook
from analysis.framing.robustness import (
    against_chance,
    cue_masses,
    heaviest,
    together,
    weakened,
)
from analysis.intervals import ratio_by
from analysis.measures.coded import coded_apart, coded_units, corrected, is_validated
from analysis.measures.groups import share_by, share_sums, suppress
from analysis.partitions import AnyCorpus, rows_by, summed
from analysis.tables import Corpus, among

SMALL = 5  # stories below which a cell of a matrix is suppressed
PRESENT = 0.5  # a score from here on means: a coder would call the frame present
GENERIC_FRAMES = ("conflict", "human_interest", "economic", "morality", "responsibility")


def frames_by(corpus: AnyCorpus, *by: str, coding: Coding | None = None) -> pd.DataFrame:
    """Return for each frame and group the share of articles in which it is present (score >= 0.5).

    Columns: frame, ``by``, value, low, high, n (articles), articles, stories. With a ``coding`` the shares
    are corrected by it where enough is coded (see ``coded.corrected``), and ``validation`` says whether
    the frame is validated.

    >>> from analysis import frames_by, prepare
    >>> sorted(set(frames_by(prepare("data/raw/demo"), "outlet")["frame"]))[:2]
    ['conflict', 'economic']
    """
    corpus, keys = coded_apart(corpus, coding), ["frame", *by]
    whole = corpus.frames.query("question == ''")
    sums = share_sums(corpus, whole, is_present, keys)
    table = ratio_by(sums, keys)
    if coding is None:
        return table
    table = corrected(table, sums, coded_units(corpus, whole.pipe(frame_units), coding, keys), keys)
    return table.assign(validation=is_validated(coding, table["frame"]))


def is_present(scores: pd.DataFrame) -> pd.Series:
    """Tell of each row of the table frames whether a coder would call the frame present.

    >>> is_present(pd.DataFrame({"score": [0.2, 0.5]})).tolist()
    [False, True]
    """
    return scores["score"] >= PRESENT


def frame_units(scores: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the table frames as ``coded_units`` takes them: a hit is a frame that is present.

    >>> from analysis import measures, prepare
    >>> list(measures.frame_units(prepare("data/raw/demo").frames))
    ['article_id', 'frame', 'measure', 'hit']
    """
    return scores[["article_id", "frame"]].assign(measure=scores["frame"], hit=is_present(scores))


def questions(corpus: AnyCorpus, codebook: str = "") -> pd.DataFrame:
    """Return the mean score of each question of the codebook and the cues found for it.

    ``codebook`` is the path of the codebook that the corpus was annotated with ("": the generic frames).
    Columns: frame, question (as the codebook asks it), score (0..1), cues, articles (with at least one cue).

    >>> from analysis import measures, prepare
    >>> len(measures.questions(prepare("data/raw/demo")))
    19
    """
    asked = {
        (f.id, q.id): q.question for f in load_codebook(paths.codebook(codebook)).frames for q in f.questions
    }

    def of_part(part: Corpus) -> pd.DataFrame:
        rows = part.frames[part.frames["question"] != ""].assign(n=1)
        rows["articles"] = (rows["n_cues"] > 0).astype(int)
        groups = rows.groupby(["frame", "question"], as_index=False)
        return groups.agg(
            score=("score", "sum"), cues=("n_cues", "sum"), articles=("articles", "sum"), n=("n", "sum")
        )

    keys = ["frame", "question"]
    table = summed(corpus, of_part, keys).sort_values(keys, ignore_index=True)
    table = table.assign(score=table["score"] / table["n"]).drop(columns="n")
    pairs = zip(table["frame"], table["question"], strict=True)
    table["question"] = [asked.get(pair, pair[1]) for pair in pairs]
    return table


def robustness(corpus: AnyCorpus, codebook: str = "") -> pd.DataFrame:
    """Return the share of articles with each frame as reported, without the strongest cues, without copies.

    The cues left out are those that weigh most for a frame in these articles; copies are articles whose
    ``duplicate_of`` is set. Columns: variant (all, without_strongest, without_copies), frame, value, low,
    high, n (articles), articles, stories.

    >>> from analysis import measures, prepare
    >>> measures.robustness(prepare("data/raw/demo"))["variant"].iloc[0]
    'all'
    """
    book = load_codebook(paths.codebook(codebook))
    masses = summed(corpus, lambda part: cue_masses(part.evidence), ["measure", "cue"])
    dropped = {frame.id: frozenset(heaviest(masses, frame.id)) for frame in book.frames}

    def whole(part: Corpus) -> pd.DataFrame:
        return part.frames.loc[part.frames["question"] == "", ["article_id", "frame", "score"]]

    def without_strongest(part: Corpus) -> pd.DataFrame:
        return weakened(part.articles, whole(part), part.evidence, book, dropped)

    def without_copies(part: Corpus) -> pd.DataFrame:
        copies = part.heads.loc[part.heads["duplicate_of"].notna(), "article_id"]
        scores = whole(part)
        return scores[~among(scores["article_id"], copies)]

    variants = {"all": whole, "without_strongest": without_strongest, "without_copies": without_copies}
    tables = [
        share_by(corpus, rows_by(corpus, table_of), is_present, ["frame"]).assign(variant=name)
        for name, table_of in variants.items()
    ]
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "variant", table.pop("variant"))
    return table


def moved_by_edit(corpus: AnyCorpus, source: str) -> pd.DataFrame:
    """Return which articles the last edit of the codebook moved, and by which cue.

    ``source`` is the folder or file the corpus was prepared from. Columns: title, outlet, frame,
    before, after (the scores, 0..1), crossed (the line of 0.5), gained, lost (cues); no rows where
    the codebook is as it was in the report before. See ``framing.history``.

    >>> from analysis import measures, prepare
    >>> list(measures.moved_by_edit(prepare("data/raw/demo"), "data/raw/demo"))[:5]
    ['title', 'outlet', 'frame', 'before', 'after']
    """
    if not isinstance(corpus, Corpus):  # of partitions no editions are kept
        return pd.DataFrame(columns=["title", "outlet", *history.COLUMNS[1:]]).drop(columns="change")
    folder = paths.root() / "data" / "processed" / paths.name_of(paths.inside(source))
    _, moved = history.moved_by_edit(corpus, folder)
    joined = moved.merge(corpus.articles[["article_id", "title", "outlet"]], on="article_id")
    return joined[["title", "outlet", "frame", "before", "after", "crossed", "gained", "lost"]]


def frame_matrix(corpus: AnyCorpus, *by: str) -> pd.DataFrame:
    """Return the shares of ``frames_by`` for many groups at once, small ones suppressed.

    A cell of fewer than SMALL stories keeps its n and has no share: who reads it would read chance. Cells
    with a share come first.

    >>> from analysis import measures, prepare
    >>> len(measures.frame_matrix(prepare("data/raw/demo"), "outlet"))  # five frames, four outlets
    20
    """
    table = frames_by(corpus, *by)
    ordered = table.assign(small=table["stories"] < SMALL).sort_values(["small", "frame", *by], kind="stable")
    return suppress(ordered.drop(columns="small"), SMALL, "stories").reset_index(drop=True)


def cooccurrence(corpus: AnyCorpus) -> pd.DataFrame:
    """Return for each pair of frames how often both are present, against chance.

    Columns: see ``framing.robustness.cooccurrence``.

    >>> from analysis import measures, prepare
    >>> len(measures.cooccurrence(prepare("data/raw/demo")))  # pairs of five frames
    10
    """
    pairs = ["first", "second"]
    sums = summed(corpus, lambda part: together(part.frames), pairs).sort_values(pairs)
    return against_chance(sums)
