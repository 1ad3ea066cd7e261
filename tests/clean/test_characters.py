"""Characters, paragraphs, boilerplate, dates: the parts of cleaning, and what always holds."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clean import clean_article
from analysis.clean.characters import repair
from analysis.clean.dates import NoDate, parse_date
from analysis.clean.paragraphs import split_paragraphs

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
BODY = (
    "Die Fähre fährt wieder, und die Schlange am Anleger ist kürzer als in der vorigen Woche. "
    "Das sagte der Betreiber am Morgen."
)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("eine\u00a0Million\u2009Euro", "eine Million Euro"),
        ("Zeile\r\nZeile\u2028Zeile", "Zeile\nZeile\nZeile"),
        ("u\u0308ber", "über"),
        ("weich\u00adge\u00adtrennt", "weichgetrennt"),
        ("Steuer\x07zeichen\x00", "Steuerzeichen"),
        ("Müllerâ€™s â€žZitatâ€œ â€“ Ende", "Müller’s „Zitat“ – Ende"),
        ("ErdoÄŸan, KaczyÅ„ski und MÃ¼ller", "Erdoğan, Kaczyński und Müller"),
        ("KÃƒÂ¶ln", "Köln"),
        ("das „MENÜ“, »SCHLUSS«, ‚Äß‘, „Straß“", "das „MENÜ“, »SCHLUSS«, ‚Äß‘, „Straß“"),
        ("Kritiker:innen, Bürger*innen, Leser_innen", "Kritiker:innen, Bürger*innen, Leser_innen"),
    ],
)
def test_repair(broken: str, whole: str):
    assert repair(broken)[0] == whole


@given(st.text(max_size=300))
def test_repair_is_done_once_and_leaves_nothing_invisible(text: str):
    once = repair(text)[0]
    assert repair(once)[0] == once
    assert not set(once) & set("\u00ad\u200b\ufeff\r\t\x00")
    once.encode("utf-8")


WRAPPED = """Die Fähre fährt wieder, und die Schlange am Anleger ist kür-
zer als in der vorigen Woche. Das sagte der Betreiber am Mor-
gen. Die Ost-
West-Verbindung sei sicher, Ein- und Ausstieg frei; Ein-
und Ausgang nicht.

Ein zweiter Absatz, der auch über mehr als eine Zeile geht und
dann endet."""


def test_wrapped_lines_are_joined_and_hyphens_at_line_ends_undone():
    assert split_paragraphs(WRAPPED) == [
        "Die Fähre fährt wieder, und die Schlange am Anleger ist kürzer als in der vorigen Woche. Das sagte "
        "der Betreiber am Morgen. Die Ost-West-Verbindung sei sicher, Ein- und Ausstieg frei; "
        "Ein- und Ausgang nicht.",
        "Ein zweiter Absatz, der auch über mehr als eine Zeile geht und dann endet.",
    ]


def test_lines_that_are_paragraphs_stay_apart():
    assert split_paragraphs(f"{BODY}\n{BODY}\n\n\n  {BODY}") == [BODY] * 3


@pytest.mark.parametrize(
    "box",
    [
        "Lesen Sie auch: Warum die Fähre so spät kommt",
        "Foto: Berg/dpa",
        "Newsletter: Täglich das Wichtigste aus der Stadt",
        "Anzeige",
        "Teilen",
        "Der Anleger in Tiefensee am Morgen. © Berg/dpa",
        "Der Anleger in Tiefensee (Foto: Berg)",
        "Mehr zum Thema",
        "* Lesen Sie hier: Die Geschichte der Fähre",
    ],
)
def test_boilerplate_is_left_out_and_logged(box: str):
    row, notes = clean_article({"title": "T", "text": f"{BODY}\n\n{box}\n\n{BODY}"}, NOW)
    assert row["text"] == f"{BODY}\n\n{BODY}"
    assert notes == [("Boilerplate", f"ausgelassen: {box}")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Anzeigen gegen den Betreiber gebe es nicht, teilte die Polizei mit.",
        "Fotos zeigten den Schaden, sagte der Kapitän.",
        "Drucken lässt sich die Karte am Automaten, hieß es.",
        "Anzeige habe er nie erstattet, sagt er: „Ich hatte Angst.“",
        "Facebook wolle das prüfen, sagte ein Sprecher.",
        "Newsletters wie dieser seien unnötig, findet der Rat.",
    ],
)
def test_sentences_that_begin_like_boilerplate_stay(sentence: str):
    assert clean_article({"title": "T", "text": f"{BODY}\n\n{sentence}\n\n{BODY}"}, NOW).row["text"] == (
        f"{BODY}\n\n{sentence}\n\n{BODY}"
    )


def test_text_cut_by_a_paywall_is_flagged():
    row, notes = clean_article({"title": "T", "text": f"{BODY}\n\nJetzt weiterlesen mit unserem Abo"}, NOW)
    assert (row["truncated"], row["text"]) == (True, BODY)
    assert ("Gekürzt", "am Ende steht: Jetzt weiterlesen mit unserem Abo") in notes
    assert clean_article({"title": "T", "text": BODY}, NOW).row["truncated"] is False


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02", "2026-03-02T00:00"),
        ("2026-03-02T18:00:00+01:00", "2026-03-02T17:00"),
        ("2026-03-02T18:00:00Z", "2026-03-02T18:00"),
        ("2026-07-02 18:00", "2026-07-02T16:00"),
        ("03.04.2024", "2024-04-03T00:00"),
        ("3.4.24, 8.05 Uhr", "2024-04-03T06:05"),
        ("Mittwoch, 12. Jänner 2022, 14:30 Uhr MEZ", "2022-01-12T13:30"),
        ("Stand: 5. Mrz. 2026 | 9:15", "2026-03-05T08:15"),
        ("Mon, 02 Mar 2026 18:00:00 +0100", "2026-03-02T17:00"),
        ("2. März 2026", "2026-03-02T00:00"),
        ("March 3, 2026 Tuesday", "2026-03-03T00:00"),
        ("20260302", "2026-03-02T00:00"),
        ("1772470800", "2026-03-02T17:00"),
        ("2026/03/02", "2026-03-02T00:00"),
    ],
)
def test_dates(text: str, moment: str):
    found = parse_date(text, NOW)
    assert found is not None
    assert found.isoformat()[:16] == moment


@pytest.mark.parametrize(
    "text", ["31.02.2024", "2024-02-31", "1.1.2099", "heute", "12", "00.00.0000", "1. Foo 2024"]
)
def test_no_dates(text: str):
    with pytest.raises(NoDate):
        parse_date(text, NOW)


@given(st.text(max_size=60))
def test_a_date_is_a_moment_or_no_date_and_never_in_the_future(text: str):
    try:
        found = parse_date(text, NOW)
    except NoDate:
        return
    assert found is None or found <= NOW + dt.timedelta(days=1)


LINES = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(codec="utf-8"), max_size=80),
        st.sampled_from(
            [BODY, "Von Anna Berg", "Kiel (dpa) - " + BODY, "(dpa)", "## Titel", "Foto: X", "Wer zahlt?"]
        ),
    ),
    max_size=12,
)


@settings(max_examples=300)
@given(LINES, st.sampled_from([{}, {"title": "Titel"}, {"teaser": "Kurz.", "section": "Meinung"}]))
def test_cleaned_text_has_its_form(lines: list[str], fields: dict[str, str]):
    row = clean_article({**fields, "text": "\n".join(lines)}, NOW).row
    text = str(row["text"])
    paragraphs = text.split("\n\n")
    assert all(p == " ".join(p.split()) for p in paragraphs)
    assert "" not in paragraphs or text == ""
    assert row["genre"] in ("report", "commentary", "interview", "brief", "other")
    assert all("\n" not in str(row[name]) for name in ("title", "teaser", "authors", "dateline", "agency"))


LONG = {
    "Aa ": 60_000,
    "A": 200_000,
    "(": 100_000,
    "Ab, ": 50_000,
    "1.1.": 50_000,
    "a-\n": 60_000,
    "Ã¼": 90_000,
    "Aa/": 60_000,
    "**a ": 50_000,
    "[a](": 50_000,
    "# ": 90_000,
    "--": 90_000,
    "* *": 60_000,
    "Wien – ": 30_000,
    ". ": 90_000,
    "Von Aa Bb und ": 15_000,
    "Aa bb\n": 40_000,
    "Wer?\n\n": 40_000,
}


@pytest.mark.parametrize("text", [part * n for part, n in LONG.items()], ids=list(LONG))
def test_time_is_linear_in_the_text(text: str):
    start = time.process_time()
    clean_article({"text": text}, NOW)
    assert time.process_time() - start < 4
