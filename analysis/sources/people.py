"""Public figures: what is known of a name that an article leaves without any capacity."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis import resources


class Figure(NamedTuple):
    """The sphere a public figure mostly speaks in, and the gender; None where bearers of a surname differ."""

    type: str | None
    gender: str | None


@cache
def _figures() -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Return the figures by full name, and by the surnames that mean them standing alone."""
    full: dict[str, Figure] = {}
    alone: dict[str, Figure] = {}
    for row in resources.rows("known_people"):
        figure = Figure(row["type"], row["gender"])
        full[row["name"]] = figure
        if row["alone"]:
            other = alone.setdefault(row["name"].split()[-1], figure)
            same = (a if a == b else None for a, b in zip(other, figure, strict=True))
            alone[row["name"].split()[-1]] = Figure(*same)
    return full, alone


def public_figure(name: str) -> Figure:
    """Return what resources/known_people.csv says of ``name``, a full name or a lone surname.

    >>> public_figure("Angela Merkel").type, public_figure("Müller").type
    ('government', None)
    """
    full, alone = _figures()
    return full.get(name) or (alone.get(name) if " " not in name else None) or Figure(None, None)
