"""Krippendorff's alpha against his published examples, with missing codes and single categories."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement import alpha, alpha_with_interval
from analysis.errors import InputError

N = None

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A to D
TWO_BINARY = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
TWO_NOMINAL = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
FOUR_WITH_GAPS = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("units", "level", "published"),
    [
        (TWO_BINARY, "nominal", 0.095),
        (TWO_NOMINAL, "nominal", 0.692),
        (FOUR_WITH_GAPS, "nominal", 0.743),
        (FOUR_WITH_GAPS, "ordinal", 0.815),
        (FOUR_WITH_GAPS, "interval", 0.849),
    ],
)
def test_published_examples(units: list[tuple[object, ...]], level: str, published: float) -> None:
    assert alpha(units, level) == pytest.approx(published, abs=0.0005)


def test_the_unit_of_a_single_code_counts_for_nothing() -> None:
    assert alpha_with_interval(FOUR_WITH_GAPS).units == 11
    assert alpha_with_interval(FOUR_WITH_GAPS).codes == 40
    assert alpha([*FOUR_WITH_GAPS, (7, N, N, N)]) == alpha(FOUR_WITH_GAPS)
    with_nan = [tuple(float("nan") if code is None else code for code in unit) for unit in FOUR_WITH_GAPS]
    assert alpha(with_nan) == alpha(FOUR_WITH_GAPS)


@pytest.mark.parametrize("units", [[], [(1, None)], [(0, 0), (0, 0)], [(1, 1, 1)]])
def test_without_variation_alpha_is_undefined(units: list[tuple[object, ...]]) -> None:
    found = alpha_with_interval(units)
    assert math.isnan(found.value) and math.isnan(found.low)


def test_perfect_and_reversed() -> None:
    assert alpha([(0, 0), (1, 1), (0, 0)]) == 1
    assert alpha([(0, 1), (1, 0)] * 20) < 0


def test_binary_codes_are_the_same_on_every_level() -> None:
    levels = {round(alpha(TWO_BINARY, level), 10) for level in ("nominal", "ordinal", "interval")}
    assert len(levels) == 1


def test_an_unknown_level() -> None:
    with pytest.raises(InputError, match="Meinten Sie „nominal“"):
        alpha(TWO_BINARY, "nominell")


CODES = st.lists(st.lists(st.sampled_from([0, 1, 2, None]), min_size=2, max_size=4), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(CODES, st.randoms(use_true_random=False))
def test_order_of_units_and_coders_is_no_matter(units: list[list[int | None]], random) -> None:
    for level in ("nominal", "ordinal", "interval"):
        value = alpha(units, level)
        mixed = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
        other = alpha(mixed, level)
        assert math.isnan(value) == math.isnan(other)
        assert math.isnan(value) or (value == pytest.approx(other) and value <= 1)


def test_the_interval_holds_the_value_and_narrows_with_units() -> None:
    few, many = alpha_with_interval(TWO_NOMINAL), alpha_with_interval(TWO_NOMINAL * 20)
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low
    assert alpha_with_interval(TWO_NOMINAL) == few
