"""Word form -> entry of the polarity lexicon: textblob-de's as installed, plus our own files."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from analysis import resources
from analysis.language import lemma
from analysis.language.words import is_known

CAPACITY = 200_000  # distinct words kept, as in analysis.language
TRUST = 0.5  # the library's entries are general German; ours are written for news and count in full


class Entry(NamedTuple):
    """One entry: the word it stands under, its value -1..1, its kind.

    The kinds: stance (an evaluation), emotion, event (good or bad in itself, whoever tells it), topic
    (a theme, weighed down), lexicon (the library's, of unknown kind), none (no tone in news).
    """

    cue: str
    value: float
    kind: str


@cache
def textblob_entries() -> dict[str, float]:
    """Return {word: polarity} of textblob-de's lexicon as installed, without importing the library.

    Where a word has several entries the mean counts; entries of polarity 0 are left out. Source:
    German Polarity Lexicon (Klenner et al. 2010), Apache License 2.0.
    """
    spec = find_spec("textblob_de")
    if spec is None or spec.origin is None:  # pragma: no cover - a hard dependency
        raise ImportError("textblob-de ist nicht installiert: `pip install textblob-de==0.4.3`")
    tree = ElementTree.parse(Path(spec.origin).parent / "data" / "de-sentiment.xml")
    found: dict[str, list[float]] = {}
    for word in tree.iter("word"):
        found.setdefault(word.attrib["form"], []).append(float(word.attrib["polarity"]))
    means = {word: sum(values) / len(values) for word, values in found.items()}
    return {word: value for word, value in means.items() if value}


@cache
def entries() -> dict[str, Entry]:
    """Return {base form: Entry}: the library's entries at TRUST, overruled by sentiment_words.txt."""
    table = {word: Entry(word, TRUST * value, "lexicon") for word, value in textblob_entries().items()}
    for line in resources.lines("sentiment_words"):
        value, kind, *words = line.split()
        table.update({word: Entry(word, float(value), kind) for word in words})
    return {word: entry for word, entry in table.items() if len(word) > 2}


@cache
def groups() -> dict[str, frozenset[str]]:
    """Return the groups of sentiment_modifiers.txt: {group: words}."""
    found: dict[str, frozenset[str]] = {}
    for line in resources.lines("sentiment_modifiers"):
        group, *words = line.split()
        found[group] = found.get(group, frozenset()) | frozenset(words)
    return found


@cache
def phrases() -> dict[str, list[tuple[list[str], Entry]]]:
    """Return the fixed phrases by their first word: {word: [(all words, entry)]}."""
    found: dict[str, list[tuple[list[str], Entry]]] = {}
    for line in resources.lines("sentiment_phrases"):
        value, _, phrase = line.partition("|")
        words = phrase.split()
        found.setdefault(words[0], []).append((words, Entry(phrase.strip(), float(value), "stance")))
    return found


@lru_cache(maxsize=CAPACITY)
def find(word: str, initial: bool = False) -> Entry | None:
    """Return the entry that ``word`` is a form or a compound of, or None where it carries no tone.

    A capitalised word is looked up as a noun, at the beginning of a sentence (``initial``) and in
    capitals throughout also as any other word.
    """
    if len(word) < 3 or not word[0].isalpha():
        return None
    if word.isupper() and len(word) > 3 and word.capitalize() != word:
        return find(word.capitalize(), True)
    forms, table = _forms(word), entries()
    if initial and not word[0].islower():
        forms += _forms(word.lower())
    if found := [table[form] for form in forms if form in table]:
        entry = next((entry for entry in found if entry.kind != "lexicon"), found[0])  # ours come first
        return entry if entry.value else None
    return _compound(word) if word[0].isupper() else _prefixed(word)


def _forms(word: str) -> list[str]:
    """Return the base forms that ``word`` may be a form of, the likeliest first."""
    base = lemma(word)
    if not word[0].islower():
        return [word, base, *_cut(base, _NOUN)]
    forms = [word, *_cut(word, _ADJECTIVE)]
    if base != word:
        forms[1:1] = base, lemma(base)
        forms += _cut(base, _ADJECTIVE)
    # participles with a prefix, which the lemma list keeps as they are: entführt, verwüstete
    return forms + [f"{stem}en" for form in forms if form[-1:] == "t" for stem in _cut(form, _PARTICIPLE)]


def _cut(word: str, endings: dict[str, tuple[str, ...]]) -> list[str]:
    """Return ``word`` without each of the endings that it has; ``endings`` by their last letter."""
    return [word[: -len(end)] for end in endings.get(word[-1:], ()) if word.endswith(end)]


def _by_last(*endings: str) -> dict[str, tuple[str, ...]]:
    return {letter: tuple(e for e in endings if e[-1] == letter) for letter in {e[-1] for e in endings}}


_ADJECTIVE = _by_last("en", "em", "er", "es", "e", "ere", "sten", "ste")
_NOUN = _by_last("en", "n", "es", "s", "e", "er")
_PARTICIPLE = _by_last("t", "et")
_SHORT_HEADS = frozenset({"mord", "sieg", "held", "flut", "pech", "tote"})  # others have TAIL letters or more
TAIL = 5  # letters of the end of a compound by which its head is looked up


@lru_cache(maxsize=CAPACITY)
def _compound(word: str) -> Entry | None:
    """Return the entry of a compound noun: its head's, or a good or bad first part's at half strength.

    >>> _compound("Wirtschaftskrise").cue
    'Krise'
    """
    if len(word) < 8:
        return None
    whole = word.lower()
    low = lemma(whole.rpartition("-")[2].capitalize()).lower()
    lengths = _lengths().get(low[-TAIL:], ()) + _lengths().get(low[-TAIL + 1 :], ())
    coloured, neutral = whole.startswith(_parts("good_prefix", "bad_prefix")), _parts("neutral_head")
    if not (lengths or coloured) or low.endswith(neutral) or whole.endswith(neutral):
        return None
    least = 0 if "-" in word else 3  # letters of the first part
    for cut in (len(low) - length for length in lengths if least + length <= len(low)):
        if (entry := _heads().get(low[cut:])) and (cut == 0 or _is_modifier(low[:cut])):
            return entry if entry.value else None
    return _first_part(whole) if coloured else None


def _first_part(whole: str) -> Entry | None:
    """Return the entry that a good or bad first part gives to a compound."""
    for prefix, value in (("good_prefix", 0.5), ("bad_prefix", -0.5)):
        for part in _parts(prefix):
            if whole.startswith(part) and len(whole) > len(part) + 3:
                return Entry(part.capitalize() + "-", value, "stance")
    return None


@cache
def _heads() -> dict[str, Entry]:
    """Return the entries of the lexicon's nouns by their forms in small letters, as heads of compounds."""
    nouns = [word for word in entries() if len(word) > 3 and word == word.capitalize()]
    found: dict[str, Entry] = {}
    for ending in ("", "n", "nn", "en", "e"):
        for noun in nouns:
            if not noun.endswith("n") or ending[:1] != "n":
                found.setdefault(noun.lower() + ending, entries()[noun])
    return {head: entry for head, entry in found.items() if len(head) >= TAIL or head in _SHORT_HEADS}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """Return how long a head with these last letters may be, the longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for head in _heads():
        found[head[-TAIL:]].add(len(head))
    return {tail: tuple(sorted(lengths, reverse=True)) for tail, lengths in found.items()}


@cache
def _parts(*names: str) -> tuple[str, ...]:
    """Return groups as str.startswith and str.endswith take them: one call for all."""
    return tuple(word for name in names for word in groups()[name])


def _is_modifier(part: str) -> bool:
    """Tell whether ``part`` may begin a compound: a known noun or stem, with or without its link."""
    part = part.rstrip("-")
    if len(part) < 3 or part in groups()["particle"] or part in _PREFIXES:
        return False
    stems = {part, *(part.removesuffix(link) for link in ("s", "es", "n", "en", "er"))} - {""}
    return any(is_known(w) for stem in stems for w in (stem.capitalize(), stem, stem + "e"))


_PREFIXES = frozenset(
    {"ver", "unt", "unter", "ent", "zer", "ueb", "über", "erh", "bes", "gew", "zuge", "ange"}
)


def _prefixed(word: str) -> Entry | None:
    """Return the reversed entry of an adjective with un-: unschön; the lexicon's own come first."""
    if word.startswith("un") and len(word) > 6:
        for form in _forms(word[2:]):
            entry = entries().get(form)
            if entry and entry.value > 0 and form[0].islower() and not form.endswith("en"):
                return Entry("un" + entry.cue, -0.8 * entry.value, entry.kind)
    return None
