"""People by age: steps, counts, moves and retirement on tables small enough for a hand, and rows that ship."""

from math import exp, log, sqrt

import numpy as np
import pytest

from relode.facts import rows
from relode.outlook.people_by_age import age_futures, cohorts, single_years
from relode.outlook.people_by_age.age_futures import (
    AgeFutures,
    ages_ahead,
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
    carried,
    census,
    delay,
    fertility,
    if_nobody_moved,
    moved,
    one_step,
    survival,
    under_age,
    under_retirement_age,
    waiting,
)
from relode.outlook.people_by_age.counted_cohorts import CountedAges, carried_on, missed
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


@pytest.fixture
def simple(monkeypatch):
    """Half of each group lives on, and of the oldest; a fertile woman has .1 births a year, .6 of them boys."""
    monkeypatch.setattr(cohorts, "survival", lambda _: np.full((2, 1 + len(GROUPS)), 0.5))
    monkeypatch.setattr(cohorts, "births_by_age", lambda _: np.full(7, 0.1))
    monkeypatch.setattr(cohorts, "boys_of_births", lambda _: 0.6)


@pytest.mark.usefixtures("simple")
def test_five_years_by_hand():
    """Of 80 men of 75 and 40 of 80 and over half are 80 and over; 200 women of 20 have children for five years."""
    people = np.zeros((1, 2, len(GROUPS)))
    people[0, 0, -2:] = 80, 40
    people[0, 1, GROUPS.index("20-24")] = 200
    found = one_step(people, np.array([2.0]), 2010)
    assert found[0, 0, -2:].tolist() == [0, 60]
    assert found[0, 1, GROUPS.index("25-29")] == 100
    # (200 + 100) / 2 women x .1 x 5 years x 2, of whom half live: 75, six in ten boys.
    assert found[0, :, 0] == pytest.approx([45, 30])
    path = carried(people, np.array([2.0]), (2010, 2015), 0.5)
    assert path.shape == (3, 1, 2, len(GROUPS))
    assert path[1] == pytest.approx(0.5 * found)
    assert path[2] == pytest.approx(0.5 * one_step(0.5 * found, np.array([2.0]), 2015))


@pytest.mark.usefixtures("simple")
def test_fertile_groups_are_those_of_fifteen_to_forty_nine():
    def born(group):
        people = np.zeros((1, 2, len(GROUPS)))
        people[0, 1, GROUPS.index(group)] = 100
        return one_step(people, np.ones(1), 2010)[0, :, 0].sum()

    # Those of 10 to 14 are 15 to 19 at the end, those of 45 to 49 were so at the beginning.
    assert [born(group) for group in ("5-9", "10-14", "15-19", "45-49", "50-54")] == [0, 6.25, 18.75, 12.5, 0]


@pytest.mark.usefixtures("simple")
def test_moves_of_a_decade_are_what_was_counted_beyond_survivors(monkeypatch):
    """Twice as many of 30 as expected, all others as expected: half of the log for a step, of which .6 is kept."""
    start = np.full((1, 2, len(GROUPS)), 800.0)
    expected = carried(start, np.array([1.0]), (2000, 2005))[-1]
    end = expected.copy()
    end[0, 1, GROUPS.index("30-34")] *= 2
    end[0, 0, GROUPS.index("60-64")] *= 9
    monkeypatch.setattr(cohorts, "census", lambda year: (("a",), start if year == 2000 else end))
    monkeypatch.setattr(cohorts, "fertility", lambda _: {})
    found = moved(2000, 2010, 0.6)["a"]
    assert found[1, GROUPS.index("30-34")] == pytest.approx(2**0.3)
    assert found[0, GROUPS.index("60-64")] == pytest.approx(exp(0.3))  # no more than e in ten years
    assert found[0, GROUPS.index("40-44")] == pytest.approx(1)
    # Children are as the mean of those of 25 to 39: one of six has the log of 2.
    assert found[:, :2] == pytest.approx(np.full((2, 2), 2 ** (0.3 / 6)))
    assert found[0, 2] == pytest.approx(1)


def test_a_place_is_carried_on_from_its_census():
    found = if_nobody_moved(HEGANG, 2010, 2020)
    codes, counted = census(2010)
    start = counted[[codes.index(HEGANG)]]
    after = one_step(start, np.array([fertility(2010)[HEGANG]]), 2010)
    assert found.shape == (3, 2, len(GROUPS))
    assert found[1] == pytest.approx(after[0])
    assert found[2] == pytest.approx(one_step(after, np.array([fertility(2010)[HEGANG]]), 2015)[0])
    assert if_nobody_moved("nowhere", 2010, 2020) is None


def test_months_by_which_retirement_comes_later_are_those_of_the_table():
    table = {(row["group"], row["born"]): int(row["delay_months"]) for row in rows("retirement_age")}
    for (group, born), months in list(table.items())[::40]:
        year, month = map(int, born.split("-"))
        assert delay(group, 12 * year + month - 1) == months
    assert delay("men", 12 * 1964 + 11) == 0
    assert delay("men", 12 * 2100) == max(months for (group, _), months in table.items() if group == "men")


def test_parts_of_a_group_below_retirement_age_are_counted_by_month():
    """On the first of November 2020 all of 55 to 59 are below 60, and in 2030 some of 60 to 64 wait for theirs."""
    men = under_age("men", 2020, "before")
    assert men[: GROUPS.index("15-19")].tolist() == [0, 0, 0]
    assert men[GROUPS.index("15-19") : GROUPS.index("60-64")].tolist() == [1.0] * 9
    assert men[GROUPS.index("60-64") :].tolist() == [0.0] * 5
    assert under_age("women_55", 2020, "before")[GROUPS.index("50-54") : GROUPS.index("60-64")].tolist() == [1, 0]
    later = under_age("men", 2030, "since")[GROUPS.index("60-64")]
    months = [12 * 2030 + 10 - 12 * 60 - at for at in range(60)]
    assert later == pytest.approx(np.mean([delay("men", born) > 12 * 2030 + 10 - born - 720 for born in months]))
    assert 0 < later < 1
    waits = waiting("women_50", 2035, 60)
    assert waits[:50].tolist() == [0] * 50
    born = [12 * 2035 + 10 - 12 * 51 - at for at in range(12)]
    assert waits[51] == pytest.approx(
        np.mean([month + 600 + delay("women_50", month) > 12 * 2035 + 10 for month in born])
    )


def test_people_under_retirement_age_are_of_both_sexes_between_two_steps():
    """A thousand men and a hundred women of 52 in 2020, twice as many in 2025: in 2022 1.4 times."""
    path = np.zeros((2, 1, 2, len(GROUPS)))
    path[0, 0, :, GROUPS.index("50-54")] = 1000, 100
    path[1] = 2 * path[0]
    found = under_retirement_age(path, 2020, (2020, 2022))
    assert list(found) == [("before", "women_50"), ("before", "women_55"), ("since", "women_50"), ("since", "women_55")]
    assert found["before", "women_50"][0] == pytest.approx([1000, 1400])
    assert found["before", "women_55"][0] == pytest.approx([1100, 1540])


def counts(first, second, oldest=6, years=(2010, 2012)):
    people = np.zeros((2, 1, AGES))
    people[0, 0, : len(first)] = first
    people[1, 0, : len(second)] = second
    return CountedAges(years, ("a",), people, oldest)


def test_cohorts_change_each_year_as_between_the_last_two_counts():
    """By hand: in two years each cohort falls to .81, in a year to .9; of 6 and over those of 4 and older were left."""
    first = [100.0] * 6 + [300.0]
    second = [50.0, 50.0, *[81.0] * 4, 0.81 * 500]
    found = carried_on(counts(first, second), 1)
    assert found.shape == (2, 1, AGES)
    assert found[0, 0, :7].tolist() == second
    assert found[1, 0, 1:6] == pytest.approx([45, 45, *[0.9 * 81] * 3])
    assert found[1, 0, 6] == pytest.approx(0.9 * (81 + 405))
    assert found[1, 0, 0] == 0  # nobody of 15 to 49


def test_as_many_are_born_for_each_person_of_15_to_49_as_counted_last():
    """By hand: five years of children of 20 each are 20 a year for 1,000 of 20 and 49; 49 grow out of it."""
    table = np.zeros(60)
    table[:5], table[20], table[49], table[50] = 20.0, 600.0, 400.0, 7.0
    found = carried_on(counts(table, table, 90, (2010, 2011)), 2)
    assert found[1, 0, 0] == pytest.approx(20.0)
    assert found[1, 0, 20] == 0.0
    kept = found[1, 0, 15:50].sum()
    assert found[2, 0, 0] == pytest.approx(20 / 1000 * kept)


def test_what_places_missed_the_nation_by_is_beside_their_people():
    """Two places of two years: the nation keeps all; one has a tenth more at every age and twice as many at age 3."""
    ages = 8
    old, new = np.full((2, AGES), 0.0), np.full((2, AGES), 0.0)
    old[:, : ages + 1] = 1000.0
    new[:, 1 : ages + 1] = 1000.0
    new[0, 3], new[1, 3] = 1500.0, 500.0
    new[:, 0] = 10.0
    new[:, ages] = 2000.0
    apart, births = missed(CountedAges((2010, 2011), ("a", "b"), np.stack([old, new]), ages))
    whole = log((9 + 0.5) / 9)
    assert apart[0, 3] == pytest.approx(log(1.5) - whole)
    assert apart[0, 4] == pytest.approx(-whole)
    assert apart[1, 3] == pytest.approx(log(0.5) - log((9 - 0.5) / 9))
    assert apart[0, 0] == apart[0, 1]
    assert births[0] == pytest.approx(log((10 + 4 * 1000 + 500) / 5) - log(1000.0))
    assert births[1] == pytest.approx(log((10 + 4 * 1000 - 500) / 5) - log(1000.0))


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


def test_futures_of_ages_are_moved_by_the_profile_and_by_what_was_not_explained(monkeypatch):
    """Without what is not explained and with births as expected ages are moved evenly to the total."""
    place = find("hegang")
    path = if_nobody_moves(place, 2025)
    total = np.array([[0.9], [1.1]]) * path[5].sum()
    seen = []
    monkeypatch.setattr(
        age_futures, "unexplained", lambda decades, out: seen.append((decades, out)) or np.zeros((3, 2, len(GROUPS)))
    )
    monkeypatch.setattr(age_futures, "national_error", lambda _: np.zeros((2, len(GROUPS))))
    monkeypatch.setattr(age_futures, "unborn", lambda _: np.zeros(AGES))
    monkeypatch.setattr(
        age_futures, "profile", lambda decades, out: seen.append((decades, out)) or np.ones((2, len(GROUPS)))
    )
    found = ages_ahead(place, total, (2025,))
    assert found.people == pytest.approx(np.stack([0.9 * path[[5]], 1.1 * path[[5]]]))
    assert (found.place, found.years, found.counted_in) == (place, (2025,), 2020)
    assert found.sources == ("census2020_age", "wpp2024")
    assert (found.expected == path[[5]]).all()
    assert seen == [((2000, 2010), "23")] * 2
    some = AgeFutures(place, (2025,), np.arange(2.0 * AGES).reshape(1, 1, 2, AGES), path, total)
    assert some.between(3, 4).tolist() == [[3 + 4 + AGES + 3 + AGES + 4]]
