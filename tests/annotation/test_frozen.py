"""Annotating says of the demo's articles what was looked at and written down (see frozen_records)."""

import re

import pytest

from tests.annotation.frozen_records import STEPS, articles, frozen, lines

GROUP = 8  # articles or cases of one test
GROUPS = [(method, first) for method in STEPS for first in range(0, len(frozen(method)), GROUP)]
_NUMBER = re.compile(r"-?\d+\.\d+")


@pytest.mark.parametrize(("method", "first"), GROUPS)
def test_an_article_is_read_as_it_was(method: str, first: int) -> None:
    written = dict(list(frozen(method).items())[first : first + GROUP])
    found = {key: lines(articles(method)[key], method) for key in written}
    assert {key: [_NUMBER.sub("#", line) for line in some] for key, some in found.items()} == {
        key: [_NUMBER.sub("#", line) for line in some] for key, some in written.items()
    }
    numbers = [
        [float(n) for some in sides.values() for line in some for n in _NUMBER.findall(line)]
        for sides in (found, written)
    ]
    assert numbers[0] == pytest.approx(numbers[1], abs=0.002)  # arithmetic differs a little by machine


def test_every_article_is_there() -> None:
    assert {method: list(frozen(method)) for method in STEPS} == {
        method: list(articles(method)) for method in STEPS
    }
