"""A folder of annotated partitions -> what linking finds of them, beside the tables, in little memory.

``link_partitions`` finds what ``link`` finds in the whole corpus. In memory are the keys of the articles
(about 150 bytes each) and the speakers' distinct names; of the rest one partition at a time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import locks, tables
from analysis.duplicates import CONTAINED, DAYS, days_since_start, first_copies, in_time, match_all
from analysis.linking import VERSION
from analysis.linking.annotated import keys_of, slices_of
from analysis.linking.speakers import Counts, Speakers, count_speakers, fill_in, who_is_who
from analysis.linking.spilled import spilled, steps
from analysis.partitions.folder import LINKED, STAMP, columns, marks_of, parts_of

STORIES = ["article_id", "story_id", "duplicate_of"]
SPEAKERS = ["quote_id", "speaker_id", "speaker_type", "speaker_gender"]
NAMES = ["speaker_name", "speaker_naming", "speaker_type", "speaker_gender"]


def link_partitions(folder: Path, progress: Callable[[int, int], object] | None = None) -> None:
    """Link the corpus that annotate_partitions wrote to ``folder``; its tables stay as they are.

    For each partition ``linked/articles/`` gets a file with STORIES and ``linked/quotes/`` one with
    SPEAKERS, row by row beside those of the tables, filled as by ``link``. Where that was done for these
    partitions, nothing is done. ``progress`` is called with the steps done and the steps in all.
    InputError where partitions are missing or not whole, or have an article in common.
    """
    parts_of(folder)  # before anything is written
    if is_linked(folder):
        return
    with locks.waited(folder / LINKED / ".lock"):
        if not is_linked(folder):  # another process may just have done it
            _link(folder, progress)


def is_linked(folder: Path) -> bool:
    """Tell whether what lies in ``folder / "linked"`` is of the partitions as they are now."""
    stamp = path_of_stamp(folder)
    return stamp.is_file() and stamp.read_bytes() == stamp_of(folder)


def _link(folder: Path, progress: Callable[[int, int], object] | None) -> None:
    """Write the files of all partitions and, last, the stamp."""
    parts, stamp = parts_of(folder), stamp_of(folder)
    path_of_stamp(folder).unlink(missing_ok=True)
    for made in ("articles", "quotes"):
        shutil.rmtree(folder / LINKED / made, ignore_errors=True)
    keys, outlets = keys_of(folder, parts)
    total, done = 2 * len(parts) + steps(len(keys)), count(1)

    def tick() -> None:
        if progress:
            progress(next(done), total)

    original = _originals(folder, parts, keys, tick)
    speakers = who_is_who(_counts(folder, parts), outlets)
    for part, rows in slices_of(parts, keys):
        _write(folder, part, _stories(keys["article_id"], rows, original), speakers)
        tick()
    tables.write_atomically(path_of_stamp(folder), stamp)


def path_of_stamp(folder: Path) -> Path:
    """Return the file that says what was linked, written last."""
    return folder / LINKED / STAMP


def stamp_of(folder: Path) -> bytes:
    """Return what the stamp says: how is linked, and of which partitions."""
    digest = hashlib.sha256()
    for mark in marks_of(folder):
        digest.update(f"{mark.name} {hashlib.sha256(mark.read_bytes()).hexdigest()}\n".encode())
    return json.dumps({"version": VERSION, "partitions": digest.hexdigest()}, sort_keys=True).encode()


def _originals(
    folder: Path, parts: list[str], keys: pd.DataFrame, tick: Callable[[], None]
) -> NDArray[np.int64]:
    """Return for each row of ``keys`` the row of its text's first copy, its own where it is that."""
    order = in_time(keys)
    position = np.empty_like(order)
    position[order] = earlier = np.arange(len(order))
    when = days_since_start(keys["published_at"])[order]
    credited = np.zeros(len(order), dtype=np.bool_)  # tells agency copies from excerpts: one story, both
    with spilled(folder / LINKED / ".scratch", len(order)) as texts:
        for part, rows in slices_of(parts, keys):
            texts.add(position[rows], columns(folder, "articles", part, ["text"])["text"])
            tick()
        for pairs in texts.pairs(tick):
            for later, (first, _, _) in match_all(pairs, texts, when, credited, DAYS, CONTAINED).items():
                earlier[later] = first
    return np.asarray(order[first_copies(earlier)[position]])


def _stories(ids: pd.Series, rows: slice, original: NDArray[np.int64]) -> pd.DataFrame:
    """Return the table STORIES for some ``rows`` of all articles."""
    own, stories = ids.iloc[rows].to_numpy(), ids.iloc[original[rows]].reset_index(drop=True)
    copies = stories.where(stories != own)
    return pd.DataFrame(dict(zip(STORIES, (own, stories, copies), strict=True))).astype("str")


def _counts(folder: Path, parts: list[str]) -> Counts:
    counts: Counts = Counter()
    for part in parts:
        counts.update(count_speakers(columns(folder, "quotes", part, NAMES)))
    return counts


def _write(folder: Path, part: str, stories: pd.DataFrame, speakers: Speakers) -> None:
    """Write the two files of a partition."""
    quotes = fill_in(columns(folder, "quotes", part, ["quote_id", *NAMES]), speakers)
    made = {"articles": stories, "quotes": quotes[SPEAKERS]}
    tables.write_together(
        (folder / LINKED / name / f"{part}.parquet", table.to_parquet(None, index=False))
        for name, table in made.items()
    )
