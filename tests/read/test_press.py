"""Exports of press archives in the layouts they have: covers, old and present, tables, wrapped lines."""

import json
import textwrap
from pathlib import Path

import build as builder
import pandas as pd
import pytest

from analysis.read import read

A, B = builder.BODY, builder.MORE
LEAD = "Wer bei der Fähre spart, zahlt später drauf."
COVER = """User Name: Berta Beispiel
Date and Time: Donnerstag, 12. Februar 2026 14:22:00 MEZ
Job Number: 123456789

Documents (2)

1. Die Fähre fährt
Client/Matter: -None-
Search Terms: fähre
Narrowed by:
Content Type
2. Ruhe am Anleger
Client/Matter: -None-
"""
PRESENT = """{title}

{outlet}
12. Februar 2026 Donnerstag
Bundesausgabe

Copyright 2026 {outlet} GmbH Alle Rechte vorbehalten

Section: MEINUNG; S. 4
Length: 51 words
Byline: Anna Berg
Highlight: {lead}

Body

{a}

{b}

Graphic

Foto: Berg/dpa

Load-Date: February 13, 2026

End of Document
"""
OLD = """
                               {n} von 2 Dokumenten


                             {outlet}

                           12. Februar 2026 Donnerstag
                                Bundesausgabe

{title}

AUTOR: Anna Berg

RUBRIK: MEINUNG; S. 4

LÄNGE: 51 Wörter

HIGHLIGHT: {lead}

{a}

{b}

UPDATE: 13. Februar 2026

SPRACHE: GERMAN; DEUTSCH

GRAFIK: Foto

               Copyright 2026 {outlet} GmbH
                       Alle Rechte vorbehalten
"""
GENIOS = """{title}

Von Anna Berg

{a}

{b}

Quelle: {outlet} vom 12.02.2026, Nr. 35, S. 4
Ressort: Meinung
Dokumentnummer: {id}

Dauerhafte Adresse des Dokuments:
https://archiv.example/document/{id}

Alle Rechte vorbehalten: (c) {outlet} GmbH

© GBI-Genios Deutsche Wirtschaftsdatenbank GmbH
"""
TWO = [("Die Fähre fährt", "Der Bote"), ("Ruhe am Anleger", "Die Post")]


def texts(layout: str, wrap: bool = False) -> str:
    """Return two documents in a layout."""
    a, b = ("\n".join(textwrap.wrap(part, 60)) if wrap else part for part in (A, B))
    return "\n".join(
        layout.format(title=title, outlet=outlet, lead=LEAD, a=a, b=b, n=n, id=f"A{n}")
        for n, (title, outlet) in enumerate(TWO, 1)
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("neu.docx", builder.docx((COVER + texts(PRESENT)).split("\n"), style="Normal")),
        ("neu.rtf", builder.rtf((COVER + texts(PRESENT)).split("\n"))),
        ("alt.txt", texts(OLD, wrap=True).encode("cp1252")),
        ("alt.rtf", builder.rtf(texts(OLD).split("\n"))),
    ],
)
def test_nexis(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    articles, quarantine, _ = read(tmp_path)
    assert len(quarantine) == 0
    assert articles[["title", "outlet"]].values.tolist() == [list(pair) for pair in TWO]
    assert set(articles["text"]) == {f"{A}\n\n{B}"}
    for column, value in {"authors": "Anna Berg", "teaser": LEAD, "genre": "commentary"}.items():
        assert set(articles[column]) == {value}
    assert set(articles["published_at"]) == {pd.Timestamp("2026-02-12T00:00Z")}


@pytest.mark.parametrize("name", ["wiso.txt", "wiso.rtf"])
def test_genios(tmp_path: Path, name: str):
    content = texts(GENIOS)
    (tmp_path / name).write_bytes(
        builder.rtf(content.split("\n")) if name.endswith("rtf") else content.encode()
    )
    articles, quarantine, _ = read(tmp_path)
    assert len(quarantine) == 0
    assert articles[["article_id", "title", "outlet", "url"]].values.tolist() == [
        [f"A{n}", title, outlet, f"https://archiv.example/document/A{n}"]
        for n, (title, outlet) in enumerate(TWO, 1)
    ]
    assert set(articles["text"]) == {f"{A}\n\n{B}"}
    assert set(articles["authors"]) == {"Anna Berg"}
    assert set(articles["published_at"]) == {pd.Timestamp("2026-02-12T00:00Z")}


def test_factiva_in_a_table(tmp_path: Path):
    rows = [("SE", "Lokales"), ("HD", "Die Fähre fährt"), ("BY", "Anna Berg"), ("PD", "12 February 2026")]
    rows += [("ET", "05:30"), ("SN", "Der Bote"), ("LP", A), ("TD", B), ("NS", "gcat : Politik | gpol : X")]
    rows += [("AN", "Document BOTE000020260212em2c0001")]
    second = [(c, {"HD": "Ruhe", "AN": "Document POST1"}.get(c, v)) for c, v in rows if c not in ("SE", "BY")]
    cells = "".join(f"\\trowd\\cellx1000\\cellx9000 {c}\\cell {v}\\cell\\row\n" for c, v in [*rows, *second])
    coded = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in cells)
    (tmp_path / "factiva.rtf").write_text(f"{{\\rtf1\\ansi\\ansicpg1252 {coded}}}", "ascii")
    articles, quarantine, _ = read(tmp_path)
    assert len(quarantine) == 0
    assert articles[["article_id", "title", "authors"]].values.tolist() == [
        ["BOTE000020260212em2c0001", "Die Fähre fährt", "Anna Berg"],
        ["POST1", "Ruhe", ""],
    ]
    assert set(articles["text"]) == {f"{A}\n\n{B}"}
    assert set(articles["published_at"]) == {pd.Timestamp("2026-02-12T04:30Z")}


def test_newsletter_without_its_service_lines(tmp_path: Path):
    body = f"""Wird diese E-Mail nicht richtig angezeigt? Im Browser ansehen: https://bote.example/abc

{A}

{B}

Mehr lesen: https://bote.example/a?utm=1

Sie erhalten diese E-Mail, weil Sie sich für den Newsletter angemeldet haben.
Vom Newsletter abmelden: https://bote.example/ab
Impressum: Bote GmbH, Musterstraße 1
"""
    mail = builder.EML.replace(builder.TEXT, body)
    (tmp_path / "brief.eml").write_text(mail, "utf-8")
    assert read(tmp_path).articles["text"].tolist() == [f"{A}\n\n{B}"]


def test_mail_whose_plain_part_is_a_stub(tmp_path: Path):
    page = f"<html><body><h1>x</h1><p>{A}</p><p>{B}</p><p>{A} Noch einmal.</p></body></html>"
    head = builder.EML.partition("MIME-Version")[0]
    (tmp_path / "brief.eml").write_text(
        f"""{head}MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="x"

--x
Content-Type: text/plain; charset=utf-8

Ihr E-Mail-Programm kann keine HTML-Mails anzeigen.
--x
Content-Type: text/html; charset=utf-8

{page}
--x--
""",
        "utf-8",
    )
    row = read(tmp_path).articles.iloc[0]
    assert row["text"] == f"{A}\n\n{B}\n\n{A} Noch einmal."
    assert (row["title"], row["outlet"]) == (builder.TITLE, "Der Bote")


def test_fundus_summary_is_the_teaser(tmp_path: Path):
    body = {"summary": [LEAD], "sections": [{"headline": ["Ruhe"], "paragraphs": [A]}]}
    article = {
        "title": "Fähre",
        "publishing_date": "2026-02-12 17:02+00:00",
        "topics": ["Fähre"],
        "body": body,
    }
    (tmp_path / "fundus.json").write_text(json.dumps({"Bote": [article]}), "utf-8")
    row = read(tmp_path).articles.iloc[0]
    assert (row["teaser"], row["outlet"], row["section"]) == (LEAD, "Bote", "")
