"""People by age: steps, counts, moves and retirement on tables small enough for a hand, and rows that ship."""

from math import exp, log, sqrt

import numpy as np
import pytest

from relode.facts import rows
from relode.outlook.people_by_age import age_futures, single_years
from relode.outlook.people_by_age.age_futures import (
    AgeFutures,
    census_ages,
    fertility_here,
    if_nobody_moves,
    in_groups,
    unborn,
    with_moves,
)
from relode.outlook.people_by_age.cohorts import (
    GROUPS,
    SEXES,
    births_by_age,
    boys_of_births,
    census,
    fertility,
    survival,
)
from relode.outlook.people_by_age.single_years import AGES, census_by_year, census_groups, fertility_of
from relode.places import find

HEGANG = "230400"


def of_table(name, **wanted):
    return [row for row in rows(name) if all(row[key] == value for key, value in wanted.items())]


def test_groups_of_a_census_are_summed_from_its_rows():
    codes, people = census(2010)
    found = people[codes.index(HEGANG)]
    for sex in SEXES:
        counted = {
            row["age_group"]: float(row["persons"]) for row in of_table("ages", place=HEGANG, year="2010", sex=sex)
        }
        at = SEXES.index(sex)
        assert found[at, 0] == counted["0"] + counted["1-4"]
        assert found[at, GROUPS.index("20-24")] == counted["20-24"]
        assert found[at, -1] == counted["80-84"] + counted["85+"]
    assert (GROUPS[0], GROUPS[-2:]) == ("0-4", ("75-79", "80+"))
    codes, people = census_groups(2010)
    assert people[codes.index(HEGANG), 1, single_years.GROUP_NAMES.index("85+")] == counted["85+"]


def test_rates_of_the_nation_are_its_rows():
    births = of_table("un_fertility_by_age", place="CN", start="2010")
    assert births_by_age(2010).tolist() == [float(row["births_per_woman_year"]) for row in births]
    lives = {
        (row["sex"], row["from_age_group"]): float(row["ratio"])
        for row in of_table("un_survival_ratios", place="CN", start="2010")
    }
    assert survival(2010)[0, 0] == lives["M", "birth"]
    assert survival(2010)[1, 1 + GROUPS.index("60-64")] == lives["F", "60-64"]
    ratio = {
        row["year"]: float(row["value"])
        for row in of_table("un_population_prospects", place="CN", indicator="males_per_female_birth")
    }
    mean = sum(ratio[str(year)] for year in range(2010, 2015)) / 5
    assert boys_of_births(2010) == pytest.approx(mean / (1 + mean))
    index = of_table("fertility_index", place=HEGANG, year="2010")[0]["fertility_index_age_0_4"]
    assert fertility(2010)[HEGANG] == float(index)
    assert fertility_of((HEGANG, "nowhere"), 2010).tolist() == [float(index), 1.0]


def test_a_life_table_is_read_by_its_ages():
    """Survivors go down evenly in logs between two ages of the table; the oldest die as at the last age."""
    table = {int(row["age_start"]): float(row["survivors"]) for row in of_table("un_life_table", start="2010", sex="F")}
    found = single_years._survivors(2010)[1]
    ages = sorted(table)
    at = ages.index(60)
    assert found[60] == pytest.approx(table[60])
    part = 1 / (ages[at + 1] - 60)
    assert found[61] == pytest.approx(table[60] ** (1 - part) * table[ages[at + 1]] ** part)
    lives = single_years.survival_by_year(2010)[1]
    lived = (found[:-1] + found[1:]) / 2
    assert lives[61] == pytest.approx(lived[61] / lived[60])
    assert lives[-1] == pytest.approx(lived[100] / lived[99])
    first = float(of_table("un_life_table", start="2010", sex="F", age_start="0")[0]["person_years"])
    assert lives[:2] == pytest.approx([first, lived[1] / first])


def test_rates_of_a_year_are_those_known_at_the_origin():
    """From 2010 those of 2005; from 2020 those of the year's five with two months of its fertility, ten of the next."""
    lives, births, boys = single_years._rates(2010, 2017)
    assert (lives == single_years.survival_by_year(2005)).all()
    assert (births == single_years._births_by_age(2005)).all()
    assert boys == boys_of_births(2005)
    lives, births, boys = single_years._rates(2020, 2027)
    total = {
        row["year"]: float(row["value"])
        for row in of_table("un_population_prospects", indicator="total_fertility_rate")
        if row["variant"] in ("estimate", "median")
    }
    assert births.sum() == pytest.approx(2 / 12 * total["2027"] + 10 / 12 * total["2028"])
    assert (lives == single_years.survival_by_year(2025)).all()
    assert boys == boys_of_births(2025)
    assert single_years._rates(2000, 2004)[2] == boys_of_births(1995)
    rates = {row["age"]: float(row["births_per_woman_year"]) for row in of_table("un_fertility_by_age", start="2005")}
    assert single_years._births_by_age(2005)[[0, 9, 34]].tolist() == [rates["15-19"], rates["20-24"], rates["45-49"]]


def test_groups_of_ages_and_what_is_solved_for_a_total():
    people = np.arange(AGES, dtype=float)
    found = in_groups(people)
    assert (found[0], found[1], found[-1]) == (10.0, 35.0, sum(range(80, 101)))
    assert len(found) == len(GROUPS)
    # A hundred times as many: further than one step reaches.
    far = with_moves(np.array([[10.0, 10.0]]), np.array([[1.0, 2.0]]), np.array(2000.0))
    assert far.sum() == pytest.approx(2000.0)
    m = log((-1 + sqrt(1 + 800)) / 2)
    assert far[0] == pytest.approx([10 * exp(m), 10 * exp(2 * m)])
    assert with_moves(np.array([[10.0, 10.0]]), np.ones((1, 2)), np.array(0.0))[0] == pytest.approx([0, 0], abs=1e-6)


def test_children_not_yet_born_vary_as_the_prospects_have_it():
    bands = {
        (row["variant"], row["year"]): float(row["value"])
        for row in of_table("un_population_prospects", indicator="total_fertility_rate")
    }
    found = unborn(2035)
    assert len(found) == AGES
    assert found[3] == pytest.approx(log(bands["95u", "2032"] / bands["95l", "2032"]) / (2 * 1.96))
    assert found[40] == 0


def test_ages_of_a_county_and_a_prefecture_are_those_counted():
    codes, people = census_by_year(2020)
    assert (census_ages(find("hegang")) == people[[codes.index(HEGANG)]]).all()
    county = find("renqiu")
    row = next(row for row in rows("ages_counties") if row["place"] == county.code and row["year"] == "2020")
    total = sum(float(row[f"{group}_{sex}"] or 0) for group in single_years.GROUP_NAMES for sex in SEXES)
    found = census_ages(county)
    assert found.sum() == pytest.approx(total)
    assert found[0, 1, 85:].sum() == pytest.approx(float(row["85+_female"]))
    assert fertility_here(find("hegang"))[0] == fertility(2020)[HEGANG]
    assert if_nobody_moves(find("hegang"), 2022).shape == (3, 2, AGES)
    assert if_nobody_moves(find("2114Z1"), 2022) is None


def test_people_between_two_ages_are_of_both_sexes():
    some = AgeFutures(
        find("hegang"), (2025,), np.arange(2.0 * AGES).reshape(1, 1, 2, AGES), np.ones(1), np.ones((1, 1))
    )
    assert some.between(3, 4).tolist() == [[3 + 4 + AGES + 3 + AGES + 4]]


def test_groups_of_less_than_a_person_count_as_one():
    found = age_futures._log_ratio(np.array([0.5, 2.0, 1.5]), np.array([4.0, 0.0, 1.2]))
    assert found == pytest.approx([-log(4), log(2), log(1.25)])


def test_people_of_a_place_are_told_beside_those_of_the_nation():
    of = age_futures.decade(2010)
    gone = of.counted.sum(axis=(1, 2)) / of.alone.sum(axis=(1, 2)) / (of.counted.sum() / of.alone.sum())
    assert np.exp(of.more_people) == pytest.approx(gone)
    codes, people = census_by_year(2010)
    at = of.places.index(HEGANG)
    assert (of.start, of.opening[at].sum()) == (2010, people[codes.index(HEGANG)].sum())
    assert of.alone[at] == pytest.approx(
        single_years.alone(people[[codes.index(HEGANG)]], single_years.levels_of((HEGANG,), 2010, 2020), 2010)[-1, 0]
    )
    assert "CN" not in of.places
