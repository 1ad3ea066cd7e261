"""Word form -> entry of the polarity lexicon: textblob-de's as installed, plus our own files."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import cache
from importlib.util import find_spec
from pathlib import Path


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
