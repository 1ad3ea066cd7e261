"""YAML from outside: plain values or an error that names the place; bombs and types never unfold."""

import time

import pytest
import yaml

from analysis import plain_yaml
from analysis.errors import InputError
from analysis.framing.loading import load_codebook
from analysis.report.parameters import from_file

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "laughs": (LAUGHS, "Verweise"),
    "deep flow": ("a: " + "[" * 100_000, "verschachtelt"),
    "deep braces": ("{a: " * 5_000, "verschachtelt"),
    "deep blocks": ("- " * 5_000 + "x", "verschachtelt"),
    "object": ("a: !!python/object/apply:os.system [true]", "Typangaben"),
    "a type": ("a: !!timestamp x", "Typangaben"),
    "a merge": ("a: &a {b: 1}\nc:\n  <<: *a\n", "Verweise"),
    "no day": ("a: 2026-02-30", "Ein Wert ist nicht lesbar"),
    "endless number": ("a: " + "9" * 5_000, "Ein Wert ist nicht lesbar"),
    "NUL": ("a: \0", "special characters|control characters"),
    "a list as a key": ("? [a]\n: b\n", "unhashable"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_an_error_at_once(name: str) -> None:
    text, reason = HOSTILE[name]
    start = time.process_time()
    with pytest.raises(yaml.YAMLError, match=reason):
        plain_yaml.load(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_codebooks_and_parameter_files_are_one_sentence(name: str, tmp_path) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(HOSTILE[name][0], "utf-8")
    for read in (load_codebook, from_file):
        with pytest.raises(InputError, match="eigen"):
            read(path)


def test_plain_values_come_through() -> None:
    text = "a: [1, 'x', 2.5, null, true]\nb:\n  c: Ä\n"
    assert plain_yaml.load(text) == {"a": [1, "x", 2.5, None, True], "b": {"c": "Ä"}}
    assert plain_yaml.load("") is None and plain_yaml.compose("") is None
