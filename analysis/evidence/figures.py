"""The evidence of figures that count no rows of one table: frames, key words, differences of outlets."""

from __future__ import annotations

import re
import zlib
from collections.abc import Hashable
from typing import Any

import pandas as pd

from analysis import wording
from analysis.evidence.rows import of_cues, of_quotes, of_sentences
from analysis.evidence.snippets import SHOWN_OF_GROUP, Evidence, snippet
from analysis.framing.sponsorship import cues_in_quotes
from analysis.measures.frames import PRESENT
from analysis.measures.groups import grouped
from analysis.measures.speakers import statements
from analysis.partitions import AnyCorpus, rows_by
from analysis.tables import Corpus


def strongest_cues(corpus: AnyCorpus) -> Any:
    """Return the heaviest cue of each frame that is present in an article: rows of the evidence table.

    One row an article and frame (column ``frame``), so that their number is that of the articles with the
    frame.

    >>> from analysis import evidence, prepare
    >>> cues = evidence.strongest_cues(prepare("data/raw/demo"))
    >>> int(cues.duplicated(["article_id", "frame"]).sum())
    0
    """
    return rows_by(corpus, _strongest)


def _strongest(corpus: Corpus) -> pd.DataFrame:
    present = corpus.frames[(corpus.frames["question"] == "") & (corpus.frames["score"] >= PRESENT)]
    cues = corpus.evidence.rename(columns={"measure": "frame"})
    cues = cues.sort_values(["value", "evidence_id"], ascending=[False, True])
    cues = cues.drop_duplicates(["article_id", "frame"])
    return present[["article_id", "frame"]].merge(cues, on=["article_id", "frame"])


def quoted_cues(corpus: AnyCorpus) -> Any:
    """Return the cues of frames inside statements of a known type of speaker: rows of the evidence table.

    One row a statement and frame (columns quote_id, speaker_type, frame), the first cue, as
    ``framing.sponsorship`` counts them.

    >>> from analysis import evidence, prepare
    >>> cues = evidence.quoted_cues(prepare("data/raw/demo"))
    >>> {"quote_id", "speaker_type", "frame"} <= set(cues)
    True
    """
    return rows_by(corpus, _quoted)


def _quoted(corpus: Corpus) -> pd.DataFrame:
    said = statements(corpus).dropna(subset="speaker_type")[["quote_id", "speaker_type"]]
    cues = cues_in_quotes(corpus, corpus.frames["frame"].unique())
    inside = cues.rename(columns={"measure": "frame"}).merge(said, on="quote_id")
    return inside.sort_values(["start", "evidence_id"]).drop_duplicates(["quote_id", "frame"])


def of_terms(corpus: Corpus, table: pd.DataFrame, by: str = "") -> Evidence:
    """Return snippets with the words of a table of key words (columns term, count and ``by``).

    The total of a word is the ``count`` of the table; where it stands in texts, ``SHOWN_OF_GROUP`` of
    these places are shown, an article at most once.

    >>> from analysis import evidence, prepare
    >>> words = pd.DataFrame({"term": ["Brücke"], "count": [300]})
    >>> found = evidence.of_terms(prepare("data/raw/demo"), words)
    >>> [snippet["hit"] for snippet in found["groups"][0]["snippets"]]
    ['Brücke', 'Brücke']
    """
    rows = grouped(corpus, by) if by else corpus.articles
    order = rows["article_id"].map(lambda name: zlib.crc32(name.encode()))
    articles = rows.assign(order=order).sort_values("order").drop(columns="order")
    # to_dict only once: there are many words, and each looks through the articles
    parts = {
        name: part.to_dict("records") for name, part in (articles.groupby(by) if by else [("", articles)])
    }
    groups = []
    for row in table.to_dict("records"):
        found = _places(parts[row[by] if by else ""], str(row["term"]))
        key = {by: str(row[by])} if by else {}
        total = max(int(row["count"]), len(found))
        groups.append({"key": {**key, "term": str(row["term"])}, "total": total, "snippets": found})
    columns = [by, "term"] if by else ["term"]
    return {"total": sum(group["total"] for group in groups), "by": columns, "groups": groups}


def _places(articles: list[dict[Hashable, Any]], term: str) -> list[dict[str, object]]:
    word = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")
    found: list[dict[str, object]] = []
    for article in articles:
        if len(found) == SHOWN_OF_GROUP:
            break
        if term in article["text"] and (hit := word.search(article["text"])):
            found.append(snippet(article, "text", *hit.span(), note=""))
    return found


def of_differences(corpus: AnyCorpus, private: bool = False) -> Evidence:
    """Return the evidence of each figure that ``measures.differences`` compares, by outlet and figure.

    >>> from analysis import evidence, prepare
    >>> evidence.of_differences(prepare("data/raw/demo"))["by"]
    ['outlet', 'figure']
    """
    said = statements(corpus)
    negative = corpus.sentences.query("field == 'text' and label == 'negative'")
    women, nobody = said.query("speaker_gender == 'female'"), said.query("speaker.isna()")
    parts = {
        "figure_negative": of_sentences(corpus, negative, "outlet"),
        "figure_women": of_quotes(corpus, women, "outlet", private=private),
        "figure_unattributed": of_quotes(corpus, nobody, "outlet", private=private),
    }
    groups = [
        {**group, "key": {**group["key"], "figure": wording.label(name)}}
        for name, part in parts.items()
        for group in part["groups"]
    ]
    for group in of_cues(corpus, strongest_cues(corpus), "frame", "outlet")["groups"]:
        key = {"outlet": group["key"]["outlet"], "figure": wording.label(group["key"]["frame"])}
        groups.append({**group, "key": key})
    return {"total": sum(g["total"] for g in groups), "by": ["outlet", "figure"], "groups": groups}
