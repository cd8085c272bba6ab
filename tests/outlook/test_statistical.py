from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from relode import RelodeError
from relode.outlook import NATIONAL_GIVEN, NOTHING_GIVEN, TARGETS, past_of
from relode.outlook.backcasts.harness import outcomes, score, scored
from relode.outlook.backcasts.targets import Case
from relode.outlook.forecasters.rules import RULES
from relode.outlook.forecasters.statistical import (
    CHANCES,
    Selected,
    Statistical,
    error_quantiles,
    tail_degrees,
    volatility,
    widths,
)

GDP = TARGETS["gdp_real"]
Maker = Callable[..., xr.Dataset]


def made_growth(made_panel: Maker, seed: int, common: float = 0.0) -> xr.Dataset:
    """A panel whose real GDP grows by an autoregression of .6 with shocks of 2 % around a common path."""
    like = made_panel()
    places, years = like.sizes["place"], like.sizes["year"]
    rng = np.random.default_rng(seed)
    growth = np.zeros((places, years))
    for year in range(1, years):
        growth[:, year] = 0.6 * growth[:, year - 1] + rng.normal(0, 0.02, places)
    mean = 0.08 + np.cumsum(rng.normal(0, common, years))
    index = np.exp(np.cumsum(growth + mean, axis=1))
    index[:, like["year"].values < 2000] = np.nan
    return made_panel(gdp_real_index=index)


@pytest.mark.parametrize("tails", ["normal", "student", "empirical"])
def test_bands_hold_what_they_promise_on_a_known_process(made_panel: Maker, tails: str) -> None:
    case = Case(GDP, 2013, 6, NATIONAL_GIVEN)
    method = Statistical(RULES["pooled_ar1"], tails=tails)  # type: ignore[arg-type]
    held = []
    for seed in range(4):
        found = scored(made_growth(made_panel, seed), case, 1, lambda *_: {"it": method}).cells["it"]
        held.append(score(found, np.ones(len(found.crps), dtype=bool), np.random.default_rng(1)))
    # four worlds of 336 places whose six years move together: the sampling error of coverage is about 1 point
    assert np.mean([s.coverage_90 for s in held]) == pytest.approx(0.90, abs=0.03)
    assert np.mean([s.coverage_50 for s in held]) == pytest.approx(0.50, abs=0.04)


@pytest.mark.slow
def test_bands_with_nothing_given_hold_over_many_worlds_with_wandering_growth(made_panel: Maker) -> None:
    case = Case(GDP, 2013, 6, NOTHING_GIVEN)
    method = Statistical(RULES["pooled_ar1"])
    held = []
    for seed in range(150):
        found = scored(made_growth(made_panel, seed, common=0.01), case, 1, lambda *_: {"it": method}).cells["it"]
        held.append(np.nanmean(np.abs(found.chance - 0.5) < 0.45))
    # one common path a world: 150 worlds have a sampling error of 2 points; thirteen years of growth fit it poorly
    assert np.mean(held) == pytest.approx(0.90, abs=0.06)


def test_the_right_rule_beats_the_random_walk_on_a_known_process(made_panel: Maker) -> None:
    case = Case(GDP, 2013, 6, NATIONAL_GIVEN)
    pair = {name: Statistical(RULES[name]) for name in ("random_walk", "pooled_ar1")}
    found = scored(made_growth(made_panel, 1), case, 1, lambda *_: pair).cells
    assert np.nanmean(found["pooled_ar1"].crps) < 0.95 * np.nanmean(found["random_walk"].crps)


def test_the_rule_with_the_least_past_error_is_selected(made_panel: Maker) -> None:
    panel = made_growth(made_panel, 1)
    places = tuple(panel["place"].values.tolist())
    past = past_of(panel, GDP, 2013, places, np.zeros(6))
    candidates = {name: Statistical(RULES[name]) for name in ("own_drift", "random_walk", "pooled_ar1")}
    assert Selected(candidates).choice(past, range(2014, 2020)) == "pooled_ar1"


def test_a_mean_path_that_is_given_is_passed_through(made_panel: Maker) -> None:
    panel = made_growth(made_panel, 1)
    places = tuple(panel["place"].values.tolist())
    path = np.array([0.1, 0.2, 0.3])
    centres = [
        Statistical(RULES["pooled_ar1"]).predict(
            past_of(panel, GDP, 2013, places, given), places, (2014, 2015, 2016), np.random.default_rng(1)
        )
        for given in (path, np.zeros(3))
    ]
    assert np.allclose(centres[0].quantile(0.5) - centres[1].quantile(0.5), path)
    assert np.allclose(
        centres[0].quantile(0.9) - centres[0].quantile(0.1), centres[1].quantile(0.9) - centres[1].quantile(0.1)
    )


def test_widths_grow_with_the_root_of_the_horizon_where_nothing_was_measured() -> None:
    errors = np.full((4, 50, 8), np.nan)
    errors[:, :, :2] = np.random.default_rng(1).normal(0, 1, (4, 50, 2))
    found = widths(errors, np.zeros(50, dtype=int), 8)
    assert found[0, 7] == pytest.approx(found[0, 1] * 2)


def test_groups_have_their_own_width_only_with_enough_errors() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (3, 60, 1))
    errors[:, 30:] *= 3
    errors[:, 55:] *= 10
    groups = np.repeat([0, 1, 2], [30, 25, 5])
    found = widths(errors, groups, 1)[:, 0]
    assert found[0] == pytest.approx(1, abs=0.2)
    assert found[30] == pytest.approx(3, abs=0.6)
    assert found[55] == pytest.approx(float(np.sqrt(np.mean(errors**2))))


def test_recent_errors_count_more_with_a_half_life() -> None:
    errors = np.concatenate([np.full((5, 40, 1), 3.0), np.full((5, 40, 1), 1.0)])
    groups = np.zeros(40, dtype=int)
    assert widths(errors, groups, 1, half_life=1.0)[0, 0] < 1.2 < widths(errors, groups, 1)[0, 0]


def test_a_restless_place_is_drawn_toward_its_own_errors() -> None:
    errors = np.random.default_rng(1).normal(0, 1, (8, 50, 1))
    errors[:, 0] *= 4
    found = volatility(errors, np.ones((50, 1)))
    assert found[0] > 1.8
    assert found[1:].mean() == pytest.approx(1, abs=0.1)


def test_heavy_tails_are_found_and_normal_ones_are_not_made_up() -> None:
    rng = np.random.default_rng(1)
    heavy, plain = rng.standard_t(4, (10, 300, 1)), rng.normal(0, 1, (10, 300, 1))
    assert tail_degrees(heavy / heavy.std(), np.ones((300, 1))) <= 5
    assert tail_degrees(plain, np.ones((300, 1))) >= 20


def test_empirical_bands_are_the_quantiles_of_past_errors() -> None:
    errors = np.random.default_rng(1).exponential(1, (10, 100, 1))
    found = error_quantiles(errors, np.zeros(100, dtype=int), 1)
    assert np.quantile(found[:, 0, 0], 0.9) == pytest.approx(np.quantile(errors, 0.9), rel=0.02)


def test_an_origin_without_enough_years_is_refused(panel: xr.Dataset) -> None:
    with pytest.raises(RelodeError, match="too few years"):
        scored(panel, Case(GDP, 2005, 6, NATIONAL_GIVEN), 1)
    house = Case(TARGETS["house_price"], 2015, 2, NATIONAL_GIVEN)
    with pytest.raises(RelodeError, match="first usable origin is 2016"):
        scored(panel, house, 1, lambda *_: {"it": Statistical(RULES["pooled_ar1"], start=5)})


def test_outcomes_are_changes_since_the_origin(made_panel: Maker) -> None:
    panel = made_growth(made_panel, 1)
    places = tuple(panel["place"].values.tolist())
    found = outcomes(panel, Case(GDP, 2013, 2, NATIONAL_GIVEN), places)
    index = panel["value"].sel(quantity="gdp_real_index")
    expected = np.log(index.sel(year=2015).values / index.sel(year=2013).values)
    assert np.allclose(found[:, 1], expected)


def test_errors_beyond_the_longest_horizon_grow_with_the_root_of_time():
    errors = np.random.default_rng(1).standard_normal((40, 3, 4))
    found = error_quantiles(errors, np.array([0, 0, 1]), 9)
    assert found[:, 0, 3] == pytest.approx(np.nanquantile(errors[:, :2, 3], CHANCES))
    assert found[:, 2, 0] == pytest.approx(np.nanquantile(errors[:, 2, 0], CHANCES))
    for ahead in (5, 9):
        assert found[..., ahead - 1] == pytest.approx(found[..., 3] * np.sqrt(ahead / 4))
