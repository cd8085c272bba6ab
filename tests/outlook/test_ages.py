"""People by single year of age: the split of a census, survival, births and moves, by hand and against other tables."""

import numpy as np
import pytest

import relode as rl
from relode import shipped_tables
from relode.facts import rows
from relode.outlook.people_by_age import age_futures, single_years
from relode.outlook.people_by_age.age_futures import (
    FUTURES,
    ages_ahead,
    with_moves,
)
from relode.outlook.people_by_age.single_years import (
    AGES,
    Levels,
    alone,
    census_by_year,
    census_groups,
    levels_of,
    split,
)
from studies.outlook import age_scores

HEGANG = "230400"
ROOM = "relode.outlook.people_by_age"


def test_single_years_keep_the_totals_of_groups_to_the_person():
    codes, groups = census_groups(2020)
    years = census_by_year(2020)[1]
    assert np.add.reduceat(years, single_years.STARTS, axis=-1) == pytest.approx(groups, rel=1e-12)
    assert years[codes.index("CN")].sum() == pytest.approx(1409778724)


def test_a_place_with_half_the_nation_at_every_age_has_half_of_each_year():
    codes, groups = census_groups(2020)
    nation = groups[[codes.index("CN")]]
    assert split(nation / 2, 2020) == pytest.approx(split(nation, 2020) / 2)


def test_an_empty_group_is_empty_in_each_year():
    groups = np.ones((1, 2, len(single_years.GROUP_NAMES)))
    groups[..., 3] = 0
    assert (split(groups, 2020)[0, :, 10:15] == 0).all()


def test_one_year_by_hand():
    codes, people = census_by_year(2020)
    start = people[[codes.index(HEGANG)]]
    path = alone(start, Levels(np.array([[0.5]]), np.ones((1, 1))), 2020)
    lives = single_years.survival_by_year(2020)
    assert path[1, 0, 0, 41] == pytest.approx(start[0, 0, 40] * lives[0, 41])
    rates = {int(r["age"][:2]): float(r["births_per_woman_year"]) for r in rows("un_fertility_by_age")
             if r["start"] == "2020"}  # fmt: skip
    total = {r["year"]: float(r["value"]) for r in rows("un_population_prospects")
             if r["indicator"] == "total_fertility_rate" and r["variant"] == "estimate"}  # fmt: skip
    level = (2 / 12 * total["2020"] + 10 / 12 * total["2021"]) / (5 * sum(rates.values()))
    women = (start[0, 1, 15:50] + path[1, 0, 1, 15:50]) / 2
    born = 0.5 * level * sum(women[age - 15] * rates[age - age % 5] for age in range(15, 50))
    assert path[1, 0, :, 0] @ (1 / lives[:, 0]) == pytest.approx(born)


def test_without_births_nobody_is_younger_than_the_years_gone_by():
    people = np.full((1, 2, AGES), 1000.0)
    path = alone(people, Levels(np.zeros((10, 1)), np.ones((10, 1))), 2020)
    assert (path[10, ..., :10] == 0).all()
    assert (np.diff(path.sum(axis=(1, 2, 3))) < 0).all()


def test_moves_are_solved_so_that_ages_add_up():
    """Two ages of 100 with slopes 1 and 2: if m is .1 there are 100 exp(.1) + 100 exp(.2)."""
    total = np.array(100 * np.exp(0.1) + 100 * np.exp(0.2))
    found = with_moves(np.array([[100.0, 100.0]]), np.array([[1.0, 2.0]]), total)
    assert found[0] == pytest.approx([100 * np.exp(0.1), 100 * np.exp(0.2)])
    assert with_moves(np.array([[60.0, 40.0]]), np.ones((1, 2)), np.array(50.0))[0] == pytest.approx([30, 20])


@pytest.mark.parametrize(
    ("name", "year", "rate"), [("births", 2022, 6.77), ("births", 2024, 6.77), ("deaths", 2023, 7.87)]
)
def test_the_account_of_the_nation_has_the_published_rates(name, year, rate):
    """Rates per thousand of the yearbooks, births over the mean of two counts; deaths go by their force, not number."""
    codes, people = census_by_year(2020)
    levels = levels_of(("CN",), 2020, 2025)
    path = alone(people[[codes.index("CN")]], levels, 2020)
    step = year - 2021
    born = single_years.one_year(path[step], 2020, 2020 + step, levels.births[step], levels.deaths[step])[1].sum()
    start, end = path[step : step + 2].sum(axis=(1, 2, 3))
    events = {"births": born, "deaths": start + born - end}[name]
    assert 1000 * events / ((start + end) / 2) == pytest.approx(rate, rel=1e-2)


def test_places_sum_to_the_nation_before_they_are_scaled():
    rows = {(r["quantity"], r["in_sample"]): float(r["factor"]) for r in shipped_tables.rows(ROOM, "national_sums")}
    limits = {"births": 0.03, "deaths": 0.02, "age_60_plus": 0.01, "age_65_plus": 0.01, "population_year_end": 0.002}
    for name, limit in limits.items():
        assert abs(rows[name, "no"] - 1) < limit
        assert abs(rows[name, "yes"] - 1) < min(limit, 0.01)


@pytest.fixture(scope="module")
def hegang(panel):
    place = rl.places.find("hegang")
    people = rl.outlook.predictive(panel, place).quantities["population"]
    total = people.at([(i + 0.5) / FUTURES for i in range(FUTURES)])[:, :15]
    return ages_ahead(place, total, range(2021, 2036)), total


def test_the_same_seed_gives_the_same_bits(hegang):
    ages, total = hegang
    again = ages_ahead(ages.place, total, ages.years)
    assert (again.people == ages.people).all()
    assert (ages_ahead(ages.place, total, ages.years, seed=2).people != ages.people).any()


def scored(**wanted):
    return [r for r in shipped_tables.rows(ROOM, "age_scores") if all(r[k] == v for k, v in wanted.items())]


def test_one_cell_of_the_scores_by_hand():
    """Those of 15 to 59 as at the last census: sums of groups of the censuses of 2010 and 2020, place by place."""
    groups = {f"{age}-{age + 4}" for age in range(15, 60, 5)}
    people = {2010: {}, 2020: {}}
    for row in rows("ages"):
        if row["year"] in ("2010", "2020") and row["age_group"] in groups:
            of = people[int(row["year"])]
            of[row["place"]] = of.get(row["place"], 0.0) + float(row["persons"])
    places = age_futures.decade(2010).places
    by_hand = np.mean([abs(np.log(people[2020][p] / people[2010][p])) for p in places])
    row = scored(start="2010", people="forecast", group="all", ages="15-59", method="as_last_census")[0]
    assert float(row["mean_absolute_error"]) == pytest.approx(100 * by_hand, abs=0.006)
    assert int(row["n"]) == len(places) == 336


def test_the_profile_was_chosen_on_the_decade_before():
    def errors(method):
        rows = scored(start="2000", people="counted", group="all", method=method)
        return {r["ages"]: float(r["mean_absolute_error"]) for r in rows}

    assert len(errors("profile_of_moves")) == len(age_scores.AGE_GROUPS)
    assert all(errors("profile_of_moves")[ages] < errors("nobody_moves")[ages] for ages in age_scores.AGE_GROUPS)
