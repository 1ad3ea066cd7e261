"""The commands ``schedule run``, ``due``, ``list``, ``status``, ``install``.

Exit codes: 0 done, 1 failed, 2 bad definition, 75 already running.
"""

from __future__ import annotations

import datetime as dt
import sys

import click

EX_TEMPFAIL = 75
WORKERS = click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="Prozesse."
)


@click.group()
def schedule() -> None:
    """Berichte, die von selbst kommen: Definitionen in schedules/*.yaml.

    \b
    Beispiel:  pressespiegel schedule run woche --date 2026-04-27
               pressespiegel schedule install --systemd --apply

    Rückgabewerte: 0 fertig, 1 misslungen, 2 Definition fehlerhaft, 75 läuft schon.
    """


@schedule.command()
@click.argument("name")
@click.option(
    "--date", "day", metavar="JJJJ-MM-TT", help="Der Tag, von dem aus „letzte 7 Tage“ zählt; ohne: heute."
)
@click.option("--force", is_flag=True, help="Auch wenn derselbe Bericht schon da ist.")
@click.option("--no-fetch", is_flag=True, help="Keine Quelle abrufen, nur auswerten, was da ist.")
@WORKERS
def run(name: str, day: str | None, force: bool, no_fetch: bool, workers: int) -> None:
    """Einen Bericht herstellen; liegt genau er schon vor, geschieht nichts.

    Beispiel:  pressespiegel schedule run woche --date 2026-04-27
    """
    from analysis.locks import Busy
    from analysis.schedule.runs import run as make
    from analysis.schedule.steps import standard
    from analysis.selection import parse_day

    try:
        outcome = make(
            name, parse_day("--date", day or ""), force=force, steps=standard(workers, not no_fetch)
        )
    except Busy as error:
        click.echo(f"pressespiegel: {error}", err=True)
        sys.exit(EX_TEMPFAIL)
    for warning in outcome.warnings:
        click.echo(f"Hinweis: {warning}", err=True)
    if not outcome.fresh:
        click.echo("Dieser Bericht liegt schon vor (neu herstellen: --force).", err=True)
    click.echo(str(outcome.page))


@schedule.command()
@WORKERS
def due(workers: int) -> None:
    """Alles herstellen, was fällig ist; Versäumtes wird einmal nachgeholt.

    Beispiel:  pressespiegel schedule due
    """
    from analysis.schedule.due import due as make_due
    from analysis.schedule.steps import redeliver, standard

    result = make_due(steps=standard(workers), redeliver=redeliver)
    for fault in result.faults:
        click.echo(f"Fehlerhafte Definition: {fault}", err=True)
    for name, error in result.errors.items():
        click.echo(f"{name}: {error}", err=True)
    for name, outcome in result.made.items():
        for warning in outcome.warnings:
            click.echo(f"{name}: Hinweis: {warning}", err=True)
        click.echo(f"{name}: {outcome.page}")
    sys.exit(result.code)


@schedule.command("list")
def list_() -> None:
    """Alle Definitionen mit ihrem nächsten Termin; fehlerhafte mit Zeile und Grund.

    Beispiel:  pressespiegel schedule list
    """
    from analysis.schedule import overview
    from analysis.schedule.definitions import load_all

    definitions, faults = load_all()
    for definition in definitions:
        click.echo(overview.line(definition, dt.datetime.now(dt.UTC)))
    for fault in faults:
        click.echo(f"fehlerhaft: {fault}", err=True)
    if not definitions and not faults:
        click.echo("In schedules/ liegt noch keine Definition.", err=True)
    sys.exit(2 if faults else 0)


@schedule.command()
@click.argument("name", required=False)
@click.option(
    "-n", "--last", default=5, show_default=True, type=click.IntRange(1, 1000), help="So viele Läufe."
)
def status(name: str | None, last: int) -> None:
    """Letzte und nächste Läufe, Dauer, Fehler, und was gerade läuft.

    Beispiel:  pressespiegel schedule status woche
    """
    from analysis.schedule import overview
    from analysis.schedule.definitions import load, load_all

    definitions, faults = ([load(name)], []) if name else load_all()
    for definition in definitions:
        click.echo("\n".join(overview.status(definition, dt.datetime.now(dt.UTC), last)))
    for fault in faults:
        click.echo(f"fehlerhaft: {fault}", err=True)
    sys.exit(2 if faults else 0)


@schedule.command()
@click.option("--systemd", "kind", flag_value="systemd", help="Für systemd (Benutzerdienst).")
@click.option("--cron", "kind", flag_value="cron", help="Für cron.")
@click.option("--apply", is_flag=True, help="Eintragen statt nur zeigen.")
def install(kind: str | None, apply: bool) -> None:
    """Zeigen oder eintragen, was systemd oder cron alle fünf Minuten aufrufen soll.

    Beispiel:  pressespiegel schedule install --systemd --apply
    """
    from analysis.schedule import units

    if kind is None:
        raise click.UsageError("Bitte --systemd oder --cron angeben.")
    if kind == "systemd" and apply:
        for path in units.apply_systemd():
            click.echo(f"geschrieben: {path}")
        click.echo("Einschalten:  systemctl --user daemon-reload")
        click.echo("              systemctl --user enable --now pressespiegel.timer")
        click.echo("Ohne Anmeldung laufen lassen:  loginctl enable-linger")
    elif kind == "systemd":
        for name, text in units.systemd_units().items():
            click.echo(f"# {units.systemd_folder() / name}\n{text}")
    elif apply:
        units.apply_cron()
        click.echo("eingetragen; ansehen mit: crontab -l")
    else:
        click.echo(units.cron_entry())
