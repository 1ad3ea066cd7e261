"""The genre of an article: report, commentary, interview, brief, other."""

from __future__ import annotations

import functools
import re

from analysis.clean.lists import genre_words

MAX_BRIEF = 130  # words; German papers set a Meldung in 10 to 25 lines
SPEAKER_LABEL = re.compile(r"(?:[A-ZÄÖÜ][\w.-]{1,20}(?: [A-ZÄÖÜ][\w.-]{1,20}){0,2}|[A-ZÄÖÜ]{2,12}): ")
TITLE_PREFIX = re.compile(r"([A-ZÄÖÜ][\w &-]{2,24}?)(?:: | \| | [–-] )")
INTERVIEW_TITLE = re.compile(
    r"\bim (?:[\w-]{1,25}-)?(?:Interview|Gespräch)\b|\bInterview mit\b", re.IGNORECASE
)
COMMENTARY_TITLE = re.compile(
    r"\b(?:Ein|Eine) (?:Kommentar|Gastbeitrag|Glosse|Kolumne|Leitartikel)\b|\((?:Kommentar|Meinung)\)"
)


def recognise_genre(
    named: str, byline: str, section: str, title: str, teaser: str, paragraphs: list[str], n_words: int
) -> str:
    """Return the genre: as named by the source, else by title and section, else by the form of the text.

    ``named`` is what a genre field says, ``byline`` the genre in the byline ("Ein Kommentar von …").
    """
    prefix = found.group(1) if (found := TITLE_PREFIX.match(title)) else ""
    for word in (named, byline, prefix):
        if genre := genre_named(word):
            return genre
    if COMMENTARY_TITLE.search(title) or COMMENTARY_TITLE.search(teaser):
        return "commentary"
    by_section = genre_named(section)
    if by_section in ("commentary", "interview", "other"):
        return by_section
    if is_interview(title, paragraphs):
        return "interview"
    if by_section == "brief" or n_words <= MAX_BRIEF:
        return "brief"
    return "report"


@functools.lru_cache(maxsize=4096)
def genre_named(word: str) -> str:
    """Return the genre that ``word`` (a label of the source) names, or nothing."""
    plain = " ".join(re.split(r"[\s:|>/;,]+", word.strip().lower()))
    if plain in genre_words():
        return genre_words()[plain]
    if plain in ("report", "commentary", "interview", "brief", "other"):
        return plain
    for part in re.split(r"[:|>/;,]", word.lower()):
        if part.strip() in genre_words():
            return genre_words()[part.strip()]
    return ""


def is_interview(title: str, paragraphs: list[str]) -> bool:
    """Tell whether the text is questions and answers: labelled speakers, or paragraphs that ask."""
    questions = sum(p.endswith("?") and len(p) <= 400 for p in paragraphs)
    labels: dict[str, int] = {}
    for paragraph in paragraphs:
        if found := SPEAKER_LABEL.match(paragraph):
            labels[found.group()] = labels.get(found.group(), 0) + 1
    repeated = sum(count for count in labels.values() if count >= 2)
    if repeated >= 4 and repeated >= 0.4 * len(paragraphs):
        return True
    needed = 2 if INTERVIEW_TITLE.search(title) else 3
    return questions >= needed and questions >= 0.25 * len(paragraphs)
