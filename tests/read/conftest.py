"""The folder with a file of each format, for all tests of this room."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import build as builder


@pytest.fixture(scope="session")
def all_formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return builder.build(tmp_path_factory.mktemp("korpus"))
