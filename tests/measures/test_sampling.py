from math import inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.measures import entropy, herfindahl_index
from relode.measures.sampling_error import (
    NORMAL_90,
    effective_size,
    entropy_standard_error,
    herfindahl_standard_error,
    share_interval,
)

SHARES = np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04])


def test_the_quantile_leaves_five_per_cent_in_each_tail():
    from statistics import NormalDist

    assert pytest.approx(NormalDist().inv_cdf(0.95), abs=1e-15) == NORMAL_90


def test_an_endless_population_and_no_design_effect_leave_the_size_as_it_is():
    assert effective_size(5_000, 0, 1) == 5_000


def test_who_asks_everybody_is_sure():
    assert effective_size(5_000, 1, 2) == inf
    assert effective_size(5_000, 1.2, 2) == inf


def test_a_design_effect_divides_the_size_and_a_larger_sampled_share_multiplies_it():
    assert effective_size(5_000, 0, 2) == 2_500
    assert effective_size(5_000, 0.5, 1) == 10_000


def test_the_finite_population_correction_is_met_by_simulation():
    # Drawing 300 of 1,000 without replacement: the variance of the share is that of effective_size draws from an
    # endless population, but for (N - 1) instead of N in the exact formula, 0.1 %.
    rng = np.random.default_rng(1965)
    population, drawn, hits = 1_000, 300, 200
    shares = rng.hypergeometric(hits, population - hits, drawn, size=200_000) / drawn
    expected = 0.2 * 0.8 / effective_size(drawn, drawn / population, 1)
    # The standard error of a variance from 200,000 draws is 0.32 %; three of them, and the 0.1 %.
    assert shares.var() == pytest.approx(expected, rel=0.011)


def test_an_endless_sample_has_no_interval():
    assert share_interval(0.3, inf) == (0.3, 0.3)
    low, high = share_interval(0.3, 1e16)
    assert (low, high) == pytest.approx((0.3, 0.3), abs=1e-7)


def test_a_share_of_nothing_and_of_all_stays_in_bounds():
    for size in (1, 10, 1_000):
        low, high = share_interval(0, size)
        assert low == 0
        # Wilson's interval at zero ends at z2 / (n + z2).
        assert high == pytest.approx(NORMAL_90**2 / (size + NORMAL_90**2))
        mirrored = share_interval(1, size)
        assert mirrored == pytest.approx((1 - high, 1))


@given(st.floats(0, 1), st.floats(1, 1e7))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(share, size):
    low, high = share_interval(share, size)
    # At a share of 0 or 1 the end is the share itself, up to some roundings.
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


@given(st.floats(0, 1), st.floats(1, 1e6))
def test_the_other_part_has_the_mirrored_interval(share, size):
    low, high = share_interval(share, size)
    assert share_interval(1 - share, size) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.floats(0.001, 0.999), st.floats(1, 1e6))
def test_four_times_the_sample_gives_a_narrower_interval(share, size):
    widths = [high - low for low, high in (share_interval(share, size), share_interval(share, 4 * size))]
    assert widths[1] < widths[0]


def test_in_large_samples_the_interval_is_the_normal_one():
    low, high = share_interval(0.2, 1e6)
    # Wilson's and the normal interval differ by terms of order 1 / n.
    assert high - low == pytest.approx(2 * NORMAL_90 * sqrt(0.2 * 0.8 / 1e6), rel=1e-5)


@pytest.mark.parametrize(("share", "size"), [(0.02, 400), (0.1, 200), (0.205, 1_000), (0.5, 100)])
def test_the_interval_covers_the_true_share_nine_times_in_ten(share, size):
    rng = np.random.default_rng(1927)
    draws = rng.binomial(size, share, size=20_000)
    ends = {hits: share_interval(hits / size, size) for hits in np.unique(draws)}
    covered = np.mean([ends[hits][0] <= share <= ends[hits][1] for hits in draws])
    # Counts are whole numbers, so the coverage of Wilson's interval swings by some per cent around 90 % (Brown, Cai
    # and DasGupta 2001, figure 4: within 3 points at such sizes); its own simulation error is 0.2 points.
    assert covered == pytest.approx(0.9, abs=0.035)


@pytest.mark.parametrize(
    ("error", "measure"), [(entropy_standard_error, entropy), (herfindahl_standard_error, herfindahl_index)]
)
def test_the_standard_error_is_met_by_simulation(error, measure):
    rng = np.random.default_rng(1959)
    size = 2_000
    drawn = measure(rng.multinomial(size, SHARES, size=20_000))
    # The standard error of a standard deviation from 20,000 draws is 0.5 %; terms of second order are of size
    # (parts / size), under 1 %. Three standard errors and the second order make 2.5 %.
    assert drawn.std() == pytest.approx(error(SHARES, size), rel=0.025)


@pytest.mark.parametrize("error", [entropy_standard_error, herfindahl_standard_error])
def test_a_standard_error_falls_with_the_root_of_the_size(error):
    assert error(SHARES, 4 * 500) == pytest.approx(error(SHARES, 500) / 2)
    assert error(SHARES, inf) == 0


@pytest.mark.parametrize("error", [entropy_standard_error, herfindahl_standard_error])
def test_equal_shares_and_a_single_share_have_no_error_to_first_order(error):
    # The root of a difference of nearly equal numbers: 1e-16 becomes 1e-8.
    assert error(np.full(20, 0.05), 1_000) == pytest.approx(0, abs=1e-8)
    assert error([1.0], 1_000) == 0
    assert error([1.0, 0.0, 0.0], 1_000) == 0


@pytest.mark.parametrize("error", [entropy_standard_error, herfindahl_standard_error])
def test_empty_parts_and_the_order_of_parts_do_not_matter(error):
    assert error([0.0, *SHARES[::-1], 0.0], 1_000) == pytest.approx(error(SHARES, 1_000))


def test_two_parts_have_the_errors_that_algebra_gives():
    p, n = 0.3, 700
    # d/dp of -(p log p + q log q) is log(q / p), of p^2 + q^2 it is 2 (p - q); times the error of p.
    assert entropy_standard_error([p, 1 - p], n) == pytest.approx(abs(log((1 - p) / p)) * sqrt(p * (1 - p) / n))
    assert herfindahl_standard_error([p, 1 - p], n) == pytest.approx(2 * abs(2 * p - 1) * sqrt(p * (1 - p) / n))
