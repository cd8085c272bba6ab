"""The record of a simulation and what is told of it, of a made-up run."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.language import Amount, Bilingual, Sentence
from relode.model.policy.policy_file import Policy
from relode.places import find
from relode.plan.simulations import text
from relode.plan.simulations.record import QuantityBands, bands_record
from relode.plan.simulations.simulation import (
    SHOWN,
    PolicyGain,
    Simulation,
    capacity_left,
)
from relode.vocabulary import Label, quantity

HEGANG = find("hegang")
BANDS = ("p05", "p25", "median", "p75", "p95")
SIMULATOR = ("simulator",)


def policy(*steps, place=""):
    return Policy("mine", "Mine", "我的", "d", "d", steps, place)


def bands(**values):
    """Bands of quantities over 2020 and 2035: a value, and .1 more for each band above the lowest."""
    return xr.Dataset(
        {
            name: (("band", "year"), np.array([[a + 0.1 * i, b + 0.1 * i] for i in range(5)]))
            for name, (a, b) in values.items()
        },
        coords={"band": list(BANDS), "year": [2020, 2035]},
    )


def test_bands_are_written_by_their_names():
    found = bands_record(bands(population=(1.0, 2.0)))
    paths = [(1.0, 2.0), (1.1, 2.1), (1.2, 2.2), (1.3, 2.3), (1.4, 2.4)]
    assert found == {"population": QuantityBands("persons", *map(pytest.approx, paths))}


def simulation(**changes):
    """Doing nothing in Hegang beside a policy, from 2020 to 2035."""
    names = (*SHOWN, "wage")
    opening = SimpleNamespace(
        cell_shares=lambda code: {"published": 0.5, "computed": 0.25} if code == HEGANG.code else {},
        excluded={"x": "jobs", "y": "gdp", "z": "jobs"}, year=2020,
    )  # fmt: skip
    world = SimpleNamespace(opening=opening, year=2020, codes=("a", HEGANG.code, "c"), position=lambda _: 1)
    left = np.array([[1e6, 1.0, 1e6], [1e6, 0.5, 1e6], [1e6, 1e6, 1e6]])
    observed = SimpleNamespace(capacity_left=left)
    futures = SimpleNamespace(world=world, years=[2020, 2035], count=64, seed=3, observed=observed)
    plain = {
        "place": HEGANG, "futures": futures, "policy": None, "shock": None, "balances": {"money": 1e-9},
        "bands": bands(**{name: (float(i), float(i) + 5) for i, name in enumerate(names)}),
        "without": bands(**{name: (float(i), float(i) + 9) for i, name in enumerate(names)}),
        "gains": (), "city_years_per_second": 1234.6,
    }  # fmt: skip
    return Simulation(**{**plain, **changes})


def test_a_table_of_a_simulation_has_a_row_for_each_shown_quantity_and_year():
    table = simulation().table()
    assert list(table.columns) == ["quantity", "unit", "year", *BANDS]
    assert [tuple(row) for row in table[["quantity", "unit", "year"]].to_numpy()] == [
        (name, quantity(name).unit, year) for name in SHOWN for year in (2020, 2035)
    ]
    assert table.iloc[3].tolist()[2:] == [2035, *map(pytest.approx, (6.0, 6.1, 6.2, 6.3, 6.4))]


def test_what_mines_leave_open_is_told_of_the_years_of_the_run():
    assert capacity_left(simulation()) == (1.0, 0.5)
    futures = simulation().futures
    futures.years = [2020, 2027, 2035]
    assert capacity_left(simulation(futures=futures)) == (1.0, 0.5, None)
    futures.observed.capacity_left = np.full((3, 3), 1e6)
    assert capacity_left(simulation(futures=futures)) is None


def amount(value, unit):
    return Amount(value, unit, None, SIMULATOR)


def test_what_was_run_is_told_with_its_years_and_counts():
    head, course, shock, mines, observed, left_out, fit = text.opening_words(simulation(shock="slump@2030"))
    assert head == Sentence(
        "simulate.head", {"place": HEGANG, "start": 2020, "until": 2035, "futures": 64, "places": 2, "seed": 3}
    )
    assert course == Sentence("simulate.nothing", {})
    assert shock == Sentence("simulate.shock", {"shock": "slump@2030"})
    assert mines.key == "simulate.open_mines"
    assert (mines.values["left"].value, mines.values["year"]) == (0.5, 2035)
    assert observed.key == "opening.observed"
    reasons = [Sentence("simulate.lacks.jobs", {"count": 2}), Sentence("simulate.lacks.gdp", {"count": 1})]
    assert left_out == Sentence("simulate.left_out", {"count": 3, "reasons": reasons})
    assert fit == Sentence("simulate.calibrated", {})
    title = Sentence("simulate.policy", {"policy": Bilingual("Mine", "我的")})
    assert text.opening_words(simulation(policy=policy()))[1] == title
    other = simulation()
    other.futures.world.year = 1950
    assert text.opening_words(other)[-1] == Sentence("simulate.uncalibrated", {})
    assert len(text.opening_words(simulation())) == 6


def test_the_closing_calendar_is_told_by_the_mines_that_have_an_end(monkeypatch):
    monkeypatch.setattr(text, "dated", lambda code, year: (3, 8) if (code, year) == (HEGANG.code, 2020) else None)
    (said,) = text.mine_words(simulation(shock="closing_calendar"))
    assert said.key == "simulate.calendar"
    assert (said.values["dated"], said.values["mines"], said.values["year"]) == (3, 8, 2035)
    assert said.values["left"].value == 0.5
    futures = simulation().futures
    futures.observed.capacity_left = np.full((2, 3), 1e6)
    assert text.mine_words(simulation(futures=futures)) == []
    none = text.mine_words(simulation(futures=futures, shock="closing_calendar@2030"))
    assert none == [Sentence("simulate.calendar_none", {})]


def test_bands_are_told_at_the_start_ten_years_on_and_at_the_end():
    years = xr.Dataset({name: (("band", "year"), np.arange(20.0).reshape(5, 4)) for name in SHOWN},
                       coords={"band": list(BANDS), "year": [2020, 2025, 2030, 2035]})  # fmt: skip
    table = text.band_table(years, years + 100)
    heads = [column.head for column in table.columns]
    told = [(each.key, each.values.get("year")) if isinstance(each, Sentence) else (each, None) for each in heads]
    assert told == [
        ("simulate.column.quantity", None), ("simulate.column.opening", 2020), ("simulate.column.band", 2030),
        ("simulate.column.band", 2035), ("simulate.column.nothing", 2035),
    ]  # fmt: skip
    cells = list(table.cells())
    assert [row[0] for row in cells] == [Label(name) for name in SHOWN]
    row = cells[SHOWN.index("employment")]
    assert row[1] == amount(8.0, "persons")
    for cell, (middle, low, high) in zip(
        row[2:5], ((10.0, 2.0, 18.0), (11.0, 3.0, 19.0), (111.0, 103.0, 119.0)), strict=True
    ):
        expected = Amount(middle, "persons", (low, high), SIMULATOR)
        assert cell == Sentence("simulate.band", {"middle": expected})
    assert len(text.band_table(years, None).columns) == 4
    short = text.band_table(years.sel(year=[2020, 2025]), None)
    assert len(short.columns) == 3


@pytest.mark.parametrize(
    ("own", "others", "share"),
    [(4.0, -3.0, 0.75), (4.0, -5.0, 1.0), (4.0, 0.0, None), (0.0, -3.0, None), (-4.0, -3.0, None)],
)
def test_a_gain_that_others_lose_is_told_with_the_part_that_is_taken(own, others, share):
    simulated = simulation(gains=(PolicyGain("gdp_real", 2031, own, others),))
    head, item = text.gain_words(simulated)
    assert head == Sentence("simulate.gain.head", {"year": 2031})
    unit = quantity("gdp_real").unit
    figures = {"own": amount(own, unit), "others": amount(others, unit), "total": amount(own + others, unit)}
    line = Sentence("simulate.gain.line", {"quantity": Label("gdp_real"), **figures})
    taken = (
        None if share is None else Sentence("simulate.gain.with_taken", {"line": line, "share": amount(share, "share")})
    )
    assert item == Sentence("simulate.gain.item", {"gain": taken or line})
