"""Words about a speaker -> female, male or None (a group, or not shown): by form, by given name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from analysis import resources
from analysis.language.gazetteer import given_names
from analysis.language.words import decided
from analysis.sources.kinds import is_cue_noun, role_at_end

_SINGULAR = frozenset(
    "ein einem einen eines des dem sein seinem seines ihr ihrem ihres vom beim zum jeder".split()
)
_FEMININE = frozenset("die eine einer seine ihre diese jene".split())
_DETERMINERS = _SINGULAR | _FEMININE | {"der", "den"}
_PLURAL = frozenset(
    "alle allen andere anderen beide beiden einige einigen einiger mehrere mehreren mehrerer manche "
    "manchen mancher viele vielen vieler weitere weiteren zahlreiche zahlreichen zahlreicher zwei drei "
    "vier fünf mehr dutzende hunderte tausende".split()
)
_UMLAUT_PLURAL = re.compile("[äöü][a-z]{0,2}e$")  # Anwälte, Räte
_WEAK = ("enten", "isten", "osen", "anten", "erten", "aten", "eugen", "ogen", "ürsten", "elden", "aphen")
_OFFICES = (
    *("stelle", "stellen", "leitung", "zentrale", "spitze", "führung", "abteilung", "schaft", "kreisen"),
    *("vorstand", "vorstands"),
)
_FEMALE = frozenset(
    "frau mutter schwester tochter witwe gattin ehefrau oma großmutter tante nichte cousine königin queen "
    "prinzessin nonne äbtissin hebamme krankenschwester mädchen kauffrau fachfrau geschäftsfrau obfrau "
    "landeshauptfrau kamerafrau ombudsfrau feuerwehrfrau first-lady ordensfrau".split()
)


def gender_of(words: Sequence[str]) -> str | None:
    """Return the gender that a description shows: Frau, -in, der/die/ein/eine + person; or None.

    >>> gender_of("eine Sprecherin der Bahn".split()), gender_of("die Experten".split())
    ('female', None)
    """
    low = [word.lower() for word in words]
    for word in low[:2]:
        if word in ("herr", "herrn"):
            return "male"
        if word.rpartition("-")[2] in _FEMALE:
            return "female"
    if low[:1] and low[0] in ("einer", "eine", "eines") and low[1:2] and low[1] in ("der", "von"):
        return "female" if low[0] == "eine" else "male"  # einer der Feuerwehrmänner
    persons = (i for i, word in enumerate(words) if _is_person(word) and (i or word not in ("Die", "Der")))
    number = next(persons, None)
    if number and any(_is_other(words, i) for i in range(1, number)):
        return None  # die Befürworter des Kandidaten
    return None if number is None else _of_head(words, low, number)


def gender_of_title(words: Sequence[str]) -> str | None:
    """Return the gender of the words right before a name, where any role is in the singular: Minister."""
    shown = gender_of(words)
    if shown is not None or not words:
        return shown
    role = role_at_end(words[-1]) if words[-1][:1].isupper() else None
    return "male" if role is not None and role.kind in ("person", "carrier") and not role.feminine else None


def _is_other(words: Sequence[str], i: int) -> bool:
    """Tell whether a noun that names no person stands at ``i`` with its article: das Büro (des Ministers)."""
    word = words[i]
    if not word[:1].isupper() or (word.endswith("er") and words[i + 1][:1].isupper()):
        return False
    return (
        words[i - 1].lower() in _ARTICLES
        and words[i + 1] in ("des", "der", "eines", "einer")
        and not is_cue_noun(word)
    )


_ARTICLES = frozenset("der die das den dem des ein eine einem einen".split())


@decided
def _is_person(word: str) -> bool:
    if not word[:1].isupper() and not word[:1].isdigit():
        return False
    if word.lower().endswith(("jährige", "jähriger", "jährigen", "jährigem")):
        return True
    if word.lower().endswith(_OFFICES):
        return False
    role = role_at_end(word)
    return role is not None and role.kind in ("person", "carrier")


def _of_head(words: Sequence[str], low: list[str], number: int) -> str | None:
    """Decide by the head noun at ``number`` and the words before it."""
    role = role_at_end(words[number])
    head = low[number]
    if head.endswith(("innen", "leute", "kräfte", "männer", "eltern", "frauen")):
        return None
    if role is not None and role.feminine:
        return "female"
    if head.rpartition("-")[2] in _FEMALE or head.endswith("frau"):
        return "female"
    before = low[:number]
    if any(word in _PLURAL or word.isdigit() for word in before):
        return None
    determiner = next((w for w in reversed(before) if w in _DETERMINERS), "")
    plural = _UMLAUT_PLURAL.search(head)
    nominal = head.endswith(("te", "ige", "ene", "de")) and not plural  # die Abgeordnete, der Angeklagte
    if determiner in _FEMININE:
        return (
            "female" if (nominal and determiner not in ("die", "diese")) or _singular(nominal, head) else None
        )
    if determiner in _SINGULAR:
        return "male"
    if determiner == "der":
        at = before.index("der") if "der" in before else 0
        return None if at and (is_cue_noun(words[at - 1]) or words[at - 1][0].isupper()) else "male"
    if determiner == "den":
        return None if head.endswith("n") and not head.endswith(_WEAK) else "male"
    if before and any(is_cue_noun(words[i]) for i in range(number)):
        return None
    if before and before[-1].endswith("e"):
        return None  # Konservative Politiker
    if (
        before
        and before[-1].endswith("er")
        and words[number - 1][:1].islower() | words[number - 1][:1].isdigit()
    ):
        return "male"  # 45-jähriger Mann
    if not before and len(words) > 1 and head.endswith("er") and not head.endswith("sprecher"):
        return None  # Gutachter der Gesellschaft: several
    owned = not before or (number == 1 and words[0][0].isupper() and low[0].endswith(("s", "er")))
    alone = len(words) == 1 and head.endswith(("sprecher", "chef", "präsident"))  # laut Polizeisprecher
    return "male" if owned and (alone or len(words) > 1) and not _looks_plural(head) else None


def _singular(nominal: bool, head: str) -> bool:
    return nominal and not head.endswith("n")


def _looks_plural(head: str) -> bool:
    return head.endswith(("en", "ern", "eute", "te", "innen")) or head in (
        "politiker",
        "anwohner",
        "forscher",
    )


def gender_of_name(name: str) -> str | None:
    """Return the gender that convention gives the given name of a full name, or None."""
    parts = name.split()
    known = given_names()
    for part in parts[:-1] or parts:
        gender = known.get(part) or known.get(part.partition("-")[0])
        if gender in ("male", "female"):
            return gender
    return _rare(parts[0].partition("-")[0]) if len(parts) > 1 and parts[0] not in known else None


def _rare(given: str) -> str | None:
    """Return the gender of a given name that only the large lists know: Hisashi, Alev."""
    plain = unicodedata.normalize("NFKD", given.lower().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    genders = ("female", "male")
    return next((g for g in genders if plain in resources.words(f"given_names_{g}")), None)


_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
