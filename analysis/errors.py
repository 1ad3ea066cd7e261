"""The errors that a user can mend: they name the value, the choices and the next step."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Something the user gave is wrong; the message is a sentence to show without a traceback."""

    def _render_traceback_(self) -> list[str]:  # what IPython shows in a notebook
        return [str(self)]


class RunError(RuntimeError):
    """A run failed half-way; the message says what is kept and where. Shown without a traceback."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return a hint such as `` Meinten Sie „corpus“?`` for a mistyped ``word``, or nothing."""
    close = difflib.get_close_matches(word, list(choices), n=1)
    return f" Meinten Sie „{close[0]}“?" if close else ""
