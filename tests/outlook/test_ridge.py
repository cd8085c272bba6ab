import numpy as np
import pytest

from relode.outlook.forecasters.structural import Design, fit, predicted

RNG = np.random.default_rng(1)
PLACES = 200
HOME = np.arange(PLACES) % 20
TABLE = np.column_stack([np.ones(PLACES), RNG.normal(0, 1, (PLACES, 4))])
TRUTH = np.array([0.1, 1.0, -0.5, 0.0, 0.0])
OUTCOME = TABLE @ TRUTH + RNG.normal(0, 0.1, PLACES)
PLAIN = Design(TABLE, 1, np.ones(PLACES))


def test_coefficients_of_a_known_relation_are_found() -> None:
    _, found = fit([PLAIN], OUTCOME, HOME)
    assert found.coefficients == pytest.approx(TRUTH, abs=0.05)


def test_a_province_is_predicted_without_its_own_outcomes() -> None:
    changed = OUTCOME.copy()
    changed[HOME == 3] += 0.02
    before, after = (fit([PLAIN], each, HOME)[1] for each in (OUTCOME, changed))
    same = np.linalg.norm(before.held_out[HOME == 3] - after.held_out[HOME == 3])
    assert before.penalty == after.penalty
    assert same == pytest.approx(0, abs=1e-9)


def test_left_out_predictions_equal_a_plain_refit() -> None:
    _, found = fit([PLAIN], OUTCOME, HOME)
    rest = HOME != 5
    ridge = np.diag([0.0, *[found.penalty * rest.sum()] * 4])
    coefficients = np.linalg.solve(TABLE[rest].T @ TABLE[rest] + ridge, TABLE[rest].T @ OUTCOME[rest])
    assert found.held_out[~rest] == pytest.approx(TABLE[~rest] @ coefficients)


def test_the_design_that_predicts_other_provinces_is_chosen() -> None:
    noise = Design(np.column_stack([np.ones(PLACES), RNG.normal(0, 1, (PLACES, 4))]), 1, np.ones(PLACES))
    assert fit([noise, PLAIN], OUTCOME, HOME)[0] == 1


def test_a_weight_carries_the_unit_of_the_outcome() -> None:
    weight = RNG.uniform(1, 2, PLACES)
    _, found = fit([Design(TABLE, 1, weight)], weight * (TABLE @ TRUTH), HOME)
    assert predicted(Design(TABLE, 1, weight), found.coefficients) == pytest.approx(weight * (TABLE @ TRUTH), abs=0.05)
