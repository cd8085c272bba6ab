"""The one predictive distribution of a place: facts, centres, bands, and how past bands held."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode import shipped_tables
from relode.errors import NoVerdict
from relode.horizon import OPENING_YEAR
from relode.outlook.one_future.bands import _grown, towards, widths
from relode.outlook.one_future.observed_series import YEARS, breaks, forecast_quantities, levels
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import own_uncertainty, predictive
from relode.panel.doubt import listing_price
from studies.outlook.estimation import CENSUS, NEXT_CENSUS, _at_ten, _census_coverage, _census_held, _pool_yearly
from studies.outlook.pooling import Medians, best_weights, mixed, pooled
from studies.outlook.rolling import FEWEST_PLACES, FURTHEST, RollingErrors, coverage, rolled, width_factors
from studies.outlook.yearly_rules import expected

HEGANG, BAOTOU = "230400", "150200"


@pytest.fixture(scope="module")
def hegang(panel):
    return predictive(panel, "hegang").quantities


def test_hegang_has_all_nine_quantities(hegang):
    assert tuple(hegang) == tuple(forecast_quantities())


def test_what_is_observed_is_certain(hegang):
    revenue = hegang["budget_revenue"]
    at = AHEAD.index(revenue.observed_until)
    assert len(set(revenue.at((0.05, 0.5, 0.95))[:, at].tolist())) == 1


def test_a_price_put_right_by_the_index_is_an_estimate_and_no_fact(panel, hegang):
    # The newest whole year of the index is 2025, that of listings 2024.
    price, corrected = hegang["house_price"], listing_price(panel, HEGANG, 2025)
    assert price.observed_until == 2025
    low, middle, high = price.at((0.05, 0.5, 0.95))[:, AHEAD.index(2025)]
    assert (middle, high) == pytest.approx((corrected.value, corrected.interval_90[1]), rel=1e-3)
    assert low == pytest.approx(corrected.interval_90[0], rel=1e-3)
    assert {"doubted_left_out", "corrected_opening"} <= set(price.tags)


def test_a_reported_figure_that_does_not_follow_on_from_the_census_is_left_out_and_said(panel, hegang):
    # 956,608 residents in 2021 after 891,271 counted in 2020: 7 % more in a year. The shipped tables leave it out.
    assert (breaks(panel, HEGANG), "breaks_left_out" in hegang["population"].tags) == ((), False)
    told = panel.copy()
    at = (panel["quantity"] == "population_resident_reported") & (panel["place"] == HEGANG) & (panel["year"] == 2021)
    told["value"] = panel["value"].where(~at, 956_608.0)
    found = predictive(told, "hegang").quantities["population"]
    assert breaks(told, HEGANG) == (2021,)
    assert "breaks_left_out" in found.tags
    assert 2021 not in found.facts
    assert found.observed_until == hegang["population"].observed_until == 2023


def test_output_is_told_at_prices_of_the_opening_year(panel):
    nominal = float(panel["value"].sel(quantity="gdp_nominal", place=BAOTOU, year=2020))
    index = panel["value"].sel(quantity="gdp_real_index", place=BAOTOU)
    found = levels(panel, "gdp_real", (BAOTOU,))[0]
    assert found[YEARS.index(2020)] == nominal
    grown = nominal * float(index.sel(year=2023)) / float(index.sel(year=2020))
    assert found[YEARS.index(2023)] == pytest.approx(grown, rel=1e-12)


def test_debt_is_at_prices_of_the_opening_year_by_consumer_prices(panel):
    # The published index is 158.218 in 2020 and 163.663 in 2024.
    published = float(panel["value"].sel(quantity="government_debt", place=HEGANG, year=2024))
    found = levels(panel, "debt", (HEGANG,))[0][YEARS.index(2024)]
    assert found == pytest.approx(published * 158.218 / 163.663, rel=1e-12)


def test_bands_meet_their_half_widths_below_and_above(hegang):
    ahead = hegang["gdp_real"]
    low, quarter, middle, three, high = np.log(ahead.at((0.05, 0.25, 0.5, 0.75, 0.95)))
    for end, start, half in ((middle, low, ahead.half_90[0]), (high, middle, ahead.half_90[1]),
                             (middle, quarter, ahead.half_50[0]), (three, middle, ahead.half_50[1])):  # fmt: skip
        assert end - start == pytest.approx(half, abs=2e-4)  # ndtri(.95) is 1.64485, NORMAL says 1.6449
    at = AHEAD.index(2028)
    assert (middle - low)[at] > (high - middle)[at]


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


def test_bands_never_narrow_with_the_years_ahead(hegang):
    for ahead in hegang.values():
        assert (np.diff(ahead.half_90, axis=1) >= 0).all(), ahead.name
        assert (ahead.half_50 <= ahead.half_90).all(), ahead.name


def test_working_age_people_follow_what_was_counted_of_all_people_since_the_census(panel):
    # Baotou was reported to have more people in 2024 than the centre from 2020 expects.
    whole = predictive(panel, "baotou").quantities
    without = panel.copy()
    without["value"] = panel["value"].where(
        ~((panel["quantity"] == "population_resident_reported") & (panel["year"] > OPENING_YEAR))
    )
    cut = predictive(without, "baotou").quantities
    at = AHEAD.index(2035)
    more = whole["population"].at((0.5,))[0, at] / cut["population"].at((0.5,))[0, at]
    assert whole["age_15_59"].at((0.5,))[0, at] / cut["age_15_59"].at((0.5,))[0, at] == pytest.approx(more, rel=1e-9)


def test_a_place_without_recent_figures_has_no_future(panel):
    empty = panel.copy()
    empty["value"] = panel["value"].where(panel["place"] != HEGANG)
    with pytest.raises(NoVerdict):
        predictive(empty, "hegang")


def test_a_mean_path_that_stays_and_a_lead_that_keeps_is_no_change():
    logs = np.random.default_rng(1).normal(size=(80, 9))
    assert expected("stays+keeps", logs, 5, 2020).tolist() == np.zeros((80, 5)).tolist()


def test_a_damped_path_goes_on_with_less_each_year():
    logs = np.tile(0.1 * np.arange(9), (80, 1))
    by_hand = [0.08, 0.08 + 0.064, 0.08 + 0.064 + 0.0512]
    assert expected("damped+keeps", logs, 3, 2020)[0] == pytest.approx(by_hand, rel=1e-12)


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


def test_bands_go_straight_from_one_measured_horizon_to_the_next():
    """Missed by .1 after 4 years and by .4 after 10: after 7 by .1 (7 / 4)^(ln 4 / ln 2.5), and no jump between."""
    errors = np.full((60, 12), np.nan)
    errors[:, 3], errors[:, 9] = np.tile([0.1, -0.1], 30), np.tile([0.4, -0.4], 30)
    found = widths({2010: errors}, np.zeros(60, dtype=np.int64), np.ones(60, dtype=bool), 2022, 12)
    assert found is not None
    by_hand = {1: 0.1 / 4, 4: 0.1, 7: 0.1 * 1.75 ** (np.log(4) / np.log(2.5)), 10: 0.4, 12: 0.4 * 1.2**0.5}
    assert found.half[1, 0, [h - 1 for h in by_hand]] == pytest.approx(list(by_hand.values()), rel=1e-12)


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


def test_the_mean_of_a_wide_band_lies_above_its_median(hegang):
    debt = hegang["debt"]
    assert debt.mean[-1] > debt.at((0.5,))[0, -1]
    certain = replace(debt, half_50=np.zeros((2, len(AHEAD))), half_90=np.zeros((2, len(AHEAD))))
    assert certain.mean == pytest.approx(certain.at((0.5,))[0], rel=1e-12)


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


def test_an_interval_of_the_user_s_widens_every_band_that_follows_from_the_figure(panel, hegang):
    before, newest = hegang["population"], hegang["population"].observed_until
    own = given(panel, "population_resident_reported", newest, 850_000.0, 907_000.0)
    future = predictive(own, "hegang").quantities
    found, at, half = future["population"], AHEAD.index(newest), np.log(907 / 850) / 2
    # The newest figure is as unsure as the user says; after it independent errors add up by their squares.
    low, middle, high = found.at((0.05, 0.5, 0.95))[:, at]
    assert (middle, high / low) == pytest.approx((before.opening, 907 / 850), rel=1e-4)  # NORMAL has four digits
    assert found.half_90[:, at:] == pytest.approx(np.sqrt(before.half_90[:, at:] ** 2 + half**2), rel=1e-9)
    assert found.half_50[:, at:] == pytest.approx(np.hypot(before.half_50[:, at:], half * 0.6745 / 1.6449), rel=1e-9)
    assert found.half_90[:, :at].tolist() == before.half_90[:, :at].tolist()
    assert found.centre.tolist() == before.centre.tolist()
    assert "own_interval" in found.tags
    assert "own_interval" not in before.tags
    assert future["debt"].half_90.tolist() == hegang["debt"].half_90.tolist()


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


def test_errors_of_a_decade_stand_at_its_tenth_year():
    grid = _at_ten(np.array([0.1, -0.2]))
    assert grid.shape == (2, 10)
    assert grid[:, 9].tolist() == [0.1, -0.2]
    assert np.isnan(grid[:, :9]).all()


def test_bands_of_census_quantities_are_scored_as_they_are_shipped_with_errors_of_other_provinces():
    """Others missed by 1 a year on (and by 30 over the decade, of which a tenth of the way would be 3)."""
    signs = np.resize([1.0, -1.0], 100)
    a_year_on = 1.0 * signs
    a_year_on[:2] = [0.9, -1.1]
    on = SimpleNamespace(group=np.zeros(100, dtype=int), fold=np.repeat([0, 1, 2, 3, 4], [2, 26, 24, 24, 24]))
    errors = {CENSUS: _at_ten(30.0 * signs), NEXT_CENSUS: a_year_on[:, None]}
    for share in _census_held(on, errors, 10):  # half of them missed by exactly as much as nine in ten
        assert share[NEXT_CENSUS][:2, 0].tolist() == [1, 0]


def test_sizes_stand_beside_coverage_for_each_horizon_that_has_outcomes():
    on = SimpleNamespace(
        group=np.zeros(100, dtype=int), fold=np.repeat([0, 1, 2, 3, 4], 20), province=np.repeat(list("abcde"), 20)
    )
    missed = np.resize([1.0, -1.0], 100)
    errors = {CENSUS: _at_ten(30.0 * missed), NEXT_CENSUS: missed[:, None], 2021: 3.0 * missed[:, None]}
    outcomes = {origin: 2 * grid for origin, grid in errors.items()}
    told = {row["horizon"]: row for row in _census_coverage(on, forecast_quantities()["population"], errors, outcomes)}
    assert told.keys() == {1, 10}
    assert (told[1]["origins"], told[1]["count"]) == (2, 200)
    assert (told[1]["mean_error"], told[1]["mean_error_no_change"]) == ("2.00000", "4.00000")


def test_rule_and_simulator_are_pooled_over_the_years_that_both_have_since_an_opening():
    """By hand: two places of two folds, opened in 2015 with medians to 2017; an opening that is no origin is left."""
    codes, at = ("a", "b"), YEARS.index(2015)
    logs = np.full((2, len(YEARS)), np.nan)
    logs[:, at : at + 4] = [[1.0, 1.1, 1.3, 9.0], [2.0, 1.9, 1.7, 9.0]]
    missed = np.full((2, FURTHEST), 9.0)
    missed[:, :2] = [[0.3, 0.1], [-0.2, -0.2]]
    found = RollingErrors(
        forecast_quantities()["gdp_real"], logs, logs, (2015,), {"best": {2015: missed}}, {2015: "best"}
    )
    medians = Medians(("b", "a"), (2015, 2016, 2017), {"gdp_real": np.array([[5.0, 4.86, 4.72], [7.0, 7.05, 7.2]])})
    on = SimpleNamespace(simulated={2015: medians, 2018: None}, scored=codes, fold=np.array([0, 1]))
    pool = _pool_yearly(on, found)
    assert pool.count == 4
    # The simulator missed .1 - .05, .3 - .2, -.1 + .14 and -.3 + .28.
    assert pool.sizes == {"rule": pytest.approx(0.8 / 4), "simulator": pytest.approx((0.05 + 0.1 + 0.04 + 0.02) / 4)}
    # A tenth of the rule (.3, .1, -.2, -.2) would leave .075 + .1 + .016 + .038 = .229 instead of .21.
    assert pool.weights == {"rule": 0.0, "simulator": 1.0}


@pytest.mark.parametrize(("beyond", "power"), [(None, 0.7), (0.9, 0.9)])
def test_beyond_the_last_measured_year_errors_grow_by_a_power_of_the_years(beyond, power):
    """Measured 1 and 2 years ahead, with the power .7 of the years; then as far again twice."""
    known = np.array([1.0, 2**0.7, *[np.nan] * 6])
    grown = _grown(known, beyond)
    assert grown[:2] == pytest.approx([1.0, 2**0.7])
    assert grown[[3, 7]] == pytest.approx(2**0.7 * np.array([2.0, 4.0]) ** power)
    assert _grown(known, beyond, small=1) == pytest.approx(grown * 2**0.5)
