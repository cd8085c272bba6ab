import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways.entry.additive_model import (
    CORRECTION_PRIOR,
    AdditiveModel,
    Calibration,
    calibrated,
    chance,
    fit_additive,
    fit_calibration,
    log_odds,
)


def made(seed=0, shape=(4000, 10)):
    rng = np.random.default_rng(seed)
    columns = {"a": rng.normal(3, 2, shape), "b": rng.normal(0, 0.1, shape), "still": np.full(shape, 7.0)}
    events = rng.random(shape) < chance(-4 + 0.8 * columns["a"] - 5 * columns["b"])
    return columns, events


def test_the_coefficients_that_made_the_data_are_found():
    columns, events = made()
    model = fit_additive(columns, ("a", "b", "still"), np.ones(events.shape, bool), events)
    # Standard errors at 40,000 cells: 0.01 and 0.15.
    assert model.coefficients[0] == pytest.approx(0.8, abs=0.03)
    assert model.coefficients[1] == pytest.approx(-5, abs=0.5)
    assert model.coefficients[2] == 0
    assert model.intercept == pytest.approx(-4, abs=0.1)


def test_log_odds_are_a_base_a_part_for_each_term_and_a_correction_bent_where_they_are_high():
    plain = AdditiveModel(("a", "b"), -2.0, np.array([1.5, -1.0]), np.array([0.0, 0.25]), np.zeros(2), 3, 6)
    columns = {
        "a": np.array([[0.0, 2.0], [4.0, 4.0]]),
        "b": np.array([[1.0, 1.0], [0.0, 0.5]]),
        "idle": np.ones((2, 2)),
    }
    # -2 - 1; -2 + 3 - 1 + .25; -2 + 6; -2 + 6 - .5 + .25.
    line = np.array([[-3.0, 0.25], [4.0, 3.75]])
    assert log_odds(plain, columns) == pytest.approx(line, abs=1e-12)
    bent = plain._replace(calibration=Calibration(np.array([0.0, 3.0]), 0.5, np.array([1.0, -0.5, -0.25])))
    # .5 + line, half of what lies above 0 taken off, and a quarter of what lies above 3.
    expected = [[-2.5, 0.5 + 0.25 - 0.125], [0.5 + 4 - 2 - 0.25, 0.5 + 3.75 - 1.875 - 0.1875]]
    assert log_odds(bent, columns) == pytest.approx(np.array(expected), abs=1e-12)
    assert calibrated(bent, line) == pytest.approx(np.array(expected), abs=1e-12)


def test_predicted_events_are_as_many_as_observed_before_correction():
    columns, events = made()
    cells = np.ones(events.shape, bool)
    model = fit_additive(columns, ("a", "b"), cells, events, correct=False)
    assert chance(log_odds(model, columns)).sum() == pytest.approx(events.sum(), rel=1e-3)


def test_the_correction_is_observed_over_predicted_shrunk_by_its_prior():
    columns, events = made()
    events[:, 0] = False
    cells = np.ones(events.shape, bool)
    plain = fit_additive(columns, ("a",), cells, events, correct=False)
    predicted = chance(log_odds(plain, columns)).sum(axis=0)
    corrected = fit_additive(columns, ("a",), cells, events).correction
    np.testing.assert_allclose(
        corrected, np.log((events.sum(axis=0) + CORRECTION_PRIOR) / (predicted + CORRECTION_PRIOR))
    )


def test_cells_outside_the_question_change_nothing():
    columns, events = made()
    cells = np.random.default_rng(1).random(events.shape) < 0.5
    first = fit_additive(columns, ("a", "b"), cells, events)
    columns = {name: np.where(cells, values, 1e6) for name, values in columns.items()}
    second = fit_additive(columns, ("a", "b"), cells, events & cells)
    np.testing.assert_array_equal(first.coefficients, second.coefficients)


@pytest.mark.parametrize("happened", [True, False])
def test_events_everywhere_or_nowhere_teach_nothing(happened):
    with pytest.raises(RelodeError, match="nothing can be learnt"):
        fit_additive({"a": np.ones((2, 2))}, ("a",), np.ones((2, 2), bool), np.full((2, 2), happened))


def saturating():
    """A chance that rises four times slower at the top: a straight line in log-odds tells the top too high."""
    rng = np.random.default_rng(3)
    columns = {"a": rng.normal(0, 1.5, (4000, 20))}
    line = -5 + columns["a"]
    events = rng.random((4000, 20)) < chance(np.where(line < -2.3, line, -2.3 + (line + 2.3) / 4))
    return columns, np.ones(events.shape, bool), events


def test_the_top_comes_true_after_calibration_and_the_order_stays():
    columns, cells, events = saturating()
    model = fit_additive(columns, ("a",), cells, events, correct=False)
    mended = fit_calibration(model, columns, cells, events, np.arange(4000) % 4)
    before, after = log_odds(model, columns), log_odds(mended, columns)
    top = before >= np.quantile(before, 0.999)
    observed = events[top].mean()
    assert chance(before[top]).mean() > 2 * observed
    # 80 cells at a chance of 0.14: a standard error of over a quarter of it.
    assert chance(after[top]).mean() == pytest.approx(observed, rel=0.5)
    order = np.argsort(before.ravel(), kind="stable")
    assert (np.diff(after.ravel()[order]) >= 0).all()


def test_a_model_without_calibration_leaves_its_line():
    columns, cells, events = saturating()
    model = fit_additive(columns, ("a",), cells, events)
    line = np.linspace(-9, 3, 7)
    assert calibrated(model, line) is line
