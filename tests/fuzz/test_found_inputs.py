"""What fuzzing once found is replayed, what it kept as reaching new code, and a few more odd bytes."""

import base64
from pathlib import Path

import pytest
import targets

FOUND = sorted(path for path in (Path(__file__).parent / "corpus").glob("*/*"))
KEPT = sorted(path for path in (Path(__file__).parent / "corpus").glob("*.b64"))
ODD = [b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"s\xed\xa0\x80", b"PK\x03\x04", b"{" * 3000, b"\n\0\n"]


def test_there_are_found_inputs_and_each_belongs_to_a_target():
    assert {path.parent.name for path in FOUND} | {path.stem for path in KEPT} <= set(targets.TARGETS)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_found_input_breaks_nothing_any_more(path: Path):
    targets.TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_inputs_that_reached_new_code_break_nothing(path: Path):
    for line in path.read_text("ascii").splitlines():
        targets.TARGETS[path.stem](base64.b64decode(line))


@pytest.mark.parametrize("name", targets.TARGETS)
def test_odd_bytes_break_nothing(name: str):
    for data in ODD:
        targets.TARGETS[name](data)
