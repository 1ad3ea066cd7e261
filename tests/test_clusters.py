"""Student's t against scipy; degrees of freedom and errors against their definitions."""

import numpy as np
import pytest
from scipy import stats

from analysis.clusters import (
    LEAST_FREEDOM,
    _satterthwaite,
    effective,
    estimate,
    freedom,
    t_quantile,
    t_tails,
    welch,
)


@pytest.mark.parametrize("free", [1, 2, 3, 4, 5, 9, 10, 29, 30, 99, 100, 1001, 2000])
@pytest.mark.parametrize("t", [0.0, 0.1, 0.7, 1.0, 2.0, 3.5, 8.0])
def test_tails_of_students_t(t, free):
    assert t_tails(t, free) == pytest.approx(2 * stats.t.sf(t, free), abs=1e-9)


@pytest.mark.parametrize("free", [2.4, 5.5, 17.3])
def test_tails_between_whole_degrees_of_freedom(free):
    assert t_tails(2.0, free) == pytest.approx(2 * stats.t.sf(2.0, free), abs=2e-3)


def test_tails_of_students_t_with_many_degrees_of_freedom():
    assert t_tails(1.96, 50_000) == pytest.approx(2 * stats.t.sf(1.96, 50_000), abs=1e-4)


@pytest.mark.parametrize(
    ("free", "off"), [(2, 0.01), (2.7, 0.005), (4, 0.002), (9, 0.001), (29, 0.001), (999, 0.001)]
)
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_quantile_of_students_t(level, free, off):
    z = stats.norm.ppf(0.5 + level / 2)
    assert t_quantile(z, free) == pytest.approx(stats.t.ppf(0.5 + level / 2, free), rel=off)


def weights(*sizes):
    return np.array(sizes) / sum(sizes)


@pytest.mark.parametrize("weight", [weights(1, 1, 1, 1), weights(1, 2, 3, 4, 90), weights(5, 5, 1, 1, 1, 1)])
def test_satterthwaites_freedom_is_that_of_the_quadratic_form(weight):
    centred = np.eye(len(weight)) - np.outer(np.ones(len(weight)), weight)
    room = np.diag(centred @ centred.T)
    form = centred.T @ np.diag(weight**2 / room) @ centred
    assert _satterthwaite(weight) == pytest.approx(np.trace(form) ** 2 / np.trace(form @ form))


def test_the_squared_error_is_unbiased_where_stories_vary_alike():
    rng, weight = np.random.default_rng(3), weights(1, 2, 3, 4, 20, 40)
    own = rng.normal(5, 1, (20_000, 6))
    errors = [estimate(row * weight, weight).error ** 2 for row in own]
    assert np.mean(errors) == pytest.approx((weight**2).sum(), rel=0.03)


def test_stories_of_one_size_give_the_error_and_the_freedom_of_a_mean():
    values = np.array([1.0, 2.0, 4.0, 9.0, 3.0, 2.0])
    found = estimate(values * 7, np.full(6, 7.0))
    assert found.value == pytest.approx(values.mean())
    assert found.error == pytest.approx(stats.sem(values))
    assert (effective(np.full(6, 7.0)), found.freedom) == pytest.approx((6, 5))


def test_a_story_without_a_count_changes_nothing():
    with_it = estimate(np.array([1.0, 0, 3, 2]), np.array([4.0, 0, 5, 6]))
    without = estimate(np.array([1.0, 3, 2]), np.array([4.0, 5, 6]))
    assert with_it.value == without.value
    assert with_it.error == pytest.approx(without.error)
    assert with_it.freedom == pytest.approx(without.freedom)


def test_freedom_falls_with_unequal_sizes_and_with_rare_shares_and_stays_above_its_least():
    even, uneven = np.full(40, 1 / 40), weights(*range(1, 41))
    assert freedom(even) == pytest.approx(39)
    assert freedom(uneven) < 30
    assert freedom(even, 0.02) == pytest.approx(np.sqrt(39 * 40 * 2 * np.sqrt(0.02 * 0.98)))
    assert freedom(weights(1, 1, 1, 200)) == freedom(even, 0.0) == LEAST_FREEDOM


def test_welchs_freedom_is_that_of_his_test():
    rng = np.random.default_rng(2)
    one, other = rng.normal(0, 1, 9), rng.normal(0, 4, 14)
    found = welch(estimate(one * 2, np.full(9, 2.0)), estimate(other, np.ones(14)))
    assert found == pytest.approx(stats.ttest_ind(one, other, equal_var=False).df)
    still = estimate(np.ones(9), np.ones(9))
    assert welch(still, estimate(np.ones(5), np.ones(5))) == min(still.freedom, 4)
