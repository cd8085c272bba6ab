"""Moments of a past made by hand: what is put in comes out, and other years and places do not matter."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from relode.calibration.targets import moment_functions as of
from relode.calibration.targets import observed as observed_module
from relode.calibration.targets.migration import MigrationFlows
from relode.calibration.targets.observed import resampled
from relode.errors import NoVerdict

from .made_past import KINDS, YEARS, in_years, made

RNG = np.random.default_rng(8)
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


def test_a_mean_of_what_is_not_known_is_refused_with_how_many_there_were():
    with pytest.raises(NoVerdict) as stop:
        of._mean(np.array([np.nan, np.nan]))
    assert stop.value.values == {"n": 0, "columns": 1}
