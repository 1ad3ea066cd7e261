"""What a verb says about its subject, its object and whoever else it involves."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis import resources


class Role(NamedTuple):
    """Polarity -1..1 that a verb gives to its subject, its object, its dative or prepositional object."""

    subject: float
    object: float
    other: float


@cache
def roles() -> dict[str, Role]:
    """Return {infinitive: Role} of sentiment_roles.txt."""
    rows = (line.split("|") for line in resources.lines("sentiment_roles"))
    return {verb: Role(float(one), float(two), float(three)) for verb, one, two, three in rows}
