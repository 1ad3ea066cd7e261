"""What an edition of a codebook found, kept, so that the next one can be told apart from it.

Under data/processed/<corpus>/codebuch/<codebook>/ lie the frames and the evidence of two editions: the one
in use (now) and the one in use before it (before), whichever program run made them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.framing.robustness import moved_articles
from analysis.language.numbered import FIELDS
from analysis.tables import Corpus, among

COLUMNS = "article_id frame before after change crossed gained lost".split()


def files_of(corpus: Corpus, folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield what to keep of ``corpus`` in ``folder``: path and bytes; another edition's becomes "before"."""
    if corpus.frames.empty:
        return
    place = _place(corpus, folder)
    edition = _edition(corpus)
    if (kept := _read(place / "now", "frames")) is not None and kept["codebook"].iloc[0] != edition:
        for name in ("frames", "evidence"):
            old = _read(place / "now", name)
            if old is not None:
                yield _file(place / "before", name, old)
    texts = _texts(corpus.articles)
    frames = corpus.frames[corpus.frames["question"] == ""].sort_values(["article_id", "frame"])
    yield _file(place / "now", "frames", frames.assign(text=frames["article_id"].map(texts)))
    cues = corpus.evidence[corpus.evidence["measure"] != "polarity"]
    cues = cues.sort_values(["article_id", "measure", "cue"], kind="stable")
    yield _file(place / "now", "evidence", cues[["article_id", "measure", "cue"]])


def moved_by_edit(corpus: Corpus, folder: Path) -> tuple[str, pd.DataFrame]:
    """Return the edition of the codebook before this one ("" for none) and what the edit moved.

    Out: the table of ``moved_articles``, of the articles of ``corpus`` whose text is the same as then.
    """
    nothing = pd.DataFrame(columns=COLUMNS)
    if corpus.frames.empty:
        return "", nothing
    place = _place(corpus, folder)
    frames, evidence = (_read(place / "before", name) for name in ("frames", "evidence"))
    if frames is None or evidence is None or frames["codebook"].iloc[0] == _edition(corpus):
        return "", nothing
    texts = _texts(corpus.articles)
    same = frames[frames["article_id"].map(texts) == frames["text"]]
    now = corpus.frames[among(corpus.frames["article_id"], same["article_id"])]
    moved = moved_articles(same, now, evidence, corpus.evidence)
    return str(frames["codebook"].iloc[0]), moved[COLUMNS]


def _edition(corpus: Corpus) -> str:
    return str(corpus.frames["codebook"].iloc[0])


def _place(corpus: Corpus, folder: Path) -> Path:
    name = _edition(corpus).partition("@")[0]
    return folder / "codebuch" / (re.sub(r"[^\w-]+", "-", name).strip("-") or "codebuch")


def _texts(articles: pd.DataFrame) -> dict[str, str]:
    texts = map("\0".join, articles[list(FIELDS)].itertuples(index=False, name=None))
    hashes = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    return dict(zip(articles["article_id"], hashes, strict=True))


def _read(folder: Path, name: str) -> pd.DataFrame | None:
    file = folder / f"{name}.parquet"
    try:
        table = pd.read_parquet(file) if file.is_file() else None
    except (OSError, ValueError):
        return None  # damaged: as if there were none
    return table if table is not None and (len(table) or name == "evidence") else None


def _file(folder: Path, name: str, table: pd.DataFrame) -> tuple[Path, bytes]:
    return folder / f"{name}.parquet", table.to_parquet(None, index=False)
