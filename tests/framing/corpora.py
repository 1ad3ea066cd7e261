"""Small articles tables and corpora for the tests of measures."""

import pandas as pd

from analysis import tables
from analysis.framing import find_frames, load_codebook
from analysis.language import segment
from analysis.tables import Corpus


def articles(*rows: dict[str, object]) -> pd.DataFrame:
    """Make an articles table; what a row leaves out gets a plain value."""
    plain = dict.fromkeys(["title", "teaser", "authors", "dateline", "agency", "section", "url"], "")
    made = [
        {
            **plain,
            "article_id": f"a{i}",
            "outlet": "A",
            "source_file": "x",
            "genre": "report",
            "published_at": pd.Timestamp("2026-01-05", tz="UTC"),
            "story_id": f"s{i}",
            "duplicate_of": None,
            "n_words": len(str(row.get("text", "")).split()),
            **row,
        }
        for i, row in enumerate(rows)
    ]
    return tables.make("articles", made)


def framed(table: pd.DataFrame, voice: str = "journalist") -> Corpus:
    """Return the corpus of these articles with sentences, frames and evidence, all in one voice."""
    codebook = load_codebook()
    sentences, frames, evidence = [], [], []
    for article in table.itertuples():
        text = segment(article.text)
        for n, (start, end) in enumerate(text.sentence_spans()):
            sentences.append(
                {
                    "sentence_id": f"{article.article_id}-{n}",
                    "article_id": article.article_id,
                    "field": "text",
                    "position": n,
                    "start": start,
                    "end": end,
                    "voice": voice,
                    "label": "neutral",
                }
            )
        scores, cues = find_frames({"text": text}, codebook)
        frames += [{"article_id": article.article_id, "codebook": "x", **s._asdict()} for s in scores]
        evidence += [
            {
                "evidence_id": f"{article.article_id}-{k}",
                "article_id": article.article_id,
                "field": cue.field,
                "measure": cue.measure,
                "start": cue.start,
                "end": cue.end,
                "cue": cue.cue,
                "value": cue.value,
                "voice": voice,
            }
            for k, cue in enumerate(cues)
        ]
    return Corpus(
        articles=table,
        sentences=tables.make("sentences", sentences),
        frames=tables.make("frames", frames),
        evidence=tables.make("evidence", evidence),
    )
