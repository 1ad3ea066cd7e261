"""Every example in a docstring of the package runs and gives what it says."""

import ast
import doctest
import importlib
import inspect
import json
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


def _of_module(module):
    """Return what tab completion offers of a module: its ``__all__``, else what it defines itself."""
    own = [name for name, value in vars(module).items() if inspect.getmodule(value) is module]
    return {getattr(module, name) for name in getattr(module, "__all__", own) if name[0] != "_"}


def _of_notebook(file):
    """Return what of the package a notebook imports, and what it calls of the modules it imports."""
    cells = json.loads(file.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    tree = list(ast.walk(ast.parse(code)))
    imports = [node for node in tree if isinstance(node, ast.ImportFrom)]
    known = {
        alias.asname or alias.name: _imported(node.module, alias.name)
        for node in imports
        if (node.module or "").startswith("analysis")
        for alias in node.names
    }
    called = {
        getattr(known[node.value.id], node.attr)
        for node in tree
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if inspect.ismodule(known.get(node.value.id))
    }
    return {value for value in known.values() if not inspect.ismodule(value)} | called


def _imported(module, name):
    home = importlib.import_module(module)
    return getattr(home, name) if hasattr(home, name) else importlib.import_module(f"{module}.{name}")


def _examples_missing(offered):
    functions = {f for f in map(inspect.unwrap, offered) if inspect.isfunction(f)}
    return sorted(f"{f.__module__}.{f.__name__}" for f in functions if ">>>" not in (f.__doc__ or ""))


@pytest.mark.parametrize("module", ["", *analysis._MODULES, "kwic", "sql"])
def test_every_function_that_tab_completion_offers_has_an_example(module):
    assert _examples_missing(_of_module(importlib.import_module(f"analysis.{module}".strip(".")))) == []


@pytest.mark.parametrize("file", sorted(NOTEBOOKS.rglob("*.ipynb")), ids=lambda file: file.stem)
def test_every_function_that_a_notebook_calls_has_an_example(file):
    assert _examples_missing(_of_notebook(file)) == []


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, monkeypatch):
    monkeypatch.delenv("PRESSESPIEGEL_ROOT", raising=False)  # of a session's fixture, say the course's
    monkeypatch.chdir(paths.root())
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=options)
    assert tried > 0
    assert failed == 0
