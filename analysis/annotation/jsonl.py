"""The stable interface `pressespiegel annotate`: one article a line in, its annotations a line out."""

from __future__ import annotations

import json
import os
import uuid
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from analysis import sources
from analysis.annotation.article import STEPS, Record, Settings
from analysis.annotation.batches import Item, annotate_records
from analysis.errors import InputError

_GENERIC_FIELDS = ("title", "teaser", "text")


def annotate_file(
    source: Path, target: Path, settings: Settings, workers: int = 1, scheduler: Any = None
) -> tuple[int, int]:
    """Annotate the JSON lines of ``source`` into ``target``; return the numbers of good and bad lines.

    Streams; the order is kept; the text is taken to the letter. A bad line gives ``{"id", "error"}``
    in its place. The target appears only when all is written; a pipe or device is written to as it goes.
    """
    target = target.resolve()  # a link stays one
    if not source.exists() or source.is_dir():
        raise InputError(f"Die Eingabedatei {source} gibt es nicht. Bitte den Pfad prüfen.")
    if not target.parent.is_dir():
        raise InputError(f"Den Ordner {target.parent} für die Ausgabe gibt es nicht. Bitte anlegen.")
    if target.is_dir():
        raise InputError(f"{target} ist ein Ordner; die Ausgabe braucht den Namen einer Datei.")
    sources.describe(settings.quote_method)  # an unknown method is one error, not one in each line
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="\n") as out:
            return _annotate_lines(source, out, settings, workers, scheduler)
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as out:
            counts = _annotate_lines(source, out, settings, workers, scheduler)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return counts


def _annotate_lines(
    source: Path, out: IO[str], settings: Settings, workers: int, scheduler: Any
) -> tuple[int, int]:
    good = bad = 0
    waiting: deque[Record] = deque()  # the head of each line under way: {"id"} or {"id", "error"}

    def items() -> Iterator[Item]:
        for head, item in _read(source):
            waiting.append(head)
            yield item

    for result in annotate_records(items(), settings, workers, scheduler=scheduler):
        line = _answer(waiting.popleft(), result, settings)
        good, bad = good + ("error" not in line), bad + ("error" in line)
        out.write(json.dumps(line, ensure_ascii=True) + "\n")
    return good, bad


def _read(source: Path) -> Iterator[tuple[Record, Item]]:
    """Yield for each non-blank line the head of its answer and the item to annotate."""
    with source.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            row: Any = None
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                row = json.loads(text, parse_constant=_refuse)
                item = _item(row)
                yield {"id": row["id"]}, item
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                name = row.get("id") if isinstance(row, dict) else None
                yield {"id": name, "error": f"Zeile {number}: {_reason(error)}"}, ({}, ())


def _refuse(constant: str) -> None:
    raise ValueError(f"kein gültiges JSON ({constant} ist keine Zahl).")


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"das Feld „{error.args[0]}“ fehlt."
    if isinstance(error, UnicodeDecodeError):
        return "kein gültiges UTF-8."
    if isinstance(error, RecursionError):
        return "zu tief geschachtelt."
    if isinstance(error, json.JSONDecodeError):
        return f"kein gültiges JSON ({error.msg}, Spalte {error.colno})."
    return str(error) or type(error).__name__


def _item(row: Any) -> Item:
    if not isinstance(row, dict):
        raise ValueError("kein Artikel, sondern ein anderer JSON-Wert.")
    fields = {}
    for name in _GENERIC_FIELDS:
        value = row[name] if name == "text" else row.get(name)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"das Feld „{name}“ ist kein Text.")
        fields[name] = value or ""
    targets = row.get("targets") or []
    if not isinstance(targets, list):
        raise ValueError("das Feld „targets“ ist keine Liste.")
    return fields, tuple(_span(target, len(fields["text"])) for target in targets)


def _span(target: Any, length: int) -> tuple[int, int]:
    whole = isinstance(target, list) and len(target) == 2 and all(type(place) is int for place in target)
    if not whole or not 0 <= target[0] < target[1] <= length:
        raise ValueError(f"das Ziel {str(target)[:40]} liegt nicht im Text.")
    return target[0], target[1]


def _answer(head: Record, result: Record, settings: Settings) -> Record:
    if "error" in head or "error" in result:
        return {"id": head["id"], "error": head.get("error") or result["error"]}
    answer: Record = {"id": head["id"]}
    if "quotes" in settings.only:
        answer["quotes"] = result["quotes"]
    evidence = []
    if "sentiment" in settings.only:
        tone = result["sentiment"]
        answer["polarity"] = tone["polarity"]
        answer["label"] = tone["label"]
        answer["sentences"] = [
            {name: row[name] for name in ("start", "end", "voice", "polarity", "label")}
            for row in tone["sentences"]
            if row["field"] == "text"
        ]
        answer["targets"] = tone["targets"]
        evidence += [{"measure": "polarity", **row} for row in tone["evidence"]]
    if "frames" in settings.only:
        scores = result["frames"]["scores"]
        answer["frames"] = {row["frame"]: row["score"] for row in scores if not row["question"]}
        evidence += result["frames"]["evidence"]
    if set(settings.only) != {"quotes"}:
        answer["evidence"] = evidence
    return answer


def parse_steps(only: str | None) -> tuple[str, ...]:
    """Return the steps named in ``only`` (comma-separated), all without it; InputError for others."""
    if not only:
        return STEPS
    steps = tuple(part.strip() for part in only.split(",") if part.strip())
    unknown = [step for step in steps if step not in STEPS]
    if unknown or not steps:
        raise InputError(f"--only kennt {', '.join(STEPS)}, nicht „{unknown[0] if unknown else only}“.")
    if not steps:
        raise InputError(f"--only braucht mindestens einen Schritt: {', '.join(STEPS)}.")
    return steps
