"""From a bar, a cell, a point or a row of a table to the sentences behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import wording
from analysis.evidence import key_of
from analysis.exhibits import PREVIEW
from analysis.report.contents import table_of


def linked(exhibit: dict[str, Any]) -> dict[str, Any]:
    """Return ``exhibit`` with its groups of evidence named, and links to them.

    Added are groups (id, title, total, snippets), shown (how many snippets there are), areas (those of
    the chart that have evidence, each with address and title) and links (address and text of each row of
    the table; empty where none has evidence). Under a table the evidence of rows that only its file has
    is counted, not shown.
    """
    evidence = exhibit["evidence"]
    by, found = evidence.get("by", []), evidence.get("groups", [])
    groups = [
        {**group, "id": f"{exhibit['name']}-{n}", "title": title}
        for n, (group, title) in enumerate(zip(found, _titles(found, by), strict=True))
    ]
    # the order of the keys is lost in the notebook, which sorts them
    known = {tuple(group["key"][column] for column in by): group for group in groups}
    links = _links(table_of(exhibit), by, known)
    if "svg" not in exhibit and links:
        groups = _cited(groups, {address for address, _ in links[:PREVIEW]}, exhibit["name"])
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
        "links": links,
    }


def _cited(groups: list[dict[str, Any]], addresses: set[str], name: str) -> list[dict[str, Any]]:
    """Return the ``groups`` at the ``addresses``, and all others as one without snippets."""
    cited = [group for group in groups if f"#{group['id']}" in addresses]
    left = len(groups) - len(cited)
    if not left:
        return groups
    total = sum(group["total"] for group in groups) - sum(group["total"] for group in cited)
    title = wording.say("page_other_rows", n=wording.number(left))
    return [*cited, {"id": f"{name}-rest", "title": title, "total": total, "snippets": []}]


def _links(table: pd.DataFrame, by: list[str], known: dict[tuple[str, ...], Any]) -> list[tuple[str, str]]:
    if not known or not set(by) <= set(table.columns):
        return []
    links = []
    for row in table[by].itertuples(index=False, name=None):
        group = known.get(tuple(key_of(by, row).values()))
        links.append((f"#{group['id']}", _part(group)) if group else ("", ""))
    return links


def _titles(groups: list[dict[str, Any]], by: list[str]) -> list[str]:
    """Return for each group its values as a reader knows them, weeks, months and years in words."""
    days = [group["key"]["time"] for group in groups] if "time" in by else []
    times = dict(zip(days, wording.times([pd.Timestamp(day) for day in days]), strict=True))
    return [
        " · ".join(
            times[group["key"][name]] if name == "time" else wording.label(group["key"][name]) for name in by
        )
        for group in groups
    ]


def _part(group: dict[str, Any]) -> str:
    shown, total = (wording.number(n) for n in (len(group["snippets"]), group["total"]))
    return wording.say("shown_of", shown=shown, total=total)


def _counted(group: dict[str, Any]) -> str:
    return f"{group['title']}: {wording.say('page_to_evidence')} {_part(group)}"
