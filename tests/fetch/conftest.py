"""A local server, a project in a temporary folder, a client whose pauses cost no time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.fetch.http import Bounds
from analysis.fetch.polite import Client
from tests.fetch.local_server import Server, Sleeper


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRESSESPIEGEL_ROOT", str(tmp_path))
    monkeypatch.setenv("PRESSESPIEGEL_ALLOW_PRIVATE", "127.0.0.1")
    monkeypatch.delenv("PRESSESPIEGEL_CONTACT", raising=False)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def server(project: Path) -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


@pytest.fixture
def client(sleeper: Sleeper) -> Client:
    bounds = Bounds(size=1 << 20, silence=0.4, total=1.5)
    return Client("Pressespiegel/0 (+redaktion@example.org)", bounds, sleeper.clock, sleeper.sleep)
