"""What was fetched: by corpus and address, so that nothing is fetched twice. One SQLite file in data/raw/.

An address is ``waiting`` until its page is ``stored`` or it is ``left`` for good (with the reason). What a
feed lists and the feed's own mark (ETag) are noted in one step: a kill in between loses no article.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from analysis import paths
from analysis.fetch.listings import Entry
from analysis.sqlite import opened

TABLES = """
create table if not exists pages (
  corpus text not null, url text not null, source text not null, status text not null,
  changed text not null default '', etag text not null default '', modified text not null default '',
  sha256 text not null default '', file text not null default '', fetched text not null default '',
  attempts integer not null default 0, reason text not null default '', primary key (corpus, url));
create table if not exists listings (
  corpus text not null, url text not null, etag text not null default '', modified text not null default '',
  asked text not null, answered text not null default '', reason text not null default '',
  primary key (corpus, url));
"""
ATTEMPTS = 5  # runs in which a page may fail before it is left


class Page(NamedTuple):
    """An address: its marks from the last answer (for conditional requests) and where its page lies."""

    url: str
    etag: str
    modified: str
    sha256: str
    file: str
    attempts: int


class Marks(NamedTuple):
    """The validators of an answer: ETag and Last-Modified, empty where there was none."""

    etag: str = ""
    modified: str = ""

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for a page only if it has changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}


def _open() -> AbstractContextManager[sqlite3.Connection]:
    path = paths.root() / "data" / "raw" / ".fetch.sqlite"
    return opened(path, TABLES, "Das Verzeichnis der Abrufe ist nicht zu lesen oder zu schreiben")


def marks(corpus: str, listing: str) -> Marks:
    """Return the validators of a feed or sitemap from when it last answered."""
    with _open() as connection:
        sql = "select etag, modified from listings where corpus = ? and url = ?"
        row = connection.execute(sql, [corpus, listing]).fetchone()
    return Marks(*row) if row else Marks()


def note_listing(
    corpus: str, source: str, listing: str, found: Marks, entries: Sequence[Entry], now: dt.datetime
) -> None:
    """Note that a feed or sitemap answered, and the ``entries`` that are new or changed in it."""
    with _open() as connection:
        for entry in entries:
            changed = entry.changed.isoformat() if entry.changed else ""
            sql = (
                "insert into pages (corpus, url, source, status, changed) values (?, ?, ?, 'waiting', ?) "
                "on conflict do update set status = 'waiting', changed = excluded.changed, attempts = 0 "
                "where excluded.changed > changed"
            )
            connection.execute(sql, [corpus, entry.url, source, changed])
        sql = (
            "insert or replace into listings (corpus, url, etag, modified, asked, answered) "
            "values (?, ?, ?, ?, ?, ?)"
        )
        connection.execute(sql, [corpus, listing, *found, now.isoformat(), now.isoformat()])


def note_silence(corpus: str, listing: str, reason: str, now: dt.datetime) -> None:
    """Note that a feed or sitemap could not be read."""
    with _open() as connection:
        sql = (
            "insert into listings (corpus, url, asked, reason) values (?, ?, ?, ?) "
            "on conflict do update set asked = excluded.asked, reason = excluded.reason"
        )
        connection.execute(sql, [corpus, listing, now.isoformat(), reason])


def answered(corpus: str, listing: str) -> dt.datetime | None:
    """Return when a feed or sitemap last answered, None if it never did."""
    with _open() as connection:
        sql = "select answered from listings where corpus = ? and url = ?"
        row = connection.execute(sql, [corpus, listing]).fetchone()
    return dt.datetime.fromisoformat(row[0]) if row and row[0] else None


def waiting(corpus: str, source: str, limit: int) -> tuple[list[Page], int]:
    """Return the pages of ``source`` still to fetch, the youngest first, and how many more there are."""
    with _open() as connection:
        sql = (
            "select url, etag, modified, sha256, file, attempts from pages "
            "where corpus = ? and source = ? and status = 'waiting' order by changed desc, url"
        )
        rows = connection.execute(sql, [corpus, source]).fetchall()
    return [Page(*row) for row in rows[:limit]], max(0, len(rows) - limit)


def known(corpus: str) -> set[str]:
    """Return the addresses of all pages of ``corpus`` that are stored."""
    with _open() as connection:
        sql = "select url from pages where corpus = ? and status = 'stored'"
        return {url for (url,) in connection.execute(sql, [corpus])}


def note_page(
    corpus: str, source: str, url: str, found: Marks, sha256: str, file: str, now: dt.datetime
) -> None:
    """Note that the page of ``url`` is stored in ``file``, or still is, as it has not changed."""
    with _open() as connection:
        sql = (
            "insert into pages (corpus, url, source, status, etag, modified, sha256, file, fetched) "
            "values (?, ?, ?, 'stored', ?, ?, ?, ?, ?) on conflict do update set status = 'stored', "
            "etag = excluded.etag, modified = excluded.modified, sha256 = excluded.sha256, "
            "file = excluded.file, fetched = excluded.fetched, attempts = 0, reason = ''"
        )
        connection.execute(sql, [corpus, url, source, *found, sha256, file, now.isoformat()])


def note_failure(corpus: str, page: Page, reason: str, final: bool) -> None:
    """Note why a page was not fetched; ``final``, or after some attempts, it is left.

    A page that was stored before stays stored: only its renewal is left.
    """
    status = "waiting"
    if final or page.attempts + 1 >= ATTEMPTS:
        status = "stored" if page.file else "left"
    with _open() as connection:
        sql = "update pages set status = ?, attempts = attempts + 1, reason = ? where corpus = ? and url = ?"
        connection.execute(sql, [status, reason, corpus, page.url])
