"""A corpus of any size: a folder of partitions, of which a few at a time are in memory.

``Partitions`` answers as a Corpus does, but its tables are ``Rows``: what is done to them is noted, and done
part by part once a figure asks for it. A measure adds up what each part gives (``summed``), so that what
stays in memory are sums by speaker, by story of several articles, and by kind of all other stories
(``alike``), never the rows themselves. Of the articles the table without their texts is in memory, about
150 bytes each.
"""

from analysis.partitions.corpus import (
    AnyCorpus,
    AnyRows,
    Part,
    Partitions,
    Rows,
    SomeCorpus,
    TableOf,
    only,
    open_partitions,
    rows_by,
    spread,
    with_texts,
)
from analysis.partitions.folder import are_in, marks_of, other_steps, parts_of
from analysis.partitions.sums import (
    gathered,
    gathered_rows,
    in_memory,
    rows_of,
    story_names,
    summed,
    told_apart,
)

__all__ = [
    "AnyCorpus",
    "AnyRows",
    "Part",
    "Partitions",
    "Rows",
    "SomeCorpus",
    "TableOf",
    "are_in",
    "gathered",
    "gathered_rows",
    "in_memory",
    "marks_of",
    "only",
    "open_partitions",
    "other_steps",
    "parts_of",
    "rows_by",
    "rows_of",
    "spread",
    "story_names",
    "summed",
    "told_apart",
    "with_texts",
]
