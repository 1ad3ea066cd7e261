"""Feeds and sitemaps -> the addresses of articles and when they last changed."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from analysis.fetch.failure import Failure

if TYPE_CHECKING:
    from lxml.etree import _Element

# Marks of campaigns: the same article under another address.
TRACKING = re.compile(r"utm_\w+|at_(?:medium|campaign)|wt_\w+|fbclid|gclid|xtor", re.IGNORECASE)
TIMES = ("updated", "lastmod", "modified", "publication_date", "published", "pubDate", "date")
UNPACKED = 50 * 2**20  # the most that a sitemap may hold, by its protocol


class Entry(NamedTuple):
    """An article in a feed or sitemap: its address, and when it changed (UTC) where that is told."""

    url: str
    changed: dt.datetime | None


class Listing(NamedTuple):
    """The content of a feed or sitemap: articles, and further sitemaps."""

    entries: tuple[Entry, ...]
    sitemaps: tuple[Entry, ...]


def read_listing(data: bytes, base: str) -> Listing:
    """Return what the RSS or Atom feed or the sitemap ``data`` lists; relative links count from ``base``.

    Failure if it is none. Gzip is unpacked; XML with small faults is read as far as it goes.
    """
    root = _root(_unpacked(data))
    name = _name(root)
    if name == "sitemapindex":
        return Listing((), tuple(_located(root.iter("{*}sitemap"), base)))
    if name == "urlset":
        return Listing(tuple(_located(root.iter("{*}url"), base)), ())
    if name in ("rss", "feed", "RDF"):
        return Listing(tuple(_entries(root, base)), ())
    raise Failure("das ist weder ein RSS- oder Atom-Feed noch eine Sitemap")


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        text = unpacker.decompress(data, UNPACKED)
    except zlib.error as error:
        raise Failure(f"die gepackte Sitemap ist beschädigt ({error})") from error
    if unpacker.unconsumed_tail:
        raise Failure(f"die Sitemap ist entpackt größer als {UNPACKED // 2**20} MB")
    return text


def _root(data: bytes) -> _Element:
    from lxml import etree

    from analysis.read.decode import declared_encoding, decode
    from analysis.read.xml import DECLARATION, UnsafeXml, parse_xml

    try:
        return parse_xml(data)
    except UnsafeXml as error:
        raise Failure(str(error)) from error
    except (etree.XMLSyntaxError, ValueError):
        pass  # an unescaped & in one headline must not lose the whole feed
    text, _ = decode(data, declared_encoding(data))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(DECLARATION.sub("", text).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Failure("das ist weder ein RSS- oder Atom-Feed noch eine Sitemap")
    return root


def _name(node: _Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _located(nodes: Iterator[_Element], base: str) -> Iterator[Entry]:
    for node in nodes:
        if location := (node.findtext("{*}loc") or "").strip():
            yield Entry(tidy(urljoin(base, location)), _changed(node))


def _entries(root: _Element, base: str) -> Iterator[Entry]:
    for node in root.iter("{*}item", "{*}entry"):
        if link := _link(node):
            yield Entry(tidy(urljoin(base, link)), _changed(node))


def _link(node: _Element) -> str:
    """Return the address of an entry's page: RSS has it as text, Atom as href, some only as guid."""
    for link in node.iterfind("{*}link"):
        kind = link.get("rel", "alternate")
        address = (link.get("href") or link.text or "").strip()
        if address and kind == "alternate" and link.get("type", "text/html") in ("text/html", ""):
            return address
    guid = node.find("{*}guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        text = (guid.text or "").strip()
        return text if text.startswith(("http://", "https://")) else ""
    return ""


def _changed(node: _Element) -> dt.datetime | None:
    """Return the latest of the times that an entry names."""
    texts = [
        child.text or "" for child in node.iter() if isinstance(child.tag, str) and _name(child) in TIMES
    ]
    return max(filter(None, map(moment, texts)), default=None)


def moment(text: str) -> dt.datetime | None:
    """Return the time that ``text`` names, as feeds (RFC 822) or sitemaps (ISO 8601) write it, in UTC."""
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.strip())
        except (ValueError, TypeError, IndexError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    return None


def tidy(url: str) -> str:
    """Return ``url`` without fragment and marks of campaigns, so that an article has one address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if not TRACKING.fullmatch(key)]
    same = len(kept) == len(parse_qsl(parts.query, True))
    query = parts.query if same else urlencode(kept)  # left to the letter where nothing is dropped
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
