"""How it is said: passives that leave the doer out, verbs turned into nouns, hedges and boosters.

Rules on word forms, no parser: a passive is a form of *werden* and a participle of the same clause;
its doer is a phrase with *von* or *durch* beside them. Counted on edited news, the rules err most on
verbs whose participle is their infinitive (vergeben, verlassen).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from analysis import resources
from analysis.language import Text, lemma, segment
from analysis.language.words import CAPACITY

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("passive", "passive_with_agent", "nominalisation", "hedge", "booster")
FIELDS = ("title", "teaser", "text")

_PAST = frozenset("wurde wurden wurdest wurdet worden".split())
_PRESENT = frozenset("wird werden werde werdet würde würden".split())
_CLAUSE = frozenset(',;:–—()„“”"»«')
_PREFIX = (
    "(?:ab|an|auf|aus|bei|durch|ein|fest|frei|fort|her|hin|mit|nach|nieder|statt|teil|um|unter|vor|weg|weiter|"
    "wieder|zu|zurück|zusammen)?"
)
_STRONG = f"{_PREFIX}ge[a-zäöüß]{{2,24}}(?:t|en)|[a-zäöüß]{{3,24}}iert"  # gestrichen, abgelehnt, kritisiert
_WEAK = f"{_PREFIX}(?:be|ver|er|ent|zer|miss|über|unter|hinter|wider)[a-zäöüß]{{2,24}}"
_PARTICIPLE = re.compile(f"{_STRONG}|{_WEAK}(?:t|en)")
_SAFE = re.compile(f"{_STRONG}|{_WEAK}t")  # "wird verlassen" may be future, "wird verkauft" not
_NOUN = re.compile(r"[A-ZÄÖÜ][a-zäöüß-]{2,40}(?:ung|ungen|ierung)")


class Mark(NamedTuple):
    """A place where the voice shows: kind (see KINDS), characters, the words."""

    kind: str
    start: int
    end: int
    cue: str


def find_marks(text: Text) -> list[Mark]:
    """Return the passives (with and without a doer), nominalisations, hedges and boosters of a text."""
    marks = list(_words(text))
    for first, last in text.sentences:
        marks.extend(_passives(text, first, last))
    return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.kind))


def _words(text: Text) -> Iterator[Mark]:
    for i, word in enumerate(text.words):
        if found := _kind(word):
            yield Mark(found[0], text.starts[i], text.ends[i], found[1])


@lru_cache(maxsize=CAPACITY)
def _kind(word: str) -> tuple[str, str] | None:
    """Return the kind and the cue of a word that is a mark by itself."""
    small = word.lower()
    if small in resources.words("hedges"):
        return "hedge", small
    if small in resources.words("boosters"):
        return "booster", small
    if not _NOUN.fullmatch(word):
        return None
    base = lemma(word)
    ends = tuple(resources.words("lexical_nouns"))
    return None if base.lower().endswith(ends) else ("nominalisation", base)


def _passives(text: Text, first: int, last: int) -> Iterator[Mark]:
    words = text.words
    for i in range(first, last):
        small = words[i].lower()
        if small in _PAST or small in _PRESENT:
            participle = _participle_of(words, i, first, last, small in _PAST)
            if participle is not None:
                low, high = min(i, participle), max(i, participle)
                kind = "passive_with_agent" if _has_agent(words, low, high, first, last) else "passive"
                yield Mark(kind, text.starts[low], text.ends[high], f"{lemma(words[participle])} werden")


def _participle_of(words: list[str], i: int, first: int, last: int, past: bool) -> int | None:
    """Return the token of the participle that the form of *werden* at ``i`` goes with."""

    def is_participle(word: str) -> bool:
        pattern = _PARTICIPLE if past else _SAFE
        return bool(pattern.fullmatch(word)) and word not in resources.words("not_participles")

    # at the end of its clause "werden" follows its participle: "dass er gewählt wird", "gewählt worden"
    if i > first and is_participle(words[i - 1]) and not _is_verb_second(words, i, first):
        return i - 1
    if words[i].lower() == "worden":
        return None
    for j in range(i + 1, min(last, i + 40)):
        if words[j] in (";", ":"):
            return None
        ends_clause = (
            j + 1 >= last
            or words[j + 1] in _CLAUSE
            or words[j + 1] in (".", "!", "?", "und", "oder", "sowie")
        )
        if ends_clause and is_participle(words[j]):
            return j
        if (
            ends_clause
            and words[j] not in _CLAUSE
            and words[j].islower()
            and words[j].endswith("n")
            and not past
        ):
            return None  # an infinitive closes the clause: future tense
    return None


def _is_verb_second(words: list[str], i: int, first: int) -> bool:
    return i - first == 1 and words[first][0].isupper()


def _has_agent(words: list[str], low: int, high: int, first: int, last: int) -> bool:
    begin = low
    while begin > first and words[begin - 1] not in _CLAUSE:
        begin -= 1
    for i in range(begin, high):
        if words[i].lower() in ("von", "vom", "durch") and i + 1 < last:
            follower = words[i + 1]
            if not follower[0].isdigit() and follower.lower() not in resources.words("no_agents"):
                return True
    return False


def marks_table(articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mark: columns article_id, field, kind, start, end, cue."""
    import pandas as pd

    rows = [
        (article, field, *(mark.kind, mark.start, mark.end, mark.cue))
        for article, *values in articles[["article_id", *FIELDS]].itertuples(index=False, name=None)
        for field, value in zip(FIELDS, values, strict=True)
        for mark in find_marks(segment(value or ""))
    ]
    return pd.DataFrame(rows, columns=["article_id", "field", "kind", "start", "end", "cue"])


def voice_sums(articles: pd.DataFrame, by: str = "outlet") -> pd.DataFrame:
    """Return per article the sums that ``intervals.ratio_by`` turns into figures with intervals.

    Out: one row an article and figure: figure, ``by``, story_id, numerator, denominator. The figures:
    passive (per sentence), passive_without_agent (share of passives), nominalisation, hedge, booster
    (per 100 words).
    """
    import pandas as pd

    rows = []
    for row in articles.to_dict("records"):
        texts = [segment(row[field] or "") for field in FIELDS]
        counts = dict.fromkeys(KINDS, 0)
        for text in texts:
            for mark in find_marks(text):
                counts[mark.kind] += 1
        sentences = sum(len(text.sentences) for text in texts)
        hundreds = sum(word[0].isalnum() for text in texts for word in text.words) / 100
        passives = counts["passive"] + counts["passive_with_agent"]
        story = row.get("story_id")
        place = {by: row[by], "story_id": story if isinstance(story, str) else row["article_id"]}
        for figure, numerator, denominator in (
            ("passive", passives, sentences),
            ("passive_without_agent", counts["passive"], passives),
            *((kind, counts[kind], hundreds) for kind in KINDS[2:]),
        ):
            rows.append({"figure": figure, **place, "numerator": numerator, "denominator": denominator})
    return pd.DataFrame(rows, columns=["figure", by, "story_id", "numerator", "denominator"])
