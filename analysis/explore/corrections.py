"""What someone set right while reading: kept in korrekturen.yaml beside the articles, put into a Corpus.

The file's upper part (``artikel:``, ``sprecher:``) is written by hand and never touched; below MARK stands
what erkunden.ipynb wrote: verdicts on quotes (``zitate:``) and frames coded by hand (``rahmen:``).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis import tables
from analysis.errors import InputError
from analysis.linking import link_speakers
from analysis.tables import Corpus

MARK = "# ---- Ab hier schreibt erkunden.ipynb; von Hand bitte nur darüber ändern. ----"
VERDICTS = ("richtig", "falsch")
WORDS = 80  # characters of a quote that tell it apart when its place has moved


class QuoteVerdict(NamedTuple):
    """What someone said of one quote: right or wrong; a type, speaker or kind of speaker that is better."""

    artikel: str
    stelle: tuple[int, int]
    wortlaut: str
    urteil: str
    typ: str = ""
    sprecher: str = ""
    art: str = ""


@dataclasses.dataclass(frozen=True)
class Corrections:
    """Verdicts by quote (article, place) and frames coded by hand: article -> frame -> 1 or 0."""

    quotes: tuple[QuoteVerdict, ...] = ()
    frames: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)

    def with_quote(self, verdict: QuoteVerdict) -> Corrections:
        """Return these corrections with ``verdict``, instead of an earlier one on the same quote."""
        others = (v for v in self.quotes if (v.artikel, v.stelle) != (verdict.artikel, verdict.stelle))
        return dataclasses.replace(self, quotes=(*others, verdict))

    def with_frames(self, article_id: str, codes: dict[str, int]) -> Corrections:
        """Return these corrections with the codes of one article; without codes it is not coded."""
        frames = {key: value for key, value in self.frames.items() if key != article_id}
        return dataclasses.replace(self, frames={**frames, article_id: codes} if codes else frames)


def file_of(source: Path) -> Path:
    """Return the file of corrections of the corpus at ``source`` (a folder or a file)."""
    return (source if source.is_dir() else source.parent) / "korrekturen.yaml"


def read(path: Path) -> Corrections:
    """Return the corrections in ``path``, none where there is no file; InputError where it is broken."""
    if not path.is_file():
        return Corrections()
    try:
        content = yaml.safe_load(path.read_text("utf-8")) or {}
        quotes = tuple(_verdict(row) for row in content.get("zitate") or [])
        frames = {
            str(article): {str(frame): int(code) for frame, code in codes.items()}
            for article, codes in (content.get("rahmen") or {}).items()
        }
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise InputError(f"{path} ist nicht lesbar ({error}). Bitte den Teil „zitate“ prüfen.") from error
    return Corrections(quotes, frames)


def _verdict(row: dict[str, Any]) -> QuoteVerdict:
    start, end = row["stelle"]
    given = {name: str(row.get(name) or "") for name in ("wortlaut", "typ", "sprecher", "art")}
    if row["urteil"] not in VERDICTS or (given["typ"] and given["typ"] not in _types()):
        raise ValueError(f"urteil {row['urteil']}, typ {given['typ']}")
    return QuoteVerdict(str(row["artikel"]), (int(start), int(end)), urteil=row["urteil"], **given)


def _types() -> tuple[str, ...]:
    return tables.CHOICES["quotes", "type"]


def save(path: Path, corrections: Corrections) -> None:
    """Write the corrections below MARK in ``path``; what stands above stays as it is, to the letter.

    InputError where ``zitate:`` or ``rahmen:`` stand above the mark, since both cannot hold.
    """
    read(path)  # a broken file is not written over
    above = path.read_text("utf-8").partition(MARK)[0] if path.is_file() else ""
    by_hand = yaml.safe_load(above) or {}
    if twice := sorted({"zitate", "rahmen"} & set(by_hand)):
        raise InputError(f"{path}: „{twice[0]}“ steht über der Trennzeile. Bitte darunter verschieben.")
    rows = [
        {name: list(v) if isinstance(v, tuple) else v for name, v in verdict._asdict().items() if v}
        for verdict in sorted(corrections.quotes)
    ]
    content = {"zitate": rows, "rahmen": dict(sorted(corrections.frames.items()))}
    kept = {name: value for name, value in content.items() if value}
    below = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=110) if kept else ""
    separator = "" if not above or above.endswith("\n") else "\n"
    tables.write_atomically(path, f"{above}{separator}{MARK}\n{below}".encode())


def apply(corpus: Corpus, corrections: Corrections) -> tuple[Corpus, list[QuoteVerdict]]:
    """Return ``corpus`` with the corrections in it, and the verdicts whose quote is not found any more.

    A rejected quote goes with its spans; a mended one has the new type, speaker, kind of speaker; a
    frame coded by hand has the score 1 or 0. Speakers are linked anew.
    """
    found = _places(corpus, corrections)
    stale = [verdict for verdict in corrections.quotes if verdict not in found]
    quotes = corpus.quotes.copy()
    wrong = {quote for verdict, quote in found.items() if verdict.urteil == "falsch"}
    for verdict, quote in found.items():
        row = quotes["quote_id"] == quote
        if verdict.typ:
            quotes.loc[row, "type"] = verdict.typ
        if verdict.sprecher:
            columns = ["speaker", "speaker_name", "speaker_naming"]
            quotes.loc[row, columns] = [verdict.sprecher, verdict.sprecher, "named"]
        if verdict.art:
            quotes.loc[row, "speaker_type"] = verdict.art
    quotes = quotes[~quotes["quote_id"].isin(wrong)].reset_index(drop=True)
    quotes.loc[quotes["nested_in"].isin(wrong), "nested_in"] = None
    spans = corpus.spans[~corpus.spans["quote_id"].isin(wrong)].reset_index(drop=True)
    frames = _coded(corpus, corrections)
    return dataclasses.replace(corpus, quotes=link_speakers(quotes), spans=spans, frames=frames), stale


def _places(corpus: Corpus, corrections: Corrections) -> dict[QuoteVerdict, str]:
    """Find each verdict's quote: at its place with its words, else by its words alone."""
    articles = {verdict.artikel for verdict in corrections.quotes}
    quotes = corpus.quotes[corpus.quotes["article_id"].isin(articles)]
    starts = place_of(corpus.of(articles))
    by_place, by_words = {}, {}
    for row in quotes.itertuples(index=False):
        key = (str(row.article_id), str(row.content)[:WORDS])
        by_words[key] = str(row.quote_id)
        by_place[(*key, starts[str(row.quote_id)])] = str(row.quote_id)
    found = {}
    for verdict in corrections.quotes:
        key = (verdict.artikel, verdict.wortlaut)
        if quote := by_place.get((*key, verdict.stelle), by_words.get(key)):
            found[verdict] = quote
    return found


def place_of(corpus: Corpus) -> dict[str, tuple[int, int]]:
    """Return for each quote_id the first and the last character of what is quoted."""
    rows = corpus.spans[corpus.spans["role"] == "quote"].groupby("quote_id")
    ends = rows.agg({"start": "min", "end": "max"})
    return {str(q): (int(s), int(e)) for q, s, e in ends.itertuples()}


def _coded(corpus: Corpus, corrections: Corrections) -> Any:
    frames = corpus.frames.copy()
    for article, codes in corrections.frames.items():
        for frame, code in codes.items():
            row = (frames["article_id"] == article) & (frames["frame"] == frame) & (frames["question"] == "")
            frames.loc[row, "score"] = float(code)
    return frames
