"""People of all places sum to the nation: shares of the remainder, the nation's path, parts, pace, joint futures."""

from statistics import NormalDist

import numpy as np
import pytest

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
from relode.outlook.one_future.observed_series import YEARS, prefectures
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import past_coverage, predictive
from relode.streams import stream
from studies.outlook.people_rules import (
    COHORTS,
    STAYS,
    STRUCTURE,
    TREND,
    LongPaths,
    parts,
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


@pytest.mark.slow
def test_every_future_of_all_places_sums_to_the_nation_to_a_person(panel, futures, people):
    years = [year for year in AHEAD if year > BASE]
    start = sum(float(each.at((0.5,))[0, AHEAD.index(BASE)]) for each in people)
    nation = start * np.exp(growth(stream("people_futures", 1).standard_normal(256), years))
    assert np.abs(futures.sel(year=years).sum("place").to_numpy() - nation).max() < 1.0
    assert futures.sizes["place"] == len(prefectures(panel))


def test_the_next_years_are_forecast_better_than_as_last_counted():
    for ahead in (1, 2, 3, 4, 10):
        held = past_coverage()["population"][ahead]
        assert held.mean_error < held.mean_error_no_change
        assert 0.85 <= held.coverage_90 <= 0.95
