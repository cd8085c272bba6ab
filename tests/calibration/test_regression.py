import numpy as np
import pytest

from relode.calibration.targets.regression import clustered, least_squares, within
from relode.errors import NoVerdict

RNG = np.random.default_rng(1)
PLACE = np.repeat(np.arange(30), 8)
YEAR = np.tile(np.arange(8), 30)


def test_effects_taken_out_in_turn_give_what_columns_of_dummies_give():
    kept = RNG.random(240) < 0.7  # unbalanced, so that one round is not enough
    place, year = PLACE[kept], YEAR[kept]
    columns = RNG.normal(size=(kept.sum(), 2))
    outcome = columns @ [0.5, -2] + RNG.normal(size=30)[place] + RNG.normal(size=8)[year]
    outcome += RNG.normal(size=len(outcome))
    dummies = np.hstack([columns, np.eye(30)[place], np.eye(8)[year]])
    expected = np.linalg.lstsq(dummies, outcome, rcond=None)[0][:2]
    found = least_squares(outcome, columns, (place, year), place)
    assert found.coefficients == pytest.approx(expected, abs=1e-8)  # the rounds stop at 1e-10 of a deviation


def test_a_constant_within_every_group_leaves_nothing():
    assert within(np.column_stack([PLACE, YEAR]).astype(float), (PLACE, YEAR)) == pytest.approx(np.zeros((240, 2)))


def test_with_each_observation_a_cluster_the_covariance_is_that_of_white():
    scores = RNG.normal(size=(50, 3))
    assert clustered(scores, np.arange(50)) == pytest.approx(scores.T @ scores * 50 / 49)


def test_clusters_that_share_their_shocks_widen_the_error():
    cause = np.repeat(RNG.normal(size=30), 8)
    outcome = np.repeat(RNG.normal(size=30), 8) + RNG.normal(size=240) / 10
    whole = np.zeros(240, dtype=int)
    alone = least_squares(outcome, cause[:, None], (whole,), np.arange(240)).standard_errors[0]
    shared = least_squares(outcome, cause[:, None], (whole,), PLACE).standard_errors[0]
    assert shared > 2 * alone  # eight copies each: the root of 8 in the limit


def test_a_cause_that_does_not_vary_within_groups_gives_no_verdict():
    with pytest.raises(NoVerdict, match="nothing to estimate"):
        least_squares(RNG.normal(size=240), PLACE[:, None].astype(float), (PLACE,), PLACE)
