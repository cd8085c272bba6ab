import numpy as np
import pytest
from scipy import integrate

from relode.outlook import Draws, Spread


def one(value: float) -> np.ndarray:
    return np.array([[value]])


@pytest.mark.parametrize("degrees", [3.0, 7.0, np.inf])
@pytest.mark.parametrize("outcome", [-1.5, 0.3, 4.0])
def test_closed_form_score_is_the_integral_of_squared_distance_to_the_step(degrees: float, outcome: float) -> None:
    spread = Spread(one(0.5), one(1.3), degrees)

    def below(x: float) -> float:
        return float(spread.below(one(x))[0, 0])

    left = integrate.quad(lambda x: below(x) ** 2, -200, outcome, limit=400)[0]
    right = integrate.quad(lambda x: (1 - below(x)) ** 2, outcome, 200, limit=400)[0]
    # tails of three degrees beyond 200 scales hold less than 1e-6
    assert spread.crps(one(outcome))[0, 0] == pytest.approx(left + right, rel=1e-5)


def test_draws_score_like_the_distribution_they_come_from() -> None:
    draws = Draws(np.random.default_rng(1).normal(0.5, 1.3, (20_000, 1, 1)))
    # sampling error of a mean of 20,000 draws
    assert draws.crps(one(1.0))[0, 0] == pytest.approx(Spread(one(0.5), one(1.3)).crps(one(1.0))[0, 0], rel=0.02)


def test_a_sure_forecast_pays_its_error() -> None:
    assert Draws(np.full((10, 1, 1), 2.0)).crps(one(5.0))[0, 0] == pytest.approx(3.0)


def test_many_degrees_of_freedom_are_normal() -> None:
    near = Spread(one(0.0), one(1.0), 1e6)
    assert near.crps(one(0.7))[0, 0] == pytest.approx(Spread(one(0.0), one(1.0)).crps(one(0.7))[0, 0], rel=1e-5)


@pytest.mark.parametrize("degrees", [4.0, np.inf])
def test_quantile_and_chance_undo_each_other(degrees: float) -> None:
    spread = Spread(one(0.5), one(1.3), degrees)
    assert spread.below(spread.quantile(0.95))[0, 0] == pytest.approx(0.95)


def test_other_units_scale_the_score() -> None:
    small, large = Spread(one(0.02), one(0.01)), Spread(one(2.0), one(1.0))
    assert large.crps(one(3.0))[0, 0] == pytest.approx(100 * small.crps(one(0.03))[0, 0])
