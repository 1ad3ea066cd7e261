# ruff: noqa: E501 - markup
"""Saved pages as German outlets build them (all text invented): what is text, what stands in a column."""

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.read import read

P = [
    "Die Stadtverordneten haben am Mittwochabend nach fünfstündiger Debatte den Haushalt beschlossen. Für den "
    "Entwurf stimmten 31 Mitglieder, 22 waren dagegen.",
    "„Wir haben einen Kompromiss gefunden, mit dem alle leben können“, sagte Kämmerin Petra Wolff nach der "
    "Sitzung. Sie hoffe nun auf Ruhe bis zum Sommer.",
    "Die Opposition kritisierte die Kürzungen bei den Jugendzentren scharf. „Das ist ein Schlag ins Gesicht der "
    "Ehrenamtlichen“, sagte Fraktionschef Jens Maurer von den Grünen.",
    "Nein, so einfach sei das nicht, entgegnete der Oberbürgermeister.",
    "Geplant sind Investitionen von 48 Millionen Euro, vor allem in Schulen und in den Ausbau der "
    "Straßenbahnlinie 7. Die Gewerbesteuer steigt von 440 auf 455 Punkte.",
    "Der Haushalt muss noch von der Kommunalaufsicht genehmigt werden. Mit einer Entscheidung wird bis Ende "
    "Februar gerechnet.",
]
LEAD = "Nach langer Debatte steht der Haushalt. Die Opposition ist entsetzt."
NAV = "<nav><ul><li><a href='/p'>Politik</a></li><li><a href='/s'>Sport</a></li></ul></nav>"
CONSENT = (
    "<div id='cmpbox' role='dialog'><h2>Willkommen</h2><p>Wir und unsere bis zu 218 Partner verwenden Cookies "
    "und Tracking, um Ihr Nutzungserlebnis zu verbessern.</p><button>Alle akzeptieren</button></div>"
)
FOOT = "<footer><p>© 2026 Zeitungsverlag GmbH. Alle Rechte vorbehalten.</p></footer>"


def linked(**more: object) -> str:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Stadt beschließt Sparhaushalt",
        "datePublished": "2026-02-12T06:30:00+01:00", "publisher": {"@type": "Organization", "name": "Der Bote"},
        **more,
    }  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


@pytest.fixture
def page(tmp_path: Path):
    def read_page(body: str, head: str = "") -> pd.Series:
        html = f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'>{head}</head><body>"
        (tmp_path / "seite.html").write_text(f"{html}{CONSENT}{NAV}{body}{FOOT}</body></html>", "utf-8")
        reading = read(tmp_path)
        assert len(reading.quarantine) == 0
        return reading.articles.iloc[0]

    return read_page


def text_of(row: pd.Series) -> list[str]:
    return str(row["text"]).split("\n\n")


def test_kicker_bold_lead_audio_note_related_box_and_source_line(page):
    row = page(
        f"""<article><h1><span class="article__kicker">Streit um Geld</span><span>Stadt beschließt
        Sparhaushalt</span></h1><div>12.02.2026, 10:01 Uhr</div><div>Artikel anhören (03:12 min)<br>Diese
        Audioversion wurde künstlich generiert. <a>Mehr Infos</a></div><figure><figcaption>Das Rathaus. <span>(Foto:
        picture alliance/dpa)</span></figcaption></figure><p><strong>{LEAD}</strong></p><p>{P[0]}</p><p>{P[1]}</p>
        <div class="teaser"><h3>Mehr zum Thema</h3><a>Kommunen in Not: Wo das Geld fehlt</a></div>
        <h2>Opposition spricht von „Schlag ins Gesicht“</h2><p>{P[2]}</p><p>{P[3]}</p><p>{P[4]}</p><p>{P[5]}</p>
        <p class="source">Quelle: bote.de, mli/dpa</p></article>""",
        "<meta property='og:site_name' content='Der Bote'><meta name='date' content='2026-02-12T10:01:44+0100'>",
    )
    assert text_of(row) == P
    assert [row[name] for name in ("title", "teaser", "author_codes", "agency", "subheadings")] == [
        "Stadt beschließt Sparhaushalt", LEAD, "mli", "dpa", "Opposition spricht von „Schlag ins Gesicht“",
    ]  # fmt: skip
    assert row["published_at"] == dt.datetime(2026, 2, 12, 9, 1, 44, tzinfo=dt.UTC)
    assert not row["truncated"]


def test_byline_after_the_lead_and_an_author_who_is_the_outlet(page):
    row = page(
        f"""<article><h1><span class="topline">Kommunen</span><span>Stadt beschließt Sparhaushalt</span></h1>
        <p>Stand: 12.02.2026 06:30 Uhr</p><p><strong>{LEAD}</strong></p><div>Von <em>Martin Polanski, NDR</em></div>
        <p>{P[0]}</p><p>{P[1]}</p><p>{P[2]}</p><p>{P[4]}</p>
        <p>Über dieses Thema berichtete das Inforadio am 12. Februar 2026 um 06:00 Uhr.</p></article>""",
        linked(author=[{"@type": "Organization", "name": "Der Bote"}]),
    )
    assert text_of(row) == [P[0], P[1], P[2], P[4]]
    assert [row[name] for name in ("title", "teaser", "authors", "dateline", "outlet")] == [
        "Stadt beschließt Sparhaushalt", LEAD, "Martin Polanski", "", "Der Bote",
    ]  # fmt: skip


def test_paywall_cuts_the_text_and_its_offer_is_no_text(page):
    row = page(
        f"""<article><div><span>Kommunen</span><h1>Stadt beschließt Sparhaushalt</h1><p class="intro">{LEAD}</p>
        <span>Von <a>Helene Bubner</a>, Berlin</span><span>Lesezeit: 4 Min.</span></div><p>{P[0]}</p>
        <p>{P[1][:100]}…</p><div class="paywall"><h2>Testen Sie unser Angebot.</h2><h3>Jetzt weiterlesen mit B+</h3>
        <ul><li>Zugang zu allen exklusiven Artikeln</li><li>Jederzeit kündbar</li></ul>
        <p>Sie haben Zugang mit Ihrem Abonnement? Hier anmelden</p></div></article>""",
        linked(isAccessibleForFree="False"),
    )
    assert (text_of(row), row["truncated"], row["subheadings"]) == ([P[0], f"{P[1][:100]}…"], True, "")


def test_subscribers_page_with_the_whole_text_is_not_truncated(page):
    ad = "<div>Anzeige</div><div>Weiterlesen nach der Anzeige</div>"
    row = page(
        f"""<article><h1>Stadt beschließt Sparhaushalt</h1><p class="lead">{LEAD}</p><p><b>Berlin. </b>{P[0]}</p>
        <p>{P[1]}</p>{ad}<p>{P[2]}</p>{ad}<p>{P[4]}</p><p>{P[5]}</p><p>BN/mli/dpa</p></article>""",
        linked(isAccessibleForFree=False),
    )
    assert text_of(row) == [P[0], P[1], P[2], P[4], P[5]]
    assert (row["truncated"], row["dateline"], row["agency"], row["teaser"]) == (False, "Berlin", "dpa", LEAD)


def test_austrian_page_with_its_forum(page):
    row = page(
        f"""<main><article><p class="article-kicker">Budget</p><h1>Stadt beschließt Sparhaushalt</h1>
        <p class="article-subtitle">Die Opposition spricht von einem Schlag ins Gesicht</p>
        <time datetime="2026-01-12T14:21">12. Jänner 2026, 14:21</time><a href="#posts">342 Postings</a>
        <figure><figcaption>Das Rathaus in Graz.<footer>APA/ERWIN SCHERZ</footer></figcaption></figure>
        <p>Graz – {P[0]}</p><p>{P[1]}</p><h3>Kritik an Kürzungen</h3><p>{P[2]}</p><p>{P[4]}</p>
        <p>{P[5]} (APA, red, 12.1.2026)</p></article></main><section><h2>Forum: 342 Postings</h2></section>"""
    )
    assert text_of(row) == [P[0], P[1], P[2], P[4], P[5]]
    assert [row[name] for name in ("teaser", "dateline", "agency", "author_codes", "subheadings")] == [
        "Die Opposition spricht von einem Schlag ins Gesicht", "Graz", "APA", "", "Kritik an Kürzungen",
    ]  # fmt: skip
    assert row["published_at"] == dt.datetime(2026, 1, 12, 13, 21, tzinfo=dt.UTC)


def test_press_agency_box_of_a_regional_paper(page):
    row = page(
        f"""<article><a href="/">Startseite</a><h1>Stadt beschließt Sparhaushalt</h1><p>Stand: 12.02.2026, 05:45
        Uhr</p><p>Von: <a>Franziska Schwarz</a></p><ul><li>Kommentare</li><li>Drucken</li><li>Teilen</li></ul>
        <figure><figcaption>Der Marktplatz. © Peter Kneif/dpa</figcaption></figure>
        <p class="id-StoryElement-leadText"><strong>{LEAD}</strong></p><p>München – {P[0]}</p><p>{P[1]}</p>
        <div><a href="/x">Lesen Sie auch: Minister poltert – und erntet Spott</a></div>
        <h2>Kritik an Kürzungen</h2><p>{P[2]}</p><p>{P[3]}</p><p>{P[4]}</p><p>{P[5]} (<em>frs/dpa</em>)</p>
        <p><em>Rubriklistenbild: © Peter Kneif/dpa</em></p>
        <p><i>Transparenzhinweis: Die Redakteurin nutzte ein Sprachmodell. Alle Inhalte wurden überprüft.</i></p>
        </article>""",
        "<meta name='description' content='Nach langer Debatte steht der Haushalt.'>",
    )
    assert text_of(row) == P
    names = ("teaser", "authors", "author_codes", "agency", "dateline", "subheadings")
    assert [row[name] for name in names] == [
        LEAD, "Franziska Schwarz", "frs", "dpa", "München", "Kritik an Kürzungen",
    ]  # fmt: skip
    assert row["published_at"] == dt.datetime(2026, 2, 12, 4, 45, tzinfo=dt.UTC)


def test_paragraphs_parted_by_line_breaks_and_a_code_in_the_dateline(page):
    row = page(
        "<div id='content'><h1>Stadt beschließt Sparhaushalt</h1><div class='date'>12. Februar 2026</div>"
        f"<div>Kleinstadt (mli). {'<br><br>'.join(P[:3])}<br/>{P[3]}<br />{P[4]}</div></div>"
    )
    assert text_of(row) == P[:5]
    assert (row["dateline"], row["author_codes"]) == ("Kleinstadt", "mli")
    assert row["published_at"] == dt.datetime(2026, 2, 12, tzinfo=dt.UTC)


def test_interview_and_live_blog(page):
    turns = [
        ("BOTE", "Frau Wolff, die Stadt kürzt bei den Jugendzentren. Warum gerade dort?"),
        ("Wolff", P[4]), ("BOTE", "Und was sagen Sie den Ehrenamtlichen?"), ("Wolff", P[5]),
    ]  # fmt: skip
    paragraphs = "".join(f"<p><strong>{who}:</strong> {what}</p>" for who, what in turns)
    row = page(
        f"""<article><h1>„Wir haben einen Kompromiss“</h1><div class="summary">{LEAD}</div>
        <div class="byline">Interview: <a>Tilman Stein</a></div>{paragraphs}</article>"""
    )
    assert text_of(row) == [f"{who}: {what}" for who, what in turns]
    assert (row["genre"], row["authors"], row["teaser"]) == ("interview", "Tilman Stein", LEAD)
    row = page(
        f"""<article><h1>Stadt beschließt Sparhaushalt</h1><p>{LEAD}</p><div><time>18:42 Uhr</time><h3>Hoffnung auf
        Ruhe</h3><p>{P[1]}</p></div><div><time>18:20 Uhr</time><h3>Kritik</h3><p>{P[2]}</p></div></article>""",
        linked(**{"@type": "LiveBlogPosting"}),
    )
    assert text_of(row)[-2:] == [P[1], P[2]]
    assert row["published_at"] == dt.datetime(2026, 2, 12, 5, 30, tzinfo=dt.UTC)
