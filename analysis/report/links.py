"""From a bar, a cell, a point or a row of a table to the sentences behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import wording
from analysis.evidence import key_of
from analysis.report.contents import table_of


def linked(exhibit: dict[str, Any]) -> dict[str, Any]:
    """Return ``exhibit`` with its groups of evidence named, and links to them.

    Added are groups (id, title, total, snippets), shown (how many snippets there are), areas (those of
    the chart that have evidence, each with address and title) and links (address and text of each row of
    the table; empty where none has evidence).
    """
    evidence = exhibit["evidence"]
    by = evidence.get("by", [])
    groups = [
        {
            **group,
            "id": f"{exhibit['name']}-{n}",
            "title": _title(group["key"], by),
        }
        for n, group in enumerate(evidence.get("groups", []))
    ]
    # the order of the keys is lost in the notebook, which sorts them
    known = {tuple(group["key"][column] for column in by): group for group in groups}
    snippets = [snippet for group in groups for snippet in group["snippets"]]
    return {
        **exhibit,
        "groups": groups,
        "shown": len(snippets) + len(evidence.get("snippets", ())),
        "areas": [
            {"box": area["box"], "address": f"#{group['id']}", "title": _counted(group)}
            for area in exhibit.get("areas", [])
            if (group := known.get(tuple(area["key"].get(column, "") for column in by)))
        ],
        "links": _links(table_of(exhibit), by, known),
    }


def _links(table: pd.DataFrame, by: list[str], known: dict[tuple[str, ...], Any]) -> list[tuple[str, str]]:
    if not known or not set(by) <= set(table.columns):
        return []
    links = []
    for row in table[by].itertuples(index=False, name=None):
        group = known.get(tuple(key_of(by, row).values()))
        links.append((f"#{group['id']}", _part(group)) if group else ("", ""))
    return links


def _title(key: dict[str, str], by: list[str]) -> str:
    """Return the values of a group as a reader knows them, a day in words."""
    return " · ".join(
        wording.date(pd.Timestamp(key[name])) if name == "time" else wording.label(key[name]) for name in by
    )


def _part(group: dict[str, Any]) -> str:
    shown, total = (wording.number(n) for n in (len(group["snippets"]), group["total"]))
    return wording.say("shown_of", shown=shown, total=total)


def _counted(group: dict[str, Any]) -> str:
    return f"{group['title']}: {wording.say('page_to_evidence')} {_part(group)}"
