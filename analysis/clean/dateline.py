"""Datelines: "Berlin (dpa) – …", "Wien – …", "HAMBURG, 3. März. …": where a report comes from."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from analysis import resources
from analysis.clean.credits import AGENCY_GROUP, read_credit
from analysis.clean.lists import agencies

UPPER = "A-ZÄÖÜÁÉÍÓÚÀÈÂÊÎÔÛÅØĐŁŚŠŽČĆÇİŞ"
_WORD = rf"(?:St\.|D\.C\.|[{UPPER}][\w'’-]{{1,24}})"
# "Ried im Innkreis", "Santiago de Chile", "Salt Lake City", "Washington, D.C."
PLACE = (
    rf"(?:(?:Bad |St\. |Sankt |Markt )?{_WORD} (?:am|an der|bei|im|in der|ob der|vor der|auf der) {_WORD}"
    rf"|{_WORD}(?:,? (?:(?:de|del|do|da|of|la|al|los) )?{_WORD}){{0,2}})"
)
_DATE = r"(?:\d{1,2}\. ?(?:\d{1,2}\.|[A-ZJ][a-zä]{2,8})(?: ?\d{2,4})?)"
# "Frankfurt (Oder)"
_RIVER = r"(?: \((?:Oder|Saale|Main|Spree|Havel|Aller|Ruhr|Westf\.|Allgäu|Steiermark|Tirol)\))?"
PLACES = rf"{PLACE}{_RIVER}(?: ?/ ?{PLACE}{_RIVER}){{0,3}}"
DATELINE = re.compile(
    rf"(?P<place>{PLACES})(?:, ?(?P<date>{_DATE}))?"
    rf"(?P<agency> ?\({AGENCY_GROUP}\))?"
    r"(?P<sep> ?[–—―] ?| - ?|-- ?|(?<=\))[:.]? | ?[|:] )"
    rf"(?=[{UPPER}0-9„»“\"‚(…])"
)
# "Berlin dpa Die Polizei …": only known places and agencies
DATELINE_SPACE = re.compile(
    rf"(?P<place>{PLACE})(?:,? (?P<agency>[a-z]{{2,4}}(?:/[a-z]{{2,4}})?)):? (?=[{UPPER}„»“\"])"
)
# "Hamburg. Die Polizei …" (only known places), "cag. BERLIN, 12. März. Die …", "BERLIN taz | Die …"
DATELINE_STOP = re.compile(
    rf"(?:(?P<code>[a-zäöü]{{2,4}})\.? )?(?P<place>{PLACES})(?:, (?P<date>{_DATE}))?\. (?=[{UPPER}0-9„»“\"])"
)
DATELINE_BAR = re.compile(
    rf"(?P<place>{PLACES})(?: (?P<agency>[a-z]{{3,4}}(?:/[a-z]{{2,4}}){{0,2}}))? \| (?=\S)"
)
BARE_AGENCY = re.compile(rf"\((?P<agency>{AGENCY_GROUP[3:-1]})\)(?: ?[–—―-] ?|:? )(?=[{UPPER}0-9„»“\"])")
# What many towns end in and hardly another word that could stand alone at the top of a text
TOWN = re.compile(
    rf"[{UPPER}][a-zäöüß]{{2,18}}(?:kirch|kirchen|burg|hausen|ingen|dorf|furt|bach|weiler|hofen|haven|münde|brück"
    r"|walde|stedt|stett|stätt|büttel|beuren|zell)"
)
NO_PLACE = resources.words("no_datelines")


class Dateline(NamedTuple):
    """Where a report comes from, whom the dateline credits, and the paragraph after it."""

    place: str
    agency: str
    author_codes: str
    rest: str


def split_dateline(paragraph: str, text: str = "") -> Dateline | None:
    """Return the dateline that a paragraph begins with and the rest of it, else None.

    ``text`` is where an unknown place is looked up: "Tiefensee. Der Wirt …" is one if the text
    says "in Tiefensee".
    """
    found = DATELINE.match(paragraph)
    if found and accept(found, paragraph):
        return dateline(found, paragraph, found["agency"])
    if found := BARE_AGENCY.match(paragraph):
        credit = read_credit(found["agency"])
        if credit and credit.agency:
            return Dateline("", credit.agency, credit.codes, paragraph[found.end() :])
    found = DATELINE_SPACE.match(paragraph)
    if found and known_place(found["place"]) and is_agency(found["agency"]):
        return dateline(found, paragraph, found["agency"])
    found = DATELINE_BAR.match(paragraph)
    if found and (known_place(found["place"]) or found["place"].split()[0].isupper()):
        return dateline(found, paragraph, found["agency"])
    found = DATELINE_STOP.match(paragraph)
    if found and (
        all(map(known_place, found["place"].split("/")))
        or said_to_be_place(found["place"], text)
        or looks_like_town(found["place"], paragraph[found.end() :])
    ):
        return dateline(found, paragraph, found["code"])
    return None


def dateline(found: re.Match[str], paragraph: str, credited: str | None) -> Dateline:
    """Return the dateline of a match; ``credited`` is what it names beside the place."""
    credit = read_credit((credited or "").strip(" ()"))
    place = found["place"].replace(" / ", "/")
    if credit is None:
        return Dateline(place, "", "", paragraph[found.end() :])
    return Dateline(place, credit.agency, credit.codes, paragraph[found.end() :])


def said_to_be_place(place: str, text: str) -> bool:
    """Tell whether ``text`` speaks of ``place`` as one speaks of a place."""
    return (
        place not in NO_PLACE
        and not starts_sentence(place)
        and re.search(rf"\b(?:in|aus|nach|bei|durch|um|von) {re.escape(place)}\b", text) is not None
    )


def is_agency(credited: str) -> bool:
    """Tell whether all that is credited ("dpa", "dpa/afp") are agencies."""
    return all(code in agencies() for code in credited.split("/"))


def looks_like_town(place: str, rest: str) -> bool:
    """Tell whether one word ends as towns do ("Oberkirch. Die Polizei …") and a sentence follows it."""
    return TOWN.fullmatch(place) is not None and place not in NO_PLACE and starts_sentence(rest)


def accept(found: re.Match[str], paragraph: str) -> bool:
    """Tell whether a match of DATELINE is a dateline and no sentence with a dash in it."""
    place = found["place"]
    if found["agency"]:
        credit = read_credit(found["agency"].strip(" ()"))
        if credit is None or credit.agency:
            return credit is not None
        code = found["agency"].strip(" ()")  # an author's, unless "Meier (links). Das Bild …"
        unlike = place in NO_PLACE or starts_sentence(place) or code in NO_PLACE
        return code.islower() and (known_place(place) or not unlike)
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


FUSED = re.compile(
    rf"[.!?…][“”\"«»]? (?={PLACES}(?: ?\({AGENCY_GROUP}\))?(?: ?[–—] ?| - )[{UPPER}0-9„»“\"‚])"
)


def split_fused_teaser(paragraph: str) -> tuple[str, Dateline] | None:
    """Return the teaser and the dateline where a teaser and the text run on in one paragraph."""
    found = FUSED.search(paragraph, 0, 500)
    after = split_dateline(paragraph[found.end() :]) if found else None
    return (paragraph[: found.end()].strip(), after) if found and after else None
