import numpy as np
import pytest

from relode.outlook.forecasters.statistical import LocalLevel, local_level


def test_steady_growth_goes_on_and_is_almost_sure() -> None:
    found = local_level(np.full(20, 0.08))
    assert found.change(5) == pytest.approx(0.08 * np.arange(1, 6))
    assert found.variance(5).max() < 1e-9


def test_variance_of_a_random_walk_of_growth_is_the_sum_of_squares() -> None:
    ahead = np.arange(1, 7)
    expected = [sum(k**2 for k in range(1, h + 1)) for h in ahead]
    assert LocalLevel(0.05, 0.0, 1.0, 0.0).variance(6) == pytest.approx(np.array(expected, dtype=float))


def test_noise_and_wandering_are_told_apart() -> None:
    shocks = np.random.default_rng(1).normal(0, 0.01, (10, 400))
    lasting = [local_level(np.cumsum(each)).wander_variance for each in shocks]
    passing = [local_level(0.08 + each) for each in shocks]
    assert np.median(lasting) == pytest.approx(1e-4, rel=0.15)  # the sampling error of one series is 7 %
    assert max(each.wander_variance for each in passing) < 0.1 * 1e-4
    assert np.mean([each.growth for each in passing]) == pytest.approx(0.08, abs=0.003)
