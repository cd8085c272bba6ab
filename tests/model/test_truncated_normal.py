"""Draws between two limits: SciPy's own to the bit, and what wide and narrow limits must give."""

import numpy as np
import pytest
from scipy import stats

from relode.model.opening.opening_world import truncated_normal


@pytest.mark.parametrize("lower", [[-2.5], [-2.5, -1.0, -1e-9, 0.0, 0.3, 1.9, 2.4], [-30.0, 2.0]])
def test_draws_are_those_of_scipy_to_the_bit(lower):
    ours = truncated_normal(np.array(lower), 2.5, (500, len(lower)), np.random.default_rng(1))
    theirs = stats.truncnorm.rvs(lower, 2.5, size=(500, len(lower)), random_state=np.random.default_rng(1))
    assert np.array_equal(ours, theirs)
    assert (ours >= lower).all()
    assert (ours <= 2.5).all()


def test_wide_limits_leave_the_normal_and_narrow_ones_spread_evenly():
    wide = truncated_normal(np.array([-40.0]), 40.0, (4000, 1), np.random.default_rng(2))[:, 0]
    assert stats.kstest(wide, "norm").pvalue > 0.01
    narrow = truncated_normal(np.array([1.0]), 1.001, (4000, 1), np.random.default_rng(3))[:, 0]
    assert stats.kstest(narrow, "uniform", (1.0, 0.001)).pvalue > 0.01


def test_limits_that_hold_no_number_are_refused():
    with pytest.raises(ValueError, match="lower, upper"):
        truncated_normal(np.array([-1.0, 2.5]), 2.5, (3, 2), np.random.default_rng(1))
