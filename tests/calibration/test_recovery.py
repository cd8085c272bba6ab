"""Does calibration find what made the data? Worlds of known parameters, and ranks of the truth among its draws."""

import numpy as np
import pytest
from scipy.stats import kstest

from relode.calibration.fitting.draws import prior_scores, score_names
from relode.calibration.fitting.fit import DRAWS, ensemble, fit, fitted_moments
from relode.calibration.fitting.plane import MODEL_ERROR, families_of, plane, plane_posterior, target_errors
from relode.calibration.targets.simulated_moments import moments
from relode.model.futures import BLOCK
from relode.model.opening.opening_world import world

ORIGIN = 2013
TRUTHS = 2
SEED = 0
REPEATS = 24
LEARNT = 0.6
"""Largest posterior variance, against a prior of 1, of a direction that counts as learnt."""


@pytest.fixture(scope="module")
def truths():
    return np.random.default_rng(5).standard_normal((TRUTHS, len(score_names())))


@pytest.fixture(scope="module")
def fits(facts, past, truths, tmp_path_factory):
    """Each truth is run through the whole simulator, and its moments stand in for the shipped targets.

    With one seed and folder all share the pasts of the first round, which are drawn before a target is seen.
    """
    opened, names, folder = world(facts, 2010), fitted_moments(ORIGIN), tmp_path_factory.mktemp("rounds")
    # As many rows as the fits run at once, so that their program serves here too; a truth's first past is used.
    rows = np.resize(truths, (BLOCK, truths.shape[1]))
    made = ensemble(opened, past, rows, names, ORIGIN, seed=77)[:TRUTHS]
    assert np.isfinite(made).all()
    return [fit(opened, past, ORIGIN, SEED, folder, target=target) for target in made]


@pytest.mark.slow
def test_what_made_a_synthetic_past_is_found_where_it_moves_moments(fits, truths):
    scale = np.array([[moments()[name].sd] for name in fitted_moments(ORIGIN)])
    truth_along, mean_along, away = [], [], []
    for found, truth in zip(fits, truths, strict=True):
        along = np.linalg.svd(found.jacobian / scale, full_matrices=False)[2]
        learnt = along[(found.scores @ along.T).var(axis=0) < LEARNT]
        assert len(learnt) >= 2
        draws = found.scores @ learnt.T
        truth_along += (learnt @ truth).tolist()
        mean_along += draws.mean(axis=0).tolist()
        low, high = np.quantile(draws, (0.05, 0.95), axis=0)
        away += ((learnt @ truth < low) | (learnt @ truth > high)).tolist()
    # Expected is a tenth; a quarter leaves room for chance with about ten directions and for what the plane misses.
    assert np.mean(away) <= 0.25
    assert np.corrcoef(truth_along, mean_along)[0, 1] > 0.6


@pytest.mark.slow
def test_ranks_of_the_truth_among_posterior_draws_are_uniform(fits):
    """Simulation-based calibration (Talts and others 2018) of the reduced model: the plane stands for the simulator."""
    names, rng = fitted_moments(ORIGIN), np.random.default_rng(3)
    scores = np.stack([prior_scores(DRAWS, SEED)[name] for name in score_names()], axis=1)
    fitted = plane(scores, fits[0].prior_model)
    sd, noise = target_errors(fitted, names)
    families = families_of(names)
    ranks = []
    for repeat in range(REPEATS):
        truth = rng.standard_normal(scores.shape[1])
        error = np.abs(MODEL_ERROR * rng.standard_normal(families.max() + 1))[families] * sd
        middle = fitted.middle + fitted.slopes @ (truth - fitted.centre)
        target = rng.multivariate_normal(middle, noise + np.diag(error**2))
        found = plane_posterior(fitted, names, target, repeat)
        along = np.linalg.svd(np.linalg.solve(np.linalg.cholesky(noise), fitted.slopes), full_matrices=False)[2]
        informed = along[: found.directions]
        ranks += (found.scores @ informed.T < informed @ truth).mean(axis=0).tolist()
    assert len(ranks) >= 2 * REPEATS
    assert kstest(ranks, "uniform").pvalue > 0.01
    assert 0.82 <= np.mean([0.05 < rank < 0.95 for rank in ranks]) <= 0.97
