"""What the word lists in ``analysis/resources`` say about agencies and genres."""

from __future__ import annotations

import functools
from importlib.resources import files

import yaml

from analysis import resources


@functools.cache
def agencies() -> dict[str, str]:
    """Return the codes of news agencies in lower case -> the name shown in tables."""
    pairs = (line.split("\t") for line in resources.lines("agencies"))
    return {code.strip().lower(): name.strip() for code, name in pairs}


@functools.cache
def genre_words() -> dict[str, str]:
    """Return the words that name a genre in lower case -> the genre."""
    genres = yaml.safe_load(files(resources).joinpath("genres.yaml").read_text("utf-8"))
    return {str(word).lower(): genre for genre, words in genres.items() for word in words}
