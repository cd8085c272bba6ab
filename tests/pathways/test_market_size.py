import numpy as np
from scipy.optimize import minimize

from relode.pathways.entry.additive_model import INTERCEPT_RIDGE, SLOPE_RIDGE, chance, fit_market_size, market_log_odds


def made(seed=0, places=400):
    rng = np.random.default_rng(seed)
    size = rng.normal(5, 2, places)
    x = (size - size.mean()) / size.std()
    present = rng.random((places, 3)) < chance(np.array([-1.0, 0.5, -3.0]) + np.outer(x, [1.5, 0.7, 2.0]))
    return size, x, present.astype(float)


def test_newton_finds_what_a_general_optimiser_finds():
    size, x, present = made()

    def loss(flat):
        intercept, slope = flat.reshape(2, 3)
        line = intercept + np.outer(x, slope)
        prior = INTERCEPT_RIDGE * (intercept**2).sum() + SLOPE_RIDGE * ((slope - slope.mean()) ** 2).sum()
        return np.logaddexp(0, line).sum() - (present * line).sum() + prior / 2

    best = minimize(loss, np.zeros(6), method="BFGS", options={"gtol": 1e-6}).x.reshape(2, 3)
    fitted = fit_market_size(size, present)
    # The optimiser's gradient is a difference quotient, good to about 1e-5.
    np.testing.assert_allclose([fitted.intercept, fitted.slope], best, atol=1e-4)


def test_an_industry_found_everywhere_or_nowhere_stays_finite():
    size, _, present = made()
    present[:, 0], present[:, 1] = 1, 0
    fitted = fit_market_size(size, present)
    line = market_log_odds(fitted, size)
    assert np.isfinite(line).all()
    assert chance(line[:, 0]).mean() > 0.98
    assert chance(line[:, 1]).mean() < 0.02


def test_places_of_one_size_get_the_share_of_presence():
    present = np.repeat([[1.0, 0.0]], 30, axis=0)
    present[:10, 1] = 1
    line = market_log_odds(fit_market_size(np.full(30, 4.0), present), np.full(30, 4.0))
    np.testing.assert_allclose(chance(line[:, 1]), 1 / 3, atol=1e-2)
