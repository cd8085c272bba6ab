"""People of an opening of three units, by hand."""

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.model.opening import people as module
from relode.model.opening.facts import over_assumption, times_assumption, times_exponent
from relode.model.opening.people import able_people
from relode.model.opening.tables import assumptions
from relode.model.parameters import priors

from .small_facts import BEIJING, CENSUS, GROWTH, HEGANG, JIXI, approx, ends, facts, of_provinces, of_units, plain, rate

NAN = np.nan


def test_assumptions_move_a_cell_and_its_range():
    cells = plain([2.0, 4.0], [1.0, 3.0], [5.0, 9.0])
    v, lo, hi = rate("capacity_use")
    found = times_assumption("x", cells, "capacity_use")
    assert ends(found) == [approx([2 * v, 4 * v]), approx([lo, 3 * lo]), approx([5 * hi, 9 * hi])]
    found = over_assumption("x", cells, "capacity_use")
    assert ends(found) == [approx([2 / v, 4 / v]), approx([1 / hi, 3 / hi]), approx([5 / lo, 9 / lo])]
    v, lo, hi = rate("housing_after_census")
    found = times_exponent("x", cells, "housing_after_census", 3)
    moved = [np.exp(3 * each) for each in (v, lo, hi)]
    assert ends(found) == [approx([2 * moved[0], 4 * moved[0]]), approx([moved[1], 3 * moved[1]]),
                           approx([5 * moved[2], 9 * moved[2]])]  # fmt: skip


def test_people_are_those_of_the_census_or_moved_with_the_province_since():
    assert ends(module._population(facts(CENSUS, 2010)))[0] == [100, 200, 400]
    found = module._population(facts(CENSUS | GROWTH, 2015))
    base = np.array([90.0, 180.0, 480.0])
    assert ends(found) == [approx((base * np.exp(5 * each)).tolist()) for each in rate("population_after_census")]
    assert found.rule[0] == "assumed:province_growth_since_census"


def test_age_groups_add_up_and_take_shares_where_ages_stand_on_another_area():
    """Of Beijing 380 of 400 have an age: all three groups are made larger by a twentieth of 380."""
    made = facts(CENSUS, 2010)
    found = module._groups(made, module._population(made))
    share = assumptions()["college_aged_15_59"]
    high = [8 * share.value, 10 * share.value, 100 * share.value]
    assert found["children"].value.tolist() == approx([10, 30, 40 * 400 / 380])
    assert found["old"].value.tolist() == approx([20, 40, 60 * 400 / 380])
    assert found["high_skilled"].value.tolist() == approx(high)
    adults = np.array([70, 130, 280 * 400 / 380])
    assert found["low_skilled"].value.tolist() == approx((adults - high).tolist())
    # What those with schooling take more leaves less without it.
    assert found["low_skilled"].lower[0] == approx(70 - 8 * share.upper)
    assert found["low_skilled"].upper[0] == approx(70 - 8 * share.lower)
    assert found["children"].rule.tolist() == ["observed", "observed", "derived:age_shares_of_population"]


def test_age_groups_move_with_the_size_and_with_their_own_growth_after_the_census():
    made = facts(CENSUS | GROWTH, 2015)
    population = module._population(made)
    found = module._groups(made, population)
    size = population.value[0] / 100
    grown = {name: np.exp(5 * assumptions()[f"{name}_growth_rate"].value) for name in ("children", "old", "college")}
    children, old = 10 * size * grown["children"], 20 * size * grown["old"]
    high = 8 * assumptions()["college_aged_15_59"].value * size * grown["college"]
    values = [found[name].value[0] for name in ("children", "low_skilled", "high_skilled", "old")]
    assert values == approx([children, population.value[0] - children - old - high, high, old])
    assert sum(values) == approx(population.value[0])


def test_those_able_to_work_are_adults_and_the_lower_part_of_the_old():
    persons = {name: plain([value]) for name, value in (("low_skilled", 5.0), ("high_skilled", 2.0), ("old", 10.0))}
    assert able_people(persons).tolist() == approx([7 + 10 * priors()["old_in_work"].lower])


def test_schooling_and_moving_out_follow_the_census():
    made = facts(CENSUS, 2010)
    assert module._college_share(made).value.tolist() == approx([0.08, 0.05, 0.25])
    later = module._college_share(facts(CENSUS | GROWTH, 2015))
    assert later.value.tolist() == approx([x * np.exp(5 * rate("college_growth_rate")[0]) for x in (0.08, 0.05, 0.25)])
    # Of all people with figures 100 of 500 moved: a tenth is half of that, 22.5 % an eighth more.
    v, lo, hi = rate("out_migration_rate")
    found = module._out_migration(made)
    assert ends(found) == [approx([0.75 * each, each, 1.0625 * each]) for each in (v, lo, hi)]
    assert found.rule.tolist() == ["assumed:migrants_share", "assumed:flat_prior", "assumed:migrants_share"]


def test_past_growth_is_between_two_censuses_or_that_of_the_province():
    cells = of_units(population_change_2020=(-0.2, None, 0.1)) | of_provinces(
        province_population_2010=(1000, 500), province_population_2020=(800, 600)
    )
    made = facts(cells, 2020)
    borrowed, (_, lo, hi) = np.log(0.8) / 10, rate("past_growth_missing")
    assert ends(module._past_growth(made)) == [
        approx([np.log(0.8) / 10, borrowed, np.log(1.1) / 10]), approx([NAN, borrowed + lo, NAN]),
        approx([NAN, borrowed + hi, NAN]),
    ]  # fmt: skip
    # The nation of two provinces went from 1,500 to 1,400, each counted once.
    nation, (_, lo, hi) = np.log(1400 / 1500) / 10, rate("natural_growth_rate")
    assert ends(module._natural_growth(made)) == [approx([nation + each] * 3) for each in (0, lo, hi)]


def test_births_are_those_of_the_province_in_the_latest_year():
    made = facts(
        of_provinces(province_birth_rate_2018=(0.5, 0.5), province_birth_rate_2019=(0.25, 0.75)) | CENSUS, 2020
    )
    assert ends(module._birth_rate(made)) == [
        approx([0.25 * each, 0.25 * each, 0.75 * each]) for each in rate("birth_rate")
    ]


def test_a_wage_after_its_last_figure_grows_as_in_the_province():
    """Own wages end in 2018, those of provinces in 2019: 6 to 9 in that year, and as much again in 2020."""
    province = of_provinces(province_average_wage_2018=(6e4, 10e4), province_average_wage_2019=(9e4, 11e4))
    own = of_units(average_wage_2018=(4e4, None, 12e4), average_wage_2020=(None, None, None))
    found = module._wage(facts(province | own, 2020))
    grown = np.array([4 * 1.5 * 1.5, NAN, 12 * 1.1 * 1.1])
    missing = 9 * 1.5
    ahead, unknown = rate("wage_ahead"), rate("wage_missing")
    for part, a, m in zip(ends(found), ahead, unknown, strict=True):
        assert part == approx([grown[0] * np.exp(2 * a), missing * np.exp(m), grown[2] * np.exp(2 * a)])
    assert found.rule.tolist() == [
        "assumed:province_wage_growth",
        "assumed:province_wage",
        "assumed:province_wage_growth",
    ]
    # Where provinces end two years before, their last growth is gone on with twice.
    province_2 = of_provinces(province_average_wage_2017=(6e4, 10e4), province_average_wage_2018=(9e4, 11e4))
    found = module._wage(facts(province_2 | of_units(average_wage_2017=(4e4, None, 12e4)) | CENSUS, 2020))
    assert found.value.tolist() == approx(
        [4 * 1.5**3 * np.exp(3 * ahead[0]), 9 * 1.5**2 * np.exp(unknown[0]), 12 * 1.1**3 * np.exp(3 * ahead[0])]
    )
    known = of_units(average_wage_2020=(4e4, None, 12e4))
    found = module._wage(facts(province | known, 2020))
    assert found.value.tolist() == approx([4, 9 * 1.5 * np.exp(unknown[0]), 12])


def test_facts_are_those_up_to_the_year_and_ends_those_that_a_user_gave():
    own = {"quantity": "population", "place": JIXI, "year": 2010, "low": 180e4, "high": 230e4, "value": 200e4}
    others = [{**own, "place": HEGANG, "low": None, "high": None}, {**own, "place": BEIJING, "year": 2000}]
    made = facts(
        CENSUS | of_units(population_2000=(1, 2, 3), loans_2015=(1, None, None)), 2015, overrides=[own, *others]
    )
    assert (made.census, made.since_census, facts(CENSUS, 2020).census, facts(CENSUS, 2019).census) == (
        2010,
        5,
        2020,
        2010,
    )
    column = made.column("population", 2010, 1e4)
    assert ends(column) == [[100, 200, 400], approx([NAN, 180, NAN]), approx([NAN, 230, NAN])]
    assert column.source.tolist() == ["user", "user", "population"]
    assert (made.has("loans"), facts(CENSUS | of_units(loans_2015=(1, 1, 1)), 2014).has("loans")) == (True, False)
    assert made.latest("loans") == 2015
    assert made.latest("population") == 2010
    with pytest.raises(KeyError):
        made.column("population", 2016)
    missing = facts(CENSUS | of_units(loans_2015=(1, 1, 1)), 2014)
    for ask in (lambda: missing.latest("loans"), lambda: missing.column("loans", 2014)):
        with pytest.raises(RelodeError) as caught:
            ask()
        assert caught.value.values == {"quantity": "loans", "year": 2014}
    alone = {"quantity": "loans", "place": HEGANG, "year": 2015, "low": None, "high": None, "value": 1.0}
    only_own = facts(of_units(loans_2015=(1, None, None), loans_2012=(1, 1, 1)), 2015, overrides=[alone])
    assert only_own.latest("loans") == 2012
