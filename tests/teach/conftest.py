"""A project of its own for the course: the demo corpus and the notebooks, away from the network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The root that the kernels of this process use."""
    root = tmp_path_factory.mktemp("lehre")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    shutil.copytree(ROOT / "data" / "raw" / "demo", root / "data" / "raw" / "demo")
    settings = {"PRESSESPIEGEL_ROOT": str(root), "http_proxy": NOWHERE, "https_proxy": NOWHERE}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    yield root
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
