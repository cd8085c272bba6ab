"""Robustness against the published examples of McPhail and others, and a decision table worked by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.plan.failure.robustness import high_regret, regret
from relode.plan.trials.low_prices import lowest, resource_price

# Two plans in three futures, and what the authors' own program (RAPID, its published tests) gives for the measures
# of McPhail and others (2018). They turn every measure so that more is better; regret and deviations here are losses.
PUBLISHED = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]])

measures = arrays(float, (4, 7), elements=st.floats(-100, 100))


@pytest.mark.parametrize(("more", "expected"), [(True, [0.1, 0.4]), (False, [0.4, 0.1])])
def test_largest_regret_is_the_published_one(more, expected):
    assert regret(PUBLISHED, more_is_better=more).max(axis=1) == pytest.approx(expected)


@pytest.mark.parametrize(("more", "expected"), [(True, [0.0, 0.3]), (False, [0.3, 0.0])])
def test_a_percentile_of_regret_is_the_published_one(more, expected):
    assert high_regret(PUBLISHED, more_is_better=more, quantile=0.5) == pytest.approx(expected)


def test_the_regret_table_of_a_small_decision_is_the_one_worked_by_hand():
    assert regret([[10, 5], [8, 9]]).tolist() == [[0, 4], [2, 0]]


@given(measures)
def test_regret_is_never_negative_and_none_in_the_best_plan_of_a_future(measure):
    found = regret(measure)
    assert (found >= 0).all()
    assert (found.min(axis=0) == 0).all()


@given(measures, st.permutations(range(7)))
def test_the_order_of_futures_does_not_matter(measure, order):
    # An interpolated quantile of the same values in another order: the last bits.
    assert high_regret(measure[:, order]) == pytest.approx(high_regret(measure), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("bad", [[1.0, 2.0], [[1.0, np.nan]], np.zeros((0, 3)), [[np.inf, 1.0]]])
def test_missing_values_and_other_shapes_are_refused(bad):
    with pytest.raises(RelodeError, match="policy and future"):
        regret(bad)


def test_the_price_of_what_a_city_mines_is_the_mean_of_its_years_by_what_it_mines():
    """By hand: shares 3:1 of two ores, from the second of three years on; without ores the plain mean."""
    log_price = np.array([[[9.0, 9.0], [1.0, 5.0], [3.0, 7.0]], [[9.0, 9.0], [0.0, 0.0], [0.0, 4.0]]])
    futures = SimpleNamespace(years=np.array([2024, 2025, 2026]), exogenous=SimpleNamespace(log_price=log_price))
    ground = SimpleNamespace(futures=futures)
    assert resource_price(ground, np.array([6.0, 2.0]), 2025) == pytest.approx([3.0, 0.5])
    assert resource_price(ground, np.zeros(2), 2025) == pytest.approx([4.0, 1.0])
    assert lowest(np.array([5.0, 1.0, 4.0, 3.0, 2.0, 6.0])).tolist() == [False, True, False, False, True, False]
