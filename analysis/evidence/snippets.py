"""Rows with their place in an article -> snippets: a few of the whole or of each group, the rest counted."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.measures.groups import with_groups
from analysis.partitions import AnyCorpus, AnyRows, Rows, rows_of, spread
from analysis.tables import Corpus, among

SHOWN = 6  # snippets under a figure; the rest is counted
SHOWN_OF_GROUP = 2  # snippets of each group: a heat map has a hundred cells
CONTEXT = 160  # characters around the evidence at most, cut at words

Evidence = dict[str, Any]


def choose(
    corpus: AnyCorpus,
    rows: AnyRows,
    key: str,
    by: Sequence[str],
    shown: int | None,
    placed: Callable[[Corpus, pd.DataFrame], pd.DataFrame],
) -> Evidence:
    """Return the snippets of ``rows``, whose column ``key`` decides which are shown.

    ``placed`` gives the chosen rows of a part field, start, end and note, where they do not have them.
    """
    rows, held = spread(corpus, rows), []
    whole = rows.within(corpus) if isinstance(rows, Rows) else corpus
    for part in whole.parts():
        held.append(_chosen(part, rows_of(part, rows), key, by, shown, placed))
        if len(held) > 1:  # what will not be shown is not kept
            held = [_best(held, key, by, shown)]
    chosen, totals = _best(held, key, by, shown)
    if not by:
        return {"total": int(totals.sum()), "snippets": chosen["snippet"].tolist()}
    found = dict(list(chosen.groupby(list(by), observed=True, sort=False)["snippet"]))
    groups = []
    for name, total in totals.items():
        values = name if isinstance(name, tuple) else (name,)
        groups.append({"key": key_of(by, values), "total": int(total), "snippets": found[values].tolist()})
    return {"total": int(totals.sum()), "by": list(by), "groups": groups}


def _best(
    held: Sequence[tuple[pd.DataFrame, pd.Series]], key: str, by: Sequence[str], shown: int | None
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows to show among those chosen of several parts, and the numbers of all by group."""
    chosen = pd.concat([found for found, _ in held]).sort_values(["order", key], kind="stable")
    totals = pd.concat([total for _, total in held])
    if not by:
        return chosen.head(shown or SHOWN), pd.Series([totals.sum()])
    first = chosen.groupby(list(by), observed=True, sort=False).head(shown or SHOWN_OF_GROUP)
    return first, totals.groupby(list(by), observed=True).sum()


def _chosen(
    part: Corpus,
    rows: pd.DataFrame,
    key: str,
    by: Sequence[str],
    shown: int | None,
    placed: Callable[[Corpus, pd.DataFrame], pd.DataFrame],
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of a part that may be shown, with their snippet, and the number of all by group."""
    rows = with_groups(part, rows, by)
    order = [zlib.crc32(str(name).encode()) for name in rows[key].tolist()]
    ordered = rows.assign(order=order).sort_values(["order", key]).drop_duplicates(["article_id", *by])
    if not by:
        chosen, totals = ordered.head(shown or SHOWN), pd.Series([len(rows)])
    else:
        groups = ordered.groupby(list(by), observed=True, sort=False)
        chosen, totals = groups.head(shown or SHOWN_OF_GROUP), rows.groupby(list(by), observed=True).size()
    chosen = placed(part, chosen)
    return chosen[[*dict.fromkeys([*by, "order", key])]].assign(
        snippet=pd.Series(_snippets(part, chosen), chosen.index, dtype=object)
    ), totals


def key_of(by: Sequence[str], values: Sequence[object]) -> dict[str, str]:
    """Return the values of a group as text: a time as its day.

    >>> key_of(["outlet", "time"], ["Abendblitz", pd.Timestamp("2026-03-02")])
    {'outlet': 'Abendblitz', 'time': '2026-03-02'}
    """
    return {
        name: value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
        for name, value in zip(by, values, strict=True)
    }


def _snippets(corpus: Corpus, chosen: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the snippets of the ``chosen`` rows."""
    cited = corpus.articles[among(corpus.articles["article_id"], chosen["article_id"])]
    articles = {article["article_id"]: article for article in cited.to_dict("records")}
    places = chosen[["article_id", "field", "start", "end", "note"]].itertuples(index=False, name=None)
    return [snippet(articles[article_id], *place) for article_id, *place in places]


def snippet(article: Mapping[Any, Any], field: str, start: int, end: int, note: str) -> dict[str, Any]:
    """Return the evidence in ``article[field][start:end]`` with its surroundings and where it stands."""
    return {
        "article_id": article.get("article_id"),
        "outlet": article["outlet"],
        "date": "" if pd.isna(article["published_at"]) else article["published_at"].isoformat(),
        "title": article["title"],
        "url": article["url"],
        "note": note,
        **around(str(article[field]), int(start), int(end)),
    }


def around(text: str, start: int, end: int) -> dict[str, str]:
    """Return the evidence ``text[start:end]`` with the words before and after it, cut at the paragraph.

    >>> around("Der Rat stritt lange.", 8, 14)
    {'before': 'Der Rat ', 'hit': 'stritt', 'after': ' lange.'}
    """
    before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    if start > CONTEXT and len(before) == CONTEXT:
        before = "…" + (before.partition(" ")[2] or before)
    if len(after) == CONTEXT and end + CONTEXT < len(text):
        after = (after.rpartition(" ")[0] or after) + "…"
    hit = text[start:end]
    if len(hit) > 4 * CONTEXT:
        hit = f"{hit[: 2 * CONTEXT].rpartition(' ')[0]} […] {hit[-2 * CONTEXT :].partition(' ')[2]}"
    return {"before": before, "hit": hit, "after": after}
