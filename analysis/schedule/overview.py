"""Definitions and their runs -> the lines of ``schedule list`` and ``schedule status``."""

from __future__ import annotations

import datetime as dt

from analysis import locks
from analysis.schedule import runs, slots, state
from analysis.schedule.definitions import Definition

WORDS = {
    "running": "abgebrochen",  # only shown where nobody holds the lock
    "done": "fertig",
    "unchanged": "unverändert",
    "failed": "misslungen",
    "interrupted": "abgebrochen",
}


def line(definition: Definition, now: dt.datetime) -> str:
    """Return one line: name, cron line, time zone, next moment, title."""
    title = f"  {definition.title}" if definition.title else ""
    return (
        f"{definition.name:<20} {definition.schedule:<14} {definition.timezone}  "
        f"nächster Lauf: {_next(definition, now)}{title}"
    )


def status(definition: Definition, now: dt.datetime, last: int) -> list[str]:
    """Return the lines about ``definition``: next moment, what runs now, the ``last`` runs with durations."""
    lines = [f"{definition.name}: nächster Lauf {_next(definition, now)}"]
    owner = next(filter(None, (locks.owner(path) for path, _ in runs.locks_of(definition)[:1])), None)
    past = state.runs(definition.name, last)
    if owner:
        minutes = round((now - owner.since).total_seconds() / 60)
        lines.append(f"  läuft gerade: Prozess {owner.pid} auf {owner.host}, seit {minutes} min")
        past = [run for run in past if run.status != "running"]
    lines += [_run(run, definition) for run in past]
    if not past and not owner:
        lines.append("  noch kein Lauf")
    return lines


def _next(definition: Definition, now: dt.datetime) -> str:
    if not definition.active:
        return "keiner (active: false)"
    return _moment(slots.following(definition.schedule, definition.timezone, now), definition)


def _moment(moment: dt.datetime, definition: Definition) -> str:
    return f"{moment.astimezone(slots.zone(definition.timezone)):%d.%m.%Y %H:%M}"


def _run(run: state.Run, definition: Definition) -> str:
    ended = run.finished if run.status != "interrupted" else None  # nobody saw when it was killed
    took = f"{round((ended - run.started).total_seconds())} s" if ended else "?"
    text = f"  {_moment(run.started, definition)}  {WORDS[run.status]:<12} {took:>7}  "
    reason = run.reason.splitlines()[0] if run.reason else ""
    text += run.page if run.status in ("done", "unchanged") else reason
    for kind in ("report", "failure"):
        mail = state.mail(run.id, kind)
        if mail and not mail.sent:
            text += f"  [E-Mail offen, {mail.attempts}-mal versucht: {mail.error or 'noch nicht versucht'}]"
    return text
