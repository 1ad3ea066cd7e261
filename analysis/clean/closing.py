"""How an article ends: author, author code and agency credit, recognised and taken off the text."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from analysis import resources
from analysis.clean.credits import LINE_END_CREDIT, MADE_WITH, Credit, join, read_credit
from analysis.clean.lists import agencies
from analysis.clean.paragraphs import SENTENCE_END

IN_BRACKETS = re.compile(r"(?:^|(?<=[.!?…:“”\"«»’)])) ?[(\[]([^()\[\]]{2,160})[)\]]\.?$")
# With a date it is a credit even where the full stop before it is missing, or the bracket after it
DATED_END = re.compile(r" ?[(\[]([^()\[\]]{2,120}, ?\d{1,2}\. ?\d{1,2}\. ?\d{2,4})[)\]=]?\.?$")
DATED = re.compile(r"(?<=[.!?…“”\"«»)]) {1,2}\(([^()]{2,160}\d{1,2}\. ?\d{1,2}\. ?\d{2,4})\)\.?(?= |$)")
# "… am Morgen. jk", "… am Morgen. hjk.", "… am Morgen. epd lwd/jk", "… am Morgen. - dpa -": nothing a
# sentence ends with
AT_END = re.compile(
    r"(?<=[.!?…“”\"«»)]) [–/-]{0,2} ?((?:© ?)?[A-Za-zäöü]{2,12}(?:[-/ ][A-Za-zäöü]{2,12}){0,4})"
    r"(?: ?[–-]{1,2}|(?<= [a-zäöü]{3})\.)?$"
)
INFOCOM = re.compile(r" \(?© ?dpa-infocom, dpa:[\d-]{1,30}(?:/\d{1,3})?\)?$")
BY = re.compile(
    r"(?:Von|Quellen?:|(?:Das|Dieses) (?:Gespräch|Interview) führten?|(?:Das )?(?:Interview|Gespräch):|"
    r"Die Fragen stellten?|Aufgezeichnet von|Protokoll:|Mitarbeit:) "
)
MAX_LINE = 140
MAX_TAIL = 0.35


class Closing(NamedTuple):
    """The credits at the end of a text, the paragraphs before them, and what was cut off after them."""

    authors: str
    author_codes: str
    agency: str
    date: str
    paragraphs: list[str]
    left_out: list[str]


def split_closing(paragraphs: list[str]) -> Closing:
    """Return the credits at the end of ``paragraphs`` and the paragraphs without them."""
    authors: list[str] = []
    codes: list[str] = []
    services: list[str] = []
    date = ""
    paragraphs, tail = cut_tail(paragraphs)
    paragraphs, left_out, credit = cut_after_dated_credit(paragraphs)
    for _ in range(4):  # a text may end "… (Stefan Scholl)", then "dpa/lno", then "© dpa"
        if credit is None:
            paragraphs, credit = take_last_credit(paragraphs)
        if credit is None:
            break
        authors.append(credit.authors)
        codes.append(credit.codes)
        services.append(credit.agency)
        date, credit = date or credit.date, None
    return Closing(join(*authors), join(*codes), join(*services), date, paragraphs, left_out + tail)


def cut_tail(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Cut a press release's contacts or an agency's notes off the end; return the text and what was cut."""
    total = sum(map(len, paragraphs))
    seen = 0
    for n in range(len(paragraphs) - 1, 0, -1):
        seen += len(paragraphs[n])
        if seen > MAX_TAIL * total:
            break
        if opening("tails").match(paragraphs[n].lstrip("#*- ")):
            earlier, more = cut_tail(paragraphs[:n])
            return earlier, more + paragraphs[n:]
    return paragraphs, []


@functools.cache
def opening(resource: str) -> re.Pattern[str]:
    """Return a pattern for the phrases of a word list at the beginning of a paragraph."""
    alternatives = "|".join(
        re.escape(phrase) + (r"(?!\w)" if phrase[-1].isalnum() else "")
        for phrase in sorted(resources.lines(resource), key=len, reverse=True)
    )
    return re.compile(alternatives, re.IGNORECASE)


def cut_after_dated_credit(paragraphs: list[str]) -> tuple[list[str], list[str], Credit | None]:
    """Cut what follows a credit with a date, "(APA, 13.3.2016)": captions and link lists, no text.

    Only where little follows; return the paragraphs, what was cut, and the credit.
    """
    total = sum(map(len, paragraphs))
    seen = 0
    for n in range(len(paragraphs) - 1, -1, -1):
        for found in DATED.finditer(paragraphs[n]):
            tail = paragraphs[n][found.end() :].strip()
            credit = read_credit(found.group(1))
            if credit and seen + len(tail) <= MAX_TAIL * total:
                rest = [*paragraphs[:n], paragraphs[n][: found.start()].rstrip()]
                return rest, [part for part in (tail, *paragraphs[n + 1 :]) if part], credit
        seen += len(paragraphs[n])
        if seen > MAX_TAIL * total:
            break
    return paragraphs, [], None


def take_last_credit(paragraphs: list[str]) -> tuple[list[str], Credit | None]:
    """Return the paragraphs without a credit at their very end, and that credit if there is one."""
    if not paragraphs:
        return paragraphs, None
    last = paragraphs[-1]
    if len(paragraphs) > 1 and len(last) <= MAX_LINE and (credit := credit_line(last, paragraphs[-2])):
        return paragraphs[:-1], credit
    if found := INFOCOM.search(last):
        return [*paragraphs[:-1], last[: found.start()].rstrip()], read_credit("dpa")
    for pattern in (IN_BRACKETS, DATED_END, AT_END):
        found = pattern.search(last)
        if found and found.start() > 0 and (credit := read_credit(found.group(1))):
            if pattern is AT_END and not (credit.agency or credit.codes.islower()):
                continue
            return [*paragraphs[:-1], last[: found.start()].rstrip()], credit
    return paragraphs, None


def credit_line(line: str, before: str) -> Credit | None:
    """Return the credit that a short last line is, or None."""
    if found := LINE_END_CREDIT.fullmatch(line.strip("() ")):
        return read_credit(found["agency"] or "dpa")
    if MADE_WITH.fullmatch(line):
        named = join(*(agencies().get(word.lower(), "") for word in re.findall(r"[\w-]+", line)))
        if named or "gentur" in line:
            return Credit("", named, "", "")
    bare = BY.sub("", line.strip("()[] .–—-*_"))
    credit = read_credit(bare)
    if credit is None or not SENTENCE_END.search(before):
        return None
    # A lone capitalised word may be anything; a code needs a slash or brackets to be one.
    if credit.authors or credit.agency or line[0] in "([-–" or "/" in line:
        return credit
    return None
