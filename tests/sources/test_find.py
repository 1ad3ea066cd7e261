"""German cases with exact spans, and properties that hold for any text."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.language import segment
from analysis.sources import METHODS, TYPES, Quote, describe, find_quotes, find_quotes_many, voices

_MARK = re.compile(r"\{([QSC]):|\}")


def parse(marked: str) -> tuple[str, dict[str, tuple[tuple[int, int], ...]]]:
    text, spans, stack, at = "", {"Q": [], "S": [], "C": []}, [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if match.group(1):
            stack.append((match.group(1), len(text)))
        else:
            kind, start = stack.pop()
            spans[kind].append((start, len(text)))
    return text + marked[at:], {kind: tuple(sorted(some)) for kind, some in spans.items()}


def cases() -> list[tuple[str, str, str, bool]]:
    lines = (Path(__file__).parent / "cases.txt").read_text("utf-8").splitlines()
    rows = [line.split(" | ", 2) for line in lines if line and line[0] != "#"]
    return [(m, kind, text, m[0] in methods) for methods, kind, text in rows for m in METHODS]


def exact(method: str, kind: str, marked: str) -> bool:
    text, spans = parse(marked)
    found = find_quotes(segment(text), method)
    if kind == "none":
        return not found
    return [(q.type, q.quote, q.speaker, q.cue) for q in found] == [
        (kind, spans["Q"], spans["S"], spans["C"])
    ]


@pytest.mark.parametrize(("method", "kind", "marked", "expected"), cases())
def test_cases(method: str, kind: str, marked: str, expected: bool) -> None:
    assert exact(method, kind, marked) == expected  # known limits are asserted as such, both ways


def test_there_are_enough_cases_and_few_known_limits() -> None:
    rows = cases()
    assert len(rows) >= 2 * 150
    for method in METHODS:
        own = [expected for m, _, _, expected in rows if m == method]
        assert sum(own) >= 0.75 * len(own)


_PIECES = ["„", "“", "”", "»", "«", '"', "‚", "‘", "'", " ", "\n", "\n\n", ". ", ", ", ": ", "! "]
_PIECES += ["sagte ", "Anna Berg ", "die Polizei ", "laut ", "nach Angaben ", "habe ", "sei ", "dass "]
_PIECES += ["soll ", "haben ", "er ", "der Minister ", "Das Haus ", "zufolge ", "so ", "wie "]


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=60))
def test_any_text_gives_valid_spans(method: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    quotes = find_quotes(segment(text), method)
    starts = [q.quote[0][0] for q in quotes]
    assert starts == sorted(starts)
    for number, quote in enumerate(quotes):
        assert quote.type in TYPES
        assert quote.quote
        assert 0 <= quote.confidence <= 1
        for spans in (quote.quote, quote.speaker, quote.cue, quote.frame, quote.addressee):
            assert all(0 <= a < b <= len(text) for a, b in spans)
            assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
        if quote.nested_in is not None:
            assert quote.nested_in < number
            outer = quotes[quote.nested_in].quote
            assert any(a <= quote.quote[0][0] and quote.quote[-1][1] <= b for a, b in outer)


@pytest.mark.parametrize("method", METHODS)
def test_one_by_one_is_the_same_as_together(method: str) -> None:
    texts = [
        segment("Der Minister sagte, er trete zurück. Er habe Fehler gemacht."),
        segment(""),
        segment("„Das ist gut“, sagte Jana Voss. Nach Angaben der Polizei blieb es ruhig."),
    ]
    assert find_quotes_many(texts, method) == [find_quotes(text, method) for text in texts]


def test_unknown_method_is_an_input_error() -> None:
    with pytest.raises(InputError, match="Meinten Sie „rules“"):
        find_quotes(segment("Ein Satz."), "rule")
    assert all(describe(method).endswith(".") for method in METHODS)


def test_voices() -> None:
    text = segment("Es regnet. „Wir gehen heim.“ Sie sagte, es sei spät.")
    quotes = [Quote("Direct", ((11, 28),)), Quote("Indirect", ((40, 51),))]
    assert voices(text, quotes) == ["journalist", "quoted", "mixed"]
    assert voices(text, []) == ["journalist"] * 3
