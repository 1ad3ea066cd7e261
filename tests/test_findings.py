"""Findings: every figure in a sentence is the figure of its table; no claim without enough behind it."""

import dataclasses
import re

import pandas as pd
import pytest

from analysis import findings, measures, tables, wording
from analysis.findings.finding import not_surely_more
from analysis.report.contents import Part
from analysis.report.page import printed_findings
from analysis.tables import Corpus

EMPTY = dict.fromkeys(
    ("title", "teaser", "text", "authors", "dateline", "agency", "section", "url", "source_file"), ""
)


@pytest.fixture(autouse=True)
def _german():
    wording.use("de")
    yield
    wording.use("de")


def corpus_of(shares, stories=20, sentences=10, shared=0):
    """Return outlets with ``stories`` articles each, of whose sentences the given share is negative."""
    articles, rows = [], []
    for outlet, share in shares.items():
        for n in range(stories):
            name = f"{outlet}-{n}"
            story = f"s{n}" if n < shared else name
            articles.append(
                {**EMPTY, "article_id": name, "outlet": outlet, "genre": "report", "n_words": 50,
                 "story_id": story,
                 "published_at": pd.Timestamp("2026-03-02 12:00", tz="UTC") + pd.Timedelta(days=n)}
            )  # fmt: skip
            for k in range(sentences):
                # stories of one outlet differ a little, so that there is something to resample
                negative = k < round(share * sentences) + (n % 3 - 1)
                rows.append(
                    {"sentence_id": f"{name}-{k}", "article_id": name, "field": "text", "position": k,
                     "start": k, "end": k + 1, "voice": "quoted" if k % 5 == 0 else "journalist",
                     "polarity": -1.0 if negative else None, "label": "negative" if negative else "neutral"}
                )  # fmt: skip
    return Corpus(articles=tables.make("articles", articles), sentences=tables.make("sentences", rows))


def test_of_corpus():
    (item,) = findings.of_corpus(corpus_of({"Bote": 0.3, "Blatt": 0.3})).items
    for part in ("40 Artikel", "2 Medien", "2. März 2026 – 21. März 2026"):
        assert part in item.text
    assert item.stories == 40
    (single,) = findings.of_corpus(corpus_of({"Bote": 0.3})).items
    assert "20 Artikel aus einem Medium" in single.text
    undated = corpus_of({"Bote": 0.3})
    never = pd.Series([pd.NaT] * 20, dtype="datetime64[us, UTC]")
    undated = dataclasses.replace(undated, articles=undated.articles.assign(published_at=never))
    assert wording.say("no_period") in findings.of_corpus(undated).items[0].text


def test_of_sentiment_states_the_figures_of_the_table():
    corpus = corpus_of({"Bote": 0.6, "Blatt": 0.2})
    tone, voice = findings.of_sentiment(corpus).items
    negative = (corpus.sentences["label"] == "negative").mean()
    assert tone.text.startswith(f"{wording.percent(negative)} der Sätze sind negativ klassifiziert (")
    assert tone.text.endswith("), 0\u00a0% positiv (0–9\u00a0%; n\u00a0=\u00a0400 Sätze).")
    assert tone.exhibit == "02-tonlage-medien"
    own = corpus.sentences.query("voice == 'journalist'")["label"].eq("negative").mean()
    assert f"sind {wording.percent(own)} der Sätze" in voice.text


def test_the_widest_gap_is_a_claim_with_its_p():
    corpus = corpus_of({"Bote": 0.6, "Blatt": 0.2, "Amt": 0.4})
    claim = findings.of_sentiment(corpus).items[0]
    assert "bei Bote" in claim.claim and "bei Blatt" in claim.claim and "Amt" not in claim.claim
    shares = (
        corpus.sentences["label"].eq("negative").groupby(corpus.sentences["article_id"].str.split("-").str[0])
    )
    gap = shares.mean()["Bote"] - shares.mean()["Blatt"]
    assert f"ein Unterschied von {wording.number(100 * gap)} Prozentpunkten" in claim.claim
    assert 0 <= claim.p < 0.001


def test_p_is_corrected_for_the_pairs_it_was_picked_from():
    two = corpus_of({"Bote": 0.4, "Blatt": 0.3}, stories=12)
    three = corpus_of({"Bote": 0.4, "Blatt": 0.3, "Amt": 0.35}, stories=12)
    one, other = (findings.of_sentiment(corpus).items[0].p for corpus in (two, three))
    # three pairs instead of one
    assert other == pytest.approx(min(1, 3 * one))


@pytest.mark.parametrize(
    "corpus",
    [
        corpus_of({"Bote": 0.6}),  # nobody to compare with
        corpus_of({"Bote": 0.6, "Blatt": 0.2}, stories=3),  # too few stories
        corpus_of({"Bote": 0.3, "Blatt": 0.3}),  # no difference
    ],
)
def test_no_claim_without_enough_behind_it(corpus):
    item = findings.of_sentiment(corpus).items[0]
    assert item.claim == ""
    assert item.text


def test_few_stories_and_few_that_outweigh_the_others_are_warned_of():
    few = corpus_of({"Bote": 0.3}, stories=29)
    assert "Zahl der Geschichten: 29. Unter 30" in findings.warnings(few).items[-1].text
    many = corpus_of({"Bote": 0.3}, stories=60)
    assert not any("Geschichten" in item.text for item in findings.warnings(many).items)
    articles = many.articles.assign(n_words=[100] * 55 + [10_000] * 5)
    item = findings.warnings(dataclasses.replace(many, articles=articles)).items[-1]
    assert item.text.startswith("Zahl der Geschichten: 60, doch so ungleich groß")
    assert "wie 6 gleich große" in item.text


def test_nothing_to_find():
    empty = Corpus(articles=tables.make("articles"))
    assert findings.of_sentiment(empty).items == ()
    assert findings.of_sources(empty).items == ()
    assert findings.of_frames(empty).items == ()
    assert "0 Artikel" in findings.of_corpus(empty).items[0].text
    assert findings.of_copies(empty).items == ()
    (warning,) = findings.warnings(empty).items
    assert warning.warning and warning.text.startswith("Die Auswahl ist leer: Kein Artikel erfüllt alle")


def test_copies():
    (item,) = findings.of_copies(corpus_of({"Bote": 0.3, "Blatt": 0.3}, stories=20, shared=5)).items
    assert item.text == (
        "25\u00a0% der Artikel teilen ihren Text mit einem anderen (10 von 40); "
        "sie verteilen sich auf 5 Geschichten."
    )


def test_of_sources(demo_corpus):
    items = findings.of_sources(demo_corpus).items
    rows = measures.statements(demo_corpus)
    by_exhibit = {item.exhibit: item.text for item in items}
    indirect = (rows["type"] != "Direct").mean()
    assert by_exhibit["03-arten-von-zitaten"].startswith(f"{wording.percent(indirect)} der Aussagen")
    assert f"n\u00a0=\u00a0{wording.number(len(rows))})" in by_exhibit["03-arten-von-zitaten"]
    known = rows[rows["speaker_gender"].isin(["female", "male"])]
    if len(known) >= findings.ENOUGH:
        female = (known["speaker_gender"] == "female").mean()
        assert f"stammen {wording.percent(female)} von Frauen" in by_exhibit["03-geschlecht"]


def test_of_frames(demo_corpus):
    items = findings.of_frames(demo_corpus).items
    assert len(items) == len(measures.GENERIC_FRAMES)
    (said,) = [item.text for item in items if item.text]
    whole = demo_corpus.frames.query("question == ''")
    shares = (whole["score"] >= measures.PRESENT).groupby(whole["frame"]).mean()
    assert f"„{wording.label(shares.idxmax())}“" in said
    assert f"in {wording.percent(shares.max())} der Artikel" in said


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_sentence_has_a_gap(demo_corpus, language):
    wording.use(language)
    for item in (item for group in all_findings(demo_corpus).values() for item in group.items):
        assert not re.search(r"[{}]|\bnan\b|None|\(\)", item.text + item.claim), item


def all_findings(corpus):
    """Return what every function of the package says of a corpus; a new one is missed at once."""
    own = corpus.articles["outlet"].iloc[0]
    made = {
        "of_corpus": findings.of_corpus(corpus),
        "of_sentiment": findings.of_sentiment(corpus),
        "of_sources": findings.of_sources(corpus),
        "of_frames": findings.of_frames(corpus),
        "of_copies": findings.of_copies(corpus),
        "warnings": findings.warnings(corpus),
        "of_change": findings.of_change(corpus),
        "of_changes": findings.of_changes(CHANGES),
        "of_differences": findings.of_differences(measures.differences(corpus, own), own),
    }
    assert set(made) == {name for name in findings.__all__ if name[0].islower()}
    return made


def test_every_comparison_is_a_claim_among_those_tested(demo_corpus):
    """The false discovery rate is over all claims; a difference told in a text would escape it."""
    made = [all_findings(corpus) for corpus in (demo_corpus, corpus_of({"Bote": 0.6, "Blatt": 0.2}))]
    items = [item for groups in made for group in groups.values() for item in group.items]
    assert sum(bool(item.claim) for item in items) >= 5
    for item in items:
        assert item.p is not None or not item.claim, item
        assert item.p is None or 0 <= item.p <= 1, item
        assert item.warning or "Prozentpunkt" not in item.text, item
    tested, _ = printed_findings([Part("a", findings=[dataclasses.asdict(i) for i in items])])
    assert tested == sum(item.p is not None for item in items)
    never = [dataclasses.asdict(item) | {"p": 1.0} for item in items if item.claim]
    _, none = printed_findings([Part("a", findings=never)])
    assert not any(item["claim"] in shown["text"] for item in never for shown in none)


def test_an_outlet_that_only_one_period_has_is_warned_of(demo_corpus):
    """As if one paper's feed were silent in the last period, and another paper began in it."""
    days = demo_corpus.articles["published_at"].dt.strftime("%Y-%m-%d")
    outlet = demo_corpus.articles["outlet"]
    silent = (outlet == "Kontorblatt") & (days >= "2026-04-01")
    young = (outlet == "Abendblitz") & (days < "2026-04-01")
    part = demo_corpus.of(demo_corpus.articles.loc[~silent & ~young, "article_id"])
    said = findings.of_change(part, "2026-04-01", "2026-04-30")
    assert [item.text for item in said.items] == [
        "Abendblitz kommt erst im letzten Zeitraum vor; der Vergleich mit dem davor lässt das Medium weg.",
        "Kontorblatt fehlt im letzten Zeitraum ganz, im gleich langen davor nicht. Schweigt die Quelle? "
        "Der Vergleich lässt das Medium weg.",
    ]
    assert all(item.warning and item.exhibit == "00-seit-davor" for item in said.items)
    assert findings.of_change(demo_corpus, "2026-04-01", "2026-04-30").items == ()
    assert findings.of_change(demo_corpus.of([])).items == ()


CHANGES = pd.DataFrame(
    [
        ("Konflikt", 0.10, 0.31, 0.21, 0.08, 0.34, 0.001, 50),
        ("Moral", 0.30, 0.20, -0.10, -0.22, 0.02, 0.09, 50),
        ("Verantwortung", 0.20, 0.21, 0.01, -0.1, 0.12, 0.8, 50),
    ],
    columns=["figure", "share_before", "share_after", "difference", "low", "high", "p", "stories"],
)


def test_changes_are_claims_with_both_shares():
    more, less, small = findings.of_changes(CHANGES).items
    assert more.claim == (
        "Seit dem Zeitraum davor ist der Anteil „Konflikt“ von 10\u00a0% auf 31\u00a0% gestiegen, "
        "um 21 Prozentpunkte (Intervall 8 bis 34, nur Stichprobenfehler, 50 Geschichten)."
    )
    assert (
        "von 30\u00a0% auf 20\u00a0% gefallen, um 10 Prozentpunkte "
        "(Intervall −22 bis 2, nur Stichprobenfehler, 50 Geschichten)"
    ) in less.claim
    # tested, but too small to be told
    assert (small.claim, small.p) == ("", 0.8)


def test_the_own_outlet_against_all_others():
    table = CHANGES.assign(outlet=["Bote", "Bote", "Blatt"])
    more, less = findings.of_differences(table, "Bote").items
    assert more.claim == (
        "Bote liegt bei „Konflikt“ um 21 Prozentpunkte über allen anderen Medien zusammen "
        "(Intervall 8 bis 34, nur Stichprobenfehler, 50 Geschichten)."
    )
    assert "unter allen anderen" in less.claim
    assert findings.of_differences(table, "").items == ()


def test_warnings_name_the_trends_that_they_touch():
    corpus = corpus_of({"Bote": 0.3, "Blatt": 0.3})
    undated = corpus.articles["published_at"].where(corpus.articles.index > 0)
    warned = findings.warnings(
        dataclasses.replace(corpus, articles=corpus.articles.assign(published_at=undated))
    )
    (item,) = [item for item in warned.items if "ohne Datum" in item.text]
    assert item.warning and "02-tonlage-verlauf" in item.touches and "02-tonlage-medien" not in item.touches


def test_outlets_without_a_name_are_none():
    (some,) = findings.of_corpus(corpus_of({"Bote": 0.3, "": 0.3})).items
    assert "40 Artikel aus einem Medium und 20 ohne Angabe eines Mediums (" in some.text
    (nameless,) = findings.of_corpus(corpus_of({"": 0.3})).items
    assert "20 Artikel aus Medien ohne Angabe (" in nameless.text
    (nothing,) = findings.of_corpus(corpus_of({"Bote": 0.3}).of([])).items
    assert "0 Artikel aus 0 Medien (" in nothing.text


def test_a_superlative_that_the_intervals_do_not_carry_says_so():
    table = pd.DataFrame(
        {"frame": ["conflict", "morality"], "value": [0.2, 0.1], "low": [0.15, 0.05], "high": [0.3, 0.16]}
    )
    first, others = table.iloc[0], table.iloc[1:]
    said = not_surely_more(first, others, "frame")
    assert said == ", nicht sicher häufiger als „Moral“ (10\u00a0%, 5–16\u00a0%)"
    assert not_surely_more(first, others.assign(high=0.14), "frame") == ""
    assert not_surely_more(first, others.iloc[:0], "frame") == ""
    alone = first.copy()
    alone["low"] = float("nan")  # the sentence says „ohne Intervall“ itself
    assert not_surely_more(alone, others, "frame") == ""


def test_a_kind_of_source_that_coders_alone_found_is_told_like_the_others(demo_corpus):
    code = {
        "quote_id": demo_corpus.quotes["quote_id"].iloc[0],
        "measure": "Kirche",
        "code": 1.0,
        "probability": 1.0,
    }
    plain = measures.codings(demo_corpus, "data/raw/demo")["speakers"]
    found = findings.of_sources(demo_corpus, plain._replace(codes=pd.DataFrame([code])))
    assert len(found.items) == len(findings.of_sources(demo_corpus).items) + 1
