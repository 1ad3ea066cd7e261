"""The command ``fetch``."""

from __future__ import annotations

import datetime as dt
import sys

import click


@click.command()
@click.argument("name")
def fetch(name: str) -> None:
    """Neue Artikel der Quellen einer Definition nach data/raw/ holen, ohne auszuwerten.

    \b
    Beispiel:  pressespiegel fetch woche

    Zugangsdaten stehen in Umgebungsvariablen (PRESSESPIEGEL_AUTH_…), nie in der Definition.
    """
    from contextlib import ExitStack

    from analysis import locks
    from analysis.errors import InputError
    from analysis.fetch.fetching import fetch as fetch_all
    from analysis.schedule import runs
    from analysis.schedule.definitions import load

    definition = load(name)
    if not definition.sources:
        raise InputError(f"{definition.file} nennt keine Quellen („sources“).")
    try:
        with ExitStack() as stack:
            for path, what in runs.locks_of(definition):
                stack.enter_context(locks.held(path, what, dt.datetime.now(dt.UTC)))
            found = fetch_all(definition.corpus, definition.sources, definition.contact)
    except locks.Busy as error:
        click.echo(f"pressespiegel: {error}", err=True)
        sys.exit(75)
    for warning in found.warnings:
        click.echo(f"Hinweis: {warning}", err=True)
    click.echo(
        f"{found.new} neu, {found.changed} geändert, {found.unchanged} unverändert, "
        f"{found.failed} nicht abgerufen, {found.waiting} warten: {definition.corpus}"
    )
    sys.exit(1 if len(found.silent) == len(definition.sources) else 0)
