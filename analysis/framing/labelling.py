"""Word choice for the same thing: who writes of activists, who of protesters, who of troublemakers.

The groups of names stand in resources/benennungen.yaml; a user's own groups are a mapping or a file of
the same form. Names are written as cues are (see notation): all inflected forms count, compounds where
asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import InputError
from analysis.framing.lexicon import Lexicon
from analysis.framing.notation import NotationError, read_cue
from analysis.framing.yaml_lines import read_yaml
from analysis.intervals import ratio_by
from analysis.language.numbered import number

if TYPE_CHECKING:
    import pandas as pd

Names = Mapping[str, Sequence[str]]


def load_names(path: str | Path | None = None) -> dict[str, tuple[str, ...]]:
    """Read groups of names for the same thing from YAML (None: the shipped ones).

    Out: thing -> its names, each written as a cue of one word. Raises InputError with file and line.
    """
    if path is None:
        with as_file(files("analysis.resources").joinpath("benennungen.yaml")) as file:
            return load_names(file)
    if not Path(path).is_file():
        raise InputError(f"Die Datei mit Benennungen „{path}“ gibt es nicht.")
    data, lines = read_yaml(Path(path))
    if not isinstance(data, dict):
        raise InputError(f"{lines.where(())}: Erwartet werden Zeilen der Form „Sache: [Name, Name]“.")
    for thing, names in data.items():
        if not isinstance(names, list) or len(names) < 2:
            raise InputError(
                f"{lines.where((thing,))}: „{thing}“ braucht eine Liste von zwei Namen oder mehr."
            )
        for i, name in enumerate(names):
            try:
                _slot(str(name))
            except NotationError as error:
                raise InputError(f"{lines.where((thing, i))}: Der Name „{name}“ {error}.") from error
    return {str(thing): tuple(map(str, names)) for thing, names in data.items()}


def _slot(name: str) -> tuple[str, ...]:
    variants = read_cue(name, {})
    if len(variants) > 1 or len(variants[0].parts) > 1 or len(variants[0].parts[0].slots) > 1:
        raise NotationError("ist kein einzelnes Wort")
    return variants[0].parts[0].slots[0]


def labels_by(articles: pd.DataFrame, by: str = "outlet", names: Names | None = None) -> pd.DataFrame:
    """Return which name each group of articles gives to the same thing.

    In: the table articles (story_id may be missing), the column to group by, things and their names
    (None: the shipped ones). Out: columns thing, name, ``by``, value (the name's share of all names for
    the thing), low, high (95 %, clustered by story), n (names of the thing counted), articles (that
    name the thing), stories; things that no article names and names that none uses are left out.

    >>> from analysis import measures, prepare
    >>> measures.labels_by(prepare("data/raw/demo").articles)["outlet"].nunique()
    3
    """
    import pandas as pd

    names = load_names() if names is None else names
    counts = list(_counted(articles, by, names))
    if not counts:
        columns = ["thing", "name", by, "value", "low", "high", "n", "articles", "stories"]
        return pd.DataFrame(columns=columns)
    sums = pd.DataFrame(counts)
    used = sums.groupby(["thing", "name"])["numerator"].transform("max") > 0
    return ratio_by(sums[used], ["thing", "name", by])


def _counted(articles: pd.DataFrame, by: str, names: Names) -> Iterator[dict[str, object]]:
    places = [(thing, name) for thing, group in names.items() for name in group]
    lexicon = Lexicon([_slot(name) for _, name in places])
    tokens = number(articles)
    meant = tokens.map(lexicon.__getitem__)
    at = np.flatnonzero(np.array([bool(found) for found in meant], dtype=bool)[tokens.word])
    counts: dict[int, Counter[tuple[str, str]]] = {}
    for row, word in zip(tokens.row[at].tolist(), tokens.word[at].tolist(), strict=True):
        counts.setdefault(row, Counter()).update(places[place] for place in meant[word] or ())
    rows = articles.iloc[list(counts)].to_dict("records")
    for row, found in zip(rows, counts.values(), strict=True):
        story = row.get("story_id")
        place = {by: row[by], "story_id": story if isinstance(story, str) else row["article_id"]}
        for thing, group in names.items():
            total = sum(found[thing, name] for name in group)
            for name in group if total else ():
                count = {"numerator": found[thing, name], "denominator": total}
                yield {"thing": thing, "name": name, **place, **count}
