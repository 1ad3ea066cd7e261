"""What is due, with a clock in hand: missed weeks, failures, new definitions, the change of summer time."""

import pytest

from analysis.errors import RunError
from analysis.locks import held
from analysis.schedule import overview, state
from analysis.schedule.definitions import load
from analysis.schedule.due import due
from analysis.schedule.runs import locks_of
from tests.schedule.schedule_desk import moment


def test_a_new_definition_waits_for_its_first_moment(define, desk, clock) -> None:
    define()
    assert due(clock, desk.steps()).made == {}  # Wednesday
    due(clock.set("2026-03-09 06:59"), desk.steps())
    assert desk.calls == []
    result = due(clock.set("2026-03-09 07:00"), desk.steps())
    assert desk.calls == [("woche", "2026-03-02", "2026-03-08")]
    assert result.code == 0 and result.made["woche"].fresh
    due(clock.set("2026-03-09 07:05"), desk.steps())
    assert len(desk.calls) == 1


def test_missed_weeks_are_made_up_once(define, desk, clock) -> None:
    define()
    due(clock, desk.steps())
    due(clock.set("2026-03-09 07:00"), desk.steps())
    for minute in range(0, 60, 5):  # off for three weeks, back on a Thursday
        due(clock.set(f"2026-04-02 10:{minute:02}"), desk.steps())
    assert desk.calls == [("woche", "2026-03-02", "2026-03-08"), ("woche", "2026-03-23", "2026-03-29")]
    assert state.runs("woche")[0].slot == moment("2026-03-30 07:00")
    due(clock.set("2026-04-06 07:00"), desk.steps())
    assert desk.calls[2:] == [("woche", "2026-03-30", "2026-04-05")]


def test_four_weeks_over_the_change_to_summer_time(define, desk, clock) -> None:
    define()
    due(clock.set("2026-03-20 12:00"), desk.steps())
    made = []
    for day in ("23 06:55", "23 07:00", "23 08:00", "30 05:55", "30 06:55", "30 07:00", "30 08:00"):
        if due(clock.set(f"2026-03-{day}"), desk.steps()).made:
            made.append(day)
    assert made == ["23 07:00", "30 07:00"]


def test_a_night_that_skips_its_hour_and_one_that_has_it_twice(define, desk, clock) -> None:
    define(schedule="30 2 * * *", period="yesterday")
    due(clock.set("2026-03-28 12:00"), desk.steps())
    due(clock.set("2026-03-29 03:00"), desk.steps())
    due(clock.set("2026-03-29 03:30"), desk.steps())
    assert desk.calls == [("woche", "2026-03-28", "2026-03-28")]
    due(clock.set("2026-10-24 12:00"), desk.steps())
    del desk.calls[:]
    clock.now = moment("2026-10-25 02:30")
    due(clock, desk.steps())
    clock.now = moment("2026-10-25 02:30").replace(fold=1)
    due(clock, desk.steps())
    assert desk.calls == [("woche", "2026-10-24", "2026-10-24")]


def test_a_failure_is_tried_three_times_with_pauses(define, desk, clock) -> None:
    define(deliver={"email": ["a@example.org"]})
    due(clock, desk.steps())
    desk.error = RunError("Das Notebook bricht ab.")
    tries = []
    for hour in range(7, 13):
        for minute in range(0, 60, 5):
            result = due(clock.set(f"2026-03-09 {hour:02}:{minute:02}"), desk.steps())
            if result.errors:
                assert result.code == 1
                tries.append(f"{hour:02}:{minute:02}")
    assert tries == ["07:00", "07:10", "08:10"]
    told = [(run.started.isoformat()[11:16], mail.kind) for run, mail in state.waiting("woche")]
    assert told == [("07:10", "failure"), ("06:00", "failure")]  # the first and the last, in UTC
    desk.error = None
    assert due(clock.set("2026-03-16 07:00"), desk.steps()).made["woche"].fresh


def test_one_failing_or_bad_definition_stops_no_other(define, desk, clock) -> None:
    for name in ("a", "b", "d"):
        define(name)
    define("c", "corpus: [\n")
    due(clock, desk.steps())

    def report(definition, parameters, now, warnings):
        if definition.name == "a":
            raise RunError("kaputt")
        return desk.report(definition, parameters, now, warnings)

    result = due(clock.set("2026-03-09 07:00"), desk.steps()._replace(report=report))
    assert (list(result.made), list(result.errors)) == (["b", "d"], ["a"])
    assert [fault.file for fault in result.faults] == ["schedules/c.yaml"]
    assert result.code == 1
    assert due(clock.set("2026-03-09 07:01"), desk.steps()).code == 2


def test_a_busy_report_is_left_for_later(define, desk, clock) -> None:
    define()
    due(clock, desk.steps())
    clock.set("2026-03-09 07:00")
    with held(locks_of(load("woche"))[0][0], "Der Bericht", clock()):
        result = due(clock, desk.steps())
        text = overview.status(load("woche"), clock(), 5)
    assert (result.code, desk.calls, result.made) == (75, [], {})
    assert text[0] == "woche: nächster Lauf 16.03.2026 07:00"
    assert text[1].startswith("  läuft gerade: Prozess ")
    assert due(clock, desk.steps()).made["woche"].fresh


def test_a_killed_run_is_taken_up_at_once(define, desk, clock) -> None:
    define()
    due(clock, desk.steps())
    clock.set("2026-03-09 07:00")
    number = state.start("woche", clock(), clock().date(), clock())
    leftover = desk.project / "reports" / "woche" / ".2026-03-09T07-00-00-running"
    zone_free = clock().astimezone().strftime(".%Y-%m-%dT%H-%M-%S-running")  # named by the machine's zone
    leftover = leftover.with_name(zone_free)
    leftover.mkdir(parents=True)
    assert due(clock.set("2026-03-09 07:05"), desk.steps()).made["woche"].fresh
    assert not leftover.exists()
    assert [(r.id, r.status) for r in state.runs("woche")] == [(number + 1, "done"), (number, "interrupted")]
    lines = overview.status(load("woche"), clock(), 5)
    assert (
        lines[2]
        == "  09.03.2026 07:00  abgebrochen        ?  Der Lauf wurde abgebrochen, bevor er fertig war."
    )


def test_inactive_and_changed_lines(define, desk, clock) -> None:
    define(active=False)
    due(clock, desk.steps())
    assert due(clock.set("2026-03-09 07:00"), desk.steps()).made == {}
    assert overview.line(load("woche"), clock()).endswith("nächster Lauf: keiner (active: false)")
    define()
    due(clock.set("2026-03-10 07:00"), desk.steps())  # switched on after Monday: waits
    define(schedule="0 6 * * 2")
    assert due(clock.set("2026-03-10 07:05"), desk.steps()).made == {}  # a new line waits too
    assert due(clock.set("2026-03-17 06:00"), desk.steps()).made["woche"].fresh


def test_a_hand_made_report_serves_its_moment(define, desk, clock) -> None:
    from analysis.schedule.runs import run

    define()
    due(clock, desk.steps())
    run("woche", clock=clock.set("2026-03-09 06:50"), steps=desk.steps())
    result = due(clock.set("2026-03-09 07:00"), desk.steps())
    assert not result.made["woche"].fresh and len(desk.calls) == 1
    assert due(clock.set("2026-03-09 07:05"), desk.steps()).made == {}


def test_mails_left_over_are_sent_by_a_later_call(define, desk, clock) -> None:
    define(deliver={"email": ["a@example.org"]})
    due(clock, desk.steps())
    due(clock.set("2026-03-09 07:00"), desk.steps())
    [(run, mail)] = state.waiting("woche")
    assert (run.status, mail.kind) == ("done", "report")
    again = []
    due(clock.set("2026-03-09 07:05"), desk.steps(), redeliver=lambda d: again.append(d.name))
    assert again == ["woche"]
    state.posted(run.id, "report", clock())
    due(clock.set("2026-03-09 07:10"), desk.steps(), redeliver=lambda d: again.append(d.name))
    assert again == ["woche"]


@pytest.mark.parametrize("line", ["*/15 * * * *", "0 7 1 * *"])
def test_any_line_is_served_once_a_moment(define, desk, clock, line: str) -> None:
    define(schedule=line, period="")
    due(clock.set("2026-03-01 06:46"), desk.steps())
    for minute in range(47, 60):
        desk.articles = str(minute)
        due(clock.set(f"2026-03-01 06:{minute}"), desk.steps())
    due(clock.set("2026-03-01 07:00"), desk.steps())
    due(clock.set("2026-03-01 07:01"), desk.steps())
    assert len(desk.calls) == 1
