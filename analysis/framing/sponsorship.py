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
from analysis.intervals import FEWEST, none_of, numerators_of, rate_interval, ratios_by
from analysis.partitions import AnyCorpus, summed
from analysis.tables import among

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Corpus

FEWEST_QUOTES = 10  # of a type, below which its lift is not told


def sponsorship(corpus: AnyCorpus, level: float = 0.95) -> pd.DataFrame:
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

    counts = summed(corpus, _carrying, ["speaker_type", "story_id"])
    frames = numerators_of(counts, ["speaker_type", "quotes"])
    by_story = counts.groupby("story_id")
    every = by_story[["quotes", *frames]].sum()
    count = by_story["stories"].max().to_numpy(float) if "stories" in counts else np.ones(len(every))
    rows = []
    for kind, part in counts.groupby("speaker_type"):
        own = part.set_index("story_id")[["quotes", *frames]].reindex(every.index, fill_value=0)
        for frame in frames:
            sides = [frame, "quotes"]
            lift, low, high = _lift(own[sides].to_numpy(float), every[sides].to_numpy(float), count, level)
            quotes, hits = int(own["quotes"].sum()), int(own[frame].sum())
            told = quotes >= FEWEST_QUOTES and not math.isnan(lift)
            nothing = math.nan
            rows.append(
                {
                    "frame": frame,
                    "speaker_type": kind,
                    "quotes": quotes,
                    "with_frame": hits,
                    "share": hits / quotes,
                    "base": float(every[frame].sum() / every["quotes"].sum()),
                    "lift": lift if told else nothing,
                    "low": low if told else nothing,
                    "high": high if told else nothing,
                    "stories": int(count[own["quotes"] > 0].sum()),
                    "told": told,
                }
            )
    columns = "frame speaker_type quotes with_frame share base lift low high stories told".split()
    return pd.DataFrame(rows, columns=columns)


def voices_of_frames(corpus: AnyCorpus) -> pd.DataFrame:
    """Return in whose voice the frames are told: share of sentences with a cue, by frame and voice.

    Out: columns frame, voice (journalist, quoted, mixed), value, low, high (clustered by story), n
    (sentences), articles, stories. What the journalist's voice adds is its row beside the quoted one.

    >>> from analysis import measures, prepare
    >>> len(measures.voices_of_frames(prepare("data/raw/demo")))  # five frames, three voices
    15
    """
    sums = summed(corpus, _voice_sums, ["voice", "story_id"], apart=True)
    frames = sorted(numerators_of(sums, ["voice"]))
    table = ratios_by(sums, ["voice"], frames).rename(columns={"numerator": "frame"})
    table.insert(0, "frame", table.pop("frame"))
    return table


def _voice_sums(part: Corpus) -> pd.DataFrame:
    """Return per article and voice the sentences (denominator), and for each frame those with a cue of it."""
    frames = list(dict.fromkeys(part.frames["frame"]))
    sentences = part.sentences.merge(_stories(part), on="article_id")
    hit = _sentences_with_cues(sentences, part.evidence[part.evidence["measure"].isin(frames)])
    ids = sentences["sentence_id"]
    held = {frame: among(ids, hit.get(frame, ())).astype(float) for frame in frames}
    counts = sentences[["voice", "article_id", "story_id"]].assign(denominator=1.0, **held)
    return counts.groupby(["voice", "article_id", "story_id"], as_index=False).sum()


def _stories(corpus: Corpus) -> pd.DataFrame:
    articles = corpus.heads
    return articles[["article_id"]].assign(story_id=articles["story_id"].fillna(articles["article_id"]))


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


def _carrying(part: Corpus) -> pd.DataFrame:
    """Return per type of speaker and story the statements, and in a column a frame those that carry it."""
    quotes = _attributed(part)
    frames = list(dict.fromkeys(part.frames["frame"]))
    cues = cues_in_quotes(part, frames)
    ids = quotes["quote_id"]
    held = {frame: among(ids, cues.loc[cues["measure"] == frame, "quote_id"]).astype(int) for frame in frames}
    counts = quotes[["speaker_type", "story_id"]].assign(quotes=1, **held)
    return counts.groupby(["speaker_type", "story_id"], as_index=False).sum()


def _lift(own: np.ndarray, every: np.ndarray, count: np.ndarray, level: float) -> tuple[float, float, float]:
    """Return share of the type / share of all, with its interval on the scale of logarithms.

    In, a row a story, or ``count`` of them that are alike: the statements with the frame and all of them, of
    the type and of every type. Each story's part in the lift's deviation is that of these four shares.
    """
    (hits_of_own, of_own), (hits, of_every) = own.T, every.T
    if not of_own.sum() or not hits.sum():
        return math.nan, math.nan, math.nan
    share, base = float(hits_of_own.sum() / of_own.sum()), float(hits.sum() / of_every.sum())
    lift, stories = share / base, int(count[of_own > 0].sum())
    if stories < FEWEST:
        return lift, math.nan, math.nan
    if not share:
        return 0.0, 0.0, none_of(stories, level) / base
    weights = of_own / count / of_own.sum()
    deviation = (hits_of_own / hits_of_own.sum() - hits / hits.sum() + of_every / of_every.sum()) / count
    parts = corrected_parts(deviation - weights, weights, count)
    far = reach(level, freedom(weights, share, count)) * error_of(parts, count)
    return lift, *rate_interval(lift, far)


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
