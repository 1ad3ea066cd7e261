"""The report runs that tests of the report share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import runs


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all worker processes of this session share."""
    import os

    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project root of a finished report on the demo corpus."""
    return runs.once(shared_folder(tmp_path_factory) / "demo-report", runs.demo_report)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project root of a finished report on hostile articles."""
    return runs.once(shared_folder(tmp_path_factory) / "hostile-report", runs.hostile_report)
