"""Credits: which agencies, persons and codes stand in "(APA/dpa, 8.8.2015)", "(Stefan Scholl)", "nko/MA"."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis import resources
from analysis.clean.lists import agencies

UPPER = "A-ZÄÖÜÁÉÍÓÚÅØŁŚŠŽČÇİŞ"
AGENCY_GROUP = r"(?:[\w.-]{2,12}(?: ?[/,;+] ?[\w.-]{2,12}){0,4})"
# One capital a part ("LinksVideobericht" is no name), but McDonald and O’Neill are.
_LOWER = "a-zß-öø-ÿāăąćčďđēęěğıīłńňőœřśşšţťūůűźżžș"
_PART = rf"(?:Mc|Mac|O['’]|De|Di|La|Le)?[{UPPER}][{_LOWER}]*(?:[-’'][{UPPER}])?[{_LOWER}]*\.?"
_LINK = "von|van|de|der|den|zu|zur|el|al|bin|da|di|del|ten|ter"
NAME = rf"(?:(?:Dr|Prof)\. ){{0,2}}{_PART}(?: (?:{_LINK}|{_PART})){{0,3}} {_PART}"
PERSON = re.compile(NAME)
DATE = re.compile(r"\d{1,2}\. ?(?:\d{1,2}\.|[A-ZJ][a-zä]{2,8}) ?\d{2,4}|\d{4}-\d{2}-\d{2}")
CODE = re.compile(r"[a-zäöü]{1,5}|[A-ZÄÖÜ]{2,3}|[a-zäöü]{1,3}\.|[A-Z][a-z]?\.[A-Z][a-z]?\.?")
NO_NAME = re.compile(
    r"(?:Der|Die|Das|Den|Ein|Eine|Im|In|Am|An|Zum|Zur|Mehr|Alle|Bilder?|Fotos?|Video|Links?|Neue[rs]?|Seite)\b"
)
SITE = re.compile(r"[\w-]{2,30}\.(?:de|at|ch|com|net|org|eu|info|online)", re.IGNORECASE)
NO_AUTHORS = resources.words("desks")
LABEL = re.compile(
    r"(?:Text|Bericht|Fotos?|Videos?|Bild|[Vv]on|Mitarbeit|Interview|Gespräch|Quelle|mit)(?:: ?| )"
)
FROM = re.compile(rf" aus [{UPPER}][\w-]+(?: [{UPPER}][\w-]+)?$")  # "Anna Berg aus Brüssel"
WITH_MATERIAL = re.compile(
    r"(?:Mit|Unter Verwendung von) (?:Material|Informationen|Agenturmaterial|Inhalten)(?: der| von| des)?"
    r"(?: Nachrichtenagentur(?:en)?| Agentur(?:en)?)?:? ?",
    re.IGNORECASE,
)
# "Dieser Artikel wurde mit Material der Nachrichtenagentur dpa erstellt"
MADE_WITH = re.compile(
    r"(?:Mit|Unter|Dies\w{1,2}|De[rm]|Das|Für) .{0,60}\b(?:Agenturm|M)aterial\b.{0,80}"
    r"|Mit Informationen (?:von|der) .{2,80}"
)
LINE_END_CREDIT = re.compile(r"(?:© ?)?dpa-infocom, dpa:[\d-]+/?\d*|© ?(?P<agency>[\w-]{2,12})")


class Credit(NamedTuple):
    """Who is credited: names and agencies joined by "; ", codes of authors, a date as written."""

    authors: str
    agency: str
    codes: str
    date: str


def read_credit(content: str) -> Credit | None:
    """Return what a credit names, or None if some part of it is neither name, agency, code nor date.

    With a date and a known part, a credit may name more: "(Conrad Seidl, Album, 5.8.2015)".
    """
    content = WITH_MATERIAL.sub("", content.strip().rstrip(".")).strip()
    people, services, codes, coded, unknown = [], [], [], False, False
    dates = DATE.findall(content)
    content = DATE.sub("", content)
    for part in re.split(r"[,;/&+|]| und | mit (?:Material von )?|(?<=^[a-z]{3}) (?=[a-z])", content):
        part = FROM.sub("", LABEL.sub("", part.strip(), count=1)).strip(" .:-–")
        if not part or SITE.fullmatch(part):
            continue
        if part.lower() in agencies():
            services.append(agencies()[part.lower()])
        elif PERSON.fullmatch(part) and not NO_NAME.match(part):
            people.append(part)
        elif CODE.fullmatch(part):
            codes += [] if part.lower().rstrip(".") in NO_AUTHORS else [part]
            coded = True
        else:
            unknown = True
    known = bool(people or services or coded)
    if (unknown and not (known and dates)) or not (known or dates):
        return None
    return Credit(join(*people), join(*services), join(*codes), dates[0] if dates else "")


def join(*lists: str) -> str:
    """Return several lists (joined by "; ") as one without repetitions."""
    names = (name.strip() for part in lists for name in part.split(";"))
    return "; ".join(dict.fromkeys(name for name in names if name))
