"""What a speaker said elsewhere: the lists to which the quotes of an article lead."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pandas as pd

from analysis import wording
from analysis.evidence import of_quotes
from analysis.evidence.snippets import Evidence
from analysis.measures import statements
from analysis.tables import Corpus

SHOWN = 5  # quotes of a speaker; the rest is counted

Voices = Mapping[str, Evidence]  # by speaker_id: id (of the list), name, total, snippets


def voices_of(corpus: Corpus, article_id: str = "") -> Voices:
    """Return the statements of each speaker in ``corpus``: a few as snippets, and their number.

    With ``article_id``: what its speakers said in other articles. Speakers without a second article and
    private persons are left out, so that nobody private is traced through the papers by a click.
    """
    said = statements(corpus).dropna(subset="speaker_id")
    said = said[said["speaker_type"] != "citizen"]
    if article_id:
        here = said.loc[said["article_id"] == article_id, "speaker_id"]
        said = said[said["speaker_id"].isin(here) & (said["article_id"] != article_id)]
    else:
        spread = said.groupby("speaker_id")["article_id"].nunique()
        said = said[said["speaker_id"].isin(spread.index[spread > 1])]
    names = said.dropna(subset="speaker_name").drop_duplicates("speaker_id").set_index("speaker_id")
    found = of_quotes(corpus, said, "speaker_id", shown=SHOWN)
    return {
        group["key"]["speaker_id"]: {
            "id": f"voice-{article_id}-{n}",
            "name": str(names["speaker_name"].get(group["key"]["speaker_id"], group["key"]["speaker_id"])),
            **group,
        }
        for n, group in enumerate(found["groups"])
    }


def voices_html(voices: Voices, linked: bool) -> str:
    """Return the ``voices`` as lists in HTML; ``linked`` to the articles in the same page."""
    lists = "".join(
        f'<details id="{html.escape(found["id"])}"><summary>'
        f"{html.escape(wording.say('other_quotes', name=found['name'], n=wording.number(found['total'])))}"
        f"</summary>{''.join(_quote(snippet, linked) for snippet in found['snippets'])}</details>"
        for found in voices.values()
    )
    return f'<div class="voices"><p><strong>{html.escape(wording.say("voices"))}</strong></p>{lists}</div>'


def _quote(snippet: Mapping[str, str], linked: bool) -> str:
    before, hit, after, title, outlet = (
        html.escape(str(snippet[name])) for name in ("before", "hit", "after", "title", "outlet")
    )
    day = html.escape(wording.date(pd.Timestamp(snippet["date"]))) if snippet["date"] else ""
    where = f'<a href="#article-{html.escape(snippet["article_id"])}">{title}</a>' if linked else title
    source = ", ".join(filter(None, [outlet, day]))
    return f"<p>{before}<mark>{hit}</mark>{after} <small>{source}: {where}</small></p>"
