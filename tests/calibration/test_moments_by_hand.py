"""Moments of a past made by hand: what is put in comes out, and other years and places do not matter."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.calibration.targets import budgets
from relode.calibration.targets import moment_functions as of
from relode.calibration.targets import observed as observed_module
from relode.calibration.targets import simulated_moments as moments_module
from relode.calibration.targets.budgets import SkillGain, gain
from relode.calibration.targets.migration import MigrationFlows, _dummies, gravity, poisson_fit
from relode.calibration.targets.observed import GRIDS, Observed, resampled
from relode.calibration.targets.regression import clustered, least_squares
from relode.calibration.targets.simulated_moments import bootstrap
from relode.errors import NoVerdict

YEARS = tuple(range(2000, 2025))
RNG = np.random.default_rng(8)
KINDS = ("growing", "mature", "declining", "regenerating", "")


def made(count=24, provinces=3, **fields):
    """A past of so many places; of a field not given nothing is known. `fields`: of (place, year), or of (place,)."""
    grids = {name: np.full((count, len(YEARS)), np.nan) for name in GRIDS}
    whole = {
        "codes": tuple(f"p{i}" for i in range(count)), "provinces": tuple(f"r{i % provinces}" for i in range(count)),
        "types": tuple(KINDS[i // provinces % 5] for i in range(count)), "years": YEARS,
        "is_coal": np.arange(count) % 2 == 0, "national_mining_jobs": np.full(len(YEARS), np.nan), "moves": None,
    }  # fmt: skip
    return Observed(**{**whole, **grids, **fields})


def in_years(count=24, **values):
    """A grid with these values in years such as y2010, nothing in others."""
    grid = np.full((count, len(YEARS)), np.nan)
    for year, value in values.items():
        grid[:, YEARS.index(int(year[1:]))] = value
    return grid


SHARE = RNG.uniform(0.001, 0.3, 24)
PLACE = np.arange(24)


def test_coal_and_other_mines_have_their_own_response_within_provinces():
    response = -0.8 * SHARE * (PLACE % 2 == 0) + 0.3 * SHARE * (PLACE % 2 == 1) + 0.1 * (PLACE % 3)
    half = -0.4 * SHARE * (PLACE % 2 == 0) + 0.5 * (PLACE % 3)
    past = made(
        mining_share=in_years(y2010=SHARE),
        secondary_share=in_years(y2011=0.4, y2015=0.4 + response),
        value_added_secondary=in_years(y2011=7, y2016=7 * np.exp(response), y2018=7 * np.exp(half)),
    )
    assert of.coal_share_change(past, 2011, 2015) == pytest.approx(-0.8)
    assert of.coal_change(past, "value_added_secondary", 2011, 2018) == pytest.approx(-0.4)
    assert of.coal_recovery(past, 2011, 2016, 2018) == pytest.approx(0.5)


def test_a_response_to_prices_adds_up_four_years_and_leaves_large_jumps_out():
    price = RNG.normal(0, 0.2, (24, 25))
    price[:, : YEARS.index(2002)] = np.nan
    steps = sum(size * np.roll(price, lag, axis=1) for lag, size in enumerate((0.3, 0.2, 0.1, 0.05)))
    changes = np.nan_to_num(SHARE[:, None] * steps) + 0.1 * (PLACE[:, None] % 3)
    changes[3, YEARS.index(2006)] += 0.7
    past = made(mining_share=in_years(y2010=SHARE), price_change=price, house_price=np.exp(np.cumsum(changes, axis=1)))
    # Prices are known from 2002 on, so that 2005 is the first year whose last four are.
    assert of.price_response(past, "house_price", 2005, 2006, largest=0.6) == pytest.approx(0.65)
    assert of.price_response(past, "house_price", 2005, 2006) != pytest.approx(0.65, abs=0.01)
    with pytest.raises(NoVerdict):
        of.price_response(past, "house_price", 2004, 2005)


def test_mining_jobs_of_a_type_are_those_of_places_with_a_hundredth_of_their_jobs_in_mines():
    share = np.full(24, 0.5)
    share[[3, 4, 5, 18]] = 0.015, 0.03, 0.009, 0.5  # places 3, 4, 5 and 18 to 20 are mature
    later = np.full(24, 90.0)
    later[[3, 4, 5, 18, 19, 20]] = 150, 120, 500, 100, 100, np.nan
    past = made(mining_share=in_years(y2010=share), mining_jobs=in_years(y2010=100.0, y2020=later))
    assert of.mining_jobs_change(past, "mature") == pytest.approx((np.log(1.5) + np.log(1.2)) / 4)
    with pytest.raises(NoVerdict):
        of.mining_jobs_change(replace(past, mining_share=in_years(y2010=0.01)), "mature")


def test_jobs_of_the_nation_change_from_one_year_to_the_other():
    jobs = np.full(25, np.nan)
    jobs[[YEARS.index(2002), YEARS.index(2007)]] = 200, 300
    assert of.national_mining_jobs_change(made(national_mining_jobs=jobs), 2002, 2007) == pytest.approx(np.log(1.5))


def test_jobs_gained_are_over_all_jobs_of_before():
    before, gained = RNG.uniform(50, 100, 24), RNG.uniform(-20, 20, 24)
    base = before / SHARE
    others = in_years(y2010=1000.0, y2020=1000 + 0.5 * gained + 0.2 * base * (PLACE % 3))
    past = made(
        mining_jobs=in_years(y2010=before, y2020=before + gained), mining_share=in_years(y2010=SHARE), other_jobs=others
    )
    assert of.jobs_per_mining_job(past, "other_jobs") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("year", "moved"),
    [(2009, 1 / 5), (2012, 4 / 5), (2013, 1), (2014, 6 / 7), (2019, 1 / 7), (2020, None), (2008, None)],
)
def test_the_price_of_2013_to_2019_is_held_against_that_of_2008_to_2012(year, moved):
    """A jump of prices by one in a year: by how much the mean of the later spell lies above that of the earlier one."""
    price = np.zeros((24, 25))
    price[:, YEARS.index(year)] = 1
    price[:, 0] = np.nan
    people = in_years(y2010=50.0, y2020=50 * np.exp(0.3 * SHARE + 0.1 * (PLACE % 3)))
    past = made(mining_share=in_years(y2010=SHARE), price_change=price, population=people)
    if moved is None:
        with pytest.raises(NoVerdict):
            of.population_price_response(past)
    else:
        assert of.population_price_response(past) == pytest.approx(0.3 / moved)


def people_and_controls(**more):
    """Places whose people changed by type and by all that is held equal, with what that is."""
    size, before, output, old, skilled = (RNG.uniform(low, high, 24) for low, high in
                                          ((50, 100), (50, 100), (5, 20), (0.1, 0.3), (0.05, 0.2)))  # fmt: skip
    by_type = np.array(
        [
            {"growing": 0.1, "mature": 0.2, "declining": 0.3, "regenerating": 0.4, "": 0.0}[KINDS[i // 3 % 5]]
            for i in PLACE
        ]
    )
    change = (
        by_type
        + 0.5 * np.log(size / before)
        + 0.02 * np.log(output / size)
        - 0.03 * np.log(size)
        + 0.7 * old
        - 0.9 * skilled
        + 0.1 * (PLACE % 3)
    )
    return made(
        population=in_years(y2000=before, y2010=size, y2020=size * np.exp(change)),
        gdp_real=in_years(y2010=output),
        age_60_plus_share=in_years(y2010=old),
        college_share=in_years(y2010=skilled),
        **more,
    )


@pytest.mark.parametrize(
    ("kind", "gap"), [("growing", 0.1), ("mature", 0.2), ("declining", 0.3), ("regenerating", 0.4)]
)
def test_the_gap_of_a_type_is_what_is_left_when_all_else_is_equal(kind, gap):
    assert of.population_type_gap(people_and_controls(), kind) == pytest.approx(gap)


def test_people_follow_income_of_2010_within_provinces():
    output, people = RNG.uniform(5, 20, 24), RNG.uniform(50, 100, 24)
    later = people * np.exp(0.04 * np.log(output / people) + 0.1 * (PLACE % 3))
    past = made(population=in_years(y2010=people, y2020=later), gdp_real=in_years(y2010=output))
    assert of.population_on_income(past) == pytest.approx(0.04)


def test_house_prices_follow_people_where_they_shrink_and_where_they_grow():
    past = people_and_controls()
    change = RNG.uniform(-0.3, 0.3, 24)
    people = past.at("population", 2010)
    start = RNG.uniform(3, 9, 24)
    moved = (
        0.6 * np.minimum(change, 0)
        + 0.2 * np.maximum(change, 0)
        - 0.1 * np.log(start)
        + 0.05 * np.log(past.at("gdp_real", 2010) / people)
        + 0.03 * np.log(people)
        + 0.4 * past.at("college_share", 2010)
        + 0.1 * (PLACE % 3)
    )
    past = replace(past, population=in_years(y2010=people, y2020=people * np.exp(change)),
                   house_price=in_years(y2017=start, y2023=start * np.exp(moved)))  # fmt: skip
    assert of.house_price_on_population(past, True, 2017, 2023) == pytest.approx(0.6)
    assert of.house_price_on_population(past, False, 2017, 2023) == pytest.approx(0.2)


def growing(changes, first=2013):
    """A past whose output changes by these logarithms, (place, year), from the year after `first` on."""
    grid = np.full((len(changes), 25), np.nan)
    at = YEARS.index(first)
    grid[:, at : at + changes.shape[1] + 1] = 100 * np.exp(
        np.cumsum(np.column_stack([np.zeros(len(changes)), changes]), axis=1)
    )
    return grid


def test_spread_and_persistence_of_growth_are_of_what_a_place_has_beyond_the_mean_of_all():
    # Groups: below a hundredth of jobs in mines, from there to a twentieth, above. The mean of all is .02 each year.
    own = np.array([[0.01, 0.03], [-0.01, -0.03], [0.04, 0.02], [-0.04, -0.02], [0.08, 0.06], [-0.08, -0.06]])
    share = in_years(6, y2010=np.array([0.001, 0.009, 0.01, 0.04, 0.05, 0.5]))
    past = made(6, 2, gdp_real=growing(own + 0.02), mining_share=share)
    for group, values in enumerate(((0.01, 0.03), (0.04, 0.02), (0.08, 0.06))):
        spread = np.sqrt((values[0] ** 2 + values[1] ** 2) / 2)
        assert of.relative_growth_sd(past, 2014, 2015, group) == pytest.approx(spread)
    slope = (own[:, 0] @ own[:, 1]) / (own[:, 0] @ own[:, 0])
    assert of.relative_growth_persistence(past, 2015, 2015) == pytest.approx(slope)
    assert of.mean_growth(past, 2013, 2015) == pytest.approx(0.02)


def test_growth_that_provinces_share_is_a_part_of_its_variance():
    shared, own = np.array([0.1, -0.1]), np.array([0.2, 0.2, -0.2, -0.2])
    changes = (shared[PLACE[:4] % 2] + own)[:, None]
    # Deviations are .3, .1, -.1 and -.3: provinces have .1 of each, .01 of a mean square of .05.
    assert of.province_variance_share(made(4, 2, gdp_real=growing(changes)), 2014, 2014) == pytest.approx(0.2)


def test_a_type_grows_beyond_its_province():
    changes = np.array([0.1, 0.2, 0.3, 0.6, 0.5, 0.4])  # provinces a, b, a, b, a, b have means of .3 and .4
    past = made(6, 2, gdp_real=growing(changes[:, None]), types=("mature", "x", "x", "mature", "x", "x"))
    assert of.type_growth_gap(past, "mature", 2013, 2014) == pytest.approx((-0.2 + 0.2) / 2)
    assert of.type_growth_gap(past, "x", 2013, 2014) == pytest.approx((-0.2 + 0 + 0.2 + 0) / 4)
    assert of.type_growth_gap(replace(past, types=("mature", *["x"] * 5)), "mature", 2013, 2014) == pytest.approx(-0.2)


def test_mining_shares_of_2020_lie_on_a_line_where_they_were_above_two_hundredths():
    before = np.array([0.1, 0.2, 0.3, 0.4, 0.02, 0.01])
    after = 0.5 * before + 0.03 + np.array([0.01, -0.01, -0.01, 0.01, 5, 5])  # what is left has no slope
    past = made(6, 2, mining_share=in_years(6, y2010=before, y2020=after))
    assert (of.mining_share_slope(past), of.mining_share_spread(past)) == pytest.approx((0.5, 0.01))


def test_capacity_is_that_of_coal_places_of_a_type():
    later = 10 * np.exp(np.arange(24) / 10)
    past = made(coal_capacity=in_years(y2014=10.0, y2019=later))
    # Of 3, 4 and 5 and 18 to 20, which are mature, 4, 18 and 20 are coal places.
    assert of.coal_capacity_change(past, "mature") == pytest.approx((0.4 + 1.8 + 2.0) / 3)


def test_a_record_tells_years_changes_types_and_provinces():
    past = made(6, 2, population=in_years(6, y2009=10.0, y2010=20.0, y2011=np.array([40.0, 20, 0, -1, 20, 80])))
    assert past.at("population", 2010).tolist() == [20] * 6
    assert past.change("population", 2010, 2011)[:2] == pytest.approx([np.log(2), 0])
    assert np.isnan(past.change("population", 2010, 2011)[2:4]).all()
    assert past.changes("population", 2010, 2011)[5] == pytest.approx([np.log(2), np.log(4)])
    assert past.province_index.tolist() == [0, 1] * 3
    assert past.is_type("mature").tolist() == [False, False, True, True, False, False]
    again = resampled(replace(past, moves=MigrationFlows(("r0", "r1"), np.ones((2, 2)), np.ones((2, 2)))), [1, 1, 0])
    assert (again.provinces, again.codes[:3]) == (("0-r1",) * 3 + ("1-r1",) * 3 + ("2-r0",) * 3, ("p1", "p3", "p5"))
    assert again.at("population", 2011)[:3].tolist() == [20, -1, 80]


def test_output_at_prices_of_2010_and_persons_employed_from_the_long_form(monkeypatch):
    index = np.full((2, 25), np.nan)
    index[:, [YEARS.index(2010), YEARS.index(2015)]] = [[2, 3], [4, 5]]
    values = xr.DataArray(
        np.stack([index, np.full((2, 25), 6.0), np.full((2, 25), 7.0)]),
        {"quantity": ["gdp_real_index", "employment_a", "employment_b"]},
        ("quantity", "place", "year"),
    )
    nominal = np.full((2, 25), 100.0) * [[1], [3]]
    real = observed_module._at_prices_of_2010(values, nominal)
    assert real[:, YEARS.index(2015)].tolist() == [150, 375]
    monkeypatch.setattr(observed_module, "rows", lambda _: ({"year": "2010", "long_form_ratio": "10"},))
    jobs = observed_module._jobs(values, ("a", "b"))
    assert (jobs[:, YEARS.index(2010)].tolist(), np.isnan(jobs).sum()) == ([130, 130], 2 * 24)

    def row(sector, year, value, level="common", quantity="sector_employment"):
        return {"quantity": quantity, "level": level, "sector": sector, "year": year, "value": value}

    table = [row(f"c{n:02}", year, str(n)) for year in ("2007", "2012") for n in range(6, 11)][:-1]
    table += [row("c06", "2007", "99", level="other"), row("c06", "2007", "99", quantity="x"), row("c11", "2007", "99")]
    monkeypatch.setattr(observed_module, "rows", lambda _: tuple(table))
    nation = observed_module._national_mining_jobs()
    assert nation[YEARS.index(2007)] == 6 + 7 + 8 + 9 + 10
    assert np.isnan(nation).sum() == 24


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
