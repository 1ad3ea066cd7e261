"""The evaluation: pairing, figures, errors as text, bad files."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.sources.evaluate import assign, evaluate, figures, pairs, read_gold

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
