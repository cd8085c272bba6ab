import numpy as np
import pytest

from relode.outlook.forecasters.rules import FIRST_FIT, RULES, Relative, fitted, province_mean, relative

PLACES, YEARS = 120, 20
HOME = np.arange(PLACES) % 12


def world(persistence: float, seed: int = 1) -> np.ndarray:
    """Levels whose growth is a common path plus a first-order autoregression."""
    rng = np.random.default_rng(seed)
    growth = np.zeros((PLACES, YEARS))
    for year in range(1, YEARS):
        growth[:, year] = persistence * growth[:, year - 1] + rng.normal(0, 0.02, PLACES)
    return np.cumsum(growth + rng.normal(0.08, 0.01, YEARS), axis=1)


@pytest.mark.parametrize("name", RULES)
def test_rules_say_nothing_of_places_that_are_all_alike(name: str) -> None:
    level = np.tile(np.cumsum(np.linspace(0.1, 0.05, YEARS)), (PLACES, 1))
    assert np.allclose(RULES[name](relative(level, HOME.astype(str)), YEARS - 1, 5), 0)


@pytest.mark.parametrize("name", RULES)
def test_rules_do_not_depend_on_the_order_of_places(name: str) -> None:
    level, order = world(0.6), np.random.default_rng(2).permutation(PLACES)
    straight = RULES[name](relative(level, HOME.astype(str)), YEARS - 1, 5)
    shuffled = RULES[name](relative(level[order], HOME[order].astype(str)), YEARS - 1, 5)
    assert np.allclose(straight[order], shuffled)


@pytest.mark.parametrize("name", RULES)
def test_rules_asked_at_an_earlier_origin_do_not_see_later_years(name: str) -> None:
    level = world(0.6)
    changed = level.copy()
    changed[:, 15:] += np.random.default_rng(3).normal(0, 1, (PLACES, YEARS - 15))
    now, then = (RULES[name](relative(each, HOME.astype(str)), 14, 5) for each in (level, changed))
    assert np.allclose(now, then)


def test_pooled_autoregression_finds_the_rate_at_which_growth_fades() -> None:
    data = relative(world(0.6), HOME.astype(str))
    path = RULES["pooled_ar1"](data, YEARS - 1, 2)
    moved = np.abs(path[:, 0]) > 1e-9
    rate = (path[moved, 1] - path[moved, 0]) / path[moved, 0]
    assert rate == pytest.approx(np.full(moved.sum(), 0.6), abs=0.04)  # sampling error of 120 x 18 figures is .017


def test_hierarchical_autoregression_becomes_pooled_where_places_do_not_differ() -> None:
    data = relative(world(0.6), HOME.astype(str))
    pooled, hierarchical = (RULES[name](data, YEARS - 1, 5) for name in ("pooled_ar1", "hierarchical_ar1"))
    assert np.corrcoef(pooled.ravel(), hierarchical.ravel())[0, 1] > 0.99


def test_level_reversion_finds_a_pull_to_the_mean() -> None:
    rng = np.random.default_rng(4)
    level = np.zeros((PLACES, YEARS))
    level[:, 0] = rng.normal(0, 1, PLACES)
    for year in range(1, YEARS):
        level[:, year] = 0.9 * level[:, year - 1] + rng.normal(0, 0.01, PLACES)
    data = relative(level, HOME.astype(str))
    expected = data.level[:, -1] * (0.9**3 - 1)
    assert RULES["level_reversion"](data, YEARS - 1, 3)[:, 2] == pytest.approx(expected, abs=0.03)


def test_province_mean_leaves_out_places_without_a_figure() -> None:
    values = np.array([1.0, np.nan, 3.0, 5.0])
    data = Relative(values[:, None], values[:, None], np.array([0, 0, 1, 1]))
    assert province_mean(data, values).tolist() == [1, 1, 4, 4]


def test_further_ahead_than_any_past_change_the_same_yearly_drift_goes_on() -> None:
    """Places grow by steady rates: a change of n years is n times the last, also where no past change is as long."""
    rate = np.array([-0.02, 0.0, 0.01, 0.03])
    data = Relative(rate[:, None] * np.arange(12), np.tile(rate[:, None], 12), np.zeros(4, dtype=np.int64))
    path = fitted(lambda of, at: of.growth[:, at])(data, FIRST_FIT + 2, 5)
    assert path == pytest.approx(rate[:, None] * np.arange(1, 6), abs=1e-12)


def test_rules_do_what_their_names_say() -> None:
    """Two provinces of two places that grow steadily: nothing moves, a place goes on by itself or with its province."""
    rate = np.array([-0.02, 0.0, 0.01, 0.03])
    data = Relative(rate[:, None] * np.arange(12), np.tile(rate[:, None], 12), np.array([0, 0, 1, 1]))
    found = {name: RULES[name](data, FIRST_FIT + 2, 3) for name in ("random_walk", "own_drift", "province_drift")}
    assert (found["random_walk"] == 0).all()
    assert found["own_drift"] == pytest.approx(rate[:, None] * np.arange(1, 4), abs=1e-12)
    together = found["province_drift"]
    assert together[0] == pytest.approx(together[1], abs=1e-12)
    assert together[2] == pytest.approx(together[3], abs=1e-12)
    assert (together[0] < together[2]).all()
