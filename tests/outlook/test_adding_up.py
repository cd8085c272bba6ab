"""People of all places sum to the nation: shares of the remainder, the nation's path, parts, pace, joint futures."""

from statistics import NormalDist

import numpy as np
import pytest

from relode.outlook.backcasts.targets import prefectures
from relode.outlook.one_future.bands import NORMAL, mean_factor
from relode.outlook.one_future.joint_futures import (
    BASE,
    COMMON,
    added_up,
    as_forecast_at,
    deviation,
    growth,
    parts_of_remainder,
    people_futures,
)
from relode.outlook.one_future.observed_series import YEARS, levels
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import past_coverage, predictive
from relode.streams import stream
from studies.outlook.people_estimation import pace
from studies.outlook.people_rules import (
    COHORTS,
    STAYS,
    STRUCTURE,
    TREND,
    LongPaths,
    lately,
    mixed_by_horizon,
    parts,
    weights_by_horizon,
)


@pytest.fixture(scope="module")
def futures(panel):
    return people_futures(panel, count=256, seed=1)


@pytest.fixture(scope="module")
def people(panel):
    return [predictive(panel, code).quantities["population"] for code in prefectures(panel)]


def test_a_large_place_takes_more_of_what_the_sum_leaves():
    # By hand: shares .75 and .25, so (.04 + .75) and (.04 + .25) over .04 + .5625 + .0625.
    assert COMMON == 0.2
    assert parts_of_remainder(np.array([3.0, 1.0])) == pytest.approx([0.79 / 0.665, 0.29 / 0.665], rel=1e-12)


def test_a_place_outside_the_sum_moves_as_one_without_people():
    assert parts_of_remainder(np.array([3.0, 1.0, np.nan]))[2] == pytest.approx(0.04 / 0.665, rel=1e-12)


def test_places_sum_to_the_nation_whatever_they_expected():
    rng = np.random.default_rng(1)
    people, own = rng.uniform(1, 9, 40), rng.normal(0.3, 0.4, (40, 3))
    nation, factor = np.array([0.1, -0.2, 0.0]), 1 + rng.uniform(0, 0.1, (40, 3))
    told = added_up(people, own, nation, factor)
    assert people @ (np.exp(told) * factor) == pytest.approx(people.sum() * np.exp(nation), rel=1e-12)
    again = added_up(people, told, nation, factor)
    assert again == pytest.approx(told, abs=1e-12)


def test_the_nation_grows_as_the_un_expects_and_its_bounds_are_met():
    # Published, thousand persons: 1,417,733.636 in July 2024, 1,370,645.051 in 2035 (80 %: 1,345,345.699 and above).
    median, low = growth(np.array([0.0, NormalDist().inv_cdf(0.1)]), [2035])[:, 0]
    assert median == pytest.approx(np.log(1370645.0509999995 / 1417733.6359999995), rel=1e-12)
    # The lower bound of 2035 less what is uncertain of 2024 itself (1,415,899.56).
    assert low == pytest.approx(np.log(1345345.699 / 1415899.56), abs=1e-6)
    assert growth(np.array([1.0, -2.5]), [BASE]) == pytest.approx(0.0)
    assert (np.diff(deviation(26)) > 0).all()


def test_a_past_forecast_of_the_nation_knows_no_later_figure():
    # Published for 2022: 6.77 births and 7.37 deaths per thousand.
    assert as_forecast_at(2022, (2023, 2024), np.array([9.0, 9.0])) == pytest.approx([-0.0006, -0.0012])
    assert as_forecast_at(2010, (2020,), np.array([0.05])).tolist() == [0.05]  # no rate of 2010 is shipped


def test_lately_is_growth_since_the_census_before():
    people = np.full((1, len(YEARS)), np.nan)
    for year, number in ((2010, 100.0), (2020, 110.0), (2023, 104.5)):
        people[0, YEARS.index(year)] = number
    assert lately(people, 2023)[0] == pytest.approx(np.log(0.95) / 3)
    assert lately(people, 2020)[0] == pytest.approx(np.log(1.1) / 10)


def test_each_part_sums_to_the_nation_and_differs_in_who_grows():
    people = np.full((2, len(YEARS)), np.nan)
    people[:, YEARS.index(2010)], people[:, YEARS.index(2020)] = [1e6, 1e6], [1.2e6, 0.8e6]
    flat = np.zeros((2, 3))
    long = LongPaths(2020, (2020, 2021, 2022), np.array([[0, 0.1, 0.2], [0, 0, 0]]), flat, flat)
    told = parts(people, long, 2020, (2022,), np.array([0.01]))
    assert set(told) == {STAYS, TREND, STRUCTURE, COHORTS}
    for grid in told.values():
        assert people[:, YEARS.index(2020)] @ np.exp(grid[:, 0]) == pytest.approx(2e6 * np.exp(0.01), rel=1e-12)
    assert told[TREND][0, 0] - told[TREND][1, 0] > 2 * np.log(1.2 / 0.8) / 10
    assert told[STRUCTURE][0, 0] > told[STRUCTURE][1, 0]


def test_weights_hold_up_to_four_years_and_from_ten_on():
    near, far = {"a": 0.8, "b": 0.2}, {"a": 0.2, "b": 0.8}
    told = weights_by_horizon(near, far, np.array([1, 4, 7, 10, 20]))
    assert told["a"] == pytest.approx([0.8, 0.8, 0.5, 0.2, 0.2])
    grids = {"a": np.array([[1.0, 1.0], [1.0, 1.0]]), "b": np.array([[3.0, 3.0], [np.nan, np.nan]])}
    mixed = mixed_by_horizon(grids, {"a": np.array([0.5, 0.25]), "b": np.array([0.5, 0.75])})
    assert mixed == pytest.approx(np.array([[2.0, 2.5], [1.0, 1.0]]))


def test_the_pace_is_how_much_of_the_expected_has_come():
    moved = np.linspace(-0.1, 0.1, 21)
    missed = {STAYS: 0.3 * moved, STRUCTURE: (0.3 - 1.0) * moved}
    assert pace(missed, {STRUCTURE: 1.0, STAYS: 0.0}) == pytest.approx(0.3)


def test_the_mean_of_a_normal_band_is_that_of_a_lognormal():
    half = 0.2 * np.array(NORMAL)
    # Beyond the 90 % ends and between the halves the band of a normal is straight in the score: all but the last ranks.
    assert mean_factor(half) == pytest.approx(np.exp(0.2**2 / 2), rel=2e-4)


@pytest.mark.slow
def test_every_future_of_all_places_sums_to_the_nation_to_a_person(panel, futures, people):
    years = [year for year in AHEAD if year > BASE]
    start = sum(float(each.at((0.5,))[0, AHEAD.index(BASE)]) for each in people)
    nation = start * np.exp(growth(stream("people_futures", 1).standard_normal(256), years))
    assert np.abs(futures.sel(year=years).sum("place").to_numpy() - nation).max() < 1.0
    assert futures.sizes["place"] == len(prefectures(panel))


@pytest.mark.slow
def test_means_of_all_places_sum_to_the_growth_of_the_un(people):
    means = sum(each.mean for each in people)
    for year in (2025, 2030, 2035, 2050):
        told = np.log(means[AHEAD.index(year)] / means[AHEAD.index(BASE)])
        # Four digits in the table of centres, and means over 512 ranks.
        assert told == pytest.approx(growth(np.zeros(1), [year])[0, 0], abs=2e-3), year


@pytest.mark.slow
@pytest.mark.parametrize("city", ["hegang", "baotou", "jinchang", "xuzhou"])
def test_a_place_has_the_same_band_in_the_futures_of_all_places(panel, futures, city):
    told = predictive(panel, city)
    people, here = told.quantities["population"], futures.sel(place=told.place.code).to_numpy()
    for year in (2025, 2030, 2035, 2050):
        at = AHEAD.index(year)
        for chance, near in ((0.05, 0.25), (0.25, 0.15), (0.5, 0.12), (0.75, 0.15), (0.95, 0.25)):
            found = np.log(np.quantile(here[:, at], chance) / people.at((chance,))[0, at])
            # Ends of a band of 256 draws lie within a quarter of its half width.
            assert abs(found) < near * people.half_90[at] + 1e-9, (year, chance)


@pytest.mark.slow
def test_counted_years_are_the_same_in_all_futures(panel, futures):
    counted = levels(panel, "population", ("150200",))[0][YEARS.index(2024)]
    assert np.ptp(futures.sel(place="150200", year=2024).to_numpy()) == 0
    assert float(futures.sel(place="150200", year=2024)[0]) == pytest.approx(counted, rel=1e-12)


def test_the_next_years_are_forecast_better_than_as_last_counted():
    for ahead in (1, 2, 3, 4, 10):
        held = past_coverage()["population"][ahead]
        assert held.mean_error < held.mean_error_no_change
        assert 0.85 <= held.coverage_90 <= 0.95
