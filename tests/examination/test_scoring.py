"""The rule, on draws whose quantiles are plain to see: the numbers 0.01 to 1.00, so p05 = .05, median .5, p95 = .95."""

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.examination.scoring import score

HUNDREDTHS = np.arange(1, 101) / 100


def test_band_and_median_are_order_statistics_of_the_draws():
    found = score(HUNDREDTHS, 0.5)
    assert (found.p05, found.median, found.p95) == (0.05, 0.5, 0.95)


@pytest.mark.parametrize(
    ("estimate", "low", "high", "met"),
    [
        (0.5, None, None, True),
        (0.25, None, None, True),  # the median is twice the estimate
        (0.24, None, None, False),  # in the band, but the median is more than twice
        (0.95, None, None, True),  # .5 is more than half of .95
        (1.0, None, None, False),  # within a factor of two, but outside the band
        (0.2, 0.1, 0.5, True),  # more than twice, but the median is at the end of the published interval
        (0.2, 0.1, 0.49, False),
        (0.96, 0.4, 1.2, False),  # the median is in the interval, the estimate outside the band
        (-0.5, None, None, False),
        (0.0, None, None, False),
    ],
)
def test_by_value_both_halves_of_the_rule_must_hold(estimate, low, high, met):
    assert score(HUNDREDTHS, estimate, low, high).met is met


def test_what_failed_is_named():
    assert score(HUNDREDTHS, 1.0).checks == {"estimate_in_band": False, "median_near": True}
    assert score(HUNDREDTHS, 0.2).checks == {"estimate_in_band": True, "median_near": False}


def test_a_published_zero_with_an_interval_is_met_by_a_median_inside_it():
    assert score(HUNDREDTHS - 0.5, 0.0, -0.0115, 0.0115).met
    assert not score(HUNDREDTHS - 0.4, 0.0, -0.0115, 0.0115).met


@pytest.mark.parametrize(("negative", "met"), [(20, True), (21, False)])
def test_a_positive_sign_needs_eight_in_ten_draws(negative, met):
    draws = np.r_[-np.ones(negative), np.ones(100 - negative)]
    assert score(draws, 1, by_sign=True).met is met
    assert score(-draws, -1, by_sign=True).met is met
    assert score(draws, -1, by_sign=True).met is False


def test_draws_at_zero_have_no_sign():
    assert not score(np.zeros(100), 1, by_sign=True).met
    assert not score(np.zeros(100), -1, by_sign=True).met


@pytest.mark.parametrize(("size", "met"), [(0.5, True), (0.49, False)])
def test_a_zero_sign_needs_a_median_inside_the_practical_size(size, met):
    assert score(HUNDREDTHS, 0, by_sign=True, practical_size=size).met is met
    assert score(-HUNDREDTHS, 0, by_sign=True, practical_size=0.52).met


def test_a_zero_sign_without_a_practical_size_is_refused():
    with pytest.raises(RelodeError, match="practical size"):
        score(HUNDREDTHS, 0, by_sign=True)


def test_a_sign_can_be_that_of_the_effect_less_one():
    draws = np.r_[np.full(79, 1.5), np.full(21, 0.5)]
    assert not score(draws, 1, by_sign=True, less=1).met
    assert score(draws, 1, by_sign=True).met
    assert score(np.r_[draws[:99], 1.5], 1, by_sign=True, less=1).met


def test_overlap_says_whether_the_two_intervals_share_a_value():
    assert score(HUNDREDTHS, 1.2, 0.95, 1.3).overlap
    assert not score(HUNDREDTHS, 1.2, 0.96, 1.3).overlap
    assert score(HUNDREDTHS, 0.05).overlap
    assert not score(HUNDREDTHS, 0.04).overlap


def test_endless_costs_are_the_highest_of_all_and_no_median_of_two_draws():
    draws = np.r_[np.linspace(1, 50, 50), np.full(50, np.inf)]
    found = score(draws, 60)
    assert (found.median, found.p95) == (50.0, np.inf)
    assert found.met
    assert not score(np.full(100, np.inf), 60).met
