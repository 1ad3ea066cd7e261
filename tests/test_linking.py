"""Across articles: one speaker's names are one id, two people stay two; stories and copies."""

import pandas as pd
import pytest

from analysis import link, tables
from analysis.linking import link_copies, link_speakers
from analysis.tables import Corpus


def ids(*names, naming="named"):
    """Return the speaker_id of quotes by speakers of these names, None where there is none."""
    rows = [
        {
            "quote_id": f"q{n}", "article_id": "a", "type": "Direct", "content": "x", "n_words": 1,
            "speaker_name": name, "speaker_naming": naming, "confidence": 1.0,
        }
        for n, name in enumerate(names)
    ]  # fmt: skip
    linked = link_speakers(tables.check("quotes", tables.make("quotes", rows)))
    tables.check("quotes", linked)
    return [None if pd.isna(value) else value for value in linked["speaker_id"]]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["Jana Voss", "Voss", "Jana Voss"], ["jana-voss"] * 3),
        (["Frau Voss", "Jana Voss", "Bürgermeisterin Jana Voss"], ["jana-voss"] * 3),
        (["Dr. Anna Müller", "Prof. Dr. Anna Müller", "Müller"], ["anna-mueller"] * 3),
        (["Jana Voss", "Peter Voss", "Voss"], ["jana-voss", "peter-voss", "voss"]),
        (["Voss"], ["voss"]),
        (["Voss", "Kern"], ["voss", "kern"]),
        (["Ursula von der Leyen", "von der Leyen", "Leyen"], ["ursula-von-der-leyen"] * 3),
        (["Ludwig van Beethoven", "Van Beethoven"], ["ludwig-van-beethoven"] * 2),
        (["Hans-Peter Meier", "Hans Peter Meier"], ["hans-peter-meier"] * 2),
        (["Thomas Müller", "Thomas Mueller"], ["thomas-mueller"] * 2),
        (["Thomas Müller", "Thomas Muller"], ["thomas-mueller", "thomas-muller"]),
        (["Rainer Weiß", "Rainer Weiss"], ["rainer-weiss"] * 2),
        (["José Díaz", "Jose Diaz"], ["jose-diaz"] * 2),
        (["JANA VOSS", "Jana Voss"], ["jana-voss"] * 2),
        (["Jana  Voss", "Jana Voss"], ["jana-voss"] * 2),
        (["Jana Voss", None], ["jana-voss", None]),
        (["Deutsche Bahn", "Deutschen Bahn", "Deutscher Bahn"], ["deutsche-bahn"] * 3),
        (["Rotes Kreuz", "Roten Kreuz"], ["rote-kreuz"] * 2),
        (["Anna Müller", "Anton Müller", "Frau Müller"], ["anna-mueller", "anton-mueller", "mueller"]),
        (["Marenburger Allgemeine", "MA"], ["marenburger-allgemeine"] * 2),
        (
            ["Marenburger Allgemeine", "Musikalische Akademie", "MA"],
            ["marenburger-allgemeine", "musikalische-akademie", "ma"],
        ),
        (["SPD", "Sozialdemokraten"], ["spd"] * 2),
        (["Forum Stadt", "Stadt"], ["forum-stadt", "stadt"]),
        (["Jonas Wieland", "Wieland"], ["jonas-wieland"] * 2),
        (["Karl Huber", "Karl-Heinz Huber", "Huber"], ["karl-huber", "karl-heinz-huber", "huber"]),
    ],
)
def test_speakers(names, wanted):
    assert ids(*names) == wanted
    assert ids(*names[::-1]) == wanted[::-1]


@pytest.mark.parametrize("naming", ["role", "unnamed"])
def test_who_has_no_name_has_no_id(naming):
    assert ids("die Bürgermeisterin", naming=naming) == [None]


def test_what_one_article_leaves_open_the_others_tell():
    rows = [
        {
            "quote_id": f"q{n}", "article_id": f"a{n}", "type": "Direct", "content": "x", "n_words": 1,
            "speaker_name": name, "speaker_naming": "named", "speaker_type": kind, "speaker_gender": gender,
            "confidence": 1.0,
        }
        for n, (name, kind, gender) in enumerate(
            [("Jana Voss", "party", "female"), ("Voss", "other", None), ("Kim Lee", "other", None),
             ("Ute Rau", "party", "female"), ("Ute Rau", "expert", "female"), ("Ute Rau", "other", None)]
        )
    ]  # fmt: skip
    linked = link_speakers(tables.check("quotes", tables.make("quotes", rows)))
    assert linked["speaker_type"].tolist() == ["party", "party", "other", "party", "expert", "other"]
    assert linked["speaker_gender"].fillna("").tolist() == [
        "female",
        "female",
        "",
        "female",
        "female",
        "female",
    ]


def test_an_outlet_of_the_corpus_is_media():
    rows = [
        {
            "quote_id": "q", "article_id": "a", "type": "Direct", "content": "x", "n_words": 1,
            "speaker_name": "Abendblitz", "speaker_naming": "named", "speaker_type": "other",
            "confidence": 1.0,
        }
    ]  # fmt: skip
    quotes = tables.check("quotes", tables.make("quotes", rows))
    assert link_speakers(quotes, frozenset({"Abendblitz"}))["speaker_type"].tolist() == ["media"]
    assert link_speakers(quotes)["speaker_type"].tolist() == ["other"]


def test_no_quotes():
    assert ids() == []


STORY = (
    "Die Brücke über die Ahle bleibt nach dem Fund neuer Risse für mindestens sechs Wochen gesperrt. Das "
    "Landesamt teilte am Montag mit, die Prüfer hätten an zwei Pfeilern Schäden entdeckt, die bei der "
    "letzten Prüfung noch nicht zu sehen gewesen seien. Die Stadt richtet eine Fähre ein."
)
OTHER = (
    "Der Chor der Seefahrer sucht tiefe Stimmen. Geprobt wird jeden Donnerstag im Saal hinter der Kirche. "
    "Wer nicht singen kann, darf trotzdem zum Bier bleiben, sagt der Leiter, der selbst kaum Noten liest."
)


def articles_of(*rows):
    empty = dict.fromkeys(("title", "teaser", "authors", "dateline", "section", "url", "source_file"), "")
    return tables.make(
        "articles",
        [
            {**empty, "agency": "", "outlet": "Bote", "genre": "report", "n_words": 40, **row,
             "published_at": pd.Timestamp(row["published_at"], tz="UTC")}
            for row in rows
        ],
    )  # fmt: skip


def test_copies_and_stories():
    articles = articles_of(
        {"article_id": "late", "text": STORY + " Mehr folgt.", "published_at": "2026-03-03 09:00"},
        {"article_id": "other", "text": OTHER, "published_at": "2026-03-01"},
        {"article_id": "first", "text": STORY, "published_at": "2026-03-02", "agency": "nko"},
        {"article_id": "same", "text": STORY, "published_at": "2026-03-03 08:00"},
    )
    before = articles.copy(deep=True)
    linked = tables.check("articles", link_copies(articles))
    pd.testing.assert_frame_equal(articles, before)
    assert linked["article_id"].tolist() == ["late", "other", "first", "same"]
    assert linked["story_id"].tolist() == ["first", "other", "first", "first"]
    assert linked["duplicate_of"].fillna("").tolist() == ["first", "", "", "first"]


def test_linking_twice_is_once(demo_corpus):
    again = link(demo_corpus)
    pd.testing.assert_frame_equal(again.articles, demo_corpus.articles)
    pd.testing.assert_frame_equal(again.quotes, demo_corpus.quotes)


def test_the_demo_corpus_is_linked(demo_corpus):
    articles, quotes = demo_corpus.articles, demo_corpus.quotes
    assert articles["story_id"].notna().all()
    copies = articles.dropna(subset="duplicate_of")
    assert 0 < len(copies) < len(articles)
    assert (copies["duplicate_of"] == copies["story_id"]).all()
    firsts = articles[articles["duplicate_of"].isna()]
    assert (firsts["story_id"] == firsts["article_id"]).all()
    named = quotes["speaker_naming"] == "named"
    assert (quotes.loc[named, "speaker_id"].notna() == quotes.loc[named, "speaker_name"].notna()).all()
    assert quotes.loc[~named, "speaker_id"].isna().all()


def test_an_empty_corpus():
    corpus = link(Corpus(articles=tables.make("articles")))
    tables.check_corpus(corpus)
    assert corpus.articles.empty
