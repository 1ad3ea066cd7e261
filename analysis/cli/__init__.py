"""The commands: read, annotate, report, lab …; each with --help and an example.

Exit codes: 0 done, 1 a run failed, 2 something in the input is wrong. A message of one sentence,
never a traceback. Imports of the work itself are inside the commands, so that --help answers at
once.
"""

from __future__ import annotations

import sys

import click

from analysis.cli.annotating import annotate
from analysis.cli.checking import agreement, evaluate
from analysis.cli.work import lab, read, report
from analysis.errors import InputError, RunError
from analysis.fetch.commands import fetch
from analysis.schedule.commands import schedule


def main() -> None:
    """Run the command line; turn the errors a user can mend into one sentence and an exit code."""
    try:
        commands(standalone_mode=False)
    except (InputError, click.UsageError) as error:
        message = error.format_message() if isinstance(error, click.UsageError) else str(error)
        sys.exit(_say(message, 2))
    except RunError as error:
        sys.exit(_say(str(error), 1))
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_say("Abgebrochen.", 130))
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        sys.exit(_say(f"Das Betriebssystem meldet: {error}. Bitte Pfad, Rechte und freien Platz prüfen.", 1))


def _say(message: str, code: int) -> int:
    click.echo(f"pressespiegel: {message}", err=True)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="pressespiegel")
def commands() -> None:
    """Medienanalyse deutschsprachiger Nachrichten: Tonlage, Quellen, Framing, mit Belegen.

    Beispiel:  pressespiegel report --corpus data/raw/demo
    """


for command in (report, read, annotate, lab, fetch, schedule, evaluate, agreement):
    commands.add_command(command)
