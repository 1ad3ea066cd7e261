"""Annotating says of the demo's articles what was looked at and written down (see frozen_records)."""

import re

import pytest

from tests.annotation.frozen_records import STEPS, articles, frozen, lines

CASES = [(method, key) for method in STEPS for key in frozen(method)]
_NUMBER = re.compile(r"-?\d+\.\d+")


@pytest.fixture(scope="module")
def fields() -> dict[str, dict[str, str]]:
    return articles()


@pytest.mark.parametrize(("method", "key"), CASES)
def test_an_article_is_read_as_it_was(fields, method: str, key: str) -> None:
    found, written = lines(fields[key], method), frozen(method)[key]
    assert [_NUMBER.sub("#", line) for line in found] == [_NUMBER.sub("#", line) for line in written]
    numbers = [[float(n) for line in some for n in _NUMBER.findall(line)] for some in (found, written)]
    assert numbers[0] == pytest.approx(numbers[1], abs=0.002)  # arithmetic differs a little by machine


def test_every_article_is_there(fields) -> None:
    assert {method: list(frozen(method)) for method in STEPS} == {method: list(fields) for method in STEPS}
