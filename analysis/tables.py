"""The tables of the suite: their columns, types and keys; the Corpus that holds them; check, save, load.

Every table is long, has one kind of row, and is joined to the others by ``article_id``. ``start`` and
``end`` count characters of the cleaned field they name (``text`` where no field is named); the
slice ``field[start:end]`` is what the row says it is.
"""

from __future__ import annotations

import dataclasses
import math
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pandas as pd

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandera.pandas as pa

TEXT, COUNT, NUMBER, TIME, FLAG = "str", "int64", "float64", "datetime64[us, UTC]", "bool"

# A trailing "?" marks a column that may be missing in a row; without it every row must have a value.
SCHEMAS: dict[str, dict[str, str]] = {
    "articles": {
        "article_id": TEXT,
        "outlet": TEXT,
        "title": TEXT,
        "teaser": TEXT,
        "text": TEXT,
        "subheadings": TEXT,  # taken off the text, one a line
        "authors": TEXT,  # several are joined by "; "; unknown is empty
        "author_codes": TEXT,  # "jk", "mli": abbreviations for authors, joined by "; "
        "dateline": TEXT,
        "agency": TEXT,  # credited agencies, joined by "; "
        "genre": TEXT,  # report, commentary, interview, brief, other
        "published_at": TIME + "?",
        "section": TEXT,
        "url": TEXT,
        "truncated": FLAG,  # cut by a paywall, or a feed that gave the summary alone
        "source_file": TEXT,
        "story_id": TEXT + "?",  # after link
        "duplicate_of": TEXT + "?",  # after link: article_id of the first copy
        "n_words": COUNT,
    },
    "sentences": {
        "sentence_id": TEXT,
        "article_id": TEXT,
        "field": TEXT,
        "position": COUNT,
        "start": COUNT,
        "end": COUNT,
        "voice": TEXT,  # journalist, quoted, mixed
        "polarity": NUMBER + "?",  # -1..1; missing where no word spoke
        "label": TEXT,  # negative, neutral, positive
    },
    "quotes": {
        "quote_id": TEXT,
        "article_id": TEXT,
        "type": TEXT,  # Direct, Indirect, Reported, FreeIndirect, IndirectFreeIndirect
        "nested_in": TEXT + "?",  # quote_id of the quote around it
        "content": TEXT,
        "n_words": COUNT,
        "cue": TEXT + "?",
        "speaker": TEXT + "?",  # as written
        "speaker_name": TEXT + "?",  # resolved within the article
        "speaker_id": TEXT + "?",  # after link: one person, one id
        "speaker_type": TEXT + "?",
        "speaker_naming": TEXT,  # named, role, unnamed; unattributed where there is no speaker
        "speaker_gender": TEXT + "?",
        "speaker_party": TEXT + "?",
        "confidence": NUMBER,
        "polarity": NUMBER + "?",
    },
    "spans": {
        "quote_id": TEXT,
        "role": TEXT,  # quote, speaker, cue, frame (the reporting clause), addressee
        "start": COUNT,
        "article_id": TEXT,
        "end": COUNT,
    },
    "mentions": {
        "mention_id": TEXT,
        "article_id": TEXT,
        "field": TEXT,
        "start": COUNT,
        "end": COUNT,
        "name": TEXT,
        "kind": TEXT,  # person, party, organisation, place
        "polarity": NUMBER + "?",
        "label": TEXT,
    },
    "frames": {
        "article_id": TEXT,
        "codebook": TEXT,  # name@version hash
        "frame": TEXT,
        "question": TEXT,  # empty: the frame itself
        "score": NUMBER,  # 0..1
        "n_cues": COUNT,
    },
    "evidence": {
        "evidence_id": TEXT,
        "article_id": TEXT,
        "field": TEXT,
        "measure": TEXT,  # "polarity" or the frame's id
        "start": COUNT,
        "end": COUNT,
        "cue": TEXT,  # the entry of the word list or codebook that matched
        "value": NUMBER,
        "voice": TEXT,
    },
    "notes": {  # what reading repaired, left out or decided
        "source_file": TEXT,
        "item": TEXT,
        "step": TEXT,
        "note": TEXT,
    },
    "quarantine": {
        "source_file": TEXT,
        "item": TEXT,  # where in the file: a line, a row, a member; empty for the whole
        "reason": TEXT,
        "advice": TEXT,
    },
}

KEYS: dict[str, list[str]] = {
    "articles": ["article_id"],
    "sentences": ["sentence_id"],
    "quotes": ["quote_id"],
    "spans": ["quote_id", "role", "start"],
    "mentions": ["mention_id"],
    "frames": ["article_id", "codebook", "frame", "question"],
    "evidence": ["evidence_id"],
    "notes": [],
    "quarantine": [],
}

CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("articles", "genre"): ("report", "commentary", "interview", "brief", "other"),
    ("sentences", "voice"): ("journalist", "quoted", "mixed"),
    ("sentences", "label"): ("negative", "neutral", "positive"),
    ("quotes", "type"): ("Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect"),
    ("quotes", "speaker_naming"): ("named", "role", "unnamed", "unattributed"),
    ("spans", "role"): ("quote", "speaker", "cue", "frame", "addressee"),
    ("mentions", "kind"): ("person", "party", "organisation", "place"),
    ("evidence", "voice"): ("journalist", "quoted", "mixed"),
}


def make(name: str, rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """Make the table ``name`` from rows (mappings of column to value).

    A column that no row has is empty text, false, or missing.
    """
    schema = SCHEMAS[name]
    rows = list(rows)
    given = set().union(*rows)
    table = pd.DataFrame.from_records(rows, columns=list(schema))
    for column, kind in schema.items():
        if column not in given and kind in (TEXT, FLAG) and column not in KEYS[name]:
            table[column] = "" if kind == TEXT else False
    return table.astype({column: kind.rstrip("?") for column, kind in schema.items()})


def schema_of(name: str) -> pa.DataFrameSchema:
    """Return the pandera schema of the table ``name``: types, missing values, choices, key, offsets."""
    import pandera.pandas as pa

    columns = {}
    for column, kind in SCHEMAS[name].items():
        choices = CHOICES.get((name, column))
        columns[column] = pa.Column(
            kind.rstrip("?"),
            checks=[pa.Check.isin(choices)] if choices else [],
            nullable=kind.endswith("?"),
        )
    checks = []
    if "start" in columns:
        checks.append(pa.Check(lambda table: (table["start"] >= 0) & (table["start"] < table["end"])))
    return pa.DataFrameSchema(
        columns, checks=checks, unique=KEYS[name] or None, strict=True, ordered=False, name=name
    )


def check(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` unchanged if it is a valid table ``name``; else raise InputError with the row."""
    if odd := sorted(set(table.columns) ^ set(SCHEMAS[name])):
        raise InputError(f"Die Tabelle „{name}“ hat falsche oder fehlende Spalten: {', '.join(odd)}.")
    if _is_valid(name, table):
        return table
    import pandera.errors  # takes a second: only to say what is wrong

    try:
        schema_of(name).validate(table.reset_index(drop=True), lazy=False)
    except pandera.errors.SchemaError as error:
        raise InputError(f"Die Tabelle „{name}“ ist nicht in Ordnung: {error}") from error
    return table


def _is_valid(name: str, table: pd.DataFrame) -> bool:
    """Tell whether ``table`` is what ``schema_of`` asks for."""
    for column, kind in SCHEMAS[name].items():
        values, choices = table[column], CHOICES.get((name, column))
        if str(values.dtype) != kind.rstrip("?") or (kind[-1] != "?" and values.isna().any()):
            return False
        if choices and not values.isin(choices).all():
            return False
    if "start" in table and not ((table["start"] >= 0) & (table["start"] < table["end"])).all():
        return False
    return not (KEYS[name] and table.duplicated(KEYS[name]).any())


class OfArticles:
    """What is known of a corpus from its articles alone, whether the rest is in memory or in partitions."""

    articles: pd.DataFrame

    @cached_property
    def extent(self) -> pd.Series:
        """The first and the last time at which an article was published."""
        return self.articles["published_at"].agg(["min", "max"])

    @property
    def heads(self) -> pd.DataFrame:
        """The articles, where nobody asks for their texts: of a large corpus without these."""
        return self.articles


@dataclasses.dataclass(frozen=True)
class Corpus(OfArticles):
    """The tables of one corpus, joined by ``article_id``; see SCHEMAS for their columns.

    >>> from analysis import prepare
    >>> prepare("data/raw/demo")
    <Corpus: 131 articles, ... sentences, ... quotes, ...>
    """

    articles: pd.DataFrame
    sentences: pd.DataFrame = dataclasses.field(default_factory=lambda: make("sentences"))
    quotes: pd.DataFrame = dataclasses.field(default_factory=lambda: make("quotes"))
    spans: pd.DataFrame = dataclasses.field(default_factory=lambda: make("spans"))
    mentions: pd.DataFrame = dataclasses.field(default_factory=lambda: make("mentions"))
    frames: pd.DataFrame = dataclasses.field(default_factory=lambda: make("frames"))
    evidence: pd.DataFrame = dataclasses.field(default_factory=lambda: make("evidence"))
    notes: pd.DataFrame = dataclasses.field(default_factory=lambda: make("notes"))
    quarantine: pd.DataFrame = dataclasses.field(default_factory=lambda: make("quarantine"))

    def __repr__(self) -> str:
        """Name the tables and their lengths."""
        sizes = ", ".join(f"{len(getattr(self, name))} {name}" for name in SCHEMAS)
        return f"<Corpus: {sizes}>"

    def _repr_html_(self) -> str:
        rows = []
        for name, columns in SCHEMAS.items():
            shown = ", ".join(list(columns)[:6])
            rows.append(f"<td><code>.{name}</code></td><td>{len(getattr(self, name))}</td><td>{shown} …</td>")
        return "<table><tr><th>Corpus</th><th>n</th></tr><tr>" + "</tr><tr>".join(rows) + "</tr></table>"

    def parts(self) -> Iterator[Corpus]:
        """Yield the corpus itself: a small one is the case of one part (see ``partitions``)."""
        yield self

    def of(self, article_ids: Iterable[str]) -> Self:
        """Return the part that belongs to ``article_ids``; notes and quarantine stay whole."""
        wanted = set(article_ids)
        if wanted.issuperset(self.articles["article_id"]):
            return dataclasses.replace(self, **{n: getattr(self, n).copy(deep=False) for n in SCHEMAS})
        tables = {
            name: (table := getattr(self, name))[among(table["article_id"], wanted)].reset_index(drop=True)
            for name in SCHEMAS
            if "article_id" in SCHEMAS[name]
        }
        return dataclasses.replace(self, **tables)


def check_corpus(corpus: Corpus) -> Corpus:
    """Check every table of ``corpus`` and that every row's article exists; return it unchanged."""
    known = set(corpus.articles["article_id"])
    for name in SCHEMAS:
        table = check(name, getattr(corpus, name))
        if "article_id" in table and (strays := set(table["article_id"]) - known):
            raise InputError(f"Die Tabelle „{name}“ nennt unbekannte Artikel: {sorted(strays)[:3]}")
    return corpus


def write_atomically(path: Path, data: bytes | bytearray) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never a part."""
    write_together([(path, data)])


def write_together(files: Iterable[tuple[Path, bytes | bytearray]]) -> None:
    """Write every path with its data; none of them if one cannot be written: the disk is full, say."""
    written: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}")
            written.append((temporary, path))
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for temporary, path in written:
            temporary.replace(path)
    except BaseException:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
        raise


def save(corpus: Corpus, folder: Path, partition: int = 0) -> Path:
    """Write the tables as ``folder/<table>/part-00000.parquet``, sorted by key; return ``folder``.

    The same corpus gives the same bytes.
    """
    write_together(files_of(corpus, folder, partition))
    return folder


def files_of(corpus: Corpus, folder: Path, partition: int = 0) -> Iterator[tuple[Path, bytes]]:
    """Yield path and bytes of the file of each table in ``folder``."""
    for name, table in vars(in_order(corpus)).items():
        yield folder / name / f"part-{partition:05}.parquet", table.to_parquet(None, index=False)


def in_order(corpus: Corpus) -> Corpus:
    """Return ``corpus`` with its tables sorted by key, as ``load`` gives them."""
    sort = {name: KEYS[name] or list(columns) for name, columns in SCHEMAS.items()}
    return Corpus(
        **{
            name: getattr(corpus, name).sort_values(by, kind="stable", ignore_index=True)
            for name, by in sort.items()
        }
    )


def load(folder: Path) -> Corpus:
    """Read the corpus that ``save`` wrote to ``folder``; raise InputError where none is, or another one."""
    if not (folder / "articles").is_dir():
        raise InputError(
            f"In {folder} liegt kein aufbereitetes Korpus. "
            "Zuerst `pressespiegel report --corpus …` oder `annotate(read_articles(…))` ausführen."
        )
    tables = {}
    for name in SCHEMAS:
        parts = [pd.read_parquet(part) for part in sorted((folder / name).glob("part-*.parquet"))]
        if not parts:
            raise InputError(f"Im Korpus {folder} fehlt die Tabelle „{name}“. Bitte neu aufbereiten.")
        tables[name] = pd.concat(parts, ignore_index=True)
        if set(tables[name]) != set(SCHEMAS[name]):
            raise InputError(f"Die Tabelle „{name}“ in {folder} hat andere Spalten. Bitte neu aufbereiten.")
    return Corpus(**tables)


def among(column: pd.Series, values: Iterable[object]) -> pd.Series:
    """Tell for each cell of a text ``column`` whether it is one of many ``values``.

    As ``column.isin(values)``, which takes ten times as long: it turns each value into one of Arrow's.
    """
    return column.astype(object).isin(values if isinstance(values, pd.Series) else set(values))


def missing(value: object) -> bool:
    """Tell whether a single cell of a table is missing (None or NaN)."""
    return value is None or (isinstance(value, float) and math.isnan(value))
