"""Errors of samples meet simulations and other libraries."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, gamma, norm

from relode.measures import entropy, herfindahl_index, location_quotient, shrunken_location_quotient
from relode.measures.sampling_error import (
    NORMAL_90,
    effective_size,
    entropy_standard_error,
    herfindahl_standard_error,
    share_interval,
)

SHARES = np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04])


def test_the_finite_population_correction_is_met_by_simulation():
    # Drawing 300 of 1,000 without replacement: the variance of the share is that of effective_size draws from an
    # endless population, but for (N - 1) instead of N in the exact formula, 0.1 %.
    shares = np.random.default_rng(1965).hypergeometric(200, 800, 300, size=200_000) / 300
    # The standard error of a variance from 200,000 draws is 0.32 %; three of them, and the 0.1 %.
    assert shares.var() == pytest.approx(0.2 * 0.8 / effective_size(300, 0.3, 1), rel=0.011)


@given(st.integers(1, 500), st.floats(0, 1))
def test_an_interval_of_a_share_is_wilsons_by_another_library(size, part):
    hits = round(part * size)
    low, high = share_interval(hits / size, size)
    expected = binomtest(hits, size).proportion_ci(0.9, "wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert 0 <= low <= hits / size <= high <= 1
    assert pytest.approx(norm.ppf(0.95), abs=1e-15) == NORMAL_90


@pytest.mark.parametrize(
    ("error", "measure"), [(entropy_standard_error, entropy), (herfindahl_standard_error, herfindahl_index)]
)
def test_a_standard_error_is_met_by_simulation(error, measure):
    drawn = measure(np.random.default_rng(1959).multinomial(2_000, SHARES, size=20_000))
    # The standard error of a standard deviation from 20,000 draws is 0.5 %; terms of second order are of size
    # (parts / size), under 1 %. Three standard errors and the second order make 2.5 %.
    assert drawn.std() == pytest.approx(error(SHARES, 2_000), rel=0.025)
    assert error(SHARES, 4 * 500) == pytest.approx(error(SHARES, 500) / 2)
    assert error(SHARES, inf) == 0
    # The root of a difference of nearly equal numbers: 1e-16 becomes 1e-8.
    assert error(np.full(20, 0.05), 1_000) == pytest.approx(0, abs=1e-8)
    assert error([0.0, *SHARES[::-1], 0.0], 1_000) == pytest.approx(error(SHARES, 1_000))


@pytest.mark.parametrize("level", [0.9, 0.5])
def test_shrunken_quotients_are_gamma_posteriors_by_another_library(level):
    counts = np.array([[30.0, 1], [2, 40], [10, 10]])
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / 93
    spread = (expected**2).sum(axis=0) / (((counts - expected) ** 2).sum(axis=0) - expected.sum(axis=0))
    posterior, tail = gamma(counts + spread, scale=1 / (expected + spread)), (1 - level) / 2
    told = (posterior.mean(), posterior.ppf(tail), posterior.ppf(1 - tail), spread)
    found = shrunken_location_quotient(counts) if level == 0.9 else shrunken_location_quotient(counts, level)
    for part, by_scipy in zip(found, told, strict=True):
        np.testing.assert_allclose(part, by_scipy, rtol=1e-9)


def test_intervals_cover_what_made_the_data_and_shrinking_is_nearer_to_it():
    rng = np.random.default_rng(1)
    quotient, size = rng.gamma(2, 0.5, size=2000), rng.uniform(0.2, 3, size=2000)
    table = np.column_stack([rng.poisson(8 * size * quotient), rng.poisson(2000 * size)]).astype(float)
    mean, low, high, concentration = shrunken_location_quotient(table)
    truth = quotient / np.average(quotient, weights=table.sum(axis=1))
    inside = (low[:, 0] <= truth) & (truth <= high[:, 0])
    # The binomial error of a share of 2000 is 0.007, and the totals are estimated too.
    assert inside.mean() == pytest.approx(0.9, abs=0.025)
    assert ((mean[:, 0] - truth) ** 2).mean() < ((location_quotient(table)[:, 0] - truth) ** 2).mean()
    assert concentration[0] == pytest.approx(2, abs=0.3)
    large = np.array([[1e7, 3e7], [2e7, 1e7], [4e7, 5e7]])
    np.testing.assert_allclose(shrunken_location_quotient(large).mean, location_quotient(large), rtol=1e-5)
