"""What the scheduler remembers: definitions seen, runs, mails still to send. One small SQLite file.

SQLite's journal makes each change whole or not at all, whenever the process is killed. Moments are kept
as ISO texts in UTC.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from analysis import paths
from analysis.sqlite import opened

TABLES = """
create table if not exists definitions (name text primary key, cron text not null, since text not null);
create table if not exists runs (
  id integer primary key, name text not null, slot text not null, day text not null, status text not null,
  started text not null, finished text, fingerprint text not null default '', page text not null default '',
  reason text not null default '', warnings text not null default '');
create index if not exists runs_by_name on runs (name, id);
create table if not exists outbox (
  run integer not null, kind text not null, attempts integer not null default 0, sent text,
  error text not null default '', primary key (run, kind));
"""
MAIL_ATTEMPTS = 100  # one every five minutes: a server may be away for eight hours
COLUMNS = "id, name, slot, day, status, started, finished, fingerprint, page, reason, warnings"


class Run(NamedTuple):
    """One run: ``slot`` is the moment it was due, ``day`` the day its periods are seen from.

    ``status`` is running, done, unchanged (the same report was there), failed or interrupted (killed);
    ``page`` is the report, relative to the root; ``fingerprint`` tells what it was made from.
    """

    id: int
    name: str
    slot: dt.datetime
    day: dt.date
    status: str
    started: dt.datetime
    finished: dt.datetime | None
    fingerprint: str
    page: str
    reason: str
    warnings: tuple[str, ...] = ()


class Mail(NamedTuple):
    """One mail: ``kind`` is report or failure; ``sent`` is empty until the server took it."""

    run: int
    kind: str
    attempts: int
    sent: str
    error: str


def folder() -> Path:
    """Return the folder of state and locks; it goes with the reports, as they tell of each other."""
    return paths.root() / "reports" / ".schedule"


def _open() -> AbstractContextManager[sqlite3.Connection]:
    return opened(
        folder() / "state.sqlite",
        TABLES,
        "Der Zeitplan kann sich nichts merken",
        "Ist die Datei beschädigt, kann sie gelöscht werden, die Berichte bleiben.",
    )


def seen_since(name: str, cron: str, now: dt.datetime) -> dt.datetime:
    """Return since when ``name`` has this ``cron`` line; a new or changed one counts from ``now``."""
    with _open() as connection:
        row = connection.execute("select cron, since from definitions where name = ?", [name]).fetchone()
        if row and row[0] == cron:
            return dt.datetime.fromisoformat(row[1])
        connection.execute("insert or replace into definitions values (?, ?, ?)", [name, cron, _text(now)])
    return now


def start(name: str, slot: dt.datetime, day: dt.date, now: dt.datetime) -> int:
    """Note that a run begins and return its number."""
    with _open() as connection:
        row = [name, _text(slot), day.isoformat(), "running", _text(now)]
        sql = "insert into runs (name, slot, day, status, started) values (?, ?, ?, ?, ?)"
        number = connection.execute(sql, row).lastrowid
    assert number is not None
    return number


def set_fingerprint(number: int, fingerprint: str) -> None:
    """Note what the run ``number`` is made from."""
    with _open() as connection:
        connection.execute("update runs set fingerprint = ? where id = ?", [fingerprint, number])


def finish(
    number: int,
    status: str,
    now: dt.datetime,
    page: str = "",
    reason: str = "",
    mail: str = "",
    warnings: Sequence[str] = (),
) -> None:
    """Note how the run ``number`` ended (done, unchanged, failed) and which ``mail`` to send about it."""
    with _open() as connection:
        if mail:  # in one step, so that no mail is forgotten when the process is killed here
            connection.execute("insert or ignore into outbox (run, kind) values (?, ?)", [number, mail])
        sql = "update runs set status = ?, finished = ?, page = ?, reason = ?, warnings = ? where id = ?"
        lines = "\n".join(" ".join(warning.split()) for warning in warnings)
        connection.execute(sql, [status, _text(now), page, reason, lines, number])


def close_interrupted(name: str, now: dt.datetime) -> list[Run]:
    """Return the runs of ``name`` that were killed, marked as such; to be called under its lock only."""
    killed = [run for run in runs(name) if run.status == "running"]
    reason = "Der Lauf wurde abgebrochen, bevor er fertig war."
    for run in killed:
        finish(run.id, "interrupted", now, reason=reason)
    return killed


def runs(name: str = "", limit: int = 1000) -> list[Run]:
    """Return the last ``limit`` runs (of ``name``), the youngest first."""
    where = "where name = ?" if name else ""
    sql = f"select {COLUMNS} from runs {where} order by id desc limit {int(limit)}"
    with _open() as connection:
        rows = connection.execute(sql, [name] if name else []).fetchall()
    return [_run(row) for row in rows]


def _run(row: tuple[object, ...]) -> Run:
    number, name, slot, day, status, started, finished, fingerprint, page, reason, warnings = row
    moment = dt.datetime.fromisoformat
    return Run(
        id=int(str(number)),
        name=str(name),
        slot=moment(str(slot)),
        day=dt.date.fromisoformat(str(day)),
        status=str(status),
        started=moment(str(started)),
        finished=moment(str(finished)) if finished else None,
        fingerprint=str(fingerprint),
        page=str(page),
        reason=str(reason),
        warnings=tuple(str(warnings).splitlines()),
    )


def mail(run: int, kind: str) -> Mail | None:
    """Return the mail of this ``kind`` about ``run``, None if there is none to send."""
    with _open() as connection:
        sql = "select run, kind, attempts, coalesce(sent, ''), error from outbox where run = ? and kind = ?"
        row = connection.execute(sql, [run, kind]).fetchone()
    return Mail(*row) if row else None


def waiting(name: str, attempts: int = MAIL_ATTEMPTS) -> list[tuple[Run, Mail]]:
    """Return the mails about ``name`` not yet sent, after fewer than ``attempts`` each."""
    found = [(run, mail(run.id, kind)) for run in runs(name, 50) for kind in ("report", "failure")]
    return [(run, m) for run, m in found if m and not m.sent and m.attempts < attempts]


def posted(run: int, kind: str, now: dt.datetime, error: str = "") -> None:
    """Note that the mail was sent, or why it was not."""
    with _open() as connection:
        sql = "update outbox set attempts = attempts + 1, sent = ?, error = ? where run = ? and kind = ?"
        connection.execute(sql, [None if error else _text(now), error, run, kind])


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()
