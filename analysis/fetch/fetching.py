"""Sources of a definition -> new pages in the corpus; what failed is told and does not stop the rest."""

from __future__ import annotations

import base64
import datetime as dt
import operator
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from analysis import paths
from analysis.errors import InputError, RunError
from analysis.fetch import ledger, pages
from analysis.fetch.failure import Failure
from analysis.fetch.ledger import Marks, Page
from analysis.fetch.listings import Entry, Listing, read_listing
from analysis.fetch.polite import Client
from analysis.fetch.sources import Source

HOSTS_AT_ONCE = 8
SITEMAPS = 20  # further sitemaps that an index may lead to in one run
LISTING_TYPES = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"


class Fetched(NamedTuple):
    """What fetching gave: pages new, changed, not changed, failed; entries left for the next run; warnings.

    ``silent`` names the sources of which nothing could be read.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    waiting: int = 0
    warnings: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def plus(self, other: Fetched) -> Fetched:
        """Return the sums of both."""
        return Fetched(*map(operator.add, self, other))


def fetch(
    corpus: str,
    sources: Sequence[Source],
    contact: str = "",
    client: Client | None = None,
    now: dt.datetime | None = None,
) -> Fetched:
    """Fetch the new articles of ``sources`` into the folder ``corpus`` (below data/raw/).

    ``contact`` (or PRESSESPIEGEL_CONTACT) is an address that hosts can complain to; InputError without
    one. A source that fails is a warning, the others go on.
    """
    client = client or Client(user_agent(contact))
    now = now or dt.datetime.now(dt.UTC)
    (paths.root() / corpus).mkdir(parents=True, exist_ok=True)
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        secret(source)  # a missing one is told before anybody is asked
        hosts.setdefault(urlsplit(source.address).hostname or source.address, []).append(source)

    def ask(group: list[Source]) -> Fetched:
        result = Fetched()
        for source in group:
            result = result.plus(_fetch_source(corpus, source, client, now))
        return result

    total = Fetched()
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for result in pool.map(ask, hosts.values()):
            total = total.plus(result)
    return total


def user_agent(contact: str) -> str:
    """Return what hosts are told about who asks; InputError without a contact."""
    contact = (contact or os.environ.get("PRESSESPIEGEL_CONTACT", "")).strip()
    if not contact or not contact.isascii() or not contact.isprintable():
        raise InputError(
            "Wer Seiten abruft, nennt eine Kontaktadresse: in der Definition „contact: redaktion@…“ "
            "oder in der Umgebungsvariable PRESSESPIEGEL_CONTACT (nur ASCII)."
        )
    return f"Pressespiegel/{version('pressespiegel')} (+{contact})"


def secret(source: Source) -> str:
    """Return the Authorization of ``source`` from the environment, nothing where it needs none."""
    if not source.credentials:
        return ""
    variable = f"PRESSESPIEGEL_AUTH_{source.credentials}"
    if not (value := os.environ.get(variable, "")):
        raise InputError(
            f"Die Quelle „{source.name}“ braucht Zugangsdaten in der Umgebungsvariable {variable}."
        )
    if ":" in value:
        return "Basic " + base64.b64encode(value.encode("utf-8")).decode("ascii")
    return f"Bearer {value}"


def _fetch_source(corpus: str, source: Source, client: Client, now: dt.datetime) -> Fetched:
    folder = paths.root() / corpus / source.name
    pages.clear_leftovers(folder)
    pages.describe(folder, source)
    if source.kind == "fundus":
        return _fetch_publisher(corpus, source, folder, now)
    told: list[str] = []
    silent: tuple[str, ...] = ()
    try:
        _read_source(corpus, source, client, now)
    except Failure as failure:
        silent = (source.outlet or source.name,)
        told.append(_silence(corpus, source, failure, now))
    result = _fetch_pages(corpus, source, folder, client, now)
    return result.plus(Fetched(warnings=tuple(told), silent=silent))


def _silence(corpus: str, source: Source, failure: Failure, now: dt.datetime) -> str:
    last = ledger.answered(corpus, source.address)
    ledger.note_silence(corpus, source.address, str(failure), now)
    since = f"zuletzt erreicht am {last:%d.%m.%Y}" if last else "noch nie erreicht"
    return f"{source.outlet or source.name}: {source.address} fehlt ({failure}; {since})."


def _read_source(corpus: str, source: Source, client: Client, now: dt.datetime) -> None:
    """Note what a feed or sitemap lists, also in further sitemaps if it is an index."""
    oldest = now - dt.timedelta(days=source.days)
    pending = [source.address]
    asked: set[str] = set()
    while pending and len(asked) <= SITEMAPS:
        address = pending.pop(0)
        asked.add(address)
        marks = ledger.marks(corpus, address)
        headers = {"Accept": LISTING_TYPES, **marks.conditions()}
        answer = client.get(address, headers, source.delay, secret(source))
        if answer.status == 304:
            ledger.note_listing(corpus, source.name, address, marks, (), now)
            continue
        if answer.status != 200:
            raise Failure(f"der Server antwortet mit {answer.status}")
        listing = read_listing(answer.body, answer.url)
        young = [entry for entry in listing.entries if entry.changed is None or entry.changed >= oldest]
        # an index that has not changed must still lead to its sitemaps, so that its marks are not kept
        found = Marks() if listing.sitemaps else Marks(answer.header("ETag"), answer.header("Last-Modified"))
        ledger.note_listing(corpus, source.name, address, found, young, now)
        pending += [url for url in _further(listing, oldest) if url not in asked]


def _further(listing: Listing, oldest: dt.datetime) -> list[str]:
    """Return the sitemaps of an index that may hold something young, the youngest first."""
    undated = dt.datetime.max.replace(tzinfo=dt.UTC)

    def age(entry: Entry) -> dt.datetime:
        return entry.changed or undated

    return [entry.url for entry in sorted(listing.sitemaps, key=age, reverse=True) if age(entry) >= oldest]


def _fetch_pages(corpus: str, source: Source, folder: Path, client: Client, now: dt.datetime) -> Fetched:
    """Fetch the waiting pages of a source."""
    waiting, rest = ledger.waiting(corpus, source.name, source.limit)
    result = Fetched(waiting=rest)
    told: dict[str, int] = {}
    for page in waiting:
        try:
            result = result.plus(_fetch_page(corpus, source, folder, page, client, now))
        except Failure as failure:
            told[str(failure)] = told.get(str(failure), 0) + 1
            if failure.over:  # the page is not to blame: it waits, without an attempt counted
                result = result.plus(Fetched(waiting=1))
                continue
            ledger.note_failure(corpus, page, str(failure), final=not failure.retry)
            result = result.plus(Fetched(failed=1))
    name = source.outlet or source.name
    lines = [
        f"{name}: {n} {'Seite' if n == 1 else 'Seiten'} nicht abgerufen: {why}." for why, n in told.items()
    ]
    return result.plus(Fetched(warnings=tuple(lines)))


def _fetch_page(
    corpus: str, source: Source, folder: Path, page: Page, client: Client, now: dt.datetime
) -> Fetched:
    """Fetch one page if it has changed, store it, note it."""
    before = Marks(page.etag, page.modified)
    headers = {"Accept": "text/html, application/xhtml+xml", **before.conditions()}
    answer = client.get(page.url, headers, source.delay, secret(source) if _same_host(page, source) else "")
    if answer.status == 304 and page.file:
        ledger.note_page(corpus, source.name, page.url, before, page.sha256, page.file, now)
        return Fetched(unchanged=1)
    if answer.status != 200:
        raise Failure(f"der Server antwortet mit {answer.status}")
    kind = answer.header("Content-Type").lower()
    if kind and "html" not in kind:
        raise Failure(f"es ist keine Webseite ({kind[:60]})")
    if not answer.body.strip():
        raise Failure("die Seite ist leer", retry=True)
    sha256 = pages.digest(answer.body)
    marks = Marks(answer.header("ETag"), answer.header("Last-Modified"))
    if sha256 == page.sha256 and (paths.root() / page.file).is_file():
        ledger.note_page(corpus, source.name, page.url, marks, sha256, page.file, now)
        return Fetched(unchanged=1)
    file = pages.store(folder, answer, page.url, now)
    if page.file and paths.root() / page.file != file:
        pages.set_aside(folder, paths.root() / page.file)
    ledger.note_page(corpus, source.name, page.url, marks, sha256, _relative(file), now)
    return Fetched(changed=1) if page.file else Fetched(new=1)


def _same_host(page: Page, source: Source) -> bool:
    return urlsplit(page.url).netloc == urlsplit(source.address).netloc


def _relative(file: Path) -> str:
    return file.relative_to(paths.root()).as_posix()


def _fetch_publisher(corpus: str, source: Source, folder: Path, now: dt.datetime) -> Fetched:
    """Store the new pages of a publisher of fundus; whatever fundus runs into is a warning."""
    from analysis.fetch.publishers import crawl

    known = ledger.known(corpus)
    result = Fetched()
    try:
        for answer in crawl(source, known.__contains__):
            file = pages.store(folder, answer, answer.url, now)
            sha256 = pages.digest(answer.body)
            ledger.note_page(corpus, source.name, answer.url, Marks(), sha256, _relative(file), now)
            result = result.plus(Fetched(new=1))
    except (InputError, RunError, OSError):
        raise
    except Exception as error:  # a library that reads foreign pages: anything may come out of it
        told = f"{source.outlet or source.name}: fundus bricht ab ({type(error).__name__}: {error})."
        result = result.plus(Fetched(warnings=(told,), silent=(source.outlet or source.name,)))
    return result
