"""Outside series: prices that return, a nation that slows, and blows by name."""

import numpy as np
import pytest

from relode.model.exogenous import PriceProcess, given_prices, growth_paths, price_covariance, price_paths

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


def process_of(**other):
    return PriceProcess(**{
        "reversion": KAPPA, "volatility": SIGMA, "long_run_volatility": np.array([0.1, 0.05, 0.0]), "drift": 0 * SIGMA,
        "correlation": CORRELATION, **other,
    })  # fmt: skip


def test_the_covariance_of_all_years_is_that_of_drawn_paths():
    """Every shock by itself in both calls: the sum of squares is the covariance."""
    process, years = process_of(), 5
    one, other = (price_paths(process, years * 3, years + 1, Impulses(on))[:, 1:] for on in (1, 2))
    found = sum(np.einsum("fsk,ftl->sktl", paths, paths) for paths in (one, other))
    np.testing.assert_allclose(price_covariance(process, years + 1), found, rtol=1e-9, atol=1e-13)


def test_a_price_that_is_known_fades_at_its_own_rate_and_moves_others_as_they_go_with_it():
    """By hand: of one passing part, known after two years, exp(-kappa (t - 2)) is left in year t; another kind
    follows by covariance over variance; the year before has lived through half."""
    process = process_of(long_run_volatility=0 * SIGMA)
    published = np.full((6, 3), np.nan)
    published[2, 0] = 0.4
    centre = given_prices(process, np.zeros((1, 6, 3)), published)[0]
    np.testing.assert_allclose(centre[2:, 0], 0.4 * np.exp(-KAPPA[0] * np.arange(4)), rtol=1e-12)
    both = KAPPA[0] + KAPPA[1]
    joint = CORRELATION[0, 1] * SIGMA[0] * SIGMA[1] * (1 - np.exp(-both * 2)) / both
    alone = SIGMA[0] ** 2 * (1 - np.exp(-4 * KAPPA[0])) / (2 * KAPPA[0])
    assert centre[2, 1] == pytest.approx(0.4 * joint / alone, rel=1e-12)
    before = SIGMA[0] ** 2 * (1 - np.exp(-2 * KAPPA[0])) / (2 * KAPPA[0]) * np.exp(-KAPPA[0])
    assert centre[1, 0] == pytest.approx(0.4 * before / alone, rel=1e-12)
    assert (centre[0] == 0).all()


def test_after_a_known_price_paths_spread_as_they_do_from_a_new_beginning():
    process = process_of(long_run_volatility=0 * SIGMA)
    paths = price_paths(process, 20_000, 8, np.random.default_rng(3))
    published = np.full((8, 3), np.nan)
    published[1:4] = np.array([0.3, -0.2, 0.1])
    given = given_prices(process, paths, published)
    np.testing.assert_allclose(given[:, 1:4], np.broadcast_to(published[1:4], (20_000, 3, 3)), atol=1e-12)
    later = SIGMA * np.sqrt(-np.expm1(-2 * KAPPA * 4) / (2 * KAPPA))
    np.testing.assert_allclose(given[:, 7].std(axis=0), later, rtol=0.02)
    assert given_prices(process, paths, np.full((8, 3), np.nan)) is paths


def test_a_nation_without_shocks_slows_geometrically_to_its_long_run_growth():
    draws = {name: np.array([value]) for name, value in
             {"growth_reversion": 0.12, "growth_volatility": 0.0, "long_run_growth": 0.03}.items()}  # fmt: skip
    growth = growth_paths(0.07, draws, 40, np.random.default_rng(0))[0]
    np.testing.assert_allclose(growth - 0.03, 0.04 * np.exp(-0.12 * np.arange(40)), rtol=1e-12)
