"""Every example in a docstring of the package runs and gives what it says."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import analysis
from analysis import paths

ROOT = Path(analysis.__file__).parent
NOTEBOOKS = ROOT.parent / "notebooks"


def _module(file: Path) -> str:
    parts = file.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = sorted(
    _module(file) for file in ROOT.rglob("*.py") if re.search(r"^ +>>> \w", file.read_text("utf-8"), re.M)
)


def test_every_public_function_has_an_example():
    functions = [getattr(analysis, name) for name in analysis.__all__]
    functions += [getattr(analysis.chart, name) for name in analysis.chart.__all__]
    cells = "".join(file.read_text("utf-8") for file in NOTEBOOKS.rglob("*.ipynb"))
    shown = set(re.findall(r"measures\.([a-z]\w*)", cells))
    functions += [getattr(analysis.measures, name) for name in sorted(shown)]
    without = [f.__name__ for f in functions if inspect.isfunction(f) and ">>>" not in (f.__doc__ or "")]
    assert without == []


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, monkeypatch):
    monkeypatch.chdir(paths.root())
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=options)
    assert tried > 0
    assert failed == 0
