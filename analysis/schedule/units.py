"""The entries with which systemd or cron call ``pressespiegel schedule due`` every five minutes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from analysis import paths
from analysis.errors import InputError, RunError
from analysis.tables import write_atomically

BEGIN, END = "# >>> pressespiegel {root}", "# <<< pressespiegel {root}"
SETTINGS = ".config/pressespiegel.env"  # below the home folder: SMTP, contact, credentials


def command() -> list[str]:
    """Return the command that runs what is due: the one of this environment, whatever the PATH is."""
    script = Path(sys.executable).with_name("pressespiegel")
    start = (
        [str(script)] if script.is_file() else [sys.executable, "-c", "from analysis.cli import main; main()"]
    )
    return [*start, "schedule", "due"]


def systemd_units() -> dict[str, str]:
    """Return the text of the user units by file name: a service and its timer.

    The timer asks every five minutes and once after a missed time; what is due is decided by the
    definitions, so that a new one needs no new unit.
    """
    root = str(paths.root())
    started = " ".join(map(_systemd_quoted, command()))
    service = f"""# written by `pressespiegel schedule install --systemd`
[Unit]
Description=Pressespiegel: Berichte, die fällig sind
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={root.replace("%", "%%")}
Environment={_systemd_quoted(f"PRESSESPIEGEL_ROOT={root}")}
EnvironmentFile=-%h/{SETTINGS}
ExecStart={started}
# 75: another run is at work, the next timer tries again
SuccessExitStatus=75
Nice=10
TimeoutStartSec=6h
"""
    timer = """# written by `pressespiegel schedule install --systemd`
[Unit]
Description=Pressespiegel: alle fünf Minuten nachsehen, was fällig ist

[Timer]
OnCalendar=*:0/5
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
"""
    return {"pressespiegel.service": service, "pressespiegel.timer": timer}


def _systemd_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def systemd_folder() -> Path:
    """Return the folder of a user's units."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "systemd" / "user"


def apply_systemd() -> list[Path]:
    """Write the units to the user's folder and return their paths."""
    written = []
    for name, text in systemd_units().items():
        write_atomically(systemd_folder() / name, text.encode("utf-8"))
        written.append(systemd_folder() / name)
    return written


def cron_entry() -> str:
    """Return the lines for a crontab, with a first and a last line to find them by."""
    root = paths.root()
    settings = f'[ -r "$HOME/{SETTINGS}" ] && {{ set -a; . "$HOME/{SETTINGS}"; set +a; }};'
    log = shlex.quote(str(root / "reports" / ".schedule" / "due.log"))
    work = (
        f"cd {shlex.quote(str(root))} && mkdir -p reports/.schedule && {shlex.join(command())} >> {log} 2>&1"
    )
    line = f"{settings} export PRESSESPIEGEL_ROOT={shlex.quote(str(root))}; {work}"
    # cron takes an unescaped % for the end of the line
    return "\n".join(
        [BEGIN.format(root=root), "*/5 * * * * " + line.replace("%", "\\%"), END.format(root=root)]
    )


def apply_cron() -> None:
    """Put the entry into the user's crontab, in place of an earlier one; all other lines stay."""
    try:
        listed = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
        old = listed.stdout if listed.returncode == 0 else ""
        done = subprocess.run(
            ["crontab", "-"], input=merged(old), capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise InputError("Auf dieser Maschine gibt es kein crontab; bitte --systemd nehmen.") from None
    if done.returncode:
        raise RunError(f"crontab hat den Eintrag nicht angenommen: {done.stderr.strip()}")


def merged(old: str) -> str:
    """Return the crontab ``old`` with the entry, in place of an earlier one of the same project."""
    begin, end = BEGIN.format(root=paths.root()), END.format(root=paths.root())
    lines = old.splitlines()
    if begin in lines and end in lines[lines.index(begin) :]:
        start = lines.index(begin)
        del lines[start : lines.index(end, start) + 1]
    return "\n".join([*lines, cron_entry()]) + "\n"
