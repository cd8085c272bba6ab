"""The posterior of two parameters that two moments inform, beside the one that algebra gives."""

import numpy as np
import pytest

from relode.calibration.fitting.fit import _kept_round, fitted_moments
from relode.calibration.fitting.plane import MODEL_ERROR, Plane, families_of, plane_posterior, target_errors


def by_quadrature(pull, sharpness):
    """Mean of a standard normal score of which `sharpness` x score + error is `pull`, where the error has a half-normal
    spread besides its own of 1."""
    error = np.linspace(0, 6 * MODEL_ERROR, 4001)
    spread = np.sqrt(1 + error**2 + sharpness**2)
    weight = np.exp(-((error / MODEL_ERROR) ** 2) / 2 - (pull / spread) ** 2 / 2) / spread
    return float((weight * sharpness * pull / spread**2).sum() / weight.sum())


@pytest.mark.slow
def test_a_score_goes_where_its_moment_was_seen_as_far_as_the_error_allows():
    every = fitted_moments(2015)
    families = families_of(every)
    names = [every[list(families).index(number)] for number in np.unique(families)[:2]]
    empty = Plane(np.zeros(2), np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2)))
    sd, noise = target_errors(empty, names)
    assert noise.diagonal() == pytest.approx(sd**2, rel=1e-12)  # a square and a root, each rounded once
    left = np.diag(noise.diagonal()) - noise  # so that the two moments are apart
    sharpness, pull = 4.0, np.array([6.0, -3.0])
    middle = np.array([0.3, -0.2]) * sd
    found = plane_posterior(
        Plane(np.zeros(2), middle, sharpness * np.diag(sd), left), names, middle + pull * sd, seed=1
    )
    expected = [by_quadrature(each, sharpness) for each in pull]
    # 2,000 draws that are worth at least 400: the mean of a score with a spread of about .35 is off by .02.
    assert found.scores.mean(axis=0) == pytest.approx(expected, abs=0.08)
    assert found.directions == 2


def test_a_round_that_a_stopped_fit_left_is_read_and_not_run_again(tmp_path):
    scores, model = np.array([[0.1, 0.2, 1 / 3]]), np.array([[1.5, 1 / 7]])
    assert _kept_round(tmp_path / "fit", "1", scores, lambda _: model).tolist() == model.tolist()
    assert _kept_round(tmp_path / "fit", "1", scores, lambda _: model * 0).tolist() == model.tolist()
    assert _kept_round(tmp_path / "fit", "1", scores + 1, lambda _: model * 0).tolist() == (model * 0).tolist()
