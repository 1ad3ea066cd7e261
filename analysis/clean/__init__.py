"""An article as found -> an article as analysed: every field cleaned and in its column.

``clean_article`` is the one way in; the modules are its steps: ``characters`` (encoding, spaces),
``paragraphs`` (unwrapping, subheadings), ``boilerplate``, ``opening`` (title, teaser, byline, dateline),
``closing`` and ``credits`` (author, agency), ``dates``, ``genre``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import NamedTuple

from analysis.clean.boilerplate import drop_boilerplate
from analysis.clean.characters import one_line, repair
from analysis.clean.closing import split_closing
from analysis.clean.credits import CODE, join, read_credit
from analysis.clean.dates import NoDate, parse_date
from analysis.clean.genre import recognise_genre
from analysis.clean.opening import BYLINE, split_opening
from analysis.clean.paragraphs import plain_markdown, split_paragraphs, split_subheadings

BY = re.compile(
    r"^(?:[Vv]on|[Bb]y|Text:|Autor(?:in|en)?:|(?:Das )?(?:Interview|Gespräch)(?: führten?)?:?|Protokoll:"
    r"|Bericht:|Kommentar(?: von)?:?)\s+"
)
# Letters and digits, held together by hyphens, apostrophes and the signs of gendered forms:
# "Kritiker:innen", "Bürger*innen", "Ost-Ukraine", "10.000" are one word each.
WORD = re.compile(r"\w+(?:[-:*’'.,/]\w+)*")


class Cleaned(NamedTuple):
    """A row of the articles table (without article_id, story_id, duplicate_of) and the log of its making."""

    row: dict[str, object]
    notes: list[tuple[str, str]]  # (step, note)


def count_words(text: str) -> int:
    """Return the number of word tokens of ``text``."""
    return len(WORD.findall(text))


def clean_article(fields: Mapping[str, str], now: dt.datetime, zone: str = "Europe/Berlin") -> Cleaned:
    """Return the cleaned article of the raw ``fields`` (names of the articles table, all strings).

    ``text`` of the row: paragraphs separated by one blank line, each one line; title, teaser,
    dateline, subheadings, bylines and credits are taken off it and stand in their columns.
    ``now``: no date may be later. ``zone``: of times without a time zone.
    """
    notes: list[tuple[str, str]] = []
    fixed: dict[str, str] = {}
    for name, value in fields.items():
        fixed[name], repairs = repair(value)
        notes += [("Zeichen", f"{name}: {note}") for note in repairs]
    title, teaser, section = (
        one_line(plain_markdown(fixed.get(name, ""))) for name in ("title", "teaser", "section")
    )
    paragraphs = [plain_markdown(p) for p in split_paragraphs(fixed.get("text", ""))]
    paragraphs, boilerplate, cut = drop_boilerplate(paragraphs)
    opening = split_opening(paragraphs, title, teaser, section, titled="title" not in fields)
    closing = split_closing(opening.paragraphs)
    texts, subheadings = split_subheadings(closing.paragraphs)
    text = "\n\n".join(texts)
    notes += [("Boilerplate", f"ausgelassen: {p[:120]}") for p in boilerplate + closing.left_out]
    cut = one_line(fixed.get("truncated", "")) or cut  # why, in words
    notes += [("Gekürzt", cut)] if cut else []
    published, date_notes = first_valid_date(
        (fixed.get("published_at", ""), opening.published_at, closing.date), now, zone
    )
    n_words = count_words(text)
    names, codes = split_authors(fixed.get("authors", ""))
    names = names or split_authors(opening.authors)[0]
    row: dict[str, object] = {
        "outlet": one_line(fixed.get("outlet", "")),
        "title": opening.title,
        "teaser": opening.teaser,
        "text": text,
        "subheadings": "\n".join(subheadings),
        "authors": join(names, closing.authors),
        "author_codes": join(codes, opening.author_codes, closing.author_codes),
        "dateline": one_line(fixed.get("dateline", "")) or opening.dateline,
        "agency": join(
            agency_names(fixed.get("agency", "")),
            agency_names(fixed.get("authors", "")),
            opening.agency,
            closing.agency,
        ),
        "genre": recognise_genre(
            fixed.get("genre", ""),
            opening.genre or "",
            section,
            opening.title,
            opening.teaser,
            texts,
            n_words,
        ),
        "published_at": published,
        "section": section,
        "url": one_line(fixed.get("url", "")),
        "truncated": bool(cut),
        "n_words": n_words,
    }
    return Cleaned(row, notes + date_notes)


def split_authors(authors: str) -> tuple[str, str]:
    """Return the names and the codes in a byline, joined by "; ", without "Von", agencies and addresses."""
    authors = BY.sub("", one_line(authors))
    found = BYLINE.fullmatch(f"Von {authors}")
    names = re.split(r"\s*(?:[;,|]| und | & )\s*", found["names"] if found else authors)
    names = [
        name for name in names if name and "@" not in name and "://" not in name and not agency_names(name)
    ]
    codes = [name for name in names if name.islower() and CODE.fullmatch(name)]
    return "; ".join(name for name in names if name not in codes), "; ".join(codes)


def agency_names(text: str) -> str:
    """Return the agencies that a credit names, joined by "; "."""
    credit = read_credit(one_line(text)) if text else None
    return credit.agency if credit else ""


def first_valid_date(
    candidates: tuple[str, ...], now: dt.datetime, zone: str
) -> tuple[dt.datetime | None, list[tuple[str, str]]]:
    """Return the first candidate that is a date, and notes on those that are none."""
    notes: list[tuple[str, str]] = []
    for text in candidates:
        try:
            if moment := parse_date(text, now, zone):
                return moment, notes
        except NoDate as error:
            notes.append(("Datum", f"{error}; das Datum bleibt leer, wenn kein anderes da ist"))
    return None, notes
