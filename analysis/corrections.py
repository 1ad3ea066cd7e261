"""What someone set right while reading, kept in korrekturen.yaml beside the articles.

The file's upper part (``artikel:``, ``sprecher:``) is written by hand and never touched; below MARK stands
what erkunden.ipynb wrote: verdicts on quotes (``zitate:``) and frames coded by hand (``rahmen:``). How they
change an article's annotations: ``annotation.corrected``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis import plain_yaml, tables
from analysis.errors import InputError, nearest
from analysis.sources.quote import SPEAKER_TYPES

MARK = "# ---- Ab hier schreibt erkunden.ipynb; von Hand bitte nur darüber ändern. ----"
VERDICTS = ("richtig", "falsch", "fehlt")
WORDS = 80  # characters of a quote that tell it apart when its place has moved


class QuoteVerdict(NamedTuple):
    """What someone said of one quote of an article.

    ``urteil``: "richtig", with a type, speaker, kind of speaker or wording (``besser``) where the tool's is
    not; "falsch", no quote at all; "fehlt", a quote the tool did not find. ``stelle`` is the place in the
    text when it was judged, ``wortlaut`` how the quote begins (its whole wording where it was missing).
    """

    artikel: str
    stelle: tuple[int, int]
    wortlaut: str
    urteil: str
    typ: str = ""
    sprecher: str = ""
    art: str = ""
    besser: str = ""


@dataclasses.dataclass(frozen=True)
class Corrections:
    """Verdicts by quote (article, place) and frames coded by hand: article -> frame -> 1 or 0."""

    quotes: tuple[QuoteVerdict, ...] = ()
    frames: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)

    def of(self, article_id: str) -> tuple[list[QuoteVerdict], dict[str, int]]:
        """Return what was said of one article: verdicts on its quotes, codes of its frames."""
        return [v for v in self.quotes if v.artikel == article_id], self.frames.get(article_id, {})

    def articles(self) -> set[str]:
        """Return the articles of which something was said."""
        return {verdict.artikel for verdict in self.quotes} | set(self.frames)

    def with_quote(self, verdict: QuoteVerdict) -> Corrections:
        """Return these corrections with ``verdict``, instead of an earlier one on the same quote."""
        others = (v for v in self.quotes if (v.artikel, v.stelle) != (verdict.artikel, verdict.stelle))
        return dataclasses.replace(self, quotes=(*others, verdict))

    def without_quote(self, verdict: QuoteVerdict) -> Corrections:
        """Return these corrections without ``verdict``."""
        return dataclasses.replace(self, quotes=tuple(v for v in self.quotes if v != verdict))

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
        content = plain_yaml.load(path.read_text("utf-8")) or {}
        quotes = tuple(_verdict(row) for row in content.get("zitate") or [])
        frames = {
            str(article): {str(frame): _code(code) for frame, code in codes.items()}
            for article, codes in (content.get("rahmen") or {}).items()
        }
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise InputError(
            f"{path} ist nicht lesbar ({error}). Bitte die Teile „zitate“ und „rahmen“ prüfen."
        ) from error
    return Corrections(quotes, frames)


def _code(value: Any) -> int:
    if value not in (0, 1):
        raise ValueError(f"Ein Rahmen ist mit 1 oder 0 codiert, nicht mit „{value}“")
    return int(value)


def _verdict(row: Mapping[str, Any]) -> QuoteVerdict:
    start, end = row["stelle"]
    given = {name: str(row.get(name) or "") for name in ("wortlaut", "typ", "sprecher", "art", "besser")}
    _one_of("urteil", row["urteil"], VERDICTS)
    _one_of("typ", given["typ"], ("", *tables.CHOICES["quotes", "type"]))
    _one_of("art", given["art"], ("", *SPEAKER_TYPES))
    return QuoteVerdict(str(row["artikel"]), (int(start), int(end)), urteil=row["urteil"], **given)


def _one_of(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        listed = ", ".join(filter(None, choices))
        raise ValueError(f"{name}: „{value}“; möglich: {listed}.{nearest(str(value), choices)}")


def save(path: Path, corrections: Corrections) -> None:
    """Write the corrections below MARK in ``path``; what stands above stays as it is, to the letter.

    InputError where ``zitate:`` or ``rahmen:`` stand above the mark, since both cannot hold.
    """
    read(path)  # a broken file is not written over
    above = path.read_text("utf-8").partition(MARK)[0] if path.is_file() else ""
    by_hand = plain_yaml.load(above) or {}
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
