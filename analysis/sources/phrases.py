"""The words of a speaker: which they are, what they are without trimmings, what kind of phrase they make."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis import resources
from analysis.language.gazetteer import Name
from analysis.language.segment import Text
from analysis.language.words import is_known, lemma
from analysis.sources import kinds
from analysis.sources import lexicon as lx
from analysis.sources.quote import Quote

MALE = frozenset("er ihm ihn sein seine seiner seinem seinen seines dessen dieser jener letzterer".split())
FEMALE = frozenset("sie ihr ihre ihrer ihrem ihren ihres deren diese letztere".split())
RELATIVE = frozenset("der die das dem den denen dessen deren welcher welche welchem welches".split())
_OPENING = frozenset(
    "der die das des dem den ein eine einer einem eines einen auch nach von vom laut seitens aus in".split()
)
_OWNED = frozenset("von um".split())


def words_of(text: Text, quote: Quote) -> list[str]:
    """Return the words of the speaker without quotation marks; „Reuters“-Reporterin is one word."""
    found: list[str] = []
    for start, end in quote.speaker:
        for word in text.words[text.token_at(start) : text.token_at(end - 1) + 1]:
            if word in '„“”"»«‚‘':
                continue
            if found and (word[0] == "-" or found[-1].endswith("-")) and found[-1] not in ("–", "-"):
                found[-1] += word
            else:
                found.append(word)
    return [*found, *_quoted_name(text, quote, found)] if found else [""]


def _quoted_name(text: Text, quote: Quote, words: Sequence[str]) -> list[str]:
    """Return the name in quotation marks right behind a kind of source: die Zeitung⟧ „Prawda“."""
    i = text.token_at(quote.speaker[-1][1] - 1) + 1
    if not is_generic(words[-1]) or i + 2 >= len(text) or text.words[i] not in "„»":
        return []
    if any(a <= text.starts[i] < b for a, b in quote.quote):
        return []  # so die Zeitung „Es ist …“: the message
    end = next((j for j in range(i + 1, min(i + 6, len(text))) if text.words[j] in "“«"), 0)
    return list(text.words[i + 1 : end]) if end and text.words[i + 1][0].isupper() else []


_ARTICLES = ("der", "die", "das", "den", "dem", "des")
_PARTICIPLES = ("ende", "enden", "ender", "te", "ten", "ter", "ene", "enen", "ener")


def without_attribute(words: list[str]) -> list[str]:
    """Return the phrase without a participle's own phrase: die den Grünen nahestehende „taz“ -> die „taz“."""
    first = words[0].lower()
    opens = lx.DETERMINER | lx.PREPOSITION if first in _ARTICLES else lx.PREPOSITION
    if len(words) < 4 or first not in (*_ARTICLES, "ein", "eine") or not lx.flags_of(words[1]) & opens:
        return words
    ends = [i for i, w in enumerate(words[2:-1], 2) if w[0].islower() and w.endswith(_PARTICIPLES)]
    ends = [i for i in ends if words[i + 1][0].isupper() and not lx.flags_of(words[i])]
    return [words[0], *words[ends[0] + 1 :]] if ends else words


def without_topic(words: Sequence[str]) -> Sequence[str]:
    """Return the phrase without what a statement is about: Berichte über das Unglück; eine Studie, die …."""
    if not any(map(kinds.is_statement, words)):
        return words
    for i in range(1, len(words) - 1):
        if words[i] == "über" or (words[i] == "," and words[i + 1] in RELATIVE):
            return words[:i]
    return words


def pronoun_in(words: Sequence[str]) -> str:
    """Return the pronoun that the span is, or that opens it before an apposition; else ""."""
    first = words[0].lower()
    if (first in MALE or first in FEMALE) and len(words) in (2, 3) and kinds.is_cue_noun(words[-1]):
        return first  # ihrer Meinung
    if len(words) == 1 or (first in ("er", "sie", "letzterer", "letztere") and "und" not in words):
        return first
    return ""


def is_own(words: Sequence[str]) -> bool:
    """Tell whether the phrase only points back: eigenen Angaben."""
    return any(w in ("eigenen", "eigener", "eigene") for w in words) and kinds.is_cue_noun(words[-1])


def plural_cue(text: Text, quote: Quote) -> bool:
    """Tell whether the verb of the reporting clause is plural: sagten, fordern, haben … gesagt."""
    for start, end in quote.cue:
        word = text.text[start:end].split()[0]
        if lx.flags_of(word) & (lx.FINITE | lx.AUXILIARY | lx.VERB_LAST):
            return word.endswith("n") and word != "an"
    token = text.token_at(quote.speaker[0][0])
    if token and lx.flags_of(verb := text.words[token - 1]) & lx.AUXILIARY:
        return verb.endswith("n") or verb == "sind"  # nach eigenen Angaben ist sie zufrieden
    near = text.words[max(0, token - 1) : token] + text.words[token + 1 : token + 2]
    return any(w[0].islower() and w.endswith("en") and not lx.flags_of(w) & lx.DETERMINER for w in near)


def is_owner(text: Text, name: Name, words: Sequence[str]) -> bool:
    """Tell whether the person only owns the speaker: Kerrys Sprecher, die Anwältin von X, Forscher um X."""
    others = [
        w for w in words if w not in name.name.split() and w not in text.text[name.start : name.end].split()
    ]
    if not any((role := kinds.role_at_end(w)) and role.kind != "statement" for w in others):
        return False
    i = text.token_at(name.start)
    if i and text.words[i - 1] in _OWNED and text.words[i - 1] in words:
        return not kinds.is_statement(text.words[i - 2])
    written = text.text[name.start : name.end].split()[-1]
    return written.endswith("s") and not name.name.endswith(written)


_CUTTING = frozenset(
    "in im am an auf bei beim zu zur zum gegenüber nach vor mit via per unter während seit ohne".split()
)


def core_of(words: Sequence[str]) -> list[str]:
    """Return the phrase without what hangs on behind: in einer Aussendung, am Montag, die nun …."""
    for i in range(1, len(words)):
        word, after = words[i], words[i + 1] if i + 1 < len(words) else ""
        place = word in ("in", "im", "bei") and kinds.is_place(after)
        if (
            (word in _CUTTING and not place)
            or _WEEKDAY.fullmatch(word)
            or (word == "vom" and _is_time(words[i + 1 : i + 3]))
        ):
            return list(words[:i])
        if word == "," and (after in RELATIVE or after in _CUTTING or not after):
            return list(words[:i])
    return list(words)


_WEEKDAY = re.compile(
    "(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)(?:früh|mittag|abend|nacht)?"
)
_TIMES = ("tag", "tagabend", "abend", "morgen", "mittag", "nacht", "mittwoch", "wochenende")


def _is_time(words: Sequence[str]) -> bool:
    """Tell whether a day or hour follows: (Angaben vom) gestrigen Montag, späten Abend."""
    return bool(words) and (words[0] == "gestrigen" or any(w.lower().endswith(_TIMES) for w in words))


def clean(words: Sequence[str]) -> str | None:
    """Return the description without articles, prepositions, kinds of organisation, nouns of saying."""
    kept = _in_nominative([w for w in core_of(words) if w not in '„“"»«:'])
    while kept and (
        kept[0].lower() in _OPENING or (kinds.is_cue_noun(kept[0]) and len(kept) > 1) or kept[0] in ",."
    ):
        kept = kept[1:]
    for i in range(len(kept) - 1):
        proper = (
            kept[i + 1][0].isupper() and not kinds.role_of(kept[i + 1]) and not kinds.is_place(kept[i + 1])
        )
        if any(w[0].isupper() for w in kept[:i]):
            break
        if is_generic(kept[i]) and (proper or kinds.known_at(kept, i + 1)):
            kept = kept[i + 1 :]  # die Zeitung Premium Times
            break
    text = " ".join(kept).replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    return _SHORT.sub("", text).rstrip(" (,") or None


def _in_nominative(words: list[str]) -> list[str]:
    """Return the phrase as it would stand alone: (nach) griechischen Behörden, Insidern, (Angaben) Athens."""
    at = next((i for i, w in enumerate(words) if kinds.is_noun(w) and not _goes_before_head(w)), len(words))
    before = [w for w in words[:at] if lx.flags_of(w)]
    if at == len(words) or any(w.lower() not in _OPENING and not kinds.is_cue_noun(w) for w in before):
        return words  # alle anwesenden Minister
    oblique = any(w.lower() in _OBLIQUE or kinds.is_cue_noun(w) for w in before)
    adjectives = [w if lx.flags_of(w) else _weak(w, oblique) for w in words[:at]]
    rest = _without_genitive(words[at:]) if "des" in words[:at] else [_head(words[at]), *words[at + 1 :]]
    if len(rest) == 1 and kinds.is_place(rest[0]) and not kinds.known_at(rest, 0):
        rest = [rest[0].removesuffix("s")] if kinds.is_place(rest[0].removesuffix("s")) else rest  # Athens
    # (der) Vereinten Nationen, Frankfurter Allgemeinen
    official = ([*rest[:k], _weak(word, True), *rest[k + 1 :]] for k, word in enumerate(rest[:2]))
    return [*adjectives, *next((some for some in official if kinds.known_name(" ".join(some))), rest)]


_OBLIQUE = frozenset("der den dem des einer einem einen eines laut nach von vom aus in".split())


def _goes_before_head(word: str) -> bool:
    """Tell whether a capitalised word stands before the head: a noun of saying, an article that opens."""
    return kinds.is_cue_noun(word) or bool(lx.flags_of(word) & (lx.DETERMINER | lx.PREPOSITION))


def _weak(adjective: str, oblique: bool) -> str:
    """Return the adjective with the ending -e: vorläufigem, früheren; ``oblique``: also -er, -es."""
    endings = ("en", "em", "er", "es") if oblique else ("en", "em")
    return adjective[:-1] if len(adjective) > 4 and adjective.endswith(endings) else adjective


def _without_genitive(words: list[str]) -> list[str]:
    """Return the words with the genitive's -s taken off the first noun that has one: (des) Landesamts."""
    for i, word in enumerate(words):
        if word[0].isupper() and word.endswith("s"):
            bases = (word.removesuffix("es"), word.removesuffix("s"))
            base = next((b for b in bases if b != word and (is_known(b) or kinds.role_of(b))), word)
            return [*words[:i], base, *words[i + 1 :]]
    return words


def _head(noun: str) -> str:
    """Return the noun without the -n of a dative plural: (von) Politikern, Ärzten, Regierungskreisen."""
    low, base = noun.lower(), noun[:-1]
    if low.endswith("ern"):
        person = kinds.role_of(noun) and is_known(base.rpartition("-")[2])
        return base if person and not low.endswith(_PLURAL_ERN) else noun
    umlaut = low.endswith("en") and set("äöü") & set(low) - set(lemma(noun).lower())  # Ärzte of Arzt
    return base if low.endswith(_DATIVES) or (umlaut and lemma(base) == lemma(noun)) else noun


_PLURAL_ERN = ("bauern", "bayern", "vettern", "schwestern", "eltern")  # the nominative ends so, too
_DATIVES = ("kreisen", "berichten", "nissen", "leuten")


_SHORT = re.compile(r"(?<=\w) \([A-ZÄÖÜ]\w*[A-ZÄÖÜ]\w*\)?$")  # Internationaler Währungsfonds (IWF)


def is_generic(word: str) -> bool:
    """Tell whether the noun names an organisation only by its kind: Unternehmen."""
    return word.lower().removesuffix("s") in resources.words("generic_sources") or (
        word.lower() in resources.words("generic_sources")
    )


_VAGUE = frozenset(
    "experten expert:innen fachleute analysten beobachter beobachtern fachleuten kenner kennern".split()
)


def unspecified(words: Sequence[str]) -> bool:
    """Tell whether experts are wholly unspecified: Experten, viele Beobachter, manche Analysten."""
    content = [w for w in words if not kinds.is_cue_noun(w) and (w[0].isupper() or not lx.flags_of(w))]
    content = [w for w in content if not lx.flags_of(w) & (lx.DETERMINER | lx.PRONOUN | lx.PREPOSITION)]
    return len({w.lower() for w in content}) == 1 and content[-1].lower() in _VAGUE
