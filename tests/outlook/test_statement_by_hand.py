"""The one statement: bands, series, futures that add up, and what ships, on small tables by hand."""

from math import exp, log
from types import SimpleNamespace

import numpy as np
import pytest

from relode import shipped_tables
from relode.errors import NoVerdict
from relode.outlook.one_future import statement
from relode.outlook.one_future.observed_series import (
    forecast_quantities,
)
from relode.outlook.one_future.predictive_record import AHEAD, Ahead, OpeningHomes, PastCoverage, Predictive
from relode.outlook.one_future.statement import (
    ageing_path,
    centre_path,
    half_widths,
    past_coverage,
    pool_weights,
    predictive,
    under_retirement,
)
from relode.places import find

from .made_up import panel

HEGANG, BAOTOU = find("hegang"), find("baotou")


ROOM = "relode.outlook.one_future"


def ahead(**changes):
    years = len(AHEAD)
    values = {
        "name": "population", "unit": "persons", "price_base": None, "facts": {2020: 100.0, 2022: 80.0},
        "centre": np.zeros(years), "half_50": np.full((2, years), 0.1), "half_90": np.full((2, years), 0.3),
        "scored_until": 2030,
        "held": {}, "parts": {}, "ageing_alone": None, "under_retirement_age": None, "tags": (), "sources": (),
    }  # fmt: skip
    return Ahead(**{**values, **changes})


def test_values_and_chances_follow_from_the_newest_figure():
    """By hand: three of four values lie below 80 times e to a tenth."""
    of = ahead()
    assert (of.observed_until, of.opening) == (2022, 80.0)
    assert of.at((0.25, 0.5, 0.95))[:, 5] == pytest.approx([80 * exp(-0.1), 80, 80 * exp(0.3)], rel=1e-4)
    assert of.chance_below(80 * exp(0.1), 2030) == pytest.approx(0.75, abs=1e-3)
    assert of.chance_below(80.0, 2030) == 0.5
    assert of.mean[0] == pytest.approx(of.at((np.arange(512) + 0.5) / 512)[:, 0].mean())
    frictional = np.array([[0.1], [0.2]])
    assert OpeningHomes(None, 0.5).lived_in(frictional) == pytest.approx(np.array([[0.45], [0.4]]))
    assert OpeningHomes(0.3, 0.5).lived_in(frictional) == pytest.approx(np.array([[0.7], [0.7]]))
    assert repr(Predictive(HEGANG, {"population": of})) == "Predictive of Hegang 2021-2050: population"


def test_tables_that_ship_are_read_by_their_columns():
    row = next(row for row in shipped_tables.rows_of(ROOM, "centres", "230400") if row["quantity"] == "gdp_real")
    origin, path, is_of_others = centre_path("230400", "gdp_real")
    assert (origin, is_of_others) == (int(row["origin"]), row["path_of"] == "others")
    assert path == {year: float(row[f"y{year}"]) for year in AHEAD if row[f"y{year}"]}
    assert centre_path("230400", "nothing") is None
    for row in shipped_tables.rows(ROOM, "bands")[::97]:
        found = half_widths()[row["quantity"]][..., int(row["group"]), int(row["horizon"]) - 1]
        assert found.tolist() == [[float(row[f"{side}_{share}"]) for share in (50, 90)] for side in ("below", "above")]
    for row in shipped_tables.rows(ROOM, "coverage")[::7]:
        of = past_coverage()[row["quantity"]][int(row["horizon"])]
        told = {name: float(row[name]) for name in row if name != "quantity"}
        assert told == {name: float(getattr(of, name)) for name in told}
    row = next(row for row in shipped_tables.rows_of(ROOM, "ageing", "230400") if row["quantity"] == "age_15_59")
    assert ageing_path("230400", "age_15_59").tolist() == [float(row[f"y{year}"]) for year in AHEAD]
    assert ageing_path("230400", "debt") is None
    row = shipped_tables.rows_of(ROOM, "retirement", "230400")[1]
    assert under_retirement("230400")[row["ages"], row["women"]].tolist() == [float(row[f"y{year}"]) for year in AHEAD]
    assert under_retirement("nowhere") is None


def test_weights_of_a_pool_are_those_of_the_long_run(monkeypatch):
    def row(quantity, years, rule, part, weight):
        return {"quantity": quantity, "years_ahead": years, "rule": rule, "part": part, "weight_now": weight}

    table = (
        row("a", "4", "x", "best", "0.9"),
        row("a", "10", "x", "best", "0.25"),
        row("a", "10", "", "simulator", "0.75"),
        row("a", "10", "z", "best", "0"),
        row("b", "", "y", "best", "1"),
    )
    monkeypatch.setattr(statement.shipped_tables, "rows", lambda *_: table)
    pool_weights.cache_clear()
    try:
        assert pool_weights() == {"a": {"x": 0.25, "simulator": 0.75}, "b": {"y": 1.0}}
    finally:
        pool_weights.cache_clear()


def held(horizon, origins, error=0.1, no_change=0.2, low=0.85, high=0.95):
    return PastCoverage(horizon, origins, 100, error, no_change, 0.5, 0.9, low, high, 0.0, 0.0, 0.0)


@pytest.fixture
def shipped(monkeypatch):
    """Tables of one path of -.01 a year from 2020, half widths of a tenth of the years, and past bands."""
    tables = SimpleNamespace(
        path={year: -0.01 * (year - 2020) for year in AHEAD},
        origin=2020,
        borrowed=False,
        held={1: held(1, 3), 5: held(5, 3), 9: held(9, 2)},
    )
    horizon = np.arange(1, 31) / 10
    half = (
        np.stack([np.tile(horizon, (3, 1)), np.tile(2 * horizon, (3, 1))]) * np.array([1.0, 1.0, 10.0])[None, :, None]
    )
    names = forecast_quantities()
    monkeypatch.setattr(statement, "centre_path", lambda *_: (tables.origin, tables.path, tables.borrowed))
    sides = np.stack([3 * half, half])
    monkeypatch.setattr(statement, "half_widths", lambda: dict.fromkeys(names, sides))
    monkeypatch.setattr(statement, "past_coverage", lambda: dict.fromkeys(names, tables.held))
    monkeypatch.setattr(statement, "pool_weights", lambda: {name: {name: 1.0} for name in names})
    monkeypatch.setattr(
        statement,
        "ageing_path",
        lambda _, name: np.full(len(AHEAD), {"population": 0.1, "age_15_59": 0.2}[name]) if name else None,
    )
    monkeypatch.setattr(statement, "under_retirement", lambda code: {"k": code})
    monkeypatch.setattr(
        statement, "cell", lambda *given: SimpleNamespace(year=given[3], sources=(given[2], "s"), flags=())
    )
    return tables


@pytest.mark.usefixtures("shipped")
def test_a_statement_goes_on_from_the_newest_figure_by_the_path_of_the_table():
    """By hand: 1,000 in 2020 and 980 in 2022; .02 of the fall was expected, .0202 came."""
    made = panel(
        population={(0, 2010): 1100.0, (0, 2020): 1000.0}, population_resident_reported={(0, 2022): 980.0},
        age_15_59={(0, 2020): 600.0}, house_price={(0, 2012): 9.0}, budget_revenue={(0, 2014): 5.0},
        mining_employment_share={(0, 2010): 0.2}, housing_vacancy={(0, 2021): 0.25},
    )  # fmt: skip
    found = predictive(made, HEGANG)
    assert list(found.quantities) == ["population", "age_15_59", "budget_revenue"]
    people, adults, money = found.quantities.values()
    more = log(0.98) + 0.02
    at = AHEAD.index(2022)
    assert people.facts == {2010: 1100.0, 2020: 1000.0, 2022: 980.0}
    assert people.centre[: at + 2] == pytest.approx([log(1000 / 980) / 2, 0, -0.01])
    assert people.centre[-1] == pytest.approx(-0.28)
    # The third group mines most: ten times as wide; a year after the newest figure is the first of the table.
    assert people.half_50[1, : at + 3].tolist() == pytest.approx([0, 0, 1.0, 2.0])
    assert people.half_90[:, at + 1].tolist() == pytest.approx([6.0, 2.0])
    # Those of 15 to 59 go along with what was counted of people: half of it after a year.
    assert adults.centre[[0, at, -1]] == pytest.approx([-0.01 + more / 2, -0.02 + more, -0.3 + more])
    assert money.centre[[0, -1]] == pytest.approx([path_of(2021), path_of(2050)])
    assert (people.unit, people.price_base, money.unit, money.price_base) == ("persons", None, "100 million yuan", 2020)
    # One origin is enough for people, three for budgets.
    assert (people.scored_until, list(people.held)) == (2022 + 9, [1, 5, 9])
    assert (money.scored_until, list(money.held)) == (2014 + 5, [1, 5])
    assert people.parts == {"population": 1.0}
    assert people.ageing_alone[0] == pytest.approx(1000 * exp(0.1))
    assert adults.ageing_alone[0] == pytest.approx(600 * exp(0.2))
    assert (money.ageing_alone, people.under_retirement_age, adults.under_retirement_age) == (
        None,
        None,
        {"k": "230400"},
    )
    assert people.sources == ("population", "s", "population_resident_reported", "wpp2024")
    assert money.sources == ("budget_revenue", "s", "cpi_china")
    assert (found.homes.vacancy, found.homes.people_left) == (0.25, pytest.approx(1000 / 1100))
    assert list(predictive(made, HEGANG, ("age_15_59",)).quantities) == ["age_15_59"]
    assert predictive(made, HEGANG, ("age_15_59",)).quantities["age_15_59"].centre[0] == pytest.approx(-0.01)
    with pytest.raises(NoVerdict):
        predictive(made, HEGANG, ("house_price",))
    with pytest.raises(NoVerdict):
        predictive(made, BAOTOU)


def path_of(year):
    """Of a figure of 2014, which has no place on a path from 2020 on."""
    return -0.01 * (year - 2020)


@pytest.mark.parametrize(
    ("change", "year", "tags"),
    [
        ({}, 2022, ("adds_up",)),
        ({"origin": 2023}, 2022, ("old_figure", "adds_up")),
        ({"borrowed": True}, 2022, ("adds_up", "borrowed")),
        ({"held": {1: held(1, 3, 0.2, 0.2)}}, 2022, ("adds_up", "no_skill")),
        ({"held": {1: held(1, 3, 0.19, 0.2, 0.5, 0.899)}}, 2022, ("adds_up", "under_covered")),
        ({"held": {1: held(1, 3, 0.1, 0.2, 0.901, 0.95)}}, 2022, ("adds_up", "over_covered")),
        ({"held": {1: held(1, 3, 0.1, 0.2, 0.9, 0.9)}}, 2022, ("adds_up",)),
        ({}, 2021, ("breaks_left_out", "adds_up")),
    ],
)
def test_tags_say_what_a_reader_must_know(shipped, change, year, tags):
    for name, value in change.items():
        setattr(shipped, name, value)
    reported = {(0, 2022): 19_900.0} | ({(0, 2021): 90_000.0} if year == 2021 else {})
    made = panel(population={(0, 2020): 20_000.0}, population_resident_reported=reported)
    assert predictive(made, HEGANG).quantities["population"].tags == tags


def test_a_place_of_ten_thousand_or_below_a_prefecture_is_not_added_up(shipped):
    for people, tags in ((10_000.0, ()), (10_001.0, ("adds_up",))):
        assert predictive(panel(population={(0, 2020): people}), HEGANG).quantities["population"].tags == tags
    county = find("renqiu")
    made = panel((county.code, "150200"), population={(0, 2020): 50_000.0})
    assert predictive(made, county).quantities["population"].tags == ("extrapolating",)
    assert shipped.origin == 2020
