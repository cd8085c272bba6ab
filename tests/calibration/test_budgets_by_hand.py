"""Budgets, migration and regressions of a past made by hand: what is put in comes out."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.calibration.targets import budgets
from relode.calibration.targets import migration as migration_module
from relode.calibration.targets import simulated_moments as moments_module
from relode.calibration.targets.budgets import SkillGain, gain
from relode.calibration.targets.migration import MigrationFlows, _dummies, gravity, poisson_fit
from relode.calibration.targets.regression import clustered, least_squares
from relode.calibration.targets.simulated_moments import bootstrap
from relode.errors import NoVerdict

from .made_past import YEARS, in_years, made

RNG = np.random.default_rng(8)
SHARE = RNG.uniform(0.001, 0.3, 24)
PLACE = np.arange(24)


OUTPUT = np.exp(np.cumsum(RNG.normal(0.1, 0.05, (24, 25)), axis=1))


def test_budgets_follow_output_by_the_part_that_is_put_in():
    steps = 0.5 * np.diff(np.log(OUTPUT), axis=1, prepend=0) + 0.1 * (PLACE[:, None] % 3) + 0.01 * PLACE[:, None]
    outside = (np.array(YEARS) < 2004) | (np.array(YEARS) > 2013)
    revenue = np.exp(np.cumsum(np.where(outside, RNG.normal(0, 1, steps.shape), steps), axis=1))
    spent = np.exp(np.cumsum(np.where(outside, 1.0, 0.3 * np.diff(np.log(revenue), axis=1, prepend=0)), axis=1))
    past = made(gdp_nominal=OUTPUT, budget_revenue=revenue, budget_expenditure=spent)
    assert budgets.revenue_growth(past).coefficients == pytest.approx([0.5])
    assert budgets.revenue_growth(past).n == 24 * 10
    assert budgets.expenditure_growth(past).coefficients == pytest.approx([0.3])
    decade = made(gdp_nominal=in_years(y2003=5.0, y2013=5 * np.exp(SHARE)),
                  budget_revenue=in_years(y2003=2.0, y2013=2 * np.exp(0.7 * SHARE + PLACE % 3)))  # fmt: skip
    assert budgets.revenue_growth_of_decade(decade).coefficients == pytest.approx([0.7])


def test_spending_follows_revenue_for_each_person_in_2010():
    people, own = RNG.uniform(5, 9, 24), RNG.uniform(10, 20, 24)
    past = made(population=in_years(y2010=people), budget_revenue=in_years(y2010=own),
                budget_expenditure=in_years(y2010=0.4 * own + people * (PLACE % 3)))  # fmt: skip
    assert budgets.expenditure_on_revenue_per_head(past).coefficients == pytest.approx([0.4])


def test_ratios_of_a_type_have_a_mean_whose_error_is_that_of_provinces():
    # Four places of a type in two provinces, (revenue over output): .1 and .3, .2 and .6; their mean is .3.
    types, values = ("mature",) * 4 + ("",) * 2, np.array([0.1, 0.2, 0.3, 0.6, 9, 9])
    past = made(
        6,
        2,
        types=types,
        budget_revenue=in_years(6, y2013=values, y2012=1.0),
        gdp_nominal=in_years(6, y2013=1.0, y2015=2.0),
        budget_expenditure=in_years(6, y2013=2.0),
    )
    found = budgets.revenue_over_output(past, "mature")
    # Deviations of the provinces add up to -.2 and .2: twice (.04 + .04) over the square of four.
    assert (found.coefficients[0], found.covariance[0, 0], found.n) == (pytest.approx(0.3), pytest.approx(0.16 / 16), 4)
    assert budgets.revenue_over_expenditure(past, "mature").coefficients[0] == pytest.approx(0.15)
    panel = xr.Dataset({"value": (("quantity", "place", "year"), np.array([[[1.0, 7]] * 6]))},
                       {"quantity": ["fiscal_revenue"], "place": list(past.codes), "year": [2015, 2016]})  # fmt: skip
    assert budgets.revenue_over_output_2015(panel, past, "mature").coefficients[0] == pytest.approx(0.5)


def test_transfers_are_over_the_exhausted_cities_of_their_province(monkeypatch):
    listed = {code: SimpleNamespace(is_exhausted=code != "d") for code in "abcd"}
    home = dict(zip("abcd", "xxyy", strict=True))

    def row(place, value, year="2020", scope="province", quantity="exhausted_city_transfer"):
        return {"place": place, "value": value, "year": year, "scope": scope, "quantity": quantity}

    table = (
        row("x", "6"),
        row("y", "5"),
        row("z", "9"),
        row("x", "99", "2013"),
        row("y", "99", scope="city"),
        row("x", "99", quantity="q"),
    )
    monkeypatch.setattr(budgets, "official", lambda: listed)
    monkeypatch.setattr(
        budgets, "by_code", lambda: {code: SimpleNamespace(province=name) for code, name in home.items()}
    )
    monkeypatch.setattr(budgets, "rows", lambda _: table)
    found = budgets.exhausted_city_transfers("2020")
    # 6 over two cities and 5 over one: a mean of 4, a variance of 2 over two provinces.
    assert (found.coefficients.tolist(), found.covariance.tolist(), found.n) == ([4.0], [[1.0]], 2)


def test_a_gain_is_what_is_taken_of_the_mean_error():
    own, naive = np.array([[1.0, -2], [np.nan, 3]]), np.array([[2.0, 4], [100, -6]])
    assert gain(own, naive, np.array([0, 0])) == SkillGain(0.5, 0.5, 0.5, 3)


def test_expenditure_is_foretold_from_revenue_after_2010_alone():
    level = np.cumsum(RNG.normal(0, 0.1, (24, 25)), axis=1)
    later = np.array(YEARS) > 2010
    twice = level + np.where(later, level - level[:, [YEARS.index(2010)]], 0)
    past = made(budget_revenue=np.exp(level), budget_expenditure=np.exp(twice))
    found = budgets.expenditure_gain(past)
    assert (found.value, found.n) == (pytest.approx(0.5), 24 * 3)


def test_coefficients_and_errors_of_four_observations_by_hand():
    cause, effect = np.array([-1.0, 1, -1, 1]), np.array([-1.0, 1, 0, 0]) + 5
    found = least_squares(effect, cause[:, None], (np.zeros(4, int),), np.array([0, 0, 1, 1]))
    # Slope 2 / 4; scores add up to 1 and -1 in the two clusters: 2 x 2 / 1 over 4 x 4.
    assert (found.coefficients.tolist(), found.covariance.tolist(), found.n) == ([0.5], [[0.25]], 4)
    assert (found.residuals.tolist(), found.standard_errors.tolist()) == ([-0.5, 0.5, 0.5, -0.5], [0.5])
    assert found.total() == (0.5, 0.5)
    both = replace(found, coefficients=np.array([1.0, 2]), covariance=np.array([[3.0, 1], [1, 4]]))
    assert both.total() == (3.0, 3.0)
    with pytest.raises(NoVerdict) as stop:
        least_squares(np.array([1.0, 2]), np.array([[1.0, 0], [0, 2]]), (np.zeros(2, int),), np.arange(2))
    assert stop.value.values == {"n": 2, "columns": 2}


def test_gravity_has_the_error_of_pairs_that_share_an_origin_or_a_destination():
    distance = np.array([[np.nan, 1, 2, 4], [1, np.nan, 3, 5], [2, 3, np.nan, 2], [4, 5, 2, np.nan]])
    migrants = np.array([[np.nan, 90, 40, 20], [70, np.nan, 30, 9], [50, 20, np.nan, 60], [10, 12, 70, np.nan]])
    moves = MigrationFlows(tuple("abcd"), migrants, distance)
    found = gravity(moves)
    origin, destination = np.nonzero(np.isfinite(migrants))
    counts = migrants[origin, destination]
    columns = np.column_stack([np.log(distance[origin, destination]), _dummies(origin, destination)])
    coefficients, expected = poisson_fit(counts, columns)
    assert columns.T @ (counts - expected) == pytest.approx(np.zeros(8), abs=1e-6)  # the likelihood is at its top
    assert found.elasticity == coefficients[0]
    scores, middle = columns * (counts - expected)[:, None], np.zeros((8, 8))
    for i, one in enumerate(scores):
        for j, other in enumerate(scores):
            # Four groups of origins and of destinations, twelve pairs: each with its G / (G - 1).
            shared = 4 / 3 * (origin[i] == origin[j]) + 4 / 3 * (destination[i] == destination[j]) - 12 / 11 * (i == j)
            middle += shared * np.outer(one, other)
    bread = np.linalg.inv(columns.T @ (columns * expected[:, None]))
    variance = (bread @ middle @ bread)[0, 0]
    assert (found.standard_error, found.n) == (pytest.approx(np.sqrt(max(variance, 0))), 12)
    part = moves.of(("b", "d"))
    assert (part.migrants[0, 1], part.migrants[1, 0], part.distance[0, 1]) == (9, 12, 5)
    assert clustered(np.array([[1.0], [2], [4]]), np.array([5, 5, 7])).tolist() == [[50.0]]  # (9 + 16) x 2 / 1


@pytest.mark.parametrize(("failed", "is_refused"), [(1, False), (2, True)])
def test_one_draw_in_twenty_may_lack_a_moment(monkeypatch, failed, is_refused):
    calls = iter(range(20))

    def computed(_):
        if next(calls) < failed:
            raise NoVerdict("calibration.no_variation", n=0, columns=1)
        return np.array([1.0, 2.0])

    monkeypatch.setattr(moments_module, "computed", computed)
    drawn = []
    monkeypatch.setattr(moments_module, "resampled", lambda _, numbers: drawn.append(numbers))
    past = made(6, 3)
    if is_refused:
        with pytest.raises(NoVerdict) as stop:
            bootstrap(past, 20, np.random.default_rng(1))
        assert stop.value.values == {"failed": 2, "draws": 20}
    else:
        assert bootstrap(past, 20, np.random.default_rng(1)).tolist() == [[1.0, 2.0]] * 19
    assert {len(numbers) for numbers in drawn} == {3}
    assert {number for numbers in drawn for number in numbers} == {0, 1, 2}


def test_a_province_is_where_its_people_live_on_average(monkeypatch):
    def row(code, value, year="2010", quantity="population"):
        return {"place": code, "value": value, "year": year, "quantity": quantity}

    def place(code, longitude, latitude=30.0, province="x", partition=True):
        return SimpleNamespace(
            code=code, longitude=longitude, latitude=latitude, province=province, in_partition=partition
        )

    table = (
        row("a", "1"),
        row("b", "3"),
        row("a", "9", "2020"),
        row("b", "9", quantity="jobs"),
        row("c", "5"),
        row("d", "5"),
        row("e", "5"),
    )
    places = (place("a", 100.0, 20.0), place("b", 104.0, 40.0), place("c", None), place("d", 50.0, province="y"),
              place("e", 50.0, partition=False), place("f", 50.0))  # fmt: skip
    monkeypatch.setattr(migration_module, "rows", lambda _: table)
    monkeypatch.setattr(migration_module, "all_places", lambda: places)
    found = migration_module._centre.__wrapped__("x")
    assert (found.longitude, found.latitude, found.code, found.level) == (103.0, 35.0, "x", "province")


def test_flows_are_from_origin_to_destination_of_one_year(monkeypatch):
    def row(origin, destination, migrants, year="2010"):
        return {
            "year": year,
            "origin_province": origin,
            "destination_province": destination,
            "migrants_between_provinces": migrants,
        }

    table = (row("b", "a", "5"), row("a", "b", "7"), row("a", "b", "99", "2000"))
    monkeypatch.setattr(migration_module, "rows", lambda _: table)
    monkeypatch.setattr(migration_module, "province_distances", lambda names: names)
    found = migration_module.flows(2010)
    assert (found.provinces, found.distance) == (("a", "b"), ("a", "b"))
    np.testing.assert_array_equal(found.migrants, [[np.nan, 7], [5, np.nan]])
