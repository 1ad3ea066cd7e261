"""The evaluation: pairing, figures, errors as text, bad files."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.sources import Quote
from analysis.sources.evaluate import (
    GROUPS,
    PARTS,
    Pair,
    apart,
    assign,
    by_type,
    evaluate,
    figures,
    pairs,
    read_gold,
    sheet,
    worst,
)

TEXT = "Der Minister sagte, dass die Steuern nicht steigen. Es regnet seit Tagen."


def write(path: Path, quotes: list[dict[str, object]]) -> Path:
    path.write_text(json.dumps({"id": "a", "text": TEXT, "quotes": quotes}) + "\n", "utf-8")
    return path


def test_a_perfect_match_scores_hundred(tmp_path: Path) -> None:
    roles = {"speaker": [[0, 12]], "cue": [[13, 18]], "frame": [[0, 20]], "addressee": []}
    quote = {"type": "Indirect", "quote": [[21, 50]], **roles}
    gold = write(tmp_path / "gold.jsonl", [quote])
    found = list(pairs(read_gold(gold), "rules"))
    assert figures(found)["gesamt"]["f1"] == pytest.approx(100)
    assert "100.0" in evaluate(gold, "rules")


def test_missed_and_spurious_are_named_and_listed(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", [{"type": "Reported", "quote": [[52, 73]]}])
    report = evaluate(gold, "rules", sheet_path=tmp_path / "sheet.csv")
    assert "nicht gefunden: 1" in report
    assert "zu Unrecht gefunden: 1" in report
    sheet = (tmp_path / "sheet.csv").read_text("utf-8-sig").splitlines()
    assert sheet[0].startswith("artikel;art;")
    assert {line.split(";")[1] for line in sheet[1:]} == {"fehlt", "zuviel"}


def test_assignment_is_the_best_one() -> None:
    from scipy.optimize import linear_sum_assignment

    random = np.random.default_rng(3)
    for _ in range(50):
        score = random.random((random.integers(1, 7), random.integers(1, 7)))
        rows, columns = linear_sum_assignment(score, maximize=True)
        found = assign(score)
        assert sum(score[i, j] for i, j in found) == pytest.approx(score[rows, columns].sum())
    assert assign(np.zeros((0, 3))) == []


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gibt es nicht"):
        read_gold(tmp_path / "nothing.jsonl")
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n', "utf-8")
    with pytest.raises(InputError, match="Zeile 1"):
        read_gold(tmp_path / "bad.jsonl")


def pair(gold, found, of_gold: set[int], of_found: set[int], **parts: tuple[set[int], set[int]]) -> Pair:
    sides = [{part: frozenset(parts.get(part, (set(), set()))[k]) for part in PARTS} for k in (0, 1)]
    sides[0]["quote"], sides[1]["quote"] = frozenset(of_gold), frozenset(of_found)
    return Pair("a", TEXT, gold, found, *sides)


GOLD = {"type": "Indirect", "quote": [[20, 50]]}
FOUND = Quote("Direct", ((20, 50),))


def test_figures_are_means_over_what_is_there() -> None:
    found = [
        pair(GOLD, FOUND, {1, 2, 3, 4}, {3, 4, 5}, speaker=({0}, {0})),
        pair(GOLD, None, {8, 9}, set()),
        pair(None, FOUND, set(), {11}),
    ]
    rows = figures(found)
    p, r = 100 * (2 / 3 + 0) / 2, 100 * (1 / 2 + 0) / 2
    message = rows[next(name for name, parts in GROUPS.items() if parts == ("quote",))]
    assert message == pytest.approx({"p": p, "r": r, "f1": 2 * p * r / (p + r)})
    assert by_type(found)["Indirect"] == (1, 2)  # Dice 4 of 7 is more than half
    assert figures([])["gesamt"] == {"p": 0, "r": 0, "f1": 0}


def test_a_pair_that_shares_nothing_is_two_errors() -> None:
    one, other = pair(GOLD, FOUND, {1}, {2}), pair(GOLD, FOUND, {1, 2}, {2})
    missed, spurious, kept = apart([one, other])
    assert (missed.gold, missed.found, missed.found_parts["quote"]) == (GOLD, None, frozenset())
    assert (spurious.gold, spurious.found, spurious.gold_parts["quote"]) == (None, FOUND, frozenset())
    assert kept is other


def test_the_longest_errors_are_shown_first_and_badly_cut_ones_apart() -> None:
    long = {"type": "Reported", "quote": [[0, 19], [52, 73]]}
    found = [
        pair(GOLD, None, {1, 2}, set()),
        pair(long, None, {1, 2, 3}, set()),
        pair(GOLD, FOUND, {1, 2, 3}, {3}),
        pair(GOLD, FOUND, {1, 2, 3}, {1, 2, 3}),
    ]
    assert worst(found, n=1).splitlines() == [
        "",
        "nicht gefunden: 2",
        f"  a gold     {'Reported':20} Der Minister sagte, […] Es regnet seit Tagen.",
        "",
        "zu Unrecht gefunden: 0",
        "",
        "falsch begrenzt: 1",
        f"  a gold     {'Indirect':20} dass die Steuern nicht steigen",
        f"  a gefunden {'Direct':20} dass die Steuern nicht steigen",
    ]


def test_the_sheet_names_each_part_that_differs() -> None:
    rows = sheet([pair(GOLD, FOUND, {1}, {1, 2}, cue=({0}, set())), pair(GOLD, FOUND, {1}, {1})]).splitlines()
    assert [row.split(";")[:5] for row in rows[1:]] == [
        ["a", "anders", "Indirect", "Direct", "quote"],
        ["a", "anders", "Indirect", "Direct", "cue"],
    ]


def test_the_report_counts_what_was_annotated_and_shows_as_many_errors_as_wanted(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", [{"type": "Reported", "quote": [[52, 73]]}])
    lines = evaluate(gold, "rules").splitlines()
    assert lines[0] == "Zitate, Methode „rules“, 1 annotierte Zitate"
    assert "  Reported                   0 von 1" in lines
    assert "nicht gefunden: 1" not in evaluate(gold, "rules", errors=0)
