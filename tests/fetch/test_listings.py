"""Feeds and sitemaps as they come: links, times, small faults, traps."""

import datetime as dt
import gzip

import pytest

from analysis.fetch.failure import Failure
from analysis.fetch.listings import moment, read_listing, tidy

BASE = "https://www.example.org/feed/"
DAY = dt.datetime(2026, 3, 2, 6, 30, tzinfo=dt.UTC)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
CASES = [
    (
        "<rss><channel><link>/</link><item><title>A & B</title>"
        "<link> https://a.example/1?utm_source=rss#x </link>"
        "<pubDate>Mon, 02 Mar 2026 07:30:00 +0100</pubDate></item></channel></rss>",
        [("https://a.example/1", DAY)],
    ),
    (
        "<rss><channel><item><guid>https://a.example/2</guid></item><item><guid isPermaLink='false'>https://x/</guid>"
        "</item><item><guid>77</guid></item></channel></rss>",
        [("https://a.example/2", None)],
    ),
    (
        f"<feed {ATOM}><link href='/'/><entry><link rel='self' href='/s'/>"
        "<link rel='alternate' href='../3?id=1&amp;b=ä'/>"
        "<published>2026-03-01T00:00:00Z</published><updated>2026-03-02T06:30:00Z</updated></entry></feed>",
        [("https://www.example.org/3?id=1&b=ä", DAY)],
    ),
    (
        f"<feed {ATOM}><entry><link type='application/json' href='/j'/><link href='/4'/></entry></feed>",
        [("https://www.example.org/4", None)],
    ),
    (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/5</loc>'
        "<n:news><n:publication_date>2026-03-02T07:30:00+01:00</n:publication_date></n:news></url></urlset>",
        [("https://a.example/5", DAY)],
    ),
    (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<item><link>https://a.example/6</link><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "2026-03-02T06:30:00Z</dc:date></item></rdf:RDF>",
        [("https://a.example/6", DAY)],
    ),
    ("<rss><channel></channel></rss>", []),
]


@pytest.mark.parametrize(("text", "entries"), CASES)
@pytest.mark.parametrize("packed", [False, True])
def test_entries(text: str, entries: list[tuple[str, dt.datetime | None]], packed: bool) -> None:
    data = gzip.compress(text.encode()) if packed else text.encode()
    assert [tuple(entry) for entry in read_listing(data, BASE).entries] == entries


def test_an_index_of_sitemaps() -> None:
    text = b"<sitemap><loc>/a.xml</loc><lastmod>2026-03-02T06:30Z</lastmod></sitemap>"
    found = read_listing(b"<sitemapindex>" + text + b"</sitemapindex>", BASE)
    assert (found.entries, [tuple(s) for s in found.sitemaps]) == (
        (),
        [("https://www.example.org/a.xml", DAY)],
    )


def test_a_declared_encoding() -> None:
    head = "<?xml version='1.0' encoding='iso-8859-1'?>"
    text = f"{head}<rss><channel><item><link>/ä</link></item></channel></rss>"
    assert read_listing(text.encode("latin-1"), BASE).entries[0].url == "https://www.example.org/ä"


BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><title>&b;</title></rss>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "weder ein RSS- oder Atom-Feed noch eine Sitemap"),
        (b"Wartungsarbeiten", "weder ein RSS"),
        (b"<html><body><p>Bitte anmelden</p></body></html>", "weder ein RSS"),
        (BOMB, "Entitäten"),
        (gzip.compress(b"\0" * (60 << 20)), "größer als 50 MB"),
        (gzip.compress(b"<rss/>", mtime=0)[:-9] + b"xxxxxxxxx", "beschädigt"),
    ],
)
def test_no_listing(data: bytes, message: str) -> None:
    with pytest.raises(Failure, match=message):
        read_listing(data, BASE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 02 Mar 2026 06:30:00 GMT", DAY),
        ("2026-03-02T07:30+01:00", DAY),
        ("2026-03-02", dt.datetime(2026, 3, 2, tzinfo=dt.UTC)),
        ("gestern", None),
        ("", None),
    ],
)
def test_moment(text: str, expected: dt.datetime | None) -> None:
    assert moment(text) == expected


def test_tidy_leaves_what_belongs_to_the_address() -> None:
    assert tidy("https://a.de/x?id=1&b=%C3%A4&c#top") == "https://a.de/x?id=1&b=%C3%A4&c"
    assert tidy("https://a.de/x?utm_medium=rss&id=1&wt_mc=1") == "https://a.de/x?id=1"
