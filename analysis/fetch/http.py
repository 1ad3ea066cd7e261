"""One HTTP request within bounds: address checked, time and size limited, nothing followed."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from analysis.fetch.addresses import resolve
from analysis.fetch.failure import Failure

CHUNK = 1 << 16
SAFE = "%/:=&?~+!$,;'@()*[]|"  # what is left as it is in a path or query


class Bounds(NamedTuple):
    """The budget of one request: bytes of the body (unpacked), seconds of silence, seconds in all."""

    size: int = 10 * 2**20
    silence: float = 20.0
    total: float = 60.0


class Answer(NamedTuple):
    """What a server answered: status, headers as received, the body unpacked."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def plain(url: str) -> str:
    """Return ``url`` in ASCII and without fragment, as it is asked for; Failure if it is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise Failure(f"„{url[:200]}“ ist keine Adresse") from None
    if parts.scheme not in ("http", "https") or not name:
        raise Failure(f"„{url[:200]}“ ist keine Adresse mit http oder https")
    name = f"[{name}]" if ":" in name else name
    place = f"{name}:{port}" if port else name
    return urlunsplit((parts.scheme, place, quote(parts.path or "/", SAFE), quote(parts.query, SAFE), ""))


def target(answer: Answer) -> str:
    """Return where a redirect leads, an empty text if the answer is none; Failure if it is no address."""
    if answer.status not in (301, 302, 303, 307, 308) or not answer.header("Location"):
        return ""
    try:
        return plain(urljoin(answer.url, answer.header("Location")))
    except ValueError:
        raise Failure("die Weiterleitung führt zu keiner Adresse") from None


def get(url: str, headers: Mapping[str, str], bounds: Bounds | None = None) -> Answer:
    """Ask for ``url`` once and return the answer, whatever its status; Failure where there is none.

    ``url`` must be ``plain``. Redirects are not followed.
    """
    bounds = bounds or Bounds()
    try:
        with _connection(url, bounds) as connection:
            parts = urlsplit(url)
            path = urlunsplit(("", "", parts.path, parts.query, ""))
            connection.request(
                "GET", path, headers={"Accept-Encoding": "gzip", "Connection": "close", **headers}
            )
            response = connection.getresponse()
            body = b"" if response.status == 304 else _body(response, bounds.size)
            return Answer(url, response.status, response.reason, tuple(response.getheaders()), body)
    except TimeoutError as error:
        raise Failure("keine Antwort in der erlaubten Zeit", retry=True, host=True) from error
    except ssl.SSLCertVerificationError as error:
        raise Failure(f"das Zertifikat gilt nicht ({error.verify_message})", retry=True, host=True) from error
    except (OSError, http.client.HTTPException) as error:
        text = str(error) or type(error).__name__
        raise Failure(f"die Verbindung ist abgerissen ({text})", retry=True, host=True) from error


@contextmanager
def _connection(url: str, bounds: Bounds) -> Iterator[http.client.HTTPConnection]:
    """Connect to the checked address; the connection is cut when the time is up."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(host, port, timeout=bounds.silence)
    late = threading.Event()
    raw = socket.create_connection((resolve(host, port), port), timeout=min(10.0, bounds.silence))

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):  # it has ended by itself
            socket.socket.shutdown(raw, socket.SHUT_RDWR)

    # a server that sends one byte a second is never silent: only a clock of its own ends that
    alarm = threading.Timer(bounds.total, cut)
    alarm.daemon = True
    alarm.start()
    try:
        raw.settimeout(bounds.silence)
        if secure:
            raw = _context().wrap_socket(raw, server_hostname=host)
        connection.sock = raw
        yield connection
        if late.is_set():  # a cut may look like the end of headers or body
            raise TimeoutError
    except (OSError, http.client.HTTPException, Failure) as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        alarm.cancel()
        connection.close()
        raw.close()


@cache
def _context() -> ssl.SSLContext:
    """Return the system's trust store; where Python finds none (macOS), certifi's."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        try:
            import certifi
        except ImportError:
            return context
        context.load_verify_locations(certifi.where())
    return context


def _body(response: http.client.HTTPResponse, size: int) -> bytes:
    """Read and unpack the body; Failure where it is too large, packed in a way not asked for, or cut."""
    announced = response.getheader("Content-Length", "")
    if announced.isdigit() and int(announced) > size:
        raise Failure(_too_large(size))
    packed = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip"):
        raise Failure(f"die Seite ist in einer Weise gepackt, um die nicht gebeten wurde ({packed[:40]})")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed != "identity" else None
    parts: list[bytes] = []
    left = size
    while received := response.read1(CHUNK):
        # never more than is left, plus one byte that tells that it is too much
        part = _unpacked(unpacker, received, left + 1) if unpacker else received
        left -= len(part)
        if left < 0:
            raise Failure(_too_large(size))
        parts.append(part)
    if response.length or (unpacker and not unpacker.eof and parts):
        raise Failure("die Verbindung ist abgerissen (die Seite ist unvollständig)", retry=True, host=True)
    return b"".join(parts)


def _unpacked(unpacker: zlib._Decompress, received: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(received, most)
    except zlib.error as error:
        raise Failure(f"die gepackte Seite ist beschädigt ({error})", retry=True) from error


def _too_large(size: int) -> str:
    return f"die Seite ist größer als {size / 2**20:.0f} MB"
