"""Single requests: what a hostile or tired server can do, each with the exact outcome. Loopback only."""

import base64
import datetime as dt
import gzip
import itertools
import threading
import time
from email.utils import format_datetime

import pytest

from analysis.errors import InputError
from analysis.fetch import addresses, http
from analysis.fetch.failure import Failure
from analysis.fetch.fetching import secret, user_agent
from analysis.fetch.http import Bounds
from analysis.fetch.polite import Client, retry_after
from analysis.fetch.sources import Source
from tests.fetch.local_server import Server, Sleeper, hang, html


def fails(client: Client, url: str, message: str, **more: object) -> Failure:
    with pytest.raises(Failure) as caught:
        client.get(url, **more)
    assert message in str(caught.value), caught.value
    return caught.value


def test_a_page(server: Server, client: Client) -> None:
    server.pages["/a?b=ä c"] = server.pages["/a?b=%C3%A4%20c"] = html("Grüße".encode())
    answer = client.get(f"{server.base}/a?b=ä c#kommentare")
    assert (answer.status, answer.body.decode()) == (200, "Grüße")
    assert server.paths() == ["/robots.txt", "/a?b=%C3%A4%20c"]
    assert server.log[1][1]["user-agent"] == "Pressespiegel/0 (+redaktion@example.org)"
    assert "cookie" not in server.log[1][1]


def test_gzip(server: Server, client: Client) -> None:
    server.pages["/a"] = html(gzip.compress(b"x" * 5000), Content_Encoding="gzip")
    assert client.get(f"{server.base}/a").body == b"x" * 5000


def test_404_is_an_answer(server: Server, client: Client) -> None:
    assert client.get(f"{server.base}/nichts").status == 404


def test_429_waits_as_long_as_it_is_asked(server: Server, client: Client, sleeper: Sleeper) -> None:
    answers = iter([(429, {"Retry-After": "30"}, b""), html(b"da")])
    server.pages["/a"] = lambda handler: _send(handler, next(answers))
    assert client.get(f"{server.base}/a").body == b"da"
    assert sleeper.slept == [2.0, 30.0]  # after robots.txt, after the 429


def test_429_with_a_date_and_for_too_long(server: Server, client: Client, sleeper: Sleeper) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    server.pages["/a"] = (429, {"Retry-After": format_datetime(later, usegmt=True)}, b"")
    server.pages["/b"] = html(b"da")
    failure = fails(client, f"{server.base}/a", "127.0.0.1 bittet um Ruhe (429)")
    assert failure.over and failure.retry
    fails(client, f"{server.base}/b", "127.0.0.1 bittet um Ruhe (429)")  # is not even asked
    assert server.paths() == ["/robots.txt", "/a"]
    assert sleeper.slept == [2.0]


def test_429_again_and_again(server: Server, client: Client, sleeper: Sleeper) -> None:
    server.pages["/a"] = (429, {}, b"")
    fails(client, f"{server.base}/a", "bittet um Ruhe (429)")
    assert server.paths().count("/a") == 4
    assert sleeper.slept == [2.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120.0), ("0", 0.0), ("bald", None), ("", None), ("-5", None)]
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_500_with_back_off_then_well(server: Server, client: Client, sleeper: Sleeper) -> None:
    answers = iter([(500, {}, b""), (502, {}, b""), html(b"da")])
    server.pages["/a"] = lambda handler: _send(handler, next(answers))
    assert client.get(f"{server.base}/a", delay=1.0).body == b"da"
    assert sleeper.slept == [1.0, 2.0, 4.0]


def test_500_for_good_and_a_host_given_up(server: Server, client: Client) -> None:
    for name in "abcd":
        server.pages[f"/{name}"] = (500, {}, b"")
    for name in "abc":
        assert not fails(client, f"{server.base}/{name}", "der Server antwortet mit 500").over
    assert fails(client, f"{server.base}/d", "wird in diesem Lauf nicht mehr gefragt").over
    assert [server.paths().count(f"/{name}") for name in "abcd"] == [4, 4, 4, 0]


def test_a_server_that_hangs(server: Server, client: Client) -> None:
    server.pages["/a"] = hang(5)
    began = time.monotonic()
    fails(client, f"{server.base}/a", "keine Antwort in der erlaubten Zeit")
    assert 4 * 0.4 <= time.monotonic() - began < 4 * 0.4 + 1.5


def test_a_server_that_drips(server: Server, client: Client) -> None:
    def drip(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    server.pages["/a"] = drip
    began = time.monotonic()
    with pytest.raises(Failure, match="keine Antwort in der erlaubten Zeit"):
        http.get(f"{server.base}/a", {}, Bounds(1 << 20, 0.4, 1.0))
    assert time.monotonic() - began < 2


def test_a_server_that_drips_its_headers(server: Server) -> None:
    def drip(handler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50:
            handler.wfile.write(bytes([letter]))
            handler.wfile.flush()
            time.sleep(0.05)

    server.pages["/a"] = drip
    began = time.monotonic()
    with pytest.raises(Failure, match="keine Antwort in der erlaubten Zeit"):
        http.get(f"{server.base}/a", {}, Bounds(1 << 20, 0.4, 1.0))
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("how", ["length", "chunked", "at once", "gzip"])
def test_a_connection_that_is_cut(server: Server, client: Client, how: str) -> None:
    def cut(handler) -> None:
        if how == "at once":
            handler.connection.close()
            return
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        if how == "gzip":
            handler.send_header("Content-Encoding", "gzip")
        name, value = ("Transfer-Encoding", "chunked") if how == "chunked" else ("Content-Length", "1000")
        if how != "gzip":
            handler.send_header(name, value)
        handler.end_headers()
        body = gzip.compress(bytes(range(256)) * 8)[:-20] if how == "gzip" else b"10\r\n0123456789"
        handler.wfile.write(body)
        handler.close_connection = True

    server.pages["/a"] = cut
    fails(client, f"{server.base}/a", "die Verbindung ist abgerissen")
    assert server.paths().count("/a") == 4


def test_redirects(server: Server, client: Client) -> None:
    server.pages["/a"] = (301, {"Location": "/b"}, b"")
    server.pages["/b"] = (302, {"Location": f"{server.base}/c"}, b"")
    server.pages["/c"] = html(b"da")
    answer = client.get(f"{server.base}/a")
    assert (answer.body, answer.url) == (b"da", f"{server.base}/c")


def test_redirects_in_a_circle_and_without_end(server: Server, client: Client) -> None:
    server.pages["/a"] = (301, {"Location": "/b"}, b"")
    server.pages["/b"] = (301, {"Location": "/a"}, b"")
    fails(client, f"{server.base}/a", "die Weiterleitungen führen im Kreis")
    assert server.paths() == ["/robots.txt", "/a", "/b"]
    for number in range(20):
        server.pages[f"/{number}"] = (307, {"Location": f"/{number + 1}"}, b"")
    fails(client, f"{server.base}/0", "mehr als 5 Weiterleitungen")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://10.0.0.7/", "liegt im privaten Netz"),
        ("http://169.254.169.254/latest/meta-data/", "liegt im privaten Netz"),
        ("http://[::1]/", "liegt im privaten Netz"),
        ("file:///etc/passwd", "ist keine Adresse mit http oder https"),
        ("http://[bad/", "führt zu keiner Adresse"),
    ],
)
def test_redirects_into_the_private_network(
    server: Server, client: Client, target: str, message: str
) -> None:
    server.pages["/a"] = (302, {"Location": target}, b"")
    fails(client, f"{server.base}/a", message)


def test_500_megabytes(server: Server, client: Client) -> None:
    sent = []

    def endless(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(500):
            handler.wfile.write(b"x" * (1 << 20))
            sent.append(1)

    server.pages["/a"] = endless
    server.pages["/b"] = lambda handler: (
        handler.send_response(200),
        handler.send_header("Content-Length", str(500 << 20)),
        handler.end_headers(),
    )
    bomb = gzip.compress(b"\0" * (50 << 20))
    server.pages["/c"] = html(bomb, Content_Encoding="gzip")
    for name in "abc":
        assert not fails(client, f"{server.base}/{name}", "die Seite ist größer als 1 MB").retry
    assert len(sent) < 100 and len(bomb) < 1 << 20
    assert [server.paths().count(f"/{name}") for name in "abc"] == [1, 1, 1]  # never tried again


def test_packed_in_a_way_not_asked_for(server: Server, client: Client) -> None:
    server.pages["/a"] = html(b"\x0b\x02\x80", Content_Encoding="br")
    fails(client, f"{server.base}/a", "gepackt, um die nicht gebeten wurde (br)")
    server.pages["/b"] = html(b"not gzip", Content_Encoding="gzip")
    fails(client, f"{server.base}/b", "die gepackte Seite ist beschädigt")


ROBOTS = b"""User-agent: *
Disallow: /intern/
Allow: /intern/offen
Disallow: /*?druck=
User-agent: Pressespiegel
Disallow: /nicht-fuer-uns
Crawl-delay: 7
Disallow: /*?druck=
Disallow: /intern/
Allow: /intern/offen
"""


def test_robots(server: Server, client: Client, sleeper: Sleeper) -> None:
    server.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, ROBOTS)
    for path in ("/intern/a", "/a?druck=1", "/nicht-fuer-uns"):
        server.pages[path] = html(b"geheim")
        assert not fails(
            client, f"{server.base}{path}", "die robots.txt des Hauses verbietet den Abruf"
        ).retry
    for path in ("/intern/offen", "/a"):
        server.pages[path] = html(b"offen")
        assert client.get(f"{server.base}{path}").body == b"offen"
    assert server.paths() == ["/robots.txt", "/intern/offen", "/a"]  # asked for once
    assert sleeper.slept == [2.0, 7.0]  # the delay that the host asks for


def test_robots_forbids_what_a_redirect_leads_to(server: Server, client: Client) -> None:
    server.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /intern/\n")
    server.pages["/a"] = (302, {"Location": "/intern/a"}, b"")
    server.pages["/intern/a"] = html(b"geheim")
    fails(client, f"{server.base}/a", "verbietet")
    assert "/intern/a" not in server.paths()


def test_robots_that_cannot_be_read(server: Server, client: Client) -> None:
    server.pages["/robots.txt"] = (500, {}, b"")
    server.pages["/a"] = html(b"da")
    assert fails(client, f"{server.base}/a", "die robots.txt ist nicht zu lesen").over
    fails(client, f"{server.base}/a", "die robots.txt ist nicht zu lesen")
    assert server.paths() == ["/robots.txt"] * 4


@pytest.mark.parametrize("answer", [(403, {}, b""), (404, {}, b""), (200, {}, b"\xff\xfe\x00 no rules")])
def test_no_rules_allow_all(server: Server, client: Client, answer) -> None:
    server.pages["/robots.txt"] = answer
    server.pages["/a"] = html(b"da")
    assert client.get(f"{server.base}/a").body == b"da"


def test_one_request_at_a_time_with_pauses(server: Server) -> None:
    quick = Client("Pressespiegel/0 (+a@example.org)")
    times: list[float] = []

    def slow(handler) -> None:
        times.append(time.monotonic())
        time.sleep(0.05)
        _send(handler, html(b"da"))

    for number in range(6):
        server.pages[f"/{number}"] = slow
    threads = [
        threading.Thread(target=quick.get, args=(f"{server.base}/{number}",), kwargs={"delay": 0.2})
        for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.most == 1
    assert all(later - earlier > 0.19 for earlier, later in itertools.pairwise(times))


def test_private_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRESSESPIEGEL_ALLOW_PRIVATE", raising=False)
    private = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.1.1 100.64.0.1 0.0.0.0 224.0.0.1"
    private += " ::1 fe80::1 fc00::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1"
    private += " 2002:7f00:1:: 240.0.0.1 255.255.255.255"
    assert [a for a in private.split() if addresses.is_public(a)] == []
    assert addresses.is_public("93.184.216.34") and addresses.is_public("2606:2800:220:1::1")
    with pytest.raises(Failure, match="PRESSESPIEGEL_ALLOW_PRIVATE"):
        addresses.resolve("127.0.0.1", 80)
    for allowed in ("127.0.0.1", "10.0.0.0/8, 127.0.0.0/8", "localhost,127.0.0.1"):
        monkeypatch.setenv("PRESSESPIEGEL_ALLOW_PRIVATE", allowed)
        assert addresses.resolve("127.0.0.1", 80) == "127.0.0.1"


def test_the_checked_address_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with a public address first and a private one later is resolved only once."""
    import socket

    asked = []
    real = socket.getaddrinfo

    def changing(host, port, *args, **kwargs):
        if host == "wechselnd.example":
            asked.append(host)
            return real("127.0.0.1", port, *args, **kwargs)
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    server.pages["/"] = html(b"da")
    url = server.base.replace("127.0.0.1", "wechselnd.example") + "/"
    assert http.get(url, {}).body == b"da"
    assert asked == ["wechselnd.example"]
    assert server.log[0][1]["host"].startswith("wechselnd.example:")


def test_credentials(server: Server, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("feed", f"{server.base}/a", "a", credentials="BLATT")
    monkeypatch.delenv("PRESSESPIEGEL_AUTH_BLATT", raising=False)
    with pytest.raises(InputError, match="PRESSESPIEGEL_AUTH_BLATT"):
        secret(source)
    monkeypatch.setenv("PRESSESPIEGEL_AUTH_BLATT", "ich:geheim")
    other = Server()
    try:
        server.pages["/a"] = (302, {"Location": f"{other.base}/b"}, b"")
        other.pages["/b"] = html(b"da")
        client.get(f"{server.base}/a", secret=secret(source))
        sent = base64.b64encode(b"ich:geheim").decode()
        assert server.log[1][1]["authorization"] == f"Basic {sent}"
        assert "authorization" not in server.log[0][1]  # robots.txt needs none
        assert [headers.get("authorization") for _, headers in other.log] == [None, None]
    finally:
        other.close()
    monkeypatch.setenv("PRESSESPIEGEL_AUTH_BLATT", "marke")
    assert secret(source) == "Bearer marke"


def test_who_asks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRESSESPIEGEL_CONTACT", raising=False)
    assert user_agent("redaktion@example.org").endswith("(+redaktion@example.org)")
    for bad in ("", "a\r\nX-Evil: 1", "öffentlich@example.org"):
        with pytest.raises(InputError, match="Kontaktadresse"):
            user_agent(bad)
    monkeypatch.setenv("PRESSESPIEGEL_CONTACT", "https://example.org/bot")
    assert user_agent("").startswith("Pressespiegel/")


def _send(handler, page) -> None:
    status, headers, body = page
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
