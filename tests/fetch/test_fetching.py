"""Whole fetches between which the server changes: what lies in data/raw, what the reader makes of it."""

import datetime as dt
import signal
import subprocess
import sys
import textwrap
import types
from pathlib import Path

import pytest

from analysis.errors import InputError, RunError
from analysis.fetch import fetching, ledger, pages
from analysis.fetch.http import Bounds
from analysis.fetch.polite import Client
from analysis.fetch.sources import Source
from analysis.read import read
from tests.fetch.local_server import Server, Sleeper, article, hang, html, rss

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
FIRST, SECOND = "Tue, 03 Mar 2026 08:00:00 +0100", "Wed, 04 Mar 2026 08:00:00 +0100"
TEXT = "Die Brücke über die Ahle bleibt gesperrt, sagte die Sprecherin der Stadt am Dienstag den Anwohnern."


@pytest.fixture
def ask(server: Server, sleeper: Sleeper):
    def run(*sources: Source, hours: float = 0) -> fetching.Fetched:
        client = Client(
            "Pressespiegel/0 (+a@example.org)", Bounds(1 << 20, 0.4, 1.5), sleeper.clock, sleeper.sleep
        )
        given = sources or (feed(server),)
        return fetching.fetch("data/raw/woche", given, client=client, now=NOW + dt.timedelta(hours=hours))

    return run


def feed(server: Server, path: str = "/rss", **more) -> Source:
    return Source("feed", f"{server.base}{path}", **({"name": "ahlebote", "outlet": "Der Ahlebote"} | more))


def counts(found: fetching.Fetched) -> tuple[int, ...]:
    return tuple(found[:5])


def stored(project: Path) -> list[str]:
    folder = project / "data" / "raw" / "woche"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.warc.gz"))


def fill(server: Server, *names: str, when: str = FIRST, **headers: str) -> None:
    for name in names:
        server.pages[f"/{name}"] = html(article(f"Titel {name}", f"{TEXT} Das ist {name}."), **headers)
    server.pages["/rss"] = (
        200,
        {"ETag": f'"{when}{names}"'},
        rss(*((f"{server.base}/{n}", when) for n in names)),
    )


def test_new_articles_are_stored_as_received_and_read(project: Path, server: Server, ask) -> None:
    fill(server, "a", "b", Set_Cookie="wer=ich", X_Name="wert")
    assert counts(ask()) == (2, 0, 0, 0, 0)
    files = stored(project)
    assert len(files) == 2 and files[0].startswith("ahlebote/2026-03/a-")
    from warcio.archiveiterator import ArchiveIterator

    with (project / "data" / "raw" / "woche" / files[0]).open("rb") as file:
        [record] = list(ArchiveIterator(file, check_digests="raise"))
    assert record.rec_headers.get_header("WARC-Target-URI") == f"{server.base}/a"
    assert record.rec_headers.get_header("WARC-Date") == "2026-03-04T12:00:00Z"
    assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("X-Name") == "wert"
    assert record.http_headers.get_header("Set-Cookie") is None
    articles = read(project / "data" / "raw" / "woche").articles
    assert list(articles["title"]) == ["Titel a", "Titel b"]
    assert set(articles["outlet"]) == {"Der Ahlebote"}
    assert list(articles["url"]) == [f"{server.base}/a", f"{server.base}/b"]
    assert articles["published_at"][0].isoformat().startswith("2026-03-03T")


def test_the_body_is_stored_byte_for_byte(project: Path, server: Server, ask) -> None:
    from warcio.archiveiterator import ArchiveIterator

    body = article("Titel", TEXT) + b"<!-- \x80\xff\x00 -->"
    fill(server, "a")
    server.pages["/a"] = html(body)
    ask()
    with (project / "data" / "raw" / "woche" / stored(project)[0]).open("rb") as file:
        assert [record.content_stream().read() for record in ArchiveIterator(file)] == [body]


def test_nothing_is_fetched_twice(project: Path, server: Server, ask) -> None:
    fill(server, "a", "b", ETag='"1"')
    ask()
    del server.log[:]
    assert counts(ask(hours=1)) == (0, 0, 0, 0, 0)  # the feed says 304
    assert server.paths() == ["/robots.txt", "/rss"]
    assert server.log[1][1]["if-none-match"].startswith('"')
    fill(server, "a", "b", "c", ETag='"1"')  # the feed has changed, a and b have not
    del server.log[:]
    assert counts(ask(hours=2)) == (1, 0, 0, 0, 0)
    assert server.paths() == ["/robots.txt", "/rss", "/c"]


def test_an_updated_entry_is_asked_for_conditionally(project: Path, server: Server, ask) -> None:
    fill(server, "a", ETag='"1"', Last_Modified="Tue, 03 Mar 2026 07:00:00 GMT")
    ask()
    before = stored(project)
    fill(server, "a", when=SECOND, ETag='"1"')
    del server.log[:]
    assert counts(ask(hours=1)) == (0, 0, 1, 0, 0)  # 304
    asked = server.log[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Tue, 03 Mar 2026 07:00:00 GMT")
    assert stored(project) == before


def test_a_changed_article_takes_the_place_of_the_earlier_one(project: Path, server: Server, ask) -> None:
    fill(server, "a", ETag='"1"')
    ask()
    [first] = stored(project)
    fill(server, "a", when=SECOND, ETag='"2"')
    server.pages["/a"] = html(article("Titel a, berichtigt", TEXT), ETag='"2"')
    assert counts(ask(hours=1)) == (0, 1, 0, 0, 0)
    folder = project / "data" / "raw" / "woche"
    assert (folder / first.replace("ahlebote/", "ahlebote/.frueher/")).is_file()  # nothing is lost
    assert list(read(folder).articles["title"]) == ["Titel a, berichtigt"]  # and nothing counts twice
    assert counts(ask(hours=2)) == (0, 0, 0, 0, 0)


def test_the_same_bytes_without_marks_are_not_stored_again(project: Path, server: Server, ask) -> None:
    fill(server, "a")
    ask()
    before = stored(project)
    fill(server, "a", when=SECOND)
    assert counts(ask(hours=1)) == (0, 0, 1, 0, 0)
    assert stored(project) == before


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("utf-8", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("cp1252", "utf-8", "text/html; charset=utf-8"),
        ("utf-8", "klingon", "text/html; charset=klingon"),
        ("cp1252", "windows-1252", "text/html"),
    ],
)
def test_a_wrong_charset(
    project: Path, server: Server, ask, written: str, declared: str, header: str
) -> None:
    fill(server, "a")
    page = article("Größe „Ähre“", TEXT, written, declared)
    server.pages["/a"] = (200, {"Content-Type": header}, page)
    assert counts(ask())[0] == 1
    assert list(read(project / "data" / "raw" / "woche").articles["title"]) == ["Größe „Ähre“"]


def test_bad_pages_are_told_and_good_ones_go_on(project: Path, server: Server, ask, sleeper: Sleeper) -> None:
    fill(server, "a", "b", "c", "d", "e", "f")
    server.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /b\n")
    server.pages["/c"] = (404, {}, b"")
    server.pages["/d"] = (301, {"Location": "/d"}, b"")
    server.pages["/e"] = (200, {"Content-Type": "application/pdf"}, b"%PDF")
    found = ask()
    assert counts(found) == (2, 0, 0, 4, 0)
    assert sorted(found.warnings) == [
        "Der Ahlebote: 1 Seite nicht abgerufen: der Server antwortet mit 404.",
        "Der Ahlebote: 1 Seite nicht abgerufen: die Weiterleitungen führen im Kreis.",
        "Der Ahlebote: 1 Seite nicht abgerufen: die robots.txt des Hauses verbietet den Abruf.",
        "Der Ahlebote: 1 Seite nicht abgerufen: es ist keine Webseite (application/pdf).",
    ]
    del server.log[:]
    assert counts(ask(hours=1)) == (0, 0, 0, 0, 0)  # they are left for good
    assert server.paths() == ["/robots.txt", "/rss"]


def test_a_page_that_fails_waits_for_the_next_run(project: Path, server: Server, ask) -> None:
    fill(server, "a")
    good = server.pages["/a"]
    server.pages["/a"] = hang(3)
    found = ask()
    assert counts(found) == (0, 0, 0, 1, 0)
    assert found.warnings == ("Der Ahlebote: 1 Seite nicht abgerufen: keine Antwort in der erlaubten Zeit.",)
    server.pages["/a"] = good
    assert counts(ask(hours=1)) == (1, 0, 0, 0, 0)  # though the feed says 304


def test_a_page_that_fails_five_times_is_left(project: Path, server: Server, ask) -> None:
    fill(server, "a")
    server.pages["/a"] = (500, {}, b"")
    assert [counts(ask(hours=n))[3] for n in range(6)] == [1, 1, 1, 1, 1, 0]


def test_a_tired_host_is_left_alone_and_nothing_is_lost(project: Path, server: Server, ask) -> None:
    fill(server, "a", "b", "c")
    for name in "abc":
        server.pages[f"/{name}"] = (429, {"Retry-After": "7200"}, b"")
    found = ask()
    assert counts(found) == (0, 0, 0, 0, 3)
    assert len([path for path in server.paths() if path in ("/a", "/b", "/c")]) == 1
    assert found.warnings == ("Der Ahlebote: 3 Seiten nicht abgerufen: 127.0.0.1 bittet um Ruhe (429).",)
    fill(server, "a", "b", "c")
    assert counts(ask(hours=3)) == (3, 0, 0, 0, 0)


def test_one_silent_feed_stops_no_other(project: Path, server: Server, ask) -> None:
    fill(server, "a")
    server.pages["/kaputt"] = (200, {}, b"Wartungsarbeiten")
    silent = feed(server, "/kaputt", name="blatt", outlet="Blatt")
    found = ask(silent, feed(server))
    assert (counts(found), found.silent) == ((1, 0, 0, 0, 0), ("Blatt",))
    [told] = found.warnings
    assert told == (
        f"Blatt: {server.base}/kaputt fehlt (das ist weder ein RSS- oder Atom-Feed noch eine Sitemap; "
        "noch nie erreicht)."
    )
    server.pages["/kaputt"] = (200, {}, rss())
    assert ask(silent, feed(server), hours=24).silent == ()
    server.pages["/kaputt"] = (404, {}, b"")
    assert "zuletzt erreicht am 05.03.2026" in ask(silent, hours=48).warnings[0]


def test_old_entries_and_the_limit(project: Path, server: Server, ask) -> None:
    fill(server, "a", "b", "c")
    old = rss(
        (f"{server.base}/a", "Mon, 02 Feb 2026 08:00:00 +0100"),
        (f"{server.base}/b", FIRST),
        (f"{server.base}/c", SECOND),
    )
    server.pages["/rss"] = (200, {}, old)
    assert counts(ask(feed(server, limit=1))) == (1, 0, 0, 0, 1)
    assert stored(project)[0].startswith("ahlebote/2026-03/c-")  # the youngest first
    assert counts(ask(feed(server, limit=1), hours=1)) == (1, 0, 0, 0, 0)
    assert "/a" not in server.paths()


def test_sitemaps(project: Path, server: Server, ask) -> None:
    fill(server, "a", "b")
    location = "<sitemap><loc>{}</loc><lastmod>{}</lastmod></sitemap>".format
    index = location("/jung.xml", "2026-03-04") + location("/alt.xml", "2020-01-01")
    server.pages["/sitemap.xml"] = (200, {"ETag": '"1"'}, f"<sitemapindex>{index}</sitemapindex>".encode())
    urls = "".join(f"<url><loc>{server.base}/{n}</loc><lastmod>2026-03-03</lastmod></url>" for n in "ab")
    server.pages["/jung.xml"] = (200, {"ETag": '"1"'}, f"<urlset>{urls}</urlset>".encode())
    source = Source("sitemap", f"{server.base}/sitemap.xml", "ahlebote")
    assert counts(ask(source)) == (2, 0, 0, 0, 0)
    assert counts(ask(source, hours=1)) == (0, 0, 0, 0, 0)
    assert server.paths()[-3:] == ["/robots.txt", "/sitemap.xml", "/jung.xml"]
    assert "/alt.xml" not in server.paths()


def test_credentials_leave_no_trace(
    project: Path, server: Server, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSESPIEGEL_AUTH_BLATT", "ich:sehr-geheim")
    fill(server, "a")
    ask(feed(server, credentials="BLATT"))
    sent = [headers.get("authorization") for path, headers in server.log if path in ("/rss", "/a")]
    assert len(sent) == 2 and all(sent)
    import base64
    import gzip

    token = base64.b64encode(b"ich:sehr-geheim")
    for path in project.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data += gzip.decompress(data) if path.suffix == ".gz" else b""
            assert b"sehr-geheim" not in data and token not in data


def test_a_feed_cannot_send_us_into_the_private_network(project: Path, server: Server, ask) -> None:
    server.pages["/rss"] = (
        200,
        {},
        rss(("http://169.254.169.254/latest", FIRST), ("file:///etc/passwd", FIRST)),
    )
    found = ask()
    assert counts(found) == (0, 0, 0, 2, 0) and stored(project) == []
    assert "liegt im privaten Netz" in " ".join(found.warnings)


def test_no_contact_no_request(project: Path, server: Server) -> None:
    with pytest.raises(InputError, match="Kontaktadresse"):
        fetching.fetch("data/raw/woche", [feed(server)])
    assert server.log == []


def test_a_full_disk(project: Path, server: Server, ask, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    fill(server, "a", "b")

    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".gz":
            raise OSError(errno.ENOSPC, "No space left on device")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    monkeypatch.setattr(pages, "write_atomically", full)
    with pytest.raises(OSError, match="No space left"):
        ask()
    assert stored(project) == []
    monkeypatch.undo()
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(project))
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW_PRIVATE", "127.0.0.1")
    assert counts(ask(hours=1)) == (2, 0, 0, 0, 0)


def test_a_broken_ledger_is_named(project: Path, server: Server, ask) -> None:
    (project / "data" / "raw" / ".fetch.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(RunError, match=r"Verzeichnis der Abrufe .*\.fetch\.sqlite"):
        ask()


@pytest.mark.slow
def test_killed_at_any_moment_every_article_is_there_once(project: Path, server: Server) -> None:
    """Kill -9 after each of many moments; in the end every article is stored, each once, all readable."""
    names = [f"artikel-{number}" for number in range(12)]
    fill(server, *names, ETag='"1"')
    program = textwrap.dedent("""
        import sys, time, datetime as dt
        from analysis.fetch import fetching, http
        from analysis.fetch.polite import Client
        from analysis.fetch.sources import Source
        source = Source("feed", sys.argv[1], "ahlebote", delay=0.01)
        print("go", flush=True)
        found = fetching.fetch("data/raw/woche", [source], client=Client("Pressespiegel/0 (+a@b.de)"),
                               now=dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC))
        print(*found[:5], flush=True)
    """)
    command = [sys.executable, "-c", program, f"{server.base}/rss"]
    killed = 0
    for milliseconds in (20, 60, 100, 150, 200, 300):
        with subprocess.Popen(command, stdout=-1, text=True) as process:
            assert process.stdout.readline() == "go\n"
            try:
                process.wait(milliseconds / 1000)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert killed >= 3, "the kills came too late to show anything"
    assert done.returncode == 0, done.stderr
    reading = read(project / "data" / "raw" / "woche")
    assert sorted(reading.articles["title"]) == sorted(f"Titel {name}" for name in names)
    assert len(reading.quarantine) == 0
    assert len(stored(project)) == 12 and len(ledger.known("data/raw/woche")) == 12
    assert list((project / "data").rglob(".*.warc.gz.*")) == []


def test_fundus_is_optional(project: Path, ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fundus", None)
    with pytest.raises(InputError, match=r"pip install 'pressespiegel\[fundus\]'"):
        ask(Source("fundus", "de.SZ", "sz"))


def test_fundus_pages_are_stored_like_all_others(project: Path, ask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Crawler:
        def __init__(self, *publishers, delay, threading):
            made.append((publishers, delay, threading))

        def crawl(self, max_articles, only_complete, url_filter):
            for name in "ab":
                url = f"https://www.example.org/{name}"
                if not url_filter(url):
                    page = article(f"Titel {name}", TEXT).decode()
                    yield types.SimpleNamespace(html=types.SimpleNamespace(responded_url=url, content=page))

    class Publishers:
        SZ = types.SimpleNamespace(name="SZ")

        def __iter__(self):
            return iter([self.SZ])

    fake = types.SimpleNamespace(Crawler=Crawler, PublisherCollection=types.SimpleNamespace(de=Publishers()))
    monkeypatch.setitem(sys.modules, "fundus", fake)
    source = Source("fundus", "de.SZ", "sz", "Süddeutsche Zeitung", delay=3)
    assert counts(ask(source)) == (2, 0, 0, 0, 0)
    assert counts(ask(source, hours=1)) == (0, 0, 0, 0, 0)
    assert made[0][1:] == (3.0, False)
    articles = read(project / "data" / "raw" / "woche").articles
    assert set(articles["outlet"]) == {"Süddeutsche Zeitung"}
    with pytest.raises(InputError, match="in „de“ keinen Verlag „SY“"):
        ask(Source("fundus", "de.SY", "sy"))
