"""YAML from outside: plain values only. No tags, no references, no deep nesting; safe on any text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML has it: ten times as fast
DEPTH = 40  # blocks within blocks; a codebook has eight


def load(text: str) -> Any:
    """Return the values in ``text``; yaml.YAMLError for anything else, whatever the text holds."""
    return guarded(lambda: yaml.load(checked(text), Loader=LOADER))


def compose(text: str) -> yaml.Node | None:
    """Return the nodes of ``text``, which know their lines; yaml.YAMLError as in ``load``."""
    return yaml.compose(checked(text), Loader=LOADER)


def guarded(make: Callable[[], Any]) -> Any:
    """Return ``make()``; a value that YAML takes for a day or number and is none is a YAMLError."""
    try:
        return make()
    except (ValueError, OverflowError) as error:  # such as the date 2026-02-30
        raise yaml.YAMLError(f"Ein Wert ist nicht lesbar ({error})") from error


def checked(text: str) -> str:
    """Return ``text`` if all in it is plain; else raise yaml.MarkedYAMLError with the place.

    A reference could unfold to more than any memory holds, nesting could exceed the stack.
    """
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            _refuse(event, "Verweise (*name) werden nicht gelesen")
        if tag := getattr(event, "tag", None):
            _refuse(event, f"Typangaben ({tag}) werden nicht gelesen")
        if depth > DEPTH:
            _refuse(event, "So tief verschachtelt wird nicht gelesen")
    return text


def _refuse(event: yaml.Event, problem: str) -> None:
    raise yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
