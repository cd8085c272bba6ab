"""People by single year of age: the split of a census, survival, births and moves, by hand and against other tables."""

import numpy as np
import pytest

import relode as rl
from relode import shipped_tables
from relode.errors import NoVerdict
from relode.facts import rows
from relode.outlook.people_by_age import age_futures, single_years
from relode.outlook.people_by_age.age_futures import (
    FUTURES,
    Decade,
    a_year,
    ages_ahead,
    by_single_year,
    carried_on,
    fertility_here,
    if_nobody_moves,
    lean_of,
    national_error,
    profile,
    unborn,
    unexplained,
    with_moves,
)
from relode.outlook.people_by_age.cohorts import GROUPS, survival
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


def test_within_a_group_ages_are_as_births_by_hand():
    """Ages 5 to 9 of a place that has, for births, the same at all ages: 10 of 12 months born in one year."""
    births = {int(r["year"]): float(r["value"]) for r in rows("un_population_prospects")
              if r["indicator"] == "births" and r["variant"] == "estimate"}  # fmt: skip
    nation = single_years._cohorts(2020)
    groups = np.add.reduceat(nation, single_years.STARTS, axis=1)
    found = split(groups[None], 2020)[0, 0, 5:10]
    by_hand = np.array([10 / 12 * births[2020 - age] + 2 / 12 * births[2019 - age] for age in range(5, 10)])
    assert found / found.sum() == pytest.approx(by_hand / by_hand.sum(), abs=2e-4)  # a few die between 5 and 9


def test_what_a_place_has_more_of_changes_evenly_between_middles_of_groups():
    """Twice the nation at 10 to 14 and as the nation elsewhere: 1 at 7, 1.4 at 9, of what is then scaled alike."""
    nation = np.add.reduceat(single_years._cohorts(2020), single_years.STARTS, axis=1)
    groups = nation[None].copy()
    groups[..., single_years.GROUP_NAMES.index("10-14")] *= 2
    more = split(groups, 2020)[0, 0] / split(nation[None], 2020)[0, 0]
    assert more[9] / more[7] == pytest.approx(1.4)
    assert more[15] / more[17] == pytest.approx(1.4)


def test_part_of_births_that_is_there_at_the_census_of_their_first_year():
    """Outside reference: person-years of the first year of age in the life table of the prospects."""
    table = {r["sex"]: float(r["person_years"]) for r in rows("un_life_table")
             if r["start"] == "2005" and r["age_start"] == "0"}  # fmt: skip
    found = single_years.survival_by_year(2005)[:, 0]
    assert found == pytest.approx([table["M"], table["F"]], abs=1e-9)
    assert (found < 0.992).all()


def test_what_moves_of_places_differ_grows_with_the_root_of_time():
    place = rl.places.find("hegang")
    path = if_nobody_moves(place, 2032).sum(axis=(1, 2))
    total = np.repeat(path[[3, 12]][None], FUTURES, axis=0)  # people certain: what is left is who they are
    ages = ages_ahead(place, total, (2023, 2032))
    spread = np.log(ages.between(35, 54)).std(axis=0)
    assert spread[0] / spread[1] == pytest.approx(0.5, abs=0.12)  # root of 3 / 12; cohorts are not the same


def test_an_empty_group_is_empty_in_each_year():
    groups = np.ones((1, 2, len(single_years.GROUP_NAMES)))
    groups[..., 3] = 0
    assert (split(groups, 2020)[0, :, 10:15] == 0).all()


@pytest.mark.parametrize("period", [2005, 2020])
@pytest.mark.parametrize("age", [15, 30, 45, 60, 70])
def test_five_single_years_live_on_as_the_tables_of_five_have_it(period, age):
    """Outside reference: survival ratios of the prospects, which deaths at a steady rate meet within .6 per cent."""
    lives = single_years.survival_by_year(period)
    found = np.mean([lives[:, 1 + start : 6 + start].prod(axis=1) for start in range(age, age + 5)], axis=0)
    assert found == pytest.approx(survival(period)[:, 1 + GROUPS.index(f"{age}-{age + 4}")], rel=8e-3)


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


def test_a_planted_profile_comes_back(monkeypatch):
    rng = np.random.default_rng(1)
    slope = rng.uniform(0.5, 3, (2, 2, len(GROUPS)))
    people, lean = rng.normal(0, 0.1, 40), rng.normal(0, 0.1, (40, 2, len(GROUPS)))
    more = people[:, None, None] * slope[0] + lean * slope[1]
    places = tuple(f"{10 + i % 8}0{i:02d}0" for i in range(40))
    planted = Decade(2000, places, np.ones(1), np.ones(1), np.ones(1), more, people, lean)
    monkeypatch.setattr(age_futures, "decade", lambda _: planted)
    assert profile((2000,)) == pytest.approx(slope)
    assert profile((2000,), "10") == pytest.approx(slope)
    assert len(unexplained((2000,), "10")) == 35
    assert abs(unexplained((2000,))).max() < 1e-12


def test_the_same_change_at_all_ages_is_a_tenth_in_each_year():
    found = a_year(np.full((2, len(GROUPS)), 0.3))
    assert found[:, 20:] == pytest.approx(0.03, abs=1e-3)


def test_a_place_with_the_ages_of_the_nation_leans_nowhere():
    codes, people = census_by_year(2020)
    nation = people[[codes.index("CN")]]
    assert abs(lean_of(nation / 3, 2020)).max() < 1e-12
    young = nation.copy()
    young[..., 20:25] /= 2
    assert lean_of(young, 2020)[0, :, GROUPS.index("20-24")] == pytest.approx(np.log([0.5, 0.5]))


def test_births_are_those_of_the_women_who_are_there():
    """A city that young women leave has fewer children than one that all leave alike, with as many people in all."""
    codes, people = census_by_year(2020)
    start = people[[codes.index(HEGANG)]]
    levels = Levels(np.ones((10, 1)), np.ones((10, 1)))
    totals = start.sum() * 0.98 ** np.arange(1, 11)[None]
    even, none = np.full((2, AGES), 0.1), np.zeros((1, 2, AGES))
    leaving = none.copy()
    leaving[0, 1, 20:35] = -0.1
    paths = [carried_on(start, levels, 2020, (even, own), totals) for own in (none, leaving)]
    for path in paths:
        assert path.sum(axis=(1, 2, 3)) == pytest.approx(totals[0])
    assert paths[1][-1, 0, :, 0].sum() < 0.7 * paths[0][-1, 0, :, 0].sum()
    again = carried_on(start, levels, 2020, (even, none), alone(start, levels, 2020)[1:].sum(axis=(2, 3)).T)
    assert again == pytest.approx(alone(start, levels, 2020)[1:])


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


def test_a_province_without_a_rate_changes_as_the_nation_and_no_later_figure_is_used():
    """Beijing has no births after 2022; with figures to 2022 those of 2023 and later are not in the account."""
    of, nation = (levels_of((code,), 2020, 2030).births[:, 0] for code in ("110000", "CN"))
    assert of[2:] / nation[2:] == pytest.approx(of[1] / nation[1])
    told, known = levels_of(("410000",), 2020, 2030, 2022), levels_of(("410000",), 2020, 2030)
    assert (told.births[:2] == known.births[:2]).all()
    assert told.births[2] != known.births[2]


def test_places_sum_to_the_nation_before_they_are_scaled():
    rows = {(r["quantity"], r["in_sample"]): float(r["factor"]) for r in shipped_tables.rows(ROOM, "national_sums")}
    limits = {"births": 0.03, "deaths": 0.02, "age_60_plus": 0.01, "age_65_plus": 0.01, "population_year_end": 0.002}
    for name, limit in limits.items():
        assert abs(rows[name, "no"] - 1) < limit
        assert abs(rows[name, "yes"] - 1) < min(limit, 0.01)


def test_the_old_are_no_longer_missed_on_one_side_and_bands_of_ages_hold():
    scores = {
        row["ages"]: row for row in scored(start="2010", people="forecast", group="all", method="profile_of_moves")
    }
    for ages in ("20-34", "15-59", "60+", "65+", "80+"):
        assert float(scores[ages]["bias_low"]) <= 0 <= float(scores[ages]["bias_high"])
    given = {row["ages"]: row for row in scored(start="2010", people="counted", group="all", method="profile_of_moves")}
    assert all(0.84 <= float(row["coverage_90"]) <= 0.97 for row in given.values())


def test_between_middles_of_groups_values_change_evenly():
    values = np.zeros(len(GROUPS))
    values[GROUPS.index("20-24")] = 1.0
    found = by_single_year(values)
    assert found[[17, 18, 20, 22, 25, 27, 28]] == pytest.approx([0, 0.2, 0.6, 1, 0.4, 0, 0])
    assert len(found) == AGES


@pytest.fixture(scope="module")
def hegang(panel):
    place = rl.places.find("hegang")
    people = rl.outlook.predictive(panel, place).quantities["population"]
    total = people.at([(i + 0.5) / FUTURES for i in range(FUTURES)])[:, :15]
    return ages_ahead(place, total, range(2021, 2036)), total


def test_ages_add_up_to_the_people_of_each_future_and_year(hegang):
    ages, total = hegang
    assert ages.people.sum(axis=(2, 3)) == pytest.approx(total, rel=1e-12)
    assert ages.between(0, 100) == pytest.approx(total, rel=1e-12)


def test_the_same_seed_gives_the_same_bits(hegang):
    ages, total = hegang
    again = ages_ahead(ages.place, total, ages.years)
    assert (again.people == ages.people).all()
    assert (ages_ahead(ages.place, total, ages.years, seed=2).people != ages.people).any()


def test_bands_grow_with_the_years_and_most_for_those_not_born(hegang):
    ages = hegang[0]
    low, middle, high = np.quantile(ages.between(6, 11), (0.05, 0.5, 0.95), axis=0)
    width = np.log(high / low)
    assert width[2] < width[9] < width[14]
    assert middle[14] < 0.5 * middle[2]
    assert unborn(2035)[0] > 0.1
    assert (unborn(2035)[12:] == 0).all()  # born in 2023 or before: the nation's births are estimated


def test_a_county_has_the_births_of_its_children():
    place = rl.places.find("xiaoyi")
    groups = single_years.county_groups(2020)[place.code]
    codes, city = census_groups(2020)
    home = city[codes.index("141100")]
    women = slice(single_years.GROUP_NAMES.index("15-19"), single_years.GROUP_NAMES.index("45-49"))
    ratio = (groups[:, :2].sum() / groups[1, women].sum()) / (home[:, :2].sum() / home[1, women].sum())
    assert fertility_here(place) == pytest.approx(single_years.fertility_of(("141100",), 2020) * ratio)
    assert if_nobody_moves(place, 2023)[0].sum() == pytest.approx(groups.sum())


def test_a_place_without_ages_is_refused():
    place = rl.places.find("2114Z1")
    with pytest.raises(NoVerdict):
        ages_ahead(place, np.full((2, 1), 1e4), (2021,))


def test_errors_of_the_nation_are_no_moves():
    of = age_futures.decade(2010)
    weights = age_futures.in_groups(of.alone)
    nation = np.log(age_futures.in_groups(of.counted).sum(axis=0) / weights.sum(axis=0))
    raw = np.log(age_futures.in_groups(of.counted) / weights)
    assert of.more == pytest.approx(raw - nation)
    both = [np.log(age_futures.in_groups(d.counted).sum(axis=0) / age_futures.in_groups(d.alone).sum(axis=0))
            for d in (age_futures.decade(2000), of)]  # fmt: skip
    assert national_error((2000, 2010)) == pytest.approx(np.sqrt((both[0] ** 2 + both[1] ** 2) / 2))


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


def test_the_backcast_of_2010_sees_nothing_of_2020(monkeypatch, panel):
    before = age_scores.forecasts(panel)[2010, "forecast", age_scores.PROFILE]
    real = census_by_year

    def noisy(year):
        codes, people = real(year)
        return codes, people * (np.random.default_rng(5).lognormal(0, 1, people.shape) if year == 2020 else 1.0)

    monkeypatch.setattr(age_futures, "census_by_year", noisy)
    age_futures.decade.cache_clear()
    try:
        after = age_scores.forecasts(panel)[2010, "forecast", age_scores.PROFILE]
        assert (age_futures.decade(2010).counted != real(2020)[1][: len(after)].sum()).all()
    finally:
        age_futures.decade.cache_clear()
    assert after == pytest.approx(before, rel=1e-12)


def test_the_profile_was_chosen_on_the_decade_before():
    def errors(method):
        rows = scored(start="2000", people="counted", group="all", method=method)
        return {r["ages"]: float(r["mean_absolute_error"]) for r in rows}

    assert len(errors("profile_of_moves")) == len(age_scores.AGE_GROUPS)
    assert all(errors("profile_of_moves")[ages] < errors("nobody_moves")[ages] for ages in age_scores.AGE_GROUPS)
