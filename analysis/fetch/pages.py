"""A page as received -> one WARC file (ISO 28500): address, time, status, headers, body and hash in one.

The reader of this suite takes articles from it with their address; so do the tools of web archives.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from analysis.fetch.http import Answer
from analysis.fetch.sources import Source
from analysis.tables import write_atomically

# The body is stored unpacked and whole, so that these would no longer be true of it.
TRANSPORT = ("content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive")
PRIVATE = ("set-cookie", "set-cookie2", "www-authenticate", "authorization", "proxy-authenticate")
EARLIER = ".frueher"  # a name with a dot: kept, but not read again


def digest(body: bytes) -> str:
    """Return the SHA-256 of a page."""
    return hashlib.sha256(body).hexdigest()


def store(folder: Path, answer: Answer, url: str, when: dt.datetime) -> Path:
    """Write the page that answered ``url`` to ``folder``/<month>/ and return the path of the file.

    The name tells the article, and changes with the content; writing the same page again gives the
    same name.
    """
    name = f"{_slug(url)}-{digest(url.encode() + answer.body)[:10]}.warc.gz"
    path = folder / f"{when:%Y-%m}" / name
    write_atomically(path, record(answer, url, when))
    return path


def record(answer: Answer, url: str, when: dt.datetime) -> bytes:
    """Return a gzipped WARC record of the answer; cookies and credentials are left out."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    kept = [(name, value) for name, value in answer.headers if name.lower() not in TRANSPORT + PRIVATE]
    kept.append(("Content-Length", str(len(answer.body))))
    status = StatusAndHeaders(f"{answer.status} {answer.reason}".strip(), kept, protocol="HTTP/1.1")
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    more = {"WARC-Date": f"{when.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"}
    if answer.url != url:
        more["WARC-X-Final-URI"] = answer.url
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=io.BytesIO(answer.body), http_headers=status, warc_headers_dict=more
        )
    )
    return buffer.getvalue()


def _slug(url: str) -> str:
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    plain = re.sub(r"[^\w]+", "-", re.sub(r"\.\w{1,5}$", "", parts[-1] if parts else "seite"))
    return plain.strip("-_")[:60].lower() or "seite"


def set_aside(folder: Path, file: Path) -> None:
    """Move an earlier version of a page to where it is kept but no longer read."""
    if file.is_file():
        target = folder / EARLIER / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)


def describe(folder: Path, source: Source) -> None:
    """Write the name of the medium beside its pages, where nobody has done so."""
    settings = folder / "quelle.yaml"
    if source.outlet and not settings.exists():
        medium = yaml.safe_dump({"medium": source.outlet}, allow_unicode=True)
        text = f"# aus der Quelle {source.address}\n{medium}"
        write_atomically(settings, text.encode("utf-8"))


def clear_leftovers(folder: Path) -> None:
    """Delete the half-written files that a killed run left in ``folder``."""
    for path in folder.glob("*/.*.warc.gz.*"):
        path.unlink(missing_ok=True)
