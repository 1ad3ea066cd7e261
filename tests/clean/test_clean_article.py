"""What becomes of an article's opening, closing and layout: German cases with exact outcomes."""

import datetime as dt

import pytest

from analysis.clean import clean_article, count_words
from analysis.clean.credits import read_credit

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
BODY = (
    "Die Fähre fährt wieder, und die Schlange am Anleger ist kürzer als in der vorigen Woche. "
    "Das sagte der Betreiber am Morgen."
)
MORE = (
    "Im Rathaus rechnet man damit, dass sich die Lage bis zum Sommer entspannt. „Wir haben Geduld“, "
    "sagte die Bürgermeisterin nach der Sitzung."
)


def clean(**fields: str) -> dict[str, object]:
    return clean_article(fields, NOW).row


def test_newspaper_article_as_copied_from_a_page():
    text = f"""Neue Fähre: Warten am Anleger

Die Stadt hat eine Fähre gechartert. Sie soll bis zum Herbst fahren.
Kiel/Hamburg – {BODY}
Streit im Rathaus: Wer zahlt die Überfahrt
{MORE}

{BODY} (Anna Berg)"""
    row = clean(text=text)
    assert row["title"] == "Neue Fähre: Warten am Anleger"
    assert row["teaser"] == "Die Stadt hat eine Fähre gechartert. Sie soll bis zum Herbst fahren."
    assert row["dateline"] == "Kiel/Hamburg"
    assert row["authors"] == "Anna Berg"
    assert row["text"] == f"{BODY}\n\n{MORE}\n\n{BODY}"
    assert row["genre"] == "brief"


@pytest.mark.parametrize(
    ("opening", "dateline", "agency"),
    [
        ("Wien – ", "Wien", ""),
        ("Wien –", "Wien", ""),
        ("Berlin (dpa) - ", "Berlin", "dpa"),
        ("Berlin/München (dpa/lby) – ", "Berlin/München", "dpa"),
        ("Marenburg (nko) - ", "Marenburg", "nko"),
        ("Genf (AFP/Reuters) – ", "Genf", "AFP; Reuters"),
        ("Ried im Innkreis – ", "Ried im Innkreis", ""),
        ("Santiago de Chile – ", "Santiago de Chile", ""),
        ("WIEN, 3. März (APA). ", "WIEN", "APA"),
        ("Frankfurt am Main, 12. März (Reuters) - ", "Frankfurt am Main", "Reuters"),
        ("BERLIN taz | ", "BERLIN", ""),
        ("HAMBURG afp | ", "HAMBURG", "AFP"),
        ("Hamburg. ", "Hamburg", ""),
        ("Hannover/Berlin. ", "Hannover/Berlin", ""),
        ("KIEL dpa | ", "KIEL", "dpa"),
        ("cag. BERLIN, 12. März. ", "BERLIN", ""),
        ("(dpa) - ", "", "dpa"),
        ("St. Gallen (sda) – ", "St. Gallen", "SDA"),
        ("Frankfurt (Oder) (dpa/bb) - ", "Frankfurt (Oder)", "dpa"),
        ("New York/Berlin (dpa) ― ", "New York/Berlin", "dpa"),
        ("Oberneustadt (APA). ", "Oberneustadt", "APA"),
        ("Berlin dpa ", "Berlin", "dpa"),
        ("Oberkirch. ", "Oberkirch", ""),
    ],
)
def test_dateline(opening: str, dateline: str, agency: str):
    row = clean(title="Fähre", text=f"{opening}{BODY}\n\n{MORE}")
    assert (row["dateline"], row["agency"], row["text"]) == (dateline, agency, f"{BODY}\n\n{MORE}")
    assert row["author_codes"] == ("cag" if opening.startswith("cag") else "")


@pytest.mark.parametrize(
    "text",
    [
        "Müller – Vater von drei Kindern – hat das Amt im vorigen Jahr von seiner Vorgängerin übernommen.",
        "Hertha – Union 2:1, das war der Stand nach einer Stunde im Stadion.",
        "Heute – so sagt es die Bürgermeisterin – beginnt eine neue Zeit für die Stadt am Fluss.",
        "Endlich. Die Fähre fährt wieder, und alle am Anleger sind froh darüber.",
        "Feierabend. Die Fähre fährt wieder, und alle am Anleger sind froh darüber.",
        "Berlin dpa liegt nicht vor, die Meldung blieb ohne Quelle und ohne Ort.",
        "Im Juli – Die Fähre lag noch im Dock – war die Lage eine andere.",
        "Update: Die Fähre fährt wieder.",
    ],
)
def test_no_dateline(text: str):
    row = clean(title="Fähre", text=text)
    assert (row["dateline"], row["text"]) == ("", text)


@pytest.mark.parametrize(
    ("closing", "authors", "codes", "agency"),
    [
        (" (Stefan Roll)", "Stefan Roll", "", ""),
        (" (dpa)", "", "", "dpa"),
        (" (APA/dpa, 8.8.2015)", "", "", "APA; dpa"),
        (" (red, 13.02.16)", "", "", ""),
        (" (Anna Berg, Videos: Jan Kohl & Ida Ost, 29.10.2015)", "Anna Berg; Jan Kohl; Ida Ost", "", ""),
        ("\n\nnko/MA", "", "MA", "nko"),
        ("\n\ndpa/lno", "", "", "dpa"),
        ("\n\n© dpa-infocom, dpa:210104-99-892041/2", "", "", "dpa"),
        ("\n\nMit Material der dpa", "", "", "dpa"),
        (" (sda/ij)", "", "ij", "SDA"),
        ("\n\nVon Anna Berg", "Anna Berg", "", ""),
        (" jk", "", "jk", ""),
        (" hjk.", "", "hjk", ""),
        (" (Anna Berg aus Brüssel, 14.12.2015)", "Anna Berg", "", ""),
        (" (Anna Berg, Album, 5.8.2015)", "Anna Berg", "", ""),
        (" (APA, 23.4.2016=", "", "", "APA"),
        (" - jk -", "", "jk", ""),
        (" epd lwd/jk", "", "jk", "epd"),
        (" [jk]", "", "jk", ""),
        (" (mit dpa)", "", "", "dpa"),
        (" ---", "", "", ""),
        ("\n\n* * *\n\nSDA/ij", "", "ij", "SDA"),
        (" © dpa-infocom, dpa:260212-99-123456/3", "", "", "dpa"),
        ("\n\n(© dpa-infocom, dpa:260212-99-123456/3)", "", "", "dpa"),
        ("\n\nDieser Artikel wurde mit Material der Nachrichtenagentur dpa erstellt", "", "", "dpa"),
        ("\n\nMit Agenturmaterial (dpa)", "", "", "dpa"),
        ("\n\nQuelle: bote.de, mli/dpa", "", "mli", "dpa"),
        ("\n\n-mli-", "", "mli", ""),
        (" /mli", "", "mli", ""),
        ("\n\nMehr zum Thema:\n\n- Die Fähre im Dock\n- Wer zahlt", "", "", ""),
        ("\n\nLesen Sie auch\n\nDie Fähre im Dock\n\nWer zahlt die Überfahrt", "", "", ""),
        ("\n\n7 Kommentare", "", "", ""),
        ("\n\nPressekontakt:\n\nPolizei Kiel, Telefon 0431/123", "", "", ""),
    ],
)
def test_closing(closing: str, authors: str, codes: str, agency: str):
    row = clean(title="Fähre", text=f"{BODY}\n\n{MORE}{closing}")
    assert [row[name] for name in ("authors", "author_codes", "agency")] == [authors, codes, agency]
    assert row["text"] == f"{BODY}\n\n{MORE}"


@pytest.mark.parametrize(
    "ending",
    [
        "Das Motto heißt: Wir haben Geduld. (Lacht.)",
        "Er zog nach Queens (New York).",
        "Sie trafen sich am Dienstag usw.",
        "„Stay hungry.“ (Bleibt hungrig.)",
        "Die Fähre hält auch in Tiefensee (Ortsteil).",
        "Das Gericht prüfte das Material am Montag.",
        "Das meldete die Nachrichtenagentur dpa.",
    ],
)
def test_brackets_that_are_no_credit_stay(ending: str):
    assert str(clean(title="Fähre", text=f"{BODY}\n\n{ending}")["text"]).endswith(ending)


def test_a_date_with_nothing_known_is_no_credit():
    assert read_credit("Dom, 29.4.2016") is None


def test_results_after_a_dated_credit_are_cut_and_logged():
    table = "Ergebnisse: Kiel – Lübeck 2:1, Rostock – Husum 0:0"
    row, notes = clean_article({"title": "Spiel", "text": f"{BODY} {MORE} (APA, 13.3.2016) {table}"}, NOW)
    assert row["text"] == f"{BODY} {MORE}"
    assert row["published_at"] == dt.datetime(2016, 3, 13, tzinfo=dt.UTC)
    assert ("Boilerplate", f"ausgelassen: {table}") in notes


@pytest.mark.parametrize(
    ("line", "is_subheading"),
    [
        ("Streit im Rathaus", True),
        ("Wer zahlt die Überfahrt?", True),
        ("„Wir haben Geduld“", True),
        ("Das war am Montag.", False),
        ("- erster Punkt der Liste", False),
        ("und so weiter", False),
    ],
)
def test_subheading(line: str, is_subheading: bool):
    row = clean(title="Fähre", text=f"{BODY}\n{line}\n{MORE}")
    assert (line not in str(row["text"]).split("\n\n")) is is_subheading
    assert row["subheadings"] == (line if is_subheading else "")


def test_teaser_and_text_in_one_paragraph_are_parted_at_the_dateline():
    row = clean(text=f"Die Stadt chartert eine Fähre. Wien – {BODY}")
    assert (row["teaser"], row["dateline"], row["text"]) == ("Die Stadt chartert eine Fähre.", "Wien", BODY)


def test_interview_keeps_its_questions():
    questions = ["Frau Berg, wann fährt die Fähre?", "Und wer zahlt das?", "Was kostet sie?"]
    text = "\n\n".join(part for question in questions for part in (question, BODY))
    row = clean(title="„Wir haben Geduld“", text=text)
    assert (row["genre"], row["text"]) == ("interview", text)


@pytest.mark.parametrize(
    ("fields", "genre"),
    [
        ({"title": "Kommentar: Die Fähre kommt zu spät"}, "commentary"),
        ({"title": "Zu spät", "section": "Meinung"}, "commentary"),
        ({"title": "Zu spät", "genre": "Leitartikel"}, "commentary"),
        ({"title": "Brücke: Verkehr staut sich"}, "report"),
        ({"title": "Post", "section": "Leserbriefe"}, "other"),
        ({"title": "Fähre", "genre": "Meldung"}, "brief"),
    ],
)
def test_genre(fields: dict[str, str], genre: str):
    assert clean(**fields, text="\n\n".join([BODY, MORE] * 3))["genre"] == genre


def test_byline_names_author_genre_and_place():
    row = clean(text=f"Die Fähre kommt zu spät\n\nEin Kommentar von Anna Berg, Kiel\n\n{BODY}\n\n{MORE}")
    assert row["title"] == "Die Fähre kommt zu spät"
    assert (row["authors"], row["genre"]) == ("Anna Berg", "commentary")
    assert row["text"] == f"{BODY}\n\n{MORE}"


@pytest.mark.parametrize(
    ("text", "n"),
    [("Kritiker:innen und Bürger*innen", 3), ("10.000 Ost-Ukrainer, ja", 3), ("", 0), ("Wie geht’s?", 2)],
)
def test_count_words(text: str, n: int):
    assert count_words(text) == n


@pytest.mark.parametrize(
    ("top", "title", "teaser", "genre"),
    [
        ("Glosse\n\nDie Fähre kommt\n\n", "Die Fähre kommt", "", "commentary"),
        ("Die Fähre kommt\n\nGlosse\n\n", "Die Fähre kommt", "", "commentary"),
        (
            "Die Fähre\n\nUnd warum sie niemanden freut\n\n",
            "Die Fähre",
            "Und warum sie niemanden freut",
            "brief",
        ),
    ],
)
def test_kicker_and_teaser_without_a_full_stop(top: str, title: str, teaser: str, genre: str):
    row = clean(text=f"{top}{BODY}\n\n{MORE}")
    assert (row["title"], row["teaser"], row["genre"]) == (title, teaser, genre)
    assert row["text"] == f"{BODY}\n\n{MORE}"


def test_kicker_over_a_title_that_the_source_told():
    row = clean(
        title="Die Fähre kommt", section="Meinung", text=f"Meinung\n\n## Die Fähre kommt\n\n{BODY}\n\n{MORE}"
    )
    assert (row["text"], row["genre"]) == (f"{BODY}\n\n{MORE}", "commentary")


def test_interviewer_at_the_end():
    row = clean(title="Fähre", text=f"{BODY}\n\n{MORE}\n\nDas Gespräch führte Anna Berg.")
    assert (row["authors"], row["text"]) == ("Anna Berg", f"{BODY}\n\n{MORE}")


def test_description_that_is_the_beginning_of_the_text_is_no_teaser():
    row = clean(title="Fähre", teaser=BODY[:60] + "…", text=f"{BODY}\n\n{MORE}")
    assert (row["teaser"], row["text"]) == ("", f"{BODY}\n\n{MORE}")


def test_teaser_that_the_text_runs_on_from_is_taken_off_it():
    row = clean(
        title="Fähre", teaser="Das Warten hat ein Ende.", text=f"Das Warten hat ein Ende. Wien – {BODY}"
    )
    assert (row["teaser"], row["dateline"], row["text"]) == ("Das Warten hat ein Ende.", "Wien", BODY)


def test_description_that_is_the_first_paragraph_is_the_teaser_once():
    row = clean(title="Fähre", teaser=BODY, text=f"{BODY}\n\n{MORE}")
    assert (row["teaser"], row["text"]) == (BODY, MORE)


def test_page_copied_with_its_buttons_and_caption():
    text = f"""Startseite
Neue Fähre: Warten am Anleger
Erstellt: 12.01.2022, 05:45 Uhr
Von: Anna Berg
Kommentare
Teilen
Der Anleger in Tiefensee am Morgen. © Jan Kohl/dpa
Die Stadt hat eine Fähre gechartert. Sie soll bis zum Herbst fahren.
Kiel – {BODY}
{MORE}
Lesen Sie auch: Warum die Fähre so spät kommt"""
    row = clean(text=text)
    assert [row[name] for name in ("title", "teaser", "authors", "dateline", "text")] == [
        "Neue Fähre: Warten am Anleger",
        "Die Stadt hat eine Fähre gechartert. Sie soll bis zum Herbst fahren.",
        "Anna Berg",
        "Kiel",
        f"{BODY}\n\n{MORE}",
    ]
    assert row["published_at"] == dt.datetime(2022, 1, 12, 4, 45, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("byline", "authors", "codes", "agency"),
    [
        ("Von unserem Redakteur Karl Roll", "Karl Roll", "", ""),
        ("VON ANNA BERG UND KARL ROLL", "Anna Berg; Karl Roll", "", ""),
        ("von ANNA BERG", "Anna Berg", "", ""),
        ("Von Anna Berg (Text) und Karl Roll (Fotos)", "Anna Berg; Karl Roll", "", ""),
        ("Von Anna Berg und dpa", "Anna Berg", "", "dpa"),
        ("Anna Berg (mli)", "Anna Berg", "mli", ""),
        ("Von Anna Berg, NDR", "Anna Berg", "", ""),
        ("Von Anna Berg | 12.02.2026, 09:14 Uhr | Lesezeit: 4 Min.", "Anna Berg", "", ""),
    ],
)
def test_byline(byline: str, authors: str, codes: str, agency: str):
    row = clean(title="Fähre", text=f"{byline}\n\n{BODY}\n\n{MORE}")
    assert [row[name] for name in ("authors", "author_codes", "agency")] == [authors, codes, agency]
    assert (row["text"], row["teaser"], row["dateline"]) == (f"{BODY}\n\n{MORE}", "", "")


def test_code_in_brackets_after_an_unknown_place_but_not_where_someone_stands():
    row = clean(title="Fähre", text=f"Kleinstadt (mli). {BODY}\n\n{MORE}")
    assert (row["dateline"], row["author_codes"]) == ("Kleinstadt", "mli")
    for text in (f"Meier (links). {BODY}", f"Heute (so). {BODY}"):
        assert clean(title="Fähre", text=text)["text"] == text


@pytest.mark.parametrize(
    "line",
    [
        "Bild 1 von 5",
        "0:00 / 3:12",
        "picture alliance/dpa",
        "Quelle: dpa",
        "→ Mehr dazu: Die Fähre im Dock",
        "An dieser Stelle finden Sie einen relevanten Inhalt von Twitter.",
        "Lesedauer: 4 Min.",
    ],
)
def test_furniture_within_the_text_is_neither_text_nor_subheading(line: str):
    paragraphs = [BODY, line, MORE, BODY, MORE, BODY, MORE]
    row = clean(title="Fähre", text="\n\n".join(paragraphs))
    assert row["text"] == "\n\n".join(p for p in paragraphs if p != line)
    assert row["subheadings"] == ""


def test_ticker_line_is_a_subheading():
    row = clean(title="Fähre", text=f"{BODY}\n\n+++ 18:42 Rat tagt +++\n\n{MORE}")
    assert (row["text"], row["subheadings"]) == (f"{BODY}\n\n{MORE}", "18:42 Rat tagt")


def test_text_that_goes_on_after_an_offer_of_an_abonnement_stays():
    row = clean(title="Fähre", text="\n\n".join([BODY, "Jetzt weiterlesen mit Plus", MORE, BODY, MORE]))
    assert (row["text"], row["truncated"]) == ("\n\n".join([BODY, MORE, BODY, MORE]), False)
