"""Build a folder with a file of each format that is read, all of the same invented article."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

TITLE = "Fähre nach Tiefensee fährt wieder"
BODY = (
    "Die Fähre fährt wieder, und die Schlange am Anleger ist kürzer als in der vorigen Woche. "
    "„Wir haben das Teil aus Rostock holen müssen“, sagte der Betreiber am Morgen."
)
MORE = (
    "Im Rathaus rechnet man damit, dass sich die Lage bis zum Sommer entspannt. Die Bürgerinnen und "
    "Bürger:innen hätten viel Geduld gezeigt, hieß es."
)
TEXT = f"{BODY}\n\n{MORE}"
RECORD = {"title": TITLE, "outlet": "Der Bote", "published_at": "2026-03-02T18:00:00+01:00", "text": TEXT}
PAGE = f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{TITLE}</title>
<meta property="og:site_name" content="Der Bote">
<meta property="article:published_time" content="2026-03-02T18:00:00+01:00"></head>
<body><nav><a href="#">Start</a></nav><article><h1>{TITLE}</h1><p>{BODY}</p><p>{MORE}</p></article>
<footer>Impressum</footer></body></html>"""
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Der Bote</title>
<item><title>{TITLE}</title><link>https://bote.example/1</link>
<pubDate>Mon, 02 Mar 2026 18:00:00 +0100</pubDate>
<description>Kurz.</description><content:encoded><![CDATA[<p>{BODY}</p><p>{MORE}</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Der Bote</title>
<entry><title>{TITLE}</title><link href="https://bote.example/2"/><published>2026-03-02T18:00:00+01:00</published>
<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;{MORE}&lt;/p&gt;</content></entry></feed>"""
FACTIVA = f"""SE   Lokales
HD   {TITLE}
WC   48 Wörter
PD   2 März 2026
ET   18:00
SN   Der Bote
LP
{BODY}
TD
{MORE}
AN   Document BOTE000020260302em3200001

"""
NEXIS = f"""{TITLE}

Der Bote
2. März 2026 Montag

Copyright 2026 Bote-Verlag Alle Rechte vorbehalten

Section: Lokales; S. 3
Length: 48 words
Byline: Anna Berg
Body

{BODY}

{MORE}

Load-Date: March 3, 2026

End of Document
"""
EML = f"""From: Der Bote <post@bote.example>
Subject: =?utf-8?Q?F=C3=A4hre_nach_Tiefensee_f=C3=A4hrt_wieder?=
Date: Mon, 02 Mar 2026 18:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{TEXT}
"""
MHTML = f"""From: <Saved>
Snapshot-Content-Location: https://bote.example/3
MIME-Version: 1.0
Content-Type: multipart/related; boundary="x"

--x
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

{PAGE}
--x--
"""
DOCX = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>"""
ODT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>{}</office:text></office:body>
</office:document-content>"""


def docx(paragraphs: list[str], style: str = "Heading1") -> bytes:
    """Return a Word document whose first paragraph is a heading."""
    head, *rest = paragraphs
    first = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{head}</w:t></w:r></w:p>'
    body = first + "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in rest)
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": DOCX.format(body)})


def odt(paragraphs: list[str]) -> bytes:
    """Return an OpenDocument text whose first paragraph is a heading."""
    head, *rest = paragraphs
    body = f"<text:h>{head}</text:h>" + "".join(f"<text:p>{p}</text:p>" for p in rest)
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT.format(body)})


def rtf(paragraphs: list[str]) -> bytes:
    """Return an RTF document."""
    text = "\\par\n".join(paragraphs)
    coded = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in text)
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0 {coded}}}".encode("ascii")


def pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page with the lines as text, in cp1252."""
    shown = b"".join(
        b"("
        + line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        + b") Tj T*\n"
        for line in lines
    )
    stream = b"BT /F1 11 Tf 14 TL 50 780 Td\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (len(objects) + 1, table, len(objects) + 1, len(out))
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % end
    )


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """Return a .tar.gz file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def warc(pages: dict[str, str]) -> bytes:
    """Return a WARC file of responses, uncompressed."""
    records = []
    for address, page in pages.items():
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"WARC-Target-URI: {address}\r\nWARC-Date: 2026-03-03T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(records)


def wrapped(text: str, width: int = 60) -> list[str]:
    """Return ``text`` broken into lines, one word with a hyphen at the line's end."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def parquet(records: list[dict[str, str]]) -> bytes:
    """Return a Parquet file of records."""
    import pandas as pd

    buffer = io.BytesIO()
    pd.DataFrame(records).to_parquet(buffer)
    return buffer.getvalue()


def xlsx(records: list[dict[str, str]]) -> bytes:
    """Return an Excel file of records with German column names."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Titel", "Medium", "Datum", "Text"])
    for record in records:
        sheet.append([record["title"], record["outlet"], record["published_at"], record["text"]])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(delimiter: str, encoding: str = "utf-8") -> bytes:
    """Return a table of one record with German column names."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["Titel", "Medium", "Datum", "Text"])
    writer.writerow([RECORD[name] for name in ("title", "outlet", "published_at", "text")])
    return buffer.getvalue().encode(encoding)


def files() -> dict[str, bytes]:
    """Return name -> content of a file of each format; each holds the one article once."""
    paragraphs = [TITLE, BODY, MORE]
    plain = f"Titel: {TITLE}\nMedium: Der Bote\nDatum: 2.3.2026, 18:00 Uhr\n\n{TEXT}\n".encode()
    fundus = {
        "title": TITLE,
        "publisher": "Der Bote",
        "publishing_date": "2026-03-02 18:00:00+01:00",
        "authors": ["Anna Berg"],
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [BODY, MORE]}]},
    }
    newsplease = {
        "title": TITLE,
        "source_domain": "bote.example",
        "date_publish": "2026-03-02 18:00:00",
        "maintext": f"{BODY}\n{MORE}",
        "authors": [],
        "url": "https://bote.example/4",
    }
    return {
        "01.txt": plain,
        "02.md": f"---\ntitle: {TITLE}\noutlet: Der Bote\ndate: 2026-03-02 18:00\n---\n\n{TEXT}\n".encode(),
        "03.html": PAGE.encode(),
        "04.htm": PAGE.encode("utf-16"),
        "05.mhtml": MHTML.encode(),
        "06.json": json.dumps([RECORD]).encode(),
        "07-fundus.json": json.dumps(fundus).encode(),
        "08-newsplease.json": json.dumps(newsplease).encode(),
        "09.jsonl": json.dumps(RECORD).encode() + b"\n",
        "10.csv": table(","),
        "11.tsv": table("\t", "utf-16"),
        "12.xlsx": xlsx([RECORD]),
        "13.parquet": parquet([RECORD]),
        "14.rss": FEED.encode(),
        "15.atom": ATOM.encode(),
        "16.warc": warc({"https://bote.example/5": PAGE}),
        "17.warc.gz": gzip.compress(warc({"https://bote.example/6": PAGE})),
        "18.docx": docx(paragraphs),
        "19-nexis.docx": docx(NEXIS.strip().split("\n"), style="Normal"),
        "20.rtf": rtf(paragraphs),
        "21-factiva.rtf": rtf(FACTIVA.split("\n")),
        "22.odt": odt(paragraphs),
        "23.pdf": pdf([TITLE, "", *wrapped(BODY), "", *wrapped(MORE)]),
        "24.eml": EML.encode(),
        "25-factiva.txt": FACTIVA.encode(),
        "26.zip": zipped({"a/1.html": PAGE, "a/2.jsonl": json.dumps(RECORD)}),
        "27.tar.gz": tarred({"b/1.txt": plain}),
        "28.txt.gz": gzip.compress(plain),
        "29.zip": zipped({"inner.zip": zipped({"1.txt": plain})}),
    }


def build(folder: Path) -> Path:
    """Write a file of each format into ``folder``, some in sub-folders; return it."""
    for number, (name, content) in enumerate(files().items()):
        path = folder / ("archiv" if number % 3 == 2 else "") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
