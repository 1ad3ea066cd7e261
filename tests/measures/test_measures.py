"""Corpus -> tables: each figure against a small corpus that is counted by hand."""

import math

import pandas as pd
import pytest

from analysis import measures, tables, wording
from analysis.selection import Accounting
from analysis.tables import Corpus

EMPTY = dict.fromkeys(
    ("title", "teaser", "text", "authors", "dateline", "agency", "section", "url", "source_file"), ""
)


def utc(text):
    return pd.Timestamp(text, tz="UTC")


def articles_of(*rows):
    return tables.make(
        "articles",
        [
            {**EMPTY, "article_id": f"a{n}", "outlet": "Bote", "genre": "report", "n_words": 10, **row}
            for n, row in enumerate(rows)
        ],
    )


def sentences_of(*rows):
    """Make sentences from (article, field, voice, polarity)."""
    made = []
    for n, (article, field, voice, polarity) in enumerate(rows):
        label = "neutral" if not polarity else "negative" if polarity < 0 else "positive"
        made.append(
            {
                "sentence_id": f"s{n}", "article_id": article, "field": field, "position": n, "start": n,
                "end": n + 1, "voice": voice, "polarity": polarity, "label": label,
            }
        )  # fmt: skip
    return tables.make("sentences", made)


def quotes_of(*rows):
    """Make quotes from dicts with at least article_id."""
    usual = {"type": "Direct", "content": "x", "n_words": 1, "speaker": "jemand", "speaker_naming": "named",
             "confidence": 1.0}  # fmt: skip
    return tables.make("quotes", [{**usual, "quote_id": f"q{n}", **row} for n, row in enumerate(rows)])


VOSS = {"speaker_name": "Jana Voss", "speaker_id": "jana-voss", "speaker_type": "government",
        "speaker_gender": "female"}  # fmt: skip
KERN = {"speaker_name": "Uwe Kern", "speaker_id": "uwe-kern", "speaker_type": "party",
        "speaker_gender": "male"}  # fmt: skip
MAYER = {"speaker_name": "Lena Mayer", "speaker_id": "lena-mayer", "speaker_type": "citizen"}
NOBODY = {"speaker": None, "speaker_naming": "unattributed"}

CORPUS = Corpus(
    articles=articles_of(
        {"published_at": utc("2026-03-01 22:59"), "story_id": "a0", "agency": "nko"},
        {"published_at": utc("2026-03-01 23:01"), "story_id": "a0", "outlet": "Blatt", "genre": "brief"},
        {"published_at": utc("2026-03-10 12:00"), "story_id": "a2", "n_words": 30},
        {"story_id": "a3", "outlet": "Blatt"},
    ),
    sentences=sentences_of(
        ("a0", "title", "journalist", -1.0),
        ("a0", "text", "journalist", -0.5),
        ("a0", "text", "quoted", None),
        ("a0", "text", "journalist", 0.5),
        ("a1", "text", "quoted", -1.0),
        ("a2", "text", "journalist", 0.2),
        ("a2", "text", "quoted", None),
    ),
    quotes=quotes_of(
        {"article_id": "a0", **VOSS, "n_words": 6},
        {"article_id": "a0", **KERN, "nested_in": "q0", "n_words": 2},
        {"article_id": "a0", **NOBODY, "n_words": 3, "type": "Indirect"},
        {"article_id": "a1", **VOSS, "speaker_name": "Bürgermeisterin Jana Voss", "n_words": 1},
        {"article_id": "a1", **KERN, "n_words": 1},
        {"article_id": "a2", **MAYER, "n_words": 5},
    ),
    mentions=tables.make(
        "mentions",
        [
            {
                "mention_id": f"m{n}", "article_id": f"a{n % 3}", "field": "text", "start": n, "end": n + 1,
                "name": name, "kind": kind, "label": label,
            }
            for n, (name, kind, label) in enumerate(
                [("Voss", "person", "negative")] * 3
                + [("Voss", "person", "neutral")] * 3
                + [("Kiel", "place", "negative")] * 9
                + [("SPD", "party", "negative")] * 5
                + [("FDP", "party", "negative")] * 4
            )
        ],
    ),
    frames=tables.make(
        "frames",
        [
            {"article_id": f"a{n}", "codebook": "c", "frame": frame, "question": question, "score": score,
             "n_cues": cues}
            for n, frame, question, score, cues in [
                (0, "conflict", "", 0.5, 3), (1, "conflict", "", 0.9, 1), (2, "conflict", "", 0.49, 1),
                (3, "conflict", "", 0.0, 0), (0, "conflict", "frage", 0.8, 2),
                (1, "conflict", "frage", 0.2, 0),
                (0, "economic", "", 1.0, 9),
            ]
        ],
    ),
    evidence=tables.make(
        "evidence",
        [
            {"evidence_id": f"e{n}", "article_id": article, "field": "text", "measure": measure, "start": n,
             "end": n + 1, "cue": cue, "value": value, "voice": "journalist"}
            for n, (article, measure, cue, value) in enumerate(
                [("a0", "polarity", "gut", 0.5), ("a0", "polarity", "gut", -0.25),
                 ("a1", "polarity", "Tod", -1.0),
                 ("a1", "polarity", "schön", 0.5), ("a1", "conflict", "Streit", 9.0)]
            )
        ],
    ),
)  # fmt: skip


def test_the_corpus_is_a_valid_one():
    tables.check_corpus(CORPUS)


def column(function):
    values = function(CORPUS)
    assert values.index.tolist() == CORPUS.articles["article_id"].tolist()
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize(
    ("function", "wanted"),
    [
        (measures.n_words, [10, 10, 30, 10]),
        (measures.n_sentences, [3, 1, 2, 0]),
        (measures.n_quotes, [3, 2, 1, 0]),
        (measures.n_speakers, [2, 2, 1, 0]),
        (measures.quoted_words, [9, 2, 5, 0]),
        (measures.mean_polarity, [0.0, -1.0, 0.2, None]),
        (measures.share_negative, [pytest.approx(1 / 3), 1.0, 0.0, None]),
        (measures.frame_score("conflict"), [0.5, 0.9, 0.49, 0.0]),
        (measures.frame_score("morality"), [None] * 4),
    ],
)
def test_measures_of_an_article(function, wanted):
    assert column(function) == wanted


def test_measure_makes_a_column_of_each_keyword():
    table = measures.measure(CORPUS, tone=measures.mean_polarity, quotes=measures.n_quotes)
    assert list(table.columns) == ["article_id", "outlet", "published_at", "genre", "tone", "quotes"]
    assert table["quotes"].tolist() == [3, 2, 1, 0]
    assert "tone" not in CORPUS.articles


def rows(table, *columns):
    return [tuple(row) for row in table[list(columns)].itertuples(index=False, name=None)]


def test_masses_keep_the_good_and_the_bad_apart():
    sentences = sentences_of(
        ("a0", "text", "journalist", 0.0), ("a0", "text", "quoted", None), ("a0", "title", "journalist", -1.0)
    ).assign(start=[0, 50, 0], end=[40, 90, 9])  # fmt: skip
    hits = [("text", 3, 0.5), ("text", 20, -0.5), ("title", 3, -1.0)]
    evidence = tables.make(
        "evidence",
        [
            {"evidence_id": f"e{n}", "article_id": "a0", "field": field, "measure": "polarity",
             "start": start, "end": start + 1, "cue": "x", "value": value, "voice": "journalist"}
            for n, (field, start, value) in enumerate(hits)
        ],
    )  # fmt: skip
    corpus = Corpus(articles=CORPUS.articles, sentences=sentences, evidence=evidence)
    whole = measures.masses_by(corpus, "outlet")
    shown = ("outlet", "coverage", "positive_mass", "negative_mass", "n")
    assert rows(whole, *shown) == [("Bote", 0.5, 0.25, 0.25, 2.0)]
    few = measures.suppress(whole, 3)
    assert few.drop(columns=["outlet", "n", "articles", "stories"]).isna().all(axis=None)
    assert rows(few, "outlet", "n") == [("Bote", 2.0)]
    voices = measures.masses_by(corpus, "voice")
    assert rows(voices, "voice", *shown[1:]) == [
        ("journalist", 1.0, 0.5, 0.5, 1.0),
        ("quoted", 0.0, 0.0, 0.0, 1.0),
    ]


def test_small_cells_keep_their_n_and_lose_their_value():
    table = measures.suppress(measures.tone_by(CORPUS, "outlet"), 5)
    shown = table[table["value"].notna()]
    assert rows(shown, "outlet", "label") == [("Bote", "negative"), ("Bote", "positive")]
    assert table["n"].tolist() == [1.0, 5.0, 1.0, 5.0]
    assert table.loc[table["value"].isna(), ["low", "high"]].isna().all(axis=None)


def test_tone():
    table = measures.tone_by(CORPUS, "outlet")
    assert rows(table, "outlet", "label", "value", "n", "articles", "stories") == [
        ("Blatt", "negative", 1.0, 1.0, 1, 1),
        ("Bote", "negative", 0.2, 5.0, 2, 2),
        ("Blatt", "positive", 0.0, 1.0, 1, 1),
        ("Bote", "positive", 0.4, 5.0, 2, 2),
    ]
    voices = measures.tone_by(CORPUS, "voice")
    assert rows(voices[voices["label"] == "negative"], "voice", "value", "n") == [
        ("journalist", pytest.approx(1 / 3), 3.0),
        ("quoted", pytest.approx(1 / 3), 3.0),
    ]
    whole = measures.tone_by(CORPUS)
    assert rows(whole, "label", "value", "n") == [
        ("negative", pytest.approx(2 / 6), 6.0),
        ("positive", pytest.approx(2 / 6), 6.0),
    ]


def test_polarity():
    assert rows(measures.polarity_by(CORPUS, "outlet"), "outlet", "value", "n") == [
        ("Blatt", -1.0, 1.0),
        ("Bote", pytest.approx(0.2 / 3), 3.0),
    ]


def test_weeks_begin_on_monday_in_germany():
    table = measures.articles_by(CORPUS, "time", "outlet")
    assert rows(table, "time", "outlet", "n") == [
        (pd.Timestamp("2026-02-23"), "Bote", 1),
        (pd.Timestamp("2026-03-02"), "Blatt", 1),
        (pd.Timestamp("2026-03-09"), "Bote", 1),
    ]


@pytest.mark.parametrize(
    ("last", "unit"),
    [("2026-03-01", "week"), ("2026-08-01", "week"), ("2026-10-01", "month"), ("2029-12-31", "month"),
     ("2030-06-01", "year")],
)  # fmt: skip
def test_the_unit_of_time_suits_the_period(last, unit):
    times = pd.Series([utc("2026-03-01"), utc(last), pd.NaT])
    assert measures.time_unit(times) == unit


def test_no_dates_no_times():
    corpus = Corpus(articles=articles_of({}, {}))
    assert measures.time_unit(corpus.articles["published_at"]) == "week"
    assert measures.articles_by(corpus, "time").empty


def test_months_and_years():
    dates = ["2026-01-31 23:30", "2026-09-02", "2026-09-30"]
    corpus = Corpus(articles=articles_of(*({"published_at": utc(day)} for day in dates)))
    assert rows(measures.articles_by(corpus, "time"), "time", "n") == [
        (pd.Timestamp("2026-02-01"), 1),
        (pd.Timestamp("2026-09-01"), 2),
    ]
    long_ago = Corpus(
        articles=articles_of({"published_at": utc("2015-05-05")}, {"published_at": utc(dates[0])})
    )
    assert rows(measures.articles_by(long_ago, "time"), "time") == [
        (pd.Timestamp("2015-01-01"),),
        (pd.Timestamp("2026-01-01"),),
    ]


def test_speakers_by_kind():
    table = measures.speakers_by(CORPUS)
    assert rows(table, "speaker_type", "value", "n") == [
        ("citizen", 0.2, 5.0),
        ("government", 0.4, 5.0),
        ("party", 0.2, 5.0),
        ("unattributed", 0.2, 5.0),
    ]
    gender = measures.speakers_by(CORPUS, "outlet", column="speaker_gender")
    assert rows(gender, "outlet", "speaker_gender", "value", "n") == [
        ("Blatt", "female", 0.5, 2.0), ("Bote", "female", pytest.approx(1 / 3), 3.0),
        ("Blatt", "male", 0.5, 2.0), ("Bote", "male", 0.0, 3.0),
        ("Blatt", "unattributed", 0.0, 2.0), ("Bote", "unattributed", pytest.approx(1 / 3), 3.0),
        ("Blatt", "unknown", 0.0, 2.0), ("Bote", "unknown", pytest.approx(1 / 3), 3.0),
    ]  # fmt: skip
    totals = gender.groupby("outlet")["value"].sum()
    assert totals.tolist() == pytest.approx([1.0, 1.0])


def test_women():
    assert rows(measures.women_by(CORPUS, "outlet"), "outlet", "value", "n") == [
        ("Blatt", 0.5, 2.0),
        ("Bote", 1.0, 1.0),
    ]


def test_top_speakers():
    table = measures.top_speakers(CORPUS)
    assert rows(table, "name", "speaker_type", "statements", "words", "articles", "outlets") == [
        ("Bürgermeisterin Jana Voss", "government", 2, 7, 2, 2),
        ("Uwe Kern", "party", 1, 1, 1, 1),
    ]
    assert rows(measures.top_speakers(CORPUS, private=True), "speaker_id")[1] == ("lena-mayer",)
    assert len(measures.top_speakers(CORPUS, n=1)) == 1


def test_who_quotes_whom():
    table = measures.quoting(CORPUS)
    assert table.to_dict("index") == {
        "Bürgermeisterin Jana Voss": {"Blatt": 1, "Bote": 1},
        "Uwe Kern": {"Blatt": 1, "Bote": 0},
    }
    assert table.to_numpy().sum() == measures.top_speakers(CORPUS)["statements"].sum()


def test_volume_counts_the_same_statements_as_the_other_tables():
    table = measures.volume_by(CORPUS, "outlet")
    assert rows(table, "outlet", "articles", "words", "statements", "quoted_words") == [
        ("Blatt", 2, 20, 2, 2),
        ("Bote", 2, 40, 3, 14),
    ]
    assert table["statements"].sum() == len(measures.statements(CORPUS))


def test_origins():
    assert rows(measures.origins_by(CORPUS, "outlet"), "outlet", "origin", "n") == [
        ("Blatt", "agency_copy", 1),
        ("Blatt", "own", 1),
        ("Bote", "agency_credited", 1),
        ("Bote", "own", 1),
    ]
    unlinked = Corpus(articles=articles_of({}, {}, {"agency": "nko"}))
    assert rows(measures.origins_by(unlinked, "outlet"), "origin", "n") == [
        ("agency_credited", 1),
        ("own", 2),
    ]


def test_frames():
    table = measures.frames_by(CORPUS, "outlet")
    assert rows(table, "frame", "outlet", "value", "n") == [
        ("conflict", "Blatt", 0.5, 2.0),
        ("conflict", "Bote", 0.5, 2.0),
        ("economic", "Bote", 1.0, 1.0),
    ]
    assert rows(measures.frames_by(CORPUS), "frame", "value", "stories") == [
        ("conflict", 0.5, 3),
        ("economic", 1.0, 1),
    ]


def test_questions():
    (row,) = measures.questions(CORPUS).itertuples(index=False)
    assert (row.frame, row.question, row.score, row.cues, row.articles) == ("conflict", "frage", 0.5, 2, 1)


def test_strongest_words():
    table = measures.strongest_words(CORPUS)
    assert rows(table, "cue", "count", "polarity", "weight", "articles") == [
        ("Tod", 1, -1.0, -1.0, 1),
        ("schön", 1, 0.5, 0.5, 1),
        ("gut", 2, 0.125, 0.25, 1),
    ]


def test_names_as_targets():
    table = measures.targets_by_name(CORPUS)
    assert rows(table, "name", "kind", "value", "n") == [
        ("Voss", "person", 0.5, 6.0),
        ("SPD", "party", 1.0, 5.0),
    ]


def test_the_account_as_a_table():
    table = measures.accounting_table(Accounting(5, 3, 1, 1, 0))
    assert rows(table, "post", "n")[:2] == [("read", 5), ("analysed", 3)]


EMPTY_CORPUS = Corpus(articles=articles_of())


@pytest.mark.parametrize(
    "function",
    [
        lambda c: measures.tone_by(c, "outlet"),
        measures.tone_by,
        lambda c: measures.polarity_by(c, "outlet"),
        lambda c: measures.articles_by(c, "time", "outlet"),
        measures.speakers_by,
        lambda c: measures.speakers_by(c, "outlet"),
        lambda c: measures.women_by(c, "outlet"),
        measures.top_speakers,
        measures.quoting,
        lambda c: measures.volume_by(c, "outlet"),
        lambda c: measures.origins_by(c, "outlet"),
        lambda c: measures.frames_by(c, "outlet"),
        measures.questions,
        measures.strongest_words,
        measures.targets_by_name,
        measures.differences,
        measures.key_words,
        measures.themes,
        measures.new_and_vanished,
        measures.absences,
    ],
)
def test_nothing_in_nothing_out(function):
    assert function(EMPTY_CORPUS).empty


# outlets compared


def test_differences_between_outlets():
    outlets = ["Bote"] * 15 + ["Blatt"] * 15
    articles = articles_of(*({"outlet": outlet, "story_id": f"s{n}"} for n, outlet in enumerate(outlets)))
    sentences = sentences_of(
        *(
            (f"a{n}", "text", "journalist", -1.0 if k < (3 if n < 15 else 1) + n % 2 else None)
            for n in range(30)
            for k in range(10)
        )
    )
    table = measures.differences(Corpus(articles=articles, sentences=sentences))
    assert rows(table, "outlet", "figure") == [
        ("Blatt", wording.label("figure_negative")),
        ("Bote", wording.label("figure_negative")),
    ]
    blatt, bote = table.itertuples()
    assert blatt.difference == pytest.approx(-bote.difference)
    assert bote.difference == pytest.approx((15 * 3 + 7) / 150 - (15 + 8) / 150)
    assert bote.low > 0 and bote.p < 0.001 and bote.stories == 30 and bote.stands
    (own,) = measures.differences(Corpus(articles=articles, sentences=sentences), "Bote").itertuples()
    assert own.difference == bote.difference


def test_absences_are_seen_where_all_outlets_are_missing_too():
    days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"] * 2
    later = ["2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26"]
    corpus = Corpus(articles=articles_of(*({"published_at": utc(day)} for day in days + later)))
    table = measures.absences(corpus)
    assert rows(table, "outlet", "time") == [
        ("Bote", pd.Timestamp("2026-03-09")),
        ("Bote", pd.Timestamp("2026-03-16")),
    ]
    rare = Corpus(articles=articles_of(*({"published_at": utc(day)} for day in (days[0], later[0]))))
    assert measures.absences(rare).empty


# the demo corpus


def test_shares_of_the_demo_corpus_add_up(demo_corpus):
    for column in ("speaker_type", "speaker_gender", "speaker_naming", "type"):
        table = measures.speakers_by(demo_corpus, "outlet", column=column)
        assert table.groupby("outlet")["value"].sum().tolist() == pytest.approx(
            [1.0] * table["outlet"].nunique()
        )
        assert (table["value"].between(0, 1)).all()
        known = table.dropna(subset="low")
        assert (known["low"] <= known["value"] + 1e-12).all() and (
            known["value"] <= known["high"] + 1e-12
        ).all()


def test_counts_of_the_demo_corpus_are_the_rows_of_its_tables(demo_corpus):
    tone = measures.tone_by(demo_corpus, "outlet")
    text = demo_corpus.sentences.query("field == 'text'")
    assert tone[tone["label"] == "negative"]["n"].sum() == len(text)
    hits = (tone["value"] * tone["n"]).groupby(tone["label"]).sum()
    assert hits["negative"] == pytest.approx((text["label"] == "negative").sum())
    assert measures.articles_by(demo_corpus, "outlet")["n"].sum() == len(demo_corpus.articles)
    assert measures.origins_by(demo_corpus, "outlet")["n"].sum() == len(demo_corpus.articles)
    assert math.isclose(measures.n_quotes(demo_corpus).sum(), len(demo_corpus.quotes))


def test_the_input_stays_as_it_was(demo_corpus):
    before = {name: getattr(demo_corpus, name).copy(deep=True) for name in tables.SCHEMAS}
    measures.tone_by(demo_corpus, "time", "outlet")
    measures.speakers_by(demo_corpus, "outlet")
    measures.differences(demo_corpus)
    measures.origins_by(demo_corpus, "outlet")
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(demo_corpus, name), table)


# where texts come from


def test_flows_lead_from_agencies_and_first_printers():
    articles = articles_of(
        {"outlet": "Bote", "story_id": "s1", "published_at": utc("2026-03-02")},
        {"outlet": "Blatt", "story_id": "s1", "published_at": utc("2026-03-03")},
        {"outlet": "Bote", "story_id": "s1", "published_at": utc("2026-03-04")},  # its own text again
        {"outlet": "Amt", "story_id": "s2", "agency": "dpa", "published_at": utc("2026-03-02")},
        {"outlet": "Blatt", "story_id": "s3", "published_at": utc("2026-03-02")},
    )
    assert rows(measures.flows(Corpus(articles=articles)), "source", "outlet", "n") == [
        ("Bote", "Blatt", 1),
        ("dpa", "Amt", 1),
    ]


# what to mistrust


def mixed(first, second):
    """Return a corpus of two weeks, one article a story, with the given outlets in each."""
    days = [("2026-03-02", outlet) for outlet in first] + [("2026-03-09", outlet) for outlet in second]
    rows = [
        {"outlet": outlet, "story_id": f"s{n}", "published_at": utc(day)}
        for n, (day, outlet) in enumerate(days)
    ]
    return Corpus(articles=articles_of(*rows))


def test_a_shifted_mix_names_what_shifted():
    change = measures.shift_of_mix(
        mixed(["Bote"] * 30 + ["Blatt"] * 10, ["Bote"] * 10 + ["Blatt"] * 30), "outlet"
    )
    assert change["name"] in ("Bote", "Blatt") and abs(change["value"]) == pytest.approx(0.5)
    same = mixed(["Bote"] * 20 + ["Blatt"] * 20, ["Bote"] * 20 + ["Blatt"] * 20)
    assert measures.shift_of_mix(same, "outlet") is None
    assert measures.shift_of_mix(same, "genre") is None
    assert measures.shift_of_mix(mixed(["Bote"] * 3, ["Blatt"] * 3), "outlet") is None  # too few


@pytest.mark.parametrize("name", ["articles", "stories", "denominator", "half", "story_id", "Bote²", "Bote"])
def test_an_outlet_may_be_called_as_a_column_is(name):
    change = measures.shift_of_mix(mixed([name] * 30 + [""] * 10, [name] * 10 + [""] * 30), "outlet")
    assert change is not None and change["name"] in (name, "")


@pytest.mark.parametrize("term", ["outlet", "articles", "denominator", "article_id", "story_id"])
def test_a_watched_word_may_be_called_as_a_column_is(term):
    table = measures.watched(CORPUS, [term, "nichts"])
    outlets = sorted(CORPUS.articles["outlet"].unique())
    assert table["term"].tolist() == [term] * len(outlets) + ["nichts"] * len(outlets)
    assert table["outlet"].tolist() == outlets * 2
    assert table["value"].tolist() == [0.0] * len(table)
