"""One report, made once: fetch, check, run the notebooks, keep, deliver. Repeating it does no harm."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from analysis import locks, paths
from analysis.errors import InputError, RunError
from analysis.schedule import periods, slots, state
from analysis.schedule.definitions import Definition, DefinitionError, Fault, load
from analysis.schedule.fields import line_of
from analysis.schedule.retention import clear_leftovers, retire

ATTEMPTS = 3  # for one moment; then it is left to people


class Outcome(NamedTuple):
    """What a run gave: the page, whether it was made ``fresh``, and warnings (German sentences)."""

    page: Path
    fresh: bool
    warnings: tuple[str, ...] = ()


class Steps(NamedTuple):
    """What a run is made of, so that tests and other callers can put their own in place.

    ``fetch(definition)`` returns warnings; ``check(definition, parameters)`` raises InputError;
    ``inputs(definition, parameters)`` returns a text that changes with the articles and methods;
    ``report(definition, parameters, now, warnings)`` returns the page, on which the warnings of ``fetch``
    stand; ``deliver(definition, run)`` returns warnings.
    """

    fetch: Callable[[Definition], Sequence[str]]
    check: Callable[[Definition, Mapping[str, Any]], object]
    inputs: Callable[[Definition, Mapping[str, Any]], str]
    report: Callable[[Definition, Mapping[str, Any], dt.datetime, Sequence[str]], Path]
    deliver: Callable[[Definition, state.Run], Sequence[str]]


def now() -> dt.datetime:
    """Return this moment with the machine's time zone."""
    return dt.datetime.now().astimezone()


def run(
    name: str,
    day: dt.date | None = None,
    slot: dt.datetime | None = None,
    force: bool = False,
    clock: Callable[[], dt.datetime] = now,
    steps: Steps | None = None,
) -> Outcome:
    """Make the report ``name`` as seen from ``day`` (default: today in its time zone) and return its page.

    If the same report was made before from the same articles, methods and definition, nothing is done
    (unless ``force``). ``slot`` is the moment it was due. DefinitionError or InputError for a bad
    definition, Busy if it is being made already, RunError where it failed: the last good report stays.
    """
    from analysis.schedule.steps import standard

    definition = load(name)
    steps = steps or standard()
    started = clock()
    day = day or (slot or started).astimezone(slots.zone(definition.timezone)).date()
    with ExitStack() as stack:
        for path, what in locks_of(definition):
            stack.enter_context(locks.held(path, what, started))
        state.close_interrupted(name, started)
        # all interrupted ones, not the latest alone: this run may be killed before it has cleared
        cut = (run.started for run in state.runs(name) if run.status == "interrupted")
        clear_leftovers(folder(name), cut)
        number = state.start(name, slot or started, day, started)
        try:
            outcome = _make(definition, day, number, started, force, steps)
        except (Exception, KeyboardInterrupt) as error:
            _note_failure(definition, number, clock, steps, error)
            raise _named(definition, error) from error
        page = outcome.page.resolve().relative_to(paths.root()).as_posix()
        mail = "report" if outcome.fresh and definition.email else ""
        state.finish(
            number,
            "done" if outcome.fresh else "unchanged",
            clock(),
            page,
            mail=mail,
            warnings=outcome.warnings,
        )
        if not outcome.fresh:
            return outcome
        retire(folder(name), definition.keep)
        told = steps.deliver(definition, _numbered(name, number))
    return outcome._replace(warnings=(*outcome.warnings, *told))


def folder(name: str) -> Path:
    """Return the folder of the reports ``name``."""
    return paths.root() / "reports" / name


def locks_of(definition: Definition) -> list[tuple[Path, str]]:
    """Return the locks that a run holds, each with what it stands for: the report and its corpus."""
    corpus = hashlib.sha256(str((paths.root() / definition.corpus).resolve()).encode()).hexdigest()[:16]
    return [
        (state.folder() / f"{definition.name}.lock", f"Der Bericht „{definition.name}“"),
        (state.folder() / f"corpus-{corpus}.lock", f"Das Korpus „{definition.corpus}“"),
    ]


def parameters_of(definition: Definition, day: dt.date) -> dict[str, Any]:
    """Return the notebooks' parameters, relative periods turned into days as seen from ``day``."""
    given = {"corpus": definition.corpus, **definition.parameters}
    # YAML reads 2026-03-02 as a date; the notebooks take texts
    given = {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in given.items()}
    if definition.period:
        first, last = periods.resolve(definition.period, day)
        given |= {"date_from": first.isoformat(), "date_to": last.isoformat()}
    return given


def _check(definition: Definition, parameters: Mapping[str, Any], steps: Steps) -> None:
    """Check the parameters before a kernel starts; a fault is shown with its line in the definition."""
    try:
        steps.check(definition, parameters)
    except InputError as error:
        named = [key for key in parameters if f"„{key}“" in str(error) or str(error).startswith(key)]
        place = ("parameters", named[0]) if named else ("corpus",)
        fault = Fault(definition.file, line_of(place, definition.lines), str(error))
        raise DefinitionError([fault]) from error


def _fingerprint(definition: Definition, day: dt.date, inputs: str) -> str:
    told = {
        "day": day.isoformat(),
        "inputs": inputs,
        "period": definition.period,
        "parameters": dict(definition.parameters),
        "corpus": definition.corpus,
        "notebooks": definition.notebooks,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _made_before(name: str, fingerprint: str) -> state.Run | None:
    for run in state.runs(name):
        if run.status == "done" and run.fingerprint == fingerprint and (paths.root() / run.page).is_file():
            return run
    return None


def _make(
    definition: Definition, day: dt.date, number: int, started: dt.datetime, force: bool, steps: Steps
) -> Outcome:
    """Fetch, check, and run the notebooks unless the same report was made before."""
    warnings = tuple(steps.fetch(definition))
    parameters = parameters_of(definition, day)
    _check(definition, parameters, steps)
    mark = _fingerprint(definition, day, steps.inputs(definition, parameters))
    if not force and (before := _made_before(definition.name, mark)):
        return Outcome(paths.root() / before.page, False, warnings)
    state.set_fingerprint(number, mark)
    return Outcome(steps.report(definition, parameters, started, warnings), True, warnings)


def _named(definition: Definition, error: BaseException) -> BaseException:
    """Return ``error`` as one that can be shown; interruptions go on as they are."""
    if isinstance(error, InputError | RunError) or not isinstance(error, Exception):
        return error
    return RunError(
        f"Der Bericht „{definition.name}“ ist nicht fertig geworden ({type(error).__name__}: {error}). "
        "Der letzte gute Bericht ist unverändert; der nächste Lauf beginnt von vorn, "
        "fertig ausgewertete Artikel bleiben."
    )


def _note_failure(
    definition: Definition,
    number: int,
    clock: Callable[[], dt.datetime],
    steps: Steps,
    error: BaseException,
) -> None:
    """Note and tell a failure as far as that is possible; the failure itself is what must be raised."""
    try:
        mail = "failure" if _worth_telling(definition, number) else ""
        state.finish(number, "failed", clock(), reason=str(error) or type(error).__name__, mail=mail)
        steps.deliver(definition, _numbered(definition.name, number))
    except (RunError, OSError):
        pass  # the same full disk; the next run finds this one "running" without a lock and closes it


def _worth_telling(definition: Definition, number: int) -> bool:
    """Tell whether this failure is the first or the last one of its moment: those in between bore."""
    runs = state.runs(definition.name)
    this = next(run for run in runs if run.id == number)
    earlier = sum(run.slot == this.slot and run.id < number for run in runs)
    return bool(definition.email or definition.failures) and earlier in (0, ATTEMPTS - 1)


def _numbered(name: str, number: int) -> state.Run:
    return next(run for run in state.runs(name) if run.id == number)
