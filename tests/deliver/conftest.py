"""A project in a temporary folder without settings for mail."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in [name for name in os.environ if name.startswith("PRESSESPIEGEL_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    (tmp_path / "reports").mkdir()
    return tmp_path
