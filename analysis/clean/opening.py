"""How an article begins: title, teaser, byline, date line, dateline."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from analysis import resources
from analysis.clean.characters import one_line
from analysis.clean.credits import AGENCY_GROUP, NAME, read_credit
from analysis.clean.paragraphs import MARK

UPPER = "A-ZÄÖÜÁÉÍÓÚÀÈÂÊÎÔÛÅØĐŁŚŠŽČĆÇİŞ"
_WORD = rf"(?:St\.|D\.C\.|[{UPPER}][\w'’-]{{1,24}})"
# "Ried im Innkreis", "Santiago de Chile", "Salt Lake City", "Washington, D.C."
_PLACE = (
    rf"(?:(?:Bad |St\. |Sankt |Markt )?{_WORD} (?:am|an der|bei|im|in der|ob der|vor der|auf der) {_WORD}"
    rf"|{_WORD}(?:,? (?:(?:de|del|do|da|of|la|al|los) )?{_WORD}){{0,2}})"
)
_DATE = r"(?:\d{1,2}\. ?(?:\d{1,2}\.|[A-ZJ][a-zä]{2,8})(?: ?\d{2,4})?)"
PLACES = rf"{_PLACE}(?: ?/ ?{_PLACE}){{0,3}}"
DATELINE = re.compile(
    rf"(?P<place>{PLACES})(?:, ?(?P<date>{_DATE}))?"
    rf"(?P<agency> ?\({AGENCY_GROUP}\))?"
    r"(?P<sep> ?[–—] ?| - ?|-- ?|(?<=\))[:.]? | ?[|:] )"
    rf"(?=[{UPPER}0-9„»“\"‚(…])"
)
# "Hamburg. Die Polizei …" (only known places), "cag. BERLIN, 12. März. Die …", "BERLIN taz | Die …"
DATELINE_STOP = re.compile(
    rf"(?:[a-zäöü]{{2,4}}\.? )?(?P<place>{PLACES})(?:, (?P<date>{_DATE}))?\. (?=[{UPPER}0-9„»“\"])"
)
DATELINE_BAR = re.compile(
    rf"(?P<place>{PLACES})(?: (?P<agency>[a-z]{{3,4}}(?:/[a-z]{{2,4}}){{0,2}}))? \| (?=\S)"
)
BARE_AGENCY = re.compile(rf"\((?P<agency>{AGENCY_GROUP[3:-1]})\)(?: ?[–—-] ?|:? )(?=[{UPPER}0-9„»“\"])")
NO_PLACE = resources.words("no_datelines")

NAMES = rf"{NAME}(?:(?:, | und | & |; ){NAME}){{0,5}}"
BYLINE = re.compile(
    r"(?:(?:(?:Eine? |Der |Die |Das )?(?P<genre>Kommentar|Leitartikel|Glosse|Kolumne|Analyse|Reportage|Essay|"
    r"Gastbeitrag|Bericht|Interview|Gespräch|Porträt|Meinung|Zwischenruf) |Aufgezeichnet )?[Vv]on:? "
    rf"|Text: |Autor(?:in|en)?: |Interview: |Kommentar: )(?:Von )?(?P<names>{NAMES})"
    rf"(?:,? (?:aus |in )?(?P<place>{_PLACE}))?[.,]?"
)
DATE_LINE = re.compile(
    rf"(?:(?:Stand|Erstellt|Aktualisiert|Veröffentlicht|Datum)(?: am)?:? ?)?(?:{_PLACE}, (?:den )?)?"
    r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)[a-z]{0,8}\.?,? (?:den )?)?"
    r"(?P<date>\d{1,2}\. ?(?:\d{1,2}\.|[A-ZJ][a-zä]{2,8}\.?) ?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
    r"(?:(?:,| um| -| –| \|)? ?\d{1,2}[:.]\d{2}(?: Uhr)?)?"
)


MAX_LEAD = 700  # characters of what stands before a dateline or byline and is not the text


class Opening(NamedTuple):
    """What was recognised before the first sentence of the text."""

    title: str
    teaser: str
    authors: str
    dateline: str
    agency: str
    published_at: str
    genre: str  # as the byline names it
    paragraphs: list[str]


def split_opening(paragraphs: list[str], title: str, teaser: str, titled: bool) -> Opening:
    """Return the opening of an article and the paragraphs after it.

    ``title`` and ``teaser`` are what the source already told; ``titled``: an unmarked first line may
    be the title.
    """
    title, rest = take_title(paragraphs, title, titled)
    authors = place = agency = published = genre = ""
    before: list[str] = []
    last = -1
    text = " ".join(rest)
    for n, paragraph in enumerate(rest[:5]):
        bare = MARK.sub(r"\1", paragraph)
        if found := BYLINE.fullmatch(bare):
            authors, genre = found["names"], found["genre"] or genre
            place, last = found["place"] or place, n
        elif found := DATE_LINE.fullmatch(bare):
            published, last = one_line(bare), n
        elif sum(map(len, before)) <= MAX_LEAD and (dateline := split_dateline(paragraph, text)):
            place, agency, rest = dateline[0], dateline[1], [*rest[:n], dateline[2], *rest[n + 1 :]]
            last = n - 1
            break
        elif bare and not same(bare, teaser):
            before.append(bare)
        else:
            last = max(last, n)
    lead = [p for p in rest[: last + 1] if not is_meta(p) and not same(p, teaser)]
    if lead and sum(map(len, lead)) <= MAX_LEAD and len(rest) > last + 1:
        teaser = (
            teaser
            if teaser and same(" ".join(lead), teaser)
            else one_line(" ".join([teaser, *map(unmark, lead)]))
        )
        rest = rest[last + 1 :]
    else:
        rest = [p for n, p in enumerate(rest) if n > 4 or not (is_meta(p) or same(p, teaser))] or rest
    if not place and not teaser and rest and (fused := split_fused_teaser(rest[0])):
        teaser, place, agency, rest = fused[0], fused[1], fused[2], [fused[3], *rest[1:]]
    return Opening(title, teaser, authors, place, agency, published, genre, rest)


def unmark(paragraph: str) -> str:
    """Return a paragraph without the mark of a heading."""
    return MARK.sub(r"\1", paragraph) if paragraph.startswith("#") else paragraph


def is_meta(paragraph: str) -> bool:
    """Tell whether a paragraph is a byline or the line with the date."""
    bare = unmark(paragraph)
    return bool(BYLINE.fullmatch(bare) or DATE_LINE.fullmatch(bare))


def same(one: str, other: str) -> bool:
    """Tell whether two lines say the same, whatever their punctuation; empty lines never do."""
    return bool(key(one)) and key(one) == key(other)


@functools.lru_cache(maxsize=64)
def key(line: str) -> str:
    """Return the letters and digits of a line in lower case."""
    return re.sub(r"[\W_]+", "", line.lower())


def take_title(paragraphs: list[str], title: str, titled: bool) -> tuple[str, list[str]]:
    """Return the title and the paragraphs after it; a repeated title is removed."""
    if not paragraphs:
        return title, []
    first = unmark(paragraphs[0])
    if title:
        return title, paragraphs[1:] if same(first, title) and len(paragraphs) > 1 else paragraphs
    marked = bool(MARK.fullmatch(paragraphs[0]))
    if len(paragraphs) > 1 and (
        marked
        or (titled and len(first) <= 200 and not re.search(r"[.:;,]$", first) and not split_dateline(first))
    ):
        return first, paragraphs[1:]
    return "", paragraphs


def split_dateline(paragraph: str, text: str = "") -> tuple[str, str, str] | None:
    """Return (place, agency, rest) of a paragraph that begins with a dateline, else None.

    ``text`` is where an unknown place is looked up: "Tiefensee. Der Wirt …" is one if the text
    says "in Tiefensee".
    """
    found = DATELINE.match(paragraph)
    if found and accept(found, paragraph):
        credit = read_credit((found["agency"] or "").strip(" ()"))
        return found["place"].replace(" / ", "/"), credit.agency if credit else "", paragraph[found.end() :]
    if found := BARE_AGENCY.match(paragraph):
        credit = read_credit(found["agency"])
        if credit and credit.agency:
            return "", credit.agency, paragraph[found.end() :]
    if found := DATELINE_BAR.match(paragraph):
        credit = read_credit(found["agency"] or "")
        if known_place(found["place"]) or found["place"].split()[0].isupper():
            return found["place"], credit.agency if credit else "", paragraph[found.end() :]
    found = DATELINE_STOP.match(paragraph)
    if found and (known_place(found["place"]) or said_to_be_place(found["place"], text)):
        return found["place"], "", paragraph[found.end() :]
    return None


def said_to_be_place(place: str, text: str) -> bool:
    """Tell whether ``text`` speaks of ``place`` as one speaks of a place."""
    return (
        place not in NO_PLACE
        and not starts_sentence(place)
        and re.search(rf"\b(?:in|aus|nach|bei) {re.escape(place)}\b", text) is not None
    )


def accept(found: re.Match[str], paragraph: str) -> bool:
    """Tell whether a match of DATELINE is a dateline and no sentence with a dash in it."""
    place = found["place"]
    if found["agency"]:
        credit = read_credit(found["agency"].strip(" ()"))
        return bool(credit and (credit.agency or (credit.codes.islower() and known_place(place))))
    if found["sep"].strip() in ("|", ":", ""):
        return False
    if found["date"]:
        return True
    if any(part.split()[0] in NO_PLACE or starts_sentence(part) for part in re.split(" ?/ ?", place)):
        return False
    # "Wien – Rat berät …", but not "Müller – Vater von drei Kindern – hat …" or "Hertha – Union 2:1".
    rest = paragraph[found.end() :]
    sentence = re.split(r"[.!?](?: |$)", rest, maxsplit=1)[0]
    if re.search(r"\d ?: ?\d", sentence[:60]):
        return False
    if starts_sentence(rest) or any(known_place(part) for part in re.split(" ?/ ?", place)):
        return True
    return len(sentence) >= 50 and not re.search(r" [–-] ", sentence)


def starts_sentence(text: str) -> bool:
    """Tell whether the first word of ``text`` is a function word, as sentences begin with."""
    return text.split(" ", 1)[0] in resources.words("sentence_starters")


def known_place(place: str) -> bool:
    """Tell whether a place is on the list of cities that stand in datelines."""
    return place.strip().lower() in known_places()


@functools.cache
def known_places() -> frozenset[str]:
    """Return the cities of ``resources/datelines.txt`` in lower case."""
    return frozenset(name.lower() for name in resources.lines("datelines"))


FUSED = re.compile(rf"[.!?…][“”\"«»]? (?={PLACES}(?: ?\({AGENCY_GROUP}\))? ?[–—-] ?[{UPPER}0-9„»“\"‚])")


def split_fused_teaser(paragraph: str) -> tuple[str, str, str, str] | None:
    """Return (teaser, place, agency, rest) where a teaser and the text run on in one paragraph."""
    found = FUSED.search(paragraph, 0, 500)
    dateline = split_dateline(paragraph[found.end() :]) if found else None
    return (paragraph[: found.end()].strip(), *dateline) if found and dateline else None
