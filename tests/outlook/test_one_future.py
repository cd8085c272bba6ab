"""The one predictive distribution of a place: facts, centres, bands, and how past bands held."""

from dataclasses import replace

import numpy as np
import pytest

from relode import shipped_tables
from relode.outlook.one_future.bands import towards, widths
from relode.outlook.one_future.observed_series import YEARS, forecast_quantities
from relode.outlook.one_future.statement import own_uncertainty
from studies.outlook.pooling import best_weights, mixed, pooled
from studies.outlook.rolling import FEWEST_PLACES, FURTHEST, coverage, rolled, width_factors
from studies.outlook.yearly_rules import expected

HEGANG, BAOTOU = "230400", "150200"


def test_what_lay_below_widens_the_lower_side_alone():
    """By hand: half of the places fall short by .3 at most, half gain .1 at most; nine in ten of each side."""
    errors = np.concatenate([-np.linspace(0.0, 0.3, 101)[1:], np.linspace(0.0, 0.1, 101)[1:]])[:, None]
    errors = errors - errors.mean()
    group, everyone = np.zeros(200, dtype=np.int64), np.ones(200, dtype=bool)
    found = {side: widths({2010: errors}, group, everyone, 2011, 1, side=side).half[1, 0, 0] for side in (-1, 0, 1)}
    below, above = (np.quantile(np.abs(errors[errors * side > 0]), 0.9) for side in (-1, 1))
    assert (found[-1], found[1]) == pytest.approx((below, above), rel=1e-9)
    assert found[1] < found[0] < found[-1]
    assert towards(np.array([-1.0, 1.0]), np.array([[3.0, 3.0], [1.0, 1.0]])).tolist() == [3.0, 1.0]


def test_a_budget_above_what_output_carries_comes_back_as_others_did():
    """Planted: each year a third of the gap to output closes, from gaps that differ by place."""
    gaps = np.random.default_rng(1).normal(0, 0.3, (80, 1)) * (2 / 3) ** np.arange(9)
    output = np.tile(0.05 * np.arange(9), (80, 1))
    found = expected("damped+returns", output + gaps, 3, 2020, output)
    closed = gaps[:, [-1]] * ((2 / 3) ** np.arange(1, 4) - 1)
    kept = expected("damped+keeps", output + gaps, 3, 2020)
    assert found - kept == pytest.approx(closed - closed.mean(axis=0), abs=6e-3)
    assert np.abs(closed).max() > 0.01


def test_a_mean_path_that_stays_and_a_lead_that_keeps_is_no_change():
    logs = np.random.default_rng(1).normal(size=(80, 9))
    assert expected("stays+keeps", logs, 5, 2020).tolist() == np.zeros((80, 5)).tolist()


def test_debt_may_fade_more_slowly():
    logs = np.tile(0.1 * np.arange(9), (80, 1))
    assert expected("lasting+keeps", logs, 2, 2020)[0] == pytest.approx([0.09, 0.09 + 0.081], rel=1e-12)


def test_last_year_s_change_of_a_price_goes_on_for_two_years_and_then_stays():
    """Planted: half of each year's change goes on in the next."""
    start = np.random.default_rng(1).normal(0, 0.1, (80, 1))
    logs = np.cumsum(start * 0.5 ** np.arange(9), axis=1)
    last = logs[:, -1] - logs[:, -2]
    found = expected("stays+momentum", logs, 5, 2020)
    assert found == pytest.approx(np.outer(last, [0.5, 0.75, 0.75, 0.75, 0.75]), rel=1e-9)


def test_bands_see_no_error_of_a_later_year():
    errors = {2010: np.full((40, 5), 0.1), 2013: np.full((40, 5), 9.0)}
    group, everyone = np.zeros(40, dtype=np.int64), np.ones(40, dtype=bool)
    early = widths(errors, group, everyone, 2013, 5)
    alone = widths({2010: errors[2010]}, group, everyone, 2013, 5)
    assert early is not None
    assert alone is not None
    assert early.half.tolist() == alone.half.tolist()


def test_shipped_bands_grow_to_2035_without_a_jump():
    """The steepest known: people, from 4 years ahead to the census after 10, by the power 1.8 of the years."""
    rows = shipped_tables.rows("relode.outlook.one_future", "bands")
    half = {(each["quantity"], each["group"], int(each["horizon"])): float(each["below_90"]) for each in rows}
    steps = {at: half[*at[:2], at[2] + 1] / size for at, size in half.items() if at[2] <= 12}
    assert len(steps) == 9 * 3 * 12
    assert {at: step for at, step in steps.items() if step > (1 + 1 / at[2]) ** 2.1} == {}


def test_bands_see_no_error_of_another_fold():
    rng = np.random.default_rng(1)
    errors = rng.normal(size=(60, 4))
    among = np.arange(60) < 40
    changed = errors.copy()
    changed[40:] *= 7
    group = np.zeros(60, dtype=np.int64)
    one, other = (widths({2010: e}, group, among, 2020, 4) for e in (errors, changed))
    assert one is not None
    assert other is not None
    assert one.half.tolist() == other.half.tolist()


def test_the_pool_finds_the_part_that_is_right():
    rng = np.random.default_rng(1)
    right, wrong = rng.normal(0, 0.01, 200), rng.normal(0.5, 0.5, 200)
    found = pooled({"wrong": wrong, "right": right}, rng.integers(0, 5, 200))
    assert found.weights == {"wrong": 0.0, "right": 1.0}
    assert found.size == pytest.approx(np.abs(right).mean())


def test_weights_of_opposite_errors_are_even():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.01, 300)
    assert best_weights(np.stack([0.2 + noise, -0.2 - noise])).tolist() == [0.5, 0.5]


def test_a_missing_part_leaves_its_weight_to_the_others():
    one, other = np.array([[1.0], [1.0]]), np.array([[3.0], [np.nan]])
    assert mixed({"one": one, "other": other}, {"one": 0.5, "other": 0.5}).tolist() == [[2.0], [1.0]]


def test_coverage_counts_outcomes_inside():
    inside = {2010: np.array([[1.0], [0.0], [1.0], [np.nan]])}
    found = coverage(inside, np.array(["11", "11", "12", "12"]), 1)
    assert found is not None
    assert (found.count, found.origins) == (3, 1)
    assert found.share == pytest.approx(2 / 3)
    assert found.low <= found.share <= found.high


@pytest.mark.parametrize(("name", "first"), [("gdp_real", 2013), ("debt", 2011)])
def test_a_forecast_begins_once_three_years_of_growth_are_known_or_two_figures_of_debt(name, first):
    """By hand: figures of 2010-2020 that grow by a tenth a year in logs; who expects no change misses by that."""
    of = replace(forecast_quantities()[name], first=2010, national="own")
    grown = [np.exp(0.1 * (year - 2010)) if 2010 <= year <= 2020 else np.nan for year in YEARS]
    found = rolled(of, *2 * [np.tile(grown, (FEWEST_PLACES, 1))])
    assert found.origins == tuple(range(first, 2021))
    assert found.missed["stays+keeps"][first][0, :3] == pytest.approx([0.1, 0.2, 0.3])
    few = np.tile(grown, (FEWEST_PLACES, 1))
    few[0, YEARS.index(2010)] = np.nan
    assert rolled(of, few, few).origins == tuple(range(first + 1, 2021))


def given(panel, quantity, year, low, high):
    """The panel with a figure of the user's that is the shipped one and has an interval."""
    own = {"place": HEGANG, "quantity": quantity, "year": year, "low": low, "high": high}
    return panel.assign_attrs(overrides=[own])


def test_only_intervals_of_figures_that_the_newest_one_rests_on_count(panel):
    half = np.log(1.2) / 2
    for quantity, year, name, expected_half in (
        ("gdp_nominal", 2020, "gdp_real", half),  # later years are put on the output of the opening year
        ("gdp_nominal", 2019, "gdp_real", 0.0),
        ("gdp_real_index", 2023, "gdp_real", half),
        ("population", 2010, "population", 0.0),
        ("gdp_real_index", 2023, "population", 0.0),
    ):
        own = given(panel, quantity, year, 100.0, 120.0)
        assert own_uncertainty(own, HEGANG, name, 2023) == pytest.approx(expected_half, rel=1e-12), quantity
        assert own_uncertainty(own, BAOTOU, name, 2023) == 0
    two = [given(panel, *each, 100.0, 120.0) for each in (("gdp_nominal", 2020), ("gdp_real_index", 2023))]
    both = panel.assign_attrs(overrides=[own for each in two for own in each.attrs["overrides"]])
    assert own_uncertainty(both, HEGANG, "gdp_real", 2023) == pytest.approx(np.sqrt(2) * half, rel=1e-12)
    assert own_uncertainty(given(panel, "population", 2023, None, None), HEGANG, "population", 2023) == 0


def test_bands_become_as_much_wider_as_past_outcomes_were_beyond_them():
    origins, everyone = range(2010, 2015), np.array([True, True, False])
    missed = {origin: np.full((3, FURTHEST), 3.0) for origin in origins}
    half = {origin: np.full((2, 2, 3, FURTHEST), 2.0) for origin in origins}
    for of in missed.values():
        of[2] = 100.0  # a place that is not among them
    found = width_factors(missed, half, 2015, everyone)
    # Three years ahead three origins are known by 2015, four years ahead two, too few to learn from: as three ahead.
    assert found == pytest.approx(np.full((2, FURTHEST), 1.5))
    for origin in origins:  # below, where bands are half as wide
        missed[origin][:2], half[origin][0] = -2.0, 1.0
    assert width_factors(missed, half, 2015, everyone) == pytest.approx(np.full((2, FURTHEST), 2.0))
