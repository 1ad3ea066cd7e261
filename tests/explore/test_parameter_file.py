"""A parameter file that erkunden.ipynb wrote goes into a report; a broken one is said."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.explore import exports
from analysis.explore.choice import Choice
from analysis.report.parameters import from_file


def test_what_was_written_is_read(tmp_path: Path) -> None:
    choice = Choice(
        outlets=("Ja: nein, [vielleicht]",), date_from="2026-03-02", query="„a b“ #x", count="stories"
    )
    values, _ = exports.parameters("data/raw/demo", choice)
    file = tmp_path / "parameter.yaml"
    file.write_text(exports.parameter_file(values), "utf-8")
    assert from_file(file) == values


def test_days_by_hand_are_texts(tmp_path: Path) -> None:
    file = tmp_path / "parameter.yaml"
    file.write_text("date_from: 2026-03-02\n", "utf-8")
    assert from_file(file) == {"date_from": "2026-03-02"}


@pytest.mark.parametrize("text", ["- a\n", "a: [1\n", "nur Text"])
def test_a_broken_file(text: str, tmp_path: Path) -> None:
    file = tmp_path / "parameter.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError):
        from_file(file)
    with pytest.raises(InputError):
        from_file(tmp_path / "fehlt.yaml")
