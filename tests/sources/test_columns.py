"""The models are shown what they were trained on: every column of every step is as it was written down."""

import pytest

from tests.sources.frozen_columns import STEPS, Seen, frozen, numbers


def test_every_step_is_there() -> None:
    assert list(frozen()) == list(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_the_columns_are_those_of_the_training(step: str) -> None:
    found, written = numbers(Seen(), step), frozen()[step]
    assert list(found) == list(written)
    assert {name for name in found if found[name] != pytest.approx(written[name], rel=1e-6)} == set()
