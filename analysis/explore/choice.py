"""What someone exploring has chosen, as values; the part of a corpus that fits it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures import PRESENT
from analysis.selection import select
from analysis.tables import Corpus

REPORTED = ("outlets", "genres", "date_from", "date_to", "query", "count")  # what a report can select by


@dataclasses.dataclass(frozen=True)
class Choice:
    """The conditions of a selection; an empty one lets everything through (see ``choose``)."""

    outlets: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""
    query: str = ""
    count: str = "copies"
    sections: tuple[str, ...] = ()
    speaker: str = ""
    frame: str = ""

    def given(self) -> dict[str, Any]:
        """Return the conditions that restrict something, as keywords of ``choose``."""
        default = Choice()
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value != getattr(default, name)
        }


def choose(
    corpus: Corpus, sections: Sequence[str] = (), speaker: str = "", frame: str = "", **conditions: Any
) -> Corpus:
    """Return the part of ``corpus`` that fits all conditions: those of ``select`` and three more.

    ``sections`` are sections of the papers, ``speaker`` is a speaker_id who must be quoted, ``frame`` a
    frame that must be present (score >= 0.5). InputError for what does not occur.

    >>> from analysis import prepare
    >>> from analysis.explore import choose
    >>> sorted(set(choose(prepare("data/raw/demo"), sections=["Sport"]).articles["section"]))
    ['Sport']
    """
    ids = corpus.articles["article_id"]
    keep = pd.Series(True, index=corpus.articles.index)
    if sections:
        keep &= corpus.articles["section"].isin(known("sections", sections, corpus.articles["section"]))
    if speaker:
        quotes = corpus.quotes
        known("speaker", [speaker], quotes["speaker_id"].dropna())
        keep &= ids.isin(quotes.loc[quotes["speaker_id"] == speaker, "article_id"])
    if frame:
        whole = corpus.frames[corpus.frames["question"] == ""]
        known("frame", [frame], whole["frame"])
        present = (whole["frame"] == frame) & (whole["score"] >= PRESENT)
        keep &= ids.isin(whole.loc[present, "article_id"])
    # stories last: the earliest copy among those that fit stands for its story
    return select(corpus if keep.all() else corpus.of(ids[keep]), **_still_there(corpus, keep, conditions))


def _still_there(corpus: Corpus, keep: pd.Series, conditions: dict[str, Any]) -> dict[str, Any]:
    """Check outlets against the whole corpus, and keep those that the part still has."""
    outlets = conditions.get("outlets") or []
    known("outlets", outlets, corpus.articles["outlet"])
    left = set(corpus.articles.loc[keep, "outlet"])
    if outlets and not set(outlets) & left:
        return {**conditions, "outlets": [], "date_from": "9999-12-31", "date_to": ""}  # nothing is left
    return {**conditions, "outlets": [outlet for outlet in outlets if outlet in left]}


def known(name: str, given: Sequence[str], values: pd.Series) -> list[str]:
    """Return ``given`` if all of it occurs in ``values``; InputError otherwise."""
    choices = sorted(set(values))
    for value in given:
        if value not in choices:
            raise InputError(f"{name}: „{value}“ kommt nicht vor.{nearest(value, choices)}")
    return list(given)
