"""What folders really hold: each case with its exact outcome; the good article beside it is always there."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import build as builder
import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.read import Limits, Reading, read

GOOD = "gut.txt"
TEXT = builder.TEXT
BODY = builder.BODY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / GOOD).write_text(f"{builder.TITLE}\n\n{TEXT}", "utf-8")
    return tmp_path


def outcome(folder: Path, **options: object) -> Reading:
    """Read ``folder``, hold that the good article is there and the tables are valid; return the rest."""
    reading = read(folder, **options)
    tables.check("articles", reading.articles)
    tables.check("quarantine", reading.quarantine)
    good = reading.articles["source_file"] == GOOD
    assert reading.articles[good]["text"].tolist() == [TEXT]
    return reading._replace(articles=reading.articles[~good].reset_index(drop=True))


def quarantined(folder: Path, **options: object) -> list[tuple[str, str, str]]:
    """Return (file, item, reason) of everything quarantined, and hold that nothing else was read."""
    reading = outcome(folder, **options)
    assert len(reading.articles) == 0
    assert (reading.quarantine["advice"].str.len() > 5).all()
    return list(reading.quarantine[["source_file", "item", "reason"]].itertuples(index=False, name=None))


def test_cp1252(folder: Path):
    (folder / "alt.txt").write_bytes(f"Titel\n\nDas Büro in Genève – „schön“, 5 €. {TEXT}".encode("cp1252"))
    articles, quarantine, log = outcome(folder)
    assert articles["text"].iloc[0].startswith("Das Büro in Genève – „schön“, 5 €. Die Fähre")
    assert log[["source_file", "note"]].values.tolist() == [["alt.txt", "als cp1252 gelesen"]]
    assert len(quarantine) == 0


def test_utf16_csv_has_the_same_ids_as_utf8(folder: Path):
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    (folder / "a" / "acht.csv").write_bytes(builder.table(";", "utf-8-sig"))
    eight = outcome(folder).articles["article_id"].tolist()
    (folder / "a" / "acht.csv").unlink()
    (folder / "b" / "sechzehn.csv").write_bytes(builder.table(";", "utf-16"))
    assert outcome(folder).articles["article_id"].tolist() == eight


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("„Schöne Grüße“".encode().decode("cp1252"), "„Schöne Grüße“"),
        ("‚Maß‘ – Æther…".encode().decode("latin-1"), "‚Maß‘ – Æther…"),
        ("Caf\u00c3\u00a9".encode().decode("cp1252"), "Café"),
        ("das „MENÜ“ und »CAFÉ« und ‚Ö‘", "das „MENÜ“ und »CAFÉ« und ‚Ö‘"),
        ("SÃO PAULO und Âge d’or", "SÃO PAULO und Âge d’or"),
        ("Re\u00adgie\u00adrung und Null\u200bbreite", "Regierung und Nullbreite"),
    ],
)
def test_mojibake_is_repaired_and_quotation_marks_stay(folder: Path, broken: str, whole: str):
    (folder / "a.jsonl").write_text(json.dumps({"text": f"{broken}. {TEXT}", "title": "T"}), "utf-8")
    assert outcome(folder).articles["text"].iloc[0].startswith(f"{whole}. Die Fähre")


@pytest.mark.parametrize(
    ("date", "expected", "note"),
    [
        ("25.04.2024", "2024-04-25", None),
        ("03.04.2024", "2024-04-03", None),
        ("12. Jänner 2024", "2024-01-12", None),
        ("31.02.2024", None, "das Datum „31.02.2024“ gibt es nicht"),
        ("01.01.2099", None, "das Datum „01.01.2099“ liegt in der Zukunft"),
        ("gestern", None, "„gestern“ ist als Datum nicht zu lesen"),
        ("", None, None),
    ],
)
def test_dates(folder: Path, date: str, expected: str | None, note: str | None):
    (folder / "a.jsonl").write_text(json.dumps({"text": TEXT, "title": "T", "datum": date}), "utf-8")
    articles, quarantine, log = outcome(folder)
    found = articles["published_at"].iloc[0]
    assert (None if pd.isna(found) else found.isoformat()) == (expected and f"{expected}T00:00:00+00:00")
    assert [n.partition(";")[0] for n in log["note"]] == ([note] if note else [])
    assert len(quarantine) == 0


def test_outlet_na_and_id_007_stay(folder: Path):
    (folder / "a.csv").write_text(f'id,Medium,Text\n007,NA,"{TEXT}"\n1e5,null,"{TEXT}"\n', "utf-8")
    articles = outcome(folder).articles
    assert articles[["article_id", "outlet"]].values.tolist() == [["007", "NA"], ["1e5", "null"]]


def test_gzip_bomb(folder: Path):
    (folder / "bombe.txt.gz").write_bytes(gzip.compress(b"a" * (300 * 2**20)))
    [(file, _, reason)] = quarantined(folder)
    assert file == "bombe.txt.gz"
    assert reason == "Das Archiv ist zu groß: mehr als 200-fach gepackt, das kann eine Falle sein."


def test_zip_bomb_costs_only_itself(folder: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bombe.txt", b"a" * (300 * 2**20))
        archive.writestr("gut/2.txt", f"{builder.TITLE}\n\n{TEXT}")
    (folder / "x.zip").write_bytes(buffer.getvalue())
    articles, quarantine, _ = outcome(folder)
    assert articles["text"].tolist() == [TEXT]
    assert quarantine[["source_file", "item"]].values.tolist() == [["x.zip", "bombe.txt"]]


def test_docx_bomb(folder: Path):
    (folder / "bombe.docx").write_bytes(builder.docx(["T", "a" * (100 * 2**20)]))
    [(file, _, reason)] = quarantined(folder)
    assert (file, reason) == (
        "bombe.docx",
        "Das Dokument entpackt sich auf 100 MB, das kann eine Falle sein.",
    )


def test_zip_with_paths_that_lead_out(folder: Path):
    before = sorted(folder.parent.iterdir())
    members: dict[str, str | bytes] = {
        "../../x.txt": TEXT,
        "/x.txt": TEXT,
        "a/x.txt": TEXT,
        "C:\\x.txt": TEXT,
    }
    (folder / "x.zip").write_bytes(builder.zipped(members))
    articles, quarantine, _ = outcome(folder)
    assert len(articles) == 1
    assert sorted(quarantine["item"]) == ["../../x.txt", "/x.txt", "C:\\x.txt"]
    assert set(quarantine["reason"]) == {"Der Pfad führt aus dem Archiv hinaus, das kann eine Falle sein."}
    assert sorted(folder.parent.iterdir()) == before


def test_archives_nested_too_deep(folder: Path):
    content: str | bytes = TEXT
    name = "1.txt"
    for _ in range(5):
        content, name = builder.zipped({name: content}), "innen.zip"
    (folder / "x.zip").write_bytes(content)
    [(file, item, reason)] = quarantined(folder)
    assert (file, item) == ("x.zip", "innen.zip, innen.zip, innen.zip")
    assert reason == "Archive sind tiefer als 3-fach geschachtelt."


def test_names_that_collide_in_a_zip_are_kept_apart(folder: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("1.txt", f"Erster\n\n{TEXT}")
        archive.writestr("1.txt", f"Zweiter\n\n{TEXT}")
    (folder / "x.zip").write_bytes(buffer.getvalue())
    assert outcome(folder).articles["title"].tolist() == ["Erster", "Zweiter"]


def test_a_file_without_a_name_in_a_zip_is_put_aside(folder: Path):
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("1.txt", TEXT)
        nameless = zipfile.ZipInfo("x")
        nameless.filename = ""
        archive.writestr(nameless, TEXT)
    articles, quarantine, _ = outcome(folder)
    assert len(articles) == 1
    assert list(quarantine["reason"]) == ["Eine Datei im Archiv hat keinen Namen."]


def test_a_record_of_a_warc_without_an_address_is_put_aside(folder: Path):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    (folder / "x.warc").write_bytes(head + body + b"\r\n\r\n")
    articles, quarantine, _ = outcome(folder)
    assert articles.empty
    assert "ein Datensatz hat keine Adresse" in quarantine["reason"].item()


LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>"""
XXE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>T</title><description>&x;</description></item></channel></rss>"""


@pytest.mark.parametrize("xml", [LAUGHS, XXE], ids=["billion laughs", "XXE"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(folder: Path, xml: str, encoding: str):
    (folder / "feed.xml").write_bytes(xml.encode(encoding))
    [(file, _, reason)] = quarantined(folder)
    assert file == "feed.xml"
    assert "die Datei erklärt eigene Entitäten" in reason


def test_docx_with_entities_is_refused(folder: Path):
    document = XXE.replace("<rss>", "<w>").replace("</rss>", "</w>")
    (folder / "a.docx").write_bytes(builder.zipped({"word/document.xml": document}))
    [(_, _, reason)] = quarantined(folder)
    assert "die Datei erklärt eigene Entitäten" in reason


def test_title_with_script_stays_text(folder: Path):
    title = "<script>alert(1)</script> Fähre"
    (folder / "a.jsonl").write_text(json.dumps({"title": title, "text": TEXT}), "utf-8")
    assert outcome(folder).articles["title"].tolist() == [title]


def test_lone_surrogate_in_json(folder: Path):
    (folder / "a.jsonl").write_text(
        '{"title": "T \\ud800", "text": "Halb \\udc00 und ganz. ' + BODY + '"}', "utf-8"
    )
    articles, _, log = outcome(folder)
    assert articles["title"].tolist() == ["T \ufffd"]
    assert articles["text"].iloc[0].startswith("Halb \ufffd und ganz.")
    assert log["step"].tolist() == ["Zeichen", "Zeichen"]
    articles.to_parquet(None)


@pytest.mark.parametrize("packed", [False, True], ids=["warc", "warc.gz"])
@pytest.mark.parametrize("left", [0.5, 0.9])
def test_truncated_warc_keeps_what_is_whole_and_reports_the_loss(folder: Path, packed: bool, left: float):
    pages = [builder.warc({f"https://bote.example/{n}": builder.PAGE}) for n in range(3)]
    parts = [gzip.compress(page) for page in pages] if packed else pages
    last = parts[2][: int(left * len(parts[2]))]
    (folder / ("x.warc.gz" if packed else "x.warc")).write_bytes(parts[0] + parts[1] + last)
    articles, quarantine, _ = outcome(folder)
    assert articles["url"].tolist() == ["https://bote.example/0", "https://bote.example/1"]
    assert len(quarantine) == 1
    assert quarantine["reason"].iloc[0].startswith("Das Archiv bricht ab oder ist beschädigt")
    assert quarantine["reason"].iloc[0].endswith("2 Dateien davor sind gelesen.")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leer.html", b"", "Die Datei ist leer."),
        ("nur-bom.csv", b"\xef\xbb\xbf\n", "Die Datei ist leer."),
        ("null.txt", b"\0" * 5000, "Die Datei besteht aus Nullbytes."),
        ("bild.html", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Die Datei heißt .html, ist aber ein Bild (PNG)."),
        (
            "doc.docx",
            b"\xd0\xcf\x11\xe0xxxx",
            "Die Datei heißt .docx, ist aber ein altes Office-Dokument (.doc, .xls).",
        ),
        ("x.png", b"\x89PNG", "Das Format „.png“ wird nicht gelesen."),
        ("zahlen.txt", b"123 456\n\n789", "Der Artikel hat keinen Text."),
        ("kaputt.zip", b"PK\x03\x04kaputt", None),
        ("kaputt.pdf", b"%PDF-1.4 kaputt", None),
        ("kaputt.xlsx", b"PK\x03\x04kaputt", None),
        ("kaputt.parquet", b"PAR1kaputt", None),
        ("kaputt.json", b'{"text": ', None),
        ("tief.json", b"[" * 100_000, None),
        (
            "seite.html",
            b"<html><body><nav>Start</nav></body></html>",
            "Auf der Seite ist kein Artikeltext zu erkennen.",
        ),
    ],
)
def test_file_that_is_no_article(folder: Path, name: str, content: bytes, reason: str | None):
    (folder / name).write_bytes(content)
    [(file, _, found)] = quarantined(folder)
    assert file == name
    assert reason is None or found == reason


def test_line_of_200_mb(folder: Path):
    line = json.dumps({"title": "T", "text": TEXT}).encode()
    with (folder / "a.jsonl").open("wb") as file:
        file.write(line + b'\n{"text": "')
        for _ in range(200):
            file.write(b"a" * 2**20)
        file.write(b'"}\n' + line + b"\n")
    articles, quarantine, _ = outcome(folder)
    assert articles["source_file"].tolist() == ["a.jsonl", "a.jsonl"]
    assert quarantine[["item", "reason"]].values.tolist() == [
        ["Zeile 2", "Zu groß: 200 MB, erlaubt sind 16 MB."]
    ]


def test_text_file_of_one_huge_line(folder: Path):
    (folder / "a.txt").write_bytes(b"ein Wort " * (20 * 2**20 // 9))
    [(_, _, reason)] = quarantined(folder)
    assert reason == "Der Artikel ist zu groß (20 Millionen Zeichen)."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folder_without_read_permission(folder: Path):
    closed = folder / "zu"
    closed.mkdir()
    (closed / "a.txt").write_text(TEXT, "utf-8")
    closed.chmod(0)
    try:
        assert [(file, item) for file, item, _ in quarantined(folder)] == [("zu", "")]
    finally:
        closed.chmod(0o755)


def test_folder_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / "zu").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("zu"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert quarantined(folder) == [("zu", "", "Der Ordner ist nicht lesbar (Permission denied).")]


def test_loop_of_links_and_broken_link(folder: Path):
    (folder / "a").mkdir()
    (folder / "a" / "kreis").symlink_to(folder, target_is_directory=True)
    (folder / "a" / "selbst.txt").symlink_to("selbst.txt")
    (folder / "weg.txt").symlink_to("gibtesnicht.txt")
    assert sorted(file for file, _, _ in quarantined(folder)) == ["a/kreis", "a/selbst.txt", "weg.txt"]


def test_pipe_is_not_waited_for(folder: Path):
    os.mkfifo(folder / "rohr.txt")
    assert quarantined(folder) == [("rohr.txt", "", "Das ist keine gewöhnliche Datei.")]


def test_slow_item_is_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch):
    import time

    from analysis.read import formats

    def sleep(blob: object) -> object:
        time.sleep(20)
        yield None

    monkeypatch.setitem(formats.READERS, ".slow", sleep)
    (folder / "a.slow").write_text("x", "utf-8")
    [(_, _, reason)] = quarantined(folder, limits=Limits(seconds=0.2), workers=1)
    assert reason == "Das Lesen dauerte länger als 0 Sekunden."


def test_reader_that_crashes_its_process(folder: Path, monkeypatch: pytest.MonkeyPatch):
    from analysis.read import formats, work

    monkeypatch.setitem(formats.READERS, ".crash", lambda blob: os._exit(1))
    monkeypatch.setattr(work, "WORTH_IT", 1)
    monkeypatch.setattr(work, "GROUP_SIZE", 1)
    (folder / "a.crash").write_text("x", "utf-8")
    assert quarantined(folder, workers=2) == [
        ("a.crash", "", "Das Programm zum Lesen dieser Datei ist abgestürzt.")
    ]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("medum: X", "Unbekannte Angabe „medum“"),
        ("- x", "Es werden Zeilen wie"),
        ("a: [", "kein gültiges YAML"),
        ("zeitzone: Europa/Berlin", "„Europa/Berlin“ ist keine Zeitzone"),
    ],
)
def test_bad_quelle_yaml_is_named(folder: Path, settings: str, message: str):
    (folder / "quelle.yaml").write_text(settings, "utf-8")
    with pytest.raises(InputError, match=message):
        read(folder)


@pytest.mark.parametrize(
    ("given", "kept"), [("a\0b", "ab"), ("\ud800x", "x"), ("a\u202eb", "ab"), ("ä-1 / b", "ä-1 / b")]
)
def test_an_id_holds_no_character_that_no_file_can_hold_or_show(folder: Path, given: str, kept: str):
    (folder / "a.jsonl").write_text(json.dumps({"id": given, "title": "T", "text": TEXT}) + "\n", "utf-8")
    articles = read(folder).articles
    assert kept in set(articles["article_id"])
