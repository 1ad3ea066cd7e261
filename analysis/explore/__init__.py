"""Exploring a corpus in JupyterLab or Voilà: filters, linked bars and tables, reader, corrections, exports.

``app`` builds the whole of notebooks/erkunden.ipynb. What it does can be done without it: ``choose``
selects, ``exports`` writes out, ``corrections`` keeps what a person set right, ``methods`` lists
where two methods of finding quotes disagree. Only the modules with widgets need ipywidgets.
"""

from importlib import import_module
from typing import Any

from analysis.explore.choice import Choice, choose

__all__ = ["Choice", "app", "choose"]


def __getattr__(name: str) -> Any:
    if name == "app":
        return import_module("analysis.explore.application").app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
