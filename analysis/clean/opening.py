"""How an article begins: kicker, title, teaser, byline, date line, dateline."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from analysis import resources
from analysis.clean.characters import one_line
from analysis.clean.credits import NAME
from analysis.clean.dateline import PLACE, split_dateline, split_fused_teaser
from analysis.clean.lists import genre_words
from analysis.clean.paragraphs import MARK, SENTENCE_END
from analysis.language.gazetteer import given_names

NAMES = rf"{NAME}(?:(?:, | und | & |; ){NAME}){{0,5}}"
# "Von unserem Redakteur Karl Fröhlich", "Von dpa-Korrespondentin Anna Berg"
STAFF = (
    r"(?:(?:unser(?:em|er|en)? |[a-z]{2,4}-)?(?:Redaktions|Gerichts|Auslands|Sport|Gast)?"
    r"(?:[Rr]edakteur|[Kk]orrespondent|[Mm]itarbeiter|[Rr]eporter|[Aa]utor|[Vv]olontär|[Ll]eiter)"
    r"(?:in|en|innen)? )"
)
READING_TIME = r"(?:,?(?: [|•·–-])? ?(?:Lesezeit|Lesedauer|ca\.|\d{1,2} Min)[\w .:]{0,20})?"
WHEN = (
    r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)[a-z]{0,8}\.?,? (?:den )?)?"
    r"(?P<date>\d{1,2}\. ?(?:\d{1,2}\.|[A-ZJ][a-zä]{2,8}\.?) ?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
    r"(?P<clock>(?:,| um| -| –| \|)? ?\d{1,2}[:.]\d{2}(?: Uhr)?)?"
)
BYLINE = re.compile(
    r"(?:(?:(?:Eine? |Der |Die |Das )?(?P<genre>Kommentar|Leitartikel|Glosse|Kolumne|Analyse|Reportage|Essay|"
    r"Gastbeitrag|Bericht|Interview|Gespräch|Porträt|Meinung|Zwischenruf) |Aufgezeichnet )?[Vv]on:? "
    rf"|Text: |Autor(?:in|en)?: |Interview: |Kommentar: )(?:Von )?{STAFF}?(?P<names>{NAMES})"
    r"(?P<services>(?:(?:, ?| und | mit |/)(?:dpa|AFP|APA|SDA|epd|KNA|Reuters|AP|sid|SID))+)?"
    rf"(?:,? (?:aus |in )?(?P<place>{PLACE}))?[.,]?(?:,?(?: [|•·–-])? {WHEN})?{READING_TIME}"
)
# "Anna Berg, Kiel", "Anna Berg (mli)": a byline if the given name is known
NAME_LINE = re.compile(
    rf"(?P<names>{NAMES})(?: \((?P<code>[a-zäöü]{{2,5}})\))?(?P<services>)(?P<genre>)(?P<date>)"
    rf"(?:, (?P<place>{PLACE}))?"
)
ROLE = re.compile(r" \((?:Text|Fotos?|Bilder?|Videos?|Grafik)[^()]{0,20}\)")
AGENCIES = re.compile(r"(?:, ?| und | mit |/)")
DATE_LINE = re.compile(
    r"(?:(?:Stand|Erstellt|(?:Zuletzt )?[Aa]ktualisiert|Veröffentlicht|Datum)(?: am)?:? ?)?"
    rf"(?:{PLACE}, (?:den )?)?{WHEN}{READING_TIME}"
)
MAX_LEAD = 700  # characters of what stands before a dateline or byline and is not the text
MAX_TITLE = 200
MAX_KICKER = 60
AT_TOP = 5  # paragraphs among which bylines and the dateline are looked for


class Opening(NamedTuple):
    """What was recognised before the first sentence of the text."""

    title: str
    teaser: str
    authors: str
    author_codes: str
    dateline: str
    agency: str
    published_at: str
    genre: str  # as the byline or the kicker names it
    paragraphs: list[str]


def split_opening(
    paragraphs: list[str], title: str = "", teaser: str = "", section: str = "", titled: bool = False
) -> Opening:
    """Return the opening of an article and the paragraphs after it.

    ``title``, ``teaser``, ``section`` are what the source already told; ``titled``: an unmarked first
    line may be the title.
    """
    kicker, title, rest = take_title(paragraphs, title, section, titled)
    below, rest = take_labels(rest, section)
    teaser, rest = part_teaser(teaser, rest)
    authors, published, genre, place, agency, codes = "", "", kicker or below, "", "", ""
    lead: list[str] = []  # what stands between the title and the last byline, or the dateline
    waiting: list[str] = []
    text = " ".join(rest)
    dates = sum(match_short(DATE_LINE, unmark(p)) is not None for p in rest)  # several are a calendar
    taken = 0
    for n, paragraph in enumerate(rest[:AT_TOP]):
        bare = unmark(paragraph)
        if found := match_byline(bare):
            agency = "; ".join(filter(None, AGENCIES.split(found["services"] or "")))
            codes = found.groupdict().get("code") or codes
            authors, genre = found["names"], found["genre"] or genre
            at = found["place"] or ""
            if found["date"]:
                published = f"{found['date']} {found['clock'] or ''}"
            place = place if not at or (at.isupper() and len(at) <= 4) else at  # "Anna Berg, NDR"
        elif match_short(DATE_LINE, bare) and dates <= 2:
            if not published or published.startswith(("Stand", "Aktualisiert", "Zuletzt")):
                published = one_line(bare)
        elif sum(map(len, waiting)) > MAX_LEAD:
            break
        elif dateline := split_dateline(paragraph, text):
            place, agency, codes, after = dateline
            rest = [*rest[:n], after, *rest[n + 1 :]]
            lead, taken = lead + waiting, n
            break
        elif not same(bare, teaser):
            waiting.append(bare)
            continue
        lead, waiting, taken = lead + waiting, [], n + 1
    if sum(map(len, lead)) > MAX_LEAD or taken >= len(rest):
        lead, rest = [], [p for n, p in enumerate(rest) if n >= taken or not is_meta(p)]
    else:
        rest = rest[taken:]
    if not lead and not teaser and is_unfinished(rest):
        lead, rest = [unmark(rest[0])], rest[1:]
    if lead and not same(" ".join(lead), teaser):
        begun = key(" ".join(lead)).startswith(key(teaser))  # the description is the lead, cut
        teaser = one_line(" ".join(lead if begun else [teaser, *lead]))
    if not place and not teaser and rest and (fused := split_fused_teaser(rest[0])):
        teaser, (place, agency, codes, after) = fused
        rest = [after, *rest[1:]]
    return Opening(title, teaser, authors, codes, place, agency, published, genre, rest)


def match_byline(line: str) -> re.Match[str] | None:
    """Return the match of a byline, without roles in brackets; one in capitals is read as if it were not."""
    if len(line) > MAX_TITLE:
        return None
    line = ROLE.sub("", line)
    by, _, names = line.partition(" ")
    if by.lower() == "von" and names.isupper():
        line = f"Von {names.title().replace(' Und ', ' und ')}"
    if found := BYLINE.fullmatch(line):
        return found
    found = NAME_LINE.fullmatch(line)
    return found if found and found["names"].split()[0] in given_names() else None


def match_short(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    """Return the match of a pattern with the whole of a line, if that is short enough for a byline."""
    return pattern.fullmatch(line) if len(line) <= MAX_TITLE else None


def part_teaser(teaser: str, paragraphs: list[str]) -> tuple[str, list[str]]:
    """Return a teaser that the text does not begin with, and the paragraphs.

    A description that is the (cut) beginning of the first paragraph is no teaser; where the text runs
    on with a dateline, the teaser is taken off it.
    """
    begin = teaser.rstrip("….").rstrip()
    if not begin or not paragraphs or same(paragraphs[0], teaser) or not paragraphs[0].startswith(begin):
        return teaser, paragraphs
    after = paragraphs[0][len(begin) :].lstrip(" .…")
    if split_dateline(after):
        return teaser, [after, *paragraphs[1:]]
    return "", paragraphs


def take_title(paragraphs: list[str], title: str, section: str, titled: bool) -> tuple[str, str, list[str]]:
    """Return the genre that a kicker over the title names, the title, and the paragraphs after it.

    A title that the source told is looked for at the top and removed with the kicker before it.
    """
    tops = [unmark(p) for p in paragraphs[:4]]
    found = next((n for n, p in enumerate(tops) if title and same(p, title)), None)
    if found is not None and len(paragraphs) > found + 1 and all(is_short(p) for p in tops[:found]):
        kicker = next((genre for p in tops[:found] if (genre := label(p, ""))), "")
        return kicker, title, paragraphs[found + 1 :]
    kicker, paragraphs = take_labels(paragraphs, section)
    if title or len(paragraphs) < 2:
        return kicker, title, paragraphs
    first = unmark(paragraphs[0])
    marked = first != paragraphs[0]
    if marked or (
        titled and len(first) <= MAX_TITLE and not re.search(r"[.:;,]$", first) and not split_dateline(first)
    ):
        return kicker, first, paragraphs[1:]
    return kicker, "", paragraphs


def take_labels(paragraphs: list[str], section: str) -> tuple[str, list[str]]:
    """Return the first kicker at the top of ``paragraphs``, and the paragraphs after all of them."""
    first = ""
    while len(paragraphs) > 1 and (named := label(unmark(paragraphs[0]), section)):
        first, paragraphs = first or named, paragraphs[1:]
    return first, paragraphs


def label(line: str, section: str) -> str:
    """Return the word if ``line`` is a kicker: the section, or the name of a genre ("Glosse")."""
    return line if is_short(line) and (same(line, section) or line.lower() in genre_words()) else ""


def is_short(line: str) -> bool:
    """Tell whether ``line`` may be a kicker."""
    return len(line) <= MAX_KICKER and not SENTENCE_END.search(line)


def is_unfinished(paragraphs: list[str]) -> bool:
    """Tell whether the first paragraph ends without a full stop: then it is a teaser, no text."""
    return (
        len(paragraphs) > 1
        and 20 <= len(paragraphs[0]) <= 300
        and not MARK.fullmatch(paragraphs[0])
        and not SENTENCE_END.search(paragraphs[0])
        and bool(SENTENCE_END.search(paragraphs[1]))
        # "… in der ersten Lesung des": a paragraph torn apart
        and paragraphs[0].split()[-1].capitalize() not in resources.words("sentence_starters")
    )


def unmark(paragraph: str) -> str:
    """Return a paragraph without the mark of a heading."""
    return MARK.sub(r"\1", paragraph) if paragraph.startswith("#") else paragraph


def is_meta(paragraph: str) -> bool:
    """Tell whether a paragraph is a byline or the line with the date."""
    bare = unmark(paragraph)
    return bool(match_byline(bare) or match_short(DATE_LINE, bare))


def same(one: str, other: str) -> bool:
    """Tell whether two lines say the same, whatever their punctuation; empty lines never do."""
    return bool(key(one)) and key(one) == key(other)


@functools.lru_cache(maxsize=64)
def key(line: str) -> str:
    """Return the letters and digits of a line in lower case."""
    return re.sub(r"[\W_]+", "", line.lower())
