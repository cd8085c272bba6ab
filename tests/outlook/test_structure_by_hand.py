"""Which methods are scored, and forecasts from how places are made, by hand."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
import xarray as xr

from relode.outlook.backcasts.targets import (
    MODES,
    NATIONAL_GIVEN,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    PRICES_GIVEN,
    TARGETS,
    Past,
)
from relode.outlook.forecasters import structural
from relode.outlook.forecasters.decades import DecadeDrift, ShareWalk
from relode.outlook.forecasters.method_list import CANDIDATES, methods
from relode.outlook.forecasters.rules import RULES, random_walk
from relode.outlook.forecasters.statistical import Selected, Statistical
from relode.outlook.forecasters.structural import (
    MINING_SHARE,
    POPULATION,
    POPULATION_STAYS,
    POPULATION_WIDE,
    Design,
    StructuralDrift,
    mining_share_design,
    population_design,
)
from relode.places import by_code, official

YEARLY = (*CANDIDATES,)


VARIANTS = [f"pooled_ar1_{shape}" for shape in ("student", "empirical", "own_volatility", "recent_errors")]


STAYING = ["random_walk", "national_drift", "national_drift_3", "national_level"]


@pytest.mark.parametrize(
    ("target", "mode", "names"),
    [
        *((target, PRICES_GIVEN, []) for target in TARGETS),
        ("gdp_real", NATIONAL_GIVEN, [*YEARLY, "own_drift", *VARIANTS, "selected"]),
        ("gdp_real", OTHER_PROVINCES_GIVEN, []),
        ("secondary_share", NOTHING_GIVEN, [*YEARLY, *STAYING[1:], "selected"]),
        (
            "house_price",
            NATIONAL_GIVEN,
            ["random_walk", *(name.replace("pooled_ar1", "random_walk") for name in VARIANTS)],
        ),
        ("house_price", NOTHING_GIVEN, STAYING),
        ("house_price", OTHER_PROVINCES_GIVEN, []),
        ("population", OTHER_PROVINCES_GIVEN, ["structural_ridge"]),
        ("mining_employment_share", OTHER_PROVINCES_GIVEN, ["structural_ridge"]),
        ("mining_employment_share", NATIONAL_GIVEN, ["national_ratio"]),
        ("mining_employment_share", NOTHING_GIVEN, ["random_walk"]),
    ],
)
def test_methods_that_are_scored_for_a_target(target, mode, names):
    assert list(methods(target, mode)) == names


def test_methods_are_what_their_names_say():
    nothing, given = methods("gdp_real", NOTHING_GIVEN), methods("gdp_real", NATIONAL_GIVEN)
    assert {name: (each.national_years, each.start) for name, each in nothing.items() if name in STAYING} == {
        "random_walk": (0, 5), "national_drift": (1, 5), "national_drift_3": (3, 5), "national_level": (None, 5),
    }  # fmt: skip
    assert {each.rule for name, each in nothing.items() if name in STAYING} == {random_walk}
    for name in CANDIDATES[1:]:
        assert given[name] == Statistical(RULES[name], None, 5)
    assert methods("secondary_share", NOTHING_GIVEN)["pooled_ar1"] == Statistical(RULES["pooled_ar1"], 1, 5)
    assert given["own_drift"] == Statistical(RULES["own_drift"], None, 5)
    for shape, change in {
        "student": {"tails": "student"},
        "empirical": {"tails": "empirical"},
        "own_volatility": {"own_volatility": True},
        "recent_errors": {"half_life": 2.0},
    }.items():
        assert given[f"pooled_ar1_{shape}"] == Statistical(RULES["pooled_ar1"], None, 5, **change)
    assert isinstance(given["selected"], Selected)
    assert list(given["selected"].candidates) == list(CANDIDATES)
    prices = methods("house_price", NOTHING_GIVEN)
    assert [prices[name].start for name in STAYING] == [0, 1, 1, 0]
    assert methods("house_price", NATIONAL_GIVEN)["random_walk"] == Statistical(random_walk, None, 0)
    people = methods("population", NOTHING_GIVEN)
    simple = {
        "random_walk": DecadeDrift(0.0),
        "own_drift": DecadeDrift(1.0, True),
        "own_drift_half_shrunk": DecadeDrift(0.5, True),
        "own_drift_half_to_province": DecadeDrift(0.5, True, True),
        "national_drift": DecadeDrift(0.0, True),
        "own_drift_half_mean_stays": DecadeDrift(0.5),
    }
    structural_ones = {
        "structural_ridge": POPULATION, "structural_ridge_wide": POPULATION_WIDE,
        "structural_ridge_mean_stays": POPULATION_STAYS,
    }  # fmt: skip
    assert people == {**simple, **structural_ones}
    assert list(methods("population", NATIONAL_GIVEN)) == [*list(simple)[:4], *list(structural_ones)[:2]]
    assert methods("mining_employment_share", NATIONAL_GIVEN)["national_ratio"] == ShareWalk(proportional=True)
    assert methods("mining_employment_share", NOTHING_GIVEN)["random_walk"] == ShareWalk()
    about = [
        (each.relative, each.spread, each.national_drift)
        for each in (POPULATION, POPULATION_WIDE, POPULATION_STAYS, MINING_SHARE)
    ]
    assert about == [(True, False, True), (True, True, True), (True, True, False), (False, False, True)]
    assert MODES == (NATIONAL_GIVEN, NOTHING_GIVEN, PRICES_GIVEN, OTHER_PROVINCES_GIVEN)


PLACES = ("230400", "210300", "230600", "350100")


"""Hegang has coal, Anshan iron and Daqing oil; Fuzhou is not listed."""


def covered(year=2010, **figures):
    """A past of four places with the figures of a year, and output of six years before."""
    names = ("population", "age_0_14_share", "age_60_plus_share", "college_share", "gdp_first_published",
             "migrants_other_province_share", "mining_employment_share")  # fmt: skip
    rng = np.random.default_rng(8)
    values = {name: rng.uniform(0.1, 0.9, 4) for name in names} | figures
    early = {**dict.fromkeys(names, np.full(4, np.nan)), "gdp_first_published": np.array([0.05, 0.06, 0.04, 0.03])}
    grid = np.stack([np.stack([early[name], np.array(values[name])], axis=1) for name in names])
    array = xr.DataArray(grid, dims=("quantity", "place", "year"),
                         coords={"quantity": list(names), "place": list(PLACES), "year": [year - 6, year]})  # fmt: skip
    return Past(TARGETS["population"], year, PLACES, array), {name: np.array(values[name]) for name in names}


def standard(column):
    return (column - column.mean()) / column.std()


def test_people_are_explained_by_seven_columns_in_deviations_kept_within_two_and_a_half():
    past, known = covered(gdp_first_published=np.array([1.0, 1.0, 1.0, 1e6]))
    plain, kept = population_design(past, 2010)
    names = ("age_0_14_share", "age_60_plus_share", "college_share")
    columns = [known[name] for name in names]
    columns += [np.log(known["gdp_first_published"] / known["population"]), np.log(known["population"])]
    columns += [known["migrants_other_province_share"], known["mining_employment_share"]]
    expected_table = np.column_stack([np.ones(4), *map(standard, columns)])
    assert plain.columns == pytest.approx(expected_table)
    assert kept.columns == pytest.approx(np.clip(expected_table, -2.5, 2.5))
    assert (plain.free, plain.weight.tolist()) == (1, [1, 1, 1, 1])
    some = plain.rows(np.array([2, 0]))
    assert some.columns == pytest.approx(expected_table[[2, 0]])
    wide = np.array([0.0] * 3 + [1.0])
    assert (np.inf, 2.5) == structural.FURTHEST_COVARIATE
    assert np.abs(standard(wide)).max() < 2.5


def test_a_mining_share_is_explained_by_what_multiplies_it():
    past, known = covered()
    designs = mining_share_design(past, 2010)
    share = known["mining_employment_share"]
    places = [by_code()[code] for code in PLACES]
    entries = [official().get(code) for code in PLACES]
    features = [
        np.array([place.longitude for place in places]),
        np.array([place.latitude for place in places]),
        np.array([entry is not None and "coal" in entry.resource_detail for entry in entries], dtype=float),
        np.array([entry is not None and entry.main_resource == "oil_gas" for entry in entries], dtype=float),
        np.array(
            [entry is not None and entry.main_resource in ("ferrous", "nonferrous") for entry in entries], dtype=float
        ),
        np.log(known["gdp_first_published"] / known["population"]),
        known["age_0_14_share"],
        known["age_60_plus_share"],
        known["college_share"],
        np.log(known["gdp_first_published"] / np.array([0.05, 0.06, 0.04, 0.03])),
    ]
    assert [each.sum() for each in features[2:5]] == [1, 1, 1]
    for design, floor in zip(designs, (0.002, 0.005, 0.01), strict=True):
        weight = share + floor
        relative_share = share / weight
        table = np.column_stack(
            [floor / weight, relative_share, *(relative_share * standard(each) for each in features)]
        )
        assert design.columns == pytest.approx(table)
        assert (design.free, design.weight.tolist()) == (2, weight.tolist())


def drift(**more):
    """A drift explained by a constant and one column, which is the code of the place in thousands."""

    def designs(past, year):
        column = np.array([float(code) for code in past.places]) / 1000 + year - 2010
        return (Design(np.column_stack([np.ones(len(past.places)), column]), 2, np.ones(len(past.places))),)

    return StructuralDrift(designs, **{"relative": True, **more})


def people(levels, first=2000, places=PLACES):
    years = list(range(first, first + 10 * np.shape(levels)[1], 10))
    grid = np.stack([np.exp(levels), np.full(np.shape(levels), 0.02)])
    array = xr.DataArray(
        grid,
        dims=("quantity", "place", "year"),
        coords={"quantity": ["population", "mining_employment_share"], "place": list(places), "year": years},
    )
    return Past(TARGETS["population"], years[-1], places, array)


def test_structure_is_fitted_on_the_last_decade_and_carried_on():
    """Changes that are just what the columns say: .1 and a thousandth of the code; the next decade is the same."""
    change = np.array([float(code) for code in PLACES]) / 1e6
    of = people(np.stack([np.zeros(4), 0.1 + change], axis=1))
    mean = 0.1 + change.mean()
    found = drift().predict(of, PLACES[:2], (2015, 2020), None)
    assert found.centre == pytest.approx(np.outer(0.1 + change[:2], [0.5, 1.0]), abs=1e-6)
    stays = drift(national_drift=False).predict(of, PLACES[:2], (2020,), None)
    # The mean neither is expected nor is taken from what was: changes are told from 0.
    assert stays.centre[:, 0] == pytest.approx(change[:2] - change.mean(), abs=1e-6)
    given = drift().predict(replace(of, national=np.array([0.7])), PLACES[:2], (2020,), None)
    assert given.centre[:, 0] == pytest.approx(change[:2] - change.mean() + 0.7, abs=1e-6)
    whole = drift(relative=False)
    assert whole._training(of)[0] == pytest.approx(0.1 + change)
    assert drift()._training(of)[0] == pytest.approx(change - change.mean())
    assert drift()._training(of)[1] == 2010
    assert drift()._mean(of) == pytest.approx(mean)
    told = replace(of, revealed=np.stack([change, change + 0.2], axis=1))
    assert drift()._training(told)[0] == pytest.approx(change + 0.2)
    assert drift()._training(replace(told, national=np.array([0.3, 0.5])))[0] == pytest.approx(change - 0.3)
    assert whole._training(replace(told, national=np.array([0.3, 0.5])))[0] == pytest.approx(change + 0.2)


def test_widths_are_what_the_decade_before_was_missed_by_or_the_spread():
    rng = np.random.default_rng(4)
    change = rng.normal(0, 0.1, 4)
    one = people(np.stack([np.zeros(4), change], axis=1))
    assert drift()._missed(one) is None
    wide = drift(spread=True).decade(one)[1]
    assert wide[0] == pytest.approx(sqrt(((change - change.mean()) ** 2).mean()))
    assert drift().decade(one)[1][0] != pytest.approx(wide[0])
    three = people(np.stack([np.zeros(4), change, change + 0.3], axis=1))
    before = people(np.stack([np.zeros(4), change], axis=1))
    assert drift()._missed(three) == pytest.approx(0.3 - change.mean() - drift().decade(before)[0])
    assert drift(national_drift=False)._missed(three) == pytest.approx(0.3 - drift().decade(before)[0])
    path = replace(three, national=np.array([0.1]))
    assert drift()._missed(path) == pytest.approx(-drift().decade(before)[0], abs=1e-9)
    assert drift()._missed(replace(three, revealed=np.ones((4, 1)))) is None
    share = replace(three, target=replace(TARGETS["mining_employment_share"], first=2010))
    assert drift(relative=False)._unit(share) == pytest.approx(np.full(4, 0.025))
    assert drift()._unit(share).tolist() == [1, 1, 1, 1]
