"""A project of its own in a temporary folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.schedule.schedule_desk import Clock, Desk


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    for variable in ("PRESSESPIEGEL_SMTP_HOST", "PRESSESPIEGEL_URL", "PRESSESPIEGEL_CONTACT"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "data" / "raw" / "demo").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "schedules").mkdir()
    return tmp_path


@pytest.fixture
def define(project: Path) -> Callable[..., Path]:
    def write(name: str = "woche", text: str = "", **fields: object) -> Path:
        fields = {"corpus": "data/raw/demo", "schedule": "0 7 * * 1", "period": "last 7 days"} | fields
        lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items()]
        path = project / "schedules" / f"{name}.yaml"
        path.write_text(text or "\n".join(lines) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def desk(project: Path) -> Desk:
    return Desk(project)


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-03-04 12:00")  # a Wednesday
