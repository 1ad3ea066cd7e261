"""Who brings which frame into the news: speakers by type, from attributed speech only, and the journalist.

A frame's cue inside a quotation belongs to its speaker. For each type of speaker the share of
quotations that carry a frame is set against the share among all attributed quotations: the lift. After
"frame sponsorship" (Gamson & Modigliani 1989; Carragee & Roefs 2004).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from analysis.clusters import corrected_parts, error_of, freedom, reach
from analysis.intervals import FEWEST, none_of, rate_interval, ratio_by
from analysis.tables import among

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Corpus

FEWEST_QUOTES = 10  # of a type, below which its lift is not told


def sponsorship(corpus: Corpus, level: float = 0.95) -> pd.DataFrame:
    """Return for each type of speaker and frame how much likelier its quotations are to carry the frame.

    In: a corpus with quotes, spans, frames and evidence. Only outermost quotations with a known type of
    speaker count. Out: columns frame, speaker_type, quotes, with_frame, share (of the type's quotations),
    base (share among all), lift (share / base), low, high (clustered by story; NaN where the type has fewer
    than ``intervals.FEWEST``), stories, told (False where the type has fewer than FEWEST_QUOTES quotations,
    or the frame none: lift is then NaN).

    >>> from analysis import measures, prepare
    >>> list(measures.sponsorship(prepare("data/raw/demo")))[:3]
    ['frame', 'speaker_type', 'quotes']
    """
    import pandas as pd

    quotes = _attributed(corpus)
    frames = list(dict.fromkeys(corpus.frames["frame"]))
    carried = _carried(corpus, quotes, frames)
    rows = []
    story = pd.factorize(quotes["story"])[0]
    kinds = sorted(quotes["speaker_type"].unique())
    for kind in kinds:
        own = (quotes["speaker_type"] == kind).to_numpy()
        for frame in frames:
            hit = carried[frame]
            lift, low, high = _lift(own, hit, story, level)
            told = int(own.sum()) >= FEWEST_QUOTES and not math.isnan(lift)
            nothing = math.nan
            rows.append(
                {
                    "frame": frame,
                    "speaker_type": kind,
                    "quotes": int(own.sum()),
                    "with_frame": int((own & hit).sum()),
                    "share": float(hit[own].mean()),
                    "base": float(hit.mean()),
                    "lift": lift if told else nothing,
                    "low": low if told else nothing,
                    "high": high if told else nothing,
                    "stories": len(set(story[own])),
                    "told": told,
                }
            )
    columns = "frame speaker_type quotes with_frame share base lift low high stories told".split()
    return pd.DataFrame(rows, columns=columns)


def voices_of_frames(corpus: Corpus) -> pd.DataFrame:
    """Return in whose voice the frames are told: share of sentences with a cue, by frame and voice.

    Out: columns frame, voice (journalist, quoted, mixed), value, low, high (clustered by story), n
    (sentences), articles, stories. What the journalist's voice adds is its row beside the quoted one.

    >>> from analysis import measures, prepare
    >>> len(measures.voices_of_frames(prepare("data/raw/demo")))  # five frames, three voices
    15
    """
    import pandas as pd

    frames = list(dict.fromkeys(corpus.frames["frame"]))
    sentences = corpus.sentences.merge(_stories(corpus), on="article_id")
    cues = corpus.evidence[corpus.evidence["measure"].isin(frames)]
    hit = _sentences_with_cues(sentences, cues)
    rows = []
    for frame in frames:
        counts = sentences.assign(
            frame=frame,
            numerator=among(sentences["sentence_id"], hit.get(frame, ())).astype(int),
            denominator=1,
            story_id=sentences["story"],
        )
        sums = counts.groupby(["frame", "voice", "article_id", "story_id"], as_index=False)
        rows.append(sums[["numerator", "denominator"]].sum())
    columns = ["frame", "voice", "story_id", "numerator", "denominator"]
    return ratio_by(pd.concat(rows) if rows else pd.DataFrame(columns=columns), ["frame", "voice"])


def _stories(corpus: Corpus) -> pd.DataFrame:
    articles = corpus.articles
    return articles[["article_id"]].assign(story=articles["story_id"].fillna(articles["article_id"]))


def _attributed(corpus: Corpus) -> pd.DataFrame:
    quotes = corpus.quotes
    outer = quotes[quotes["nested_in"].isna() & quotes["speaker_type"].notna()]
    return outer.merge(_stories(corpus), on="article_id").reset_index(drop=True)


def cues_in_quotes(corpus: Corpus, frames: Iterable[str]) -> pd.DataFrame:
    """Return the cues of ``frames`` that begin within a quotation: rows of the evidence table with quote_id.

    A cue stands once for each span of a quotation that holds it.
    """
    import pandas as pd

    spans = corpus.spans[corpus.spans["role"] == "quote"]
    cues = corpus.evidence[
        corpus.evidence["measure"].isin(set(frames)) & (corpus.evidence["field"] == "text")
    ]
    articles, _ = pd.factorize(pd.concat([cues["article_id"], spans["article_id"]]))
    of_cue, of_span = np.split(articles.astype(np.int64) << 32, [len(cues)])  # an article's places in a row
    order = np.argsort(of_cue + cues["start"].to_numpy(), kind="stable")
    places = (of_cue + cues["start"].to_numpy())[order]
    low, high = (np.searchsorted(places, of_span + spans[end].to_numpy()) for end in ("start", "end"))
    counts = high - low
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    held = cues.iloc[order[np.repeat(low, counts) + nth]]
    return held.assign(quote_id=np.repeat(spans["quote_id"].to_numpy(), counts))


def _carried(corpus: Corpus, quotes: pd.DataFrame, frames: Iterable[str]) -> dict[str, np.ndarray]:
    """Return for each frame which quotations hold one of its cues."""
    cues = cues_in_quotes(corpus, frames)
    ids = quotes["quote_id"]
    return {frame: among(ids, cues.loc[cues["measure"] == frame, "quote_id"]).to_numpy() for frame in frames}


def _lift(own: np.ndarray, hit: np.ndarray, story: np.ndarray, level: float) -> tuple[float, float, float]:
    """Return share of the type / share of all, with its interval on the scale of logarithms.

    ``own`` and ``hit`` tell which statements are the type's and which carry the frame. Each story's part in
    the lift's deviation is that of four shares (of the type's hits, of its statements, of all hits, of all).
    """
    if not own.any() or not hit.any():
        return math.nan, math.nan, math.nan
    share = float(hit[own].mean())
    lift, stories = share / float(hit.mean()), len(set(story[own]))
    if stories < FEWEST:
        return lift, math.nan, math.nan
    if not share:
        return 0.0, 0.0, none_of(stories, level) / float(hit.mean())
    hits_of_own, of_own, hits, every = (
        np.bincount(story, chosen) / chosen.sum() for chosen in (own & hit, own, hit, np.ones(len(own)))
    )
    parts = corrected_parts(hits_of_own - of_own - hits + every, of_own)
    return lift, *rate_interval(lift, reach(level, freedom(of_own, share)) * error_of(parts))


def _sentences_with_cues(sentences: pd.DataFrame, cues: pd.DataFrame) -> dict[str, set[str]]:
    """Return for each frame the ids of the sentences in which one of its cues begins."""
    ordered = sentences.sort_values(["article_id", "field", "start"])
    places: dict[tuple[str, str], tuple[list[int], list[str]]] = {}
    columns = (ordered[name].tolist() for name in ("article_id", "field", "start", "sentence_id"))
    for article, field, start, sentence in zip(*columns, strict=True):
        starts, ids = places.setdefault((article, field), ([], []))
        starts.append(start)
        ids.append(sentence)
    held: dict[str, set[str]] = {}
    columns = (cues[name].tolist() for name in ("article_id", "field", "start", "measure"))
    for article, field, start, frame in zip(*columns, strict=True):
        starts, ids = places.get((article, field), ([], []))
        if i := bisect_right(starts, start):
            held.setdefault(frame, set()).add(ids[i - 1])
    return held
