import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from scipy.spatial.distance import pdist

from relode.errors import RelodeError
from relode.plan.alternatives import different_plans, non_dominated, shortfall


@given(arrays(float, (30, 3), elements=st.integers(0, 6).map(float)))
def test_the_front_is_that_of_pymoo(objectives):
    expected = NonDominatedSorting().do(objectives, only_non_dominated_front=True)
    assert np.flatnonzero(non_dominated(objectives)).tolist() == sorted(expected.tolist())


def test_alike_plans_are_all_on_the_front_and_one_objective_has_one_best():
    assert non_dominated(np.ones((3, 2))).all()
    assert non_dominated([[2.0], [1.0], [3.0]]).tolist() == [False, True, False]


def test_the_shortfall_is_0_on_the_front_and_what_is_missing_behind_it():
    objectives = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.75, 0.6], [1.5, 1.5]])
    assert shortfall(objectives) == pytest.approx([0, 0, 0, 0.1, 1.0])


def test_units_of_objectives_do_not_matter():
    objectives = np.random.default_rng(1).uniform(size=(40, 3))
    assert shortfall(objectives * [1, 1000, 0.01] + 5) == pytest.approx(shortfall(objectives), abs=1e-9)


def test_plans_that_are_chosen_are_near_best_and_far_apart():
    rng = np.random.default_rng(2)
    decisions = rng.uniform(size=(400, 4))
    objectives = np.column_stack([decisions[:, 0], 1 - decisions[:, 0]]) + 0.02 * rng.uniform(size=(400, 1))
    chosen = different_plans(decisions, objectives, count=5, slack=0.05)
    assert len(chosen) == len(set(chosen)) == 5
    assert (shortfall(objectives)[chosen] <= 0.05).all()
    near = np.flatnonzero(shortfall(objectives) <= 0.05)
    typical = np.median([pdist(decisions[rng.choice(near, 5, replace=False)]).min() for _ in range(200)])
    assert pdist(decisions[chosen]).min() > 2 * typical


def test_the_least_distance_is_at_least_half_of_the_best_possible():
    decisions = np.array([[0.0], [0.45], [0.5], [0.55], [1.0]])
    chosen = different_plans(decisions, np.ones((5, 2)), count=3, slack=0.0)
    assert pdist(decisions[chosen]).min() >= 0.25
    assert {0, 4} <= set(chosen)


def test_plans_behind_the_slack_are_never_chosen_and_copies_are_left_out():
    decisions = np.array([[0.0], [0.0], [1.0], [9.0]])
    objectives = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [5.0, 5.0]])
    assert sorted(different_plans(decisions, objectives, count=4, slack=0.1)) == [0, 2]


@pytest.mark.parametrize(
    ("decisions", "objectives", "count", "slack"),
    [
        (np.ones((2, 1)), np.ones((3, 1)), 1, 0.1),
        (np.ones((2, 1)), np.array([[1.0], [np.nan]]), 1, 0.1),
        (np.array([[1.0], [np.inf]]), np.ones((2, 1)), 1, 0.1),
        (np.ones((2, 1)), np.ones((2, 1)), 0, 0.1),
        (np.ones((2, 1)), np.ones((2, 1)), 1, -0.1),
        (np.ones(2), np.ones((2, 1)), 1, 0.1),
    ],
)
def test_bad_tables_counts_and_slacks_are_refused(decisions, objectives, count, slack):
    with pytest.raises(RelodeError):
        different_plans(decisions, objectives, count, slack)
