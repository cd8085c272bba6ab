"""Plans, runs, needs and deals of another country: each rule at its limit, on figures worked out by hand."""

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.calibration.conditioning import ADULTS
from relode.country import deals as deals_module
from relode.country import plan as plan_module
from relode.country import simulator as simulator_module
from relode.country.accounts import CountryQuantity
from relode.country.outlook import CountryForecast
from relode.country.records import SimulatorScore
from relode.country.service_needs import _with_note, age_futures
from relode.deals.defaults import KnownMoney
from relode.errors import NoVerdict, RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Bilingual
from relode.model.results import OneCity
from relode.model.state import CHILDREN, HIGH, LOW
from relode.needs.own_cells import Count
from relode.outlook.people_by_age.counted_cohorts import CountedAges
from relode.outlook.people_by_age.single_years import AGES
from relode.plan.making.plan_records import Course

from .tables_by_hand import place

NAN = np.nan
QUANTITY = CountryQuantity("people", Bilingual("People", "人口"), True, 0.01, own=False)
CENSUS = replace(QUANTITY, census=True)


def outlook_of(name, median, origin=2024):
    """An outlook of two years that says the same in every future."""
    return CountryForecast(
        name,
        QUANTITY.label,
        origin,
        100.0,
        "stays",
        0.5,
        (origin,),
        (100.0,),
        (origin + 1,),
        (median,),
        (median,),
        (median,),
        origin + 1,
        0.1,
        10,
        None,
    )


def test_doing_nothing_moves_people_adults_output_and_debt_to_the_outlook(monkeypatch):
    run = {
        "population": [50, 60],
        "age_15_59": [30, 40],
        "skilled_share": [0.2, 0.25],
        "gdp_real": [8, 10],
        "debt_ratio": [0.3, 0.4],
        "employment": [7, 9],
    }
    asked = []

    def of_one_city(here, levers, names):
        asked.append((here.shifts, levers, set(names)))
        data = {name: (("place", "future", "year"), np.array([[run[name]]], float)) for name in names}
        return xr.Dataset(data)

    monkeypatch.setattr(plan_module, "of_one_city", of_one_city)
    here = OneCity(SimpleNamespace(years=(2024, 2025)), None, {"population": "old"})
    said = (
        outlook_of("population", 110.0),
        outlook_of("gdp_real", 250.0),
        outlook_of("average_wage", 5.0),
        outlook_of("employment", 1, 2023),
    )
    moved, told = plan_module.told_ahead(here, said)
    assert told == ("population", "gdp_real")
    assert asked == [({}, {}, {"population", "gdp_real", "debt_ratio", "age_15_59", "skilled_share"})]
    # People: 110 of 100 times 50 are 55, not 60; so 40 adults become 36 2/3. Output: 2.5 times 8 is 20, not 10.
    found = {name: shift.amount[0].tolist() for name, shift in moved.shifts.items()}
    expected = {"population": [0, -5], "gdp_real": [0, 10], "debt_ratio": [0, -0.2],
                **dict(zip(ADULTS, ([0, -10 / 3], [0, -2.5], [0, -10 / 12]), strict=True))}  # fmt: skip
    assert {name: pytest.approx(each) for name, each in expected.items()} == found
    jobs, told = plan_module.told_ahead(here, (outlook_of("employment_total", 90.0),))
    assert (told, list(jobs.shifts)) == (("employment",), ["employment"])
    assert jobs.shifts["employment"].amount[0].tolist() == pytest.approx([0, 6.3 - 9])
    assert plan_module.told_ahead(here, (outlook_of("population", 1, 2023),)) == (here, ())


def test_people_die_and_are_born_at_the_places_own_rates(monkeypatch):
    people, rates = np.zeros((1, 4, 1)), np.zeros((1, 4, 1))
    people[0, [CHILDREN, LOW, HIGH], 0], rates[0, [CHILDREN, LOW, HIGH], 0] = (15, 45, 90), (0.1, 0.2, 0.5)
    opened = SimpleNamespace(people=people), SimpleNamespace(death_rate=rates, fertility=np.full((1, 1), 0.02))
    monkeypatch.setattr(plan_module, "jax", SimpleNamespace(jit=lambda each: each, vmap=lambda each, **_: each))
    monkeypatch.setattr(plan_module, "opening_state", lambda *_: opened)
    years = tuple(range(FIRST_PLAN_YEAR - 1, FIRST_PLAN_YEAR + 3))
    series = SimpleNamespace(birth_ratio=np.array([[2.0, 1, 1, 1]]))
    futures = SimpleNamespace(years=years, observed=None, params=None, exogenous=series)
    path = plan_module.ageing_at_own_rates(SimpleNamespace(futures=futures))
    # Of 15 children 13.5 live, .9 grow up and .04 x 135 = 5.4 are born: 18; of 45 adults 36 live, 35.2 stay, .9 come:
    # 36.1; of 90 others 45 live and 44 stay: 80.1 adults. Then 16.2 children live, 1.08 grow up, 1.602 are born:
    # 16.722; 28.88 and 22 live: 28.2382 + 1.08 and 21.5111 stay: 50.8293. Then 1.0033 grow up: 22.9334 + 1.0033 +
    # 10.5165.
    assert path[0] == pytest.approx(np.array([80.1, 50.829333, 34.453228]) / 80.1, rel=1e-6)


def runs(values, years, codes="ab"):
    data = {name: (("future", "place", "year"), np.array(cells, float)) for name, cells in values.items()}
    table = xr.Dataset(data, {"place": list(codes), "year": list(years)})
    return SimpleNamespace(table=table.transpose("future", "year", "place"))


def test_a_run_from_five_years_ago_is_held_against_what_came(monkeypatch):
    grid = np.array([[100.0, 80.0], [50.0, 75.0], [NAN, 5.0]])  # a, b and c in 2015 and 2020
    axes = {"year": [2015, 2020], "place": ["a", "b"], "industry": [1, 2]}
    jobs = xr.DataArray(np.array([[[4.0, 6], [1, 1]], [[5, 15], [2, 0]]]), axes, ("year", "place", "industry"))
    here = SimpleNamespace(
        places=[place(code) for code in "abc"],
        values={"population": grid},
        years=(2015, 2020),
        counts={"employment": jobs},
    )
    asked = []
    monkeypatch.setattr(
        simulator_module, "country_world", lambda _, before: asked.append(before) or SimpleNamespace(year=2015)
    )
    monkeypatch.setattr(simulator_module, "country_futures", lambda *args: asked.append(args[1:]))
    # Medians of b: 50 to 60 people; of a: 100 to 90. Jobs: a 10 to 10, b 2 to 4.
    values = {"population": [[[50, 60], [100, 85]], [[50, 61], [100, 90]], [[50, 55], [100, 99]]],
              "employment": [[[2, 4], [10, 10]]] * 3}  # fmt: skip
    monkeypatch.setattr(simulator_module, "system", lambda *_: runs(values, (2015, 2020), "ba"))
    people, work = simulator_module._scores(here, 2020, 1)
    missed = np.abs([np.log(60 / 50) - np.log(75 / 50), np.log(0.9) - np.log(0.8)]).mean()
    moved = np.abs([np.log(1.5), np.log(0.8)]).mean()
    assert people == SimulatorScore("population", 2015, 5, pytest.approx(missed), pytest.approx(moved),
                                    pytest.approx(1 - missed / moved), people.skill_90)  # fmt: skip
    # Jobs of b stayed 2, those of a doubled.
    assert (work.quantity, work.error, work.no_change) == (
        "employment",
        pytest.approx(np.log(2)),
        pytest.approx(np.log(2) / 2),
    )
    assert asked == [5, (16, 5, 1)]

    def none(*_, **__):
        raise NoVerdict("country.no_counts")

    monkeypatch.setattr(simulator_module, "country_world", none)
    assert simulator_module._scores(here, 2020, 1) == ()


def test_a_simulation_tells_its_paths_with_output_in_the_currency(monkeypatch):
    names = simulator_module.SHOWN
    values = {name: [[[1.0, 2 + i], [5, 5]]] * 3 for i, name in enumerate(names)}
    asked = []
    opened = {"tags": ("uncalibrated",), "opening_year": 2020, "opening": (), "held_places": 0}
    world = SimpleNamespace(year=2020, money=4.0, opened=lambda _: opened)
    monkeypatch.setattr(simulator_module, "world_with", lambda *_: world)
    monkeypatch.setattr(
        simulator_module, "country_futures", lambda *args: asked.append(args[1:]) or SimpleNamespace(years=(2020, 2035))
    )
    monkeypatch.setattr(simulator_module, "system", lambda *_, **__: runs(values, (2020, 2035)))
    monkeypatch.setattr(simulator_module, "_scores", lambda *_: ())
    found = simulator_module.country_simulation(None, place("a"), 7)
    assert (asked, found.futures, found.scores, found.opening_year) == ([(64, 15, 7)], 64, (), 2020)
    assert [path.quantity for path in found.paths] == list(names)
    assert found.paths[0] == Course(
        "population", "persons", (2020, 2035), dict.fromkeys(("p05", "median", "p95"), (1.0, 2.0))
    )
    output = found.paths[names.index("gdp_real")]
    assert (output.nothing["median"], output.unit) == ((0.25, (2 + names.index("gdp_real")) / 4), "money")


def test_a_count_older_than_the_ages_says_so():
    service = SimpleNamespace(note=None)
    assert _with_note(service, None, 2020) is service
    assert _with_note(service, Count(2020, 5.0, None), 2020) is service


def told_people(*years):
    """An outlook of 6,000 people in each of these years."""
    band = [(6000.0,) * len(years)] * 3
    return CountryForecast("population", QUANTITY.label, 2019, 5000.0, "stays", 0.5, (2019,), (5000.0,), years, *band,
                           years[-1], 0.1, 10, None)  # fmt: skip


def flat_ages(*by_place):
    """Two counts of places whose ages are all alike, a hundred each in the first."""
    people = np.zeros((2, len(by_place), AGES))
    for i, (before, after) in enumerate(by_place):
        people[0, i, :50], people[1, i, :50] = before, after
    return CountedAges((2019, 2020), tuple("ab"[: len(by_place)]), people, 50)


@pytest.mark.parametrize(("code", "last", "is_refused"), [("b", 2030, True), ("a", 2020, True), ("a", 2021, False)])
def test_ages_ahead_need_the_place_and_an_outlook_beyond_the_last_count(code, last, is_refused):
    told = told_people(*range(2020, last + 1))
    if is_refused:
        with pytest.raises(NoVerdict) as stop:
            age_futures(flat_ages((100, 100)), place(code), told, {}, 1)
        assert stop.value.values == {"place": code.upper(), "first": 2020, "last": last}
    else:
        found = age_futures(flat_ages((100, 100)), place(code), told, {}, 1)
        assert found.years == (2020, 2021)
        np.testing.assert_allclose(found.total, 6000)


def test_years_before_the_outlook_have_the_people_that_were_counted_or_those_of_the_ages():
    found = age_futures(flat_ages((100, 100)), place("a"), told_people(2022, 2023), {2021: 4000.0}, 1)
    assert found.years == (2020, 2021, 2022, 2023)
    # Nothing was missed between the counts, so that all futures have the ages that are expected: fifty alike.
    np.testing.assert_allclose(found.total, np.tile([5000, 4000, 6000, 6000], (len(found.total), 1)))
    np.testing.assert_allclose(found.people[:, 1, 0, 1:50], 80.0, rtol=1e-3)  # but for the births


def test_what_ages_may_miss_grows_with_the_root_of_the_years():
    ages = flat_ages((100, 100), (100, 120))
    found = age_futures(ages, place("a"), told_people(2021, 2024), {}, 1)
    assert found.years == (2020, 2021, 2022, 2023, 2024)
    missed = np.log(found.people[:, :, 0, 40] / found.people[:, :, 0, 30]).std(axis=0)
    assert missed[0] == pytest.approx(0, abs=1e-12)
    assert missed == pytest.approx(missed[1] * np.sqrt(np.arange(5)), abs=1e-9)


def test_a_deal_is_under_the_law_beside_the_tables_with_the_newest_money_of_its_place(monkeypatch, tmp_path):
    figures = {"budget_revenue": {2018: 5.0, 2020: 7.0}, "average_wage": {}}
    name = Bilingual("Land", "国")
    here = SimpleNamespace(
        find=lambda code: place(code), figures=lambda _, each: figures[each], name=name, path=tmp_path / "x.toml"
    )
    seen = []
    monkeypatch.setattr(deals_module, "setting_of", lambda path, money: seen.append((path, money)) or "law")
    deal = SimpleNamespace(project=SimpleNamespace(name="mill", place="a"), under=lambda setting: f"under {setting}")
    assert deals_module.under_own_law(here, deal) == ("under law", place("a"))
    assert deals_module.under_own_law(replace_path(here, tmp_path), deal, "b")[1].code == "b"
    for path, money in seen:
        assert path == Path(tmp_path) / deals_module.FILE
        assert money == deals_module.OwnPlace(name, KnownMoney(7.0, 2020, "own_table"), None)
    with pytest.raises(RelodeError) as stop:
        deals_module.under_own_law(here, SimpleNamespace(project=SimpleNamespace(name="mill", place=None)))
    assert (stop.value.key, stop.value.values) == ("deals.own_place", {"deal": "mill"})


def replace_path(here, path):
    return SimpleNamespace(**{**vars(here), "path": path})


@dataclass(frozen=True)
class Head:
    """What stands above a plan."""

    state: str = "asked"
    command: str = ""
    price_year: int = 0
    shrinks: object = None
    nothing: object = None
    decisions: object = None
    futures: int = 80
