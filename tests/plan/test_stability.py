import numpy as np
import pytest

from relode.errors import RelodeError
from relode.plan.robustness import high_regret
from relode.plan.stability import kept_share, no_ranking, stable_best


def mean(measure):
    return measure.mean(axis=1)


def test_a_plan_best_in_every_future_is_best_in_every_resample():
    measure = np.random.default_rng(1).normal(size=50) + np.array([[0], [1], [0.5]])
    standing = stable_best(measure, mean, np.random.default_rng(2), resamples=200)
    assert standing.best == 1
    assert standing.best_shares.tolist() == [0, 1, 0]
    assert not standing.no_ranking


def test_plans_of_one_distribution_are_not_ranked():
    measure = np.random.default_rng(3).normal(size=(5, 100))
    assert stable_best(measure, mean, np.random.default_rng(4), resamples=300).no_ranking


def test_alike_plans_share_every_resample():
    standing = stable_best(np.ones((4, 10)), mean, np.random.default_rng(5), resamples=20)
    assert standing.best_shares == pytest.approx([0.25] * 4)


def test_the_share_of_resamples_is_that_of_the_normal_approximation():
    rng = np.random.default_rng(6)
    differences = rng.normal(size=400)
    differences += 0.05 - differences.mean()  # one standard error above 0
    measure = np.array([np.zeros(400), differences])
    share = stable_best(measure, mean, np.random.default_rng(7), resamples=2000).best_shares[1]
    # Phi(0.05 / (sd / 20)) with sd near 1: 0.84; 2,000 resamples are good to about 0.02.
    assert share == pytest.approx(0.84, abs=0.03)


def test_a_score_may_use_several_quantities_and_see_all_policies():
    measures = np.random.default_rng(8).normal(size=(2, 3, 40))
    measures[:, 2] += 3
    standing = stable_best(measures, lambda m: -high_regret(m.sum(axis=0)), np.random.default_rng(9), resamples=50)
    assert standing.best == 2


def test_the_same_seed_gives_the_same_shares():
    measure = np.random.default_rng(10).normal(size=(3, 30))
    first, second = (stable_best(measure, mean, np.random.default_rng(11), resamples=60) for _ in range(2))
    assert first.best_shares.tobytes() == second.best_shares.tobytes()


def test_the_kept_share_is_what_both_sets_have_of_what_either_has():
    assert kept_share({"a", "b", "c"}, {"b", "c", "d"}) == 0.5
    assert kept_share(["a"], ["a"]) == 1
    with pytest.raises(RelodeError):
        kept_share([], [])


def test_there_is_no_ranking_if_either_rule_fails():
    sure = stable_best(np.array([[0.0], [1.0]]), mean, np.random.default_rng(1), resamples=5)
    unsure = stable_best(np.zeros((2, 3)), mean, np.random.default_rng(1), resamples=5)
    assert [no_ranking(sure, 0.8), no_ranking(sure, 0.79), no_ranking(unsure, 1.0)] == [False, True, True]


def test_missing_values_and_no_resamples_are_refused():
    with pytest.raises(RelodeError):
        stable_best([[np.nan, 1.0]], mean, np.random.default_rng(1))
    with pytest.raises(RelodeError, match="0 resamples"):
        stable_best([[0.0, 1.0]], mean, np.random.default_rng(1), resamples=0)
