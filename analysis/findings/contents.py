"""What the reporting says: its tone, who gets to speak, which frames."""

from __future__ import annotations

import math

import pandas as pd

from analysis import measures, wording
from analysis.agreement import Coding
from analysis.findings.finding import (
    ENOUGH,
    SMALLEST,
    Coded,
    Finding,
    Findings,
    figures,
    interval,
    not_surely_more,
    points_interval,
    share_of,
    widest_gap,
)
from analysis.intervals import difference, ratio_by
from analysis.tables import Corpus


def row_of(table: pd.DataFrame, column: str, value: object) -> pd.Series:
    """Return the first row of ``table`` with this ``value``."""
    return table[table[column] == value].iloc[0]


def of_sentiment(corpus: Corpus, coding: Coding | None = None) -> Findings:
    """Return how the reporting sounds: shares of negative sentences, by voice, and the widest gap.

    The first share is corrected by a ``coding``, as the chart below it is (see ``measures.coded``).

    >>> from analysis import findings, prepare
    >>> findings.of_sentiment(prepare("data/raw/demo")).items[0].exhibit
    '02-tonlage-medien'
    """
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
    coded = Coded(measures.tone_units(corpus, "negative"), coding) if coding else None
    claim, p = widest_gap(corpus, measures.tone_sums(corpus, ["outlet"]), "claim_tone", coded)
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


def of_sources(corpus: Corpus, coding: Coding | None = None) -> Findings:
    """Return who gets to speak: the most frequent kind of source, women, statements without quote marks.

    The kinds of source are corrected by a ``coding``, as the chart below them is.

    >>> from analysis import findings, prepare
    >>> findings.of_sources(prepare("data/raw/demo")).items[0].exhibit
    '03-arten-von-quellen'
    """
    rows = measures.statements(corpus)
    if rows.empty:
        return Findings(())
    shares = measures.speakers_by(corpus, coding=coding)
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
        for each in known:
            hit = rows["speaker_type"] == each
            sums = measures.share_sums(corpus, rows, hit, ["outlet"])
            units = rows[["quote_id", "article_id"]].assign(measure=each, hit=hit)
            coded = Coded(units, coding) if coding else None
            claim, p = widest_gap(corpus, sums, "claim_speaker", coded, type=wording.label(each))
            items.append(Finding("", "03-arten-von-quellen", claim, p))
    gendered = rows[rows["speaker_gender"].isin(["female", "male"])]
    if len(gendered) >= ENOUGH:
        female = gendered["speaker_gender"] == "female"
        text = wording.say("finding_women", **figures(share_of(corpus, gendered, female)))
        sums = measures.share_sums(corpus, gendered, female, ["outlet"])
        items.append(Finding(text, "03-geschlecht", *widest_gap(corpus, sums, "claim_women")))
    text = wording.say("finding_indirect", **figures(share_of(corpus, rows, rows["type"] != "Direct")))
    items.append(Finding(text, "03-arten-von-zitaten"))
    return Findings(tuple(items))


def of_frames(corpus: Corpus, coding: Coding | None = None) -> Findings:
    """Return the most frequent frame and the widest gap between outlets in each.

    The share is corrected by a ``coding``, as the chart below it is, and so are the gaps (``widest_gap``).

    >>> from analysis import findings, prepare
    >>> len(findings.of_frames(prepare("data/raw/demo")).items)  # one a frame
    5
    """
    whole = corpus.frames[corpus.frames["question"] == ""]
    present = whole["score"] >= measures.PRESENT
    if not present.any():
        return Findings(())
    shares = measures.frames_by(corpus, coding=coding).sort_values("value", kind="stable")
    row = shares.iloc[-1]
    most = row["frame"]
    rival = not_surely_more(row, shares.iloc[:-1], "frame")
    text = wording.say("finding_frame", frame=wording.label(most), rival=rival, **figures(row))
    items = []
    for frame in sorted(whole["frame"].unique()):
        part = whole[whole["frame"] == frame]
        hit = part["score"] >= measures.PRESENT
        sums = measures.share_sums(corpus, part, hit, ["outlet"])
        units = part[["article_id"]].assign(measure=frame, hit=hit)
        coded = Coded(units, coding) if coding else None
        claim, p = widest_gap(corpus, sums, "claim_frame", coded, frame=wording.label(frame))
        items.append(Finding(text if frame == most else "", "04-rahmen-medien", claim, p))
    return Findings(tuple(items))
