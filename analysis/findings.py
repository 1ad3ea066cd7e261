"""Tables -> findings: German or English sentences, each with its figure, its interval and its n.

A finding may carry a claim, a sentence about a difference between outlets, with the p value of that
difference. Which claims are printed is decided over the whole report (see ``report``), never here.
"""

from __future__ import annotations

import html
import math
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analysis import measures, wording
from analysis.exhibits import FINDINGS_MIME
from analysis.intervals import FEW_STORIES, difference, ratio_by
from analysis.tables import Corpus

SMALLEST = 0.05  # a difference of less than five percentage points is of no interest, however certain
ENOUGH = 20  # an outlet with a smaller denominator takes part in no claim


@dataclass(frozen=True)
class Finding:
    """A sentence with its figure, the exhibit with its evidence, perhaps a claim and its p value.

    A ``warning`` qualifies what it touches and stands before all findings.
    """

    text: str
    exhibit: str
    claim: str = ""
    p: float | None = None
    stories: int = 0
    warning: bool = False


@dataclass(frozen=True)
class Findings:
    """The findings of one notebook: shown as a list, left in the output for the report."""

    items: tuple[Finding, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        listed = "".join(f"<li>{html.escape(item.text)}</li>" for item in self.items if item.text)
        payload: dict[str, Any] = {"findings": [asdict(item) for item in self.items]}
        plain = "\n".join(item.text for item in self.items if item.text)
        display({FINDINGS_MIME: payload, "text/html": f"<ul>{listed}</ul>", "text/plain": plain}, raw=True)


def of_change(whole: Corpus, date_from: str = "", date_to: str = "", **selection: Any) -> Findings:
    """Return a warning for each outlet that only one of the periods has (see ``measures.left_out``)."""
    outlets = measures.left_out(whole, date_from, date_to, **selection)
    said = (wording.say("warning_gone" if gone else "warning_new", outlet=o) for o, gone in outlets.items())
    return Findings(tuple(Finding(text, "00-seit-davor", warning=True) for text in said))


def of_corpus(corpus: Corpus) -> Findings:
    """Return the size, period and agency share of the corpus."""
    articles = corpus.articles
    days = articles["published_at"].dt.tz_convert("Europe/Berlin").dt.date.dropna()
    n = articles["outlet"].nunique()
    text = wording.say(
        "finding_corpus",
        articles=wording.number(len(articles)),
        outlets=wording.say("n_outlets", n=n) if n != 1 else wording.say("one_outlet"),
        period=wording.period(days.min(), days.max()) if len(days) else wording.say("no_period"),
        agency=wording.number((articles["agency"] != "").sum()),
    )
    return Findings((Finding(text, "01-artikel-im-zeitverlauf", stories=articles["story_id"].nunique()),))


def warnings(corpus: Corpus) -> Findings:
    """Return what qualifies the figures of this corpus: gaps, shifts, cut and undated texts."""
    said = [
        wording.say("warning_absent", outlet=row.outlet, time=wording.date(row.time))
        for row in measures.absences(corpus).head(5).itertuples(index=False)
    ]
    if change := measures.shift_of_genres(corpus):
        said.append(wording.say("warning_genres", change=wording.number(100 * change["value"], sign=True)))
    if cut := measures.n_truncated(corpus):
        said.append(wording.say("warning_paywall", n=wording.number(cut)))
    if undated := int(corpus.articles["published_at"].isna().sum()):
        said.append(wording.say("warning_undated", n=wording.number(undated)))
    if (stories := corpus.articles["story_id"].nunique()) < FEW_STORIES:
        said.append(wording.say("warning_few", n=wording.number(stories)))
    return Findings(tuple(Finding(text, "01-artikel-im-zeitverlauf", warning=True) for text in said))


def of_sentiment(corpus: Corpus) -> Findings:
    """Return how the reporting sounds: shares of negative sentences, by voice, and the widest gap."""
    sums = measures.tone_sums(corpus, [])
    if sums.empty:
        return Findings(())
    whole = _overall(sums)
    positive = _overall(measures.tone_sums(corpus, [], "positive"))
    text = wording.say("finding_tone", **_figures(whole), positive=wording.percent(positive["value"]))
    claim, p = _widest_gap(corpus, measures.tone_sums(corpus, ["outlet"]), "claim_tone")
    items = [Finding(text, "02-tonlage-medien", claim, p, int(whole["stories"]))]
    voices = ratio_by(measures.tone_sums(corpus, ["voice"]), ["voice"]).set_index("voice")
    if {"journalist", "quoted"} <= set(voices.index):
        own, quoted = voices.loc["journalist"].to_dict(), voices.loc["quoted"].to_dict()
        text = wording.say(
            "finding_voice",
            own=wording.percent(own["value"]),
            own_interval=_interval(own),
            quoted=wording.percent(quoted["value"]),
            quoted_interval=_interval(quoted),
        )
        items.append(Finding(text, "02-tonlage-stimmen", stories=int(own["stories"])))
    return Findings(tuple(items))


def of_sources(corpus: Corpus) -> Findings:
    """Return who gets to speak: the most frequent kind of source, women, statements without quote marks."""
    rows = measures.statements(corpus)
    if rows.empty:
        return Findings(())
    types = measures.speakers_by(corpus).set_index("speaker_type")["value"]
    known = [kind for kind in types.index if kind not in ("unattributed", "unknown", "other")]
    items = []
    if known:
        kind = types[known].idxmax()
        whole = _share(corpus, rows, rows["speaker_type"] == kind)
        text = wording.say(
            "finding_speaker",
            type=wording.label(kind),
            unattributed=wording.percent(types.get("unattributed", 0.0)),
            **_figures(whole),
        )
        items.append(Finding(text, "03-arten-von-quellen", stories=int(whole["stories"])))
    gendered = rows[rows["speaker_gender"].isin(["female", "male"])]
    if len(gendered) >= ENOUGH:
        female = gendered["speaker_gender"] == "female"
        text = wording.say("finding_women", **_figures(_share(corpus, gendered, female)))
        sums = measures.share_sums(corpus, gendered, female, ["outlet"])
        items.append(Finding(text, "03-geschlecht", *_widest_gap(corpus, sums, "claim_women")))
    text = wording.say("finding_indirect", **_figures(_share(corpus, rows, rows["type"] != "Direct")))
    items.append(Finding(text, "03-arten-von-zitaten"))
    return Findings(tuple(items))


def of_frames(corpus: Corpus) -> Findings:
    """Return the most frequent frame and the widest gap between outlets in each."""
    whole = corpus.frames[corpus.frames["question"] == ""]
    present = whole["score"] >= measures.PRESENT
    if not present.any():
        return Findings(())
    most = present.groupby(whole["frame"]).mean().idxmax()
    rows = whole[whole["frame"] == most]
    text = wording.say(
        "finding_frame", frame=wording.label(most), **_figures(_share(corpus, rows, present[rows.index]))
    )
    items = []
    for frame in sorted(whole["frame"].unique()):
        part = whole[whole["frame"] == frame]
        sums = measures.share_sums(corpus, part, part["score"] >= measures.PRESENT, ["outlet"])
        claim, p = _widest_gap(corpus, sums, "claim_frame", frame=wording.label(frame))
        items.append(Finding(text if frame == most else "", "04-rahmen-medien", claim, p))
    return Findings(tuple(items))


def of_copies(corpus: Corpus) -> Findings:
    """Return how many articles share their text with another article."""
    stories = corpus.articles["story_id"].value_counts()
    copied = stories[stories > 1]
    n, of = int(copied.sum()), len(corpus.articles)
    if not n:
        return Findings((Finding(wording.say("finding_no_copies"), "05-kopien"),))
    text = wording.say(
        "finding_copies",
        share=wording.percent(n / of if of else math.nan),
        n=wording.number(n),
        of=wording.number(of),
        stories=wording.number(len(copied)),
    )
    return Findings((Finding(text, "05-kopien"),))


def _overall(sums: pd.DataFrame) -> pd.Series:
    return ratio_by(sums.assign(all=1), ["all"]).iloc[0]


def _share(corpus: Corpus, rows: pd.DataFrame, hit: pd.Series) -> pd.Series:
    return _overall(measures.share_sums(corpus, rows, hit, []))


def _interval(row: Any) -> str:
    return wording.interval(row["low"], row["high"]) or wording.say("no_interval")


def _figures(row: pd.Series) -> dict[str, str]:
    return {
        "share": wording.percent(row["value"]),
        "interval": _interval(row),
        "n": wording.number(row["n"]),
    }


def _widest_gap(corpus: Corpus, sums: pd.DataFrame, key: str, **values: str) -> tuple[str, float | None]:
    """Return the claim about the two outlets furthest apart, and its p value.

    The p value is multiplied by the number of pairs of outlets, since the widest of all gaps was picked.
    """
    by_outlet = ratio_by(sums, ["outlet"], draws=2) if len(sums) else pd.DataFrame()
    if len(by_outlet):
        by_outlet = by_outlet[by_outlet["n"] >= ENOUGH].sort_values("value")
    if len(by_outlet) < 2:
        return "", None
    low, high = by_outlet.iloc[0], by_outlet.iloc[-1]
    gap = difference(sums, "outlet", str(high["outlet"]), str(low["outlet"]))
    if math.isnan(gap["p"]) or gap["value"] < SMALLEST:
        return "", None
    pairs = len(by_outlet) * (len(by_outlet) - 1) / 2
    text = wording.say(
        key,
        high=high["outlet"],
        high_value=wording.percent(high["value"]),
        low=low["outlet"],
        low_value=wording.percent(low["value"]),
        gap=wording.number(100 * gap["value"]),
        gap_interval=f"{wording.number(100 * gap['low'])}–{wording.number(100 * gap['high'])}",
        **values,
    )
    return text, min(1.0, gap["p"] * pairs)
