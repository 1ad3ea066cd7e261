"""All that is due, made once each: missed runs are made up by one, failed ones tried again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from analysis.errors import InputError, RunError
from analysis.locks import Busy
from analysis.schedule import runs, slots, state
from analysis.schedule.definitions import Definition, Fault, load_all
from analysis.schedule.runs import ATTEMPTS

PAUSES = (dt.timedelta(minutes=10), dt.timedelta(hours=1))  # after the first and the second failure


class Due(NamedTuple):
    """What ``due`` did: the outcome or the error of each definition by name, and the faults of bad ones."""

    made: dict[str, runs.Outcome]
    errors: dict[str, InputError | RunError]
    faults: list[Fault]

    @property
    def code(self) -> int:
        """The exit code: 1 if a run failed, 2 if a definition is bad, 75 if one was busy, else 0."""
        kinds = list(self.errors.values())
        if any(isinstance(e, RunError) and not isinstance(e, Busy) for e in kinds):
            return 1
        if self.faults or any(isinstance(e, InputError) for e in kinds):
            return 2
        return 75 if kinds else 0


def due(
    clock: Callable[[], dt.datetime] = runs.now,
    steps: runs.Steps | None = None,
    redeliver: Callable[[Definition], object] | None = None,
) -> Due:
    """Make every report that is due and return what came of it; one that fails does not stop the others.

    Due is a definition whose last moment has passed without a good run since; however many were
    missed, one run makes up for them, seen from the last of them. ``redeliver`` is called for
    definitions with mails still to send.
    """
    definitions, faults = load_all()
    result = Due({}, {}, faults)
    for definition in definitions:
        if not definition.active:
            continue
        try:
            if slot := due_slot(definition, clock()):
                result.made[definition.name] = runs.run(definition.name, slot=slot, clock=clock, steps=steps)
            elif redeliver and state.waiting(definition.name):
                redeliver(definition)
        except (InputError, RunError) as error:
            result.errors[definition.name] = error
        except OSError as error:
            result.errors[definition.name] = RunError(f"Das Betriebssystem meldet: {error}.")
    return result


def due_slot(definition: Definition, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that ``definition`` is due for at ``now``, None if nothing is to be done.

    A definition that is new, or has a new cron line, is first due at the next moment of that line.
    """
    slot = slots.latest(definition.schedule, definition.timezone, now)
    if slot < state.seen_since(definition.name, definition.schedule, now):
        return None
    past = [run for run in state.runs(definition.name) if run.slot >= slot]
    if any(run.status in ("done", "unchanged") for run in past):
        return None
    failed = [run for run in past if run.status in ("failed", "interrupted")]
    if len(failed) >= ATTEMPTS:
        return None
    if failed and failed[0].status == "failed":
        ended = failed[0].finished or failed[0].started
        if now < ended + PAUSES[min(len(failed), len(PAUSES)) - 1]:
            return None
    return slot
