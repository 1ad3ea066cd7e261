"""The examples in docs/zeitplan.md: they parse, and the commands and variables they name exist."""

import re
from pathlib import Path

import pytest
import yaml

from analysis.cli import commands
from analysis.schedule.fields import TYPES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "zeitplan.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
SOURCES = "".join(path.read_text("utf-8") for path in (ROOT / "analysis").rglob("*.py"))


@pytest.mark.parametrize(("kind", "block"), BLOCKS)
def test_examples_parse(kind: str, block: str) -> None:
    if kind == "yaml":
        assert isinstance(yaml.safe_load(block), dict)
    if kind == "python" and not block.startswith("!"):
        compile(block, "zeitplan.md", "exec")


def test_commands_exist() -> None:
    for line in re.findall(r"pressespiegel ((?:schedule|fetch)[^`\n#|]*)", TEXT):
        words = [word for word in line.split() if not word.startswith("-")]
        command = commands.commands[words[0]]
        if words[0] == "schedule" and len(words) > 1:
            command = command.commands[words[1]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", line)) <= known, line


def test_variables_and_fields_exist() -> None:
    for name in set(re.findall(r"PRESSESPIEGEL_[A-Z_]+", TEXT)) - {"PRESSESPIEGEL_AUTH_BLATT"}:
        stem = name.removeprefix("PRESSESPIEGEL_SMTP_")
        assert name in SOURCES or f'"{stem}"' in SOURCES or f"PREFIX}}{stem}" in SOURCES, name
    table = TEXT[TEXT.index("| Angabe |") : TEXT.index("Jede Datei wird")]
    named = {
        field
        for row in table.splitlines()[2:]
        for field in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert named == set(TYPES)
