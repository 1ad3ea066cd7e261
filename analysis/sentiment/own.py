"""A user's own lexicon: a CSV with word and weight, or a file in the format of SentiWS."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.errors import InputError
from analysis.language import lemma
from analysis.sentiment.lexicon import Entry

_WORD, _WEIGHT = ("word", "wort", "form"), ("weight", "gewicht", "polarity", "polarität", "wert")


@dataclass(frozen=True)
class Lexicon:
    """A user's word list: {word: Entry}, its file name, its licence as stated, a hash of its bytes."""

    name: str
    licence: str
    digest: str
    words: dict[str, Entry]

    def find(self, word: str, initial: bool = False) -> Entry | None:
        """Return the entry of a word form: as it stands, its lemma, either in lower case."""
        forms = [word, lemma(word)]
        if initial or word.isupper():
            forms += [word.lower(), lemma(word.lower()), word.capitalize()]
        found = next((self.words[form] for form in forms if form in self.words), None)
        return found if found and found.value else None


@cache
def load_lexicon(path: str) -> Lexicon:
    """Read a lexicon from ``path``: a CSV (comma, semicolon or tab) or SentiWS lines.

    The CSV has a head with the columns word and weight (or Wort and Gewicht); weights lie in -1..1. A SentiWS
    line is ``Wort|NN<tab>-0.5<tab>Form,Form``. A comment ``# Lizenz: …`` states the licence. InputError names
    file and line of what cannot be read.
    """
    try:
        data = Path(path).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"Das Lexikon {path} lässt sich nicht lesen: Pfad und Rechte prüfen.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"Das Lexikon {path} ist nicht in UTF-8: bitte so speichern.") from error
    lines = text.splitlines()
    comments = [line[1:].strip() for line in lines if line.startswith("#")]
    licence = next((c.partition(":")[2].strip() for c in comments if c[:5] in ("Lizen", "Licen")), "")
    rows = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if not rows:
        raise InputError(f"Das Lexikon {path} ist leer: eine Zeile je Wort mit seinem Gewicht angeben.")
    words: dict[str, Entry] = {}
    sentiws = "|" in rows[0][1].partition("\t")[0]
    for number, word, weight in _sentiws(rows) if sentiws else _csv(rows, path):
        words[word] = Entry(word, _number(weight, path, number), "lexicon")
    return Lexicon(Path(path).name, licence, hashlib.sha256(data).hexdigest()[:12], words)


def _number(weight: str, path: str, line: int) -> float:
    try:
        value = float(weight.strip().replace(",", "."))
    except ValueError:
        value = float("nan")
    if not -1 <= value <= 1:
        raise InputError(
            f"Im Lexikon {path}, Zeile {line}, ist „{weight}“ kein Gewicht von -1 bis 1: bitte berichtigen."
        )
    return value


def _sentiws(rows: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    found = []
    for number, line in rows:
        head, weight, forms = [*line.split("\t"), "", ""][:3]
        words = [head.partition("|")[0], *(form for form in forms.split(",") if form.strip())]
        found += [(number, word.strip(), weight) for word in words]
    return found


def _csv(rows: list[tuple[int, str]], path: str) -> list[tuple[int, str, str]]:
    head = rows[0][1]
    mark = max(";\t,", key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark))]
    word = next((i for i, name in enumerate(names) if name in _WORD), None)
    weight = next((i for i, name in enumerate(names) if name in _WEIGHT), None)
    if word is None or weight is None:
        raise InputError(
            f"Dem Lexikon {path} fehlt die Kopfzeile mit den Spalten word und weight (oder Wort, Gewicht)."
        )
    found = []
    for number, line in rows[1:]:
        cells = next(csv.reader([line], delimiter=mark))
        if len(cells) <= max(word, weight):
            raise InputError(f"Im Lexikon {path}, Zeile {number}, fehlt eine Spalte: bitte ergänzen.")
        found.append((number, cells[word].strip(), cells[weight]))
    return found
