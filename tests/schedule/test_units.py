"""What systemd and cron are told; the user's other entries stay."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.errors import InputError, RunError
from analysis.schedule import units


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose path has a blank, a per cent sign, quotes and a dollar sign."""
    root = tmp_path / "Presse 100% 'neu' $HOME"
    root.mkdir()
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(root))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return root


@pytest.mark.parametrize("plain", [True, False])
def test_systemd_accepts_the_units(
    odd: Path, tmp_path: Path, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if plain:
        monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    written = units.apply_systemd()
    assert [path.name for path in written] == ["pressespiegel.service", "pressespiegel.timer"]
    assert written[0].parent == tmp_path / "config" / "systemd" / "user"
    text = written[0].read_text("utf-8")
    assert "EnvironmentFile=-%h/.config/pressespiegel.env" in text and "PASSWORD" not in text
    assert "OnCalendar=*:0/5" in written[1].read_text("utf-8")
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here to ask")
    command = ["systemd-analyze", "verify", "--user", *map(str, written)]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_cron_line_runs_what_is_due(odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is run by a shell as cron would: % is the end of the line unless escaped."""
    told = tmp_path / "told"
    script = tmp_path / "fake"
    script.write_text(f'#!/bin/sh\necho "$PRESSESPIEGEL_ROOT|$PWD|$X|$*" > "{told}"\n')
    script.chmod(0o755)
    monkeypatch.setattr(units, "command", lambda: [str(script), "schedule", "due"])
    first, line, last = units.cron_entry().splitlines()
    assert line.startswith("*/5 * * * * ") and (first[0], last[0]) == ("#", "#")
    assert "%" not in line.replace("\\%", "")
    home = tmp_path / "home"
    (home / ".config").mkdir(parents=True)
    (home / ".config" / "pressespiegel.env").write_text("X=aus der Datei\n".replace(" ", "-"))
    subprocess.run(
        ["/bin/sh", "-c", line.removeprefix("*/5 * * * * ").replace("\\%", "%")],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        check=True,
        cwd=home,
    )
    assert told.read_text() == f"{odd}|{odd}|aus-der-Datei|schedule due\n"
    (home / ".config" / "pressespiegel.env").unlink()  # settings are optional
    shell = line.removeprefix("*/5 * * * * ").replace("\\%", "%")
    subprocess.run(["/bin/sh", "-c", shell], env={"HOME": str(home), "PATH": os.environ["PATH"]}, check=True)
    assert told.read_text() == f"{odd}|{odd}||schedule due\n"


def test_other_entries_of_the_crontab_stay(
    odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "table"
    fake = tmp_path / "bin" / "crontab"
    fake.parent.mkdir()
    fake.write_text(
        f'#!/bin/sh\nif [ "$1" != -l ]; then cat > "{table}"; exit; fi\n'
        f'[ -f "{table}" ] || {{ echo no crontab >&2; exit 1; }}\ncat "{table}"\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    units.apply_cron()
    assert table.read_text() == units.cron_entry() + "\n"
    table.write_text("MAILTO=ich\n0 1 * * * sichern\n" + table.read_text() + "0 2 * * * putzen\n")
    units.apply_cron()
    units.apply_cron()
    assert (
        table.read_text() == "MAILTO=ich\n0 1 * * * sichern\n0 2 * * * putzen\n" + units.cron_entry() + "\n"
    )
    fake.write_text("#!/bin/sh\necho 'not allowed' >&2; exit 1\n")
    with pytest.raises(RunError, match="not allowed"):
        units.apply_cron()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="--systemd"):
        units.apply_cron()
