"""Robustness against the published examples of McPhail and others, textbook decision tables and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from relode.errors import RelodeError
from relode.plan.robustness import (
    beats_nothing_share,
    conditional_value_at_risk,
    high_regret,
    largest_regret,
    mean_variance,
    rank_correlation,
    regret,
    satisfies_share,
    undesirable_deviations,
)

# Two plans in three futures, and what the authors' own program (RAPID, its published tests) gives for the measures
# of McPhail and others (2018). They turn every measure so that more is better; regret and deviations here are losses.
PUBLISHED = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]])

measures = arrays(float, (4, 7), elements=st.floats(-100, 100))


@pytest.mark.parametrize(("more", "expected"), [(True, [0.1, 0.4]), (False, [0.4, 0.1])])
def test_largest_regret_is_the_published_one(more, expected):
    assert largest_regret(PUBLISHED, more_is_better=more) == pytest.approx(expected)


@pytest.mark.parametrize(("more", "expected"), [(True, [0.0, 0.3]), (False, [0.3, 0.0])])
def test_a_percentile_of_regret_is_the_published_one(more, expected):
    assert high_regret(PUBLISHED, more_is_better=more, quantile=0.5) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("more", "expected"),
    [(True, [1.42320289996384, 1.54948632859709]), (False, [0.132210105461122, 0.351723890540445])],
)
def test_mean_variance_is_the_published_one(more, expected):
    assert mean_variance(PUBLISHED, more_is_better=more) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("more", "expected"), [(True, [0.245, 0.0]), (False, [0.005, 0.045])])
def test_undesirable_deviations_are_the_published_ones(more, expected):
    assert undesirable_deviations(PUBLISHED, more_is_better=more) == pytest.approx(expected)


def test_the_share_that_satisfies_is_the_published_one():
    futures = np.array([[0.5, 0.99, 1.0], [0.6, 0.65, 0.69]])
    assert satisfies_share(futures >= 0.65) == pytest.approx([2 / 3, 2 / 3])
    assert satisfies_share(futures > 0.65) == pytest.approx([2 / 3, 1 / 3])


def test_the_regret_table_of_a_small_decision_is_the_one_worked_by_hand():
    assert regret([[10, 5], [8, 9]]).tolist() == [[0, 4], [2, 0]]


def test_conditional_value_at_risk_of_normal_outcomes_has_its_closed_form():
    outcomes = stats.norm(2, 3).ppf((np.arange(200_000) + 0.5) / 200_000)[None]
    expected = 2 - 3 * stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1
    # The grid of quantiles cuts the tail at 1 in 400,000.
    assert conditional_value_at_risk(outcomes)[0] == pytest.approx(expected, abs=1e-3)


def test_a_future_that_the_worst_share_cuts_counts_in_part():
    assert conditional_value_at_risk([[1, 2, 3, 4]], worst_share=0.375)[0] == pytest.approx((1 + 0.5 * 2) / 1.5)
    assert conditional_value_at_risk([[1, 2, 3, 4]], worst_share=0.5, more_is_better=False)[0] == 3.5


@given(measures)
def test_conditional_value_at_risk_lies_between_the_worst_and_the_mean(measure):
    low, mean = measure.min(axis=1), measure.mean(axis=1)
    found = conditional_value_at_risk(measure, worst_share=0.3)
    assert (found >= low - 1e-9).all()  # sums of floats
    assert (found <= mean + 1e-9).all()
    assert conditional_value_at_risk(measure, worst_share=1) == pytest.approx(mean, abs=1e-9)


@given(measures)
def test_regret_is_never_negative_and_none_in_the_best_plan_of_a_future(measure):
    found = regret(measure)
    assert (found >= 0).all()
    assert (found.min(axis=0) == 0).all()


@given(measures, st.permutations(range(7)))
def test_the_order_of_futures_does_not_matter(measure, order):
    for score in (largest_regret, high_regret, mean_variance, undesirable_deviations, conditional_value_at_risk):
        # Sums in another order differ in the last bits.
        assert score(measure[:, order]) == pytest.approx(score(measure), rel=1e-9, abs=1e-9)


def test_doing_nothing_beats_itself_in_half_of_the_futures():
    shares = beats_nothing_share([[1, 1, 1, 1], [2, 2, 0, 1]], nothing=0)
    assert shares.tolist() == [0.5, 0.625]


def test_differences_are_paired_and_not_between_averages():
    nothing, plan = np.arange(100.0), np.arange(100.0) + 0.01  # far smaller than the spread
    assert beats_nothing_share([nothing, plan], nothing=0)[1] == 1


def test_rank_correlation_is_that_of_scipy_and_undefined_where_nothing_is_ranked():
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(3, 8)).round(1)  # with ties
    expected = stats.spearmanr(scores, axis=1).statistic
    assert rank_correlation(scores) == pytest.approx(expected)
    assert np.isnan(rank_correlation([[1, 1, 1], [1, 2, 3]])[0]).all()


@pytest.mark.parametrize("bad", [[1.0, 2.0], [[1.0, np.nan]], np.zeros((0, 3)), [[np.inf, 1.0]]])
def test_missing_values_and_other_shapes_are_refused(bad):
    with pytest.raises(RelodeError, match="policy and future"):
        regret(bad)


def test_a_spread_of_one_future_is_refused():
    with pytest.raises(RelodeError):
        mean_variance([[1.0], [2.0]])


def test_a_policy_that_is_not_there_and_a_share_outside_its_bounds_are_refused():
    with pytest.raises(RelodeError, match="policy number 2"):
        beats_nothing_share([[1.0], [2.0]], nothing=2)
    with pytest.raises(RelodeError, match="worst_share"):
        conditional_value_at_risk([[1.0]], worst_share=0)
    with pytest.raises(RelodeError):
        satisfies_share([[1, 0]])
