"""The part of a corpus that a question is about: outlets, genres, period, topic, who speaks, which frame."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.framing.robustness import PRESENT
from analysis.partitions import AnyCorpus, SomeCorpus, gathered, only, rows_of
from analysis.tables import CHOICES, Corpus, among

ZONE = "Europe/Berlin"
MOST_NAMED = 30  # choices in an error message


class Accounting(NamedTuple):
    """Where every item that was read went: read = analysed + duplicates + quarantined (+ not selected)."""

    read: int
    analysed: int
    duplicates: int
    quarantined: int
    not_selected: int


def select(
    corpus: SomeCorpus,
    outlets: Sequence[str] = (),
    genres: Sequence[str] = (),
    date_from: str = "",
    date_to: str = "",
    query: str = "",
    count: str = "copies",
    sections: Sequence[str] = (),
    speakers: Sequence[str] = (),
    frames: Sequence[str] = (),
) -> SomeCorpus:
    """Return the part of ``corpus`` that fits all conditions; an empty condition lets everything through.

    ``date_from`` and ``date_to`` are days (2026-03-02), both included; articles without a date fit
    only where no date is asked for. ``query`` holds words that must all occur (``brücke* torwald``;
    ``|`` separates alternatives, ``*`` stands for any letters, „…“ or "…" keep words together).
    ``count`` is "copies" (every printed copy) or "stories" (only the first copy of each).
    ``speakers`` are names of which one must be quoted, ``frames`` of which one must be present.
    InputError for unknown outlets, genres, sections, speakers, frames and for dates that are none.

    >>> from analysis import prepare, select
    >>> late = select(prepare("data/raw/demo"), outlets=["Kontorblatt"], date_from="2026-04-01")
    >>> len(late.articles)
    16
    """
    articles = corpus.articles
    keep = pd.Series(True, index=articles.index)
    if outlets:
        keep &= articles["outlet"].isin(_known("outlets", outlets, list(articles["outlet"].unique())))
    if genres:
        keep &= articles["genre"].isin(_known("genres", genres, CHOICES["articles", "genre"]))
    if sections:
        keep &= articles["section"].isin(_known("sections", sections, list(articles["section"].unique())))
    if speakers:
        keep &= among(articles["article_id"], _quoting(corpus, speakers))
    if frames:
        keep &= among(articles["article_id"], _framed(corpus, frames))
    if date_from or date_to:
        days = articles["published_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
        first, last = parse_day("date_from", date_from), parse_day("date_to", date_to)
        if first and last and first > last:
            raise InputError(f"date_from ({date_from}) liegt nach date_to ({date_to}). Bitte tauschen.")
        keep &= days.notna()
        keep &= (days >= pd.Timestamp(first)) if first else True
        keep &= (days <= pd.Timestamp(last)) if last else True
    if query.strip():
        keep &= among(articles["article_id"], _about(corpus, query))
    if count not in ("copies", "stories"):
        hint = nearest(count, ["copies", "stories"])
        raise InputError(f"count kennt „copies“ und „stories“, nicht „{count}“.{hint}")
    if count == "stories":
        # the earliest copy among those that fit stands for its story
        chosen = articles[keep].sort_values(["published_at", "article_id"])
        keep &= ~articles.index.isin(chosen.index[_stories(chosen).duplicated()])
    return only(corpus, articles.loc[keep, "article_id"])


def _about(corpus: AnyCorpus, query: str) -> pd.Series:
    """Return the articles that fit a topic."""
    fits = matcher(query)

    def of_part(part: Corpus) -> pd.DataFrame:
        found = whole_text(part.articles).map(fits).astype(bool)
        return part.articles.loc[found, ["article_id"]]

    return gathered(corpus, of_part)["article_id"]


def whole_text(articles: pd.DataFrame) -> pd.Series:
    """Return title, teaser and text of each article, a line between them."""
    return articles["title"] + "\n" + articles["teaser"] + "\n" + articles["text"]


def _quoting(corpus: AnyCorpus, speakers: Sequence[str]) -> pd.Series:
    """Return the articles that quote one of ``speakers``, under whichever form of the name."""
    names = ["speaker_name", "speaker_id"]
    forms = gathered(corpus, lambda part: part.quotes[names].dropna(subset="speaker_name").drop_duplicates())
    named = forms["speaker_name"].isin(_known("speakers", speakers, list(forms["speaker_name"].unique())))
    same = forms.loc[named, "speaker_id"].dropna()

    def of_part(part: Corpus) -> pd.DataFrame:
        quotes = part.quotes
        wanted = quotes["speaker_name"].isin(speakers) | quotes["speaker_id"].isin(same)
        return quotes.loc[wanted, ["article_id"]]

    return gathered(corpus, of_part)["article_id"]


def _framed(corpus: AnyCorpus, frames: Sequence[str]) -> pd.Series:
    """Return the articles in which one of ``frames`` is present."""
    whole = corpus.frames.query("question == ''")
    names = gathered(corpus, lambda part: rows_of(part, whole)[["frame"]].drop_duplicates())["frame"]
    wanted = _known("frames", frames, list(names.unique()))

    def of_part(part: Corpus) -> pd.DataFrame:
        scores = rows_of(part, whole)
        return scores.loc[scores["frame"].isin(wanted) & (scores["score"] >= PRESENT), ["article_id"]]

    return gathered(corpus, of_part)["article_id"]


def _stories(articles: pd.DataFrame) -> pd.Series:
    """Return the story of each article; before link each is a story of its own."""
    return articles["story_id"].fillna(articles["article_id"])


def _known(name: str, given: Sequence[str], choices: Sequence[str]) -> list[str]:
    for value in given:
        if value not in choices:
            listed = ", ".join(sorted(map(str, choices))[:MOST_NAMED])
            listed += f" und {len(choices) - MOST_NAMED} weitere" if len(choices) > MOST_NAMED else ""
            raise InputError(
                f"{name}: „{value}“ kommt nicht vor. Vorhanden: {listed}.{nearest(value, choices)}"
            )
    return list(given)


def parse_day(name: str, value: str) -> dt.date | None:
    """Return the day that ``value`` (2026-03-02) names, None for nothing; else InputError."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise InputError(
            f"{name}: „{value}“ ist kein Tag im Kalender. Erwartet wird JJJJ-MM-TT, zum Beispiel 2026-03-02."
        ) from None


def matcher(query: str) -> Callable[[str], bool]:
    """Return the function that tells whether a text fits the topic query (see ``select``)."""
    terms: list[list[str]] = []  # all must occur, each as one of its alternatives
    either = False
    for phrase, bar, word in re.findall(r'[„"“]([^„"“”]{1,200})[“”"]|(\|)|([^\s|„"“”]+)', query):
        if bar:
            either = bool(terms)
        else:
            terms[-1:] = [[*terms[-1], phrase or word]] if either else [*terms[-1:], [phrase or word]]
            either = False
    patterns = [_pattern(options) for options in terms]
    stems = [[max(option.split("*"), key=len).casefold() for option in options] for options in terms]

    def fits(text: str) -> bool:
        folded = text.casefold()  # a cheap look for the letters before the dear look for the word
        return all(any(stem in folded for stem in options) for options in stems) and all(
            pattern.search(text) for pattern in patterns
        )

    return fits


def _pattern(options: list[str]) -> re.Pattern[str]:
    """Return the pattern of words or phrases of which one must occur; a star stands for any letters."""
    if not all(option.strip("*") for option in options):
        raise InputError("query: Ein Stern allein findet alles; bitte ein Wort davor schreiben.")
    parts = []
    for option in options:
        inner = r"\w{0,40}".join(re.escape(part) for part in re.split(r"\*+", option.strip("*")))
        begin, end = "" if option[0] == "*" else r"(?<!\w)", "" if option[-1] == "*" else r"(?!\w)"
        parts.append(begin + inner + end)
    return re.compile("|".join(parts), re.IGNORECASE)


def account(whole: AnyCorpus, selected: AnyCorpus, count: str = "copies") -> Accounting:
    """Return where every item that was read went; the parts add up to ``read``.

    ``count`` is what the selection counted: only where it counted stories are copies left out as such.

    >>> from analysis import account, prepare, select
    >>> whole = prepare("data/raw/demo")
    >>> account(whole, select(whole, genres=["interview"]))
    Accounting(read=131, analysed=8, duplicates=0, quarantined=0, not_selected=123)
    """
    chosen = selected.articles["article_id"]
    every = len(chosen) == len(whole.articles)
    rest = whole.articles.head(0) if every else whole.articles[~among(whole.articles["article_id"], chosen)]
    stories = _stories(selected.articles)
    duplicates = int(among(_stories(rest), stories).sum()) if count == "stories" else 0
    quarantined = len(whole.quarantine)
    return Accounting(
        read=len(whole.articles) + quarantined,
        analysed=len(chosen),
        duplicates=duplicates,
        quarantined=quarantined,
        not_selected=len(rest) - duplicates,
    )
