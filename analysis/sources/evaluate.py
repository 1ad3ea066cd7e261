"""How good are the quotations: figures against annotated articles, the worst errors as text, an error sheet.

The method is that of the SpkAtt-2023 newswire task: gold and found quotations of an article are
paired so that the summed token F1 of the messages is largest; precision and recall are means over
quotations of the share of tokens, for the message, the four roles pooled, and all five jointly.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.language.segment import segment
from analysis.sources.find import find_quotes_many
from analysis.sources.quote import TYPES, Quote

PARTS = ("quote", "addressee", "cue", "frame", "speaker")
GROUPS = {"Aussage": ("quote",), "Rollen": PARTS[1:], "gesamt": PARTS} | {
    name: (part,)
    for name, part in {
        "Sprecher": "speaker",
        "Cue": "cue",
        "Redesatz": "frame",
        "Adressat": "addressee",
    }.items()
}
Tokens = frozenset[int]


class Pair(NamedTuple):
    """One gold quotation and the found one that goes with it; either may be missing."""

    article: str
    text: str
    gold: dict[str, Any] | None
    found: Quote | None
    gold_parts: dict[str, Tokens]
    found_parts: dict[str, Tokens]

    def overlap(self) -> float:
        """Return the token F1 of the two messages."""
        return _f1_of(self.gold_parts["quote"], self.found_parts["quote"])


def _f1_of(a: Tokens, b: Tokens) -> float:
    both = len(a & b)
    return 2 * both / (len(a) + len(b)) if both else 0.0


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """Read annotated articles: one JSON object a line with "id", "text", "quotes" and perhaps "tokens"."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"Die Datei {path} gibt es nicht; gebraucht wird JSONL mit id, text und quotes.")
    articles = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                article = json.loads(line)
                article["text"], article["quotes"], article["id"]
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"Zeile {number} von {path} ist kein Artikel mit id, text und quotes ({error})."
                ) from error
            articles.append(article)
    return articles


def pairs(articles: Sequence[dict[str, Any]], method: str = "model") -> Iterator[Pair]:
    """Yield gold and found quotations of the articles in pairs, and those left over by themselves."""
    texts = [segment(article["text"]) for article in articles]
    for article, text, found in zip(articles, texts, find_quotes_many(texts, method), strict=True):
        tokens = article.get("tokens") or list(zip(text.starts, text.ends, strict=True))
        gold_parts = [_parts(quote, tokens) for quote in article["quotes"]]
        found_parts = [_parts(quote._asdict(), tokens) for quote in found]
        nothing: dict[str, Tokens] = dict.fromkeys(PARTS, frozenset())
        score = np.zeros((len(gold_parts), len(found_parts)))
        for i, g in enumerate(gold_parts):
            for j, f in enumerate(found_parts):
                same = article["quotes"][i]["type"] == found[j].type
                if overlap := _f1_of(g["quote"], f["quote"]):
                    score[i, j] = overlap + 0.01 * same
        taken = dict(assign(score))
        for i, g in enumerate(gold_parts):
            at = taken.get(i)
            other, parts = (None, nothing) if at is None else (found[at], found_parts[at])
            yield Pair(article["id"], article["text"], article["quotes"][i], other, g, parts)
        for k in set(range(len(found))) - set(taken.values()):
            yield Pair(article["id"], article["text"], None, found[k], nothing, found_parts[k])


def _parts(quote: dict[str, Any], tokens: Sequence[Sequence[int]]) -> dict[str, Tokens]:
    return {
        part: frozenset(
            i
            for start, end in quote.get(part) or ()
            for i, (b, e) in enumerate(tokens)
            if b < end and start < e
        )
        for part in PARTS
    }


def assign(score: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows and columns one to one so that the sum of ``score`` is largest (Hungarian method)."""
    if not score.size:
        return []
    if score.shape[0] > score.shape[1]:
        return [(i, j) for j, i in assign(score.T)]
    n, m = score.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    owner, way = np.zeros(m + 1, dtype=int), np.zeros(m + 1, dtype=int)
    for i in range(1, n + 1):
        owner[0], j = i, 0
        least = np.full(m + 1, np.inf)
        used = np.zeros(m + 1, dtype=bool)
        while owner[j]:
            used[j] = True
            slack = -score[owner[j] - 1] - u[owner[j]] - v[1:]
            better = ~used[1:] & (slack < least[1:])
            least[1:][better] = slack[better]
            way[1:][better] = j
            free = np.where(used[1:], np.inf, least[1:])
            step, new = float(free.min()), int(free.argmin()) + 1
            u[owner[used]] += step
            v[used] -= step
            least[1:][~used[1:]] -= step
            j = new
        while j:
            owner[j] = owner[way[j]]
            j = int(way[j])
    return sorted((int(owner[j]) - 1, j - 1) for j in range(1, m + 1) if owner[j])


def figures(found: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 (0..100) of message, roles and all, and recall by type."""
    precision: dict[str, list[float]] = defaultdict(list)
    recall: dict[str, list[float]] = defaultdict(list)
    for pair in found:
        for part in PARTS:
            both = len(pair.gold_parts[part] & pair.found_parts[part])
            if pair.found_parts[part]:
                precision[part].append(both / len(pair.found_parts[part]))
            if pair.gold_parts[part]:
                recall[part].append(both / len(pair.gold_parts[part]))
    rows = {}
    for name, parts in GROUPS.items():
        p = 100 * _mean([v for part in parts for v in precision[part]])
        r = 100 * _mean([v for part in parts for v in recall[part]])
        rows[name] = {"p": p, "r": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}
    return rows


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def by_type(found: Sequence[Pair]) -> dict[str, tuple[int, int]]:
    """Return for each type how many gold quotations were found (token F1 at least one half), of how many."""
    counts = dict.fromkeys(TYPES, (0, 0))
    for pair in found:
        if pair.gold is not None:
            hit, of = counts[pair.gold["type"]]
            counts[pair.gold["type"]] = (hit + (pair.overlap() >= 0.5), of + 1)
    return counts


def table(found: Sequence[Pair], method: str) -> str:
    """Return the figures as a table of text."""
    lines = [f"Zitate, Methode „{method}“, {sum(p.gold is not None for p in found)} annotierte Zitate", ""]
    lines += [f"{'':10} {'Präzision':>10} {'Ausbeute':>10} {'F1':>8}"]
    lines += [f"{n:10} {r['p']:10.1f} {r['r']:10.1f} {r['f1']:8.1f}" for n, r in figures(found).items()]
    lines += ["", "gefunden je Typ (mindestens halb):"]
    lines += [f"  {name:22} {hit:5} von {of}" for name, (hit, of) in by_type(found).items() if of]
    return "\n".join(lines)


def apart(found: Sequence[Pair]) -> list[Pair]:
    """Take pairs apart whose messages share nothing (the scorer pairs them; a reader sees two errors)."""
    nothing: dict[str, Tokens] = dict.fromkeys(PARTS, frozenset())
    result = []
    for p in found:
        if p.gold is not None and p.found is not None and not p.overlap():
            result.append(p._replace(found=None, found_parts=nothing))
            result.append(p._replace(gold=None, gold_parts=nothing))
        else:
            result.append(p)
    return result


def worst(found: Sequence[Pair], n: int = 10) -> str:
    """Return the ``n`` longest of the missed, spurious and badly cut quotations of each kind, as text."""
    found = apart(found)
    kinds: dict[str, list[Pair]] = {
        "nicht gefunden": [p for p in found if p.found is None],
        "zu Unrecht gefunden": [p for p in found if p.gold is None],
        "falsch begrenzt": [p for p in found if 0 < p.overlap() < 0.7],
    }
    lines = []
    for name, some in kinds.items():
        lines += ["", f"{name}: {len(some)}"]
        some.sort(key=lambda p: -max(len(p.gold_parts["quote"]), len(p.found_parts["quote"])))
        for p in some[:n]:
            if p.gold is not None:
                lines.append(f"  {p.article} gold     {p.gold['type']:20} {_shown(p.text, p.gold['quote'])}")
            if p.found is not None:
                lines.append(f"  {p.article} gefunden {p.found.type:20} {_shown(p.text, p.found.quote)}")
    return "\n".join(lines)


def _shown(text: str, spans: Sequence[Sequence[int]]) -> str:
    return " […] ".join(" ".join(text[a:b].split()) for a, b in spans)[:300]


def sheet(found: Sequence[Pair]) -> str:
    """Return all pairs that are not exactly alike as a CSV sheet for reading (semicolons, for Excel)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["artikel", "art", "typ_gold", "typ_gefunden", "teil", "gold", "gefunden", "bewertung"])
    for p in apart(found):
        for part in PARTS:
            if p.gold_parts[part] != p.found_parts[part]:
                kind = "fehlt" if p.found is None else "zuviel" if p.gold is None else "anders"
                gold = _shown(p.text, p.gold.get(part) or []) if p.gold else ""
                other = _shown(p.text, getattr(p.found, part)) if p.found else ""
                types = [p.gold["type"] if p.gold else "", p.found.type if p.found else ""]
                writer.writerow([p.article, kind, *types, part, gold, other, ""])
    return out.getvalue()


def evaluate(
    gold_path: str | Path, method: str = "model", errors: int = 10, sheet_path: str | Path | None = None
) -> str:
    """Score a method on annotated articles; return the table and the worst errors, to be printed.

    ``sheet_path``: also write the error sheet there. Raises InputError for a missing or bad file.
    """
    found = list(pairs(read_gold(gold_path), method))
    if sheet_path is not None:
        from analysis.tables import write_atomically

        write_atomically(Path(sheet_path), ("\ufeff" + sheet(found)).encode())
    return table(found, method) + ("\n" + worst(found, errors) if errors else "")
