"""A part of the report as the page lays it out: code below exhibits, no heading twice, caveats at trends."""

from __future__ import annotations

import re
from typing import Any

from analysis import wording
from analysis.report.contents import Part
from analysis.report.links import linked

CAVEATS = 3  # said at an exhibit; where more touch it, the last says how many stand at the top


def laid_out(part: Part, warnings: list[dict[str, Any]]) -> Part:
    """Return ``part`` for the page; ``warnings`` are said again at every exhibit that they touch."""
    laid = Part(part.name, findings=part.findings)
    heading, waiting = "", ""
    for block in part.blocks:
        if block["kind"] == "code":
            waiting = "\n\n".join(filter(None, [waiting, block["source"]]))
            continue
        if block["kind"] == "text":
            laid.code, waiting = "\n\n".join(filter(None, [laid.code, waiting])), ""
            heading = _last_heading(block["markdown"])
            laid.blocks.append(block)
            continue
        touched = [w["text"] for w in warnings if block["name"] in w.get("touches", ())]
        if len(touched) > CAVEATS:
            left = wording.say("page_more_caveats", n=len(touched) - CAVEATS + 1)
            touched = [*touched[: CAVEATS - 1], left]
        more = {"code": waiting, "repeated": block["title"] == heading, "qualified": touched}
        laid.blocks.append({**linked(block), **more})
        waiting = ""
    laid.code = "\n\n".join(filter(None, [laid.code, waiting]))
    return laid


def _last_heading(markdown: str) -> str:
    found = re.findall(r"^#+ +(.+?) *$", markdown, re.MULTILINE)
    return found[-1] if found else ""
