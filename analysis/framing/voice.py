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

import numpy as np

from analysis import resources
from analysis.language import Text, lemma
from analysis.language.numbered import FIELDS, Tokens, number, written
from analysis.language.words import CAPACITY

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("passive", "passive_with_agent", "nominalisation", "hedge", "booster")

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
    found = [(i, i, mark[0], mark[1]) for i, word in enumerate(text.words) if (mark := _kind(word))]
    for first, last in text.sentences:
        passives = _passives(text.words[first:last])
        found += [(first + low, first + high, kind, cue) for low, high, kind, cue in passives]
    marks = [Mark(kind, text.starts[low], text.ends[high], cue) for low, high, kind, cue in found]
    return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.kind))


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


def _passives(words: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """Yield first and last word, kind and cue of each passive in the words of a sentence."""
    for i, word in enumerate(words):
        small = word.lower()
        if small in _PAST or small in _PRESENT:
            participle = _participle_of(words, i, small in _PAST)
            if participle is not None:
                low, high = min(i, participle), max(i, participle)
                kind = "passive_with_agent" if _has_agent(words, low, high) else "passive"
                yield low, high, kind, f"{lemma(words[participle])} werden"


def _participle_of(words: list[str], i: int, past: bool) -> int | None:
    """Return the number of the participle that the form of *werden* at ``i`` goes with."""

    def is_participle(word: str) -> bool:
        pattern = _PARTICIPLE if past else _SAFE
        return bool(pattern.fullmatch(word)) and word not in resources.words("not_participles")

    # at the end of its clause "werden" follows its participle: "dass er gewählt wird", "gewählt worden"
    if i > 0 and is_participle(words[i - 1]) and not _is_verb_second(words, i):
        return i - 1
    if words[i].lower() == "worden":
        return None
    last = len(words)
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


def _is_verb_second(words: list[str], i: int) -> bool:
    return i == 1 and words[0][0].isupper()


def _has_agent(words: list[str], low: int, high: int) -> bool:
    begin = low
    while begin > 0 and words[begin - 1] not in _CLAUSE:
        begin -= 1
    for i in range(begin, high):
        if words[i].lower() in ("von", "vom", "durch") and i + 1 < len(words):
            follower = words[i + 1]
            if not follower[0].isdigit() and follower.lower() not in resources.words("no_agents"):
                return True
    return False


def marks_table(articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mark: columns article_id, field, kind, start, end, cue.

    >>> from analysis import prepare
    >>> list(marks_table(prepare("data/raw/demo").articles.head(3)).columns)
    ['article_id', 'field', 'kind', 'start', 'end', 'cue']
    """
    import pandas as pd

    tokens = number(articles)
    low, high, kinds, cues = _marked(tokens)
    row, field, start = (values[low] for values in (tokens.row, tokens.field, tokens.start))
    lengths = np.array([len(word) for word in written(tokens.word[high])], dtype=np.int64)
    table = pd.DataFrame(
        {
            "article_id": articles["article_id"].to_numpy()[row],
            "field": np.array(FIELDS)[field],
            "kind": np.array(KINDS)[kinds],
            "start": start,
            "end": tokens.start[high] + lengths,
            "cue": cues,
        }
    )
    order = np.lexsort([table["kind"], table["end"], start, field, row])
    return table.iloc[order].reset_index(drop=True)


def voice_sums(articles: pd.DataFrame, by: str = "outlet", marks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return per article the sums that ``intervals.ratio_by`` turns into figures with intervals.

    ``marks`` are those of the articles, as ``marks_table`` gives them, if they are known already.

    Out: one row an article and figure: figure, ``by``, story_id, numerator, denominator. The figures:
    passive (per sentence), passive_without_agent (share of passives), nominalisation, hedge, booster
    (per 100 words).
    """
    import pandas as pd

    tokens = number(articles)
    marks = marks_table(articles) if marks is None else marks
    size = len(articles)
    rows = pd.Index(articles["article_id"]).get_indexer(marks["article_id"])
    counts = [np.bincount(rows[marks["kind"] == kind], minlength=size) for kind in KINDS]
    begins = np.flatnonzero(np.diff(tokens.sentence, prepend=-1))
    sentences = np.bincount(tokens.row[begins], minlength=size)
    is_word = np.array(tokens.map(lambda word: word[0].isalnum()), dtype=bool)
    hundreds = np.bincount(tokens.row[is_word[tokens.word]], minlength=size) / 100
    passives = counts[0] + counts[1]
    figures: dict[str, tuple[np.ndarray, np.ndarray]] = {
        "passive": (passives, sentences),
        "passive_without_agent": (counts[0], passives),
        **{kind: (counts[KINDS.index(kind)], hundreds) for kind in KINDS[2:]},
    }
    story = articles["story_id"] if "story_id" in articles else pd.Series(pd.NA, articles.index)
    place = {by: articles[by], "story_id": story.fillna(articles["article_id"])}
    parts = [
        pd.DataFrame({"figure": name, **place, "numerator": numerator, "denominator": denominator})
        for name, (numerator, denominator) in figures.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _marked(tokens: Tokens) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return the marks of many texts: first token, last token, number in KINDS, cue."""
    told = tokens.map(_kind)
    low = np.flatnonzero(np.array([mark is not None for mark in told], dtype=bool)[tokens.word])
    words = zip(low.tolist(), tokens.word[low].tolist(), strict=True)
    found = [(i, i, *mark) for i, word in words if (mark := told[word])]
    verbs = np.array(tokens.map(lambda word: word.lower() in _PAST | _PRESENT), dtype=bool)
    sentences = np.unique(tokens.sentence[verbs[tokens.word]])
    begins, ends = (np.searchsorted(tokens.sentence, sentences, side) for side in ("left", "right"))
    for first, last in zip(begins.tolist(), ends.tolist(), strict=True):
        passives = _passives(written(tokens.word[first:last]))
        found += [(first + a, first + b, kind, cue) for a, b, kind, cue in passives]
    columns = list(zip(*found, strict=True)) or [(), (), (), ()]
    kinds = np.array([KINDS.index(kind) for kind in columns[2]], dtype=np.int64)
    return np.array(columns[0], dtype=np.int64), np.array(columns[1], dtype=np.int64), kinds, list(columns[3])
