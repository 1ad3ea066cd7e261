"""What every self-check needs: an answer is right, or the student gets a hint that fits the mistake."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


class NotYet(AssertionError):
    """An answer is not right yet; the message is a hint in German, shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"Noch nicht: {self}"]


def right(text: str) -> None:
    """Tell the student that the answer is right, with a sentence on what it means."""
    print(f"✓ Richtig. {text}")


def expect(condition: bool, hint: str) -> None:
    """Raise NotYet with ``hint`` unless ``condition`` holds."""
    if not condition:
        raise NotYet(hint)


def a_number(
    answer: Any, expected: float, slips: Iterable[tuple[float, str]] = (), name: str = "Zahl"
) -> None:
    """Check a number; ``slips`` are wrong numbers that a typical mistake gives, each with its hint."""
    expect(answer is not ..., f"{name} ist noch nicht ausgerechnet.")
    expect(not isinstance(answer, str), f"{name} soll eine Zahl sein, kein Text in Anführungszeichen.")
    try:
        value = float(answer)
    except (TypeError, ValueError):
        raise NotYet(f"{name} soll eine Zahl sein, nicht {type(answer).__name__}.") from None
    expect(not math.isnan(value), f"{name} ist „nan“: Irgendwo wurde durch null geteilt oder ein Wert fehlt.")
    if math.isclose(value, expected, rel_tol=1e-6, abs_tol=1e-9):
        return
    for wrong, hint in slips:
        expect(not math.isclose(value, wrong, rel_tol=1e-6, abs_tol=1e-9), hint)
    if expected and math.isclose(value, 100 * expected, rel_tol=1e-6):
        raise NotYet(f"{name} ist in Prozent angegeben; hier ist ein Anteil zwischen 0 und 1 gefragt.")
    if math.isclose(value, expected, rel_tol=0.02):
        raise NotYet(f"{name} stimmt fast. Bitte nicht runden.")
    raise NotYet(f"{name} ist {value:g}; das stimmt nicht. Lesen Sie die Aufgabe noch einmal Wort für Wort.")


def a_table(answer: Any, columns: Iterable[str] = (), name: str = "Tabelle") -> pd.DataFrame:
    """Check that ``answer`` is a table with ``columns`` and at least one row; return it."""
    expect(isinstance(answer, pd.DataFrame), f"{name} soll eine Tabelle sein (ein DataFrame).")
    for column in columns:
        expect(column in answer, f"In {name} fehlt die Spalte „{column}“. Vorhanden: {', '.join(answer)}.")
    expect(len(answer) > 0, f"{name} ist leer: Keine Zeile erfüllt Ihre Bedingung. Stimmt die Schreibweise?")
    table: pd.DataFrame = answer
    return table


def choices(answer: Any, key: Mapping[Any, str], why: Mapping[Any, str]) -> None:
    """Check a dict of choices against ``key``; each wrong one is answered by its ``why``."""
    expect(isinstance(answer, dict), "Die Antwort soll ein dict bleiben: {1: …, 2: …}.")
    for question, solution in key.items():
        given = answer.get(question)
        expect(given not in (None, "", ...), f"Zu {question} fehlt noch eine Antwort.")
        options = sorted(set(key.values()))
        known = f"„{given}“ bei {question} kenne ich nicht; möglich sind {', '.join(options)}."
        expect(type(given) is type(solution) and (given in options or isinstance(given, bool)), known)
        expect(given == solution, f"{question}: {why[question]}")


def a_text(answer: Any, least: int, name: str = "Die Antwort") -> str:
    """Check that ``answer`` is a text of at least ``least`` words; return it."""
    expect(isinstance(answer, str), f"{name} soll ein Text in Anführungszeichen sein.")
    text = str(answer)
    words = len(text.split())
    expect(words >= least, f"{name} ist noch zu kurz: {words} von mindestens {least} Wörtern.")
    return text
