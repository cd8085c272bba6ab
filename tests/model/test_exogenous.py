"""Outside series: prices that return, a nation that slows, and blows by name."""

import numpy as np
import pytest

from relode.model.exogenous import PriceProcess, growth_paths, price_paths

KAPPA, SIGMA = np.array([0.3, 0.37, 0.9]), np.array([0.33, 0.23, 0.15])
CORRELATION = np.array([[1.0, 0.4, 0.1], [0.4, 1.0, -0.3], [0.1, -0.3, 1.0]])


class Impulses:
    """In place of chance: in future i the i-th of all shocks is 1 and the others are 0; `on` says in which call."""

    def __init__(self, on: int) -> None:
        self.calls, self.on = 0, on

    def standard_normal(self, shape: tuple[int, int, int]) -> np.ndarray:
        self.calls += 1
        count = shape[1] * shape[2]
        return np.eye(shape[0], count).reshape(shape) if self.calls == self.on else np.zeros(shape)


def covariance_of_prices(on, years, **other):
    process = PriceProcess(**{
        "reversion": KAPPA, "volatility": SIGMA, "long_run_volatility": 0 * SIGMA, "drift": 0 * SIGMA,
        "correlation": CORRELATION, **other,
    })  # fmt: skip
    answers = price_paths(process, years * 3, years + 1, Impulses(on))
    return np.einsum("fk,fl->kl", answers[:, -1], answers[:, -1])


@pytest.mark.parametrize("years", [1, 4, 25])
def test_prices_have_schwartzs_covariance_whatever_the_number_of_years(years):
    both = KAPPA[:, None] + KAPPA
    exact = CORRELATION * np.outer(SIGMA, SIGMA) * (1 - np.exp(-both * years)) / both
    np.testing.assert_allclose(covariance_of_prices(1, years), exact, rtol=1e-11)


def test_the_standard_deviation_of_a_settled_price_is_the_volatility_over_the_root_of_twice_the_reversion():
    deviation = np.sqrt(np.diag(covariance_of_prices(1, 200)))
    np.testing.assert_allclose(deviation, SIGMA / np.sqrt(2 * KAPPA), rtol=1e-11)


def test_quarters_add_up_to_a_year():
    quarterly = covariance_of_prices(1, 4, reversion=KAPPA / 4, volatility=SIGMA / 2)
    np.testing.assert_allclose(quarterly, covariance_of_prices(1, 1), rtol=1e-11)


def test_the_level_of_prices_wanders_with_the_root_of_time_around_its_drift():
    spread = covariance_of_prices(2, 9, long_run_volatility=np.array([0.1, 0.05, 0.0]))
    np.testing.assert_allclose(np.sqrt(np.diag(spread)), 3 * np.array([0.1, 0.05, 0.0]), rtol=1e-12, atol=1e-15)
    calm = PriceProcess(KAPPA, 0 * SIGMA, 0 * SIGMA, np.array([0.01, -0.02, 0.0]), CORRELATION)
    steady = price_paths(calm, 1, 11, np.random.default_rng(0))[0]
    np.testing.assert_allclose(steady, np.arange(11)[:, None] * calm.drift, atol=1e-6)  # 1e-14 for the factorisation
    assert (steady[0] == 0).all()


def test_a_nation_without_shocks_slows_geometrically_to_its_long_run_growth():
    draws = {name: np.array([value]) for name, value in
             {"growth_reversion": 0.12, "growth_volatility": 0.0, "long_run_growth": 0.03}.items()}  # fmt: skip
    growth = growth_paths(0.07, draws, 40, np.random.default_rng(0))[0]
    np.testing.assert_allclose(growth - 0.03, 0.04 * np.exp(-0.12 * np.arange(40)), rtol=1e-12)
