"""Sponsorship, co-occurrence, robustness, what an edit moved, calibration."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import measures, tables
from analysis.errors import InputError
from analysis.framing import load_codebook
from analysis.framing.calibrate import ABOVE, auc, calibrate
from analysis.framing.robustness import (
    cooccurrence,
    fisher_exact,
    moved_articles,
    rescore,
    strongest_cues,
)
from analysis.framing.scoring import Mass
from analysis.framing.sponsorship import _sentences_with_cues, sponsorship, voices_of_frames
from analysis.measures.comparison import figure_sums
from analysis.measures.frames import PRESENT
from analysis.tables import Corpus
from tests.framing.corpora import articles, framed

QUARREL = (
    "Die Opposition wirft der Regierung Versagen vor. Der Streit eskaliert, der Minister weist alles zurück."
)
CALM = "Am Montag tagte der Rat im neuen Saal. Danach gab es Kaffee und Kuchen für alle Gäste."


def quoting() -> Corpus:
    """Twelve articles: parties quarrel in their quotations, experts do not."""
    corpus = framed(articles(*[{"text": f"{QUARREL} {CALM}"}] * 12), voice="quoted")
    half = len(QUARREL) + 1
    quotes, spans = [], []
    for article in corpus.articles["article_id"]:
        for kind, start, end in (("party", 0, half - 1), ("expert", half, half + len(CALM))):
            quote = f"{article}-{kind}"
            plain = {"type": "Direct", "speaker_naming": "named", "confidence": 1.0}
            quotes.append(
                {
                    "quote_id": quote,
                    "article_id": article,
                    "speaker_type": kind,
                    "content": "x",
                    "n_words": 1,
                    **plain,
                }
            )
            spans.append(
                {"quote_id": quote, "role": "quote", "start": start, "end": end, "article_id": article}
            )
    return Corpus(
        articles=corpus.articles,
        sentences=corpus.sentences,
        frames=corpus.frames,
        evidence=corpus.evidence,
        quotes=tables.make("quotes", quotes),
        spans=tables.make("spans", spans),
    )


def test_sponsorship_is_the_lift_over_the_base_rate() -> None:
    found = sponsorship(quoting()).set_index(["frame", "speaker_type"])
    party = found.loc[("conflict", "party")]
    assert (party["quotes"], party["with_frame"], party["base"]) == (12, 12, 0.5)
    assert party["lift"] == pytest.approx(2) and party["low"] <= 2 <= party["high"]
    assert found.loc[("conflict", "expert"), "lift"] == 0
    nobody = found.loc[("morality", "party")]
    assert not nobody["told"] and math.isnan(nobody["lift"])


def test_sponsorship_without_quotations_is_empty() -> None:
    assert sponsorship(framed(articles({"text": QUARREL}))).empty


def test_a_frame_is_told_in_a_voice() -> None:
    found = voices_of_frames(quoting()).set_index(["frame", "voice"])
    row = found.loc[("conflict", "quoted")]
    assert row["value"] == pytest.approx(0.5) and row["n"] == 48


def test_fishers_test_agrees_with_known_values() -> None:
    # the lady tasting tea: 4 of 4 right out of 8
    assert fisher_exact(4, 4, 4, 8) == pytest.approx(2 / 70)
    assert fisher_exact(2, 4, 4, 8) == pytest.approx(1)
    for both, a, b, n in ((3, 10, 5, 40), (0, 7, 9, 30), (5, 5, 5, 60)):
        table = [[both, a - both], [b - both, n - a - b + both]]
        assert fisher_exact(both, a, b, n) == pytest.approx(stats.fisher_exact(table)[1])


def test_cooccurrence_counts_articles() -> None:
    frames = pd.DataFrame(
        [
            (f"a{i}", f, "", float(s))
            for i, pair in enumerate("11 11 00 00 10 01".split())
            for f, s in zip("xy", pair, strict=True)
        ],
        columns=["article_id", "frame", "question", "score"],
    )
    row = cooccurrence(frames).iloc[0]
    assert (row["both"], row["expected"], row["n"]) == (2, 1.5, 6)
    assert row["ratio"] == pytest.approx(4 / 3) and row["phi"] == pytest.approx(1 / 3)


def test_without_the_strongest_cues_a_frame_fades() -> None:
    corpus = framed(
        articles(*[{"text": QUARREL}] * 3, *[{"text": CALM}] * 2, {"text": QUARREL, "duplicate_of": "a0"})
    )
    cues = strongest_cues(corpus.evidence, "conflict", 10)
    assert "vor|werfen" in cues
    again = rescore(corpus.articles, corpus.evidence, load_codebook(), {})
    again = again.set_index(["article_id", "frame"])["score"]
    whole = corpus.frames.query("question == ''").set_index(["article_id", "frame"])["score"]
    assert (again - whole).abs().max() < 1e-9
    nothing = corpus.of([])
    assert rescore(nothing.articles, nothing.evidence, load_codebook(), {}).empty
    assert measures.robustness(nothing).empty
    shares = measures.robustness(corpus).set_index(["variant", "frame"])["value"]
    assert shares[("all", "conflict")] == pytest.approx(4 / 6)
    assert shares[("without_strongest", "conflict")] == 0
    assert shares[("without_copies", "conflict")] == pytest.approx(3 / 5)


def test_an_edit_names_the_articles_and_cues_it_moved() -> None:
    corpus = framed(articles({"text": QUARREL}, {"text": CALM}))
    old = corpus.frames["score"]
    new = corpus.frames.assign(score=old.where(corpus.frames["frame"] != "conflict", old.clip(upper=0.1)))
    fewer = corpus.evidence[corpus.evidence["cue"] != "vor|werfen"]
    moved = moved_articles(corpus.frames, new, corpus.evidence, fewer)
    row = moved.iloc[0]
    assert (row["article_id"], row["frame"], row["lost"], row["gained"]) == (
        "a0",
        "conflict",
        "vor|werfen",
        "",
    )
    assert row["crossed"] and set(moved["article_id"]) == {"a0"}


def test_calibration_learns_what_the_coders_say() -> None:
    codebook = load_codebook()
    rng = np.random.default_rng(1)
    ids = [f"a{i}" for i in range(200)]
    mass = rng.exponential(3, 200)
    codes = pd.DataFrame({frame.id: (mass > 3).astype(int) for frame in codebook.frames}, index=ids)
    keys = [(f.id, q) for f in codebook.frames for q in ("", *(q.id for q in f.questions))]
    masses = {i: {key: Mass(m, m / 3, 1) for key in keys} for i, m in zip(ids, mass, strict=True)}
    row = calibrate(codebook, masses, codes).iloc[0]
    assert row["auc"] > 0.99 and row["mass"] >= 0 and row["density"] >= 0
    above = row["intercept"] + row["mass"] * np.log1p(mass) + row["density"] * np.log1p(mass / 3) >= 0
    assert above.sum() == pytest.approx(ABOVE * row["positive"], abs=1.5)  # parameters are rounded
    assert (mass[above] > 3).all()


def test_calibration_wants_all_frames() -> None:
    with pytest.raises(InputError, match="economic"):
        calibrate(load_codebook(), {}, pd.DataFrame({"conflict": [1]}, index=["a"]))


def test_auc_counts_ties_half() -> None:
    assert auc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0])) == pytest.approx(3.5 / 4)
    assert math.isnan(auc(np.array([0.1]), np.array([1])))


def test_a_frame_is_present_from_the_line_on() -> None:
    corpus = framed(articles({"text": QUARREL}, {"text": CALM}))
    on_line = corpus.frames.assign(score=PRESENT)
    sums = figure_sums(replace(corpus, frames=on_line))
    below = figure_sums(replace(corpus, frames=corpus.frames.assign(score=PRESENT - 1e-9)))
    frames = list(sums)[3:]
    assert len(frames) == 5
    assert [sums[name]["numerator"].sum() for name in frames] == [2] * 5
    assert [below[name]["numerator"].sum() for name in frames] == [0] * 5


def test_a_cue_belongs_to_the_sentence_in_which_it_begins() -> None:
    sentences = pd.DataFrame(
        {
            "sentence_id": ["s1", "s2", "t1"],
            "article_id": "a",
            "field": ["text", "text", "title"],
            "start": [0, 20, 0],
        }
    )
    cues = pd.DataFrame(
        {"article_id": "a", "field": "text", "start": [0, 19, 20, 40], "measure": ["x", "x", "y", "y"]}
    )
    assert _sentences_with_cues(sentences, cues) == {"x": {"s1"}, "y": {"s2"}}
    assert _sentences_with_cues(sentences, cues.assign(article_id="b")) == {}
