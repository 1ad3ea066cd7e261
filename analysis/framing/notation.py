"""The notation of cues in a codebook -> what to look for: parts of slots, each slot a set of words.

===================  ==============================================================================
``streiten``         every inflected form; a small letter matches small words (and sentence starts)
``Vorwurf``          every inflected form; a capital matches capitalised words only
``=Kosten``          this form to the letter
``-Streit``          Streit and every compound that ends in it, inflected (Haushaltsstreits)
``Streik-``          every word that begins so
``-konflikt-``       every word that contains it
``Euro/Dollar``      one or the other
``<geld>``           one of the codebook's list ``geld``; ``<zahl>`` is any number in digits
``vor|werfen``       a separable verb: vorwarf, vorzuwerfen, "wirft … vor"
``hart ins Gericht`` side by side, in this order
``a … b``            in this order, at most 12 words apart, within a sentence
``a & b``            in either order, at most 25 words apart, within a sentence
===================  ==============================================================================
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import NamedTuple

from analysis.language import segment

GAPS = frozenset({"…", "..."})


class Part(NamedTuple):
    """Words side by side: one slot (a set of alternatives) a word; ``particle`` follows further on."""

    slots: tuple[tuple[str, ...], ...]
    particle: str = ""


class Variant(NamedTuple):
    """One way a cue can be said: its parts, in order or in either order."""

    parts: tuple[Part, ...]
    ordered: bool


class NotationError(ValueError):
    """A cue that cannot be read; the message is a German clause without subject."""


def read_cue(cue: str, lists: Mapping[str, tuple[str, ...]]) -> list[Variant]:
    """Read one cue; return its variants (more than one where a separable verb may stand apart).

    Raises NotationError with the reason in German.
    """
    words = cue.split()
    ordered = "&" not in words
    if not ordered and GAPS & set(words):
        raise NotationError("mischt „…“ und „&“; bitte nur eines von beiden benutzen")
    groups: list[list[str]] = [[]]
    for word in words:
        if word == "&" or word in GAPS:
            groups.append([])
        else:
            groups[-1].append(word)
    if not all(groups):
        raise NotationError("hat neben „…“ oder „&“ kein Wort")
    choices = [_parts(group, lists) for group in groups]
    return [
        Variant(parts, ordered and not any(part.particle for part in parts[1:]))
        for parts in itertools.product(*choices)
    ]


def _parts(group: list[str], lists: Mapping[str, tuple[str, ...]]) -> list[Part]:
    slots = [_alternatives(word, lists) for word in group]
    separable = [entry for slot in slots for entry in slot if "|" in entry]
    if not separable:
        return [Part(tuple(slots))]
    if len(slots) > 1:
        raise NotationError("stellt ein trennbares Verb neben ein Wort; bitte „&“ dazwischen setzen")
    whole = Part((tuple(entry.replace("|", "") for entry in slots[0]),))
    apart = []
    for entry in separable:
        particle, _, verb = entry.partition("|")
        apart.append(Part(((verb,),), particle))
    return [whole, *apart]


def _alternatives(word: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    entries: list[str] = []
    for entry in word.split("/"):
        if entry == "<zahl>":
            entries.append(entry)
        elif entry.startswith("<"):
            name = entry.strip("<>")
            if name not in lists:
                raise NotationError(f"nennt die Liste „{entry}“, die es nicht gibt")
            entries.extend(lists[name])
        else:
            entries.append(_checked(entry))
    return tuple(dict.fromkeys(entries))


def _checked(entry: str) -> str:
    bare = entry.strip("-").removeprefix("=")
    if not bare.replace("|", ""):
        raise NotationError("trifft jedes Wort")
    if "*" in entry:
        raise NotationError("enthält „*“; Wortteile werden mit „-“ geschrieben, zum Beispiel „-Streit“")
    if bare != entry and not entry.startswith("=") and len(bare) < 3:
        raise NotationError(f"trifft mit „{entry}“ fast jedes Wort; mindestens drei Buchstaben angeben")
    if bare.count("|") > 1 or bare.startswith("|") or bare.endswith("|"):
        raise NotationError(f"hat in „{entry}“ den Strich an falscher Stelle")
    if segment(bare.replace("|", "")).words != [bare.replace("|", "")]:
        raise NotationError(f"trifft nie: „{entry}“ ist im Text nie ein einzelnes Wort")
    return entry
