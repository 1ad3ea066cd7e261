"""What the reporting says: its tone, who gets to speak, which frames."""

from __future__ import annotations

import math

import pandas as pd

from analysis import measures, wording
from analysis.agreement import Coding
from analysis.findings.finding import (
    ENOUGH,
    SMALLEST,
    Finding,
    Findings,
    figures,
    interval,
    not_surely_more,
    overall,
    points_interval,
    widest_gap,
)
from analysis.intervals import difference, ratio_by
from analysis.partitions import AnyCorpus, AnyRows


def row_of(table: pd.DataFrame, column: str, value: object) -> pd.Series:
    """Return the first row of ``table`` with this ``value``."""
    return table[table[column] == value].iloc[0]


def _of_outlets(corpus: AnyCorpus, units: AnyRows, coding: Coding | None) -> pd.DataFrame | None:
    """Return the coded ``units`` with their outlets, as ``widest_gap`` takes them."""
    return None if coding is None else measures.coded_units(corpus, units, coding, ["outlet"])


def of_sentiment(corpus: AnyCorpus, coding: Coding | None = None) -> Findings:
    """Return how the reporting sounds: shares of negative sentences, by voice, and the widest gap.

    The first share is corrected by a ``coding``, as the chart below it is (see ``measures.coded``).

    >>> from analysis import findings, prepare
    >>> findings.of_sentiment(prepare("data/raw/demo")).items[0].exhibit
    '02-tonlage-medien'
    """
    corpus = measures.coded_apart(corpus, coding)
    sums = measures.tone_sums(corpus, [])
    if sums.empty:
        return Findings(())
    shares = measures.tone_by(corpus, coding=coding)
    whole, positive = (row_of(shares, "label", label) for label in ("negative", "positive"))
    text = wording.say(
        "finding_tone",
        **figures(whole),
        positive=wording.percent(positive["value"]),
        positive_interval=interval(positive),
    )
    coded = _of_outlets(corpus, measures.tone_units(corpus, "negative"), coding)
    claim, p = widest_gap(measures.tone_sums(corpus, ["outlet"]), "claim_tone", coded)
    items = [Finding(text, "02-tonlage-medien", claim, p, int(whole["stories"]))]
    by_voice = measures.tone_sums(corpus, ["voice"])
    voices = ratio_by(by_voice, ["voice"]).set_index("voice")
    if {"journalist", "quoted"} <= set(voices.index):
        own, quoted = voices.loc["journalist"].to_dict(), voices.loc["quoted"].to_dict()
        text = wording.say(
            "finding_voice",
            own=wording.percent(own["value"]),
            own_interval=interval(own),
            own_n=wording.number(own["n"]),
            quoted=wording.percent(quoted["value"]),
            quoted_interval=interval(quoted),
            quoted_n=wording.number(quoted["n"]),
        )
        items.append(Finding(text, "02-tonlage-stimmen", *_gap_of_voices(by_voice), int(own["stories"])))
    return Findings(tuple(items))


def _gap_of_voices(sums: pd.DataFrame) -> tuple[str, float | None]:
    """Return the claim that journalists and those they quote differ, and its p value."""
    gap = difference(sums, "voice", "journalist", "quoted")
    if math.isnan(gap["p"]):
        return "", None
    if abs(gap["value"]) < SMALLEST:
        return "", gap["p"]
    low, high = (gap["low"], gap["high"]) if gap["value"] > 0 else (-gap["high"], -gap["low"])
    points = wording.number(100 * abs(gap["value"]))
    return wording.say("claim_voice", gap=points, gap_interval=points_interval(low, high)), gap["p"]


def of_sources(corpus: AnyCorpus, coding: Coding | None = None) -> Findings:
    """Return who gets to speak: the most frequent kind of source, women, statements without quote marks.

    The kinds of source are corrected by a ``coding``, as the chart below them is.

    >>> from analysis import findings, prepare
    >>> findings.of_sources(prepare("data/raw/demo")).items[0].exhibit
    '03-arten-von-quellen'
    """
    corpus = measures.coded_apart(corpus, coding)
    rows = measures.statements(corpus)
    shares = measures.speakers_by(corpus, coding=coding)
    if shares.empty:
        return Findings(())
    types = shares.set_index("speaker_type")["value"]
    known = [kind for kind in types.index if kind not in ("unattributed", "unknown", "other")]
    items = []
    if known:
        kind = types[known].idxmax()
        whole = row_of(shares, "speaker_type", kind)
        text = wording.say(
            "finding_speaker",
            type=wording.label(kind),
            rival=not_surely_more(
                whole, shares[shares["speaker_type"].isin(set(known) - {kind})], "speaker_type"
            ),
            unattributed=wording.percent(types.get("unattributed", 0.0)),
            **figures(whole),
        )
        items.append(Finding(text, "03-arten-von-quellen", stories=int(whole["stories"])))
        sums, kinds = measures.kind_sums(corpus, measures.kinds_of(rows), "speaker_type", ["outlet"])
        for each in known:
            by_outlet = measures.of_kind(sums, kinds, each)  # without a row where coders alone found it
            coded = _of_outlets(corpus, rows.pipe(measures.kind_units, each), coding)
            claim, p = widest_gap(by_outlet, "claim_speaker", coded, type=wording.label(each))
            items.append(Finding("", "03-arten-von-quellen", claim, p))
    women = measures.women_sums(corpus, [])
    if women["denominator"].sum() >= ENOUGH:
        text = wording.say("finding_women", **figures(overall(women)))
        sums = measures.women_sums(corpus, ["outlet"])
        items.append(Finding(text, "03-geschlecht", *widest_gap(sums, "claim_women")))
    indirect = measures.share_sums(corpus, rows, lambda own: own["type"] != "Direct", [])
    items.append(
        Finding(wording.say("finding_indirect", **figures(overall(indirect))), "03-arten-von-zitaten")
    )
    return Findings(tuple(items))


def of_frames(corpus: AnyCorpus, coding: Coding | None = None) -> Findings:
    """Return the most frequent frame and the widest gap between outlets in each.

    The share is corrected by a ``coding``, as the chart below it is, and so are the gaps (``widest_gap``).

    >>> from analysis import findings, prepare
    >>> len(findings.of_frames(prepare("data/raw/demo")).items)  # one a frame
    5
    """
    corpus = measures.coded_apart(corpus, coding)
    whole = corpus.frames.query("question == ''")
    every = measures.share_sums(corpus, whole, measures.is_present, ["outlet", "frame"])
    if not every["numerator"].any():
        return Findings(())
    shares = measures.frames_by(corpus, coding=coding).sort_values("value", kind="stable")
    row = shares.iloc[-1]
    most = row["frame"]
    rival = not_surely_more(row, shares.iloc[:-1], "frame")
    text = wording.say("finding_frame", frame=wording.label(most), rival=rival, **figures(row))
    items = []
    units = whole.pipe(measures.frame_units)
    for frame, sums in every.groupby("frame"):
        coded = _of_outlets(corpus, units.query(f"frame == '{frame}'"), coding)
        claim, p = widest_gap(sums, "claim_frame", coded, frame=wording.label(frame))
        items.append(Finding(text if frame == most else "", "04-rahmen-medien", claim, p))
    return Findings(tuple(items))
